import { type Bundle, createAppTester, type ZObject } from 'zapier-platform-core';
import App from '../index.ts';

/** Zapier, as far as it runs operations and keeps a cache for them. */
export interface Zapier {
  /** Runs an operation of the app, or any other function as one. */
  run<Result>(perform: Perform<Result>, bundle: RunBundle): Promise<Result>;
  /** Everything in the cache, by its key. */
  readonly cache: Readonly<Record<string, unknown>>;
  /** Loses the cache. */
  forget(): void;
}

export type Perform<Result> = (z: ZObject, bundle: Bundle) => Result | Promise<Result>;

interface RunBundle {
  readonly inputData: Readonly<Record<string, unknown>>;
  readonly meta: Partial<Bundle['meta']>;
  readonly authData: Readonly<Record<string, string>>;
}

/** A Zapier with an empty cache. */
export function startZapier(): Zapier {
  const cache: Record<string, unknown> = {};
  const tester = Object.assign(createAppTester(App), { zcacheTestObj: cache });

  return {
    cache,
    run: (perform, { inputData, meta, authData }) =>
      tester(perform, { inputData: { ...inputData }, meta, authData: { ...authData } }),
    forget: () => {
      for (const key of Object.keys(cache)) delete cache[key];
    },
  };
}
