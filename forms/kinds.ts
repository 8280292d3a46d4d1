import type { PlainInputField } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { isBlank, isPlaceholderWord } from './blank.ts';

/**
 * A kind of form field: how Zapier shows it and how a filled-in value becomes the value to send.
 *
 * Whole numbers and yes/no are strings to Zapier on purpose. A field declared `integer` or `boolean`
 * is rewritten before the app sees it: "30 minutes" becomes 30, "soon" 0 and "N/A" true (docs/forms.md).
 */
export interface Kind<Schema extends z.ZodMiniType = z.ZodMiniType> {
  /** Reads a value as the form hands it over; what it does not understand fails here. */
  readonly schema: Schema;
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

/** Free text: arrives exactly as written. A number or yes/no from another step is written out. */
export const text = {
  schema: z.pipe(z.transform(writtenOut), z.string()),
  zapierField: { type: 'string' },
  takes: 'text',
  placeholderWordsAreBlank: false,
} satisfies Kind;

/** Free text of several lines. */
export const longText = { ...text, zapierField: { type: 'text' } } satisfies Kind;

/** One word without meaning to a person, such as an id or a bucket name; surrounding white space is dropped. */
export function identifier(takes: string, ...checks: readonly Check[]) {
  return {
    schema: z.pipe(
      z.transform((value) => trimmed(writtenOut(value))),
      z.string().check(...checks.map(refused)),
    ),
    zapierField: { type: 'string' },
    takes,
    placeholderWordsAreBlank: true,
  } satisfies Kind;
}

/** A test that a value must pass, and what is told when it does not, if not just what the field takes. */
export interface Check {
  readonly accepts: (value: string) => boolean;
  readonly otherwise?: string;
}

/** An absolute URL with one of the given schemes, such as `['https']`. */
export function link(schemes: readonly string[]) {
  const takes = `a complete link that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return identifier(takes, { accepts: (value) => isLink(value, schemes) });
}

/** A whole number of `unit`, at least `minimum`. Understands "60" and " 60 ", nothing vaguer. */
export function wholeNumber(minimum: number, unit: string) {
  return {
    schema: z.pipe(z.transform(number), z.int().check(z.gte(minimum))),
    zapierField: { type: 'string' },
    takes: `a whole number of ${unit}, ${minimum} or more, in digits only`,
    placeholderWordsAreBlank: true,
    emptyListIsWrong: true,
  } satisfies Kind;
}

/** Yes or no. Understands true/false, yes/no, on/off and 1/0 in any case. */
export const yesNo = {
  schema: z.pipe(z.transform(truth), z.boolean()),
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
    schema: z.pipe(
      z.transform((given) => chosen(given, choices)),
      z.enum(values),
    ),
    zapierField: { type: 'string' },
    choices,
    takes: listed(choices.map((choice) => choice.label)),
    placeholderWordsAreBlank: true,
  } satisfies Kind;
}

/** A list of texts. Blank items are dropped; a single text is a list of one. */
export const textList = {
  schema: z.pipe(z.transform(list), z.array(text.schema)),
  zapierField: { type: 'string', list: true },
  takes: 'a list of texts',
  placeholderWordsAreBlank: false,
} satisfies Kind;

/** A list of identifiers. Blank items and words for "nothing" are dropped. */
export function listOf(item: ReturnType<typeof identifier>) {
  return {
    schema: z.pipe(
      z.transform((value) => withoutPlaceholders(list(value))),
      z.array(item.schema),
    ),
    zapierField: { type: 'string', list: true },
    takes: `a list in which every item is ${item.takes}`,
    placeholderWordsAreBlank: true,
  } satisfies Kind;
}

/** A JSON object, as text or as an object. */
export const jsonObject = {
  schema: z.pipe(
    z.transform(parsedJson),
    z.custom<Readonly<Record<string, unknown>>>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      { abort: true, error: '' },
    ),
  ),
  zapierField: { type: 'json' },
  takes: 'a JSON object, such as {"key": "value"}',
  placeholderWordsAreBlank: false,
} satisfies Kind;

// The readers below give back what they do not understand, so that the schema behind them refuses it.

function writtenOut(value: unknown): unknown {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'boolean') return String(value);
  return value;
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

function number(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return /^[+-]?\d+(\.0+)?$/.test(value.trim()) ? Number(value) : value;
}

const TRUE_WORDS = ['true', 'yes', 'y', 't', 'on', '1'];
const FALSE_WORDS = ['false', 'no', 'n', 'f', 'off', '0'];

function truth(value: unknown): unknown {
  const word = trimmed(writtenOut(value));
  if (typeof word !== 'string') return value;
  if (TRUE_WORDS.includes(word.toLowerCase())) return true;
  if (FALSE_WORDS.includes(word.toLowerCase())) return false;
  return value;
}

function chosen(value: unknown, choices: readonly Choice[]): unknown {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  const choice = choices.find(
    (each) => each.value.toLowerCase() === word || each.label.toLowerCase() === word,
  );
  return choice?.value ?? value;
}

function list(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isBlank(item));
  return typeof value === 'object' ? value : [value];
}

function withoutPlaceholders(value: unknown): unknown {
  return Array.isArray(value) ? value.filter((item) => !isPlaceholderWord(item)) : value;
}

function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isLink(value: string, schemes: readonly string[]): boolean {
  // `new URL` silently drops line breaks and spaces, so they are refused before.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\s\u0000-\u001f\u007f]/.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return schemes.includes(url.protocol.slice(0, -1)) && /^[a-z]+:\/\//i.test(value);
}

function refused({ accepts, otherwise = '' }: Check) {
  return z.refine<string>(accepts, { error: otherwise });
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
