import { lazily } from '../platform/lazily.ts';

/**
 * The languages of a conversation: ISO 639-1 code and full English name, in the order of the Tavus docs
 * ("Language support", 2026). The API accepts the name and rejects the code.
 */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['en', 'English'],
  ['fr', 'French'],
  ['de', 'German'],
  ['es', 'Spanish'],
  ['pt', 'Portuguese'],
  ['zh', 'Chinese'],
  ['ja', 'Japanese'],
  ['hi', 'Hindi'],
  ['it', 'Italian'],
  ['ko', 'Korean'],
  ['nl', 'Dutch'],
  ['pl', 'Polish'],
  ['ru', 'Russian'],
  ['sv', 'Swedish'],
  ['tr', 'Turkish'],
  ['tl', 'Tagalog'],
  ['bg', 'Bulgarian'],
  ['ro', 'Romanian'],
  ['ar', 'Arabic'],
  ['cs', 'Czech'],
  ['el', 'Greek'],
  ['fi', 'Finnish'],
  ['hr', 'Croatian'],
  ['ms', 'Malay'],
  ['sk', 'Slovak'],
  ['da', 'Danish'],
  ['ta', 'Tamil'],
  ['uk', 'Ukrainian'],
  ['hu', 'Hungarian'],
  ['no', 'Norwegian'],
  ['vi', 'Vietnamese'],
  ['bn', 'Bengali'],
  ['th', 'Thai'],
  ['he', 'Hebrew'],
  ['ka', 'Georgian'],
  ['id', 'Indonesian'],
  ['te', 'Telugu'],
  ['gu', 'Gujarati'],
  ['kn', 'Kannada'],
  ['ml', 'Malayalam'],
  ['mr', 'Marathi'],
  ['pa', 'Punjabi'],
]);

/** The value for automatic detection of the language that the participant speaks. */
export const MULTILINGUAL = 'multilingual';

/** The full names of the languages that Tavus lists. */
export const LANGUAGE_NAMES: readonly string[] = [...LANGUAGES.values()];

const OFFERED: ReadonlySet<string> = new Set([MULTILINGUAL, ...LANGUAGE_NAMES]);

/** Codes that Intl names otherwise than Tavus or ISO. */
const OTHER_CODES: ReadonlyMap<string, string> = new Map([
  ['fil', 'Tagalog'],
  ['nb', 'Norwegian'],
  ['nn', 'Norwegian'],
  ['tw', 'Twi'],
  ['twi', 'Twi'],
  ['mul', MULTILINGUAL],
]);

/** Names that Intl does not have. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['auto', MULTILINGUAL],
  ['automatic', MULTILINGUAL],
  ['auto detect', MULTILINGUAL],
  ['autodetect', MULTILINGUAL],
  ['detect automatically', MULTILINGUAL],
  ['multi', MULTILINGUAL],
  ['mandarin', 'Chinese'],
  ['mandarin chinese', 'Chinese'],
  ['普通话', 'Chinese'],
  ['國語', 'Chinese'],
  ['castilian', 'Spanish'],
  ['castellano', 'Spanish'],
  ['portugues do brasil', 'Portuguese'],
  ['nynorsk', 'Norwegian'],
  ['panjabi', 'Punjabi'],
  ['हिंदी', 'Hindi'],
  ['bahasa indonesia', 'Indonesian'],
  ['bahasa melayu', 'Malay'],
  ['uk english', 'English'],
  ['us english', 'English'],
]);

/** Tags beyond the two letters that have a name: `Brazilian Portuguese`, `Flemish`, `简体中文`. */
const NAMED_TAGS: readonly string[] = [
  ...['en-AU', 'en-CA', 'en-GB', 'en-US', 'es-419', 'es-ES', 'es-MX', 'fr-CA', 'fr-CH', 'pt-BR'],
  ...['pt-PT', 'de-AT', 'de-CH', 'nl-BE', 'ro-MD', 'ar-001', 'zh-Hans', 'zh-Hant', 'fil', 'yue'],
];

/** Characters. Longer than any name or header: what comes after them is text. */
const MAX_READ_LENGTH = 200;

/** What a text says about a language. */
export type Language =
  /** The name that the API accepts. */
  | { readonly name: string }
  /** The known names of which the text is one letter off. */
  | { readonly near: readonly string[] }
  /** It is a code that stands for no language, or no word. */
  | 'unknown';

/**
 * The language that a text names: by its code (ISO 639-1, -2 or -3), its English or its own name, with
 * a region or without, also the first of an Accept-Language header. Any other name is returned
 * unchanged, because Tavus adds languages.
 */
