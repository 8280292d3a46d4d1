import { meaningOf } from '../documented.ts';
import { errorInAnswer, errorMessage } from './error_message.ts';
import { asNumber } from './wire.ts';

/** Why a request failed. */
export interface Failure {
  readonly kind: FailureKind;
  /** HTTP status; null if there was no answer. */
  readonly status: number | null;
  /** Tavus's own message, shortened. */
  readonly message: string | null;
  /** The places in the request that Tavus rejected, such as `properties.language`. */
  readonly places: readonly string[];
  /** How long to wait according to Tavus, in seconds. */
  readonly retryAfterSeconds: number | null;
  /** Whether Tavus may have carried out the request anyway. */
  readonly mayHaveSucceeded: boolean;
}

export type FailureKind =
  | 'wrong_key'
  | 'unusable_key'
  | 'no_credits'
  | 'no_permission'
  | 'not_in_plan'
  | 'not_now'
  | 'too_many_conversations'
  | 'too_many_requests'
  | 'crawl_cooldown'
  | 'too_many_crawls'
  | 'too_many_documents'
  | 'changed_by_others'
  | 'refused'
  | 'not_found'
  | 'server_error'
  | 'unreadable_answer'
  | 'timed_out'
  | 'connection_lost'
  | 'unreachable';

/** Failures that concern the whole account, so that other requests fail too. */
const OF_ACCOUNT: readonly FailureKind[] = [
  'wrong_key',
  'no_credits',
  'no_permission',
  'too_many_requests',
  'unreachable',
];

/** Whether there is a failure that concerns the whole account. */
export function concernsAccount(failure: Failure | undefined): boolean {
  return failure !== undefined && OF_ACCOUNT.includes(failure.kind);
}

/** Thrown when a request fails. An operation turns it into an error of Zapier's. */
export class TavusError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message ?? failure.kind);
    this.name = 'TavusError';
    this.failure = failure;
  }
}

/** The result of a request, for callers that handle a failure. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

/** Returns a {@link TavusError} as a value. Rethrows all other errors. */
export async function resultOf<Value>(ask: () => Promise<Value>): Promise<Result<Value>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    if (error instanceof TavusError) return { ok: false, failure: error.failure };
    throw error;
  }
}

/**
 * Sends a request, and once more if its failure allows it: by default, if the answer is lost. Throws the
 * {@link TavusError} of the last one, which says whether any may have been carried out.
 */
export async function sendAgain(
  send: () => Promise<void>,
  mayRepeat = ({ mayHaveSucceeded }: Failure) => mayHaveSucceeded,
): Promise<void> {
  const first = await resultOf(send);
  if (first.ok) return;
  const last = mayRepeat(first.failure) ? await resultOf(send) : first;
  if (last.ok) return;
  const mayHaveSucceeded = first.failure.mayHaveSucceeded || last.failure.mayHaveSucceeded;
  throw new TavusError({ ...last.failure, mayHaveSucceeded });
}

/** The parts of an HTTP answer that describe a failure. */
export interface FailedAnswer {
  readonly status: number;
  readonly content: string;
  readonly data: unknown;
  readonly retryAfter: string | undefined;
  /** The API key, to remove it from the message. */
  readonly apiKey: string;
}

/** The failure for an answer other than 2xx, or for a 2xx with an error in it. */
export function failureOfAnswer(answer: FailedAnswer): Failure {
  const { status, content, data, retryAfter, apiKey } = answer;
  const { text: message, places } = isSuccess(status)
    ? errorInAnswer(data, apiKey)
    : errorMessage(content, data, apiKey);
  const kind = kindOf(status, message ?? '');
  return {
    kind,
    status,
    message,
    places,
    retryAfterSeconds: MAY_WAIT.includes(status)
      ? (secondsToWait(retryAfter) ?? secondsIn(message ?? ''))
      : null,
    mayHaveSucceeded: kind === 'server_error' || kind === 'timed_out' || isSuccess(status),
  };
}

