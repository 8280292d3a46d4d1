import type { ZObject } from 'zapier-platform-core';
import type { Reading } from './reading.ts';

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
