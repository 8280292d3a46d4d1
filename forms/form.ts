import type { InputFieldFunction, PlainInputField } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { isBlank, isPlaceholderWord } from './blank.ts';
import { type FieldAnnotation, fieldAnnotations, variantsAnnotations } from './field.ts';
import type { Choice } from './kinds.ts';

/** A nested schema as a flat Zapier form, and the way back. */
export interface Form<Values> {
  /** Every field, in the order of the form; the same field may go to several places of the body. */
  readonly fields: readonly FormField[];
  /** The fields as Zapier wants them: those that depend on a choice come from a function. */
  readonly inputFields: (PlainInputField | InputFieldFunction<Record<string, unknown>>)[];
  /** Reads a filled form, `bundle.inputData`. Never throws. */
  read(inputData: Readonly<Record<string, unknown>>): Reading<Values>;
}

export interface FormField extends FieldAnnotation {
  readonly key: string;
  readonly placements: readonly Placement[];
  /** Whether the choice of this field changes which others are shown. */
  readonly choosesVariant: boolean;
}

/** A place in the nested values, and when the field goes there. */
export interface Placement {
  readonly path: readonly string[];
  readonly required: boolean;
  readonly when: Condition | undefined;
}

/** Holds while the field `key` has the value; null stands for a blank field. */
interface Condition {
  readonly key: string;
  readonly is: string | null;
}

/** What a filled form says. */
export interface Reading<Values> {
  /** The checked values, nested as the schema nests them; undefined if there are problems. */
  readonly values: Values | undefined;
  /** The keys of the fields that are filled in, understood or not. */
  readonly filledIn: ReadonlySet<string>;
  /** One sentence for each thing that is wrong, in the order of the form. */
  readonly problems: readonly string[];
}

/** Makes the form of a schema whose leaves are declared with forms/field.ts. */
export function formOf<Schema extends z.ZodMiniObject>(schema: Schema): Form<z.output<Schema>> {
  const fields = flatten(schema);
  return {
    fields,
    inputFields: inputFieldsOf(fields),
    read: (inputData) => read(schema, fields, inputData),
  };
}

// ---- from the schema to the fields

interface Leaf {
  readonly key: string;
  readonly annotation: FieldAnnotation;
  readonly placement: Placement;
  readonly choosesVariant: boolean;
}

function flatten(schema: z.ZodMiniObject): FormField[] {
  const fields = new Map<string, FormField>();
  for (const { key, annotation, placement, choosesVariant } of leavesOf(schema, [], undefined)) {
    const known = fields.get(key);
    const placements = [...(known?.placements ?? []), placement];
    fields.set(key, { ...annotation, ...known, key, placements, choosesVariant });
  }
  return [...fields.values()];
}

function* leavesOf(
  object: z.ZodMiniObject,
  path: readonly string[],
  when: Condition | undefined,
): Generator<Leaf> {
  for (const [name, schema] of Object.entries(object.def.shape)) {
    const here = [...path, name];
    const annotation = fieldAnnotations.get(schema);
    const variants = variantsAnnotations.get(schema);
    const inner = schema instanceof z.ZodMiniOptional ? schema.def.innerType : schema;
    if (annotation) {
      const key = annotation.key ?? name;
      const required = !(schema instanceof z.ZodMiniOptional);
      const without = annotation.onlyWithout;
      const condition = without ? { key: without, is: null } : when;
      const placement = { path: here, required, when: condition };
      yield { key, annotation, placement, choosesVariant: false };
    } else if (variants && inner instanceof z.ZodMiniDiscriminatedUnion) {
      const { discriminator, field } = variants;
      const key = field.key ?? discriminator;
      const placement = { path: [...here, discriminator], required: false, when };
      yield { key, annotation: field, placement, choosesVariant: true };
      for (const option of inner.def.options) {
        if (!(option instanceof z.ZodMiniObject)) continue;
        const literal: unknown = option.def.shape[discriminator];
        const is = literal instanceof z.ZodMiniLiteral ? String(literal.def.values[0]) : null;
        yield* leavesOf(option, here, { key, is });
      }
    } else if (inner instanceof z.ZodMiniObject) {
      yield* leavesOf(inner, here, when);
    }
  }
}

// ---- from the fields to Zapier's

function inputFieldsOf(fields: readonly FormField[]): Form<unknown>['inputFields'] {
  const conditional = fields.filter((field) => isConditional(field));
  const shown: InputFieldFunction<Record<string, unknown>> = (_z, bundle) => {
    const choices = choicesIn(fields, bundle.inputData ?? {});
    return conditional.flatMap((field) => {
      const placement = activePlacement(field, choices);
      return placement ? [inputFieldOf(field, placement.required)] : [];
    });
  };
  const first = conditional[0];
  return fields.flatMap((field): Form<unknown>['inputFields'] => {
    if (field === first) return [shown];
    return isConditional(field) ? [] : [inputFieldOf(field, false)];
  });
}

