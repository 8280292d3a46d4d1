import type { LockObject } from 'zapier-platform-core';

/** How long Zapier keeps a lock, in seconds: as long as a step may run. It takes 180 at most. */
const LOCK_SECONDS = 30;

/**
 * Lets the steps of a connection run one after the other that change the same thing, by these required
 * fields as they are mapped (docs/reliability.md, "Two at once").
 */
export function oneAtATime(thing: string, ...fields: readonly string[]): LockObject {
  const values = fields.map((field) => `{{bundle.inputData.${field}}}`);
  return { key: [thing, ...values].join(' '), scope: ['auth'], timeout: LOCK_SECONDS };
}
