import type { Names } from '../behaviour.ts';

/** Whether an answer carries the newer names, by the place of the record among all of its kind. */
export function hasNewNames(names: Names, position: number): boolean {
  return names === 'new' || (names === 'mixed' && position % 4 === 3);
}
