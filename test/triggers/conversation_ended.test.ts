import { describe, expect, test } from '@jest/globals';
import { form, perform } from '../../triggers/conversation_ended.ts';
import { errorOf, requestsOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** A conversation has ended, whether anybody joined or not. */

useClockOfSandbox();

const AGES = ['2025', 'may_2026', 'autumn_2026'] as const;

test.each(AGES)('fires with the reason, API of %s', async (age) => {
  sandbox.behaviour.age = age;
  for (const [minute, shutdownReason] of [
    'max_call_duration',
    'participant_left_timeout',
    'participant_absent_timeout',
    'end_conversation_endpoint_hit',
    'exception_encountered_during_conversation_startup',
    'daily_room_has_been_deleted',
  ].entries()) {
    sandbox.addConversation({ shutdownReason, createdAt: `2026-11-20T14:0${minute}:00.000Z` });
  }
  const fired = await run(perform);
  expect(fired.map((each) => [each.shutdown_reason, each.participant_joined])).toEqual([
    ['other', null],
    ['could_not_start', false],
    ['ended_by_request', null],
    ['participant_absent', false],
    ['participant_left', true],
    ['max_call_duration', null],
  ]);
  expect(fired[0]).toMatchObject({ ended_at: '2026-11-20T14:06:00.000Z', duration_seconds: 60 });
});

test('fires where nobody came', async () => {
  const { id } = sandbox.addConversation({ lines: [] });
  expect(await run(perform)).toMatchObject([
    { id, shutdown_reason: 'participant_absent', participant_joined: false, transcript: [] },
  ]);
});

test('waits for the reason, but no longer than ten minutes', async () => {
  // Ended, with an event from before its end alone.
  const joined = { kind: 'replica_joined', at: sandbox.clock.now() } as const;
  const { id } = sandbox.addConversation({ testMode: true, events: [joined] });
  for (const minutes of [5, 4]) {
    expect(await run(perform)).toEqual([]);
    sandbox.clock.advance(minutes * 60);
  }
  expect(await run(perform)).toEqual([]);
  // The next look is due when the time since it was first seen has doubled.
  sandbox.clock.advance(5 * 60);
  expect(await run(perform)).toMatchObject([{ id, shutdown_reason: null, ended_at: null }]);
});

test('gives the reason that comes meanwhile', async () => {
  const now = sandbox.clock.now().getTime();
  const { id } = sandbox.addConversation({
    testMode: true,
    events: [
      { kind: 'replica_joined', at: new Date(now) },
      { kind: 'shutdown', at: new Date(now + 30_000), reason: 'max_call_duration' },
    ],
  });
  expect(await run(perform)).toEqual([]);
  sandbox.clock.advance(60);
  expect(await run(perform)).toMatchObject([
    { id, shutdown_reason: 'max_call_duration', ended_at: '2026-11-20T15:00:30.000Z' },
  ]);
});

test('waits for the moment of the end where only the conversation itself says the reason', async () => {
  const now = sandbox.clock.now().getTime();
  const end = {
    kind: 'shutdown',
    at: new Date(now + 30_000),
    reason: 'max_call_duration',
  } as const;
  const { id } = sandbox.addConversation({ events: [end], shutdownReason: 'max_call_duration' });
  expect(await run(perform)).toEqual([]);
  sandbox.clock.advance(60);
  expect(await run(perform)).toMatchObject([{ id, ended_at: '2026-11-20T15:00:30.000Z' }]);
});

test('takes the reason from the conversation itself where no event comes', async () => {
  const { id } = sandbox.addConversation({ events: [], shutdownReason: 'max_call_duration' });
  expect(await run(perform)).toEqual([]);
  sandbox.clock.advance(599);
  expect(await run(perform)).toEqual([]);
  sandbox.clock.advance(600);
  expect(await run(perform)).toMatchObject([
    { id, shutdown_reason: 'max_call_duration', ended_at: null },
  ]);
});

describe.each(['active', 'ended'])('a call that goes on, which a list has as %s', (status) => {
  test.each<[object, object]>([
    [{}, {}],
    [{ participant_joined: 'yes' }, {}],
    [{}, { isLoadingSample: true }],
    [{}, { isPopulatingDedupe: true }],
  ])('does not fire, with %j and %j', async (fields, meta) => {
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.join(id);
    sandbox.say(id, 'user', 'Hello');
    const listed = { conversation_id: id, status, created_at: '2026-11-20T15:00:00.000Z' };
    const value = { data: [listed], total_count: 1 };
    const when = { path: '/v2/conversations' };
    sandbox.fault({ kind: 'json', value, when, times: Infinity });
    for (let rounds = 0; rounds < 5; rounds += 1) {
      expect(await run(perform, { ...fields }, meta)).toEqual([]);
      sandbox.clock.advance(11 * 60);
    }
    sandbox.leave(id);
    sandbox.clearFaults();
    sandbox.clock.advance(3600);
    expect(await run(perform, { ...fields })).toMatchObject([{ id }]);
  });
});

// ---- narrowed

const REASONS = [
  ['participant_absent', 'participant_absent_timeout'],
  ['participant_left', 'participant_left_timeout'],
  ['max_call_duration', 'max_call_duration'],
  ['ended_by_request', 'end_conversation_endpoint_hit'],
  ['could_not_start', 'exception_encountered_during_conversation_startup'],
  ['other', 'daily_room_has_been_deleted'],
] as const;

test('offers every reason, in words', () => {
  const field = form.fields.find(({ key }) => key === 'shutdown_reason');
  const offered = field?.kind.choices ?? [];
  expect(offered.map(({ value }) => value)).toEqual(REASONS.map(([reason]) => reason));
  expect(offered[0]).toEqual({ value: 'participant_absent', label: 'No-Show (Nobody Joined)' });
});

test.each(REASONS)('fires only for the reason %s', async (shutdown_reason, _) => {
  for (const [, shutdownReason] of REASONS) sandbox.addConversation({ shutdownReason });
  const fired = await run(perform, { shutdown_reason });
  expect(fired.map((each) => each.shutdown_reason)).toEqual([shutdown_reason]);
});

test('an outcome that does not appear is requested ever more seldom', async () => {
  sandbox.addConversation({ lines: [], shutdownReason: 'end_conversation_endpoint_hit' });
  const looks: number[] = [];
  for (const hour of [0, 1, 2, 3]) {
    sandbox.clearRequests();
    for (const _ of Array.from({ length: 12 })) {
      expect(await run(perform, { call_outcome: 'talked' })).toEqual([]);
      sandbox.clock.advance(300);
    }
    looks[hour] = requestsOf('GET').filter(({ path }) => path !== '/v2/conversations').length;
  }
  expect(looks[0]).toBeLessThanOrEqual(6);
  expect((looks[1] ?? 9) + (looks[2] ?? 9) + (looks[3] ?? 9)).toBeLessThanOrEqual(3);
});

describe('narrowed by what came of the call', () => {
  const ended = (rest: object) =>
    sandbox.addConversation({ createdAt: '2026-11-20T14:00:00.000Z', ...rest }).id;

  test.each(['talked', 'joined_silent', 'no_show', 'failed', 'unknown'])('%s', async (outcome) => {
    const ids: Readonly<Record<string, string>> = {
      talked: ended({ lines: [['user', 'Hello']] }),
      joined_silent: ended({ shutdownReason: 'participant_left_timeout' }),
      no_show: ended({}),
      failed: ended({ shutdownReason: 'internal error occurred at step 3' }),
      unknown: ended({ shutdownReason: 'end_conversation_endpoint_hit' }),
    };
    for (const meta of [{}, {}, { isLoadingSample: true }]) {
      const fired = await run(perform, { call_outcome: outcome }, meta);
      expect(fired.map(({ id, call_outcome }) => [id, call_outcome])).toEqual([
        [ids[outcome], outcome],
      ]);
    }
    expect(await run(perform)).toHaveLength(5);
  });

  test('it waits for the transcript, and without it fires at once', async () => {
    sandbox.behaviour.transcriptDelay = 100;
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.playCall(id, [['user', 'Hello']]);
    expect(await run(perform, { call_outcome: 'talked' })).toEqual([]);
    expect(await run(perform)).toMatchObject([{ id, call_outcome: 'unknown' }]);
    sandbox.clock.advance(100);
    expect(await run(perform, { call_outcome: 'joined_silent' })).toEqual([]);
    expect(await run(perform, { call_outcome: 'talked' })).toMatchObject([
      { id, call_outcome: 'talked' },
    ]);
  });

  test('but no longer than ten minutes', async () => {
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.join(id);
    sandbox.leave(id);
    sandbox.clock.advance(599);
    expect(await run(perform, { call_outcome: 'joined_silent' })).toEqual([]);
    sandbox.clock.advance(601);
    expect(await run(perform, { call_outcome: 'joined_silent' })).toMatchObject([{ id }]);
  });

  test('that nobody knows it is known after ten minutes', async () => {
    const id = ended({
      createdAt: '2026-11-20T14:59:00.000Z',
      shutdownReason: 'end_conversation_endpoint_hit',
    });
    for (const seconds of [300, 299]) {
      expect(await run(perform, { call_outcome: 'unknown' })).toEqual([]);
      sandbox.clock.advance(seconds);
    }
    expect(await run(perform, { call_outcome: 'unknown' })).toEqual([]);
    sandbox.clock.advance(600);
    expect(await run(perform, { call_outcome: 'unknown' })).toMatchObject([{ id }]);
  });

  test('an unknown outcome is refused', async () => {
    const error = await errorOf(run(perform, { call_outcome: 'sold' }));
    expect(error.message).toContain('Call Outcome');
    expect(sandbox.requests).toEqual([]);
  });
});
