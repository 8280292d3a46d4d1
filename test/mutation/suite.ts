import path from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as ownSandbox from '../faults/own_sandbox.ts';
import { filesOf, suiteOf, TESTS } from '../suites/suite_files.ts';
import { areAskedFor, firstThat } from './asked_tests.ts';
// As in test/suites/suite.ts.
import '../limits.ts';
import '../tavus_app.ts';

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
  /** The tests that Stryker asks for; environment.ts sets it. */
  var testNamePattern: string | undefined;
  /** The last failure in this process; environment.ts sets it too. */
  var lastKill: LastKill | undefined;
}

/** Replaces the one of test/suites/suite.ts: defines the tests of the files that Stryker asks for. */
export function defineSuite(): void {
  const { testPath = '' } = expect.getState();
  const asked = areAskedFor(filesOf(suiteOf(testPath)), globalThis.testNamePattern);
  const files = firstThat(asked, (file) => file === globalThis.lastKill?.file);
  // jest fails a suite without a test.
  test('the suite is there', () => undefined);

  const parallelTests = files.includes(PARALLEL) ? collectParallelTests() : [];
  for (const file of files) {
    describe(file, () => {
      jest.requireActual(path.join(TESTS, file));
      if (file !== PARALLEL) return;
      test('all that are parallel', async () => {
        await ownSandbox.inParallel(parallelTests, ownSandbox.AT_ONCE, (run) => run());
      }, 60_000);
    });
  }
}

/** Stryker measures coverage by test, so the tests that run at the same time become one. */
function collectParallelTests(): (() => Promise<void>)[] {
  const parallelTests: (() => Promise<void>)[] = [];
  const collect: typeof ownSandbox.parallelTest = (_, use, options) => {
    parallelTests.push(() => ownSandbox.withOwnTavus(use, options));
  };
  jest.doMock('../faults/own_sandbox.ts', () => ({ ...ownSandbox, parallelTest: collect }));
  return parallelTests;
}
