import type { PlainOutputField } from 'zapier-platform-core';

/** What a record gives out under one key: the label that a person reads and the type of its values. */
export interface OutputColumn {
  readonly label: string;
  readonly type: 'string' | 'number' | 'boolean' | 'datetime' | 'file';
  /** Every value besides null, where the list is closed. */
  readonly values?: readonly string[];
  /** The columns of line items. */
  readonly items?: OutputColumns;
}

/** The columns of a record by their keys, in its order. */
export type OutputColumns = Readonly<Record<string, OutputColumn>>;

/** The output fields of a record as Zapier wants them; a list of line items becomes `list[]key`. */
export function outputFieldsOf(columns: OutputColumns, prefix = ''): PlainOutputField[] {
  return Object.entries(columns).flatMap(([name, { label, type, items }]) => {
    const key = prefix + name;
    return items ? outputFieldsOf(items, `${key}[]`) : [{ key, label, type }];
  });
}
