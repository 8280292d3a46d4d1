import type { Fault } from '../sandbox/sandbox.ts';
import type { Trouble } from './platform.ts';

/** The troubles of requests to Tavus. */

/** The requests that a trouble affects. */
export type Target = 'everything' | 'lists' | 'conversations' | 'creates';

/** A trouble, with the words for it. */
export interface NamedTrouble extends Trouble {
  readonly words: string;
}

/** Whether a request belongs to the target. */
export function isMeant(target: Target, method: string, path: string): boolean {
  switch (target) {
    case 'everything':
      return true;
    case 'lists':
      return method === 'GET' && /^\/v2\/\w+$/.test(path);
    case 'conversations':
      return method === 'GET' && path.startsWith('/v2/conversations/');
    case 'creates':
      return method === 'POST' && /^\/v2\/\w+$/.test(path);
  }
}

/** Troubles of a request that only reads. */
export const TROUBLES: readonly NamedTrouble[] = [
  { words: 'answers 500', fault: { kind: 'status', status: 500 } },
  { words: 'answers 503 with a page', fault: { kind: 'html_error', status: 503 } },
  {
    words: 'answers 504, having done the work',
    fault: { kind: 'status', status: 504, workDone: true },
  },
  { words: 'answers 502, having done the work', fault: { kind: 'html_error', workDone: true } },
  {
    words: 'answers 200 with a page of a proxy',
    fault: { kind: 'html_error', status: 200, workDone: true },
  },
  { words: 'answers 408', fault: { kind: 'status', status: 408 } },
  { words: 'answers 403', fault: { kind: 'status', status: 403 } },
  { words: 'answers 429', fault: { kind: 'too_many_requests', retryAfter: 7 } },
  { words: 'resets the connection', fault: { kind: 'reset_before' } },
  { words: 'resets the connection, having done the work', fault: { kind: 'reset_after' } },
  { words: 'never answers', fault: { kind: 'never_answer', workDone: false } },
  { words: 'never answers, having done the work', fault: { kind: 'never_answer' } },
  { words: 'breaks off in the middle', fault: { kind: 'truncated_body' } },
  { words: 'answers 200 with nothing in it', fault: { kind: 'empty_200' } },
  { words: 'answers 200 with garbage', fault: { kind: 'garbage' } },
  { words: 'answers 200 with JSON of another kind', fault: { kind: 'json', value: { ok: true } } },
  { words: 'redirects elsewhere', fault: { kind: 'redirect', location: 'https://example.com/' } },
  { words: 'answers drop by drop for a minute', fault: { kind: 'slow_drip', seconds: 60 } },
  { words: 'answers 8 seconds late', fault: { kind: 'delay', seconds: 8 } },
];

/** Answers about one conversation that look right and are wrong. */
export const LIES: readonly NamedTrouble[] = [
  { words: 'does not know a conversation that is there', fault: notKnown() },
  {
    words: 'returns a conversation without events',
    fault: { kind: 'changed_json', change: (body) => without(body, ['events', 'shutdown_reason']) },
  },
  {
    words: 'returns the shutdown reason without events',
    fault: { kind: 'changed_json', change: (body) => without(body, ['events']) },
  },
];

function notKnown(): Fault {
  return { kind: 'status', status: 404, body: { message: 'Invalid conversation_id' } };
}

function without(body: unknown, names: readonly string[]): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const rest = Object.entries(body).filter(([name]) => !names.includes(name));
  return { ...Object.fromEntries(rest), events: null };
}
