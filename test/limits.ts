import { afterEach } from '@jest/globals';
import { limits } from '../platform/limits.ts';

let before: typeof limits | undefined;

/** Sets some of the times that the app waits, in seconds, until the test is over. */
export function setLimits(some: Partial<typeof limits>): void {
  before ??= { ...limits };
  Object.assign(limits, some);
}

afterEach(() => {
  if (before) Object.assign(limits, before);
  before = undefined;
});
