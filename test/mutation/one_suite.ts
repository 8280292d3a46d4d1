import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, jest, test } from '@jest/globals';
import type * as OwnSandbox from '../faults/own_sandbox.ts';

/**
 * The tests that judge a mutant, as one suite: a mutant then loads the platform once, not once for
 * each file. The fastest to fail come first.
 */

const TESTS = path.join(process.cwd(), 'test');
const FOLDERS = ['forms', 'tavus', 'searches', 'creates', 'triggers'];
const PARALLEL = 'creates/create_once.test.ts';
const LAST = ['triggers/poll.test.ts', PARALLEL];

/** Those that wait long for answers, and steps that do in turn what others do at the same time. */
const SLOW = /^(truncated|never|too slowly)$|never_answer|not heard|not answered|^the first is/;

// What is made once would be judged by the first test that needs it alone. Before the app is loaded.
jest.doMock('../../platform/lazily.ts', () => ({ lazily: <Thing>(make: () => Thing) => make }));
// Its hooks are for all.
jest.requireActual('../tavus_app.ts');

/** Coverage is measured by the test, so those that run at the same time have to be one. */
const parallelTests: (() => Promise<void>)[] = [];
const ownSandbox = jest.requireActual<typeof OwnSandbox>('../faults/own_sandbox.ts');
const collect: typeof ownSandbox.parallelTest = (title, use, options) => {
  if (!SLOW.test(title)) parallelTests.push(() => ownSandbox.withOwnTavus(use, options));
};
jest.doMock('../faults/own_sandbox.ts', () => ({ ...ownSandbox, parallelTest: collect }));

function testsOf(folder: string): string[] {
  const names = readdirSync(path.join(TESTS, folder)).sort();
  return names.map((name) => `${folder}/${name}`).filter((file) => !LAST.includes(file));
}

const files = [...FOLDERS.flatMap(testsOf), 'authentication.test.ts', 'app.test.ts', ...LAST];

for (const file of files) {
  describe(file, () => {
    jest.requireActual(path.join(TESTS, file));
    if (file !== PARALLEL) return;
    test('all that are parallel', async () => {
      const results = await Promise.allSettled(parallelTests.map((run) => run()));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    }, 60_000);
  });
}
