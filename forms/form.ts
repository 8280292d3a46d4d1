import type { InputFieldFunction, PlainInputField } from 'zapier-platform-core';
import type * as z from 'zod/mini';
import { isBlank, isPlaceholderWord } from './blank.ts';
import type { Field, Shape, ValuesOf } from './field.ts';
import { type Choice, ownSentence } from './kinds.ts';

/** A nested shape as a flat Zapier form, and the way back. */
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

export interface FormField extends Omit<Field, 'required'> {
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
  /** The checked values, nested as the shape nests them; undefined if there are problems. */
  readonly values: Values | undefined;
  /** The keys of the fields that are filled in, understood or not. */
  readonly filledIn: ReadonlySet<string>;
  /** One sentence for each thing that is wrong, in the order of the form. */
  readonly problems: readonly string[];
}

/**
 * Makes the form of a shape that is declared with forms/field.ts. The fields of `folded` groups, which
 * few people open, are left to the function: the platform copies all that is static at every call
 * (docs/performance.md).
 */
export function formOf<Inner extends Shape>(
  shape: Inner,
  folded: readonly string[] = [],
): Form<ValuesOf<Inner>> {
  const fields = flatten(shape);
  return {
    fields,
    inputFields: inputFieldsOf(fields, folded),
    read: (inputData) => read(fields, inputData),
  };
}

// ---- from the shape to the fields

function flatten(shape: Shape): FormField[] {
  const fields = new Map<string, FormField>();
  collect(fields, shape, [], undefined);
  return [...fields.values()];
}

/** Adds the fields of a shape that stands at `path`, and is used `when` a choice is made. */
function collect(
  fields: Map<string, FormField>,
  shape: Shape,
  path: readonly string[],
  when: Condition | undefined,
): void {
  for (const [name, part] of Object.entries(shape)) {
    const here = below(path, name);
    if ('kind' in part) {
      const without = part.onlyWithout;
      const condition = without ? { key: without, is: null } : when;
      add(fields, part.key ?? name, part, here, condition, false);
    } else if ('shape' in part) {
      collect(fields, part.shape, here, when);
    } else {
      const { discriminator, chooser, shapes } = part;
      const key = chooser.key ?? discriminator;
      add(fields, key, chooser, below(here, discriminator), when, true);
      for (const [is, variant] of Object.entries(shapes))
        collect(fields, variant, here, { key, is });
    }
  }
}

function add(
  fields: Map<string, FormField>,
  key: string,
  { required, ...rest }: Field,
  path: Path,
  when: Condition | undefined,
  choosesVariant: boolean,
): void {
  const known = fields.get(key);
  const placements = [...(known?.placements ?? []), { path, required, when }];
  fields.set(key, { ...(known ?? rest), key, placements, choosesVariant });
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

function read<Values>(
  fields: readonly FormField[],
  inputData: Readonly<Record<string, unknown>>,
): Reading<Values> {
  const choices = choicesIn(fields, inputData);
  const nested: NestedValues = {};
  const filledIn = new Set<string>();
  const problems: string[] = [];
  for (const field of fields) {
    const given = inputData[field.key];
    const placement = activePlacement(field, choices);
    if (isBlankFor(field, given)) {
      if (placement?.required) problems.push(requirement(field, placement, fields));
      continue;
    }
    filledIn.add(field.key);
    if (!placement) {
      problems.push(misplacement(field, fields));
      continue;
    }
    const result = field.kind.schema().safeParse(given);
    if (result.success) put(nested, placement.path, result.data);
    else problems.push(refusal(field, result.error.issues[0]));
  }
  return { values: isComplete<Values>(nested, problems) ? nested : undefined, filledIn, problems };
}

/** Each value is what its kind made of it and stands where the shape has it, so the types are the shape's. */
function isComplete<Values>(_nested: unknown, problems: readonly string[]): _nested is Values {
  return problems.length === 0;
}

interface NestedValues {
  [name: string]: unknown;
}

function put(object: NestedValues, [name, next, ...rest]: Path, value: unknown): void {
  if (next === undefined) {
    object[name] = value;
  } else {
    const inner: NestedValues = { ...asNested(object[name]) };
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
        const result = field.kind.schema().safeParse(inputData[field.key]);
        return [field.key, result.success ? String(result.data) : null];
      }),
  );
}

function activePlacement(field: FormField, choices: Choices): Placement | undefined {
  return field.placements.find(({ when }) => !when || choices.get(when.key) === when.is);
}

// ---- what is wrong

function requirement(
  { label }: FormField,
  { when }: Placement,
  fields: readonly FormField[],
): string {
  return `${label} is required${when ? ` ${whenChosen(when, fields)}` : ''}.`;
}

function misplacement(field: FormField, fields: readonly FormField[]): string {
  return `${field.label} is used only ${whenChosen(conditionOf(field), fields)}. Clear it, or make that choice.`;
}

function refusal({ label, kind }: FormField, issue: z.core.$ZodIssue | undefined): string {
  const sentence = ownSentence(issue);
  return sentence ? `${label}: ${sentence}` : `${label} takes ${kind.takes}.`;
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
