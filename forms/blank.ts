/** What other steps and AI agents write where they have nothing to say. */
const WORDS_FOR_NOTHING = new Set(['null', 'none', 'nil', 'n/a', 'na', 'undefined']);

/**
 * Tells whether a form value says nothing: undefined, null, only white space, an empty list, or a
 * list of blanks. A blank field is never sent.
 */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.every(isBlank);
}

/** Tells whether a value is a word for "nothing" (`null`, `N/A`, …), which no id, number or choice can be. */
export function isWordForNothing(value: unknown): boolean {
  return typeof value === 'string' && WORDS_FOR_NOTHING.has(value.trim().toLowerCase());
}
