import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isRecord } from '../../sandbox/reading.ts';
import type { Behaviour, ConversationState, Fault } from '../../sandbox/sandbox.ts';
import { perform as conversationEnded } from '../../triggers/conversation_ended.ts';
import { perform as newConversation } from '../../triggers/new_conversation.ts';
import { perform as perceptionAnalysisReady } from '../../triggers/perception_analysis_ready.ts';
import { perform as recordingReady } from '../../triggers/recording_ready.ts';
import { perform as transcriptReady } from '../../triggers/transcript_ready.ts';
import { draws } from '../draws.ts';
import { errorOf, forgetCache, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** Polls where the list is not as one hopes, answers are bad now and then, and memory is lost. */

const TRIGGERS = {
  new_conversation: newConversation,
  conversation_ended: conversationEnded,
  transcript_ready: transcriptReady,
  recording_ready: recordingReady,
  perception_analysis_ready: perceptionAnalysisReady,
};

type Key = keyof typeof TRIGGERS;

const MINUTE = 60;
const HOUR = 3600;
const DETAIL = { path: /^\/v2\/conversations\/./ };

const TALK = [
  ['assistant', 'Hi, what is it about?'],
  ['user', 'The set-up.'],
] as const;

useClockOfSandbox();

function ago(seconds: number): Date {
  return new Date(sandbox.clock.now().getTime() - seconds * 1000);
}

async function poll(key: Key, meta: object = {}): Promise<string[]> {
  sandbox.clearRequests();
  const records: readonly { readonly id: unknown }[] = await run(TRIGGERS[key], {}, meta);
  return records.map(({ id }) => String(id));
}

function endedCall(secondsAgo: number, rest: object = {}): ConversationState {
  return sandbox.addConversation({
    createdAt: ago(secondsAgo + 5 * MINUTE),
    endedAt: ago(secondsAgo),
    lines: TALK,
    ...rest,
  });
}

/** Calls of the days before, an hour apart; some of them took much longer than others. */
function addHistory(count: number): void {
  sandbox.addConversations(count, (index) => ({
    createdAt: ago(48 * HOUR + index * HOUR),
    endedAt: ago(48 * HOUR + index * HOUR - (1 + ((index * 7) % 50)) * MINUTE),
    lines: TALK,
  }));
}

function pagesAsked(): number {
  return sandbox.requests.filter(({ path }) => path === '/v2/conversations').length;
}

describe('nothing is missed, and no poll asks without end', () => {
  const world = fc.record({
    listOrder: fc.constantFrom<Behaviour['listOrder'][]>(
      'newest_first',
      'oldest_first',
      'last_changed_first',
      'last_changed_last',
      'shuffled',
    ),
    longestPage: fc.constantFrom(100, 100, 50, 20, 10),
    totalCount: fc.constantFrom<Behaviour['totalCount'][]>('right', 'missing', 'zero', 'tenfold'),
    pageBeyondEnd: fc.constantFrom<Behaviour['pageBeyondEnd'][]>('empty', 'last'),
    listedTimes: fc.constantFrom<Behaviour['listedTimes'][]>(
      'as_everywhere',
      'as_everywhere',
      'spaced',
      'offset',
      'epoch_seconds',
    ),
  });
  const course = fc.array(
    fc.record({
      calls: fc.nat(30),
      minutes: fc.integer({ min: 1, max: 90 }),
      forget: fc.boolean(),
    }),
    { minLength: 2, maxLength: 4 },
  );
  const history = fc.constantFrom(0, 20, 99, 130, 260);

  test.each(['new_conversation', 'transcript_ready'] as const)(
    '%s',
    async (key) => {
      await fc.assert(
        fc.asyncProperty(world, history, course, async (behaviour, count, rounds) => {
          sandbox.reset();
          forgetCache();
          addHistory(count);
          Object.assign(sandbox.behaviour, behaviour, { transcriptDelay: 0 });
          const fired = new Set<string>();
          const created: string[] = [];
          for (const { calls, minutes, forget } of rounds) {
            for (let index = 0; index < calls; index += 1) {
              created.push(endedCall(1 + index * 5, { createdAt: ago(2 + index * 7) }).id);
            }
            if (forget) forgetCache();
            for (const id of await poll(key)) fired.add(id);
            expect(pagesAsked()).toBeLessThanOrEqual(50);
            expect([...fired].sort()).toEqual([...created].sort());
            sandbox.clock.advance(minutes * MINUTE);
          }
        }),
        { ...draws(4), endOnFailure: true },
      );
    },
    60_000,
  );

  test.each([
    ['last_changed_first', 100],
    ['last_changed_last', 100],
    ['shuffled_anew', 100],
    ['turning', 100],
    ['turning', 10],
    ['shuffled', 10],
  ] as const)('%s, %i on a page: a few requests at most', async (listOrder, longestPage) => {
    addHistory(250);
    const { id } = endedCall(MINUTE);
    Object.assign(sandbox.behaviour, { listOrder, longestPage });
    for (let round = 0; round < 3; round += 1) {
      const fired = await poll('conversation_ended').catch(() => []);
      expect(pagesAsked()).toBeLessThanOrEqual(50);
      if (listOrder.startsWith('last_changed')) {
        expect(fired).toEqual([id]);
        expect(pagesAsked()).toBeLessThanOrEqual(2);
      }
      sandbox.clock.advance(MINUTE);
    }
  });

  test('a list without end', async () => {
    let count = 0;
    const change = () => ({
      data: Array.from({ length: 100 }, () => {
        count += 1;
        return {
          conversation_id: `c${count}`,
          status: 'ended',
          created_at: ago(count % 977).toISOString(),
        };
      }),
    });
    sandbox.fault({
      kind: 'changed_json',
      change,
      times: Infinity,
      when: { path: '/v2/conversations' },
    });
    expect(await poll('new_conversation')).toHaveLength(5000);
    expect(pagesAsked()).toBe(50);
  });

  test('no order, more than can be read, and nothing new in it: a sentence', async () => {
    addHistory(1200);
    Object.assign(sandbox.behaviour, { listOrder: 'shuffled', longestPage: 20 });
    const error = await errorOf(poll('conversation_ended'));
    expect(error).toMatchObject({
      name: 'AppError',
      message:
        'The app could read only 1000 of your conversations, and found no new ones. The others may include newer ones. Delete conversations that you no longer need in Tavus.',
    });
    // Those that were not read may be of the past too.
    endedCall(MINUTE);
    const turnOn = poll('new_conversation', { isPopulatingDedupe: true });
    expect((await errorOf(turnOn)).message).toBe(
      'The app could read only 1000 of your conversations. The Zap stays off, because it would later start for old ones. Delete conversations that you no longer need in Tavus, then turn it on again.',
    );
  });
});

/** Changes a part of an answer. */
function changed(part: object) {
  return (body: unknown) => (isRecord(body) ? { ...body, ...part } : body);
}

describe('one bad answer is not for ever', () => {
  const BAD: readonly (readonly [string, Fault])[] = [
    ['404', { kind: 'status', status: 404, body: { message: 'Not found' } }],
    [
      'Invalid conversation_id',
      { kind: 'status', status: 400, body: { error: 'Invalid conversation_id' } },
    ],
    [
      'events: null',
      { kind: 'changed_json', change: changed({ events: null, shutdown_reason: null }) },
    ],
    ['no events', { kind: 'changed_json', change: changed({ events: [], shutdown_reason: null }) }],
    ['an empty answer', { kind: 'empty_200' }],
    ['408', { kind: 'status', status: 408 }],
  ];
  const KEYS = ['conversation_ended', 'transcript_ready', 'perception_analysis_ready'] as const;

  test.each(BAD)('%s: the next poll has it', async (_, fault) => {
    for (const key of KEYS) {
      for (const over of [5 * MINUTE, 5 * HOUR, 20 * HOUR]) {
        const { id } = endedCall(over, { perception: 'At ease.' });
        sandbox.fault({ ...fault, when: { path: `/v2/conversations/${id}` } });
        expect(await poll(key)).not.toContain(id);
        sandbox.clock.advance(MINUTE);
        expect(await poll(key)).toContain(id);
      }
    }
  });

  test.each(BAD)('%s, while it is waited for: the next poll has it', async (_, fault) => {
    sandbox.behaviour.perceptionDelay = 4 * HOUR - MINUTE;
    const { id } = endedCall(MINUTE, { perception: 'At ease.' });
    for (const minutes of [1, 3, 20, 100]) {
      expect(await poll('perception_analysis_ready')).toEqual([]);
      sandbox.clock.advance(minutes * MINUTE);
    }
    sandbox.clock.advance(2 * HOUR);
    sandbox.fault({ ...fault, when: DETAIL });
    expect(await poll('perception_analysis_ready')).toEqual([]);
    expect(sandbox.requests).toHaveLength(2);
    sandbox.clock.advance(MINUTE);
    expect(await poll('perception_analysis_ready')).toEqual([id]);
  });

  test.each(BAD)(
    '%s for an hour: it fires all the same, and is not asked for all the time',
    async (_, fault) => {
      const { id } = endedCall(30 * MINUTE);
      sandbox.fault({ ...fault, when: DETAIL, times: Infinity });
      let asked = 0;
      for (let minutes = 0; minutes < 60; minutes += 1) {
        expect(await poll('transcript_ready')).toEqual([]);
        asked += sandbox.requests.length - 1;
        sandbox.clock.advance(MINUTE);
      }
      const isFailure = ['an empty answer', '408'].includes(_);
      if (!isFailure) expect(asked).toBeLessThanOrEqual(9);
      sandbox.clearFaults();
      const fired: string[] = [];
      for (let quarters = 0; quarters < 16; quarters += 1) {
        fired.push(...(await poll('transcript_ready')));
        sandbox.clock.advance(15 * MINUTE);
      }
      expect(fired).toContain(id);
    },
  );

  test('a list that is empty once', async () => {
    const { id } = endedCall(MINUTE);
    sandbox.fault({ kind: 'json', value: { data: [], total_count: 0 } });
    expect(await poll('transcript_ready')).toEqual([]);
    expect(await poll('transcript_ready')).toEqual([id]);
  });
});

describe('where memory is lost on every poll', () => {
  async function pollWithoutMemory(key: Key): Promise<string[]> {
    forgetCache();
    return poll(key);
  }

  test('an end without its event fires all the same', async () => {
    const { id } = endedCall(MINUTE, { events: [{ kind: 'replica_joined', at: ago(6 * MINUTE) }] });
    const change = changed({ shutdown_reason: null });
    sandbox.fault({ kind: 'changed_json', change, when: DETAIL, times: Infinity });
    expect(await pollWithoutMemory('conversation_ended')).toEqual([]);
    const fired: string[] = [];
    for (let minutes = 0; minutes < 180; minutes += 15) {
      fired.push(...(await pollWithoutMemory('conversation_ended')));
      sandbox.clock.advance(15 * MINUTE);
    }
    expect(fired).toContain(id);
  });

  test('also in a list without a time of change', async () => {
    sandbox.behaviour.listedTimes = 'missing';
    const { id } = endedCall(MINUTE, { events: [{ kind: 'replica_joined', at: ago(6 * MINUTE) }] });
    sandbox.fault({
      kind: 'changed_json',
      change: changed({ shutdown_reason: null }),
      when: DETAIL,
      times: Infinity,
    });
    const fired: string[] = [];
    for (let minutes = 0; minutes < 240; minutes += 15) {
      fired.push(...(await pollWithoutMemory('conversation_ended')));
      sandbox.clock.advance(15 * MINUTE);
    }
    expect(fired).toContain(id);
  });

  test('nothing is missed, whatever comes late', async () => {
    sandbox.behaviour.transcriptDelay = 40 * MINUTE;
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.playCall(id, TALK);
    const test_mode = sandbox.addConversation({
      testMode: true,
      createdAt: ago(0),
      endedAt: ago(0),
    }).id;
    const fired = new Set<string>();
    for (let minutes = 0; minutes < 60; minutes += 5) {
      for (const each of await pollWithoutMemory('transcript_ready')) fired.add(each);
      for (const each of await pollWithoutMemory('conversation_ended')) fired.add(`${each} ended`);
      sandbox.clock.advance(5 * MINUTE);
    }
    expect([...fired].sort()).toEqual([id, `${id} ended`].sort());
    expect([...fired].join()).not.toContain(test_mode);
  });
});

describe('a Zap that is turned on marks as seen only what has happened', () => {
  const turningOn = { isPopulatingDedupe: true };

  test.each([1, 4, 20])(
    'what comes later than usual fires, %i hours after the call',
    async (hours) => {
      sandbox.behaviour.transcriptDelay = hours * HOUR + 10 * MINUTE;
      const late = endedCall(hours * HOUR).id;
      sandbox.behaviour.transcriptDelay = 5;
      const done = endedCall(hours * HOUR).id;
      expect(await poll('transcript_ready', turningOn)).toEqual([done]);
      sandbox.clock.advance(30 * MINUTE);
      const fired: string[] = [];
      for (let rounds = 0; rounds < (24 - hours) * 4; rounds += 1) {
        fired.push(...(await poll('transcript_ready')));
        sandbox.clock.advance(15 * MINUTE);
      }
      expect(fired).toContain(late);
    },
  );

  test('what another Zap waits for is not seen', async () => {
    sandbox.behaviour.transcriptDelay = 5 * HOUR;
    const { id } = endedCall(MINUTE);
    expect(await poll('transcript_ready')).toEqual([]);
    sandbox.clock.advance(4 * HOUR);
    expect(await poll('transcript_ready', turningOn)).toEqual([]);
    const fired: string[] = [];
    for (let rounds = 0; rounds < 24; rounds += 1) {
      fired.push(...(await poll('transcript_ready')));
      sandbox.clock.advance(15 * MINUTE);
    }
    expect(fired).toContain(id);
  });

  test('what has ended long ago has, without a look', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => endedCall((4 + index / 2) * HOUR).id);
    expect((await poll('conversation_ended', turningOn)).sort()).toEqual(ids.sort());
    expect(sandbox.requests).toHaveLength(1);
  });
});
