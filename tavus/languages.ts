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

/** Codes that other systems use for the same languages. */
const OTHER_CODES: ReadonlyMap<string, string> = new Map([
  ['fil', 'Tagalog'],
  ['nb', 'Norwegian'],
  ['nn', 'Norwegian'],
  ['iw', 'Hebrew'],
  ['in', 'Indonesian'],
  ['cmn', 'Chinese'],
]);

/** The value for automatic detection of the language that the participant speaks. */
export const MULTILINGUAL = 'multilingual';

/** The full names of the languages that Tavus lists. */
export const LANGUAGE_NAMES: readonly string[] = [...LANGUAGES.values()];

/**
 * The name that the API accepts: a known name in its proper case, the name for a language tag such as
 * `de`, `pt-BR` or `zh_Hans`, or any other possible name unchanged; null if it cannot be a name.
 */
export function languageOf(text: string): string | null {
  const word = text.trim();
  const known = [MULTILINGUAL, ...LANGUAGE_NAMES].find(
    (name) => name.toLowerCase() === word.toLowerCase(),
  );
  if (known) return known;
  const isTag = isLanguageTag(word);
  const code = isTag ? word.toLowerCase().replace(/[-_].*/, '') : '';
  const named = LANGUAGES.get(code) ?? OTHER_CODES.get(code);
  if (named) return named;
  // Three letters may be a name (Lao) rather than a code.
  const mayBeName = /[a-z]{3}/i.test(word) && (word.length === 3 || !isTag);
  return mayBeName ? word : null;
}

/** Whether a text has the form of a language tag (BCP 47), such as `pt-BR`. */
function isLanguageTag(text: string): boolean {
  return /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(text);
}
