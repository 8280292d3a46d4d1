import type { ZObject } from 'zapier-platform-core';
import { limits } from '../../platform/limits.ts';
import { type Failure, type FailureKind, isUnknownId, TavusError } from './failure.ts';

/** The labels of a step's fields by their places in the request, such as `properties.language`. */
export interface Labels {
  readonly filledIn: ReadonlyMap<string, string>;
  readonly blank: ReadonlyMap<string, string>;
}

/** What a step tried to do, for the error if it fails. */
export interface Attempt {
  /** Completes "Tavus could not …", such as `create the conversation`. */
  readonly doing: string;
  readonly labels?: Labels;
  /** What the plan runs out of, such as `video minutes`; `credits` if left out. */
  readonly credits?: string;
  /** What happens after a rate limit, a sentence. */
  readonly afterLimit?: string;
  /** What is certain about the outcome, a sentence. */
  readonly outcome?: string;
  /** The message if the ID of the step is unknown. */
  readonly ifUnknownId?: string;
  /** Whether the step spent its time on its own computing, so that Tavus is not to blame. */
  readonly wasBusy?: boolean;
}

/** The page for API keys (Tavus docs: authentication). */
export const API_KEYS_PAGE = 'https://maker.tavus.io/dev/api-keys';

/** The delay before Zapier tries again if Tavus names none, in seconds. */
const RETRY_SECONDS: Partial<Readonly<Record<FailureKind, number>>> = {
  too_many_conversations: 120,
  too_many_requests: 60,
  not_now: 60,
  crawl_cooldown: 600,
  too_many_crawls: 300,
  changed_by_others: 60,
};

/** The longest delay, in seconds: anything longer is an outage. */
const MAX_RETRY_SECONDS = 3600;

/** Runs the work of a step; a {@link TavusError} becomes the error of {@link errorOf}. */
export async function attempt<Result>(
  z: ZObject,
  described: Attempt,
  work: () => Promise<Result>,
): Promise<Result> {
  const began = performance.eventLoopUtilization();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TavusError)) throw error;
    const computing = performance.eventLoopUtilization(began).active / 1000;
    const wasBusy = computing > limits.step / 2;
    throw errorOf(z, error.failure, { ...described, wasBusy });
  }
}

/**
 * The error for a failure, with a message that says what to do next. Its class decides what Zapier
 * does: ExpiredAuthError holds all Zaps until somebody connects again, ThrottledError makes Zapier run
 * the step again later, HaltedError (see {@link halt}) stops this run without counting against the Zap.
 * A plain Error stops the run, counts against the Zap and may be replayed: it is used if a person has
 * to change something, and if a later run may succeed at an unknown time.
 */
export function errorOf(z: ZObject, failure: Failure, attempt: Attempt): Error {
  const { kind } = failure;
  if (attempt.ifUnknownId && isUnknownId(failure)) {
    return new z.errors.Error(attempt.ifUnknownId, 'not_found');
  }
  const sentence = [sentenceOf(failure, attempt), attempt.outcome].filter(Boolean).join(' ');
  if (kind === 'wrong_key' || kind === 'unusable_key')
    return withoutDump(new z.errors.ExpiredAuthError(sentence));
  const usualSeconds = RETRY_SECONDS[kind];
  if (usualSeconds !== undefined) {
    const seconds = failure.retryAfterSeconds ?? usualSeconds;
    return new z.errors.ThrottledError(sentence, Math.min(seconds, MAX_RETRY_SECONDS));
  }
  return new z.errors.Error(sentence, kind, failure.status ?? undefined);
}

/** The error of {@link errorOf} for the connect dialog: a plain error, because nothing is connected yet. */
export function connectionErrorOf(z: ZObject, failure: Failure): Error {
  const sentence = sentenceOf(failure, {
    doing: 'check the API key',
    afterLimit: 'Try again in a minute.',
  });
  return new z.errors.Error(sentence, failure.kind, failure.status ?? undefined);
}

/** Stops a step without counting against the Zap, and without an automatic re-run. */
export function halt(z: ZObject, message: string): Error {
  return withoutDump(new z.errors.HaltedError(message));
}

/** Stops the platform from adding its log of the run, which contains the user's data, to the message. */
function withoutDump(error: Error): Error {
  return Object.assign(error, { doNotContextify: true });
}

