import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, jest, test } from '@jest/globals';
import type * as OwnSandbox from '../faults/own_sandbox.ts';

/**
 * The tests that judge a mutant, in a few suites one after the other (suites/): a mutant then loads the app
 * once for each of them, not once for each file, and only the files with tests that reach it. After the
 * first failure nothing more is loaded.
 */

const TESTS = path.join(process.cwd(), 'test');
const PARALLEL = 'creates/create_once.test.ts';
/** They take the longest; a suite names them itself. */
const LONG = ['triggers/polling/poll.test.ts', PARALLEL];

/** The test files that a path stands for: itself, or all in that folder that are not long. */
function filesOf(place: string): string[] {
  if (place.endsWith('.test.ts')) return [place];
  const names = readdirSync(path.join(TESTS, place), { encoding: 'utf8', recursive: true });
  const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
  return tests.map((name) => `${place}/${name}`).filter((file) => !LONG.includes(file));
}

declare global {
  /** What Stryker asks for; environment.ts tells it. */
  var testNamePattern: string | undefined;
  /** Whether a test of an earlier suite has failed already; from environment.ts too. */
  var isKilled: boolean | undefined;
}

/** The files that Stryker asks for: the full name of a test starts with its file. All, if it asks for none. */
function areAskedFor(files: readonly string[]): string[] {
  if (globalThis.isKilled) return [];
  const names = (globalThis.testNamePattern ?? '').replaceAll('\\', '');
  return files.filter((file) => names === '' || names.includes(file));
}

/** Defines the tests of some folders and files of test/, those that Stryker asks for. */
export function judgeWith(...places: string[]): void {
  const files = areAskedFor(places.flatMap(filesOf));
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
        const { inParallel } = jest.requireActual<typeof OwnSandbox>('../faults/own_sandbox.ts');
        await inParallel(parallelTests, 40, (run) => run());
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
