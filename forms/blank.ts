/** What other steps and AI agents write for an empty value, and spreadsheets for a formula that failed. */
const PLACEHOLDERS = new Set([
  ...['null', 'none', 'nil', 'n/a', 'na', 'nan', 'undefined', '[]', '{}'],
  ...['#n/a', '#ref!', '#value!', '#name?', '#num!', '#null!', '#div/0!', '#error!'],
]);

/** Characters without a sign: the soft hyphen, zero-width ones and marks of direction. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]/g;

/** The deepest nested list that is searched: JSON can be nested deeper than the stack. */
const MAX_LIST_DEPTH = 100;

/**
 * Whether a form value is empty: undefined, null, only white space, an empty list, or a list of blanks.
 * A blank field is never sent.
 */
export function isBlank(value: unknown, levels = MAX_LIST_DEPTH): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return sendable(value).replace(INVISIBLE, '').trim() === '';
  return Array.isArray(value) && levels > 0 && value.every((item) => isBlank(item, levels - 1));
}

/**
 * Whether a value is a placeholder such as `null` or `N/A`, or several, such as the `null null` of a
 * first and a last name. No ID, number or choice is one.
 */
export function isPlaceholder(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const words = value
    .toLowerCase()
    .split(/[\s,;]/)
    .filter((word) => word !== '');
  return words.length > 0 && words.every((word) => PLACEHOLDERS.has(word));
}

/** Replaces lone surrogates (half an emoji) with U+FFFD and removes NUL. */
export function sendable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}
