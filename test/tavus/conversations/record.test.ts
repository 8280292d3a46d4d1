import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type ConversationRecord,
  conversationDetail,
} from '../../../tavus/conversations/record.ts';

/** Every wire form of a conversation ends in the same record. */

const KEYS = [
  'call_outcome',
  'callback_url',
  'conversation_id',
  'conversation_name',
  'conversation_url',
  'created_at',
  'duration_seconds',
  'ended_at',
  'first_participant_text',
  'id',
  'join_url',
  'last_participant_text',
  'participant_joined',
  'participant_turns',
  'participant_words',
  'perception_analysis',
  'persona_id',
  'persona_name',
  'post_call',
  'post_call_status',
  'recording_bucket',
  'recording_duration_seconds',
  'recording_error',
  'recording_key',
  'recording_provider',
  'recording_status',
  'recording_uri',
  'recordings',
  'reference',
  'replica_id',
  'replica_name',
  'replica_turns',
  'replica_words',
  'room_url',
  'seconds_to_first_word',
  'shutdown_reason',
  'shutdown_reason_words',
  'status',
  'transcript',
  'transcript_file',
  'transcript_short',
  'transcript_subtitles_file',
  'transcript_text',
];

const NOTHING_KNOWN: ConversationRecord = {
  id: 'c1',
  conversation_id: 'c1',
  conversation_name: null,
  reference: null,
  status: null,
  conversation_url: null,
  room_url: null,
  join_url: null,
  replica_id: null,
  persona_id: null,
  persona_name: null,
  replica_name: null,
  callback_url: null,
  created_at: null,
  ended_at: null,
  duration_seconds: null,
  shutdown_reason: null,
  shutdown_reason_words: null,
  participant_joined: null,
  call_outcome: 'unknown',
  participant_turns: null,
  replica_turns: null,
  participant_words: null,
  replica_words: null,
  seconds_to_first_word: null,
  first_participant_text: null,
  last_participant_text: null,
  transcript_short: null,
  transcript_text: null,
  transcript: [],
  transcript_file: null,
  transcript_subtitles_file: null,
  recording_status: null,
  recording_provider: null,
  recording_uri: null,
  recording_bucket: null,
  recording_key: null,
  recording_duration_seconds: null,
  recording_error: null,
  recordings: [],
  perception_analysis: null,
  post_call_status: null,
  post_call: [],
};

function recordOf(wire: object): ConversationRecord {
  const record = conversationDetail({ conversation_id: 'c1', ...wire })?.record;
  if (!record) throw new Error('The conversation was to be read.');
  return record;
}

function withEvents(...events: readonly unknown[]): ConversationRecord {
  return recordOf({ events });
}

function event(event_type: string, properties?: unknown, timestamp: unknown = null) {
  return { event_type, properties, timestamp };
}

const shutdown = (shutdown_reason: unknown) => event('system.shutdown', { shutdown_reason });
const transcript = (...entries: readonly unknown[]) =>
  event('application.transcription_ready', { transcript: entries });

const TEXT =
  'Replica: Hi Maria.\nParticipant: How long does the set-up take?\nReplica: Less than a day.';

/** The form of 2025: old names, microseconds, entries without times, S3 alone. */
const FORM_2025 = {
  conversation_id: 'c93a7ead335b',
  conversation_name: 'Demo',
  status: 'ended',
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  callback_url: '',
  replica_id: 'r90bbd427f71',
  persona_id: 'pcb7a34da5fe',
  persona_name: null,
  replica_name: null,
  created_at: '2025-06-08T21:05:47.180019Z',
  updated_at: '2025-06-08T21:10:00.564961Z',
  shutdown_reason: 'participant_left_timeout',
  events: [
    event('system.replica_joined', { replica_id: 'r90bbd427f71' }, '2025-06-08T21:05:47.180019Z'),
    event(
      'system.shutdown',
      { replica_id: 'r90bbd427f71', shutdown_reason: 'participant_left_timeout' },
      '2025-06-08T21:10:00.564961Z',
    ),
    event(
      'application.transcription_ready',
      {
        replica_id: 'r90bbd427f71',
        transcript: [
          { role: 'system', content: 'You are a kind helper. SECRET' },
          { role: 'assistant', content: 'Hi Maria.' },
          { role: 'user', content: 'How long does the set-up take?' },
          { role: 'tool', content: '{"days": 1}' },
          { role: 'assistant', content: 'Less than a day.' },
        ],
      },
      '2025-06-08T21:10:05.566057Z',
    ),
    event(
      'application.recording_ready',
      { bucket_name: 'acme', s3_key: 'tavus/c93a7ead335b/1', duration: 240 },
      '2025-06-08T21:10:20.000001Z',
    ),
    event(
      'application.perception_analysis',
      { analysis: '**Calm** and friendly.' },
      '2025-06-08T21:13:00.000001Z',
    ),
  ],
};

const UNTIMED = { seconds_from_start: null, duration_seconds: null };

