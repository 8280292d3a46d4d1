/**
 * What is known of Tavus's ids: one letter for the kind of thing, then hexadecimal digits, in
 * lengths that have changed over the years. Beyond that they are opaque.
 */

/** Whether a text can only be the id of a persona (`p5317866`). */
export function isPersonaId(text: string): boolean {
  return /^p[0-9a-f]{6,}$/i.test(text);
}

/** Whether a text can only be the id of a replica (`r79e1c033f`). */
export function isReplicaId(text: string): boolean {
  return /^r[0-9a-f]{6,}$/i.test(text);
}

/** Whether a text is the name of something rather than its id: more than one word, or no digit in it. */
export function isName(text: string): boolean {
  return /\s/.test(text) || (!/\d/.test(text) && !/^[a-z][0-9a-f]{6,}$/i.test(text));
}
