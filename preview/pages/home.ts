import { html } from 'hono/html';
import { KIND_NAMES, KINDS, type Operation } from '../definition.ts';
import { type Html, linkTo, markdown } from './layout.ts';

/** Everything that can be added to a Zap. */
export function homePage(operations: readonly Operation[]): Html {
  return html`<h1>What you can add to a Zap</h1>
    ${KINDS.map(
      (kind) =>
        html`<h2>${KIND_NAMES[kind]}</h2>
          <ul class="cards">
            ${operations
              .filter((each) => each.kind === kind)
              .map(
                (each) =>
                  html`<li>
                    <h3><a href="${linkTo(each)}">${each.label}</a></h3>
                    ${markdown(each.description)}
                  </li>`,
              )}
          </ul>`,
    )}`;
}
