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

  return {
    cache,
    run: (perform, { inputData, meta, authData }) => {
      const tester = Object.assign(createAppTester(appOf(perform)), { zcacheTestObj: cache });
      return tester(perform, { inputData: { ...inputData }, meta, authData: { ...authData } });
    },
    forget: () => {
      for (const key of Object.keys(cache)) delete cache[key];
    },
  };
}

/**
 * The app with the one operation that is run. Before each run the platform copies and freezes all of an app twice, which
 * would take longer than most operations do; test/app.test.ts runs each operation in the whole app.
 */
function appOf(perform: Perform<unknown>): object {
  const { creates, searches, triggers, ...rest } = App;
  for (const [kind, operations] of Object.entries({ creates, searches, triggers })) {
    for (const [key, action] of Object.entries(operations ?? {})) {
      if (action.operation.perform === perform) return { ...rest, [kind]: { [key]: action } };
    }
  }
  return rest;
}
