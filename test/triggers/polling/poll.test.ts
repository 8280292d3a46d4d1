import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ZObject } from 'zapier-platform-core';
import type { GivenRecord } from '../../../hydrators.ts';
import { isRecord } from '../../../sandbox/reading.ts';
import { type Age, type ConversationState, type Fault, SEED } from '../../../sandbox/sandbox.ts';
import { asObject } from '../../../tavus/http/wire.ts';
import { perform as conversationEnded } from '../../../triggers/conversation_ended.ts';
import { perform as newConversation } from '../../../triggers/new_conversation.ts';
import { perform as perceptionAnalysisReady } from '../../../triggers/perception_analysis_ready.ts';
import { memoryKey } from '../../../triggers/polling/memory.ts';
import { perform as recordingReady } from '../../../triggers/recording_ready.ts';
import { perform as transcriptReady } from '../../../triggers/transcript_ready.ts';
import { setLimits } from '../../limits.ts';
import { errorOf, NOW, run, sandbox, useClockOfSandbox } from '../../tavus_app.ts';

/** What must hold of every poll: nothing too early, nothing missed, nothing twice, nothing asked in vain. */

const TRIGGERS = {
  new_conversation: newConversation,
  conversation_ended: conversationEnded,
  transcript_ready: transcriptReady,
  recording_ready: recordingReady,
  perception_analysis_ready: perceptionAnalysisReady,
};

type Key = keyof typeof TRIGGERS;

const KEYS = [
  'new_conversation',
  'conversation_ended',
  'transcript_ready',
  'recording_ready',
  'perception_analysis_ready',
] as const;
const ORDERS = ['newest_first', 'oldest_first'] as const;
const AGES: readonly Age[] = ['2025', 'may_2026', 'autumn_2026'];

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

const TALK = [
  ['assistant', 'Hi, what is it about?'],
  ['user', 'The set-up.'],
] as const;
const TALK_AS_TEXT = 'Replica: Hi, what is it about?\nParticipant: The set-up.';

/** Lets recordings be made. */
const RECORDED = {
  properties: {
    enable_recording: true,
    recording_storage: {
      provider: 's3',
      bucket_name: 'acme-calls',
      bucket_region: 'eu-central-1',
      assume_role_arn: 'arn:aws:iam::123456789012:role/tavus',
    },
  },
};

const LIST = { path: '/v2/conversations' };
const DETAIL = { path: /^\/v2\/conversations\/./ };

/** What may come in place of one conversation. */
const GET_FAULTS: readonly [string, Fault][] = [
  ['500', { kind: 'status', status: 500 }],
  ['a reset', { kind: 'reset_before' }],
  ['a late reset', { kind: 'reset_after' }],
  ['an empty answer', { kind: 'empty_200' }],
  ['garbage', { kind: 'garbage' }],
  ['another JSON', { kind: 'json', value: [] }],
  ['a page of a proxy', { kind: 'html_error' }],
  ['a refusal without reason', { kind: 'status', status: 400 }],
];

/** A list as Tavus answers it, whatever it was asked for. */
function listOf(status: string, id: string): object {
  return { data: [{ conversation_id: id, status, created_at: ago(HOUR) }], total_count: 1 };
}

useClockOfSandbox();

afterEach(() => {
  jest.restoreAllMocks();
});

function withMemory<Result>(key: Key, use: (z: ZObject, name: string) => Promise<Result>) {
  return run((z, bundle) => use(z, memoryKey(z, bundle, key)));
}

/** Loses the cache. */
async function forget(...keys: readonly Key[]): Promise<void> {
  await run(async (z, bundle) => {
    for (const key of keys) await z.cache.delete(memoryKey(z, bundle, key));
  });
}

/** Polls; the requests recorded afterwards are those of this poll. */
function poll(
  key: Key,
  form: object = {},
  meta: object = {},
): Promise<(Pick<GivenRecord, 'id'> & Partial<GivenRecord>)[]> {
  sandbox.clearRequests();
  return run(TRIGGERS[key], { ...form }, meta);
}

function turnOn(key: Key, form: object = {}) {
  return poll(key, form, { isPopulatingDedupe: true });
}

function idsOf(records: readonly { readonly id: unknown }[]): unknown[] {
  return records.map(({ id }) => id);
}

/** The ids without their order, which is not what a test is about. */
function anyOrder(ids: readonly unknown[]): unknown[] {
  return [...ids].sort();
}

function ago(seconds: number): Date {
  return new Date(sandbox.clock.now().getTime() - seconds * 1000);
}

/** A call that ended so many seconds ago, with a transcript if it is not too young for one. */
function endedCall(secondsAgo: number, rest: object = {}): ConversationState {
  return sandbox.addConversation({
    createdAt: ago(secondsAgo + 5 * MINUTE),
    endedAt: ago(secondsAgo),
    lines: TALK,
    ...rest,
  });
}

/** A call with everything that ends now; what Tavus makes of it comes later. */
function callThatEndsNow(): string {
  const { id } = sandbox.addConversation({ status: 'active', body: RECORDED });
  sandbox.playCall(id, TALK, { record: true });
  return id;
}

/** Conversations that ended long before the look-back, an hour apart. */
function addHistory(count: number): void {
  sandbox.addConversations(count, (index) => ({
    createdAt: ago(2 * DAY + index * HOUR),
    lines: TALK,
  }));
}

/** Calls inside the look-back, a second apart, that ended ten hours ago. */
function addCalls(count: number, rest: object = {}): void {
  sandbox.addConversations(count, (index) => ({
    createdAt: ago(11 * HOUR + index),
    endedAt: ago(10 * HOUR + index),
    lines: TALK,
    ...rest,
  }));
}

describe('nothing fires before it is there', () => {
  const cases = [
    { key: 'transcript_ready', part: 'transcript_text', seconds: 60, delay: 'transcriptDelay' },
    { key: 'recording_ready', part: 'recording_uri', seconds: 100, delay: 'recordingDelay' },
    {
      key: 'perception_analysis_ready',
      part: 'perception_analysis',
      seconds: 400,
      delay: 'perceptionDelay',
    },
  ] as const;

  test.each(cases)('$key waits for $part', async ({ key, part, seconds, delay }) => {
    sandbox.behaviour[delay] = seconds;
    const id = callThatEndsNow();
    expect(await poll(key)).toEqual([]);
    sandbox.clock.advance(seconds - 1);
    expect(await poll(key)).toEqual([]);
    sandbox.clock.advance(seconds - 1);
    const fired = await poll(key);
    expect(idsOf(fired)).toEqual([id]);
    expect(fired[0]?.[part]).toEqual(expect.any(String));
  });

  test.each(cases)('$key does not fire for a call that goes on', async ({ key }) => {
    const { id } = sandbox.addConversation({ status: 'active', body: RECORDED });
    sandbox.join(id, { record: true });
    sandbox.say(id, 'user', 'Hello');
    expect(await poll(key)).toEqual([]);
    expect(await poll('conversation_ended')).toEqual([]);
  });

  test('conversation_ended fires at the end and has the reason', async () => {
    const id = callThatEndsNow();
    expect(await poll('conversation_ended')).toMatchObject([
      {
        id,
        status: 'ended',
        shutdown_reason: 'participant_left',
        ended_at: '2026-11-20T15:00:10.000Z',
      },
    ]);
  });

  test('new_conversation fires while the call goes on', async () => {
    const { id } = sandbox.addConversation({ status: 'active', name: 'Demo' });
    expect(await poll('new_conversation')).toMatchObject([
      { id, status: 'active', conversation_name: 'Demo', created_at: NOW },
    ]);
  });
});

