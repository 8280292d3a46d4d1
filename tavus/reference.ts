/**
 * The user's own ID of a conversation or a video. Tavus has no field for one, and every answer returns
 * the name, so the reference stands at the end of the name: `Demo for Maria Lopez [ref 20417 7f3a9c1e]`.
 * The last word is a code that makes the name unique.
 */

/** The two parts of a name. */
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

/** The name of a new item, and whether no other item has the same. */
export interface NewName {
  readonly name: string;
  readonly isUnique: boolean;
}

/** Names a new item: as the user wrote it, or after the time (UTC), with the reference at the end if given. */
export function newName(title: string | undefined, reference: string | undefined): NewName {
  const code = crypto.randomUUID().slice(0, CODE_LENGTH);
  const timed = `Zapier ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (reference !== undefined) {
    return { name: `${title ?? timed} [ref ${reference} ${code}]`, isUnique: true };
  }
  return title === undefined
    ? { name: `${timed} ${code}`, isUnique: true }
    : { name: title, isUnique: false };
}

/** Reads a name as Tavus returns it. */
export function readName(name: string): ReadName {
  const end = name.slice(-MAX_LENGTH);
  const [marker = '', reference = null] = AT_THE_END.exec(end) ?? [];
  return { title: name.slice(0, name.length - marker.length), reference };
}
