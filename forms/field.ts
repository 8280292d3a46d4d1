import type { Bundle, ZObject } from 'zapier-platform-core';
import type { Choice, Kind } from './kinds.ts';

/** Declares the fields of a form, in the order in which a person sees them. */

/** The texts of a field in the form, and where its value goes. */
export interface FieldOptions {
  readonly label: string;
  readonly helpText: string;
  readonly placeholder?: string;
  /** The value that Zapier fills in when somebody adds the step; a person can change it. */
  readonly default?: string;
  /** Choices offered beside free text, for an open list. */
  readonly suggestions?: readonly Choice[];
  /** Fills the dropdown of the field, page by page. */
  readonly dropdown?: DropdownFunction;
  /** `search_key.id_key`: the search that Zapier offers to add before this step. */
  readonly search?: string;
  /**
   * The place of the value in the request body, such as `properties.language`; the key of the field if
   * left out, null if the value goes elsewhere.
   */
  readonly to?: string | null;
  /** Set for a field that appears only with some choices of another. */
  readonly when?: Dependence;
}

/** Returns the page of a dropdown that `bundle.meta.paging_token` names. Throws an error for the editor. */
export type DropdownFunction = (z: ZObject, bundle: Bundle) => Promise<DropdownPage>;

export interface DropdownPage {
  /** The value and the label of each entry. */
  readonly results: readonly { readonly id: string; readonly label: string }[];
  /** For the next page; null if there is none. */
  readonly paging_token: string | null;
}

/** The choices of another field with which a field appears, and its place with each. */
export interface Dependence {
  /** The key of the other field. */
  readonly chooser: string;
  /** By the value of the other field; the empty text stands for a blank one. */
  readonly places: Readonly<Record<string, Place>>;
}

/** Where a value goes in the request body, and whether it is required. */
export interface Place {
  readonly to: string | null;
  readonly required: boolean;
}

/** A field of a form: what it accepts, and its texts. */
export interface Field<Value = unknown, Required extends boolean = boolean> extends FieldOptions {
  readonly kind: Kind<Value>;
  readonly required: Required;
  /** The key of its group. */
  readonly group?: string;
}

/** The fields of a form by their keys, in the order of the form. */
export type Fields = Readonly<Record<string, Field | Notice>>;

/** Text between the fields of a form. */
export interface Notice {
  /** Markdown. */
  readonly notice: string;
  readonly group?: string;
}

/** The values of a filled form: blank fields are absent, required ones are present. */
export type ValuesOf<Declared> = {
  readonly [Key in RequiredKeys<Declared>]: ValueOf<Declared[Key]>;
} & {
  readonly [Key in Exclude<keyof Declared, RequiredKeys<Declared>>]?: ValueOf<Declared[Key]>;
};

type RequiredKeys<Declared> = {
  [Key in keyof Declared]: Declared[Key] extends Field<unknown, true> ? Key : never;
}[keyof Declared];

type ValueOf<Declared> = Declared extends Field<infer Value> ? Value : never;

/** A field that may be left blank. */
export function field<Value>(kind: Kind<Value>, options: FieldOptions): Field<Value, false> {
  return { ...options, kind, required: false };
}

/** A field that must be filled in. */
export function requiredField<Value>(kind: Kind<Value>, options: FieldOptions): Field<Value, true> {
  return { ...options, kind, required: true };
}

/** Puts fields into a group of the form. */
export function group<const Declared extends Fields>(key: string, fields: Declared): Declared {
  const grouped = Object.entries(fields).map(([name, each]) => [name, { ...each, group: key }]);
  // Only the group is added, so the fields keep their types.
  return Object.fromEntries(grouped) as Declared;
}

/** Markdown text between the fields of a form. */
export function notice(text: string): Notice {
  return { notice: text };
}

// ---- fields with their keys

/** A field with its key. */
export interface FormField extends Field {
  readonly key: string;
  /** Every possible place of its value in the request body, such as `properties.language`. */
  readonly places: readonly string[];
}

/** A notice with its key. */
export interface FormNotice extends Notice {
  readonly key: string;
}

/** Adds the key to a declared field. */
export function formFieldOf(key: string, declared: Field): FormField {
  const { to = key, when } = declared;
  const places = when ? Object.values(when.places).map((place) => place.to) : [to];
  return { ...declared, key, places: places.filter((place) => place !== null) };
}

// ---- fields that appear only with some choices of another field

/**
 * The chosen values by the keys of the fields: empty text if a field is blank or invalid, null if it is
 * mapped, such as `{{12__provider}}` in the editor.
 */
export type Choices = ReadonlyMap<string, string | null>;

/** The keys of the fields that others depend on. */
export function choosersIn(fields: readonly FormField[]): ReadonlySet<string> {
  return new Set(fields.flatMap(({ when }) => when?.chooser ?? []));
}

/** The values of the fields that others depend on. Never throws. */
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
        if (result.success) return [key, String(result.data)];
        return [key, /\{\{/.test(String(inputData[key])) ? null : ''];
      }),
  );
}

/**
 * The place of a field's value with these choices; undefined if the field does not appear. With a choice
 * that is not known, every field appears.
 */
export function placeOf(
  { key, to = key, required, when }: FormField,
  choices: Choices,
): Place | undefined {
  if (!when) return { to, required };
  const choice = choices.get(when.chooser);
  return typeof choice === 'string' ? when.places[choice] : { to: null, required: false };
}

/** Such as " when Recording Storage Provider is Google Cloud Storage"; empty for a field that always appears. */
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
