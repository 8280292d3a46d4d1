import type * as z from 'zod/mini';
import { type Choice, type Kind, oneOf } from './kinds.ts';

/** What the form says of one field. */
export interface FieldText {
  /** The key in the form, where it is not the name of the property. */
  readonly key?: string;
  readonly label: string;
  readonly helpText: string;
  readonly placeholder?: string;
  /** The key of the group that the field stands in. */
  readonly group?: string;
  /** Choices offered beside free text, for a list that is not closed. */
  readonly suggestions?: readonly Choice[];
  /** Where the dropdown and the search button get their items from. */
  readonly dropdown?: Dropdown;
  /** The key of the variants' field that has to be blank for this one to be used. */
  readonly onlyWithout?: string;
}

/** References to the hidden trigger and the search that know the ids of one resource. */
export interface Dropdown {
  /** `trigger_key.id_key.label_key` */
  readonly dynamic: string;
  /** `search_key.id_key`; Zapier does not offer it on a list field. */
  readonly search?: string;
}

/** A leaf of a shape: what it takes and what the form says of it. */
export interface Field<Schema extends z.ZodMiniType = z.ZodMiniType, Required = boolean>
  extends FieldText {
  readonly kind: Kind<Schema>;
  /** Whether it has to be filled in wherever it is shown. */
  readonly required: Required;
}

/** An object inside a shape. */
export interface Nested<Inner extends Shape = Shape> {
  readonly shape: Inner;
}

/** An object that has other properties for each value of its discriminator. */
export interface Variants<
  Discriminator extends string = string,
  Shapes extends Readonly<Record<string, Shape>> = Readonly<Record<string, Shape>>,
> {
  readonly discriminator: Discriminator;
  readonly chooser: Field;
  readonly shapes: Shapes;
}

/** An object by the names of its properties. */
export interface Shape {
  readonly [name: string]: Field | Nested | Variants;
}

/** The values that a form of the shape gives: blank fields are absent, required ones are there. */
export type ValuesOf<Inner> = {
  readonly [Name in RequiredNames<Inner>]: ValueOf<Inner[Name]>;
} & {
  readonly [Name in Exclude<keyof Inner, RequiredNames<Inner>>]?: ValueOf<Inner[Name]> | undefined;
};

type RequiredNames<Inner> = {
  [Name in keyof Inner]: Inner[Name] extends Field<z.ZodMiniType, true> ? Name : never;
}[keyof Inner];

type ValueOf<Part> =
  Part extends Field<infer Schema>
    ? z.output<Schema>
    : Part extends Nested<infer Inner>
      ? ValuesOf<Inner>
      : Part extends Variants<infer Discriminator, infer Shapes>
        ? {
            [Value in keyof Shapes]: { readonly [Name in Discriminator]: Value } & ValuesOf<
              Shapes[Value]
            >;
          }[keyof Shapes]
        : never;

/** A field that may be left blank. */
export function field<Schema extends z.ZodMiniType>(
  kind: Kind<Schema>,
  text: FieldText,
): Field<Schema, false> {
  return { ...text, kind, required: false };
}

/** A field that has to be filled in; in a variant, when that is chosen. */
export function requiredField<Schema extends z.ZodMiniType>(
  kind: Kind<Schema>,
  text: FieldText,
): Field<Schema, true> {
  return { ...text, kind, required: true };
}

/** An object whose properties stand in the form like all others. */
export function object<Inner extends Shape>(shape: Inner): Nested<Inner> {
  return { shape };
}

/**
 * An object with a shape for each value of its discriminator. The form shows the discriminator as a
 * dropdown, and the fields of the chosen shape.
 */
export function variants<
  Discriminator extends string,
  const Values extends readonly [string, ...string[]],
  Shapes extends Readonly<Record<Values[number], Shape>>,
>(
  discriminator: Discriminator,
  values: Values,
  labels: Readonly<Record<Values[number], string>>,
  shapes: Shapes,
  text: FieldText,
): Variants<Discriminator, Shapes> {
  return { discriminator, chooser: field(oneOf(values, labels), text), shapes };
}
