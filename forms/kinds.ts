import type { PlainInputField } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { lazily } from '../platform/lazily.ts';
import { isBlank, isPlaceholder, sendable } from './blank.ts';
import { plainText } from './plain_text.ts';

/**
 * A kind of form field: how Zapier shows it and how a filled-in value becomes the value to send.
 *
 * Whole numbers and yes/no are strings to Zapier on purpose. Zapier rewrites the value of an
 * `integer` or `boolean` field before the app sees it: "30 minutes" becomes 30, "soon" 0 and "N/A"
 * true (docs/forms.md).
 */
export interface Kind<Value = unknown> {
  /** Reads a value of a filled form. Lazy, to keep the cold start fast. */
  readonly schema: () => z.ZodMiniType<Value>;
  /** The part of the Zapier field that follows from the kind; a string if it has no type. */
  readonly zapierField: Pick<PlainInputField, 'type' | 'list'>;
  /** The closed list to choose from. */
  readonly choices?: readonly Choice[];
  /** Completes "{Label} accepts …", the error if the schema has no message of its own. */
  readonly accepts: string;
  /** Whether a placeholder such as "N/A" counts as blank; never in free text. */
  readonly placeholdersAreBlank: boolean;
  /** Whether a value that `isBlank` does not catch is empty too. */
  readonly isNothing?: (value: unknown) => boolean;
  /** Set if an empty list is an error and not a blank. */
  readonly emptyListIsWrong?: true;
  /** Set if the messages of the schema show what arrived. */
  readonly showsItself?: true;
}

/** A choice: the value that is sent, and the label in the form. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A test that a value must pass. */
export interface Check {
  readonly accepts: (value: string) => boolean;
  /** The message; if left out, the error says what the field accepts. */
  readonly otherwise?: string;
}

/** Returned by a conversion that rejects a value. */
export class Rejection {
  readonly message: string | undefined;

  /** `message`: if left out, the error says what the field accepts. */
  constructor(message?: string) {
    this.message = message;
  }
}

/** A schema that converts a value, or rejects it. */
export function conversion<Given, Value>(convert: (given: Given) => Value | Rejection) {
  return z.transform((given: Given, { issues }): Value => {
    const result = convert(given);
    if (!(result instanceof Rejection)) return result;
    const { message } = result;
    issues.push({ code: 'custom', input: given, ...(message !== undefined && { message }) });
    return z.NEVER;
  });
}

/** A text, or a number or a boolean from another step as text. */
function written(given: unknown): string | Rejection {
  const isWritable = ['string', 'boolean'].includes(typeof given) || Number.isFinite(given);
  return isWritable ? String(given).toWellFormed() : new Rejection();
}

/** A {@link written} text without the white space around it. */
const trimmed = lazily(() =>
  conversion((given: unknown) => {
    const text = written(given);
    return typeof text === 'string' ? text.trim() : text;
  }),
);

/** Free text: sent exactly as written, except for {@link sendable}. */
export const text = {
  schema: lazily(() => z.pipe(conversion(written), z.transform(sendable))),
  zapierField: {},
  accepts: 'text',
  placeholdersAreBlank: false,
} satisfies Kind<string>;

/** Free text of several lines. */
export const longText = { ...text, zapierField: { type: 'text' } } satisfies Kind<string>;

/** A {@link longText} that is spoken or read by a model: HTML of a calendar or a mail becomes plain text. */
export const spokenText = {
  ...longText,
  schema: lazily(() => z.pipe(longText.schema(), z.transform(plainText))),
  isNothing: (given) => typeof given === 'string' && isBlank(plainText(given)),
} satisfies Kind<string>;

/** A {@link spokenText} in which a placeholder counts as blank, also one in HTML: nobody means the word null. */
export const spokenTextOrNothing = {
  ...spokenText,
  placeholdersAreBlank: true,
  isNothing: (given) => spokenText.isNothing(given) || isPlaceholder(plainText(String(given))),
} satisfies Kind<string>;

/** One word, such as an ID or the name of a bucket, without the white space around it. */
export function word(accepts: string, ...checks: readonly Check[]) {
  return converted(accepts, (value) => value, ...checks);
}

/** A {@link word} that is converted; the checks see the converted value. */
export function converted(
  accepts: string,
  convert: (value: string) => string | Rejection,
  ...checks: readonly Check[]
) {
  const convertAndCheck = (value: string) => {
    const result = convert(value);
    if (result instanceof Rejection) return result;
    const failed = checks.find((check) => !check.accepts(result));
    return failed ? new Rejection(failed.otherwise) : result;
  };
  return {
    schema: lazily(() => z.pipe(trimmed(), conversion(convertAndCheck))),
    zapierField: {},
    accepts,
    placeholdersAreBlank: true,
  } satisfies Kind<string>;
}

/** The pattern of browsers (HTML, "valid e-mail address"). */
const EMAIL_ADDRESS =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

/** An email address. */
export function emailAddress(accepts: string) {
  return word(accepts, { accepts: (value) => EMAIL_ADDRESS.test(value) });
}

/** A whole number of `unit`, at least `minimum`; also as text, such as " 60 ". */
export function wholeNumber(minimum: number, unit: string) {
  return {
    schema: lazily(() => z.pipe(writtenNumber(), z.number().check(z.gte(minimum)))),
    zapierField: {},
    accepts: `a whole number of ${unit}, ${minimum} or more, in digits only`,
    placeholdersAreBlank: true,
    emptyListIsWrong: true,
  } satisfies Kind<number>;
}

