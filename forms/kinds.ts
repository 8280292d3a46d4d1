import type { PlainInputField } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { lazily } from '../lazily.ts';
import { isBlank, isPlaceholderWord } from './blank.ts';
import { secondsOf } from './durations.ts';

/**
 * A kind of form field: how Zapier shows it and how a filled-in value becomes the value to send.
 *
 * Whole numbers and yes/no are strings to Zapier on purpose. A field declared `integer` or `boolean`
 * is rewritten before the app sees it: "30 minutes" becomes 30, "soon" 0 and "N/A" true (docs/forms.md).
 */
export interface Kind<Schema extends z.ZodMiniType = z.ZodMiniType> {
  /** Reads a value as the form hands it over; what it does not understand fails here. */
  readonly schema: () => Schema;
  /** The part of the Zapier field that follows from the kind. */
  readonly zapierField: Pick<PlainInputField, 'type' | 'list'>;
  /** The closed list to choose from. */
  readonly choices?: readonly Choice[];
  /** Completes "{Label} takes …". */
  readonly takes: string;
  /** Whether a word such as "N/A" counts as blank. Never so for free text. */
  readonly placeholderWordsAreBlank: boolean;
  /** Set where an empty list is a mistake rather than a blank. */
  readonly emptyListIsWrong?: true;
}

/** One offered choice: the value that is sent and the words that the form shows. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A test that a value must pass, and what is told when it does not, if not just what the field takes. */
export interface Check {
  readonly accepts: (value: string) => boolean;
  readonly otherwise?: string;
}

/** Free text: arrives exactly as written. A number or yes/no from another step is written out. */
export const text = {
  schema: reading(writtenOut),
  zapierField: { type: 'string' },
  takes: 'text',
  placeholderWordsAreBlank: false,
} satisfies Kind;

/** Free text of several lines. */
export const longText = { ...text, zapierField: { type: 'text' } } satisfies Kind;

/** One word without meaning to a person, such as an id or a bucket name; surrounding white space is dropped. */
export function identifier(takes: string, ...checks: readonly Check[]) {
  return converted(takes, (value) => value, ...checks);
}

/** As {@link identifier}; what passes the checks is sent as `convert` makes it. */
export function converted(
  takes: string,
  convert: (value: string) => string,
  ...checks: readonly Check[]
) {
  return {
    schema: reading((given) => {
      const value = writtenOut(given);
      if (typeof value !== 'string') return value;
      const trimmed = value.trim();
      const failed = checks.find(({ accepts }) => !accepts(trimmed));
      return failed ? new Refusal(failed.otherwise) : convert(trimmed);
    }),
    zapierField: { type: 'string' },
    takes,
    placeholderWordsAreBlank: true,
  } satisfies Kind;
}

