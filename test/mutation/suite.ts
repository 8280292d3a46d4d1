import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import type * as OwnSandbox from '../faults/own_sandbox.ts';
import { areAskedFor, filesOf, firstThat, suiteOf, TESTS } from './suite_files.ts';

/**
 * The tests that judge a mutant, in a few suites one after the other (suites/): a mutant then loads the app
 * once for each of them, not once for each file, and only the files with tests that reach it.
 */

const PARALLEL = 'creates/create_once.test.ts';

interface LastKill {
  /** The run of jest, by its seed. */
  readonly run: number;
  /** The path of the suite. */
  readonly suite: string;
  /** The file of test/. */
  readonly file: string | undefined;
}

declare global {
  /** What Stryker asks for; environment.ts tells it. */
  var testNamePattern: string | undefined;
  /** The last failure in this process; from there too. */
  var lastKill: LastKill | undefined;
}

/** Defines the tests of the suite that is being run, those that Stryker asks for. */
export function judge(): void {
  const { testPath = '' } = expect.getState();
  const asked = areAskedFor(filesOf(suiteOf(testPath)), globalThis.testNamePattern);
  const files = firstThat(asked, (file) => file === globalThis.lastKill?.file);
  // jest takes a suite without a test for a mistake.
  test('the suite is there', () => undefined);

  // What is made once would be judged by the first test that needs it alone. Before the app is loaded.
  jest.doMock('../../platform/lazily.ts', () => ({
    lazily: <Thing>(make: () => Thing) => make,
  }));
  // Their hooks are for all files that use them.
  jest.requireActual('../limits.ts');
  if (files.some((file) => readFileSync(path.join(TESTS, file), 'utf8').includes('tavus_app.ts'))) {
    jest.requireActual('../tavus_app.ts');
  }
  const parallelTests = files.includes(PARALLEL) ? collectParallelTests() : [];

  for (const file of files) {
    describe(file, () => {
      jest.requireActual(path.join(TESTS, file));
      if (file !== PARALLEL) return;
      test('all that are parallel', async () => {
        const own = jest.requireActual<typeof OwnSandbox>('../faults/own_sandbox.ts');
        await own.inParallel(parallelTests, own.AT_ONCE, (run) => run());
      }, 60_000);
    });
  }
}

/** Coverage is measured by the test, so those that run at the same time have to be one. */
function collectParallelTests(): (() => Promise<void>)[] {
  const parallelTests: (() => Promise<void>)[] = [];
  const ownSandbox = jest.requireActual<typeof OwnSandbox>('../faults/own_sandbox.ts');
  const collect: typeof ownSandbox.parallelTest = (_, use, options) => {
    parallelTests.push(() => ownSandbox.withOwnTavus(use, options));
  };
  jest.doMock('../faults/own_sandbox.ts', () => ({ ...ownSandbox, parallelTest: collect }));
  return parallelTests;
}
