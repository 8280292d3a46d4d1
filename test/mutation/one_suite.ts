import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, jest, test } from '@jest/globals';
import type * as OwnSandbox from '../faults/own_sandbox.ts';

/**
 * The tests that judge a mutant, as one suite: a mutant then loads the platform once, not once for
 * each file, and only the files with tests that reach it. The fastest to fail come first.
 */

const TESTS = path.join(process.cwd(), 'test');
const FOLDERS = ['forms', 'fields', 'platform', 'tavus', 'searches', 'creates', 'triggers'];
const PARALLEL = 'creates/create_once.test.ts';
const LAST = ['triggers/polling/poll.test.ts', PARALLEL];

function testsOf(folder: string): string[] {
  const names = readdirSync(path.join(TESTS, folder), { encoding: 'utf8', recursive: true });
  const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
  return tests.map((name) => `${folder}/${name}`).filter((file) => !LAST.includes(file));
}

const ALL = [
  ...FOLDERS.flatMap(testsOf),
  'authentication.test.ts',
  'hydrators.test.ts',
  'app.test.ts',
  ...LAST,
];

declare global {
  /** What Stryker asks for; environment.ts tells it. */
  var testNamePattern: string | undefined;
}

/** The files that Stryker asks for: the full name of a test starts with its file. All, if it asks for none. */
function filesAskedFor(): string[] {
  const names = (globalThis.testNamePattern ?? '').replaceAll('\\', '');
  const files = ALL.filter((file) => names.includes(file));
  return files.length > 0 ? files : ALL;
}

const files = filesAskedFor();

// What is made once would be judged by the first test that needs it alone. Before the app is loaded.
jest.doMock('../../platform/lazily.ts', () => ({ lazily: <Thing>(make: () => Thing) => make }));
// Their hooks are for all files that use them.
jest.requireActual('../limits.ts');
if (files.some((file) => readFileSync(path.join(TESTS, file), 'utf8').includes('tavus_app.ts'))) {
  jest.requireActual('../tavus_app.ts');
}

/** Coverage is measured by the test, so those that run at the same time have to be one. */
const parallelTests: (() => Promise<void>)[] = [];
if (files.includes(PARALLEL)) {
  const ownSandbox = jest.requireActual<typeof OwnSandbox>('../faults/own_sandbox.ts');
  const collect: typeof ownSandbox.parallelTest = (_, use, options) => {
    parallelTests.push(() => ownSandbox.withOwnTavus(use, options));
  };
  jest.doMock('../faults/own_sandbox.ts', () => ({ ...ownSandbox, parallelTest: collect }));
}

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
