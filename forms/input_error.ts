import type { ZObject } from 'zapier-platform-core';
import type { Reading } from './form.ts';

/**
 * The checked values of a filled form. Throws one error that tells everything that is wrong with
 * it: the form's own problems and those that the operation found besides.
 */
export function checkedValues<Values>(
  z: ZObject,
  { values, problems }: Reading<Values>,
  more: readonly string[] = [],
): Values {
  const all = [...more, ...problems];
  if (values !== undefined && all.length === 0) return values;
  throw inputError(z, all);
}

/** The error for a form that cannot be used, with a sentence for each problem. */
export function inputError(z: ZObject, problems: readonly string[]): Error {
  const message =
    problems.length === 1
      ? problems.join()
      : [`${problems.length} things in this step need a correction:`, ...problems].join('\n- ');
  return new z.errors.Error(message, 'invalid_input');
}
