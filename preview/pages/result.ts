import { html } from 'hono/html';
import type { OutputField } from '../definition.ts';
import type { SentRequest } from '../recording_proxy.ts';
import type { Outcome } from '../zapier.ts';
import type { Html } from './layout.ts';

/** What a run gave, as Zapier hands it on, and what it sent to Tavus. */
export function resultSection(
  outcome: Outcome,
  outputs: readonly OutputField[],
  sent: readonly SentRequest[],
): Html {
  const isHeldBack = sent.some(({ answer }) => answer === 'held back');
  return html`<section aria-label="Result" id="result" tabindex="-1">
    <h2>Result</h2>
    ${isHeldBack ? heldBack() : outcome.ok ? records(outcome.results, outputs) : failure(outcome)}
    <h2>Sent to Tavus</h2>
    ${sent.length === 0 ? html`<p>Nothing.</p>` : html`<ol class="sent">${sent.map(request)}</ol>`}
  </section>`;
}

/** The error that the app made of it is no answer of Tavus. */
function heldBack(): Html {
  return html`<div class="notice" role="alert">
    <p>
      The preview has not sent this to Tavus: it would change something or cost money. Below is what
      the step would have sent. To see what comes of it, run the preview without TAVUS_API_KEY.
    </p>
  </div>`;
}

function failure({ name, message }: Extract<Outcome, { ok: false }>): Html {
  return html`<div class="error" role="alert">
    <p class="sentence">${message}</p>
    <p class="hint">${name}: ${CONSEQUENCES.get(name) ?? 'the step stops with this error.'}</p>
  </div>`;
}

/** What Zapier does with each class of error. */
const CONSEQUENCES: ReadonlyMap<string, string> = new Map([
  ['HaltedError', 'the run stops and does not count as an error.'],
  ['ThrottledError', 'Zapier runs the step again later.'],
  ['ExpiredAuthError', 'the connection counts as expired until somebody connects again.'],
]);

function records(results: unknown, outputs: readonly OutputField[]): Html {
  const list = Array.isArray(results) ? results : [results];
  if (list.length === 0) return html`<p>Nothing found.</p>`;
  return html`${list.map((record, index) => recordTable(asRecord(record), outputs, index + 1))}`;
}

type Json = Readonly<Record<string, unknown>>;

function asRecord(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function recordTable(record: Json, outputs: readonly OutputField[], number: number): Html {
  const labels = new Map(outputs.map(({ key, label }) => [key, label]));
  const rows = Object.entries(record).map(
    ([key, value]) =>
      html`<tr>
        <th scope="row">${labels.get(key) ?? key}<br /><code>${key}</code></th>
        <td>${shown(key, value, labels)}</td>
      </tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Record ${number}">
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function shown(key: string, value: unknown, labels: ReadonlyMap<string, string>): Html | string {
  if (value === null || value === undefined) return html`<span class="none">empty</span>`;
  if (Array.isArray(value)) return listed(key, value, labels);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (text.startsWith('hydrate|||')) {
    return html`<span class="none">fetched when a later step uses it</span>`;
  }
  if (/^https:\/\/\S+$/.test(text)) return html`<a href="${text}" rel="noreferrer">${text}</a>`;
  return text;
}

/** A list of records is line items; a list of plain values is told as one. */
function listed(key: string, values: readonly unknown[], labels: ReadonlyMap<string, string>) {
  const isPlain = values.some((each) => typeof each !== 'object' || each === null);
  return isPlain ? values.join(', ') : lineItems(key, values.map(asRecord), labels);
}

function lineItems(key: string, items: readonly Json[], labels: ReadonlyMap<string, string>): Html {
  const [first] = items;
  if (!first) return html`<span class="none">no line items</span>`;
  const names = Object.keys(first);
  const title = (name: string) => labels.get(`${key}[]${name}`) ?? name;
  return html`<table class="lines">
    <thead>
      <tr>
        ${names.map((name) => html`<th scope="col">${title(name)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${items.map(
        (item) =>
          html`<tr>
            ${names.map((name) => html`<td>${String(item[name] ?? '')}</td>`)}
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
