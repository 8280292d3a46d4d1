import type { Place } from './field.ts';
import type { FormField } from './form_field.ts';

/** Fields that are there only with some choices of another field. */

/** What is chosen, by the key of the field; empty where it is blank or not understood. */
export type Choices = ReadonlyMap<string, string>;

/** The keys of the fields that others depend on. */
export function choosersIn(fields: readonly FormField[]): ReadonlySet<string> {
  return new Set(fields.flatMap(({ when }) => when?.chooser ?? []));
}

/** What is chosen in the fields that others depend on. Never throws. */
export function choicesIn(
  fields: readonly FormField[],
  inputData: Readonly<Record<string, unknown>>,
): Choices {
  const choosers = choosersIn(fields);
  return new Map(
    fields
      .filter(({ key }) => choosers.has(key))
      .map(({ key, kind }) => {
        const result = kind.schema().safeParse(inputData[key]);
        return [key, result.success ? String(result.data) : ''];
      }),
  );
}

/** Where the value of a field goes with these choices; undefined if the field is not there. */
export function placeOf(
  { key, to = key, required, when }: FormField,
  choices: Choices,
): Place | undefined {
  return when ? when.places[String(choices.get(when.chooser))] : { to, required };
}

/** Such as " when Recording Storage Provider is Google Cloud Storage"; empty for a field that is always there. */
export function whenChosen(
  { when }: FormField,
  choice: string,
  fields: readonly FormField[],
): string {
  const chooser = fields.find(({ key }) => key === when?.chooser);
  if (!chooser) return '';
  const label = chooser.kind.choices?.find(({ value }) => value === choice)?.label;
  return ` when ${chooser.label} is ${label ?? 'blank'}`;
}
