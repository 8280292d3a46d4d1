import type { ZObject } from 'zapier-platform-core';
import { isBlank, isPlaceholder } from './blank.ts';
import { type Choices, choicesIn, type FormField, placeOf, whenChosen } from './field.ts';
import type { Kind } from './kinds.ts';
import { shown } from './shown.ts';

/** Checks the fields of a form against each other. */
export type Rule = (filling: Filling) => readonly Problem[];

/** A filled form, as rules receive it. */
export interface Filling {
  readonly fields: readonly FormField[];
  /** The keys of the fields that are filled in, valid or not. */
  readonly filledIn: ReadonlySet<string>;
  /** The valid values by key. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** An error in a filled form. */
export interface Problem {
  /** The key of the field that it belongs to. */
  readonly field: string;
  /** For the person who filled it in. */
  readonly sentence: string;
}

/** The result of reading a filled form. */
export interface Reading<Values> {
  /** The valid values by key. */
  readonly values: Partial<Values>;
  /** The same values at their places in the request body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The keys of the fields that are filled in, valid or not. */
  readonly filledIn: ReadonlySet<string>;
  /** The labels of the fields by the places of their values in the request body. */
  readonly labels: {
    readonly filledIn: ReadonlyMap<string, string>;
    readonly blank: ReadonlyMap<string, string>;
  };
  /** One sentence for each problem, in the order of the form. */
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
  const labels = { filledIn: new Map<string, string>(), blank: new Map<string, string>() };
  const problems: Problem[] = [];
  const filledIn = new Set(
    fields.filter(({ key, kind }) => !isBlankFor(kind, inputData[key])).map(({ key }) => key),
  );
  for (const field of fields) {
    const { key, kind } = field;
    const sentence = presenceProblem(field, filledIn.has(key), choices, fields);
    if (sentence) problems.push({ field: key, sentence });
    if (sentence) continue;
    const place = placeOf(field, choices)?.to;
    if (!filledIn.has(key)) {
      if (place) labels.blank.set(place, field.label);
      continue;
    }
    // An issue without a message of its own gets the words of the kind.
    const options = { error: () => '', reportInput: true };
    const result = kind.schema().safeParse(inputData[key], options);
    if (result.success) {
      values[key] = result.data;
      if (place) {
        put(body, place, result.data);
        labels.filledIn.set(place, field.label);
      }
    } else {
      const issue = result.error.issues[0];
      // Of a list, the item that is wrong.
      const arrived = issue?.path.length === 0 ? inputData[key] : issue?.input;
      problems.push({ field: key, sentence: refusal(field, issue?.message, arrived) });
    }
  }
  problems.push(...rules.flatMap((rule) => rule({ fields, filledIn, values })));
  return {
    // Each value comes from the schema of its kind, so the types are those of the fields.
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

// ---- problems

/** The problem with a field that is missing or must not be filled in; undefined if there is none. */
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
  // The sentence names a choice if there is one.
  const choice = Object.keys(when.places).find((value) => value !== '') ?? '';
  return `${label} applies only${whenChosen(field, choice, fields)}. Clear it, or make that choice.`;
}

/** A message of a kind is a sentence of its own, or goes on after the label: "has several links in it. …". */
function refusal(
  { label, kind }: FormField,
  message: string | undefined,
  arrived: unknown,
): string {
  const what = shown(arrived);
  if (!message) return `${label} accepts ${kind.accepts}, not ${what}.`;
  const sentence = `${label}${/^\p{Ll}/u.test(message) ? ' ' : ': '}${message}`;
  const isShown = kind.showsItself || message.includes(what);
  return isShown ? sentence : `${sentence} What arrived: ${what}.`;
}

function inOrder(problems: readonly Problem[], fields: readonly FormField[]): string[] {
  const keys = fields.map(({ key }) => key);
  const place = ({ field }: Problem) => keys.indexOf(field);
  return problems
    .toSorted((one, other) => place(one) - place(other))
    .map(({ sentence }) => sentence);
}

/** The values, the body and the labels of a valid form. Throws one error with all problems. */
export function checked<Values>(
  z: ZObject,
  { values, body, labels, problems }: Reading<Values>,
): { readonly values: Values } & Pick<Reading<Values>, 'body' | 'labels'> {
  const [first, ...others] = problems;
  if (first !== undefined) throw inputError(z, first, ...others);
  // Without problems, no required value is missing.
  return { values: values as Values, body, labels };
}

/** The error for an invalid form, with a sentence for each problem. */
export function inputError(z: ZObject, first: string, ...others: readonly string[]): Error {
  const count = `${others.length + 1} things in this step need a correction:`;
  const message = others.length === 0 ? first : [count, first, ...others].join('\n- ');
  return new z.errors.Error(message, 'invalid_input');
}