describe.each(ORDERS)('nothing is missed in a list with the %s', (order) => {
  beforeEach(() => {
    sandbox.behaviour.listOrder = order;
  });

  test.each([0, 1, 99, 100, 101, 10_003])('after %i conversations', async (count) => {
    addHistory(count);
    expect(await poll('transcript_ready')).toEqual([]);
    const first = endedCall(MINUTE).id;
    expect(idsOf(await poll('transcript_ready'))).toEqual([first]);
    sandbox.clock.advance(15 * MINUTE);
    const second = endedCall(MINUTE).id;
    expect(await poll('transcript_ready')).toMatchObject([
      { id: second, transcript_text: TALK_AS_TEXT },
      { id: first },
    ]);
  });

  test.each([98, 99, 100, 101, 102])(
    'when the account grows past a page, from %i',
    async (count) => {
      addHistory(count);
      const seen = new Set<unknown>();
      const created: string[] = [];
      for (let round = 0; round < 5; round += 1) {
        created.push(endedCall(MINUTE).id);
        for (const id of idsOf(await poll('transcript_ready'))) seen.add(id);
        expect([...seen]).toEqual(created);
        sandbox.clock.advance(5 * MINUTE);
      }
    },
  );

  test('when a long call ends after later ones', async () => {
    addHistory(120);
    const { id: long } = sandbox.addConversation({ status: 'active', createdAt: ago(0) });
    sandbox.join(long);
    sandbox.say(long, 'user', 'This will take long.');
    sandbox.clock.advance(MINUTE);
    const short = callThatEndsNow();
    sandbox.clock.advance(MINUTE);
    expect(idsOf(await poll('transcript_ready'))).toEqual([short]);
    // More than a page of calls comes and goes meanwhile.
    sandbox.addConversations(110, (index) => ({
      createdAt: ago(40 - index / 4),
      endedAt: ago(10),
      lines: TALK,
    }));
    expect(await poll('transcript_ready')).toHaveLength(111);
    sandbox.clock.advance(50 * MINUTE);
    sandbox.leave(long);
    sandbox.clock.advance(MINUTE);
    const fired = await poll('transcript_ready');
    expect(fired).toHaveLength(112);
    expect(fired.at(-1)).toMatchObject({
      id: long,
      transcript_text: 'Participant: This will take long.',
    });
    // Two pages and the call; with the oldest first, one more for the first page.
    expect(sandbox.requests).toHaveLength(order === 'newest_first' ? 2 + 1 : 3 + 1);
  });

  test('when more than one page ended since the last poll', async () => {
    addHistory(300);
    await poll('conversation_ended');
    addCalls(130);
    const fired = await poll('conversation_ended');
    expect(new Set(idsOf(fired)).size).toBe(130);
    expect(sandbox.requests.length).toBeLessThanOrEqual(
      order === 'newest_first' ? 2 + 130 : 4 + 130,
    );
  });

  test('when conversations are deleted, so that the list gets shorter', async () => {
    addHistory(205);
    await poll('conversation_ended');
    sandbox.reset();
    sandbox.behaviour.listOrder = order;
    addHistory(20);
    const { id } = endedCall(MINUTE);
    expect(idsOf(await poll('conversation_ended'))).toEqual([id]);
  });

  test('when the order of the list changes', async () => {
    addHistory(250);
    await poll('conversation_ended');
    sandbox.behaviour.listOrder = order === 'newest_first' ? 'oldest_first' : 'newest_first';
    const { id } = endedCall(MINUTE);
    expect(idsOf(await poll('conversation_ended'))).toEqual([id]);
  });

  test('when a further page of the list fails: the next poll brings the rest', async () => {
    addCalls(250);
    await poll('new_conversation', {}, { isLoadingSample: true });
    sandbox.clearRequests();
    const before = order === 'newest_first' ? 1 : 2;
    sandbox.fault({ when: LIST, kind: 'status', status: 500, after: before });
    const partly = await run(newConversation);
    expect(sandbox.requests.filter(({ fault }) => fault)).toHaveLength(1);
    expect(partly.length).toBeGreaterThan(0);
    expect(partly.length).toBeLessThan(250);
    expect(await poll('new_conversation')).toHaveLength(250);
  });
});

