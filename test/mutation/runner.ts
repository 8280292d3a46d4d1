import TestRunner from 'jest-runner';

type Running = Parameters<TestRunner['runTests']>;

/** Runs the suites one after the other until a test fails, because then the mutant is killed. */
export default class UntilKilled extends TestRunner {
  override async runTests(...[suites, watcher, options]: Running): Promise<void> {
    for (const suite of suites) {
      if (globalThis.lastKill?.run === this._globalConfig.seed) return;
      await super.runTests([suite], watcher, options);
    }
  }
}
