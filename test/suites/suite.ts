import path from 'node:path';
import { beforeAll, describe, expect, jest } from '@jest/globals';
import { filesOf, suiteOf, TESTS } from './suite_files.ts';
// Their hooks apply to all files of a suite. A test file that runs alone gets them by its own import.
import '../limits.ts';
import '../tavus_app.ts';

/**
 * Defines the tests of all files of the running suite. What takes longest is loading the app and the platform, and a suite
 * loads them once. Mutation testing replaces this file (jest.mutation.config.js).
 */
export function defineSuite(): void {
  const { testPath = '' } = expect.getState();
  const { fetch } = globalThis;
  for (const file of filesOf(suiteOf(testPath))) {
    describe(file, () => {
      // The platform's handler replaces it by one that reads answers whole.
      beforeAll(() => {
        globalThis.fetch = fetch;
      });
      jest.requireActual(path.join(TESTS, file));
    });
  }
}
