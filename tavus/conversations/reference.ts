/**
 * The user's own ID of a conversation. Tavus has no field for one, and every answer returns the name,
 * so the reference stands at the end of the name: `Demo for Maria Lopez [ref 20417 7f3a9c1e]`. The last
 * word is a code that makes the name unique.
 */

/** The two parts of a conversation's name. */
export interface ReadName {
  /** The name without its reference. */
  readonly title: string;
  /** Null if the name has none. */
  readonly reference: string | null;
}

const CODE_LENGTH = 8;

/** The part of a name that is searched, in characters from its end. */
const MAX_LENGTH = 400;

const AT_THE_END = / ?\[ref ([^\s[\]]+) [0-9a-f]{8}\]$/;

/**
 * The name with a reference at its end; no two calls return the same. The reference has
 * no space and no square bracket.
 */
export function nameWithReference(title: string, reference: string): string {
  return `${title} [ref ${reference} ${crypto.randomUUID().slice(0, CODE_LENGTH)}]`;
}

/** Reads a name as Tavus returns it. */
export function readName(name: string): ReadName {
  const end = name.slice(-MAX_LENGTH);
  const [marker = '', reference = null] = AT_THE_END.exec(end) ?? [];
  return { title: name.slice(0, name.length - marker.length), reference };
}
