import type { InputFieldFunction, PlainInputField } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { isBlank, isPlaceholderWord } from './blank.ts';
import { type FieldAnnotation, fieldAnnotations, variantsAnnotations } from './field.ts';
import { type Choice, ownSentence } from './kinds.ts';

/** A nested schema as a flat Zapier form, and the way back. */
export interface Form<Values> {
  /** Every field, in the order of the form; the same field may go to several places of the body. */
  readonly fields: readonly FormField[];
  /**
   * The fields as Zapier wants them: those that depend on a choice, have a long list of suggestions or
   * stand in a folded group come from a function, behind the others.
   */
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
  readonly path: Path;
  readonly required: boolean;
  readonly when: Condition | undefined;
}

/** The names of the properties from the outermost to the leaf. */
type Path = readonly [string, ...string[]];

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

/**
 * Makes the form of a schema whose leaves are declared with forms/field.ts. The fields of `folded`
 * groups, which few people open, are left to the function: the platform copies all that is static at
 * every call (docs/performance.md).
 */
export function formOf<Schema extends z.ZodMiniObject>(
  schema: Schema,
  folded: readonly string[] = [],
): Form<z.output<Schema>> {
  const fields = flatten(schema);
  return {
    fields,
    inputFields: inputFieldsOf(fields, folded),
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
    const here = below(path, name);
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
    } else if (variants) {
      const { discriminator, field, objects } = variants;
      const key = field.key ?? discriminator;
      const placement = { path: below(here, discriminator), required: false, when };
      yield { key, annotation: field, placement, choosesVariant: true };
      for (const [is, variant] of objects) yield* leavesOf(variant, here, { key, is });
    } else if (inner instanceof z.ZodMiniObject) {
      yield* leavesOf(inner, here, when);
    }
  }
}

function below(path: readonly string[], name: string): Path {
  const [first, ...rest] = path;
  return first === undefined ? [name] : [first, ...rest, name];
}

// ---- from the fields to Zapier's

function inputFieldsOf(
  fields: readonly FormField[],
  folded: readonly string[],
): Form<unknown>['inputFields'] {
  const isStatic = ({ placements, group = '', suggestions }: FormField) =>
    placements.some(({ when }) => !when) && !suggestions && !folded.includes(group);
  const others = fields.filter((field) => !isStatic(field));
  const shown: InputFieldFunction<Record<string, unknown>> = (_z, bundle) =>
    shownFields(others, choicesIn(fields, bundle.inputData ?? {}));
  const always = shownFields(fields.filter(isStatic), new Map());
  return others.length === 0 ? always : [...always, shown];
}

/** The fields that the choices leave in the form. */
function shownFields(fields: readonly FormField[], choices: Choices): PlainInputField[] {
  return fields.flatMap((field) => {
    const placement = activePlacement(field, choices);
    return placement ? [inputFieldOf(field, placement.required)] : [];
  });
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
        `${field.label} is used only ${whenChosen(conditionOf(field), fields)}. Clear it, or make that choice.`,
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

function put(object: Nested, [name, next, ...rest]: Path, value: unknown): void {
  if (next === undefined) {
    object[name] = value;
  } else {
    const inner: Nested = { ...asNested(object[name]) };
    object[name] = inner;
    put(inner, [next, ...rest], value);
  }
}

function asNested(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
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
  const placement = activePlacement(field, choices);
  const issue = issues.find((each) =>
    placement?.path.every((name, depth) => each.path[depth] === name),
  );
  if (!placement || !issue) return [];
  if (isBlankFor(field, inputData[field.key])) {
    const when = placement.when ? ` ${whenChosen(placement.when, fields)}` : '';
    return [`${field.label} is required${when}.`];
  }
  const sentence = ownSentence(issue);
  return [sentence ? `${field.label}: ${sentence}` : `${field.label} takes ${field.kind.takes}.`];
}

/** The choice that a field is for; where it has several places, a choice rather than a blank. */
function conditionOf({ placements }: FormField): Condition | undefined {
  const conditions = placements.map(({ when }) => when);
  return conditions.find((each) => typeof each?.is === 'string') ?? conditions[0];
}

/** Such as "when Recording Storage Provider is Google Cloud Storage". */
function whenChosen(condition: Condition | undefined, fields: readonly FormField[]): string {
  const chooser = fields.find(({ key }) => key === condition?.key);
  const choice = chooser?.kind.choices?.find(({ value }) => value === condition?.is);
  return `when ${chooser?.label} is ${choice?.label ?? 'blank'}`;
}
