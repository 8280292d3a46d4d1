import type { Answer } from '../routes/answers.ts';
import type { Fault } from './faults.ts';

/** An answer as it is sent, and how the connection fails. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  /** half: the connection closes in the middle. reset: it closes before any byte. never: it hangs. */
  readonly comes: 'whole' | 'in_drips' | 'half' | 'reset' | 'never';
  /** How long it takes, in real time. */
  readonly seconds: number;
}

const GARBAGE = '%&/()=?'.repeat(150_000);
const HTML_PAGE = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

/** The answer, changed by the fault if there is one. */
export function wireAnswer(answer: Answer, fault?: Fault): WireAnswer {
  const whole = jsonAnswer(answer.status, answer.body);
  switch (fault?.kind) {
    case undefined:
      return whole;
    case 'delay':
      return { ...whole, seconds: fault.seconds };
    case 'never_answer':
      return { ...whole, comes: 'never' };
    case 'reset_before':
    case 'reset_after':
      return { ...whole, comes: 'reset' };
    case 'truncated_body':
      return { ...whole, headers: { 'content-type': 'application/json' }, comes: 'half' };
    case 'wrong_content_type':
      return { ...whole, headers: { 'content-type': 'text/plain' } };
    case 'html_error':
      return textAnswer(fault.status ?? 502, { 'content-type': 'text/html' }, HTML_PAGE);
    case 'empty_200':
      return textAnswer(200, { 'content-type': 'application/json' }, '');
    case 'garbage':
      return textAnswer(200, { 'content-type': 'application/json' }, GARBAGE);
    case 'too_many_requests': {
      const { retryAfter } = fault;
      const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
      return jsonAnswer(429, { message: 'Too many requests' }, headers);
    }
    case 'status':
      return jsonAnswer(fault.status, fault.body);
    case 'slow_drip':
      return {
        ...whole,
        headers: { 'content-type': 'application/json' },
        comes: 'in_drips',
        seconds: fault.seconds ?? 2,
      };
    case 'redirect':
      return textAnswer(fault.status ?? 302, { location: fault.location }, '');
    case 'json':
      return jsonAnswer(200, fault.value);
    case 'changed_json':
      return jsonAnswer(answer.status, fault.change(answer.body));
  }
}

function textAnswer(status: number, headers: WireAnswer['headers'], text: string): WireAnswer {
  return { status, headers, text, comes: 'whole', seconds: 0 };
}

function jsonAnswer(
  status: number,
  body: unknown,
  headers: WireAnswer['headers'] = {},
): WireAnswer {
  if (body === undefined) return textAnswer(status, headers, '');
  const all = { 'content-type': 'application/json', ...headers };
  return textAnswer(status, all, JSON.stringify(body));
}
