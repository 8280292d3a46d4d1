import { expect, test } from '@jest/globals';
import { perform } from '../../triggers/transcript_ready.ts';
import { run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** The transcript of an ended conversation is there. */

useClockOfSandbox();

const AGES = ['2025', 'may_2026', 'autumn_2026'] as const;

test.each(AGES)('gives who said what, API of %s', async (age) => {
  sandbox.behaviour.age = age;
  const { id } = sandbox.addConversation({ status: 'active' });
  sandbox.playCall(
    id,
    [
      ['assistant', 'Hi Maria.'],
      ['tool', '{"look": "up"}'],
      ['user', 'How long does it take?'],
      ['assistant', 'A day.'],
    ],
    { secondsPerLine: 4 },
  );
  sandbox.clock.advance(30);
  const fired = await run(perform);
  expect(fired).toMatchObject([
    {
      id,
      transcript_text: 'Replica: Hi Maria.\nParticipant: How long does it take?\nReplica: A day.',
      participant_turns: 1,
      replica_turns: 2,
      participant_joined: true,
      duration_seconds: 16,
    },
  ]);
  const seconds = age === '2025' ? [null, null, null] : [0, 8, 12];
  const duration_seconds = age === '2025' ? null : 2.15;
  expect(fired[0]?.transcript).toEqual([
    { speaker: 'Replica', text: 'Hi Maria.', seconds_from_start: seconds[0], duration_seconds },
    {
      speaker: 'Participant',
      text: 'How long does it take?',
      seconds_from_start: seconds[1],
      duration_seconds,
    },
    { speaker: 'Replica', text: 'A day.', seconds_from_start: seconds[2], duration_seconds },
  ]);
});

test('fires where only the replica spoke', async () => {
  const { id } = sandbox.addConversation({ lines: [['assistant', 'Anybody there?']] });
  expect(await run(perform)).toMatchObject([
    { id, transcript_text: 'Replica: Anybody there?', participant_turns: 0 },
  ]);
});

test('does not fire for a transcript in which nobody speaks, until there is one', async () => {
  const line = { role: 'system', content: 'Be kind.', durationSeconds: 0 } as const;
  const end = sandbox.clock.now();
  const later = new Date(end.getTime() + 60_000);
  const { id } = sandbox.addConversation({
    endedAt: end,
    shutdownReason: 'max_call_duration',
    events: [
      { kind: 'shutdown', at: end, reason: 'max_call_duration' },
      { kind: 'transcription_ready', at: end, lines: [{ ...line, at: end }] },
      {
        kind: 'transcription_ready',
        at: later,
        lines: [
          { ...line, at: end },
          { ...line, role: 'user', content: 'Hi', at: end },
        ],
      },
    ],
  });
  expect(await run(perform)).toEqual([]);
  sandbox.clock.advance(60);
  expect(await run(perform)).toMatchObject([{ id, transcript_text: 'Participant: Hi' }]);
});

test('never fires where nobody came', async () => {
  sandbox.addConversation({ lines: [] });
  for (let hours = 0; hours < 4; hours += 1) {
    expect(await run(perform)).toEqual([]);
    sandbox.clock.advance(3600);
  }
  expect(sandbox.requests).toHaveLength(4 + 1);
});
