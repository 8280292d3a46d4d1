import path from 'node:path';
import { describe, expect, jest } from '@jest/globals';
import { filesOf, suiteOf, TESTS } from './suite_files.ts';
// Their hooks are for all files of a suite; in a file that is in no suite they are its own.
import '../limits.ts';
import '../tavus_app.ts';

/**
 * What a test file costs most is loading the app and the platform, so the check loads them once for each suite of files.
 * Mutation testing has a function of its own in place of this one (test/mutation/suite.ts).
 */

/** Defines the tests of the suite that is being run. */
export function defineSuite(): void {
  const { testPath = '' } = expect.getState();
  for (const file of filesOf(suiteOf(testPath))) {
    describe(file, () => {
      jest.requireActual(path.join(TESTS, file));
    });
  }
}
