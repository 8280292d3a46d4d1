import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { findCreatedConversation } from '../../../tavus/conversations/requests.ts';
import type { Answer, TavusClient } from '../../../tavus/http/client.ts';
import {
  failureOfConnection,
  outOfTime,
  TavusError,
  unreadableAnswer,
} from '../../../tavus/http/failure.ts';
import { setLimits } from '../../limits.ts';

/** When a lost conversation is looked for, and what comes of it. The clock is the test's. */

const NAME = 'Zapier 2026-11-20 15:00 UTC 7f3a9c1e';

beforeEach(() => {
  setLimits({ looks: [0, 2, 4] });
  jest.useFakeTimers({ now: new Date('2026-11-20T15:00:00.000Z') });
});

afterEach(() => {
  jest.useRealTimers();
});

const LOST = failureOfConnection({ code: 'ECONNRESET' });
const EMPTY: Answer = listOf();
const REFUSED = new TavusError(unreadableAnswer({ status: 500 }));

function listOf(...names: readonly string[]): Answer {
  const data = names.map((conversation_name, index) => ({
    conversation_id: `c${index}`,
    conversation_name,
  }));
  const answer = { data, total_count: data.length };
  return { status: 200, data: answer, isUnreadable: false, answeredAt: undefined };
}

/** Looks in a Tavus that answers like that, one after the other; the last answer stays. */
async function find(answers: readonly (Answer | TavusError)[], secondsLeft = 20, failure = LOST) {
  const start = performance.now();
  const passed = () => (performance.now() - start) / 1000;
  const looks: number[] = [];
  const client: TavusClient = {
    secondsLeft: () => secondsLeft - passed(),
    send: async () => {
      looks.push(passed());
      const answer = answers[looks.length - 1] ?? answers.at(-1) ?? EMPTY;
      if (answer instanceof TavusError) throw answer;
      return answer;
    },
  };
  const request = { conversation_name: NAME };
  const finding = findCreatedConversation(client, request, true, { failure, sentAt: start });
  await jest.advanceTimersByTimeAsync(60_000);
  const { kind } = await finding;
  return { kind, looks };
}

describe('the looks', () => {
  test.each([
    [20, [0, 2, 4]],
    [6, [0, 2, 4]],
    [5.9, [0, 2]],
    [4, [0, 2]],
    [3.9, [0]],
    [2, [0]],
  ])('with %d seconds left are at the seconds %j', async (left, looks) => {
    expect(await find([EMPTY], left)).toEqual({ kind: 'absent', looks });
  });

  test('without time for one, nothing is known', async () => {
    expect(await find([EMPTY], 1.9)).toEqual({ kind: 'unclear', looks: [] });
  });

  test.each([
    [[listOf(NAME)], [0]],
    [
      [EMPTY, listOf('Another', NAME)],
      [0, 2],
    ],
    [
      [REFUSED, REFUSED, listOf(NAME)],
      [0, 2, 4],
    ],
  ])('end when it is found: %#', async (answers, looks) => {
    expect(await find(answers)).toEqual({ kind: 'found', looks });
  });

  test('several of the name leave it open', async () => {
    expect(await find([listOf(NAME, NAME)])).toMatchObject({ kind: 'unclear' });
  });

  test('it is the last that counts', async () => {
    expect(await find([EMPTY, EMPTY, REFUSED])).toMatchObject({ kind: 'unclear' });
    expect(await find([REFUSED, REFUSED, EMPTY])).toMatchObject({ kind: 'absent' });
  });
});

describe('what is not there may still come', () => {
  test.each([
    ['no answer in time', outOfTime(), 'unclear'],
    ['a page with status 200', unreadableAnswer({ status: 200 }), 'unclear'],
    ['504', { ...LOST, kind: 'server_error', status: 504 }, 'unclear'],
    ['502', { ...LOST, kind: 'server_error', status: 502 }, 'absent'],
    ['a lost connection', LOST, 'absent'],
  ] as const)('after %s', async (_, failure, kind) => {
    expect(await find([EMPTY], 20, failure)).toMatchObject({ kind });
    expect(await find([listOf(NAME)], 20, failure)).toMatchObject({ kind: 'found' });
  });
});
