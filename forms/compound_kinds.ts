import * as z from 'zod/mini';
import { lazily } from '../platform/lazily.ts';
import { isBlank, isPlaceholder, sendable } from './blank.ts';
import { faultOf, parsedJson } from './json.ts';
import { conversion, type Kind, Rejection, text } from './kinds.ts';
import { exactId } from './one_value.ts';

/** Kinds whose values have several parts: lists and JSON objects. */

/** A text of one line, without white space around it. */
const shortText = {
  ...text,
  schema: lazily(() =>
    z.pipe(
      text.schema(),
      z.transform((given) => given.trim()),
    ),
  ),
} satisfies Kind<string>;

/** A list of tags or other short texts. */
export const textList = { ...listOf(shortText), accepts: 'a list of texts' } satisfies Kind<
  string[]
>;

/** A name or an ID of a person. */
const name = {
  ...shortText,
  schema: lazily(() => z.pipe(exactId(), shortText.schema())),
} satisfies Kind<string>;

/** A list of names, which may contain commas. */
export const nameList = {
  ...listOf(name, /[;\r\n]/),
  accepts: 'a list of names',
} satisfies Kind<string[]>;

/**
 * A list of words of one kind, also as JSON text or as one text with a `separator` between the words.
 * The entries of a list with several are separated only at line breaks. Each word is trimmed; blanks and
 * placeholders are dropped.
 */
export function listOf(item: Kind<string>, separator = /[,;\r\n]/) {
  const items = (given: unknown) => itemsIn(given, separator);
  return {
    schema: lazily(() => z.pipe(z.transform(items), z.array(item.schema()))),
    zapierField: { list: true },
    accepts: `a list of items, each ${item.accepts}`,
    placeholdersAreBlank: true,
    isNothing: (given) => items(given).length === 0,
  } satisfies Kind<string[]>;
}

function itemsIn(given: unknown, separator: RegExp): unknown[] {
  const isFilledIn = (item: unknown) => !isBlank(item) && !isPlaceholder(item);
  const listed = (Array.isArray(given) ? given : [given]).filter(isFilledIn);
  // Zapier hands over a mapped text as a list with that one entry.
  const between = listed.length === 1 ? separator : LINE_BREAK;
  return listed
    .flatMap((item) => (typeof item === 'string' ? itemsInText(item.trim(), between) : [item]))
    .filter(isFilledIn);
}

/** Also those of Unicode, as word processors have them. */
export const LINE_BREAK = /[\r\n\u2028\u2029]/;

/** The items of a list in text form: JSON, Python, or separated. */
function itemsInText(text: string, separator: RegExp): unknown[] {
  const list = parsedJson(text, 0);
  if (Array.isArray(list)) return list;
  const quoted = /^\[\s*'(.*)'\s*\]$/s.exec(text)?.[1];
  return quoted === undefined ? text.split(separator) : quoted.split(/'\s*,\s*'/);
}

/** One word, sent as a list with a single item. */
export function singleItemList(item: Kind<string>) {
  return {
    ...item,
    schema: lazily(() =>
      z.pipe(
        item.schema(),
        z.transform((only) => [only]),
      ),
    ),
  } satisfies Kind<string[]>;
}

/** The deepest JSON that is accepted: JSON.stringify fails some thousand levels down. */
const MAX_JSON_DEPTH = 100;

/** A JSON object, as text or as an object. */
export const jsonObject = {
  schema: lazily(() => conversion(objectIn)),
  zapierField: { type: 'json' },
  accepts: 'a JSON object, such as {"key": "value"}',
  placeholdersAreBlank: true,
  showsItself: true,
} satisfies Kind<Readonly<Record<string, unknown>>>;

function objectIn(given: unknown): Record<string, unknown> | Rejection {
  const value = parsedJson(given);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject && isShallow(value, MAX_JSON_DEPTH)) return sendableObject({ ...value });
  return new Rejection(typeof value === 'string' ? faultOf(value, MAX_JSON_DEPTH) : undefined);
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

function sendableObject(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [sendable(name), sendableJson(value)]),
  );
}

function sendableJson(value: unknown): unknown {
  if (typeof value === 'string') return sendable(value);
  if (Array.isArray(value)) return value.map(sendableJson);
  return typeof value === 'object' && value !== null ? sendableObject({ ...value }) : value;
}
