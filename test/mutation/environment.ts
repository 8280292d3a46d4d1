import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import OneRealm from '../one_realm/environment.ts';

/** What jest tells of a test, as far as it matters here. */
interface TestEvent {
  readonly name: string;
  readonly test?: { readonly errors: readonly unknown[]; mode?: unknown };
}

/** Ends the suite at the first test that fails, for then the mutant is killed; tells it which tests it is for. */
export default class MutationEnvironment extends OneRealm {
  #isKilled = false;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    Object.assign(this.global, { testNamePattern: config.globalConfig.testNamePattern ?? '' });
  }

  handleTestEvent({ name, test }: TestEvent): void {
    if (!test) return;
    if (name === 'test_start' && this.#isKilled) test.mode = 'skip';
    if (name === 'test_done' && test.errors.length > 0) this.#isKilled = true;
  }
}
