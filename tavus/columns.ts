import {
  asList,
  asText,
  isObject,
  linkOf,
  numberOf,
  textOf,
  timeOf,
  type WireObject,
} from './http/wire.ts';

/**
 * One key of a record: its label, the type of its values, and how to read them. Unknown values are
 * null, and no key is ever missing, so that the filters of a Zap can rely on it.
 */
export interface Column<Source, Value> {
  readonly label: string;
  readonly type: ColumnType;
  /** Every value except null, if the list is closed. */
  readonly values?: readonly string[];
  /** The columns of line items, if the value is a list of them. */
  readonly items?: Columns<never>;
  readonly read: (source: Source) => Value;
}

/** A file is null here; operations replace it with a pointer. */
export type ColumnType = 'string' | 'number' | 'boolean' | 'datetime' | 'file';

/** The columns of a record by their keys, in its order. */
export type Columns<Source> = Readonly<Record<string, Column<Source, unknown>>>;

/** The record that has these columns. */
export type RecordOf<Declared> = {
  readonly [Key in keyof Declared]: Declared[Key] extends Column<never, infer Value>
    ? Value
    : never;
};

/** Reads a record. Never throws. */
export function readRecord<Source, Declared extends Columns<Source>>(
  columns: Declared,
  source: Source,
): RecordOf<Declared> {
  const values = Object.entries(columns).map(([key, { read }]) => [key, read(source)]);
  // Each value comes from the reader of its column.
  return Object.fromEntries(values) as RecordOf<Declared>;
}

// ---- columns that are read from the answer, under the first name with a value

const wire = columnsOf<WireObject>();

export const text = (label: string, ...names: readonly string[]) =>
  wire.text(label, (from) => textOf(from, ...names));

/** A list of texts, separated by commas; null if it is empty. */
export const list = (label: string, name: string) =>
  wire.text(label, (from) => asText(textsIn(from, name).join(', ')));

/** A {@link list} as JSON text: mapped back into a field, texts that contain commas stay whole. */
export const jsonList = (label: string, name: string) =>
  wire.text(label, (from) => {
    const texts = textsIn(from, name);
    return texts.length > 0 ? JSON.stringify(texts) : null;
  });

/** The texts of a list; empty if there is none. */
export function textsIn(from: WireObject, name: string): readonly string[] {
  return asList(from[name]).flatMap((each) => asText(each) ?? []);
}

/** The ID of a thing; empty if it has none, and then the thing is not used. */
export const id = (label: string, ...names: readonly string[]) =>
  wire.text(label, (from) => textOf(from, ...names) ?? '');

export const number = (label: string, ...names: readonly string[]) =>
  wire.number(label, (from) => numberOf(from, ...names));

/** A moment, ISO 8601 UTC. */
export const time = (label: string, ...names: readonly string[]) =>
  wire.time(label, (from) => timeOf(from, ...names));

/** A link that starts with https://; any other is null. */
export const link = (label: string, ...names: readonly string[]) =>
  wire.text(label, (from) => linkOf(from, ...names));

// ---- columns that are computed from a source

/** Creates columns for records that are read from one type of source. */
export function columnsOf<Source>() {
  type Read<Value> = (source: Source) => Value;
  return {
    text: <Value extends string | null>(label: string, read: Read<Value>) =>
      column<Source, Value>('string', label, read),
    number: <Value extends number | null>(label: string, read: Read<Value>) =>
      column<Source, Value>('number', label, read),
    yesNo: <Value extends boolean | null>(label: string, read: Read<Value>) =>
      column<Source, Value>('boolean', label, read),
    /** A moment, ISO 8601 UTC. */
    time: <Value extends string | null>(label: string, read: Read<Value>) =>
      column<Source, Value>('datetime', label, read),
    file: (label: string) => column<Source, string | null>('file', label, () => null),
    /** Text, a number or yes/no, unchanged. */
    value: <Value extends string | number | boolean | null>(label: string, read: Read<Value>) =>
      column<Source, Value>('string', label, read),
    /** One of a closed list of words. */
    choice: <Word extends string>(
      label: string,
      values: readonly Word[],
      read: Read<Word | null>,
    ) => ({ ...column<Source, Word | null>('string', label, read), values }),
    /** Line items. */
    lines: <Line, Items extends Columns<Line>>(
      items: Items & Columns<Line>,
      read: Read<readonly Line[]>,
    ) => ({
      ...column<Source, readonly RecordOf<Items>[]>('string', '', (source) =>
        read(source).map((line) => readRecord<Line, Items>(items, line)),
      ),
      items,
    }),
  };
}

function column<Source, Value>(
  type: ColumnType,
  label: string,
  read: (source: Source) => Value,
): Column<Source, Value> {
  return { label, type, read };
}

// ---- records that come from a cache

const HAS_TYPE: Readonly<Record<ColumnType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) => typeof value === 'string',
  file: () => false,
};

/** Whether a value is a record with these columns. */
export function isRecordOf<Declared extends Columns<never>>(
  columns: Declared,
  value: unknown,
): value is RecordOf<Declared> {
  if (!isObject(value)) return false;
  return Object.entries(columns).every(([key, { type, values, items }]) => {
    const item = value[key];
    if (items) return Array.isArray(item) && item.every((line) => isRecordOf(items, line));
    if (item === null) return true;
    return HAS_TYPE[type](item) && (values?.includes(String(item)) ?? true);
  });
}
