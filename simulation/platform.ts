import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Bundle } from 'zapier-platform-core';
import type { Fault, Sandbox } from '../sandbox/sandbox.ts';
import { secondsUntilAbort, type Time } from './time.ts';

/**
 * A fast stand-in for the platform: requests go to the sandbox without HTTP, and the cache can be
 * set to fail. The errors are the platform's own.
 */

/** An operation or a hydrator of the app. */
export type Perform = (z: Platform, bundle: Bundle) => unknown;

/** The requests of one run of an operation, and what went wrong with them. */
export class Run {
  /** How many pages of lists were requested. */
  lists = 0;
  /** The ids of the conversations that were requested, in order. */
  readonly gets: string[] = [];
  requests = 0;
  /** How many requests went wrong. */
  faults = 0;
  /** The ids of conversations for which Tavus returned a wrong answer. */
  readonly lies: string[] = [];
  /** Whether it has returned or failed. */
  isOver = false;
  /** How the last GET of each conversation went wrong, by its id. */
  readonly badLooks = new Map<string, 'failed' | 'says that nothing has happened'>();
}

/**
 * What Zapier's cache does: it works, loses values, fails, hangs, answers late, or returns old values,
 * the value of another key, or garbage.
 */
export type CacheMood =
  | 'works'
  | 'forgets'
  | 'fails'
  | 'hangs'
  | 'is_late'
  | 'is_old'
  | 'is_of_another'
  | 'garbage';

interface Entry {
  readonly text: string;
  readonly until: number;
}

/** Zapier's cache, with expiry and set-if-absent. */
export class Cache {
  mood: CacheMood = 'works';
  /** How often the mood has changed, and the time of the last change, in milliseconds. */
  moods = 0;
  changedAt = Number.NEGATIVE_INFINITY;
  readonly #time: Time;
  #entries = new Map<string, Entry>();
  #old = new Map<string, Entry>();

  constructor(time: Time) {
    this.#time = time;
  }

  /** Sets the mood for some minutes; after that the cache works again. */
  setMood(mood: CacheMood, minutes = Number.POSITIVE_INFINITY): void {
    this.mood = mood;
    this.moods += 1;
    this.changedAt = this.#time.now();
    const { moods } = this;
    if (minutes !== Number.POSITIVE_INFINITY) {
      this.#time.after(minutes * 60, () => {
        if (this.moods === moods) this.setMood('works');
      });
    }
    if (mood === 'is_old') this.#old = new Map(this.#entries);
    if (mood === 'forgets') this.#entries.clear();
  }

  /** The cache as one run has it: when the run is over, Zapier freezes it, and nothing more is sent. */
  of(run: Run): Pick<Cache, 'get' | 'set'> {
    const send = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
      const seconds = this.mood === 'is_late' ? 3 : 0.02;
      await this.#after(seconds / 2);
      if (run.isOver) return new Promise(() => {});
      const answer = await call();
      await this.#after(seconds / 2);
      return answer;
    };
    return {
      get: (key) => send(() => this.get(key)),
      set: (...stored) => send(() => this.set(...stored)),
    };
  }

  #after(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#time.after(seconds, resolve);
    });
  }

  async get(key: string): Promise<unknown> {
    if (this.mood === 'fails') throw new Error('RPC request failed after 3 attempts');
    if (this.mood === 'hangs') return new Promise(() => {});
    if (this.mood === 'garbage') return this.#garbage(key);
    const entries = this.mood === 'is_old' ? this.#old : this.#entries;
    const entry = entries.get(this.mood === 'is_of_another' ? this.#another(key) : key);
    return entry && entry.until > this.#time.now() ? JSON.parse(entry.text) : null;
  }

  #another(key: string): string {
    return [...this.#entries.keys()].find((each) => each !== key) ?? key;
  }

  /** A value that another version of the app may have stored: it looks right and is wrong. */
  #garbage(key: string): unknown {
    const text = this.#entries.get(key)?.text ?? '{}';
    const other = text.replaceAll(/"state":"\w+"/g, '"state":"ready"');
    return JSON.parse(other.replaceAll(/"created":\d+/g, '"created":"yesterday"'));
  }

  async set(
    key: string,
    value: unknown,
    seconds: number | null = null,
    _scope?: unknown,
    unlessSet?: boolean | null,
  ): Promise<boolean> {
    if (this.mood === 'fails') throw new Error('RPC request failed after 3 attempts');
    if (this.mood === 'hangs') return new Promise(() => {});
    if (this.mood === 'forgets') return true;
    const known = this.#entries.get(key);
    if (unlessSet && known && known.until > this.#time.now()) return false;
    const until = this.#time.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000;
    this.#entries.set(key, { text: JSON.stringify(value), until });
    return true;
  }
}

