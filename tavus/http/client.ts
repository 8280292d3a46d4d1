import type { Bundle, ZObject } from 'zapier-platform-core';
import { apiKeyOf } from '../../platform/api_key.ts';
import { limits } from '../../platform/limits.ts';
import { wordsIn } from './error_message.ts';
import {
  type Failure,
  failureOfAnswer,
  failureOfConnection,
  notFound,
  outOfTime,
  TavusError,
  unusableKey,
} from './failure.ts';
import { asObject } from './wire.ts';

/** A request to the Tavus API. */
export interface TavusRequest {
  /** GET if left out. */
  readonly method?: 'POST' | 'PATCH' | 'DELETE';
  /** The segments of the path, such as `['v2', 'conversations', id]`; each is encoded. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
}

/** The answer to a successful request: 2xx, or 304 if nothing had to change. */
export interface Answer {
  readonly status: number;
  /** The JSON of the answer; undefined if there is none. */
  readonly data: unknown;
  /** Whether the answer has a body that is not JSON, or that contains an error. */
  readonly isUnreadable: boolean;
  /** The error in the body, or a mere message, which may be good news: it counts if the body is unexpected. */
  readonly refusal?: Failure | undefined;
  /** When Tavus answered by its own clock, an HTTP date, if it sent one. */
  readonly answeredAt: string | undefined;
}

/** Sends requests to the Tavus API within the time of one step. */
export interface TavusClient {
  /** Sends a request. Throws a {@link TavusError} if it fails. */
  send(request: TavusRequest): Promise<Answer>;
  /** The remaining time of the step, in seconds. */
  secondsLeft(): number;
}

/** The base URL of the Tavus API, without a slash at the end; TAVUS_API_URL overrides it for local runs. */
export function apiUrl(): string {
  // `in` is needed: while Zapier detects how this app authenticates, every variable has a value.
  const override = 'TAVUS_API_URL' in process.env ? process.env.TAVUS_API_URL : undefined;
  return (override || 'https://tavusapi.com').replace(/\/+$/, '');
}

/** Creates a client for a step that begins now. */
export function tavusClient(z: ZObject, bundle: Bundle): TavusClient {
  const deadline = performance.now() + limits.step * 1000;
  const secondsLeft = () => (deadline - performance.now()) / 1000;
  return {
    secondsLeft,
    send: (request) => send(z, bundle, request, Math.min(limits.request, secondsLeft())),
  };
}

async function send(
  z: ZObject,
  bundle: Bundle,
  request: TavusRequest,
  seconds: number,
): Promise<Answer> {
  const base = checkedApiUrl(z);
  // Even encoded, `..` would change the path.
  if (request.path.some((segment) => /^\.{0,2}$/.test(segment))) throw new TavusError(notFound());
  // A step must not send anything after its time is over.
  if (seconds <= 0) throw new TavusError(outOfTime());
  const apiKey = apiKeyOf(bundle);
  if (!isSendable(apiKey)) throw new TavusError(unusableKey());
  const { status, content, answeredAt, retryAfter } = await answered(
    z,
    requestOptions(base, apiKey, request, seconds),
  );
  const data = parsedJson(content);
  const failure = failureOfAnswer({ status, content, data, retryAfter, apiKey });
  const isUnchanged = status === 304 && request.method === 'PATCH';
  if (status >= 300 && !isUnchanged) throw new TavusError(failure);
  const isUnreadable =
    data === undefined ? content.trim() !== '' : wordsIn(asObject(data).error) !== null;
  const refusal = failure.message === null ? undefined : failure;
  return { status, data, isUnreadable, refusal, answeredAt };
}

async function answered(z: ZObject, options: ReturnType<typeof requestOptions>) {
  try {
    const response = await z.request(options);
    return {
      status: response.status,
      content: await response.text(),
      answeredAt: response.getHeader('date'),
      retryAfter: response.getHeader('retry-after'),
    };
  } catch (error) {
    throw new TavusError(failureOfConnection(error));
  }
}

function requestOptions(
  base: string,
  apiKey: string,
  { method, path, query, body }: TavusRequest,
  seconds: number,
) {
  return {
    url: urlOf(base, path, query),
    method: method ?? ('GET' as const),
    // The key is added here and not by a middleware, so that it goes to no host but the API's.
    headers: {
      accept: 'application/json',
      'user-agent': 'Zapier',
      'x-api-key': apiKey,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    // As text: in an object, z.request deletes {{curly braces}} from what the user wrote.
    body: JSON.stringify(body),
    // Without this, z.request rejects text with {{bundle.…}}, and copies the whole request twice.
    merge: false,
    // A redirect would carry the API key to another host.
    redirect: 'manual' as const,
    skipThrowForStatus: true,
    // The platform logs every answer that is not raw. Answers contain meeting tokens and transcripts.
    raw: true as const,
    // Unlike the option `timeout`, a signal also stops an answer that arrives too slowly.
    signal: AbortSignal.timeout(Math.ceil(seconds * 1000)),
  };
}

/** Whether the key can be one: a header cannot contain most other characters, and words beside a key are a mistake. */
function isSendable(apiKey: string): boolean {
  return /^[\x21-\x7e]*$/.test(apiKey);
}

/** The base URL. Throws if the API key would be sent over plain http, except to this machine. */
function checkedApiUrl(z: ZObject): string {
  const base = apiUrl();
  const { protocol, hostname, pathname = '' } = URL.canParse(base) ? new URL(base) : {};
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname ?? '');
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) {
    if (!/\/v2\/?$/.test(pathname)) return base;
    throw new z.errors.Error(
      'The environment variable TAVUS_API_URL ends with /v2, which the app adds itself. Remove /v2, as in https://tavusapi.com.',
      'wrong_api_url',
    );
  }
  throw new z.errors.Error(
    'The environment variable TAVUS_API_URL must be an https:// URL or an http:// URL of this machine, such as http://127.0.0.1:4010. Correct it or remove it.',
    'wrong_api_url',
  );
}

function parsedJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function urlOf(base: string, path: TavusRequest['path'], query: TavusRequest['query'] = {}) {
  const segments = path.map((segment) => `/${encodeURIComponent(segment.toWellFormed())}`);
  const url = new URL(base + segments.join(''));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url.href;
}
