import type { Field, Notice } from './field.ts';

/** A field in its form. */
export interface FormField extends Field {
  readonly key: string;
  /** Every place in the request body that its value may go to, such as `properties.language`. */
  readonly places: readonly string[];
}

/** A notice in its form. */
export interface FormNotice extends Notice {
  readonly key: string;
}

/** The field that is declared under a key. */
export function formFieldOf(key: string, field: Field): FormField {
  const { to = key, when } = field;
  const places = when ? Object.values(when.places).map((place) => place.to) : [to];
  return { ...field, key, places: places.filter((place) => place !== null) };
}
