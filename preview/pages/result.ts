import { html } from 'hono/html';
import type { OutputField } from '../definition.ts';
import type { SentRequest } from '../recording_proxy.ts';
import type { Outcome } from '../zapier.ts';
import type { Html } from './layout.ts';

/**
 * The result of a run, as Zapier hands it on, and what the run sent to Tavus. The sample takes the
 * place of an empty result.
 */
export function resultSection(
  outcome: Outcome,
  outputs: readonly OutputField[],
  sent: readonly SentRequest[],
  sample?: Json,
): Html {
  const isHeldBack = sent.some(({ answer }) => answer === 'held back');
  return html`<section aria-label="Result" id="result" tabindex="-1">
    <h2>Result</h2>
    ${isHeldBack ? heldBack() : outcome.ok ? records(outcome.results, outputs, sample) : failure(outcome)}
    <h2>Sent to Tavus</h2>
    ${sent.length === 0 ? html`<p>Nothing.</p>` : html`<ol class="sent">${sent.map(request)}</ol>`}
  </section>`;
}

/** The app's error is not shown: it is no answer of Tavus. */
function heldBack(): Html {
  return html`<div class="notice" role="alert">
    <p>
      The preview has not sent this to Tavus: it would change something or cost money. Below is what
      the step would have sent. To see the result, run the preview without TAVUS_API_KEY.
    </p>
  </div>`;
}

function failure({ name, message }: Extract<Outcome, { ok: false }>): Html {
  return html`<div class="error" role="alert">
    <p class="sentence">${message}</p>
    <p class="hint">${CONSEQUENCES.get(name) ?? 'The step stops with this error.'}</p>
  </div>`;
}

/** What Zapier does with each class of error. */
const CONSEQUENCES: ReadonlyMap<string, string> = new Map([
  ['HaltedError', 'The run stops, and does not count as an error.'],
  ['ThrottledError', 'Zapier runs the step again later.'],
  ['ExpiredAuthError', 'The connection counts as expired until someone connects again.'],
]);

function records(results: unknown, outputs: readonly OutputField[], sample?: Json): Html {
  const list = Array.isArray(results) ? results : [results];
  if (list.length > 0) {
    return html`${list.map((record, index) => recordTable(asRecord(record), outputs, `Record ${index + 1}`))}`;
  }
  if (!sample) return html`<p>Nothing found.</p>`;
  return html`<p class="notice">
      <strong>Nothing found, so this is the app's sample.</strong> Zapier shows it too when a test
      finds nothing. Tavus may need more time.
    </p>
    ${recordTable(sample, outputs, 'Sample')}`;
}

type Json = Readonly<Record<string, unknown>>;

function asRecord(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function recordTable(record: Json, outputs: readonly OutputField[], name: string): Html {
  const labels = new Map(outputs.map(({ key, label }) => [key, label]));
  const labelOf = (key: string) => labels.get(key) ?? 'Line items';
  const rows = Object.entries(record).map(([key, value]) => {
    const items = lineItemsIn(value);
    if (items) {
      return html`<tr>
        <td colspan="2">${lineItems(key, items, labelOf)}</td>
      </tr>`;
    }
    return html`<tr>
      <th scope="row">${labelOf(key)}<br /><code>${key}</code></th>
      <td class="value">${shown(value)}</td>
    </tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function shown(value: unknown): Html | string {
  if (value === null || value === undefined) return empty('empty');
  if (Array.isArray(value)) return value.length === 0 ? empty('no items') : value.join(', ');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (text.startsWith('hydrate|||')) {
    return empty('fetched when a later step uses it');
  }
  if (/^https:\/\/\S+$/.test(text)) return html`<a href="${text}" rel="noreferrer">${text}</a>`;
  return text;
}

function empty(why: string): Html {
  return html`<span class="none">${why}</span>`;
}

/** The records of a list of records, which Zapier calls line items. */
function lineItemsIn(value: unknown): readonly Json[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const isPlain = value.some((each) => typeof each !== 'object' || each === null);
  return isPlain ? undefined : value.map(asRecord);
}

function lineItems(key: string, items: readonly Json[], labelOf: (key: string) => string): Html {
  const names = Object.keys(items[0] ?? {});
  const title = (name: string) => labelOf(`${key}[]${name}`);
  return html`<table class="lines">
    <caption>
      ${labelOf(key)} <code>${key}</code>
    </caption>
    <thead>
      <tr>
        ${names.map((name) => html`<th scope="col">${title(name)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${items.map(
        (item) =>
          html`<tr>
            ${names.map(
              (name) =>
                html`<td class="value" data-label="${title(name)}">${String(item[name] ?? '')}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function request({ method, path, body, answer }: SentRequest, index: number): Html {
  return html`<li>
    <p><code>${method} ${path}</code> → ${answer}</p>
    ${body === '' ? '' : html`<pre tabindex="0" role="region" aria-label="Body of request ${index + 1}">${body}</pre>`}
  </li>`;
}