const RECORD_2025: ConversationRecord = {
  id: 'c93a7ead335b',
  conversation_id: 'c93a7ead335b',
  conversation_name: 'Demo',
  reference: null,
  status: 'ended',
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  room_url: null,
  join_url: null,
  replica_id: 'r90bbd427f71',
  persona_id: 'pcb7a34da5fe',
  persona_name: null,
  replica_name: null,
  callback_url: null,
  created_at: '2025-06-08T21:05:47.180Z',
  ended_at: '2025-06-08T21:10:00.564Z',
  duration_seconds: 253,
  shutdown_reason: 'participant_left',
  shutdown_reason_words: 'participant_left_timeout',
  participant_joined: true,
  call_outcome: 'talked',
  participant_turns: 1,
  replica_turns: 2,
  participant_words: 7,
  replica_words: 6,
  seconds_to_first_word: null,
  first_participant_text: 'How long does the set-up take?',
  last_participant_text: 'How long does the set-up take?',
  transcript_short: TEXT,
  transcript_text: TEXT,
  transcript: [
    { speaker: 'Replica', text: 'Hi Maria.', ...UNTIMED },
    { speaker: 'Participant', text: 'How long does the set-up take?', ...UNTIMED },
    { speaker: 'Replica', text: 'Less than a day.', ...UNTIMED },
  ],
  transcript_file: null,
  transcript_subtitles_file: null,
  recording_status: 'ready',
  recording_provider: 's3',
  recording_uri: 's3://acme/tavus/c93a7ead335b/1',
  recording_bucket: 'acme',
  recording_key: 'tavus/c93a7ead335b/1',
  recording_duration_seconds: 240,
  recording_error: null,
  recordings: [
    {
      status: 'ready',
      uri: 's3://acme/tavus/c93a7ead335b/1',
      bucket: 'acme',
      key: 'tavus/c93a7ead335b/1',
      duration_seconds: 240,
    },
  ],
  perception_analysis: '**Calm** and friendly.',
  post_call_status: null,
  post_call: [],
};

const TIMED: ConversationRecord['transcript'] = [
  { speaker: 'Replica', text: 'Hi Maria.', seconds_from_start: 0.5, duration_seconds: null },
  {
    speaker: 'Participant',
    text: 'How long does the set-up take?',
    seconds_from_start: 6.5,
    duration_seconds: null,
  },
  {
    speaker: 'Replica',
    text: 'Less than a day.',
    seconds_from_start: 9.25,
    duration_seconds: null,
  },
];

/** The form of May 2026: whole seconds, the reason under another name, epochs with fractions. */
const FORM_MAY = {
  ...FORM_2025,
  created_at: '2025-06-08T21:05:47Z',
  shutdown_reason: undefined,
  events: [
    event(
      'application.transcription_ready',
      {
        transcript: [
          { role: 'system', content: 'SECRET', timestamp: 1749416747, seconds_from_start: 0 },
          {
            role: 'assistant',
            content: 'Hi Maria.',
            timestamp: 1749416747.5,
            seconds_from_start: 0.5,
            duration: 1.5,
          },
          {
            role: 'user',
            content: 'How long does the set-up take?',
            timestamp: 1749416753.5,
            seconds_from_start: '6.5',
          },
          {
            role: 'assistant',
            content: 'Less than a day.',
            seconds_from_start: 9.25,
            inference_id: 'inf_1',
          },
        ],
      },
      '2025-06-08T21:09:59Z',
    ),
    event('system.replica_joined', { replica_id: 'r90bbd427f71' }, '2025-06-08T21:05:47Z'),
    event('system.shutdown', { reason: 'max_call_duration' }, '2025-06-08T21:10:00Z'),
  ],
};

const RECORD_MAY: ConversationRecord = {
  ...RECORD_2025,
  created_at: '2025-06-08T21:05:47.000Z',
  ended_at: '2025-06-08T21:10:00.000Z',
  shutdown_reason: 'max_call_duration',
  shutdown_reason_words: 'max_call_duration',
  seconds_to_first_word: 7,
  transcript: TIMED.map((turn, index) => ({ ...turn, duration_seconds: index === 0 ? 1.5 : null })),
  recording_status: null,
  recording_provider: null,
  recording_uri: null,
  recordings: [],
  recording_bucket: null,
  recording_key: null,
  recording_duration_seconds: null,
  perception_analysis: null,
};

/** The form of autumn 2026: new names, joined twice, " reached", any storage, events unknown before. */
const FORM_AUTUMN = {
  conversation_id: 'c93a7ead335b',
  conversation_name: 'Demo [ref 0035g00000ABC 7f3a9c1e]',
  status: 'ended',
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  room_url: 'https://tavus.example/room/c93a7ead335b',
  callback_url: 'https://hooks.example.com/1?key=SECRET',
  face_id: 'r90bbd427f71',
  pal_id: 'pcb7a34da5fe',
  policy: 'eu',
  created_at: 1749416747,
  shutdown_reason: 'participant_left_timeout reached',
  events: [
    event('system.replica_joined', { face_id: 'r90bbd427f71' }, 1749416747),
    event('system.pal_joined', { face_id: 'r90bbd427f71' }, 1749416747),
    event('system.shutdown', { shutdown_reason: 'participant_left_timeout reached' }, '1749417000'),
    event('application.transcription_ready', {
      transcript: [
        {
          role: 'system',
          content: 'SECRET',
          timestamp: '2025-06-08T21:05:47.000000Z',
          seconds_from_start: 0,
        },
        { role: 'assistant', content: 'Hi Maria.', seconds_from_start: 0.5 },
        { role: 'user', content: 'How long does the set-up take?', seconds_from_start: 6.5 },
        { role: 'memory', content: 'Maria likes tea.', seconds_from_start: 7 },
        { role: 'assistant', content: 'Less than a day.', seconds_from_start: 9.25 },
      ],
    }),
    event('application.recording_ready', {
      bucket_name: 'acme',
      s3_key: 'tavus/c93a7ead335b/1',
      duration: '240',
      storage_provider: 'gcs',
      storage_uri: 'gs://acme/tavus/c93a7ead335b/1',
    }),
    event('application.perception_unavailable', { reason: 'no_vision_history' }),
    event('application.post_call_action_executed', {
      tool_id: 't1',
      status: 'ok',
      request: { url: 'https://SECRET.example.com', body: '{"next_step":"Send prices"}' },
      response: { body: 'SECRET' },
    }),
    event('application.post_call_action_executed', { tool_id: 't2', status: 'ok', response: {} }),
    event('application.memory_consolidation', null),
    event('canvas.interaction'),
  ],
};

