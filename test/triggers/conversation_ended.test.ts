import { expect, test } from '@jest/globals';
import { perform } from '../../triggers/conversation_ended.ts';
import { run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

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

test('takes the reason from the conversation itself where there is no event', async () => {
  const { id } = sandbox.addConversation({ events: [], shutdownReason: 'max_call_duration' });
  expect(await run(perform)).toMatchObject([{ id, shutdown_reason: 'max_call_duration' }]);
});
