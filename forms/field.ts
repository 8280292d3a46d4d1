import * as z from 'zod/mini';
import { type Choice, type Kind, oneOf } from './kinds.ts';

/** What the form says of one field. */
export interface FieldText {
  /** The key in the form, where it is not the name of the schema's property. */
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

/** A leaf of a schema with its kind and its text. */
export interface FieldAnnotation extends FieldText {
  readonly kind: Kind;
}

/** A choice between variants of an object: the field that chooses, and each variant's own schema. */
export interface VariantsAnnotation {
  readonly discriminator: string;
  readonly field: FieldAnnotation;
  readonly objects: ReadonlyMap<string, z.ZodMiniObject>;
}

/** The annotations of all schemas; forms/form.ts reads them. */
export const fieldAnnotations = new WeakMap<z.core.$ZodType, FieldAnnotation>();
export const variantsAnnotations = new WeakMap<z.core.$ZodType, VariantsAnnotation>();

/** An optional field of a schema, with its text for the form. */
export function field<Schema extends z.ZodMiniType>(kind: Kind<Schema>, text: FieldText) {
  const schema = z.optional(kind.schema);
  fieldAnnotations.set(schema, { ...text, kind });
  return schema;
}

/** A field that has to be filled in when the variant that it belongs to is chosen. */
export function requiredField<Schema extends z.ZodMiniType>(kind: Kind<Schema>, text: FieldText) {
  const schema = z.nonoptional(kind.schema);
  fieldAnnotations.set(schema, { ...text, kind });
  return schema;
}

/**
 * An optional object that has other properties for each value of its discriminator; `union` is the
 * discriminated union of `objects`. The form shows the discriminator as a dropdown, and the
 * properties of the chosen variant.
 */
export function variants<
  const Values extends readonly [string, ...string[]],
  Schema extends z.ZodMiniDiscriminatedUnion,
>(
  discriminator: string,
  values: Values,
  labels: Readonly<Record<Values[number], string>>,
  objects: Readonly<Record<Values[number], z.ZodMiniObject>>,
  union: Schema,
  text: FieldText,
) {
  const schema = z.optional(union);
  variantsAnnotations.set(schema, {
    discriminator,
    field: { ...text, kind: oneOf(values, labels) },
    objects: new Map(Object.entries(objects)),
  });
  return schema;
}
