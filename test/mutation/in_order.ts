import TestSequencer from '@jest/test-sequencer';

/** Runs the suites by their names: the quickest to fail come first. */
export default class InOrder extends TestSequencer {
  override sort(tests: Parameters<TestSequencer['sort']>[0]): typeof tests {
    return [...tests].sort((one, other) => one.path.localeCompare(other.path));
  }
}