describe('a poll that breaks off', () => {
  test.each<[string, Fault, string]>([
    ['500', { kind: 'status', status: 500 }, 'AppError'],
    ['a reset', { kind: 'reset_before' }, 'AppError'],
    ['a 429', { kind: 'too_many_requests', retryAfter: 90 }, 'ThrottledError'],
    ['a page that is not JSON', { kind: 'html_error' }, 'AppError'],
    ['401', { kind: 'status', status: 401 }, 'ExpiredAuthError'],
  ])('at the list with %s says so, and the next one brings everything', async (_, fault, name) => {
    const ids = [endedCall(MINUTE).id, endedCall(2 * MINUTE).id];
    sandbox.fault(fault);
    const error = await errorOf(poll('transcript_ready'));
    expect(error).toMatchObject({ name });
    expect(error.message).toMatch(/^Tavus /);
    expect(sandbox.requests).toHaveLength(1);
    expect(anyOrder(idsOf(await poll('transcript_ready')))).toEqual(anyOrder(ids));
  });

  test.each(GET_FAULTS)(
    'at one conversation with %s: the others fire, the next poll brings it',
    async (_, fault) => {
      const ids = [1, 2, 3, 4].map((minutes) => endedCall(minutes * MINUTE).id);
      sandbox.fault({ ...fault, when: DETAIL, after: 1 });
      const first = idsOf(await poll('transcript_ready'));
      expect(first).toHaveLength(3);
      sandbox.clock.advance(MINUTE);
      const second = idsOf(await poll('transcript_ready'));
      expect(anyOrder(second)).toEqual(anyOrder(ids));
      expect(sandbox.requests).toHaveLength(2);
    },
  );

  test.each(GET_FAULTS)(
    'at one that it waits for with %s: the next poll brings it',
    async (_, fault) => {
      sandbox.behaviour.transcriptDelay = 6 * MINUTE;
      const id = callThatEndsNow();
      sandbox.clock.advance(5 * MINUTE);
      expect(await poll('transcript_ready')).toEqual([]);
      sandbox.clock.advance(5 * MINUTE);
      sandbox.fault({ ...fault, when: DETAIL });
      expect(await poll('transcript_ready')).toEqual([]);
      expect(sandbox.requests).toHaveLength(2);
      sandbox.clock.advance(MINUTE);
      expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
    },
  );

  test.each([
    ['a 429', { kind: 'too_many_requests' }, 'ThrottledError'],
    ['401', { kind: 'status', status: 401 }, 'ExpiredAuthError'],
    ['403', { kind: 'status', status: 403 }, 'AppError'],
  ] as const)(
    'at every conversation with %s says so and does not go on',
    async (_, fault, name) => {
      const ids = Array.from({ length: 20 }, (_each, index) => endedCall((1 + index) * MINUTE).id);
      sandbox.fault({ ...fault, when: DETAIL, times: Infinity });
      expect(await errorOf(poll('transcript_ready'))).toMatchObject({ name });
      // The list, and no more than what was under way already.
      expect(sandbox.requests.length).toBeLessThanOrEqual(1 + 5);
      sandbox.clearFaults();
      expect(anyOrder(idsOf(await poll('transcript_ready')))).toEqual(anyOrder(ids));
    },
  );

  test.each([1, 7, 13])(
    'at a 429 after %i conversations gives these, the next one the rest',
    async (after) => {
      const ids = Array.from({ length: 20 }, (_, index) => endedCall((1 + index) * MINUTE).id);
      sandbox.fault({ when: DETAIL, kind: 'too_many_requests', after, times: Infinity });
      const partly = idsOf(await poll('transcript_ready'));
      expect(partly).toHaveLength(after);
      sandbox.clearFaults();
      sandbox.clock.advance(MINUTE);
      expect(anyOrder(idsOf(await poll('transcript_ready')))).toEqual(anyOrder(ids));
      expect(sandbox.requests).toHaveLength(1 + 20 - after);
    },
  );

  test('after it has remembered, but before Zapier got the result, does no harm', async () => {
    const { id } = endedCall(MINUTE);
    // What this poll gives is lost on its way.
    await poll('transcript_ready');
    sandbox.clock.advance(HOUR);
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
  });

  test('a conversation that is gone when it is looked at, but that the list still has, is looked at again', async () => {
    const { id } = endedCall(MINUTE);
    sandbox.fault({
      when: DETAIL,
      kind: 'status',
      status: 400,
      body: { error: 'Invalid conversation_id' },
    });
    expect(await poll('transcript_ready')).toEqual([]);
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
  });

  test('a list with items that are not objects, or that have only an id, is read', async () => {
    const { id } = endedCall(MINUTE);
    const value = { data: [null, 7, {}, 'c1', { conversation_id: id }], total_count: 5 };
    sandbox.fault({ when: LIST, kind: 'json', value });
    expect(await poll('transcript_ready')).toMatchObject([
      { id, created_at: '2026-11-20T14:54:00.000Z' },
    ]);
    sandbox.fault({ when: LIST, kind: 'json', value });
    expect(idsOf(await poll('new_conversation'))).toEqual([id]);
  });

  test('a list that does not say how long it is', async () => {
    const { id } = endedCall(MINUTE);
    sandbox.fault({ when: LIST, kind: 'json', value: { data: [{ conversation_id: id }] } });
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
    // Only a page without anything new shows that there is no more.
    expect(sandbox.requests).toHaveLength(2 + 1);
  });
});

describe('what is late', () => {
  test('a conversation whose events show up only minutes after its end is no test', async () => {
    const end = sandbox.clock.now();
    const later = new Date(end.getTime() + 5 * MINUTE * 1000);
    const line = { role: 'user', content: 'Hi', at: end, durationSeconds: 1 } as const;
    // In test mode the sandbox gives it no reason of its own, as long as there is no event either.
    const { id } = sandbox.addConversation({
      testMode: true,
      createdAt: ago(HOUR),
      events: [
        { kind: 'shutdown', at: later, reason: 'max_call_duration' },
        { kind: 'transcription_ready', at: later, lines: [line] },
      ],
    });
    expect(await poll('transcript_ready')).toEqual([]);
    expect(await poll('conversation_ended')).toEqual([]);
    sandbox.clock.advance(5 * MINUTE);
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
    expect(idsOf(await poll('conversation_ended'))).toEqual([id]);
  });

  test.each([
    [1, 16],
    [5, 16],
    [15, 16],
    [15, 29],
  ])(
    'polled every %i minutes, events that come %i minutes late are seen soon',
    async (interval, late) => {
      sandbox.behaviour.eventDelay = late * MINUTE;
      const id = callThatEndsNow();
      let minutes = 0;
      while (idsOf(await poll('transcript_ready')).length === 0 && minutes < 4 * late) {
        sandbox.clock.advance(interval * MINUTE);
        minutes += interval;
      }
      expect(idsOf(await poll('conversation_ended'))).toEqual([id]);
      // When the waiting time has doubled, with the next poll.
      expect(minutes).toBeLessThanOrEqual(2 * late + interval);
    },
  );

  test('the oldest are looked at first: they are the first to leave the look-back', async () => {
    const known = { state: 'never', created: ago(HOUR).getTime() / 1000 };
    await withMemory('transcript_ready', (z, name) =>
      z.cache.set(name, { key: name, states: { known } }),
    );
    const ids = Array.from({ length: 12 }, (_, index) => endedCall((1 + index) * HOUR).id);
    // All five that are got at once have come before the first of them is answered.
    sandbox.fault({ when: DETAIL, kind: 'delay', seconds: 0.2, times: 5 });
    sandbox.fault({ when: DETAIL, kind: 'too_many_requests', times: Infinity });
    expect(anyOrder(idsOf(await poll('transcript_ready')))).toEqual(anyOrder(ids.slice(-5)));
  });
});

test.each(['missing', 'null', 'empty', 'words', 'zero'] as const)(
  'a list whose dates are %s: what nobody can read counts as new',
  async (listedTimes) => {
    sandbox.behaviour.listedTimes = listedTimes;
    addHistory(3);
    await turnOn('new_conversation');
    const known = idsOf(await turnOn('transcript_ready'));
    sandbox.clock.advance(HOUR);
    const { id } = endedCall(MINUTE);
    expect(idsOf(await poll('new_conversation'))).toContain(id);
    const fired = idsOf(await poll('transcript_ready'));
    expect(fired.filter((each) => !known.includes(each))).toEqual([id]);
  },
);

