import { describe, expect, test } from '@jest/globals';
import { resultOf } from '../../../tavus/http/failure.ts';
import { listIn } from '../../../tavus/lists/list.ts';

/** A list in an answer, and how many things it says that there are. */

describe('the total', () => {
  test.each([
    [250, 250],
    [0, 0],
    ['250', 250],
    [undefined, null],
    [null, null],
    ['many', null],
    [-1, null],
    [2.5, null],
    [1e300, null],
  ])('%j is %j', (total_count, expected) => {
    const data = { data: [{ name: 'Anna' }], total_count };
    expect(listIn({ status: 200, data })).toEqual({ items: [{ name: 'Anna' }], total: expected });
  });
});

test.each([undefined, null, 'a page', [], {}, { data: {} }, { data: null, total_count: 0 }])(
  'there is none in %j',
  async (data) => {
    const outcome = await resultOf(async () => listIn({ status: 200, data }));
    expect(outcome).toMatchObject({
      ok: false,
      failure: { kind: 'unreadable_answer', status: 200 },
    });
  },
);
