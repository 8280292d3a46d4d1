import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { test } from '@jest/globals';
import type { Bundle } from 'zapier-platform-core';
import { limits } from '../../platform/limits.ts';
import {
  type Fault,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/sandbox.ts';
import { type Perform, startZapier } from '../zapier.ts';

/**
 * A Tavus of its own for each of many runs at the same time: what has to be waited for in real time,
 * such as an answer that never comes, is waited for once by all of them.
 */
export interface OwnTavus {
  readonly sandbox: Sandbox;
  /** Runs an operation as Zapier does. */
  run<Result>(
    perform: Perform<Result>,
    inputData?: Readonly<Record<string, unknown>>,
    meta?: Partial<Bundle['meta']>,
    authData?: Readonly<Record<string, string>>,
  ): Promise<Result>;
  /** How long the app waits from now on; not long anyway while the sandbox is told to hang. */
  waitAtMost(shorter: Partial<typeof limits>): void;
  /** Zapier's cache is empty for the next run. */
  forget(): void;
  /** Everything in Zapier's cache, as text. */
  cached(): string;
}

const current = new AsyncLocalStorage<{
  readonly url: string;
  readonly limits: Partial<typeof limits>;
}>();

/** For a Tavus that hangs: nobody waits long for what never comes. */
const SHORT: Partial<typeof limits> = { request: 2, step: 9 };

/** Whether only a limit of the app ends it. */
function hangs(fault: Fault): boolean {
  if (fault.kind === 'slow_drip') return (fault.seconds ?? 0) > limits.request;
  return fault.kind === 'never_answer' || fault.kind === 'truncated_body';
}

/**
 * Requests of a run with a Tavus of its own go there, all others where they went before. The app asks
 * for the variable at each request; the process.env that jest gives tests accepts a getter.
 */
function routeRequests(): void {
  const variable = Object.getOwnPropertyDescriptor(process.env, 'TAVUS_API_URL');
  if (variable?.get) return;
  let otherwise = process.env.TAVUS_API_URL;
  Object.defineProperty(process.env, 'TAVUS_API_URL', {
    get: () => current.getStore()?.url ?? otherwise,
    set: (url: string) => {
      otherwise = url;
    },
    enumerable: true,
    // A test may delete it.
    configurable: true,
  });
}

// The same for how long the app waits.
for (const [name, limit] of Object.entries(limits)) {
  let otherwise: unknown = limit;
  Object.defineProperty(limits, name, {
    get: () => ({ [name]: otherwise, ...current.getStore()?.limits })[name],
    set: (value: unknown) => {
      otherwise = value;
    },
    enumerable: true,
  });
}

/** This minute, but not its first seconds: a time without seconds can mean the whole minute to the app. */
function startTime(): string {
  return `${new Date().toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length)}:07.000Z`;
}

/** Whatever `use` runs goes to a sandbox that is there for it alone. */
export async function withOwnTavus<Result>(
  use: (tavus: OwnTavus) => Promise<Result>,
  options: SandboxOptions = {},
): Promise<Result> {
  // The app tells connections apart by their key.
  const apiKey = `key-${randomUUID()}`;
  const sandbox = await startSandbox({ apiKey, startTime: startTime(), ...options });
  routeRequests();
  const store = { url: sandbox.url, limits: {} };
  const waitAtMost = (shorter: Partial<typeof limits>) => {
    store.limits = shorter;
  };
  const { fault } = sandbox;
  const faultOf: Sandbox['fault'] = (settings) => {
    if (hangs(settings)) waitAtMost(SHORT);
    fault(settings);
  };
  const { clearFaults } = sandbox;
  const clear = () => {
    waitAtMost({});
    clearFaults();
  };
  Object.assign(sandbox, { fault: faultOf, clearFaults: clear });
  const zapier = startZapier();
  const run: OwnTavus['run'] = (
    perform,
    inputData = {},
    meta = {},
    authData = { api_key: sandbox.apiKey },
  ) => zapier.run(perform, { inputData, meta, authData });
  const { forget } = zapier;
  const cached = () => JSON.stringify(zapier.cache);
  try {
    return await current.run(store, () => use({ sandbox, run, waitAtMost, forget, cached }));
  } finally {
    await sandbox.stop();
  }
}

/** Does the work for every item, a few at the same time. */
export async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** So few that each gets its answers well inside SHORT, on a busy machine too. */
export const AT_ONCE = 24;

/** The runs of the parallel tests of this file, until they are started. */
let waiting: (() => Promise<void>)[] = [];

function startAll(): void {
  const runs = waiting;
  waiting = [];
  // What fails is told by its own test.
  void inParallel(runs, AT_ONCE, (run) => run().catch(() => undefined));
}

/**
 * A test with a Tavus of its own. Those of a file run at the same time, AT_ONCE of them, from when the first of them has its
 * turn: those which wait for a limit of the app wait together. (`test.concurrent` does so inside each `describe` alone.)
 */
export function parallelTest(
  title: string,
  use: (tavus: OwnTavus) => Promise<void>,
  options: SandboxOptions = {},
): void {
  let result: Promise<void> | undefined;
  const run = () => {
    result ??= withOwnTavus(use, options);
    return result;
  };
  waiting.push(run);
  const inTurn = () => {
    startAll();
    return run();
  };
  test(title, inTurn, 60_000);
}
