import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform as createConversation } from '../../../creates/create_conversation.ts';
import { SEED, type TimeForm } from '../../../sandbox/sandbox.ts';
import { perform as findConversation } from '../../../searches/find_conversation.ts';
import { perform as transcriptReady } from '../../../triggers/transcript_ready.ts';
import { run, sandbox } from '../../tavus_app.ts';

/** What the app makes of answers that are written in another way than the documented one. */

const PLACE = {
  enable_recording: true,
  recording_storage: { provider: 's3', bucket_name: 'calls' },
};

/** A call of ten seconds that begins now. */
function talk(body: object = {}): string {
  const { id } = sandbox.addConversation({ status: 'active', body: { ...body } });
  sandbox.playCall(id, [
    ['assistant', 'Hello!'],
    ['user', 'Hello.'],
  ]);
  sandbox.clock.advance(200);
  return id;
}

async function found(id: string) {
  const [record] = await run(findConversation, { conversation_id: id });
  return record;
}

describe.each<TimeForm>([
  'of_its_age',
  'rfc_1123',
  'hours_offset',
  'other_zone',
  'spaces',
  'no_zone',
  'epoch_seconds',
  'epoch_milliseconds',
  'epoch_text',
])('dates in the form %s', (timeForm) => {
  beforeEach(() => {
    sandbox.behaviour.timeForm = timeForm;
  });

  test('are the same moments', async () => {
    for (const age of ['2025', 'autumn_2026'] as const) {
      sandbox.behaviour.age = age;
      const start = sandbox.clock.now().toISOString();
      const end = new Date(sandbox.clock.now().getTime() + 10_000).toISOString();
      expect(await found(talk())).toMatchObject({
        created_at: start,
        ended_at: end,
        duration_seconds: 10,
        transcript: [{ text: 'Hello!' }, { text: 'Hello.' }],
      });
    }
  });

  test('say when a link stops working', async () => {
    expect(await run(createConversation, { replica_id: SEED.replica })).toMatchObject({
      created_at: '2026-11-20T15:00:00.000Z',
      join_by: '2026-11-20T15:05:00.000Z',
      ends_by: '2026-11-20T16:00:00.000Z',
    });
  });

  test('do not keep a trigger from firing', async () => {
    const id = talk();
    const fired = await run(transcriptReady, {}, { isLoadingSample: true });
    expect(fired).toMatchObject([{ id }]);
  });
});

describe('who spoke', () => {
  test.each(['assistant', 'replica', 'face', 'pal', 'persona', 'agent', 'AI', 'bot', 'Replica'])(
    'the replica, called %s',
    async (assistant) => {
      sandbox.behaviour.roleNames = { user: 'user', assistant };
      expect(await found(talk())).toMatchObject({
        transcript_text: 'Replica: Hello!\nParticipant: Hello.',
        replica_turns: 1,
        participant_turns: 1,
      });
    },
  );

  test.each(['user', 'participant', 'human', 'USER', 'guest'])(
    'a person, called %s',
    async (user) => {
      sandbox.behaviour.roleNames = { user, assistant: 'assistant' };
      expect(await found(talk())).toMatchObject({
        transcript_text: 'Replica: Hello!\nParticipant: Hello.',
        participant_joined: true,
      });
    },
  );

  test.each(['system', 'tool', 'function', 'developer', ''])(
    'nobody, where it is called %j',
    async (assistant) => {
      sandbox.behaviour.roleNames = { user: 'user', assistant };
      expect(await found(talk())).toMatchObject({ transcript_text: 'Participant: Hello.' });
    },
  );
});

describe('why it ended', () => {
  test.each(['code', 'words', 'capitals', 'camel_case'] as const)('as %s', async (reasonForm) => {
    sandbox.behaviour.reasonForm = reasonForm;
    for (const [reason, meant] of [
      ['max_call_duration', 'max_call_duration'],
      ['participant_left_timeout', 'participant_left'],
      ['participant_absent_timeout', 'participant_absent'],
      ['end_conversation_endpoint_hit', 'ended_by_request'],
      ['bot_could_not_join_meeting_it_was_probably_ended', 'could_not_start'],
      ['exception_encountered_during_conversation_startup', 'could_not_start'],
      ['daily_room_has_been_deleted', 'other'],
      ['internal error occurred at step x', 'other'],
    ] as const) {
      const { id } = sandbox.addConversation({ shutdownReason: reason });
      expect((await found(id))?.shutdown_reason).toBe(meant);
    }
  });

  test.each([
    ['Maximum call duration was reached', 'max_call_duration'],
    ['participant-left-timeout', 'participant_left'],
    ['ParticipantAbsentTimeout reached', 'participant_absent'],
    ['The participants left', 'participant_left'],
    ['nobody knows', 'other'],
  ])('%s', async (shutdownReason, meant) => {
    const { id } = sandbox.addConversation({ shutdownReason });
    const record = await found(id);
    expect(record?.shutdown_reason).toBe(meant);
    expect(record?.shutdown_reason_words).toBe(shutdownReason);
  });
});

describe('recordings of one call', () => {
  function recorded(seconds: readonly number[], copyFails: readonly boolean[] = []): string {
    const { id } = sandbox.addConversation({ status: 'active', body: { properties: PLACE } });
    sandbox.join(id);
    seconds.forEach((length, index) => {
      sandbox.startRecording(id, { copyFails: copyFails[index] ?? false });
      sandbox.clock.advance(length);
      sandbox.stopRecording(id);
    });
    sandbox.leave(id);
    sandbox.clock.advance(200);
    return id;
  }

  test('none disappears, and the longest is in the fields of the record', async () => {
    const id = recorded([10, 60, 20]);
    const record = await found(id);
    expect(record).toMatchObject({
      recording_status: 'ready',
      recording_duration_seconds: 60,
      recordings: [
        { status: 'ready', duration_seconds: 10, bucket: 'calls' },
        { status: 'ready', duration_seconds: 60, bucket: 'calls' },
        { status: 'ready', duration_seconds: 20, bucket: 'calls' },
      ],
    });
    expect(record?.recordings[1]).toEqual({
      status: 'ready',
      uri: record?.recording_uri,
      bucket: 'calls',
      key: record?.recording_key,
      duration_seconds: 60,
    });
    expect(new Set(record?.recordings.map(({ uri }) => uri)).size).toBe(3);
  });

  test('one that could not be copied is among them, and does not hide the others', async () => {
    expect(await found(recorded([90, 5], [true, false]))).toMatchObject({
      recording_status: 'ready',
      recording_duration_seconds: 5,
      recordings: [
        { status: 'failed', uri: null, bucket: null, key: null, duration_seconds: null },
        { status: 'ready', duration_seconds: 5 },
      ],
    });
  });

  test('all of them failed', async () => {
    expect(await found(recorded([9, 5], [true, true]))).toMatchObject({
      recording_status: 'failed',
      recording_error: 'The bucket could not be written to. access_denied',
    });
  });

  test('none at all', async () => {
    expect(await found(recorded([]))).toMatchObject({ recording_status: null, recordings: [] });
  });

  test('a repeated one counts once', async () => {
    const at = sandbox.clock.now();
    const place = { provider: 's3', container: 'calls', storageAccount: undefined } as const;
    const recording = (key: string) =>
      ({ kind: 'recording_ready', at, place, key, durationSeconds: 5 }) as const;
    const { id } = sandbox.addConversation({
      events: [recording('a'), recording('a'), recording('b')],
    });
    expect((await found(id))?.recordings.map(({ key }) => key)).toEqual(['a', 'b']);
  });
});
