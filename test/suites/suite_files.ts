import { readdirSync } from 'node:fs';
import path from 'node:path';

export const TESTS = path.join(process.cwd(), 'test');

/**
 * The suites: folders and files of test/. A file that is named here is in no other suite. The first five judge mutants, in
 * this order: first those that find most in the shortest time, last those that take longest.
 */
export const PLACES = {
  '1_first': [
    'fields/conversation.test.ts',
    'authentication.test.ts',
    'creates/add_memory.test.ts',
    'creates/update_document.test.ts',
    'searches/find_replica.test.ts',
  ],
  '2_parts': ['forms', 'fields', 'platform', 'tavus', 'searches', 'hydrators.test.ts'],
  '3_creates': ['creates'],
  '4_triggers': ['triggers', 'app.test.ts'],
  '5_long': [
    'searches/find_in_long_lists.test.ts',
    'creates/create_in_odd_worlds.test.ts',
    'triggers/poll_in_odd_worlds.test.ts',
    'triggers/polling/poll.test.ts',
    'creates/create_once.test.ts',
  ],
  '6_whole': ['any_input', 'faults', 'simulation', 'contract.test.ts', 'secrets.test.ts'],
} as const;

/** The suite of all other files, so that a new file needs no entry. */
const REST = '7_rest';

export const SUITES: readonly string[] = [...Object.keys(PLACES), REST];

/** All test files, as paths in test/. */
export const FILES: readonly string[] = readdirSync(TESTS, { encoding: 'utf8', recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .sort();

const SUITE_OF_PLACE: ReadonlyMap<string, string> = new Map(
  Object.entries(PLACES).flatMap(([suite, places]) => places.map((place) => [place, suite])),
);

/** The test files of a suite. */
export function filesOf(suite: string): string[] {
  return FILES.filter((file) => {
    const [folder = ''] = file.split('/');
    return suite === (SUITE_OF_PLACE.get(file) ?? SUITE_OF_PLACE.get(folder) ?? REST);
  });
}

/** The name of the suite that an entry file of this folder runs. */
export function suiteOf(file: string): string {
  return path.basename(file, '.suite.ts');
}