const RECORD_AUTUMN: ConversationRecord = {
  ...RECORD_2025,
  conversation_name: 'Demo',
  reference: '0035g00000ABC',
  room_url: 'https://tavus.example/room/c93a7ead335b',
  callback_url: 'https://hooks.example.com/1',
  created_at: '2025-06-08T21:05:47.000Z',
  ended_at: '2025-06-08T21:10:00.000Z',
  shutdown_reason_words: 'participant_left_timeout reached',
  seconds_to_first_word: 7,
  transcript: TIMED,
  recording_provider: 'gcs',
  recording_uri: 'gs://acme/tavus/c93a7ead335b/1',
  recordings: [
    {
      status: 'ready',
      uri: 'gs://acme/tavus/c93a7ead335b/1',
      bucket: 'acme',
      key: 'tavus/c93a7ead335b/1',
      duration_seconds: 240,
    },
  ],
  perception_analysis: null,
  post_call_status: 'ready',
  post_call: [{ tool: 't1', name: 'next_step', value: 'Send prices' }],
};

const FORMS = [
  { age: '2025', form: FORM_2025, expected: RECORD_2025 },
  { age: 'May 2026', form: FORM_MAY, expected: RECORD_MAY },
  { age: 'autumn 2026', form: FORM_AUTUMN, expected: RECORD_AUTUMN },
];

describe('the record', () => {
  test.each(FORMS)('of a conversation in the form of $age', ({ form, expected }) => {
    expect(recordOf(form)).toEqual(expected);
    expect(Object.keys(recordOf(form)).sort()).toEqual(KEYS);
  });

  test.each(FORMS)(
    'does not depend on order and repetition of events, $age',
    ({ form, expected }) => {
      const { events } = form;
      const shuffled = fc.shuffledSubarray([...events, ...events], {
        minLength: events.length * 2,
      });
      fc.assert(
        fc.property(shuffled, (mixed) => {
          expect(recordOf({ ...form, events: mixed })).toEqual(expected);
        }),
        { seed: 1, numRuns: 100 },
      );
    },
  );

  test('of nothing but an id has every key', () => {
    expect(recordOf({})).toEqual(NOTHING_KNOWN);
    expect(Object.keys(recordOf({})).sort()).toEqual(KEYS);
  });

  test.each([{}, { conversation_id: null }, { conversation_id: ' ' }, { conversation_id: {} }])(
    'there is none without an id: %j',
    (wire) => {
      expect(conversationDetail(wire)).toBeNull();
    },
  );

  test('of a number as id has it as text', () => {
    expect(recordOf({ conversation_id: 17 })).toEqual({
      ...NOTHING_KNOWN,
      id: '17',
      conversation_id: '17',
    });
  });

  test.each([null, 'soon', 7, {}, [], [null], ['x'], [{}], [[]], [{ event_type: 7 }]])(
    'of events that are none: %j',
    (events) => {
      expect(recordOf({ events })).toEqual(NOTHING_KNOWN);
    },
  );

  test('reads a new name where the old one is empty, and the old one where both say something', () => {
    expect(
      recordOf({ replica_id: '', face_id: 'r1', persona_id: null, pal_id: 'p1' }),
    ).toMatchObject({
      replica_id: 'r1',
      persona_id: 'p1',
      persona_name: null,
      replica_name: null,
    });
    expect(recordOf({ replica_id: 'r1', face_id: 'r2' })).toMatchObject({ replica_id: 'r1' });
  });

  const NAMES = [
    'system.shutdown',
    'application.transcription_ready',
    'application.recording_ready',
    'application.recording_copy_failed',
    'application.perception_analysis',
    'application.perception_unavailable',
    'system.replica_joined',
  ];
  const strange = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      ' ',
      'Invalid Date',
      'NaN',
      '2026-13-45T99:99:99Z',
      '1e400',
      -1,
      0,
      8.64e15,
      1e308,
      true,
      [],
      {},
    ),
    fc.jsonValue(),
    fc.double(),
    fc.string(),
  );
  const strangeObject = (names: readonly string[]) =>
    fc.dictionary(fc.constantFrom(...names), strange, { maxKeys: names.length });
  const strangeEvent = fc.record({
    event_type: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<unknown>(...NAMES) },
      { weight: 1, arbitrary: strange },
    ),
    timestamp: strange,
    properties: fc.oneof(
      strange,
      strangeObject([
        'shutdown_reason',
        'reason',
        'analysis',
        'bucket_name',
        's3_key',
        'duration',
        'storage_provider',
        'storage_uri',
        'error_message',
        'error_code',
      ]),
      fc.record({
        transcript: fc.oneof(
          strange,
          fc.array(
            fc.oneof(
              strange,
              strangeObject(['role', 'content', 'timestamp', 'seconds_from_start']),
              fc.record({
                role: fc.constantFrom('user', 'assistant', 'User', 'system'),
                content: strange,
                timestamp: strange,
                seconds_from_start: strange,
              }),
            ),
          ),
        ),
      }),
    ),
  });
  const strangeWire = fc.tuple(
    strangeObject([
      'conversation_name',
      'status',
      'created_at',
      'replica_id',
      'face_id',
      'pal_id',
      'shutdown_reason',
      'room_url',
      'callback_url',
    ]),
    fc.oneof(strange, fc.array(strangeEvent)),
  );

  const isText = (value: unknown) =>
    value === null || (typeof value === 'string' && value.trim() !== '');
  const isTime = (value: unknown) =>
    value === null ||
    (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value));
  const isNumber = (value: unknown) => value === null || Number.isFinite(value);
  const REASONS = [
    'max_call_duration',
    'participant_left',
    'participant_absent',
    'ended_by_request',
    'could_not_start',
    'other',
  ];

  function isOfItsKind([key, value]: [string, unknown]): boolean {
    if (key === 'post_call' || key === 'transcript' || key === 'recordings')
      return Array.isArray(value);
    if (key === 'participant_joined') return value === null || typeof value === 'boolean';
    if (key.endsWith('_at')) return isTime(value);
    return /_(seconds|turns|words|first_word)$/.test(key) && key !== 'shutdown_reason_words'
      ? isNumber(value)
      : isText(value);
  }

  test('of the strangest answers has every key, and only null for what cannot be understood', () => {
    fc.assert(
      fc.property(strangeWire, ([wire, events]) => {
        const record = recordOf({ ...wire, events });
        expect(Object.keys(record).sort()).toEqual(KEYS);
        expect(Object.entries(record).filter((each) => !isOfItsKind(each))).toEqual([]);
        expect([null, ...REASONS]).toContain(record.shutdown_reason);
        for (const turn of record.transcript) {
          expect(['Participant', 'Replica']).toContain(turn.speaker);
          expect(turn.text).not.toBe('');
          expect(isNumber(turn.seconds_from_start)).toBe(true);
        }
        for (const { status, duration_seconds, ...texts } of record.recordings) {
          expect(['ready', 'failed']).toContain(status);
          expect(isNumber(duration_seconds)).toBe(true);
          expect(Object.keys(texts)).toEqual(['uri', 'bucket', 'key']);
          for (const each of Object.values(texts)) expect(isText(each)).toBe(true);
        }
        expect(record.recording_status === null).toBe(record.recordings.length === 0);
        expect(record.transcript).toHaveLength(
          (record.participant_turns ?? 0) + (record.replica_turns ?? 0),
        );
      }),
      { seed: 2, numRuns: 1500 },
    );
  });
});

