import vm from 'node:vm';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { ModernFakeTimers } from '@jest/fake-timers';
import { TestEnvironment } from 'jest-environment-node';
import './prepared_apps.ts';

/**
 * Test files run among the objects of their own process, as the app does at Zapier. jest usually gives each
 * file globals of its own, and looking one of them up takes so long that everything becomes slower by a third.
 */
export default class OneRealm extends TestEnvironment {
  readonly #variables = process.env;
  readonly #fetch = globalThis.fetch;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    // jest adds to it what its types ask for.
    Object.assign(this, { context: THIS_REALM, global: globalThis });
    this.fakeTimersModern = new ModernFakeTimers({
      config: config.projectConfig,
      global: globalThis,
    });
    // What a file changes of it is not for the next; and a test may watch who reads it (own_sandbox.ts).
    process.env = { ...this.#variables };
  }

  override async teardown(): Promise<void> {
    process.env = this.#variables;
    // The platform puts its own in place of it.
    globalThis.fetch = this.#fetch;
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (OF_ONE_FILE.includes(symbol.description)) Reflect.deleteProperty(globalThis, symbol);
    }
    await super.teardown();
  }
}

// Node's fetch keeps each connection for some seconds. When the server and all else has gone meanwhile, the timer of the
// connection finds nothing, and what it throws would fail whatever test file runs then. So it keeps none. The first call
// makes the dispatcher.
void fetch('data:,');
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');
const dispatcher: unknown = Reflect.get(globalThis, DISPATCHER);
if (typeof dispatcher === 'object' && dispatcher !== null) {
  const keepsNone = Reflect.construct(dispatcher.constructor, [{ pipelining: 0 }]);
  Reflect.set(globalThis, DISPATCHER, keepsNone);
}

const THIS_REALM: vm.Context = {};

/** What jest-circus leaves in the globals: who hears of each test, and the tests themselves. */
const OF_ONE_FILE: readonly unknown[] = ['EVENT_HANDLERS', 'JEST_STATE_SYMBOL'];

/** What was compiled, by its file: the same functions make the modules of each test file. */
const compiled = new Map<
  string | undefined,
  { readonly code: string; readonly made: ReturnType<typeof vm.compileFunction> }
>();

// Node has no object that stands for the realm it started with.
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options) => {
  if (options?.parsingContext !== THIS_REALM) return compileFunction(code, parameters, options);
  const { filename } = options;
  const known = compiled.get(filename);
  if (known?.code === code) return known.made;
  const made = compileFunction(code, parameters, { ...options, parsingContext: undefined });
  compiled.set(filename, { code, made });
  return made;
};
