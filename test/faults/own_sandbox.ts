import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { test } from '@jest/globals';
import type { Bundle } from 'zapier-platform-core';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
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
  /** Zapier's cache is empty for the next run. */
  forget(): void;
  /** Everything in Zapier's cache, as text. */
  cached(): string;
}

const current = new AsyncLocalStorage<Sandbox>();

/**
 * Requests of a run with a Tavus of its own go there, all others where they went before. The app asks
 * for the variable at each request; jest gives a test file a process.env that is a plain object.
 */
function routeRequests(): void {
  let otherwise = process.env.TAVUS_API_URL;
  Object.defineProperty(process.env, 'TAVUS_API_URL', {
    get: () => current.getStore()?.url ?? otherwise,
    set: (url: string) => {
      otherwise = url;
    },
    enumerable: true,
    configurable: true,
  });
}

/** Whatever `use` runs goes to a sandbox that is there for it alone. */
export async function withOwnTavus<Result>(
  use: (tavus: OwnTavus) => Promise<Result>,
  options: SandboxOptions = {},
): Promise<Result> {
  // The app tells connections apart by their key.
  const sandbox = await startSandbox({ apiKey: `key-${randomUUID()}`, ...options });
  routeRequests();
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
    return await current.run(sandbox, () => use({ sandbox, run, forget, cached }));
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

/**
 * A test with a Tavus of its own. Those of a `describe` run at the same time, as many as jest.config.js
 * says, so that those which wait for a limit of the app wait together.
 */
export function parallelTest(
  title: string,
  use: (tavus: OwnTavus) => Promise<void>,
  options: SandboxOptions = {},
): void {
  test.concurrent(title, () => withOwnTavus(use, options), 60_000);
}
