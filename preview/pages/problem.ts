import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** What went wrong with a page of the preview itself. */
export function problemPage(message: string): Html {
  return html`<h1>This did not work</h1>
    <p class="error" role="alert">${message}</p>
    <p><a href="/">To all operations</a></p>`;
}
