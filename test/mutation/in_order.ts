import TestSequencer from '@jest/test-sequencer';
import { areAskedFor, filesOf, suiteOf } from './suite_files.ts';

type Tests = Parameters<TestSequencer['sort']>[0];

/** Runs the suites by their names, those alone that have a test which Stryker asks for. */
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
    return asked.length > 0 ? asked : inOrder.slice(0, 1);
  }
}
