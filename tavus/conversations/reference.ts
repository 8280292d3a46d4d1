/**
 * An id of the user's own that a conversation carries. Tavus has no field for one, and the name is
 * the one thing that every answer gives back, so the reference stands at its end:
 *
 *     Demo for Maria Lopez [ref 0035g-ABC k3f97f3a9c1e0jg]
 *
 * The last word, the seal, holds a check, a token that no other name has, and the shape of the
 * reference: where it has capitals, hyphens and underscores. So the reference can be read back also
 * if Tavus drops punctuation or changes capitals, and no other text is mistaken for one.
 */

/** The digits of seals: 32 that survive a change of capitals, without those that look alike. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

const CHECK_LENGTH = 4;
const TOKEN_LENGTH = 8;

/** What a conversation's name says. */
export interface ReadName {
  /** The name without its reference. */
  readonly title: string;
  /** Null if the name carries none. */
  readonly reference: string | null;
}

/**
 * The name with a reference at its end; no two calls give the same. The reference has letters,
 * digits, hyphens and underscores, among them a letter or a digit.
 */
export function nameWithReference(title: string, reference: string): string {
  const token = crypto.randomUUID().slice(0, TOKEN_LENGTH);
  return `${title} [ref ${reference} ${checkOf(reference, token)}${token}${shapeOf(reference)}]`;
}

/** Reads a name as Tavus gives it back. */
export function readName(name: string): ReadName {
  const words = [...name.matchAll(/[a-z0-9]+/gi)];
  const seal = words.at(-1)?.[0].toLowerCase() ?? '';
  const token = seal.slice(CHECK_LENGTH, CHECK_LENGTH + TOKEN_LENGTH);
  const shape = seal.slice(CHECK_LENGTH + TOKEN_LENGTH);
  for (const [index, word] of words.entries()) {
    if (word[0].toLowerCase() !== 'ref') continue;
    const letters = words
      .slice(index + 1, -1)
      .join('')
      .toLowerCase();
    const reference = inShape(letters, shape);
    if (reference !== '' && seal.startsWith(checkOf(reference, token))) {
      return { title: name.slice(0, word.index).replace(/[\s[]+$/, ''), reference };
    }
  }
  return { title: name, reference: null };
}

/** 20 bits of a hash (FNV-1a), which is no secret: it tells references from other text, not friend from foe. */
function checkOf(reference: string, token: string): string {
  let hash = 0x811c9dc5;
  for (const character of `${reference} ${token}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  const bits = ((hash ^ (hash >>> 15)) & 0xfffff).toString(2);
  return digitsOf(bits.padStart(5 * CHECK_LENGTH, '0'));
}

/** One code for each character that is not a small letter or a digit; those have 0. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['-', '110'],
  ['_', '111'],
]);
const CAPITAL = '10';
const PLAIN = '0';

function shapeOf(reference: string): string {
  const bits = [...reference].map(
    (character) => CODES.get(character) ?? (/[A-Z]/.test(character) ? CAPITAL : PLAIN),
  );
  return digitsOf(bits.join('')).replace(/0+$/, '');
}

/** Puts letters and digits into a shape again; what the shape does not tell is plain. */
function inShape(letters: string, shape: string): string {
  // Zeros at the end are not written down.
  const bits = `${bitsOf(shape)}000`;
  const left = [...letters];
  let reference = '';
  for (let at = 0; ; ) {
    const [code = PLAIN] = /^(110|111|10|0)/.exec(bits.slice(at)) ?? [];
    at += code.length;
    const mark = [...CODES].find(([, each]) => each === code)?.[0];
    const letter = mark === undefined ? left.shift() : undefined;
    if (mark === undefined && letter === undefined) return reference;
    reference += mark ?? (code === CAPITAL ? letter?.toUpperCase() : letter);
  }
}

/** Five bits a digit; the last one is filled up with zeros. */
function digitsOf(bits: string): string {
  return bits.replace(/.{1,5}/g, (five) => String(DIGITS[Number.parseInt(five.padEnd(5, '0'), 2)]));
}

function bitsOf(digits: string): string {
  return [...digits].map((digit) => DIGITS.indexOf(digit).toString(2).padStart(5, '0')).join('');
}