/** A {@link wholeNumber} with a `maximum`. */
export function wholeNumberUpTo(maximum: number, minimum: number, unit: string) {
  const kind = wholeNumber(minimum, unit);
  return {
    ...kind,
    schema: lazily(() => z.pipe(kind.schema(), z.number().check(z.lte(maximum)))),
    accepts: `a whole number of ${unit} from ${minimum} to ${maximum}, in digits only`,
  } satisfies Kind<number>;
}

/** The longest time in seconds: a day. Tavus's longest call is shorter, so more is another unit. */
const MAX_SECONDS = 86_400;

/**
 * A whole number of seconds from `minimum` to a day, or a duration with its units, such as "30 minutes".
 * From 60 on, a `minimum` rejects the minutes of a scheduler.
 */
export function seconds(minimum: number) {
  const inSeconds = (given: unknown) => {
    const seconds = wholeNumberIn(given) ?? (typeof given === 'string' ? secondsOf(given) : null);
    if (seconds === null || seconds < Math.min(minimum, 1)) return new Rejection();
    if (seconds < minimum) return new Rejection(tooShort(seconds, minimum));
    return seconds > MAX_SECONDS ? new Rejection(tooLong(seconds)) : seconds;
  };
  return {
    ...wholeNumber(minimum, 'seconds'),
    schema: lazily(() => conversion(inSeconds)),
    accepts: `a whole number of seconds, ${minimum} or more, or a duration with its unit, such as 30 minutes`,
  } satisfies Kind<number>;
}

function tooShort(given: number, minimum: number): string {
  return `comes to ${given} seconds, which is too short. Enter ${minimum} or more. If you mean minutes, write ${given * 60}.`;
}

function tooLong(given: number): string {
  const sentence = `comes to ${given} seconds, which is longer than a day (${MAX_SECONDS}).`;
  const unit = given / 1000;
  return unit > MAX_SECONDS
    ? `${sentence} Enter a number of seconds, such as 1800.`
    : `${sentence} If you mean milliseconds, write ${Math.ceil(unit)}.`;
}

const writtenNumber = lazily(() =>
  conversion((given: unknown) => wholeNumberIn(given) ?? new Rejection()),
);

/** A whole number, also in digits; null for anything else. */
function wholeNumberIn(given: unknown): number | null {
  const isInDigits = typeof given === 'string' && /^[+-]?\d+(\.0+)?$/.test(given.trim());
  const number = isInDigits ? Number(given) : given;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** ISO 8601, such as `PT1H30M`. */
const ISO = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/i;

/** Hours, minutes and seconds, such as `00:30:00`; `30:00` may be either. */
const CLOCK = /^(\d{1,4}):([0-5]?\d):([0-5]?\d)(?:\.0+)?$/;

/** Numbers with units, such as `30 minutes`, `1h30m` or `1 hour, 5 min. and 10 secs`. */
const WRITTEN_OUT = (() => {
  const then = '(?:(?:\\s*,)?(?:\\s*and\\s)?\\s*(?=\\d)|$)';
  const hours = `(?:(\\d+)\\s*h(?:(?:ou)?rs?)?\\.?${then})?`;
  const minutes = `(?:(\\d+)\\s*m(?:in(?:ute)?s?)?\\.?${then})?`;
  const seconds = '(?:(\\d+)\\s*s(?:ec(?:ond)?s?)?\\.?)?';
  return new RegExp(`^(?=\\d)${hours}${minutes}${seconds}$`, 'i');
})();

/**
 * The seconds of a duration that has units, the larger before the smaller; null for anything else. The
 * caller decides what a plain number means.
 */
export function secondsOf(text: string): number | null {
  const written = text.trim();
  const parts = ISO.exec(written) ?? CLOCK.exec(written) ?? WRITTEN_OUT.exec(written);
  if (!parts) return null;
  const [, hours = 0, minutes = 0, seconds = 0] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const YES = ['true', 'yes', 'y', 't', 'on', '1'];
const NO = ['false', 'no', 'n', 'f', 'off', '0'];

/** Yes or no. Accepts true/false, yes/no, on/off and 1/0 in any case. */
export const yesNo = {
  schema: lazily(() =>
    z.pipe(
      trimmed(),
      conversion((given: string) => {
        const word = given.toLowerCase();
        return YES.includes(word) || (NO.includes(word) ? false : new Rejection());
      }),
    ),
  ),
  zapierField: {},
  choices: [
    { value: 'true', label: 'Yes' },
    { value: 'false', label: 'No' },
  ],
  accepts: 'yes or no',
  placeholdersAreBlank: true,
} satisfies Kind<boolean>;

/** A {@link yesNo} that is sent as other values. */
export function yesNoAs<const Value>(yes: Value, no: Value) {
  return {
    ...yesNo,
    schema: lazily(() =>
      z.pipe(
        yesNo.schema(),
        z.transform((on) => (on ? yes : no)),
      ),
    ),
  } satisfies Kind<Value>;
}

/** One of a closed list, by its value or its label in any case. */
export function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
  labels: Readonly<Record<Values[number], string>>,
) {
  const choices = values.map((value: Values[number]) => ({ value, label: labels[value] }));
  const meant = (given: string) => {
    const words = given.toLowerCase();
    const means = ({ value, label }: Choice) =>
      value.toLowerCase() === words || label.toLowerCase() === words;
    return choices.find(means)?.value ?? new Rejection();
  };
  return {
    schema: lazily(() => z.pipe(trimmed(), conversion(meant))),
    zapierField: {},
    choices,
    accepts: listed(choices.map(({ label }) => label)),
    placeholdersAreBlank: true,
  } satisfies Kind<Values[number]>;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
