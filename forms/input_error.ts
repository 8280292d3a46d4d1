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
  if (problems.length > 0) throw inputError(z, ...problems);
  // Without a problem no required value is missing.
  return { values: values as Values, body, labels };
}

/** The error for a form that cannot be used, with a sentence for each problem. */
export function inputError(z: ZObject, ...problems: readonly string[]): Error {
  const [first = '', ...others] = problems;
  const message =
    others.length === 0
      ? first
      : [`${problems.length} things in this step need a correction:`, ...problems].join('\n- ');
  return new z.errors.Error(message, 'invalid_input');
}
