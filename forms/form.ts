import type { Fields, ValuesOf } from './field.ts';
import { type FormField, type FormNotice, formFieldOf } from './form_field.ts';
import { type InputFields, inputFieldsOf } from './input_fields.ts';
import { type Reading, read } from './reading.ts';
import type { Rule } from './rule.ts';

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