export function languageOf(text: string): Language {
  if (OFFERED.has(text)) return { name: text };
  const whole = text
    .slice(0, MAX_READ_LENGTH)
    .normalize('NFKC')
    .replace(/^[^\p{L}]+|[^\p{L}\p{M}\p{N}]+$/gu, '');
  const first = whole.replace(/\s*(?:[,;:|/([、_]|\s[-–—]\s|(?<=^\p{L}+)-(?=\p{L}+$)).*/su, '');
  const candidates = [whole, first, ...withoutRegion(whole)];
  for (const candidate of candidates) {
    const name = knownName(candidate);
    if (name) return { name };
  }
  if (codeIn(whole) || !/[\p{L}\p{M}]{3}/u.test(whole)) return 'unknown';
  const near = candidates.map(nearNames).find((names) => names.length > 0);
  return near ? { near } : { name: text.trim() };
}

function knownName(text: string): string | undefined {
  const code = codeIn(text);
  const name = comparable(text);
  return (code && nameOfCode(code)) ?? listedNames().get(name) ?? namesToSend().get(name);
}

/** The language of a tag (BCP 47 or POSIX), such as `pt` in `pt-BR` or `pt_BR.UTF-8`. */
function codeIn(text: string): string | undefined {
  return /^([a-z]{2,3})(?:[-_.@][a-z0-9]+)*$/i.exec(text)?.[1]?.toLowerCase();
}

/** The name that the API accepts for a code of two or three letters; else Intl's English name. */
function nameOfCode(code: string): string | undefined {
  // Intl also knows the two letters for the other codes of a language, such as deu, ger and iw.
  const base = String(Intl.getCanonicalLocales(code)).replace(/-.*/, '');
  if (base === 'zxx') return undefined; // "No linguistic content"
  const other = OTHER_CODES.get(code) ?? OTHER_CODES.get(base);
  return other ?? LANGUAGES.get(base) ?? english().of(base);
}

const english = lazily(() => languageNamesIn('en'));

function languageNamesIn(tag: string): Intl.DisplayNames {
  return new Intl.DisplayNames(tag, { type: 'language', fallback: 'none' });
}

/** The names in the list of the form. */
const listedNames = lazily(
  () => new Map([MULTILINGUAL, ...LANGUAGE_NAMES].map((name) => [comparable(name), name])),
);

/** The names that the API accepts, by what people call the languages. Takes some 40 ms. */
const namesToSend = lazily(() => {
  const names = new Map([...OTHER_NAMES, ...listedNames()]);
  for (const tag of [...pairs(), ...NAMED_TAGS]) {
    const name = nameOfCode(tag.replace(/-.*/, ''));
    for (const called of [english().of(tag), languageNamesIn(tag).of(tag)])
      if (name && called && !names.has(comparable(called))) names.set(comparable(called), name);
  }
  return names;
});

/** The text without the region before or after it, such as `English US` or `Canada French`. */
function withoutRegion(text: string): string[] {
  const words = comparable(text).split(' ');
  return words.slice(1).flatMap((_, index) => {
    const before = words.slice(0, index + 1).join(' ');
    const after = words.slice(index + 1).join(' ');
    if (regions().has(after)) return [before];
    // A short word before a name is rather no code: "no English", "in German".
    return before.length > 2 && regions().has(before) ? [after] : [];
  });
}

/** The codes and English names of all regions. */
const regions = lazily(() => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const codes = [...pairs().map((pair) => pair.toUpperCase()), '001', '150', '419'];
  return new Set(codes.flatMap((code) => [code, names.of(code) ?? []].flat().map(comparable)));
});

/** The names of Tavus that a text is one letter off, unless it is a language of its own. */
function nearNames(text: string): string[] {
  const word = comparable(text);
  if (word.length < MIN_NEAR_LETTERS) return [];
  const near = [...namesToSend()]
    .filter(([called, name]) => OFFERED.has(name) && isOneLetterOff(word, called))
    .map(([, name]) => name);
  return near.length > 0 && englishNames().has(word) ? [] : [...new Set(near)];
}

/** Shorter words are one letter off too many names. */
const MIN_NEAR_LETTERS = 5;

/** Intl's English names of all languages. Takes some 300 ms, so it is only for a near miss. */
const englishNames = lazily(() => {
  const triples = pairs().flatMap((pair) => LETTERS.map((letter) => pair + letter));
  const names = [...pairs(), ...triples].map((code) => english().of(code) ?? '');
  return new Set(names.map(comparable));
});

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** Every pair of letters: Intl does not list the codes that it knows. */
function pairs(): string[] {
  return LETTERS.flatMap((one) => LETTERS.map((other) => one + other));
}

/** Whether one letter is added, missing or another one. */
function isOneLetterOff(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  const letters = [...long];
  const differs = letters.findIndex((letter, index) => letter !== short[index]);
  const rest = long.slice(differs + 1);
  return short.slice(differs) === rest || short.slice(differs + 1) === rest;
}

/** A name without case, accents and punctuation. */
function comparable(name: string): string {
  const letters = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '');
  return letters.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
}
