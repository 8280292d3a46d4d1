import path from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as ownSandbox from '../faults/own_sandbox.ts';
import { filesOf, suiteOf, TESTS } from '../suites/suite_files.ts';
import { areAskedFor, firstThat } from './asked_tests.ts';
// Their hooks are for all files of a suite.
import '../limits.ts';
import '../tavus_app.ts';

/** In place of test/suites/suite.ts: of the tests that judge a mutant, those that reach it. */

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
export function defineSuite(): void {
  const { testPath = '' } = expect.getState();
  const asked = areAskedFor(filesOf(suiteOf(testPath)), globalThis.testNamePattern);
  const files = firstThat(asked, (file) => file === globalThis.lastKill?.file);
  // jest takes a suite without a test for a mistake.
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

/** Coverage is measured by the test, so those that run at the same time have to be one. */
function collectParallelTests(): (() => Promise<void>)[] {
  const parallelTests: (() => Promise<void>)[] = [];
  const collect: typeof ownSandbox.parallelTest = (_, use, options) => {
    parallelTests.push(() => ownSandbox.withOwnTavus(use, options));
  };
  jest.doMock('../faults/own_sandbox.ts', () => ({ ...ownSandbox, parallelTest: collect }));
  return parallelTests;
}