describe('times', () => {
  test.each([
    ['2025-06-08T21:05:47.180019Z', '2025-06-08T21:05:47.180Z'],
    ['2025-06-08T21:05:47Z', '2025-06-08T21:05:47.000Z'],
    ['2025-06-08T21:05:47', '2025-06-08T21:05:47.000Z'],
    ['2025-06-08 21:05:47.824457', '2025-06-08T21:05:47.824Z'],
    ['2025-06-08T23:05:47+02:00', '2025-06-08T21:05:47.000Z'],
    ['2025-06-08T23:05:47.5+0200', '2025-06-08T21:05:47.500Z'],
    ['2025-06-08', '2025-06-08T00:00:00.000Z'],
    [' 2025-06-08T21:05:47Z ', '2025-06-08T21:05:47.000Z'],
    [1749416747, '2025-06-08T21:05:47.000Z'],
    [1749416747.18, '2025-06-08T21:05:47.180Z'],
    [1749416747180, '2025-06-08T21:05:47.180Z'],
    ['1749416747', '2025-06-08T21:05:47.000Z'],
    ['1749416747180', '2025-06-08T21:05:47.180Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [null, null],
    ['', null],
    ['soon', null],
    ['Invalid Date', null],
    ['2025-13-45T21:05:47Z', null],
    ['2025-06-08T25:61:00Z', null],
    ['08.06.2025', null],
    [1e18, null],
    [8.64e15, null],
    [-1e15, null],
    ['+275760-09-13T00:00:00.000Z', null],
    [true, null],
    [{}, null],
    [['2025-06-08'], null],
  ])('%j is %j', (wire, expected) => {
    expect(recordOf({ created_at: wire }).created_at).toBe(expected);
    expect(withEvents(event('system.shutdown', {}, wire)).ended_at).toBe(expected);
  });

  test('the duration is from creation to end, in whole seconds', () => {
    const ended = (timestamp: unknown) =>
      recordOf({
        created_at: '2026-11-20T15:00:00Z',
        events: [event('system.shutdown', {}, timestamp)],
      });
    expect(ended('2026-11-20T15:12:30.499Z').duration_seconds).toBe(750);
    expect(ended('2026-11-20T15:12:30.5Z').duration_seconds).toBe(751);
    expect(ended('2026-11-20T15:00:00Z').duration_seconds).toBe(0);
    // Clocks that disagree make no negative call.
    expect(ended('2026-11-20T14:59:59Z').duration_seconds).toBe(0);
    expect(ended(null).duration_seconds).toBeNull();
  });
});

describe('why it ended', () => {
  test.each([
    ['max_call_duration reached', 'max_call_duration'],
    ['max_call_duration', 'max_call_duration'],
    ['participant_left_timeout reached', 'participant_left'],
    ['participant_left_timeout', 'participant_left'],
    ['participant_absent_timeout reached', 'participant_absent'],
    ['participant_absent_timeout', 'participant_absent'],
    ['bot_could_not_join_meeting_it_was_probably_ended', 'could_not_start'],
    ['exception_encountered_during_conversation_startup', 'could_not_start'],
    ['end_conversation_endpoint_hit', 'ended_by_request'],
    ['daily_room_has_been_deleted', 'other'],
    ['internal error occurred at step 7', 'other'],
    ['Participant_Left_Timeout Reached', 'participant_left'],
    ['Participant - left - timeout', 'participant_left'],
    ['something new', 'other'],
  ])('%s is %s, wherever it stands', (words, reason) => {
    const expected = { shutdown_reason: reason, shutdown_reason_words: words };
    expect(withEvents(shutdown(words))).toMatchObject(expected);
    expect(withEvents(event('system.shutdown', { reason: words }))).toMatchObject(expected);
    expect(recordOf({ shutdown_reason: words })).toMatchObject(expected);
    expect(
      recordOf({ shutdown_reason: words, events: [event('system.shutdown', {})] }),
    ).toMatchObject(expected);
  });

  test('the event counts before the conversation’s own word', () => {
    const record = recordOf({
      shutdown_reason: 'something new',
      events: [shutdown('max_call_duration')],
    });
    expect(record.shutdown_reason).toBe('max_call_duration');
  });

  test.each([null, '', '  ', {}, []])('ignores a reason of %j', (words) => {
    expect(withEvents(shutdown(words))).toMatchObject({
      shutdown_reason: null,
      shutdown_reason_words: null,
    });
  });

  test('of an event that comes twice, one without its time, the time is known', () => {
    const at = '2026-11-20T15:12:30.000Z';
    const told = event('system.shutdown', { reason: 'max_call_duration' }, at);
    for (const events of [
      [told, event('system.shutdown')],
      [event('system.shutdown'), told],
    ]) {
      expect(recordOf({ events })).toMatchObject({
        ended_at: at,
        shutdown_reason: 'max_call_duration',
      });
    }
  });
});

describe('whether a participant joined', () => {
  const joined = [
    event('system.replica_joined', { replica_id: 'r1' }),
    event('system.pal_joined', { face_id: 'r1' }),
  ];
  const recording = event('application.recording_ready', {
    bucket_name: 'b',
    s3_key: 'k',
    duration: 3,
  });

  test.each<[string, readonly unknown[], boolean | null]>([
    ['the replica joined, which it always does', joined, null],
    ['nothing happened', [], null],
    ['they spoke', [transcript({ role: 'user', content: 'Hi' })], true],
    ['only the replica spoke', [transcript({ role: 'assistant', content: 'Hi' })], null],
    ['they said nothing that can be read', [transcript({ role: 'user', content: ' ' })], null],
    [
      'the transcript has the prompt alone',
      [transcript({ role: 'system', content: 'Be kind.' })],
      null,
    ],
    ['they left', [shutdown('participant_left_timeout reached')], true],
    ['they never came', [...joined, shutdown('participant_absent_timeout reached')], false],
    ['it could not start', [shutdown('exception_encountered_during_conversation_startup')], false],
    ['it took as long as it may', [shutdown('max_call_duration reached')], null],
    ['it was ended by request', [shutdown('end_conversation_endpoint_hit')], null],
    ['the room is gone', [shutdown('daily_room_has_been_deleted')], null],
    ['there is a recording', [recording], true],
    ['a recording could not be copied', [event('application.recording_copy_failed', {})], true],
    ['they were seen', [event('application.perception_analysis', { analysis: 'Calm.' })], true],
    ['they were not seen', [event('application.perception_unavailable', {})], null],
    [
      'they spoke, whatever the reason says',
      [transcript({ role: 'user', content: 'Hi' }), shutdown('participant_absent_timeout')],
      true,
    ],
  ])('when %s', (_, events, expected) => {
    expect(recordOf({ events }).participant_joined).toBe(expected);
    expect(recordOf({ events: [...events].reverse() }).participant_joined).toBe(expected);
  });
});

describe('the transcript', () => {
  test('is readable, without system and tool turns and without blank ones', () => {
    const record = withEvents(
      transcript(
        { role: 'system', content: 'You are a helper.' },
        { role: 'assistant', content: ' Hi! \n' },
        { role: 'user', content: 'Two\nlines' },
        { role: 'user', content: '' },
        { role: 'user', content: null },
        { role: 'tool', content: '{}' },
        { role: 'user', content: 42 },
        { role: 'narrator', content: 'Meanwhile' },
        { content: 'Who says this?' },
        null,
        'Hi',
        { role: 'ASSISTANT', content: 'Bye' },
      ),
    );
    expect(record.transcript_text).toBe(
      'Replica: Hi!\nParticipant: Two\nlines\nParticipant: 42\nReplica: Bye',
    );
    expect(record).toMatchObject({
      participant_turns: 2,
      replica_turns: 2,
      first_participant_text: 'Two\nlines',
      last_participant_text: '42',
    });
    expect(record.transcript.map(({ text }) => text)).toEqual(['Hi!', 'Two\nlines', '42', 'Bye']);
  });

  test('that is there but empty counts no turns; one that is not there is unknown', () => {
    for (const entries of [[], [{ role: 'system', content: 'Be kind.' }]]) {
      expect(withEvents(transcript(...entries))).toMatchObject({
        transcript_text: null,
        transcript: [],
        participant_turns: 0,
        replica_turns: 0,
      });
    }
    for (const missing of [null, undefined, 'text', {}]) {
      expect(
        withEvents(event('application.transcription_ready', { transcript: missing })),
      ).toMatchObject({
        participant_turns: null,
        replica_turns: null,
      });
    }
  });

  test('that comes twice is taken where it is longer, in either order', () => {
    const short = transcript({ role: 'user', content: 'One' });
    const long = transcript(
      { role: 'user', content: 'One' },
      { role: 'assistant', content: 'Two' },
    );
    expect(withEvents(short, long).transcript_text).toBe('Participant: One\nReplica: Two');
    expect(withEvents(long, short).transcript_text).toBe('Participant: One\nReplica: Two');
  });

  test.each([
    ['told', [{ seconds_from_start: 1.5 }, { seconds_from_start: '3' }], [1.5, 3]],
    [
      'from ISO times',
      [{ timestamp: '2026-11-20T15:00:10.500Z' }, { timestamp: '2026-11-20T15:00:14Z' }],
      [0, 3.5],
    ],
    ['from epochs', [{ timestamp: 1763650810.5 }, { timestamp: '1763650814' }], [0, 3.5]],
    [
      'from epochs in milliseconds',
      [{ timestamp: 1763650810500 }, { timestamp: 1763650814000 }],
      [0, 3.5],
    ],
    [
      'from mixed times',
      [{ timestamp: 1763650810.5 }, { timestamp: '2025-11-20T15:00:14' }],
      [0, 3.5],
    ],
    ['in part', [{}, { timestamp: 'x' }, { timestamp: 1763650814 }], [null, null, 0]],
    ['not at all', [{}, {}], [null, null]],
  ])('seconds from start: %s', (_, times, expected) => {
    for (const role of ['user', 'User']) {
      const entries = times.map((each) => ({ role, content: 'Hi', ...each }));
      const { transcript: turns } = withEvents(
        transcript({ role: 'system', content: 'Be kind.', timestamp: 1 }, ...entries),
      );
      expect([role, ...turns.map((each) => each.seconds_from_start)]).toEqual([role, ...expected]);
    }
  });
});

describe('how long', () => {
  test.each([
    [1.5, 1.5],
    ['2', 2],
    [0, 0],
    [-1, null],
    ['long', null],
    [null, null],
  ])('a turn of %j took: %j seconds', (duration, expected) => {
    const record = withEvents(transcript({ role: 'user', content: 'Hi', duration }));
    expect(record.transcript.map(({ duration_seconds }) => duration_seconds)).toEqual([expected]);
  });

  test('until the first word: until the first that can be read', () => {
    const events = [
      transcript(
        { role: 'user', content: null, timestamp: '2026-11-20T15:00:02Z' },
        { role: 'user', content: 'Hi', timestamp: '2026-11-20T15:00:09Z' },
      ),
    ];
    const record = recordOf({ created_at: '2026-11-20T15:00:00Z', events });
    expect(record.seconds_to_first_word).toBe(9);
  });

  const SPOKE = '2026-11-20T15:00:09Z';
  test.each<[times: object, ended: string | null, expected: number | null]>([
    [{ timestamp: SPOKE }, '2026-11-20T15:00:09Z', 9],
    [{ timestamp: SPOKE }, '2026-11-20T15:00:08Z', null],
    [{ timestamp: '2026-12-13T15:00:09Z' }, '2026-11-20T15:01:12Z', null],
    // As in the example of Tavus's docs (get-conversation): the times are of another day.
    [{ timestamp: '2026-12-13T15:00:09Z', seconds_from_start: 27.04 }, '2026-11-20T15:01:12Z', 27],
    [{ timestamp: SPOKE, seconds_from_start: 0 }, null, 0],
    [{ seconds_from_start: '4.6' }, null, 5],
    [{ seconds_from_start: 73 }, '2026-11-20T15:01:12Z', null],
    [{ timestamp: SPOKE, seconds_from_start: -1 }, null, 9],
    [{ timestamp: SPOKE, seconds_from_start: 'x' }, null, 9],
    [{}, null, null],
  ])('until the first word, with %j, ended at %j: %j', (times, ended, expected) => {
    const said = transcript({ role: 'user', content: 'Hi', ...times });
    const events = ended === null ? [said] : [said, event('system.shutdown', {}, ended)];
    const record = recordOf({ created_at: '2026-11-20T15:00:00Z', events });
    expect(record.seconds_to_first_word).toBe(expected);
  });
});

test('of repeated events of a post-call action the latest counts, in any order', () => {
  const told = (summary: string, at: string | null) => {
    const request = { body: JSON.stringify({ summary }) };
    return event('application.post_call_action_executed', { tool_name: 'log', request }, at);
  };
  const first = told('Asked', '2026-11-20T15:12:31Z');
  const latest = told('Wants an offer', '2026-11-20T15:13:01Z');
  const withoutTime = told('Nobody knows when', null);
  for (const events of [
    [first, latest, withoutTime],
    [latest, withoutTime, first],
    [withoutTime, latest, first],
  ]) {
    const detail = conversationDetail({ conversation_id: 'c1', events });
    expect(detail?.record.post_call).toEqual([
      { tool: 'log', name: 'summary', value: 'Wants an offer' },
    ]);
    expect(detail?.events.postCallAt).toBe('2026-11-20T15:13:01.000Z');
  }
});

describe('the recording', () => {
  const ready = (properties: object) =>
    withEvents(event('application.recording_ready', properties));

  test.each([
    [
      'S3, older form',
      { bucket_name: 'acme', s3_key: 'tavus/c1/1', duration: 14 },
      ['ready', 's3', 's3://acme/tavus/c1/1', 'acme', 'tavus/c1/1', 14, null],
    ],
    [
      'S3, newer form',
      {
        bucket_name: 'acme',
        s3_key: 'k',
        duration: 14.5,
        storage_provider: 's3',
        storage_uri: 's3://acme/k',
      },
      ['ready', 's3', 's3://acme/k', 'acme', 'k', 14.5, null],
    ],
    [
      'Google Cloud Storage',
      { storage_provider: 'gcs', storage_uri: 'gs://acme/k' },
      ['ready', 'gcs', 'gs://acme/k', 'acme', 'k', null, null],
    ],
    [
      'Azure',
      {
        storage_provider: 'azure_blob',
        storage_uri: 'https://acme.blob.core.windows.net/calls/k',
        container: 'calls',
        duration: '60',
      },
      ['ready', 'azure_blob', 'https://acme.blob.core.windows.net/calls/k', 'calls', 'k', 60, null],
    ],
    [
      'Google without a URI, which cannot be built for S3',
      { storage_provider: 'gcs', bucket_name: 'acme', s3_key: 'k' },
      ['ready', 'gcs', null, 'acme', 'k', null, null],
    ],
    [
      'under other names of the key',
      { bucket_name: 'acme', key: 'k' },
      ['ready', 's3', 's3://acme/k', 'acme', 'k', null, null],
    ],
    [
      'an object of Google',
      { storage_provider: 'gcs', bucket_name: 'acme', object_key: 'k' },
      ['ready', 'gcs', null, 'acme', 'k', null, null],
    ],
    ['a bucket alone', { bucket_name: 'acme' }, ['ready', 's3', null, 'acme', null, null, null]],
    ['a key alone', { s3_key: 'k' }, ['ready', 's3', null, null, 'k', null, null]],
    [
      'S3, of which the URI says all',
      { storage_uri: 's3://acme/tavus/c1/1?a#b' },
      ['ready', 's3', 's3://acme/tavus/c1/1?a#b', 'acme', 'tavus/c1/1?a#b', null, null],
    ],
    [
      'Google, of which the URI says all',
      { storage_uri: 'gs://acme/tavus/c1/1' },
      ['ready', 'gcs', 'gs://acme/tavus/c1/1', 'acme', 'tavus/c1/1', null, null],
    ],
    [
      'Azure in China, with a signature',
      { storage_uri: 'https://acme.blob.core.chinacloudapi.cn/calls/a/k?sig=1', container: ' ' },
      [
        ...['ready', 'azure_blob', 'https://acme.blob.core.chinacloudapi.cn/calls/a/k?sig=1'],
        ...['calls', 'a/k', null, null],
      ],
    ],
    [
      'properties before the URI',
      { storage_uri: 's3://acme/k', bucket_name: 'calls', s3_key: 'other' },
      ['ready', 's3', 's3://acme/k', 'calls', 'other', null, null],
    ],
    [
      'a URI that ends with the bucket',
      { storage_provider: 's3', storage_uri: 's3://acme/' },
      ['ready', 's3', 's3://acme/', null, null, null, null],
    ],
    [
      'a link',
      { recording_url: 'https://example.com/r/1', duration: 3 },
      ['ready', null, 'https://example.com/r/1', null, null, 3, null],
    ],
    [
      'a link to S3',
      { recording_url: 's3://acme/k' },
      ['ready', 's3', 's3://acme/k', 'acme', 'k', null, null],
    ],
    ['nothing', {}, [null, null, null, null, null, null, null]],
    [
      'nulls',
      { bucket_name: null, s3_key: null, storage_uri: null, recording_url: '', duration: 12 },
      [null, null, null, null, null, null, null],
    ],
    [
      'a provider without a place',
      { storage_provider: 's3', duration: 'long' },
      [null, null, null, null, null, null, null],
    ],
    [
      'a duration that is none',
      { s3_key: 'k', duration: 'long' },
      ['ready', 's3', null, null, 'k', null, null],
    ],
  ])('%s', (_, properties, expected) => {
    const record = ready(properties);
    expect([
      record.recording_status,
      record.recording_provider,
      record.recording_uri,
      record.recording_bucket,
      record.recording_key,
      record.recording_duration_seconds,
      record.recording_error,
    ]).toEqual(expected);
  });

  test.each([
    [
      { error_code: 'access_denied', error_message: 'The bucket said no.' },
      'The bucket said no. access_denied',
    ],
    [{ error_code: 'access_denied' }, 'access_denied'],
    [{ error_message: 'The bucket said no.' }, 'The bucket said no.'],
    [{ error_message: { code: 403, detail: 'The bucket said no.' } }, 'The bucket said no.'],
    [{}, 'Tavus could not copy the recording to your storage.'],
    [null, 'Tavus could not copy the recording to your storage.'],
  ])('that could not be copied: %j', (properties, error) => {
    expect(withEvents(event('application.recording_copy_failed', properties))).toMatchObject({
      recording_status: 'failed',
      recording_uri: null,
      recording_key: null,
      recording_error: error,
    });
  });

  test.each([
    [{ storage_provider: 'gcs', bucket_name: 'acme' }, 'gcs', 'acme'],
    [{ storage_provider: 'azure_blob', container: 'calls' }, 'azure_blob', 'calls'],
    [{}, null, null],
  ])('that could not be copied to %j', (properties, provider, bucket) => {
    expect(withEvents(event('application.recording_copy_failed', properties))).toMatchObject({
      recording_provider: provider,
      recording_bucket: bucket,
    });
  });

  test('that was copied at the second try is ready', () => {
    const failed = event('application.recording_copy_failed', { error_code: 'x' });
    const copied = event('application.recording_ready', { bucket_name: 'b', s3_key: 'k' });
    for (const events of [
      [failed, copied],
      [copied, failed],
    ]) {
      expect(recordOf({ events })).toMatchObject({
        recording_status: 'ready',
        recording_error: null,
      });
    }
  });
});

test('the analysis is the first that says something', () => {
  const analysis = (text: unknown) => event('application.perception_analysis', { analysis: text });
  expect(withEvents(analysis(null), analysis(' '), analysis('Calm.')).perception_analysis).toBe(
    'Calm.',
  );
  expect(withEvents(analysis(null)).perception_analysis).toBeNull();
});

function nested(levels: number): unknown {
  return levels === 0 ? 'Calm.' : [nested(levels - 1)];
}

test.each<[analysis: unknown, text: string | null]>([
  [
    { mood: 'Calm.', screens: 2, smiled: true, other: null },
    'mood: Calm.\nscreens: 2\nsmiled: true',
  ],
  [{ seen: { room: 'An office.', light: 'Dim.' } }, 'seen:\nroom: An office.\nlight: Dim.'],
  [['Calm.', { mood: 'Tired.' }], 'Calm.\nmood: Tired.'],
  [{ seen: [] }, null],
  [{}, null],
  [nested(9), 'Calm.'],
  [nested(10), null],
])('an analysis that is no text: %j', (analysis, text) => {
  const events = [event('application.perception_analysis', { analysis })];
  expect(withEvents(...events).perception_analysis).toBe(text);
});

test.each([
  [{ message: 'participant_left_timeout reached' }, 'participant_left'],
  [{ reason: { title: 'max_call_duration' } }, 'max_call_duration'],
])('a shutdown reason that is no text: %j', (words, reason) => {
  expect(withEvents(shutdown(words)).shutdown_reason).toBe(reason);
  expect(recordOf({ shutdown_reason: words }).shutdown_reason).toBe(reason);
});

describe('recordings', () => {
  const event = (minute: number | null, properties: object, kind = 'ready') => ({
    event_type:
      kind === 'ready' ? 'application.recording_ready' : 'application.recording_copy_failed',
    ...(minute !== null && { timestamp: `2026-11-20T15:${10 + minute}:00Z` }),
    properties,
  });
  const recordings = (...events: object[]) => recordOf({ conversation_id: 'c1', events });

  test('stand in the order in which they came, whatever the order of the events', () => {
    const events = [
      event(null, { s3_key: 'x' }),
      event(3, { s3_key: 'c' }),
      event(1, { s3_key: 'a' }),
      event(2, { s3_key: 'b' }),
    ];
    expect(recordings(...events).recordings.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'x']);
  });

  test.each([
    [[5, 9, 7], 9],
    [[9, 9], 9],
    [['5', '10'], 10],
    [[undefined, 3], 3],
    [[undefined, undefined], null],
  ])('the longest of %j is that of the record', (durations, longest) => {
    const events = durations.map((duration, index) =>
      event(index, { s3_key: `k${index}`, duration }),
    );
    expect(recordings(...events).recording_duration_seconds).toBe(longest);
  });

  test('of the same length, the first', () => {
    const events = [event(2, { s3_key: 'b', duration: 9 }), event(1, { s3_key: 'a', duration: 9 })];
    expect(recordings(...events).recording_key).toBe('a');
  });

  test('one without a length is better than one that failed', () => {
    const events = [event(1, { error_code: 'x' }, 'failed'), event(2, { s3_key: 'b' })];
    expect(recordings(...events)).toMatchObject({ recording_status: 'ready', recording_key: 'b' });
  });

  test('without a place are distinguished by their moments', () => {
    const failed = (minute: number) => event(minute, { error_code: 'x' }, 'failed');
    expect(recordings(failed(1), failed(1), failed(2)).recordings).toHaveLength(2);
    expect(
      recordings(event(1, { bucket_name: 'b' }), event(1, { bucket_name: 'b' }), failed(1))
        .recordings,
    ).toHaveLength(2);
  });
});

describe('the link to join', () => {
  const room_url = 'https://tavus.example/room/c1';
  const conversation_url = 'https://tavus.daily.co/c1';
  const shutdown = { event_type: 'system.shutdown', timestamp: '2026-11-20T15:00:00Z' };

  test.each<[wire: object, join_url: string | null]>([
    [{ room_url, conversation_url }, room_url],
    [{ conversation_url }, conversation_url],
    [{ room_url: 'http://tavus.example/room/c1', conversation_url }, conversation_url],
    [{ room_url: 'javascript:alert(1)' }, null],
    [{}, null],
    [{ room_url, conversation_url, status: 'active' }, room_url],
    // Over.
    [{ room_url, conversation_url, status: 'ended' }, null],
    [{ room_url, shutdown_reason: 'max_call_duration' }, null],
    [{ room_url, status: 'active', events: [shutdown] }, null],
  ])('%j: %s', (wire, join_url) => {
    expect(recordOf({ conversation_id: 'c1', ...wire }).join_url).toBe(join_url);
  });
});
