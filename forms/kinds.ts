import type { PlainInputField } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { lazily } from '../platform/lazily.ts';
import { isBlank, sendable } from './blank.ts';
import { plainText } from './plain_text.ts';

/**
 * A kind of form field: how Zapier shows it and how a filled-in value becomes the value to send.
 *
 * Whole numbers and yes/no are declared as strings on purpose. Zapier rewrites the value of an
 * `integer` or `boolean` field before the app sees it: "30 minutes" becomes 30, "soon" 0 and "N/A"
 * true (docs/forms.md).
 */
export interface Kind<Value = unknown> {
  /** Reads a value of a filled form. Lazy, to keep the cold start fast. */
  readonly schema: () => z.ZodMiniType<Value>;
  /** The part of the Zapier field that follows from the kind. */
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
export interface Rejection {
  readonly otherwise: string;
}

/** Turns a number or a boolean from another step into text. */
const writtenOut = lazily(() =>
  z.pipe(
    z.union([z.string(), z.number(), z.boolean()]),
    z.transform((given) => String(given).toWellFormed()),
  ),
);

/** Free text: sent exactly as written, except for {@link sendable}. */
export const text = {
  schema: lazily(() => z.pipe(writtenOut(), z.transform(sendable))),
  zapierField: { type: 'string' },
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
  const conversion = () =>
    z.transform((value: string, { issues }) => {
      const result = convert(value);
      if (typeof result === 'string') return result;
      issues.push({ code: 'custom', input: value, message: result.otherwise });
      return z.NEVER;
    });
  const refinements = () =>
    checks.map(({ accepts: isAccepted, otherwise }) =>
      z.refine<string>(isAccepted, { ...(otherwise && { error: otherwise }) }),
    );
  return {
    schema: lazily(() => {
      const given = z.pipe(writtenOut(), z.string().check(z.trim()));
      return z.pipe(z.pipe(given, conversion()), z.string().check(...refinements()));
    }),
    zapierField: { type: 'string' },
    accepts,
    placeholdersAreBlank: true,
  } satisfies Kind<string>;
}

/** The pattern of browsers (HTML, "valid e-mail address"). Importing zod's would ship all of its patterns. */
const EMAIL_ADDRESS =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

/** An email address. */
export function emailAddress(accepts: string) {
  return {
    schema: lazily(() => z.pipe(writtenOut(), z.string().check(z.trim(), z.regex(EMAIL_ADDRESS)))),
    zapierField: { type: 'string' },
    accepts,
    placeholdersAreBlank: true,
  } satisfies Kind<string>;
}

/** A whole number of `unit`, at least `minimum`; also as text, such as " 60 ". */
export function wholeNumber(minimum: number, unit: string) {
  return {
    schema: lazily(() => z.pipe(writtenNumber(), z.int().check(z.gte(minimum)))),
    zapierField: { type: 'string' },
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
  const duration = () => z.pipe(z.pipe(z.string(), z.transform(secondsOf)), z.number());
  const range = () =>
    z
      .int()
      .check(
        z.gte(Math.min(minimum, 1)),
        z.gte(minimum, { error: ({ input }) => tooShort(Number(input), minimum) }),
        z.lte(MAX_SECONDS, { error: ({ input }) => tooLong(Number(input)) }),
      );
  return {
    ...wholeNumber(minimum, 'seconds'),
    schema: lazily(() => z.pipe(z.union([writtenNumber(), duration()]), range())),
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

function writtenNumber() {
  const digits = z.string().check(z.trim(), z.regex(/^[+-]?\d+(\.0+)?$/));
  return z.union([z.number(), z.pipe(digits, z.transform(Number))]);
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

/** Yes or no. Accepts true/false, yes/no, on/off and 1/0 in any case. */
export const yesNo = {
  schema: lazily(() => {
    const truthy = ['true', 'yes', 'y', 't', 'on', '1'];
    const falsy = ['false', 'no', 'n', 'f', 'off', '0'];
    const trimmed = z.transform((given: unknown): unknown => {
      const written = writtenOut().safeParse(given);
      return written.success ? written.data.trim() : given;
    });
    return z.pipe(trimmed, z.stringbool({ truthy, falsy }));
  }),
  zapierField: { type: 'string' },
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
    const words = given.trim().toLowerCase();
    const means = ({ value, label }: Choice) =>
      value.toLowerCase() === words || label.toLowerCase() === words;
    return choices.find(means)?.value ?? given;
  };
  return {
    schema: lazily(() => z.pipe(z.pipe(z.string(), z.transform(meant)), z.enum(values))),
    zapierField: { type: 'string' },
    choices,
    accepts: listed(choices.map(({ label }) => label)),
    placeholdersAreBlank: true,
  } satisfies Kind<Values[number]>;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