/** What goes wrong with a request. */
export interface Trouble {
  readonly fault?: Fault;
  /** The request takes effect only after this many seconds, and its answer is lost. */
  readonly effectAfter?: number;
}

export interface Wire {
  readonly sandbox: Sandbox;
  readonly time: Time;
  readonly cache: Cache;
  /** The trouble of the next request, if any. */
  trouble(method: string, path: string): Trouble | undefined;
  /** How long the next request takes, in seconds. */
  latency(): number;
}

/** The part of the platform that this app uses. */
export interface Platform {
  readonly request: (options: RequestOptions) => Promise<unknown>;
  readonly cache: Pick<Cache, 'get' | 'set'>;
  readonly console: { readonly log: () => void };
  readonly hash: (algorithm: string, text: string) => string;
  readonly dehydrate: (perform: Perform, inputData: object) => string;
  readonly dehydrateFile: (perform: Perform, inputData: object) => string;
  readonly errors: unknown;
}

/**
 * The error classes of the platform, taken from where it keeps them: its handler of operations would
 * watch every promise of this process from then on.
 */
const errors: unknown = createRequire(import.meta.url)('zapier-platform-core/src/errors');

/** Pointers by their text: what to call with what, if a step uses the part. */
export type Pointers = Map<string, { readonly perform: Perform; readonly inputData: object }>;

/** The `z` of one run. */
export function platformOf(wire: Wire, run: Run, pointers: Pointers): Platform {
  const point = (perform: Perform, inputData: object) => {
    const text = `pointer|${names.get(perform) ?? nameOf(perform)}|${JSON.stringify(inputData)}`;
    pointers.set(text, { perform, inputData });
    return text;
  };
  return {
    request: (options) => send(wire, run, options),
    cache: wire.cache.of(run),
    console: { log: () => {} },
    hash: (algorithm, text) => createHash(algorithm).update(text).digest('hex'),
    dehydrate: point,
    dehydrateFile: point,
    errors,
  };
}

const names = new Map<Perform, number>();

function nameOf(perform: Perform): number {
  names.set(perform, names.size);
  return names.size - 1;
}

interface RequestOptions {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: unknown;
}

/** As `z.request` with `raw`, as far as the app uses it. */
function send(wire: Wire, run: Run, options: RequestOptions): Promise<unknown> {
  const { time, sandbox } = wire;
  const { pathname, search } = new URL(options.url);
  const { method, headers, body = '' } = options;
  const request = { method, path: pathname + search, headers, body };
  const limit = secondsUntilAbort(options.signal);
  const latency = wire.latency();
  run.requests += 1;
  if (method === 'GET' && /^\/v2\/\w+$/.test(pathname)) run.lists += 1;
  const got = /^\/v2\/conversations\/([^/]+)$/.exec(pathname)?.[1];
  if (method === 'GET' && got) run.gets.push(got);
  return new Promise((resolve, reject) => {
    const giveUp = (seconds: number) =>
      time.after(seconds, () => reject(namedError('AbortError', 'The operation was aborted')));
    time.after(Math.min(latency, limit) / 2, () => {
      const trouble = wire.trouble(method, pathname);
      if (trouble) run.faults += 1;
      if (trouble?.effectAfter !== undefined) {
        time.after(trouble.effectAfter, () => sandbox.exchange(request));
        giveUp(limit - latency / 2);
        return;
      }
      const answer = sandbox.exchange(request, trouble?.fault);
      if (got && trouble?.fault && isLie(trouble.fault)) run.lies.push(got);
      if (got) noteLook(run, got, trouble);
      const left = limit - latency / 2;
      const seconds = latency / 2 + answer.seconds;
      if (answer.comes === 'reset') {
        const error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        time.after(latency / 2, () => reject(error));
      } else if (answer.comes === 'never' || answer.comes === 'half' || seconds >= left) {
        giveUp(left);
      } else {
        const { status, text } = answer;
        const all = { ...answer.headers, date: new Date(time.now()).toUTCString() };
        const found = new Map(Object.entries(all));
        const getHeader = (name: string) => found.get(name);
        time.after(seconds, () => resolve({ status, text: async () => text, getHeader }));
      }
    });
  });
}

function noteLook(run: Run, id: string, trouble: Trouble | undefined): void {
  run.badLooks.delete(id);
  // A late answer is a good one.
  if (!trouble || trouble.fault?.kind === 'delay') return;
  const isEmpty = trouble.fault?.kind === 'changed_json';
  run.badLooks.set(id, isEmpty ? 'says that nothing has happened' : 'failed');
}

/** Whether an answer seems right and is not: it says that there is nothing where there is something. */
function isLie(fault: Fault): boolean {
  return fault.kind === 'changed_json' || (fault.kind === 'status' && fault.status === 404);
}

function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
