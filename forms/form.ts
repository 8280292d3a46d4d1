import type { Fields, ValuesOf } from './field.ts';
import { type FormField, type FormNotice, formFieldOf } from './form_field.ts';
import { type InputFields, inputFieldsOf } from './input_fields.ts';
import { type Reading, read } from './reading.ts';

/**
 * The form of an operation, made of a flat list of fields in the order in which a person sees them:
 * what Zapier shows, and the values and the request body of a filled form.
 */
export interface Form<Values> {
  /** Every field, in the order of the form. */
  readonly fields: readonly FormField[];
  /** The fields as Zapier wants them. */
  readonly inputFields: InputFields;
  /** Reads a filled form, `bundle.inputData`. Never throws. */
  read(inputData: Readonly<Record<string, unknown>>): Reading<Values>;
}

/** What the fields of a form demand of each other: a problem for each demand that is not met. */
export type Rule = (filling: Filling) => readonly Problem[];

/** A filled form as its rules see it. */
export interface Filling {
  readonly fields: readonly FormField[];
  /** The keys of the fields that are filled in, understood or not. */
  readonly filledIn: ReadonlySet<string>;
  /** What was understood, by key. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Something that is wrong with a filled form. */
export interface Problem {
  /** The key of the field that it stands at. */
  readonly field: string;
  /** For the person who filled it in. */
  readonly sentence: string;
}

/** Makes the form of some fields; `rules` say what the fields demand of each other. */
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
