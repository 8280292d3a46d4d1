import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Where the tests are. */
export const TESTS = path.join(process.cwd(), 'test');

/**
 * The suites: folders and files of test/. A file that is named is in no other suite. The first seven judge mutants, in this
 * order: those that find most in the shortest time come first, what takes the longest last.
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
  '8_whole': ['any_input', 'faults', 'simulation', 'contract.test.ts', 'secrets.test.ts'],
  // All others: no test is left out.
  '9_rest': [],
} as const;

type Suite = keyof typeof SUITES;

const PLACES: readonly string[] = Object.values(SUITES).flat();

const FILES = readdirSync(TESTS, { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .sort();

/** The test files of a suite. */
export function filesOf(suite: Suite): string[] {
  if (suite === '9_rest') return FILES.filter((file) => !PLACES.some((place) => isIn(file, place)));
  return SUITES[suite].flatMap((place) => {
    const files = FILES.filter((file) => isIn(file, place));
    return files.filter((file) => file === place || !PLACES.includes(file));
  });
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

/** The suite of an entry file of this folder. */
export function suiteOf(file: string): Suite {
  const name = path.basename(file, '.suite.ts');
  const suite = Object.keys(SUITES).find((each): each is Suite => each === name);
  if (!suite) throw new Error(`No suite has the name ${name} in test/suites/suite_files.ts.`);
  return suite;
}
