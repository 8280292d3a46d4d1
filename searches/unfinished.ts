import type { ZObject } from 'zapier-platform-core';

/** A search that ran out of time before it found anything. */
export interface UnfinishedSearch {
  /** How many were read. */
  readonly count: number;
  /** Their plural, such as `personas`. */
  readonly things: string;
  /** The text that was searched for in their names. */
  readonly name: string;
  /** What to do instead, a sentence. */
  readonly instead: string;
}

/** The error that states how far a search has read: "none found" would not be true. */
export function unfinishedSearch(
  z: ZObject,
  { count, things, name, instead }: UnfinishedSearch,
): Error {
  return new z.errors.Error(
    `None of the ${count} ${things} that could be looked at in time has "${name}" in its name, and there are more. ${instead}`,
    'unfinished_search',
  );
}
