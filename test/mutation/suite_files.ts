import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Where the tests are that judge a mutant. */
export const TESTS = path.join(process.cwd(), 'test');

/**
 * The suites in the order in which they run: folders and files of test/. Those that find most in the shortest time come
 * first, what takes the longest last; a file that is named is in no other suite.
 */
const SUITES = {
  '1_first': [
    'fields/conversation.test.ts',
    'authentication.test.ts',
    'creates/add_memory.test.ts',
    'creates/update_document.test.ts',
    'searches/find_replica.test.ts',
  ],
  '2_forms': ['forms', 'fields', 'platform'],
  '3_tavus': ['tavus'],
  '4_searches': ['searches', 'hydrators.test.ts'],
  '5_creates': ['creates'],
  '6_triggers': ['triggers', 'app.test.ts'],
  '7_long': [
    'searches/find_in_long_lists.test.ts',
    'creates/create_in_odd_worlds.test.ts',
    'triggers/poll_in_odd_worlds.test.ts',
    'triggers/polling/poll.test.ts',
    'creates/create_once.test.ts',
  ],
} as const;

export type Suite = keyof typeof SUITES;

const NAMED: readonly string[] = Object.values(SUITES)
  .flat()
  .filter((place) => place.endsWith('.test.ts'));

/** The test files of a suite. */
export function filesOf(suite: Suite): string[] {
  return SUITES[suite].flatMap((place) => {
    if (place.endsWith('.test.ts')) return [place];
    const names = readdirSync(path.join(TESTS, place), { encoding: 'utf8', recursive: true });
    const tests = names.filter((name) => name.endsWith('.test.ts')).sort();
    return tests.map((name) => `${place}/${name}`).filter((file) => !NAMED.includes(file));
  });
}

/** A list with those in front that something is true of. */
export function firstThat<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): Item[] {
  return [...items.filter(isFirst), ...items.filter((item) => !isFirst(item))];
}

/** The suite that a file of suites/ is. */
export function suiteOf(file: string): Suite {
  const name = path.basename(file, '.ts');
  const suite = Object.keys(SUITES).find((each): each is Suite => each === name);
  if (!suite) throw new Error(`No suite has the name ${name} in test/mutation/suite_files.ts.`);
  return suite;
}

/** The names of the tests that Stryker asks for: it gives `(one)|(other)`, written as a pattern. */
export function namesIn(testNamePattern: string): ReadonlySet<string> {
  const names = testNamePattern.slice(1, -1).split(')|(');
  return new Set(names.map((name) => name.replace(/\\(.)/gs, '$1')));
}

/** Of some test files those that Stryker asks for: the full name of a test starts with its file. All, if it asks for none. */
export function areAskedFor(files: readonly string[], testNamePattern = ''): string[] {
  const names = testNamePattern.replaceAll('\\', '');
  return files.filter((file) => names === '' || names.includes(file));
}