describe('the cache', () => {
  test('lost: the same ids again, for a request each', async () => {
    addHistory(150);
    const ids = [1, 2, 3].map((minutes) => endedCall(minutes * MINUTE).id);
    const first = idsOf(await poll('transcript_ready'));
    expect(anyOrder(first)).toEqual(anyOrder(ids));
    await forget('transcript_ready');
    expect(idsOf(await poll('transcript_ready'))).toEqual(first);
    expect(sandbox.requests).toHaveLength(1 + 3);
  });

  test('slow to store: the poll waits until its memory is stored', async () => {
    endedCall(MINUTE);
    let isStored = false;
    const slow =
      (z: ZObject): ZObject['cache']['set'] =>
      async (...stored) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        const result = await z.cache.set(...stored);
        isStored = true;
        return result;
      };
    await run((z, bundle) =>
      transcriptReady({ ...z, cache: { ...z.cache, set: slow(z) } }, bundle),
    );
    expect(isStored).toBe(true);
  });

  test('two Zaps that poll at the same moment keep what each of them has learned', async () => {
    const replica_id = SEED.otherReplica;
    endedCall(2 * MINUTE);
    endedCall(1 * MINUTE, { replicaId: replica_id });
    const before = await withMemory('transcript_ready', (z, name) => z.cache.get(name));
    await poll('transcript_ready', { replica_id: SEED.replica });
    // The other Zap has read what is remembered before that.
    let reads = 0;
    const late = (z: ZObject) => (name: string) => {
      reads += 1;
      return reads === 1 ? Promise.resolve(before) : z.cache.get(name);
    };
    await run(
      (z, bundle) => transcriptReady({ ...z, cache: { ...z.cache, get: late(z) } }, bundle),
      { replica_id },
    );
    expect(await poll('transcript_ready')).toHaveLength(2);
    expect(sandbox.requests).toHaveLength(1);
  });

  const fail = () => Promise.reject(new Error('The cache is down.'));
  test.each([
    ['neither reads nor writes', { get: fail, set: fail }],
    ['does not read', { get: fail }],
    ['does not write', { set: fail }],
  ])('%s: the poll goes on without it', async (_, broken) => {
    const { id } = endedCall(MINUTE);
    for (let round = 0; round < 2; round += 1) {
      const fired = await run((z, bundle) =>
        transcriptReady({ ...z, cache: { ...z.cache, ...broken } }, bundle),
      );
      expect(fired).toMatchObject([{ id, transcript_text: TALK_AS_TEXT }]);
    }
  });

  test.each([
    ['text', 'hello'],
    ['a number', 7],
    ['a list', []],
    ['an empty object', {}],
    ['another version', { list: null }],
    ['an unknown state', { states: { c1: { state: 'gone', created: 1 } } }],
    ['half a state', { states: { c1: { state: 'pending', created: 1 } } }],
    ['nobody’s memory', { states: {} }],
  ])('with %s in it counts as empty, and is put right', async (_, garbage) => {
    const { id } = endedCall(MINUTE);
    await withMemory('transcript_ready', (z, name) => {
      const stored = isRecord(garbage) ? { key: name, ...garbage } : garbage;
      return z.cache.set(name, _ === 'nobody’s memory' ? garbage : stored);
    });
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
    expect(sandbox.requests).toHaveLength(1);
  });

  const line = { tool: null, name: 'summary', value: 'Fine.' };
  test.each<[string, object]>([
    ['created', { created: 'today' }],
    ['record', { record: { status: 7 } }],
    ['hasAnalysis', { hasAnalysis: null }],
    ['post-call line', { postCall: [7] }],
    ['tool', { postCall: [{ ...line, tool: 7 }] }],
    ['name', { postCall: [{ ...line, name: {} }] }],
    ['value', { postCall: [{ ...line, value: {} }] }],
    ['isLarge', { postCall: [{ ...line, isLarge: 'yes' }] }],
  ])('with a wrong %s in a state: the conversation is looked at again', async (_, wrong) => {
    const { id } = endedCall(MINUTE);
    await poll('transcript_ready');
    await withMemory('transcript_ready', async (z, name) => {
      const kept = asObject(await z.cache.get(name));
      const state = asObject(asObject(kept.states)[id]);
      await z.cache.set(name, { ...kept, states: { [id]: { ...state, ...wrong } } });
    });
    expect(await poll('transcript_ready')).toMatchObject([{ id, transcript_text: TALK_AS_TEXT }]);
    expect(sandbox.requests).toHaveLength(2);
  });

  test.each([
    ['connection', 'transcript_ready 5 00000000000000000000000000000000'],
    ['trigger', undefined],
  ])('with the memory of another %s in it counts as empty', async (_, other) => {
    const { id } = endedCall(MINUTE);
    const key = other ?? (await withMemory('recording_ready', async (_z, name) => name));
    const states = { [id]: { state: 'never', created: ago(HOUR).getTime() / 1000 } };
    await withMemory('transcript_ready', (z, name) => z.cache.set(name, { key, states }));
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
  });

  test('with moments of tomorrow in it misses nothing: they count as now', async () => {
    const { id } = endedCall(MINUTE);
    const tomorrow = ago(-DAY).getTime() / 1000;
    const states = {
      [id]: {
        state: 'pending',
        created: tomorrow,
        since: tomorrow,
        checked: tomorrow,
        isEmpty: true,
      },
    };
    await withMemory('transcript_ready', (z, name) => z.cache.set(name, { key: name, states }));
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
  });

  test.each([7, 23])(
    'has for a Zap that was held for %i hours what another Zap saw meanwhile',
    async (hours) => {
      const { id } = endedCall(MINUTE);
      const first = await poll('transcript_ready');
      expect(idsOf(first)).toEqual([id]);
      for (let quarters = 0; quarters < 4 * hours; quarters += 1) {
        sandbox.clock.advance(15 * MINUTE);
        await poll('transcript_ready');
      }
      expect(await poll('transcript_ready')).toMatchObject([
        { id, transcript_short: first[0]?.transcript_short },
      ]);
      expect(sandbox.requests).toHaveLength(1);
    },
  );

  test('keeps connections apart', async () => {
    const key = (api_key: string) =>
      run((z, bundle) => memoryKey(z, bundle, 'transcript_ready'), {}, {}, { api_key });
    const [one, other] = [await key('key-one'), await key('key-two')];
    expect(one).not.toBe(other);
    expect(one).not.toContain('key-one');
  });

  test('is not written when nothing has changed', async () => {
    endedCall(MINUTE);
    await poll('transcript_ready');
    let writes = 0;
    const set = async () => {
      writes += 1;
      return true;
    };
    await run((z, bundle) => transcriptReady({ ...z, cache: { ...z.cache, set } }, bundle));
    expect(writes).toBe(0);
    endedCall(30);
    await run((z, bundle) => transcriptReady({ ...z, cache: { ...z.cache, set } }, bundle));
    expect(writes).toBe(1);
  });
});

describe('each thing fires once', () => {
  test('ids stay the same when details change', async () => {
    sandbox.behaviour.perceptionDelay = 10 * MINUTE;
    const id = callThatEndsNow();
    sandbox.clock.advance(MINUTE);
    const first = await poll('transcript_ready');
    expect(first).toMatchObject([{ id, perception_analysis: null }]);
    sandbox.clock.advance(20 * MINUTE);
    // With the cache gone the same conversation is got again, with more in it.
    await forget('transcript_ready');
    const second = await poll('transcript_ready');
    expect(second).toMatchObject([{ id, perception_analysis: expect.any(String) }]);
  });
});

