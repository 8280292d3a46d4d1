import type { ZObject } from 'zapier-platform-core';

/** A search that found nothing in the part of a list for which there was time. */
export interface UnfinishedSearch {
  /** How many were looked at. */
  readonly count: number;
  /** What they are, such as `personas`. */
  readonly things: string;
  /** What was looked for in their names. */
  readonly name: string;
  /** What to do instead, a sentence. */
  readonly instead: string;
}

/** The error that says how far a search has looked: "none" would not be true. */
export function unfinishedSearch(
  z: ZObject,
  { count, things, name, instead }: UnfinishedSearch,
): Error {
  return new z.errors.Error(
    `None of the ${count} ${things} that could be looked at in time has "${name}" in its name, and there are more. ${instead}`,
    'unfinished_search',
  );
}
