import type { Bundle, ZObject } from 'zapier-platform-core';
import type { Choice, Kind } from './kinds.ts';

/** How the fields of a form are declared, one after the other in the order in which a person sees them. */

/** What the form says of one field, and where its value goes. */
export interface FieldOptions {
  readonly label: string;
  readonly helpText: string;
  readonly placeholder?: string;
  /** Filled in by Zapier when somebody adds the step; a person sees and can change it. */
  readonly default?: string;
  /** Choices offered beside free text, for a list that is not closed. */
  readonly suggestions?: readonly Choice[];
  /** What fills the dropdown of the field, page by page. */
  readonly dropdown?: DropdownFunction;
  /** `search_key.id_key`: the search that Zapier offers to add before this step. */
  readonly search?: string;
  /**
   * The place of the value in the request body, such as `properties.language`; the key of the field
   * if left out, null if the value goes elsewhere.
   */
  readonly to?: string | null;
  /** Set for a field that is there only with some choices of another. */
  readonly when?: Dependence;
}

/** Gives a page of a dropdown; `bundle.meta.paging_token` says which. Throws an error for the editor. */
export type DropdownFunction = (z: ZObject, bundle: Bundle) => Promise<DropdownPage>;

export interface DropdownPage {
  /** The value of each entry and what a person chooses it by. */
  readonly results: readonly { readonly id: string; readonly label: string }[];
  /** For the next page; null if there is none. */
  readonly paging_token: string | null;
}

/** The choices of another field with which a field is there, and its place with each. */
export interface Dependence {
  /** The key of the field that is chosen in. */
  readonly chooser: string;
  /** By the value of that field; the empty text stands for a blank one. */
  readonly places: Readonly<Record<string, Place>>;
}

/** Where a value goes in the request body, and whether it has to be there. */
export interface Place {
  readonly to: string | null;
  readonly required: boolean;
}

/** A field of a form: what it accepts and what the form says of it. */
export interface Field<Value = unknown, Required extends boolean = boolean> extends FieldOptions {
  readonly kind: Kind<Value>;
  readonly required: Required;
  /** The key of the group that it stands in. */
  readonly group?: string;
}

/** The fields of a form by their keys, in the order of the form. */
export type Fields = Readonly<Record<string, Field | Notice>>;

/** Text that stands in the form between the fields. */
export interface Notice {
  /** Markdown. */
  readonly notice: string;
  readonly group?: string;
}

/** The values that a filled form gives: blank fields are absent, required ones are there. */
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

/** A field that has to be filled in. */
export function requiredField<Value>(kind: Kind<Value>, options: FieldOptions): Field<Value, true> {
  return { ...options, kind, required: true };
}

/** Puts fields into a group of the form. */
export function group<const Declared extends Fields>(key: string, fields: Declared): Declared {
  const grouped = Object.entries(fields).map(([name, each]) => [name, { ...each, group: key }]);
  // Only the group is added to each, so they are still the same fields.
  return Object.fromEntries(grouped) as Declared;
}

/** Text in Markdown that stands between the fields of a form. */
export function notice(text: string): Notice {
  return { notice: text };
}
