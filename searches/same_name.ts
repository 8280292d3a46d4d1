import { plainText } from '../forms/plain_text.ts';
import type { Match } from '../tavus/lists/list.ts';

/**
 * Compares names as people read them. A calendar, a CRM and a person write one name with other
 * apostrophes, dashes, spaces and accents, and Tavus may leave out its punctuation.
 */

/** Compares names with this one, which may be a part of them. */
export function matcherOf(wanted: string): (name: string | null) => Match {
  const whole = readable(wanted);
  const pattern = patternOf(skeletonOf(whole));
  return (name) => {
    const other = readable(name ?? '');
    if (other === '') return null;
    if (other === whole) return 'whole';
    const skeleton = skeletonOf(other);
    const [found] = pattern?.exec(skeleton) ?? [];
    if (found === undefined) return null;
    return found.length === skeleton.length ? 'almost' : 'part';
  };
}

// Modifier letters, such as that of Hawaiian, stand for apostrophes.
const APOSTROPHES = /['`´‘’‛′‵՚׳\u02b9-\u02bf\u02c8\u02ca\u02cb\ua78c]/g;
const QUOTES = /["“”„‟«»″〝〞״]/g;
const DASHES = /[\p{Pd}\u2212\u02d7]/gu;

/** A name in one spelling: two names that a person would read alike are equal. */
function readable(name: string): string {
  return (
    plainText(name)
      // Zero-width and other characters that nobody sees.
      .replace(/\p{DI}/gu, '')
      // Not the signs: ² would become a digit, and ™ letters.
      .replace(/[^\p{No}\p{S}]+|[\uff01-\uff5e]+/gu, (part) => part.normalize('NFKC'))
      // Of a Turkish İ the small letter has a dot of its own.
      .toLowerCase()
      .replaceAll('i\u0307', 'i')
      .toUpperCase()
      .normalize('NFC')
      .replace(APOSTROPHES, "'")
      .replace(QUOTES, '"')
      .replace(DASHES, '-')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
  );
}

/** The letters and digits, with a space or, for punctuation alone, a hyphen between words. */
function skeletonOf(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, (signs) => (signs.includes(' ') ? ' ' : '-'))
      // 1.5 is not 15.
      .replace(/(?<=\p{N})-(?=\p{N})/gu, ' ')
      .replace(/^[ -]|[ -]$/g, '')
  );
}

/** Scripts without spaces between words: there a word may begin at each letter. */
const UNSPACED =
  '[\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}]';

const WORD_START = `(?:^|(?<=[ -]|${UNSPACED})|(?=${UNSPACED}))`;

/** The longest name that is also found without its punctuation or as a part, in characters. */
const MAX_PATTERN_LENGTH = 500;

/** Finds a {@link skeletonOf} at the beginning of a word, with or without its punctuation; null without letters. */
function patternOf(skeleton: string): RegExp | null {
  if (skeleton === '' || skeleton.length > MAX_PATTERN_LENGTH) return null;
  const characters = [...skeleton].map((character) => {
    if (character === ' ') return '[ -]';
    return character === '-' ? '[ -]?' : character;
  });
  return new RegExp(WORD_START + characters.join('-?'), 'u');
}
