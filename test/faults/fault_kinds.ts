import type { Fault } from '../../sandbox/sandbox.ts';

/** One thing that goes wrong between the app and Tavus. */
export interface FaultCase {
  /** Completes "Tavus …". */
  readonly title: string;
  readonly fault: Fault;
  /** Whether Tavus does what was asked all the same. */
  readonly workDone: boolean;
  /** Another case is the same to a request that only reads. */
  readonly onlyForWork?: true;
}

const MINUTE_AND_A_HALF = 90;

function withStatus(status: number, workDone: boolean): FaultCase {
  const title = `answers ${status}${workDone ? ', having done the work' : ''}`;
  const fault: Fault = { kind: 'status', status, workDone };
  return { title, fault, workDone, ...(workDone && { onlyForWork: true }) };
}

export const FAULTS = {
  delay: {
    title: 'answers late, but in time',
    fault: { kind: 'delay', seconds: 0.2 },
    workDone: true,
  },
  slow_drip: {
    title: 'answers drop by drop, but in time',
    fault: { kind: 'slow_drip', seconds: 0.2 },
    workDone: true,
  },
  wrong_content_type: {
    title: 'calls its answer plain text',
    fault: { kind: 'wrong_content_type' },
    workDone: true,
  },
  endless_drip: {
    title: 'answers drop by drop, for a minute',
    fault: { kind: 'slow_drip', seconds: 60 },
    workDone: true,
  },
  never_answer: {
    title: 'never answers, having done the work',
    fault: { kind: 'never_answer' },
    workDone: true,
  },
  never_answer_undone: {
    title: 'never answers, with nothing done',
    fault: { kind: 'never_answer', workDone: false },
    workDone: false,
    onlyForWork: true,
  },
  truncated_body: {
    title: 'breaks off in the middle of its answer',
    fault: { kind: 'truncated_body' },
    workDone: true,
  },
  reset_before: {
    title: 'resets the connection, with nothing done',
    fault: { kind: 'reset_before' },
    workDone: false,
  },
  reset_after: {
    title: 'resets the connection, having done the work',
    fault: { kind: 'reset_after' },
    workDone: true,
  },
  empty_200: {
    title: 'answers 200 with nothing in it',
    fault: { kind: 'empty_200' },
    workDone: true,
  },
  garbage: {
    title: 'answers 200 with a megabyte of garbage',
    fault: { kind: 'garbage' },
    workDone: true,
  },
  json: {
    title: 'answers 200 with JSON of another kind',
    fault: { kind: 'json', value: { surprise: ['of another kind', 1, null] } },
    workDone: true,
  },
  html_200: {
    title: 'is hidden by a proxy that answers 200 with a page',
    fault: { kind: 'html_error', status: 200 },
    workDone: false,
  },
  html_200_done: {
    title: 'has done the work, but a proxy answers 200 with a page',
    fault: { kind: 'html_error', status: 200, workDone: true },
    workDone: true,
    onlyForWork: true,
  },
  html_error: {
    title: 'is hidden by a proxy that answers 502 with a page',
    fault: { kind: 'html_error' },
    workDone: false,
  },
  html_error_done: {
    title: 'has done the work, but a proxy answers 502 with a page',
    fault: { kind: 'html_error', workDone: true },
    workDone: true,
    onlyForWork: true,
  },
  redirect: {
    title: 'redirects to another host',
    fault: { kind: 'redirect', location: 'https://tavus.example/elsewhere' },
    workDone: false,
  },
  throttled: {
    title: 'answers 429',
    fault: { kind: 'too_many_requests' },
    workDone: false,
  },
  throttled_for_seconds: {
    title: 'answers 429 with `Retry-After: 7`',
    fault: { kind: 'too_many_requests', retryAfter: 7 },
    workDone: false,
  },
  throttled_until: {
    title: 'answers 429 with a date 90 s from now in `Retry-After`',
    fault: {
      kind: 'too_many_requests',
      get retryAfter() {
        return new Date(Date.now() + MINUTE_AND_A_HALF * 1000).toUTCString();
      },
    },
    workDone: false,
  },
  status_408: withStatus(408, false),
  status_408_done: withStatus(408, true),
  status_500: withStatus(500, false),
  status_500_done: withStatus(500, true),
  status_502: withStatus(502, false),
  status_502_done: withStatus(502, true),
  status_503: withStatus(503, false),
  status_503_done: withStatus(503, true),
  status_504: withStatus(504, false),
  status_504_done: withStatus(504, true),
} satisfies Readonly<Record<string, FaultCase>>;

export type FaultName = keyof typeof FAULTS;

/** The cases in their order, with their names. */
export const FAULT_CASES: readonly (readonly [FaultName, FaultCase])[] = namesOf(FAULTS).map(
  (name) => [name, FAULTS[name]],
);

/** The names of a table, typed. */
export function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  const isName = (name: string): name is Name => Object.hasOwn(table, name);
  return Object.keys(table).filter(isName);
}
