import { TestEnvironment } from 'jest-environment-node';

/** Tests that wait for real time, and those that do what others do many times over. */
const SLOW = [
  'an older one of the same name is not',
  'slow answers: a poll gives what it has, the next ones the rest',
  'slow answers in the editor',
  'a slow list: a poll gives what it has listed, and a faster one the rest',
  'a Tavus that never answers',
  'of the strangest answers has every key, and only null for what cannot be understood',
  /^whatever happens between polls, .*(2025|autumn_2026)$/,
];

/** What jest tells of a test, as far as it matters here. */
interface TestEvent {
  readonly name: string;
  readonly test?: { readonly name: string; readonly errors: readonly unknown[]; mode?: unknown };
}

/** Leaves out the slow tests, and ends the suite at the first that fails: then the mutant is killed. */
export default class MutationEnvironment extends TestEnvironment {
  #isKilled = false;

  handleTestEvent({ name, test }: TestEvent): void {
    if (!test) return;
    if (name === 'test_start' && (this.#isKilled || isSlow(test.name))) test.mode = 'skip';
    if (name === 'test_done' && test.errors.length > 0) this.#isKilled = true;
  }
}

function isSlow(name: string): boolean {
  return SLOW.some((slow) => (slow instanceof RegExp ? slow.test(name) : slow === name));
}
