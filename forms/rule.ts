import type { FormField } from './form_field.ts';

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
