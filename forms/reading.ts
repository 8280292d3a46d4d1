import type { ZObject } from 'zapier-platform-core';
import { isBlank, isPlaceholder } from './blank.ts';
import { type Choices, choicesIn, type FormField, placeOf, whenChosen } from './field.ts';
import type { Kind } from './kinds.ts';

/** What the fields of a form demand of each other: a problem for each demand that is not met. */
export type Rule = (filling: Filling) => readonly Problem[];

/** A filled form as its rules see it. */
export interface Filling {
  readonly fields: readonly FormField[];
  /** The keys of the fields that are filled in, understood or not. */
  readonly filledIn: ReadonlySet<string>;
  /** What was understood, by key. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Something that is wrong with a filled form. */
export interface Problem {
  /** The key of the field that it stands at. */
  readonly field: string;
  /** For the person who filled it in. */
  readonly sentence: string;
}

/** What a filled form says. */
export interface Reading<Values> {
  /** The checked values by key; of what is wrong there is none. */
  readonly values: Partial<Values>;
  /** The same values at their places in the request body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The keys of the fields that are filled in, understood or not. */
  readonly filledIn: ReadonlySet<string>;
  /** The labels of the fields that are filled in, by the places of their values in the request body. */
  readonly labels: ReadonlyMap<string, string>;
  /** One sentence for each thing that is wrong, in the order of the form. */
  readonly problems: readonly string[];
}

/** Reads a filled form, each value once. Never throws. */
export function read<Values>(
  fields: readonly FormField[],
  rules: readonly Rule[],
  inputData: Readonly<Record<string, unknown>>,
): Reading<Values> {
  const choices = choicesIn(fields, inputData);
  const values: Record<string, unknown> = {};
  const body: Record<string, unknown> = {};
  const labels = new Map<string, string>();
  const problems: Problem[] = [];
  const filledIn = new Set(
    fields.filter(({ key, kind }) => !isBlankFor(kind, inputData[key])).map(({ key }) => key),
  );
  for (const field of fields) {
    const { key, kind } = field;
    const sentence = presenceProblem(field, filledIn.has(key), choices, fields);
    if (sentence) problems.push({ field: key, sentence });
    if (sentence || !filledIn.has(key)) continue;
    // What has no message of its own is said in the words of the kind.
    const result = kind.schema().safeParse(inputData[key], { error: () => '' });
    if (result.success) {
      values[key] = result.data;
      const place = placeOf(field, choices)?.to;
      if (place) {
        put(body, place, result.data);
        labels.set(place, field.label);
      }
    } else {
      problems.push({ field: key, sentence: refusal(field, result.error.issues[0]?.message) });
    }
  }
  problems.push(...rules.flatMap((rule) => rule({ fields, filledIn, values })));
  return {
    // Each value is what the schema of its kind made of it, so the types are those of the fields.
    values: values as Partial<Values>,
    body,
    filledIn,
    labels,
    problems: inOrder(problems, fields),
  };
}

function isBlankFor(kind: Kind, value: unknown): boolean {
  if (Array.isArray(value) && kind.emptyListIsWrong) return false;
  if (isBlank(value) || kind.isNothing?.(value)) return true;
  if (!kind.placeholdersAreBlank) return false;
  return isPlaceholder(value) || (Array.isArray(value) && value.every(isPlaceholder));
}

function put(body: Record<string, unknown>, place: string, value: unknown): void {
  if (!place.includes('.')) {
    body[place] = value;
    return;
  }
  const dot = place.indexOf('.');
  const name = place.slice(0, dot);
  const inner = Object.assign<Record<string, unknown>, unknown>({}, body[name]);
  body[name] = inner;
  put(inner, place.slice(dot + 1), value);
}

// ---- what is wrong

/** What is wrong with a field being there or not; undefined if nothing is. */
function presenceProblem(
  field: FormField,
  isFilledIn: boolean,
  choices: Choices,
  fields: readonly FormField[],
): string | undefined {
  const { label, when } = field;
  const place = placeOf(field, choices);
  if (place?.required && !isFilledIn) {
    const choice = choices.get(when?.chooser ?? '') ?? '';
    return `${label} is required${whenChosen(field, choice, fields)}.`;
  }
  if (place || !isFilledIn || !when) return undefined;
  // A choice is named rather than a blank.
  const choice = Object.keys(when.places).find((value) => value !== '') ?? '';
  return `${label} is used only${whenChosen(field, choice, fields)}. Clear it, or make that choice.`;
}

function refusal({ label, kind }: FormField, message: string | undefined): string {
  return message ? `${label}: ${message}` : `${label} accepts ${kind.accepts}.`;
}

function inOrder(problems: readonly Problem[], fields: readonly FormField[]): string[] {
  const keys = fields.map(({ key }) => key);
  const place = ({ field }: Problem) => keys.indexOf(field);
  return problems
    .toSorted((one, other) => place(one) - place(other))
    .map(({ sentence }) => sentence);
}

/**
 * The values and the body of a form in which nothing is wrong, and the labels of what is filled in.
 * Throws one error that tells everything that is wrong.
 */
export function checked<Values>(
  z: ZObject,
  { values, body, labels, problems }: Reading<Values>,
): { readonly values: Values } & Pick<Reading<Values>, 'body' | 'labels'> {
  const [first, ...others] = problems;
  if (first !== undefined) throw inputError(z, first, ...others);
  // Without a problem no required value is missing.
  return { values: values as Values, body, labels };
}

/** The error for a form that cannot be used, with a sentence for each problem. */
export function inputError(z: ZObject, first: string, ...others: readonly string[]): Error {
  const count = `${others.length + 1} things in this step need a correction:`;
  const message = others.length === 0 ? first : [count, first, ...others].join('\n- ');
  return new z.errors.Error(message, 'invalid_input');
}
