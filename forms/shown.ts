/** How an error shows what arrived in a field. */

/** The longest part of a value that is shown, in characters. */
const MAX_SHOWN = 40;

/** The part of a value that is searched for secrets. */
const MAX_SEARCHED = 400;

/** Names whose value is a secret, also as a part of a longer name, such as `x-api-key`. */
export const SECRET_NAME =
  /key|token|secret|pass(?:word|code|phrase|wd)|pwd|zak|signature|authorization|bearer|credential|cookie|private|(?<![a-z])(?:pass|auth|jwt|sig|pin)(?![a-z])/i;

const NAMED_SECRET = new RegExp(`((?:${SECRET_NAME.source})[\\w-]*["'”’]?\\s*[:=\\s]\\s*).+`, 'is');

/** A long run of letters and digits, as keys and tokens have. */
export const MASKED_RUN = /(?=[a-z_]*\d)(?=[\d_]*[a-z])[a-z\d_]{20,}/gi;

/** Such as `"1,800"`: a text, a number or a boolean in quotes, cut and without secrets. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const searched = String(value).slice(0, MAX_SEARCHED).replace(/\s+/g, ' ').replace(/\p{C}/gu, '');
  const harmless = searched
    .trim()
    // What stands behind the path of a link, and before its host.
    .replace(/(:\/\/[^\s?#]*[?#])\S+/g, '$1…')
    .replace(/:\/\/[^\s/@]*@/g, '://…@')
    .replace(NAMED_SECRET, '$1…')
    .replace(MASKED_RUN, '…');
  const characters = [...harmless];
  const cut = characters.slice(0, MAX_SHOWN).join('');
  return `"${cut}${characters.length > MAX_SHOWN ? '…' : ''}"`;
}
