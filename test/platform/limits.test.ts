import { expect, jest, test } from '@jest/globals';
import type * as Limits from '../../platform/limits.ts';

test('what ships waits as long as docs/reliability.md says; only tests wait less', () => {
  jest.isolateModules(() => {
    const { limits } = jest.requireActual<typeof Limits>('../../platform/limits.ts');
    expect(limits).toEqual({
      step: 25,
      request: 15,
      looks: [0, 2, 4],
      look: 2,
      cache: 2,
      nameLooks: 5,
    });
  });
});