interface SuccessfulAnswer {
  readonly status: number;
  readonly refusal?: Failure | undefined;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The failure for a 2xx with an unexpected body: the error in it, if there is one. */
export function unreadableAnswer({ status, refusal }: SuccessfulAnswer): Failure {
  return refusal ?? { ...NO_ANSWER, kind: 'unreadable_answer', status, mayHaveSucceeded: true };
}

/** The failure for a request without an answer; `error` comes from the HTTP client. */
export function failureOfConnection(error: unknown): Failure {
  const kind = kindOfConnectionError(error);
  return { ...NO_ANSWER, kind, mayHaveSucceeded: kind !== 'unreachable' };
}

/** The failure for a request that was not sent because the step's time was over. */
export function outOfTime(): Failure {
  return { ...NO_ANSWER, kind: 'timed_out', mayHaveSucceeded: false };
}

/** The failure for a request that was not sent because a header cannot contain the API key. */
export function unusableKey(): Failure {
  return { ...NO_ANSWER, kind: 'unusable_key', mayHaveSucceeded: false };
}

/** The failure for a request that was not sent because its ID cannot exist. */
export function notFound(): Failure {
  return { ...NO_ANSWER, kind: 'not_found', mayHaveSucceeded: false };
}

/** The failure if other steps have undone every write of this one. */
export function changedByOthers(): Failure {
  return { ...NO_ANSWER, kind: 'changed_by_others', mayHaveSucceeded: true };
}

/**
 * Whether the failure means that the ID is unknown. Mostly that is a 400 such as `Invalid
 * conversation_id`, not a 404 (Tavus docs: get-conversation).
 */
export function isUnknownId({ kind, message }: Failure): boolean {
  if (kind === 'not_found') return true;
  return kind === 'refused' && /invalid \w*(id|uuid)\b/i.test(message ?? '');
}

const NO_ANSWER = { status: null, message: null, places: [], retryAfterSeconds: null };

/** The statuses of a temporary refusal: locked, too early, too many requests. */
const MAY_WAIT: readonly number[] = [423, 425, 429];

/** Known words count before the status, which says less. */
function kindOf(status: number, words: string): FailureKind {
  const isRefusal = isSuccess(status) || (status >= 400 && status < 500 && status !== 408);
  return (isRefusal && words !== '' && meaningOf(words)) || kindOfStatus(status, words);
}

function kindOfStatus(status: number, words: string): FailureKind {
  if (status === 401) return words === '' || KEY.test(words) ? 'wrong_key' : 'refused';
  if (status === 402) return 'no_credits';
  if (status === 403) {
    return words === '' || KEY.test(words) || NO_ENTRY.test(words) ? 'no_permission' : 'refused';
  }
  if (status === 404) return 'not_found';
  if (status === 408) return 'timed_out';
  if (status === 429) return 'too_many_requests';
  if (MAY_WAIT.includes(status)) return 'not_now';
  return isSuccess(status) || (status >= 400 && status < 500) ? 'refused' : 'server_error';
}

/** Words about the key itself. With any other, the key is good: a new one would change nothing. */
const KEY =
  /\b(?:(?:api[_-]?)?keys?|tokens?|unauthori[sz]ed|authori[sz]ation|authenticat(?:e|ed|ion)|credentials?)\b|^not authori[sz]ed\W*$/i;

/** A 403 about the caller, such as the documented "Access denied", and not about what was asked for. */
const NO_ENTRY = /\bIP\b|^(?:403 )?(?:forbidden|access denied)\W*$/i;

/** Errors before a byte of the request was sent: no host, no connection, no trusted certificate. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function kindOfConnectionError(error: unknown): FailureKind {
  const { name, code, type } = fieldsOf(error);
  if (name === 'AbortError' || name === 'TimeoutError' || type === 'request-timeout') {
    return 'timed_out';
  }
  return typeof code === 'string' && NEVER_SENT.test(code) ? 'unreachable' : 'connection_lost';
}

/** Any value can be thrown; only errors of the HTTP client have these fields. */
function fieldsOf(error: unknown): { name?: unknown; code?: unknown; type?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}

const TIME_TO_WAIT = /\b(?:wait|in|after)\b[^.\d]{0,20}(\d+) *(second|minute|hour)s?\b/i;
const UNIT_SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600 };

/** The waiting time in a message such as "please wait 45 minutes", in seconds. */
function secondsIn(message: string): number | null {
  const [, count, unit = ''] = TIME_TO_WAIT.exec(message) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit.toLowerCase()] ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.max(1, seconds) : null;
}

/** Retry-After is a number of seconds or an HTTP date. */
function secondsToWait(retryAfter: string | undefined): number | null {
  const seconds = asNumber(retryAfter) ?? (Date.parse(retryAfter ?? '') - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
}
