import { asObject, asText, isObject, textOf, type WireObject } from '../http/wire.ts';

/**
 * The values that Tavus's model filled into the fields of the user's post-call actions after a call.
 * Tavus does not document the event (contract/tavus.openapi.yaml).
 */

/** Whether there are values, and whether Tavus could deliver them to the user's endpoint. */
export const POST_CALL_STATUSES = ['ready', 'failed_delivery'] as const;

/** The values of one action. */
export interface PostCallRun {
  /** The name of the action, or its ID if the event has no name. */
  readonly tool: string | null;
  /** Whether Tavus could deliver the values to the user's endpoint. */
  readonly isDelivered: boolean;
  readonly values: readonly PostCallValue[];
}

export interface PostCallValue {
  /** The name of the argument; `contact.email` if nested. Null if the values are not a JSON object. */
  readonly name: string | null;
  readonly value: string | number | boolean | null;
}

/**
 * Reads the properties of the events `application.post_call_action_executed`, in the order of their
 * times. The address, headers and answer of the request are the user's secrets and are not read.
 */
export function postCallRuns(events: readonly WireObject[]): PostCallRun[] {
  const runs = new Map<string, PostCallRun>();
  for (const [index, properties] of events.entries()) {
    const values = valuesOf(asObject(properties.request).body);
    if (values.length === 0) continue;
    const tool = textOf(properties, 'tool_name', 'name', 'tool_id');
    const isDelivered = !/error|fail|timed?.?out/i.test(textOf(properties, 'status') ?? '');
    // Each action runs once; if there are two events, the later one counts.
    const identity = textOf(properties, 'tool_id', 'tool_name', 'name') ?? `${index}`;
    runs.delete(identity);
    runs.set(identity, { tool, isDelivered, values });
  }
  return [...runs.values()];
}

/** One value of one action. */
export interface PostCallLine extends PostCallValue {
  readonly tool: string | null;
}

/** All values as line items. */
export function postCallLines(runs: readonly PostCallRun[]): PostCallLine[] {
  return runs.flatMap(({ tool, values }) => values.map((value) => ({ tool, ...value })));
}

export function postCallStatus(
  runs: readonly PostCallRun[],
): (typeof POST_CALL_STATUSES)[number] | null {
  if (runs.length === 0) return null;
  return runs.every(({ isDelivered }) => isDelivered) ? 'ready' : 'failed_delivery';
}

/** The prefix of the keys of post-call values. */
export const POST_CALL_PREFIX = 'post_call__';

/** A line with a key and a label of its own. */
export type PostCallOutput<Line> = Line & { readonly key: string; readonly label: string };

/**
 * Each argument as a value of its own, such as `post_call__next_step`, if only one action ran: two
 * actions may have arguments of the same name. Values without a name are only in the line items.
 */
export function postCallOutputs<
  Line extends { readonly tool: string | null; readonly name: string | null },
>(lines: readonly Line[]): PostCallOutput<Line>[] {
  if (new Set(lines.map(({ tool }) => tool)).size > 1) return [];
  const keys = keysOf(lines.flatMap(({ name }) => (name === null ? [] : [name])));
  return lines.flatMap((line) => {
    const name = line.name ?? '';
    const key = keys.get(name);
    // Each name once.
    keys.delete(name);
    return key === undefined
      ? []
      : [{ ...line, key: POST_CALL_PREFIX + key, label: labelOf(name) }];
  });
}

/**
 * The keys of the arguments. They do not depend on their order, so that a key is the same after every
 * call. Of several names with one key, the one that is spelled like the key has it.
 */
function keysOf(names: readonly string[]): Map<string, string> {
  const isItsKey = (name: string) => Number(keyOf(name) === name);
  const taken = new Set<string>();
  const keys = new Map<string, string>();
  const inOrder = [...new Set(names)].sort().sort((one, two) => isItsKey(two) - isItsKey(one));
  for (const name of inOrder) {
    const key = keyOf(name);
    keys.set(name, taken.has(key) ? `${key}_${shortHash(name)}` : key);
    taken.add(key);
  }
  return keys;
}

/** The words of a name in ASCII; of any other name, what is left of it and a hash. */
function keyOf(name: string): string {
  const words = name.normalize('NFKD').replace(NOT_ASCII, '').match(WORD) ?? [];
  const isWhole = words.length > 0 && name.search(NOT_ASCII) < 0;
  const rest = isWhole ? [] : [shortHash(name.normalize('NFC'))];
  return [...words, ...rest].join('_').toLowerCase();
}

/** A name in ASCII in the style of the other labels; any other as it is written. */
function labelOf(name: string): string {
  const words = name.search(NOT_ASCII) < 0 ? name.match(WORD) : null;
  return `Post-Call: ${words?.map(capitalized).join(' ') ?? (name.trim() || 'Value')}`;
}

const WORD = /[A-Za-z0-9]+/g;
const NOT_ASCII = /\P{ASCII}/gu;

function shortHash(text: string): string {
  // An import would load all parts of node:crypto at every start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** The values of {@link postCallOutputs} by their keys. */
export function postCallValues<Value>(
  lines: readonly (Pick<PostCallLine, 'tool' | 'name'> & { readonly value: Value })[],
): Record<string, Value> {
  return Object.fromEntries(postCallOutputs(lines).map(({ key, value }) => [key, value]));
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function valuesOf(body: unknown): PostCallValue[] {
  const read = typeof body === 'string' ? jsonOf(body) : body;
  if (isObject(read)) return flatten(read, '', 0);
  const text = typeof body === 'string' ? asText(body) : plainText(read, 0);
  return text === null ? [] : [{ name: null, value: text }];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The deepest nested object or list that is read. */
const MAX_DEPTH = 8;

function flatten(object: WireObject, prefix: string, depth: number): PostCallValue[] {
  if (depth > MAX_DEPTH) return [];
  return Object.entries(object).flatMap(([key, value]) => {
    const name = prefix + key;
    if (isObject(value)) return flatten(value, `${name}.`, depth + 1);
    return [{ name, value: plain(value, depth) }];
  });
}

/** A value for one field: a list becomes text with one line for each item. */
function plain(value: unknown, depth: number): PostCallValue['value'] {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' ? value : plainText(value, depth);
}

function plainText(value: unknown, depth: number): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => itemText(item, depth + 1)).join('\n');
  return String(value);
}

/** An item of a list, on one line. */
function itemText(item: unknown, depth: number): string {
  if (depth > MAX_DEPTH) return '';
  if (Array.isArray(item)) return item.map((each) => itemText(each, depth + 1)).join(', ');
  if (!isObject(item)) return item === null ? '' : String(item);
  return flatten(item, '', depth + 1)
    .map(({ name, value }) => `${name}: ${value ?? ''}`)
    .join('; ');
}
