import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Where the tests are that judge a mutant. */
export const TESTS = path.join(process.cwd(), 'test');

/** They take the longest. */
const LONG = ['triggers/polling/poll.test.ts', 'creates/create_once.test.ts'];

/** The suites in the order in which they run: folders and files of test/. The quickest to fail come first. */
const SUITES = {
  '1_forms': ['forms', 'fields', 'platform'],
  '2_tavus': ['tavus'],
  '3_searches': ['searches', 'authentication.test.ts', 'hydrators.test.ts'],
  '4_creates': ['creates'],
  '5_triggers': ['triggers', 'app.test.ts'],
  '6_long': LONG,
} as const;

export type Suite = keyof typeof SUITES;

/** The test files of a suite. */
export function filesOf(suite: Suite): string[] {
  return SUITES[suite].flatMap((place) => {
    if (place.endsWith('.test.ts')) return [place];
    const names = readdirSync(path.join(TESTS, place), { encoding: 'utf8', recursive: true });
    const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
    return tests.map((name) => `${place}/${name}`).filter((file) => !LONG.includes(file));
  });
}

/** The suite that a file of suites/ is. */
export function suiteOf(file: string): Suite {
  const name = path.basename(file, '.ts');
  const suite = Object.keys(SUITES).find((each): each is Suite => each === name);
  if (!suite) throw new Error(`No suite has the name ${name} in test/mutation/suite_files.ts.`);
  return suite;
}

/** Of some test files those that Stryker asks for: the full name of a test starts with its file. All, if it asks for none. */
export function areAskedFor(files: readonly string[], testNamePattern = ''): string[] {
  const names = testNamePattern.replaceAll('\\', '');
  return files.filter((file) => names === '' || names.includes(file));
}
