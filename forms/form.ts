import type { InputFieldFunction, PlainInputField, PlainOutputField } from 'zapier-platform-core';
import {
  choicesIn,
  choosersIn,
  type Fields,
  type FormField,
  type FormNotice,
  formFieldOf,
  placeOf,
  type ValuesOf,
} from './field.ts';
import type { Choice } from './kinds.ts';
import { type Reading, type Rule, read } from './reading.ts';

/**
 * The form of an operation: the fields that Zapier shows, and how to read a filled form. It is made of
 * a flat list of fields in the order in which a person sees them.
 */
export interface Form<Values> {
  /** Every field, in the order of the form. */
  readonly fields: readonly FormField[];
  /** The fields in Zapier's format. */
  readonly inputFields: InputFields;
  /** Reads a filled form, `bundle.inputData`. Never throws. */
  read(inputData: Readonly<Record<string, unknown>>): Reading<Values>;
}

/** Makes a form; the `rules` check its fields against each other. */
export function formOf<const Declared extends Fields>(
  declared: Declared,
  rules: readonly Rule[] = [],
): Form<ValuesOf<Declared>> {
  const entries = entriesOf(declared);
  const fields = entries.flatMap((each) => ('notice' in each ? [] : [each]));
  return {
    fields,
    inputFields: inputFieldsOf(entries, fields),
    read: (inputData) => read(fields, rules, inputData),
  };
}

function entriesOf(declared: Fields): (FormField | FormNotice)[] {
  return Object.entries(declared).map(([key, each]) =>
    'notice' in each ? { ...each, key } : formFieldOf(key, each),
  );
}

// ---- input fields

type InputFields = (PlainInputField | InputFieldFunction<Record<string, unknown>>)[];

/**
 * The fields in Zapier's format and in the order of the form. Functions return the fields that depend
 * on a choice; all others are static, so that Zap templates and Zapier's checks see them.
 */
function inputFieldsOf(
  entries: readonly (FormField | FormNotice)[],
  fields: readonly FormField[],
): InputFields {
  const choosers = choosersIn(fields);
  const inputFields: InputFields = [];
  let neighbours: FormField[] = [];
  for (const each of entries) {
    if ('notice' in each) {
      neighbours = [];
      inputFields.push(noticeOf(each));
    } else if (each.when) {
      neighbours.push(each);
      // One function returns all dependent neighbours, in their position.
      if (neighbours.length === 1) inputFields.push(shownOf(neighbours, fields));
    } else {
      neighbours = [];
      inputFields.push(inputFieldOf(each, each.required, choosers.has(each.key)));
    }
  }
  return inputFields;
}

/** Returns the dependent fields that appear with the choices. */
function shownOf(
  dependent: readonly FormField[],
  fields: readonly FormField[],
): InputFieldFunction<Record<string, unknown>> {
  return (_z, bundle) => {
    const choices = choicesIn(fields, bundle.inputData ?? {});
    return dependent.flatMap((each) => {
      const place = placeOf(each, choices);
      return place ? [inputFieldOf(each, place.required, false)] : [];
    });
  };
}

/** A field without what the platform assumes anyway: it copies the whole app at every call. */
function inputFieldOf(field: FormField, required: boolean, isChooser: boolean): PlainInputField {
  const { key, label, helpText, kind, placeholder, group, dropdown, search } = field;
  const choices = field.suggestions ?? kind.choices;
  return {
    key,
    label,
    helpText,
    ...(required && { required }),
    ...kind.zapierField,
    ...(placeholder && { placeholder }),
    ...(field.default && { default: field.default }),
    ...(group && { group }),
    ...(choices && { choices: choices.map(zapierChoice) }),
    ...(dropdown && { choices: { perform: dropdown } }),
    ...(search && { search }),
    ...(isChooser && { altersDynamicFields: true }),
  };
}

function noticeOf({ key, notice, group }: FormNotice): PlainInputField {
  return { key, type: 'copy', helpText: notice, ...(group && { group }) };
}

/** A choice in Zapier's format: a text if that is its label too. The schema still requires the obsolete `sample`. */
function zapierChoice({ value, label }: Choice) {
  return value === label ? value : { value, sample: value, label };
}

// ---- output fields

/** One key of a record: its label, and the type of its values. */
export interface OutputColumn {
  readonly label: string;
  readonly type: 'string' | 'number' | 'boolean' | 'datetime' | 'file';
  /** Every value except null, if the list is closed. */
  readonly values?: readonly string[];
  /** The columns of line items. */
  readonly items?: OutputColumns;
}

/** The columns of a record by their keys, in its order. */
export type OutputColumns = Readonly<Record<string, OutputColumn>>;

/** The output fields of a record in Zapier's format; line items become `list[]key`. */
export function outputFieldsOf(columns: OutputColumns, prefix = ''): PlainOutputField[] {
  return Object.entries(columns).flatMap(([name, { label, type, items }]) => {
    const key = prefix + name;
    return items
      ? outputFieldsOf(items, `${key}[]`)
      : [{ key, label, ...(type !== 'string' && { type }) }];
  });
}