function isConditional(field: FormField): boolean {
  return field.placements.every((placement) => placement.when);
}

function inputFieldOf(field: FormField, required: boolean): PlainInputField {
  const { key, label, helpText, kind, placeholder, group, dropdown } = field;
  const choices = field.suggestions ?? kind.choices;
  return {
    key,
    label,
    helpText,
    required,
    ...kind.zapierField,
    ...(placeholder && { placeholder }),
    ...(group && { group }),
    ...(choices && { choices: choices.map(zapierChoice) }),
    ...dropdown,
    ...(field.choosesVariant && { altersDynamicFields: true }),
  };
}

/** A choice as Zapier's schema wants it; `sample` is a leftover that it still demands. */
function zapierChoice({ value, label }: Choice) {
  return { value, sample: value, label };
}

// ---- from the filled form to the values

type Choices = ReadonlyMap<string, string | null>;

function read<Schema extends z.ZodMiniObject>(
  schema: Schema,
  fields: readonly FormField[],
  inputData: Readonly<Record<string, unknown>>,
): Reading<z.output<Schema>> {
  const choices = choicesIn(fields, inputData);
  const filled = fields.filter((field) => !isBlankFor(field, inputData[field.key]));
  const nested: Nested = {};
  const misplaced = new Map<FormField, string>();
  for (const field of filled) {
    const placement = activePlacement(field, choices);
    if (placement) {
      put(nested, placement.path, choices.get(field.key) ?? inputData[field.key]);
    } else {
      misplaced.set(
        field,
        `${field.label} is used only ${whenChosen(field, fields)}. Clear it, or make that choice.`,
      );
    }
  }
  const result = schema.safeParse(nested);
  const issues = result.success ? [] : result.error.issues;
  const problems = fields.flatMap((field) => {
    const elsewhere = misplaced.get(field);
    return elsewhere ? [elsewhere] : problemsOf(field, fields, choices, issues, inputData);
  });
  return {
    values: result.success && problems.length === 0 ? result.data : undefined,
    filledIn: new Set(filled.map((field) => field.key)),
    problems,
  };
}

interface Nested {
  [name: string]: unknown;
}

function put(object: Nested, [name, ...rest]: readonly string[], value: unknown): void {
  if (name === undefined) return;
  if (rest.length === 0) {
    object[name] = value;
    return;
  }
  const inner: Nested = { ...asNested(object[name]) };
  object[name] = inner;
  put(inner, rest, value);
}

function asNested(value: unknown): Nested {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isBlankFor(field: FormField, value: unknown): boolean {
  if (Array.isArray(value) && field.kind.emptyListIsWrong) return false;
  if (isBlank(value)) return true;
  if (!field.kind.placeholderWordsAreBlank) return false;
  return isPlaceholderWord(value) || (Array.isArray(value) && value.every(isPlaceholderWord));
}

/** What the fields that choose a variant say: the value, null if blank or not understood. */
function choicesIn(
  fields: readonly FormField[],
  inputData: Readonly<Record<string, unknown>>,
): Choices {
  return new Map(
    fields
      .filter((field) => field.choosesVariant)
      .map((field) => {
        const result = field.kind.schema.safeParse(inputData[field.key]);
        return [field.key, result.success ? String(result.data) : null];
      }),
  );
}

function activePlacement(field: FormField, choices: Choices): Placement | undefined {
  return field.placements.find(({ when }) => !when || choices.get(when.key) === when.is);
}

function problemsOf(
  field: FormField,
  fields: readonly FormField[],
  choices: Choices,
  issues: readonly z.core.$ZodIssue[],
  inputData: Readonly<Record<string, unknown>>,
): string[] {
  const path = activePlacement(field, choices)?.path;
  const issue = issues.find((each) => path?.every((name, depth) => each.path[depth] === name));
  if (!path || !issue) return [];
  if (isBlankFor(field, inputData[field.key])) {
    return [`${field.label} is required ${whenChosen(field, fields)}.`];
  }
  const sentence = issue.code === 'custom' && issue.message;
  return [sentence ? `${field.label}: ${sentence}` : `${field.label} takes ${field.kind.takes}.`];
}

/** Such as "when Recording Storage Provider is Google Cloud Storage". */
function whenChosen(field: FormField, fields: readonly FormField[]): string {
  const condition = field.placements.find((placement) => placement.when?.is)?.when;
  const chooser = fields.find((each) => each.key === condition?.key);
  const choice = chooser?.kind.choices?.find((each) => each.value === condition?.is);
  return `when ${chooser?.label} is ${choice?.label}`;
}
