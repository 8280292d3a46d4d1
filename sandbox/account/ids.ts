import { hash } from 'node:crypto';

/** user: made by the account's owner; system: stock, for everybody. */
export type Owner = 'user' | 'system';

/**
 * Ids look like Tavus's: one letter and twelve hexadecimal digits. They are hashes of a counter,
 * so that two sandboxes give the same ids in the same order and nobody can rely on their sequence.
 */
export class IdSource {
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    const counted = `${prefix}${this.#count}`;
    const id = made.get(counted) ?? `${prefix}${hash('sha256', counted).slice(0, 12)}`;
    made.set(counted, id);
    return id;
  }
}

/** The ids made so far, for all sandboxes of this process, since each makes the same first ids. */
const made = new Map<string, string>();

/** Used when a conversation is created without a persona. */
export const DEFAULT_PERSONA_ID = 'pdefa01700000';