function sentenceOf(failure: Failure, attempt: Attempt): string {
  const { doing, labels, credits = 'credits', wasBusy = false } = attempt;
  const { afterLimit = 'Zapier tries this step again later.' } = attempt;
  const said = failure.message ? ` Tavus says: "${failure.message}".` : '';
  const status = failure.status === null ? '' : ` (status ${failure.status})`;
  if (wasBusy && ['timed_out', 'connection_lost'].includes(failure.kind)) {
    return `This step could not ${doing}: reading the data from Tavus took too long. Search for less, for example for one ID, then try again.`;
  }
  switch (failure.kind) {
    case 'wrong_key':
      return `Tavus does not accept this API key. Create a new key on ${API_KEYS_PAGE}, then connect Tavus again with it.${said}`;
    case 'unusable_key':
      return `The API key of this connection contains a character that no API key can contain, such as a space, a typographic quote or a look-alike letter. Nothing was sent. Copy the key again from ${API_KEYS_PAGE}, then connect Tavus again with it.`;
    case 'no_credits':
      return `Tavus could not ${doing}: your Tavus account has no ${credits} left. Add ${credits} or change your plan in Tavus, then run this step again.${said}`;
    case 'no_permission':
      return `Tavus could not ${doing}: this API key has no permission for it. A key that is restricted to IP addresses does not work from Zapier. Create a key without IP addresses on ${API_KEYS_PAGE}, then connect Tavus again with it.${said}`;
    case 'not_in_plan':
      return `Tavus could not ${doing}: your Tavus plan does not allow it. Change your plan in Tavus, or leave it out of this step, then run this step again.${said}`;
    case 'not_now':
      return `Tavus could not ${doing}: it cannot do that at the moment${status}. ${afterLimit}${said}`;
    case 'too_many_conversations':
      return `Tavus could not ${doing}: all concurrent conversations of your plan are in use. ${afterLimit} To free one now, end a conversation that nobody needs.${said}`;
    case 'too_many_requests':
      return `Tavus could not ${doing}: it is receiving too many requests at the moment. ${afterLimit}${said}`;
    case 'crawl_cooldown':
      return `Tavus could not ${doing}: it reads a website again at most once an hour. ${afterLimit}${said}`;
    case 'too_many_crawls':
      return `Tavus could not ${doing}: it is already reading as many of your websites as it can. ${afterLimit}${said}`;
    case 'too_many_documents':
      return `Tavus could not ${doing}: your account has reached its limit of crawled websites. Delete one in Tavus that nobody needs, or ask Tavus for a higher limit.${said}`;
    case 'changed_by_others':
      return `Tavus could not ${doing}: other steps are changing the same thing at the moment. ${afterLimit}`;
    case 'refused':
    case 'not_found': {
      const named = labelsAt(failure.places, labels?.filledIn);
      if (named.length > 0) {
        return `Tavus could not ${doing}: it rejected the value of ${named.join(' and ')}. Choose or look up another value.${said}`;
      }
      const isMissing = MISSING.test(failure.message ?? '');
      const missing = isMissing ? labelsAt(failure.places, labels?.blank).join(' and ') : '';
      return missing === ''
        ? `Tavus could not ${doing}: it rejected the request${failure.message ? '' : ` without a reason${status}`}.${said} Check the fields of this step, then run it again.`
        : `Tavus could not ${doing}: it requires ${missing}. Fill in ${missing}, then run this step again.${said}`;
    }
    case 'server_error':
      return `Tavus could not ${doing}: its service has a problem${status}. Try again in a few minutes.${said}`;
    case 'unreadable_answer':
      return `Tavus could not ${doing}: its reply${status} was not readable. Try again in a few minutes.`;
    case 'timed_out':
      return `Tavus could not ${doing}: it did not reply in time. Try again in a few minutes.`;
    case 'connection_lost':
      return `Tavus could not ${doing}: the connection was lost. Try again in a few minutes.`;
    case 'unreachable':
      return `Tavus could not ${doing}: its service cannot be reached. Nothing was sent. Try again in a few minutes.`;
  }
}

/** The words of a refusal for a missing value, such as "default_face_id is required" (Tavus docs: create-pal). */
const MISSING = /\b(?:required|missing|needed|must be provided)\b/i;

/** The labels of the fields that Tavus names; a place may be inside the value of a field. */
function labelsAt(
  places: readonly string[],
  labels: ReadonlyMap<string, string> = new Map(),
): string[] {
  const named = places.map(canonical);
  const meant = [...labels].filter(([written]) => {
    const place = canonical(written);
    const isMeant = (each: string) =>
      each === place ||
      each.startsWith(`${place}.`) ||
      (isIdAlone(each) && place.endsWith(`.${each}`));
    return named.some(isMeant);
  });
  return [...new Set(meant.map(([, label]) => label))];
}

/** Whether a place is only the name of an ID, as in "Invalid voice_id". */
function isIdAlone(place: string): boolean {
  return /^\w+_id$/.test(place);
}

/** One name for a place: the API has an old and a new name for some, and its messages a third. */
function canonical(place: string): string {
  return place
    .replace(/\b(default_)?(face|replica)_(id|uuid)$/i, 'replica_id')
    .replace(/\b(pal|persona)_(id|uuid)$/i, 'persona_id');
}
