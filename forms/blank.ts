/** What other steps and AI agents write where they have nothing to say. */
const PLACEHOLDERS = new Set(['null', 'none', 'nil', 'n/a', 'na', 'nan', 'undefined', '[]', '{}']);

/** How deep lists may be nested to be looked into: no stack is deep enough for what JSON can say. */
const MAX_LIST_DEPTH = 100;

/**
 * Tells whether a form value says nothing: undefined, null, only white space, an empty list, or a
 * list of blanks. A blank field is never sent.
 */
export function isBlank(value: unknown, levels = MAX_LIST_DEPTH): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return sendable(value).trim() === '';
  return Array.isArray(value) && levels > 0 && value.every((item) => isBlank(item, levels - 1));
}

/**
 * Tells whether a value is a word for "nothing" (`null`, `N/A`, …), which no id, number or choice can
 * be; or several, such as the `null null` of a first and a last name.
 */
export function isPlaceholder(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const words = value
    .toLowerCase()
    .split(/[\s,;]/)
    .filter((word) => word !== '');
  return words.length > 0 && words.every((word) => PLACEHOLDERS.has(word));
}

/**
 * Text as every server can read it. Half a character, which is left where a step cuts an emoji in
 * two, becomes the replacement character; NUL, which no database keeps, goes.
 */
export function sendable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}
