import TestSequencer from '@jest/test-sequencer';
import { filesOf, suiteOf } from '../suites/suite_files.ts';
import { areAskedFor, firstThat } from './asked_tests.ts';

type Tests = Parameters<TestSequencer['sort']>[0];

/**
 * Runs the suites with a test that Stryker asks for: first the one that killed the mutant before, which often kills the
 * next one too, then the others by name.
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
    // jest fails a run without a suite.
    if (asked.length === 0) return inOrder.slice(0, 1);
    return firstThat(asked, (test) => test.path === globalThis.lastKill?.suite);
  }
}
