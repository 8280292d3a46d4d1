import type { Names } from '../behaviour.ts';

/** Whether a record has the newer names, by its number among all of its kind. */
export function hasNewNames(names: Names, position: number): boolean {
  return names === 'new' || (names === 'mixed' && position % 4 === 3);
}
