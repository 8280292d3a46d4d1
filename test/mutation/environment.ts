import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import OneRealm from '../one_realm/environment.ts';

/** What jest tells of a test, as far as it matters here. */
interface TestEvent {
  readonly name: string;
  readonly test?: { readonly errors: readonly unknown[]; mode?: unknown };
}

/** The run of jest in which a test has failed already, by its seed. */
let killedRun: number | undefined;

/** Ends a run at the first test that fails, for then the mutant is killed; tells the suites which tests it is for. */
export default class MutationEnvironment extends OneRealm {
  readonly #run: number;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    const { seed, testNamePattern = '' } = config.globalConfig;
    this.#run = seed;
    Object.assign(this.global, { testNamePattern, isKilled: killedRun === seed });
  }

  handleTestEvent({ name, test }: TestEvent): void {
    if (!test) return;
    if (name === 'test_start' && killedRun === this.#run) test.mode = 'skip';
    if (name === 'test_done' && test.errors.length > 0) killedRun = this.#run;
  }
}
