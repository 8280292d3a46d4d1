import type { ZObject } from 'zapier-platform-core';
import type { Reading } from './reading.ts';

/**
 * The values and the body of a form in which nothing is wrong. Throws one error that tells everything
 * that is.
 */
export function checked<Values>(
  z: ZObject,
  { values, body, problems }: Reading<Values>,
): { readonly values: Values; readonly body: Reading<Values>['body'] } {
  if (problems.length > 0) throw inputError(z, ...problems);
  // Without a problem no required value is missing.
  return { values: values as Values, body };
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