describe('how many requests a poll takes', () => {
  test.each(KEYS)('%s: one in an empty account', async (key) => {
    expect(await poll(key)).toEqual([]);
    expect(sandbox.requests).toHaveLength(1);
  });

  test.each(KEYS.filter((key) => key !== 'new_conversation'))(
    '%s: 1 + n for n new ones, then 1',
    async (key) => {
      const calls = [callThatEndsNow(), callThatEndsNow(), callThatEndsNow()];
      sandbox.clock.advance(10 * MINUTE);
      expect(anyOrder(idsOf(await poll(key)))).toEqual(anyOrder(calls));
      expect(sandbox.requests).toHaveLength(1 + 3);
      for (let round = 0; round < 3; round += 1) {
        sandbox.clock.advance(15 * MINUTE);
        await poll(key);
        expect(sandbox.requests).toHaveLength(1);
      }
    },
  );

  test('new_conversation: one, however many are new', async () => {
    for (let index = 0; index < 7; index += 1) sandbox.addConversation({ status: 'active' });
    expect(await poll('new_conversation')).toHaveLength(7);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('an idle poll asks for one page of what it needs', async () => {
    await poll('transcript_ready');
    expect(sandbox.requests).toMatchObject([
      {
        method: 'GET',
        path: '/v2/conversations',
        query: { limit: '100', page: '1', status: 'ended' },
      },
    ]);
    await poll('new_conversation');
    expect(sandbox.requests[0]?.query).toEqual({ limit: '100', page: '1' });
  });

  test.each(ORDERS)('10,000 conversations ended long ago cost what 10 cost, %s', async (order) => {
    sandbox.behaviour.listOrder = order;
    const costs: number[][] = [];
    for (const count of [10, 10_000]) {
      sandbox.reset();
      sandbox.behaviour.listOrder = order;
      await forget('transcript_ready');
      addHistory(count);
      await poll('transcript_ready');
      const cost: number[] = [];
      for (let round = 0; round < 2; round += 1) {
        endedCall(MINUTE);
        await poll('transcript_ready');
        cost.push(sandbox.requests.length);
        await poll('transcript_ready');
        cost.push(sandbox.requests.length);
        sandbox.clock.advance(15 * MINUTE);
      }
      costs.push(cost);
    }
    const isOldestFirst = order === 'oldest_first';
    // With the oldest first, the first page shows the order in each poll.
    expect(costs[0]).toEqual(isOldestFirst ? [3, 2, 3, 2] : [2, 1, 2, 1]);
    if (!isOldestFirst) expect(costs[1]).toEqual([2, 1, 2, 1]);
    // The newest are on the last page and, if it is short, on the one before.
    else
      expect(costs[1]?.map((cost, index) => cost - (costs[0]?.[index] ?? 0) <= 1)).toEqual([
        true,
        true,
        true,
        true,
      ]);
  });

  test.each([
    [100, [1, 2]],
    [101, [2, 2]],
    [200, [2, 3]],
    [201, [3, 3]],
    [250, [3, 3]],
  ])('%i conversations inside the look-back: %j pages, idle', async (count, pages) => {
    addCalls(count);
    for (const [index, order] of ORDERS.entries()) {
      sandbox.behaviour.listOrder = order;
      await poll('new_conversation');
      expect(await poll('new_conversation')).toHaveLength(count);
      // With the oldest first, a full last page may hide another.
      expect([order, sandbox.requests.length]).toEqual([order, pages[index]]);
    }
  });

  test('150 ended conversations inside the look-back: each is looked at once', async () => {
    addCalls(150, { lines: [] });
    expect(await poll('transcript_ready')).toEqual([]);
    expect(sandbox.requests).toHaveLength(2 + 150);
    expect(await poll('transcript_ready')).toEqual([]);
    expect(sandbox.requests).toHaveLength(2);
  });

  test('a day later nothing is left of them', async () => {
    addCalls(120);
    expect(await poll('conversation_ended')).toHaveLength(120);
    sandbox.clock.advance(DAY);
    expect(await poll('conversation_ended')).toEqual([]);
    expect(sandbox.requests).toHaveLength(1);
    const memory: unknown = await withMemory('conversation_ended', (z, name) => z.cache.get(name));
    expect(memory).toMatchObject({ states: {} });
  });

  test('a conversation without the thing is looked at whenever the time since its end has doubled', async () => {
    // Somebody was there, but what they said never becomes a recording.
    sandbox.addConversation({ createdAt: ago(5 * MINUTE), endedAt: ago(MINUTE), lines: TALK });
    const looks: number[] = [];
    for (let minutes = 1; minutes <= 40; minutes += 1) {
      expect(await poll('recording_ready')).toEqual([]);
      if (sandbox.requests.length === 2) looks.push(minutes);
      sandbox.clock.advance(MINUTE);
    }
    expect(looks).toEqual([1, 2, 4, 8, 16, 32]);
  });

  test.each(['transcript_ready', 'recording_ready', 'perception_analysis_ready'] as const)(
    '%s: a conversation to which nobody came is looked at once',
    async (key) => {
      sandbox.addConversation({ createdAt: ago(10 * MINUTE), endedAt: ago(5 * MINUTE), lines: [] });
      await poll(key);
      expect(sandbox.requests).toHaveLength(2);
      for (let round = 0; round < 12; round += 1) {
        sandbox.clock.advance(HOUR);
        expect(await poll(key)).toEqual([]);
        expect(sandbox.requests).toHaveLength(1);
      }
    },
  );

  test('two Zaps with the same trigger share what was learned', async () => {
    endedCall(MINUTE);
    await poll('transcript_ready');
    await poll('transcript_ready', { replica_id: SEED.replica });
    expect(sandbox.requests).toHaveLength(1);
  });

  test('Zaps with different triggers do not get in each other’s way', async () => {
    const id = callThatEndsNow();
    sandbox.clock.advance(HOUR);
    for (const key of KEYS) expect([key, ...idsOf(await poll(key))]).toEqual([key, id]);
    for (const key of KEYS) expect([key, ...idsOf(await poll(key))]).toEqual([key, id]);
  });
});

describe('conversations in test mode', () => {
  const REAL_THINGS = KEYS.filter((key) => key !== 'new_conversation');

  test('never fire the four, and are rarely looked at', async () => {
    const { id } = sandbox.addConversation({ testMode: true, createdAt: ago(0), endedAt: ago(0) });
    expect(idsOf(await poll('new_conversation'))).toEqual([id]);
    const looks = new Map<Key, number>();
    for (let round = 0; round < 12; round += 1) {
      for (const key of REAL_THINGS) {
        expect(await poll(key)).toEqual([]);
        looks.set(key, (looks.get(key) ?? 0) + sandbox.requests.length - 1);
      }
      sandbox.clock.advance(5 * MINUTE);
    }
    // Immediately, after 5 minutes, and when the time since then has doubled.
    expect([...looks.values()]).toEqual([5, 5, 5, 5]);
  });

  test('are not samples of the four, nor swallowed as such', async () => {
    sandbox.addConversation({ testMode: true, createdAt: ago(2 * DAY), endedAt: ago(2 * DAY) });
    for (const key of REAL_THINGS) {
      expect(await poll(key, {}, { isLoadingSample: true })).toEqual([]);
    }
    expect(await poll('new_conversation', {}, { isLoadingSample: true })).toHaveLength(1);
  });

  test('of every age of the API', async () => {
    for (const age of AGES) {
      sandbox.addConversation({
        age,
        testMode: true,
        createdAt: ago(5 * HOUR),
        endedAt: ago(5 * HOUR),
      });
    }
    for (let round = 0; round < 4; round += 1) {
      for (const key of REAL_THINGS) expect(await poll(key)).toEqual([]);
      sandbox.clock.advance(HOUR);
    }
  });
});

describe('in the editor', () => {
  const loading = { isLoadingSample: true };

  test('no further page is asked for when the time is nearly over', async () => {
    sandbox.addConversations(150, () => ({ replicaId: SEED.otherReplica }));
    setLimits({ step: 3 });
    expect(await poll('new_conversation', { replica_id: SEED.replica }, loading)).toEqual([]);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('what has no id is no sample', async () => {
    const value = { data: [{ conversation_name: 'No id' }], total_count: 1 };
    sandbox.fault({ kind: 'json', value });
    expect(await poll('new_conversation', {}, loading)).toEqual([]);
  });

  test.each(KEYS)('%s: an empty account gives an empty list', async (key) => {
    expect(await poll(key, {}, loading)).toEqual([]);
    expect(sandbox.requests).toHaveLength(1);
  });

  describe.each(ORDERS)('with the %s', (order) => {
    test.each(KEYS)('%s: three real records, the newest first, as live ones', async (key) => {
      sandbox.behaviour.listOrder = order;
      // Older than the look-back, and more than a page of them.
      addHistory(120);
      const calls = [callThatEndsNow(), callThatEndsNow(), callThatEndsNow(), callThatEndsNow()];
      sandbox.clock.advance(HOUR);
      const samples = await poll(key, {}, loading);
      expect(idsOf(samples)).toEqual(calls.slice(1).reverse());
      const live = await poll(key);
      expect(idsOf(live)).toEqual([...calls].reverse());
      expect(samples).toEqual(live.slice(0, 3));
    });
  });

  test('records however old they are', async () => {
    addHistory(250);
    const [first] = await poll('transcript_ready', {}, loading);
    expect(first).toMatchObject({
      transcript_text: TALK_AS_TEXT,
      created_at: '2026-11-18T15:00:00.000Z',
    });
    expect(sandbox.requests).toHaveLength(1 + 3);
  });

  test('gives fewer than three where there are fewer, and passes over what lacks the thing', async () => {
    sandbox.addConversation({ createdAt: ago(HOUR), endedAt: ago(50 * MINUTE) });
    const { id } = endedCall(2 * HOUR);
    sandbox.addConversation({ createdAt: ago(9 * HOUR), endedAt: ago(8 * HOUR) });
    expect(idsOf(await poll('transcript_ready', {}, loading))).toEqual([id]);
  });

  test('finds one that stands on a later page', async () => {
    addCalls(120, { replicaId: SEED.otherReplica });
    const { id } = endedCall(20 * HOUR, { replicaId: SEED.replica });
    const form = { replica_id: SEED.replica };
    expect(idsOf(await poll('transcript_ready', form, loading))).toEqual([id]);
    expect(sandbox.requests).toHaveLength(2 + 1);
  });

  test('as many conversations as there is time for are looked at', async () => {
    const { id } = endedCall(20 * HOUR);
    addCalls(250, { lines: [] });
    expect(idsOf(await poll('transcript_ready', {}, loading))).toEqual([id]);
    expect(sandbox.requests).toHaveLength(3 + 251);
  });

  test('the tests of steps are looked at last', async () => {
    const { id } = endedCall(20 * HOUR);
    for (let minutes = 1; minutes <= 20; minutes += 1) {
      const createdAt = ago(minutes * MINUTE);
      sandbox.addConversation({ testMode: true, createdAt, endedAt: createdAt });
    }
    for (const key of ['conversation_ended', 'transcript_ready'] as const) {
      setLimits({ step: 3.1 });
      sandbox.fault({ when: DETAIL, kind: 'delay', seconds: 0.15, times: 3 });
      expect(idsOf(await poll(key, {}, loading))).toEqual([id]);
      expect(sandbox.requests).toHaveLength(1 + 3);
    }
  });

  test.each([
    ['a 429', { kind: 'too_many_requests' }, 'ThrottledError'],
    ['403', { kind: 'status', status: 403 }, 'AppError'],
  ] as const)('%s ends the looks', async (_, fault, name) => {
    addCalls(20);
    sandbox.fault({ ...fault, when: DETAIL, times: Infinity });
    expect(await errorOf(poll('transcript_ready', {}, loading))).toMatchObject({ name });
    expect(sandbox.requests).toHaveLength(1 + 3);
  });

  test('gives what it has when a later request fails', async () => {
    const ids = [1, 2, 3].map((minutes) => endedCall(minutes * MINUTE).id);
    sandbox.fault({ when: DETAIL, kind: 'status', status: 500, after: 1 });
    expect(idsOf(await poll('transcript_ready', {}, loading))).toEqual([ids[0], ids[2]]);
    sandbox.reset();
    addHistory(150);
    const { id } = endedCall(MINUTE, { replicaId: SEED.otherReplica });
    sandbox.fault({ when: LIST, kind: 'status', status: 500, after: 1 });
    const form = { replica_id: SEED.otherReplica };
    expect(idsOf(await poll('transcript_ready', form, loading))).toEqual([id]);
  });

  test('a list that fails is an error', async () => {
    sandbox.fault({ when: LIST, kind: 'status', status: 500 });
    expect(await errorOf(poll('transcript_ready', {}, loading))).toEqual({
      name: 'AppError',
      message:
        'Tavus could not list your conversations: its service has a problem (status 500). Try again in a few minutes.',
    });
  });

  test('swallows nothing: what was a sample fires', async () => {
    const { id } = endedCall(MINUTE);
    await poll('transcript_ready', {}, loading);
    expect(await poll('transcript_ready')).toMatchObject([{ id, transcript_text: TALK_AS_TEXT }]);
  });
});

describe('when a Zap is turned on', () => {
  test.each(KEYS)('%s: gives all ids that would fire, also of more than a page', async (key) => {
    addCalls(130);
    const call = callThatEndsNow();
    sandbox.clock.advance(HOUR);
    const ids = idsOf(await turnOn(key));
    expect(ids).toContain(call);
    const live = idsOf(await poll(key));
    expect(ids).toEqual(expect.arrayContaining(live));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each([
    ['transcript_ready', 'transcriptDelay'],
    ['recording_ready', 'recordingDelay'],
    ['perception_analysis_ready', 'perceptionDelay'],
  ] as const)('%s: does not swallow what is not ready yet', async (key, delay) => {
    sandbox.behaviour[delay] = 8 * MINUTE;
    const done = endedCall(HOUR).id;
    const coming = callThatEndsNow();
    sandbox.clock.advance(5 * MINUTE);
    const swallowed = idsOf(await turnOn(key));
    expect(swallowed).not.toContain(coming);
    expect(swallowed.includes(done)).toBe(key === 'transcript_ready');
    sandbox.clock.advance(5 * MINUTE);
    expect(idsOf(await poll(key))).toContain(coming);
  });

  test('does not swallow a call that goes on', async () => {
    const { id } = sandbox.addConversation({ status: 'active', createdAt: ago(50 * MINUTE) });
    sandbox.join(id);
    sandbox.say(id, 'user', 'Hello');
    expect(await turnOn('transcript_ready')).toEqual([]);
    sandbox.leave(id);
    sandbox.clock.advance(MINUTE);
    expect(idsOf(await poll('transcript_ready'))).toEqual([id]);
  });

  test('asks once about what may still come, and nothing about what has surely ended', async () => {
    addCalls(90);
    expect(await turnOn('transcript_ready')).toHaveLength(90);
    expect(sandbox.requests).toHaveLength(1 + 90);
    await poll('transcript_ready');
    expect(sandbox.requests).toHaveLength(1);
    expect(await turnOn('conversation_ended')).toHaveLength(90);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('stays off if it cannot read the whole list: else it would fire for the past', async () => {
    addCalls(120);
    sandbox.fault({ when: LIST, kind: 'status', status: 500, after: 1 });
    expect((await errorOf(turnOn('new_conversation'))).message).toMatch(/has a problem/);
    setLimits({ step: 6.3 });
    sandbox.fault({ when: LIST, kind: 'delay', seconds: 0.4, times: 2 });
    expect(await turnOn('new_conversation')).toHaveLength(120);
    setLimits({ step: 0.5 });
    sandbox.fault({ when: LIST, kind: 'delay', seconds: 0.4, times: 2 });
    expect((await errorOf(turnOn('new_conversation'))).message).toMatch(/did not reply in time/);
  });

  const NOTHING_HAPPENED: Fault = {
    kind: 'changed_json',
    change: (body) => ({ ...Object(body), events: null, shutdown_reason: null }),
  };

  test.each<[string, Fault]>([
    ...GET_FAULTS,
    ['a 404', { kind: 'status', status: 404 }],
    ['a 429', { kind: 'too_many_requests' }],
    ['401', { kind: 'status', status: 401 }],
    ['403', { kind: 'status', status: 403 }],
    ['an answer without events', NOTHING_HAPPENED],
  ])('looks again after %s, so that it does not fire for the past later', async (_, fault) => {
    for (let index = 0; index < 40; index += 1) endedCall((1 + 3 * index) * MINUTE);
    sandbox.fault({ ...fault, when: DETAIL, after: 9 });
    expect(await turnOn('transcript_ready')).toHaveLength(40);
    expect(sandbox.requests).toHaveLength(1 + 40 + 1);
  });

  test.each<[string, Fault, string, string]>([
    ['a 429', { kind: 'too_many_requests' }, 'ThrottledError', 'too many requests'],
    ['401', { kind: 'status', status: 401 }, 'ExpiredAuthError', 'does not accept this API key'],
    ['402', { kind: 'status', status: 402 }, 'AppError', 'has no credits left'],
    ['403', { kind: 'status', status: 403 }, 'AppError', 'no permission'],
  ])('stays off if %s goes on, and need not begin again', async (_, fault, name, words) => {
    for (let index = 0; index < 40; index += 1) endedCall((1 + 3 * index) * MINUTE);
    sandbox.fault({ ...fault, when: DETAIL, after: 9, times: Infinity });
    const error = await errorOf(turnOn('transcript_ready'));
    expect(error).toMatchObject({ name, message: expect.stringContaining(words) });
    sandbox.clearFaults();
    expect(await turnOn('transcript_ready')).toHaveLength(40);
    expect(sandbox.requests).toHaveLength(1 + 31);
  });

  test.each<[string, Fault, string]>([
    ['fail', { kind: 'status', status: 500 }, 'has a problem'],
    ['take too long', { kind: 'never_answer' }, 'did not reply in time'],
  ])('stays off if all conversations %s', async (_, fault, words) => {
    setLimits({ step: 3.4, request: 0.3 });
    endedCall(MINUTE);
    endedCall(5 * HOUR);
    sandbox.fault({ ...fault, when: DETAIL, times: Infinity });
    expect((await errorOf(turnOn('transcript_ready'))).message).toContain(words);
  });

  test('stays off if there is no time to look at any', async () => {
    setLimits({ step: 3 });
    addCalls(2);
    expect((await errorOf(turnOn('transcript_ready'))).message).toContain('did not reply in time');
    expect(sandbox.requests).toHaveLength(1);
  });

  test.each<[string, Fault, number]>([
    ...GET_FAULTS.map(([title, fault]) => [title, fault, MINUTE] as [string, Fault, number]),
    ['a 404', { kind: 'status', status: 404 }, MINUTE],
    ['an answer without events', NOTHING_HAPPENED, 5 * HOUR],
  ])('counts one that always fails with %s as past', async (_, fault, secondsAgo) => {
    const { id } = endedCall(secondsAgo);
    const others = [2, 3, 4].map((minutes) => endedCall(minutes * MINUTE).id);
    const when = { path: `/v2/conversations/${id}` };
    sandbox.fault({ ...fault, when, times: Infinity });
    // What another Zap remembers of such a look says nothing.
    await poll('transcript_ready');
    expect(anyOrder(idsOf(await turnOn('transcript_ready')))).toEqual(anyOrder([id, ...others]));
  });

  test('one that is going on, and in the list of those that have ended, is not past', async () => {
    const { id } = sandbox.addConversation({ status: 'active', createdAt: ago(HOUR) });
    sandbox.fault({ when: LIST, kind: 'json', times: Infinity, value: listOf('active', id) });
    sandbox.fault({ when: DETAIL, kind: 'status', status: 500, times: Infinity });
    for (const key of KEYS) {
      expect(idsOf(await turnOn(key))).toEqual(key === 'new_conversation' ? [id] : []);
    }
  });

  test('gives no big parts', async () => {
    endedCall(MINUTE);
    expect(await turnOn('transcript_ready')).toMatchObject([
      { transcript_text: null, transcript: [], perception_analysis: null },
    ]);
  });

  test('again, after a pause, gives what fired meanwhile for another Zap', async () => {
    const { id } = endedCall(MINUTE);
    await poll('transcript_ready');
    expect(idsOf(await turnOn('transcript_ready'))).toEqual([id]);
  });
});

describe('inside the time of a step', () => {
  /** A poll begins nothing more when less than three seconds are left, or six for another page. */
  const RESERVE = 3;

  test('slow answers: a poll gives what it has, the next ones the rest', async () => {
    setLimits({ step: RESERVE + 0.4 });
    const ids = Array.from({ length: 40 }, (_, index) => endedCall((1 + index) * MINUTE).id);
    sandbox.fault({ when: DETAIL, kind: 'delay', seconds: 0.1, times: Infinity });
    const seen = new Set<unknown>();
    let polls = 0;
    for (; seen.size < ids.length && polls < 12; polls += 1) {
      const before = seen.size;
      for (const id of idsOf(await poll('transcript_ready'))) seen.add(id);
      expect(seen.size).toBeGreaterThan(before);
    }
    expect(anyOrder([...seen])).toEqual(anyOrder(ids));
    expect(polls).toBeGreaterThan(1);
  });

  test('slow answers and a cache that loses everything: each has its turn', async () => {
    setLimits({ step: RESERVE + 0.2 });
    const ids = Array.from({ length: 30 }, (_, index) => endedCall((1 + index) * MINUTE).id);
    sandbox.fault({ when: DETAIL, kind: 'delay', seconds: 0.1, times: Infinity });
    const seen = new Set<unknown>();
    for (let polls = 0; seen.size < ids.length && polls < 40; polls += 1) {
      sandbox.clock.advance(15 * MINUTE);
      for (const id of idsOf(await poll('transcript_ready'))) seen.add(id);
      await forget('transcript_ready');
    }
    expect(anyOrder([...seen])).toEqual(anyOrder(ids));
  });

  test('a slow list: a poll gives what it has listed, and a faster one the rest', async () => {
    setLimits({ step: 2 * RESERVE + 0.4 });
    addCalls(1200);
    sandbox.fault({ when: LIST, kind: 'delay', seconds: 0.15, times: Infinity });
    const fired = await poll('new_conversation');
    expect(fired.length).toBeGreaterThanOrEqual(100);
    expect(fired.length).toBeLessThan(1200);
    sandbox.clearFaults();
    setLimits({ step: 25 });
    expect(await poll('new_conversation')).toHaveLength(1200);
  });

  test('slow answers in the editor: as many as there is time for, several at once', async () => {
    setLimits({ step: RESERVE + 0.8 });
    addCalls(100, { lines: [] });
    sandbox.fault({ when: DETAIL, kind: 'delay', seconds: 0.3, times: Infinity });
    await poll('transcript_ready', {}, { isLoadingSample: true });
    // Three at first, then five at once.
    expect(sandbox.requests.length).toBeGreaterThanOrEqual(1 + 3 + 5);
    expect(sandbox.requests.length).toBeLessThanOrEqual(1 + 3 + 5 + 5);
  });

  test('a Tavus that never answers', async () => {
    setLimits({ step: RESERVE + 0.5 });
    setLimits({ request: 0.7 });
    const ids = [1, 2, 3, 4, 5, 6, 7].map((minutes) => endedCall(minutes * MINUTE).id);
    sandbox.fault({ when: DETAIL, kind: 'never_answer', after: 1, times: Infinity });
    expect(await poll('transcript_ready')).toHaveLength(1);
    // The first, and the five that were under way when the time was over.
    expect(sandbox.requests).toHaveLength(1 + 1 + 5);
    sandbox.clearFaults();
    setLimits({ step: 25 });
    expect(anyOrder(idsOf(await poll('transcript_ready')))).toEqual(anyOrder(ids));
  });
});

describe('narrowed to a persona or a replica', () => {
  const NAMES = ['old', 'new', 'mixed'] as const;

  describe.each(NAMES)('with the %s names', (names) => {
    test.each(KEYS)('%s', async (key) => {
      sandbox.behaviour.names = names;
      const replicas = [SEED.replica, SEED.otherReplica];
      const personas = [SEED.persona, SEED.personaOfOtherReplica];
      const all = replicas.flatMap((replicaId) =>
        personas.flatMap((personaId) =>
          [0, 1].map(() => {
            const { id } = sandbox.addConversation({
              status: 'active',
              replicaId,
              personaId,
              body: RECORDED,
            });
            sandbox.playCall(id, TALK, { record: true });
            return { id, replicaId, personaId };
          }),
        ),
      );
      sandbox.clock.advance(HOUR);
      const persona_id = SEED.persona;
      const replica_id = SEED.otherReplica;
      const ofPersona = all.filter((each) => each.personaId === persona_id).map(({ id }) => id);
      const ofReplica = all.filter((each) => each.replicaId === replica_id).map(({ id }) => id);
      const both = ofPersona.filter((id) => ofReplica.includes(id));
      const get = async (form: object) => anyOrder(idsOf(await poll(key, form)));
      expect(await get({ persona_id, replica_id })).toEqual(anyOrder(both));
      if (key !== 'new_conversation') expect(sandbox.requests).toHaveLength(1 + 2);
      expect(await get({ persona_id })).toEqual(anyOrder(ofPersona));
      expect(await get({ replica_id })).toEqual(anyOrder(ofReplica));
      expect(await get({})).toEqual(anyOrder(all.map(({ id }) => id)));
      expect(anyOrder(idsOf(await turnOn(key, { persona_id })))).toEqual(anyOrder(ofPersona));
      const samples = await poll(key, { persona_id, replica_id }, { isLoadingSample: true });
      expect(idsOf(samples)).toEqual([...both].reverse());
      expect(sandbox.requests).toHaveLength(key === 'new_conversation' ? 1 : 1 + 2);
    });
  });

  describe('if the list has no persona, as in older answers', () => {
    let own: string;
    let other: string;

    beforeEach(() => {
      sandbox.behaviour.age = '2025';
      own = endedCall(2 * MINUTE, { personaId: SEED.persona }).id;
      other = endedCall(MINUTE, { personaId: SEED.personaOfOtherReplica }).id;
      const data = [...sandbox.conversations].reverse().map(({ id, createdAt }) => ({
        conversation_id: id,
        status: 'ended',
        replica_id: SEED.replica,
        created_at: createdAt.toISOString(),
      }));
      const value = { data, total_count: data.length };
      sandbox.fault({ when: LIST, kind: 'json', times: Infinity, value });
    });

    test.each(['new_conversation', 'transcript_ready'] as const)(
      '%s: each is asked once',
      async (key) => {
        const form = { persona_id: SEED.persona };
        expect(idsOf(await poll(key, form))).toEqual([own]);
        expect(sandbox.requests).toHaveLength(1 + 2);
        expect(idsOf(await poll(key, form))).toEqual([own]);
        expect(sandbox.requests).toHaveLength(1);
      },
    );

    test.each(['new_conversation', 'transcript_ready'] as const)(
      '%s: what is not for one Zap is still for another',
      async (key) => {
        expect(idsOf(await poll(key, { persona_id: SEED.persona }))).toEqual([own]);
        expect(idsOf(await poll(key, { persona_id: SEED.personaOfOtherReplica }))).toEqual([other]);
        expect(idsOf(await poll(key))).toEqual([other, own]);
      },
    );

    test.each(['new_conversation', 'transcript_ready'] as const)(
      '%s: what fired for one Zap does not fire for another that it is not for',
      async (key) => {
        expect(idsOf(await poll(key))).toEqual([other, own]);
        expect(idsOf(await poll(key, { persona_id: SEED.persona }))).toEqual([own]);
        expect(idsOf(await turnOn(key, { persona_id: SEED.persona }))).toContain(own);
      },
    );

    test('the samples are only of that persona', async () => {
      const form = { persona_id: SEED.persona };
      for (const key of ['new_conversation', 'transcript_ready'] as const) {
        expect(idsOf(await poll(key, form, { isLoadingSample: true }))).toEqual([own]);
      }
    });
  });

  test('a name in place of an id is refused before anything is asked', async () => {
    const error = await errorOf(poll('transcript_ready', { replica_id: 'Sam from Sales' }));
    expect(error.message).toContain('Replica');
    expect(sandbox.requests).toEqual([]);
  });
});
