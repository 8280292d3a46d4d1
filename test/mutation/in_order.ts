import TestSequencer from '@jest/test-sequencer';
import { filesOf, suiteOf } from '../suites/suite_files.ts';
import { areAskedFor, firstThat } from './asked_tests.ts';

type Tests = Parameters<TestSequencer['sort']>[0];

/**
 * Runs the suites that have a test which Stryker asks for: first the one that killed the mutant before, for what is wrong
 * next to it is often found in the same place; then the others by their names.
 */
export default class InOrder extends TestSequencer {
  readonly #testNamePattern: string | undefined;

  constructor(options: ConstructorParameters<typeof TestSequencer>[0]) {
    super(options);
    this.#testNamePattern = options.globalConfig.testNamePattern;
  }

  override sort(tests: Tests): Tests {
    const inOrder = [...tests].sort((one, other) => one.path.localeCompare(other.path));
    const asked = inOrder.filter(
      (test) => areAskedFor(filesOf(suiteOf(test.path)), this.#testNamePattern).length > 0,
    );
    // jest takes a run without a suite for a mistake.
    if (asked.length === 0) return inOrder.slice(0, 1);
    return firstThat(asked, (test) => test.path === globalThis.lastKill?.suite);
  }
}
