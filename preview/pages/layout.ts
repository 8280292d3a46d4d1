import { html, raw } from 'hono/html';
import { marked } from 'marked';
import { KIND_NAMES, KINDS, type Operation } from '../definition.ts';

/** A piece of a page; `html` escapes what stands in it. */
export type Html = ReturnType<typeof html>;

/** Where the app's requests go; every page says it. */
export interface Place {
  readonly version: string;
  /** Whether the app works against Tavus itself. */
  readonly isTavus: boolean;
  readonly operations: readonly Operation[];
}

/** The whole page around its content. */
export function layout(place: Place, title: string, content: Html, current?: Operation): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Preview</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/style.css" />
        <script src="/assets/script.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <div>
            <a href="/" class="home">Tavus for Zapier ${place.version}</a>
            <p>
              What the app tells Zapier to show. This is not the Zap editor.
              ${
                place.isTavus
                  ? html`<strong>This works against Tavus itself, in test mode.</strong> Lists are
                      your own, and a conversation is created with Test Mode: Yes. Whatever else would
                      change something or cost money is shown, but not sent.`
                  : html`It works against the sandbox: nothing costs money.`
              }
            </p>
          </div>
          <button popovertarget="menu" class="second">Menu</button>
        </header>
        <div class="columns">
          <nav id="menu" popover aria-label="Pages">${menu(place, current)}</nav>
          <main id="content">${content}</main>
        </div>
      </body>
    </html>`;
}

/** A page that is nothing but its content: a picture is taken of it. */
export function pictureLayout(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/style.css" />
      </head>
      <body>
        <main class="picture">${content}</main>
      </body>
    </html>`;
}

function menu({ operations, isTavus }: Place, current: Operation | undefined): Html {
  const kinds = KINDS.map((kind) => {
    const links = operations
      .filter((each) => each.kind === kind)
      .map(
        (each) =>
          html`<li>
            <a href="${linkTo(each)}" ${each === current ? raw('aria-current="page"') : ''}
              >${each.label}</a
            >
          </li>`,
      );
    return html`<h2>${KIND_NAMES[kind]}</h2>
      <ul>
        ${links}
      </ul>`;
  });
  if (isTavus) return html`${kinds}`;
  return html`${kinds}
    <h2>Sandbox</h2>
    <ul>
      <li><a href="/sandbox">Calls</a></li>
    </ul>`;
}

/** The page of an operation. */
export function linkTo({ kind, key }: Operation): string {
  return `/${kind}/${key}`;
}

/** Text as Zapier shows it: Markdown. It is the app's own text, so its HTML is trusted. */
export function markdown(text: string): Html {
  return html`${raw(marked.parse(text, { async: false }))}`;
}