/** An absolute URL with one of the given schemes, such as `['https']`. */
export function link(schemes: readonly string[]) {
  const takes = `a complete link that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return identifier(takes, { accepts: (value) => isLink(value, schemes) });
}

/** A whole number of `unit`, at least `minimum`. Understands "60" and " 60 ", nothing vaguer. */
export function wholeNumber(minimum: number, unit: string) {
  return {
    schema: reading((given) => {
      const number = digits(given);
      if (Number.isSafeInteger(number) && number >= minimum) return number;
      const seconds = unit === 'seconds' ? secondsOf(given) : null;
      return new Refusal(
        seconds === null ? '' : `This field takes seconds: write "${given}" as ${seconds}.`,
      );
    }),
    zapierField: { type: 'string' },
    takes: `a whole number of ${unit}, ${minimum} or more, in digits only`,
    placeholderWordsAreBlank: true,
    emptyListIsWrong: true,
  } satisfies Kind;
}

/** Yes or no. Understands true/false, yes/no, on/off and 1/0 in any case. */
export const yesNo = {
  schema: reading(truth),
  zapierField: { type: 'string' },
  choices: [
    { value: 'true', label: 'Yes' },
    { value: 'false', label: 'No' },
  ],
  takes: 'yes or no',
  placeholderWordsAreBlank: true,
} satisfies Kind;

/** One of a closed list, by its value or its label in any case. */
export function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
  labels: Readonly<Record<Values[number], string>>,
) {
  const choices = values.map((value: Values[number]) => ({ value, label: labels[value] }));
  return {
    schema: reading((given): Values[number] | Refusal => {
      const word = typeof given === 'string' ? given.trim().toLowerCase() : undefined;
      const choice = choices.find(
        ({ value, label }) => value.toLowerCase() === word || label.toLowerCase() === word,
      );
      return choice?.value ?? new Refusal();
    }),
    zapierField: { type: 'string' },
    choices,
    takes: listed(choices.map((choice) => choice.label)),
    placeholderWordsAreBlank: true,
  } satisfies Kind;
}

/** A list of texts. Blank items are dropped; a single text is a list of one. */
export const textList = {
  schema: reading((given) => listOfTexts(given, (item) => writtenOut(item))),
  zapierField: { type: 'string', list: true },
  takes: 'a list of texts',
  placeholderWordsAreBlank: false,
} satisfies Kind;

/** A list of identifiers. Blank items and words for "nothing" are dropped. */
export function listOf(item: ReturnType<typeof identifier>) {
  return {
    schema: reading((given) => {
      const items = Array.isArray(given) ? given.filter((each) => !isPlaceholderWord(each)) : given;
      return listOfTexts(items, (each) => {
        const result = item.schema().safeParse(each);
        return result.success ? result.data : new Refusal(ownSentence(result.error.issues[0]));
      });
    }),
    zapierField: { type: 'string', list: true },
    takes: `a list in which every item is ${item.takes}`,
    placeholderWordsAreBlank: true,
  } satisfies Kind;
}

/** A JSON object, as text or as an object. */
export const jsonObject = {
  schema: reading((given): Readonly<Record<string, unknown>> | Refusal => {
    const value = parsedJson(given);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && isShallow(value, DEEPEST_JSON) ? { ...value } : new Refusal();
  }),
  zapierField: { type: 'json' },
  takes: 'a JSON object, such as {"key": "value"}',
  placeholderWordsAreBlank: false,
} satisfies Kind;

/** What a reader gives for a value that it does not take, with its own sentence if it has one. */
class Refusal {
  readonly sentence: string;

  constructor(sentence = '') {
    this.sentence = sentence;
  }
}

/** A schema that reads; it is made when it is first needed, because the start would pay for each. */
function reading<Value>(read: (given: unknown) => Value | Refusal) {
  return lazily(() =>
    z.transform((given: unknown, payload): Value => {
      const value = read(given);
      if (!(value instanceof Refusal)) return value;
      const { sentence } = value;
      payload.issues.push({ code: 'custom', input: given, params: { sentence } });
      return z.NEVER;
    }),
  );
}

/** The sentence that a value was refused with; empty if there is none but "{Label} takes …". */
export function ownSentence(issue: z.core.$ZodIssue | undefined): string {
  return issue?.code === 'custom' ? String(issue.params?.sentence) : '';
}

function writtenOut(given: unknown): string | Refusal {
  if (typeof given === 'string') return given;
  const isPlain = typeof given === 'boolean' || Number.isFinite(given);
  return isPlain ? String(given) : new Refusal();
}

function digits(given: unknown): number {
  if (typeof given === 'number') return given;
  return typeof given === 'string' && /^[+-]?\d+(\.0+)?$/.test(given.trim())
    ? Number(given)
    : Number.NaN;
}

const TRUE_WORDS = ['true', 'yes', 'y', 't', 'on', '1'];
const FALSE_WORDS = ['false', 'no', 'n', 'f', 'off', '0'];

function truth(given: unknown): boolean | Refusal {
  const written = writtenOut(given);
  const word = typeof written === 'string' ? written.trim().toLowerCase() : '';
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : new Refusal();
}

function listOfTexts(
  given: unknown,
  read: (item: unknown) => string | Refusal,
): string[] | Refusal {
  const items = Array.isArray(given) ? given.filter((item) => !isBlank(item)) : [given];
  const texts: string[] = [];
  for (const item of items) {
    const text = read(item);
    if (text instanceof Refusal) return text;
    texts.push(text);
  }
  return texts;
}

function parsedJson(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch {
    return given;
  }
}

/** How deep JSON may be nested; what is some thousand levels deep cannot be written as text again. */
const DEEPEST_JSON = 100;

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

function isLink(value: string, schemes: readonly string[]): boolean {
  // `new URL` silently drops line breaks and spaces, so they are refused before.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\s\u0000-\u001f\u007f]/.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return schemes.includes(url.protocol.slice(0, -1)) && /^[a-z]+:\/\//i.test(value);
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
