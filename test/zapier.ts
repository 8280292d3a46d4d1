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

type Tester = ReturnType<typeof createAppTester>;

/** For each operation, the app with nothing else in it. */
const apps = new Map<unknown, object>();

/**
 * A Zapier with an empty cache. Before each run the platform copies and freezes the whole app, which
 * takes longer than most operations do, so each runs in an app that has no other.
 */
export function startZapier(): Zapier {
  const cache: Record<string, unknown> = {};
  const testers = new Map<unknown, Tester>();

  function testerOf(perform: unknown): Tester {
    const app = apps.get(perform) ?? appWithOnly(perform);
    apps.set(perform, app);
    const tester =
      testers.get(app) ?? Object.assign(createAppTester(app), { zcacheTestObj: cache });
    testers.set(app, tester);
    return tester;
  }

  return {
    cache,
    run: (perform, { inputData, meta, authData }) => {
      const bundle = { inputData: { ...inputData }, meta, authData: { ...authData } };
      return testerOf(perform)(perform, bundle);
    },
    forget: () => {
      for (const key of Object.keys(cache)) delete cache[key];
    },
  };
}

const { creates, searches, triggers, ...rest } = App;

/** A function that is no operation gets an app without any. */
const withoutOperations = { ...rest };

function appWithOnly(perform: unknown): object {
  const operations = { creates, searches, triggers };
  for (const [kind, definitions] of Object.entries(operations)) {
    for (const [key, definition] of Object.entries(definitions ?? {})) {
      if (definition.operation.perform === perform)
        return { ...rest, [kind]: { [key]: definition } };
    }
  }
  return withoutOperations;
}
