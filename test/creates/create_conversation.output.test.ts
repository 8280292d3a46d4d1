import { describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/create_conversation.ts';
import { type Fault, SEED } from '../../sandbox/sandbox.ts';
import { NOW, run, sandbox } from '../tavus_app.ts';

/** What a step gives to the rest of the Zap. */

const KEYS = [
  'join_url',
  'conversation_url',
  'conversation_name',
  'reference',
  'status',
  'minutes_to_join',
  'join_by',
  'ends_by',
  'created_at',
  'test_mode',
  'conversation_id',
  'persona_name',
  'replica_name',
  'persona_id',
  'replica_id',
  'room_url',
  'meeting_token',
  'callback_url',
  'id',
];

const both = {
  replica_id: SEED.replica,
  persona_id: SEED.persona,
};

/** What the create endpoint answers this time, whatever the request. */
function tavusAnswers(value: object): void {
  sandbox.fault({ kind: 'json', when: { method: 'POST' }, value });
}

/** An answer with the least that a conversation can have. */
const ANSWER = {
  conversation_id: 'c93a7ead335b',
  conversation_name: 'Demo',
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  status: 'active',
  created_at: '2026-11-20T15:00:00Z',
};

test('a conversation with everything that is known of it', async () => {
  const result = await run(perform, {
    ...both,
    conversation_name: 'Demo for Maria Lopez',
    callback_url: 'https://example.com/tavus',
  });
  const id = sandbox.conversations[0]?.id;
  expect(id).toMatch(/^c[0-9a-f]{12}$/);
  expect(result).toEqual({
    id,
    conversation_id: id,
    conversation_name: 'Demo for Maria Lopez',
    reference: null,
    status: 'active',
    conversation_url: `https://tavus.daily.co/${id}`,
    room_url: `https://tavus.example/room/${id}`,
    join_url: `https://tavus.example/room/${id}`,
    meeting_token: null,
    replica_id: 'r5a1e50000001',
    persona_id: 'p5a1e50000001',
    persona_name: null,
    replica_name: null,
    callback_url: 'https://example.com/tavus',
    created_at: '2026-11-20T15:00:00.000Z',
    join_by: '2026-11-20T15:05:00.000Z',
    minutes_to_join: 5,
    ends_by: '2026-11-20T16:00:00.000Z',
    test_mode: false,
  });
  expect(sandbox.conversations).toHaveLength(1);
});

describe('the same keys, always', () => {
  test.each<[name: string, filledIn: object, isLoadingSample: boolean]>([
    ['a plain room', both, false],
    ['a private room', { ...both, require_auth: 'true' }, false],
    ['an existing meeting', { ...both, meeting_url: 'https://zoom.us/j/1' }, false],
    ['test mode', { ...both, test_mode: 'true' }, false],
    ['the editor', both, true],
    ['only a replica', { replica_id: SEED.replica }, false],
    ['only a persona', { persona_id: SEED.persona }, false],
  ])('%s', async (_name, filledIn, isLoadingSample) => {
    for (const age of ['2025', 'may_2026', 'autumn_2026'] as const) {
      for (const idsInCreateResponse of [true, false]) {
        sandbox.reset();
        Object.assign(sandbox.behaviour, { age, idsInCreateResponse });
        const result = await run(perform, { ...filledIn }, { isLoadingSample });
        expect(Object.keys(result)).toEqual(KEYS);
        expect(Object.values(result)).not.toContain(undefined);
      }
    }
  });

  test('an answer with nothing but the id and a link', async () => {
    const link = 'https://tavus.daily.co/c93a7ead335b';
    tavusAnswers({ conversation_id: 'c93a7ead335b', conversation_url: link });
    expect(await run(perform, both)).toEqual({
      id: 'c93a7ead335b',
      conversation_id: 'c93a7ead335b',
      conversation_name: null,
      reference: null,
      status: null,
      conversation_url: link,
      room_url: null,
      join_url: link,
      meeting_token: null,
      replica_id: 'r5a1e50000001',
      persona_id: 'p5a1e50000001',
      persona_name: null,
      replica_name: null,
      callback_url: null,
      created_at: null,
      join_by: null,
      minutes_to_join: 5,
      ends_by: null,
      test_mode: false,
    });
  });

  test('an answer with values of other types, and blank ones', async () => {
    tavusAnswers({
      conversation_id: 'c93a7ead335b',
      conversation_name: 42,
      status: ['active'],
      conversation_url: '',
      room_url: 'https://tavus.example/room/c93a7ead335b',
      meeting_token: '',
      replica_id: null,
      persona_id: {},
      callback_url: '',
      created_at: 'yesterday',
      policy: 'eu',
    });
    const result = await run(perform, both);
    expect(Object.keys(result)).toEqual(KEYS);
    expect(result).toMatchObject({
      conversation_name: '42',
      status: null,
      conversation_url: null,
      room_url: 'https://tavus.example/room/c93a7ead335b',
      join_url: 'https://tavus.example/room/c93a7ead335b',
      meeting_token: null,
      replica_id: 'r5a1e50000001',
      persona_id: 'p5a1e50000001',
      persona_name: null,
      replica_name: null,
      callback_url: null,
      created_at: null,
      join_by: null,
      ends_by: null,
    });
  });
});

describe('the link to join', () => {
  test("is Tavus's page for people", async () => {
    const result = await run(perform, both);
    const id = sandbox.conversations[0]?.id;
    expect(result.join_url).toBe(`https://tavus.example/room/${id}`);
  });

  test('is the conversation URL where there is no such page', async () => {
    sandbox.behaviour.roomUrl = false;
    const result = await run(perform, both);
    const id = sandbox.conversations[0]?.id;
    expect(result).toMatchObject({
      room_url: null,
      join_url: `https://tavus.daily.co/${id}`,
      conversation_url: `https://tavus.daily.co/${id}`,
    });
  });

  test('has the token of a private room', async () => {
    const result = await run(perform, { ...both, require_auth: 'true' });
    const conversation = sandbox.conversations[0];
    expect(conversation?.meetingToken).toMatch(/^sandbox-token-/);
    expect(result).toMatchObject({
      meeting_token: conversation?.meetingToken,
      join_url: `https://tavus.daily.co/${conversation?.id}?t=${conversation?.meetingToken}`,
      conversation_url: `https://tavus.daily.co/${conversation?.id}`,
    });
  });

  test.each([
    ['https://tavus.daily.co/c1', 'abc', 'https://tavus.daily.co/c1?t=abc'],
    ['https://tavus.daily.co/c1?lang=de', 'abc', 'https://tavus.daily.co/c1?lang=de&t=abc'],
    ['https://tavus.daily.co/c1?t=old&a=1', 'abc', 'https://tavus.daily.co/c1?t=abc&a=1'],
    ['https://tavus.daily.co/c1#room', 'abc', 'https://tavus.daily.co/c1?t=abc#room'],
    ['https://tavus.daily.co/c1', 'a+b/c=&d', 'https://tavus.daily.co/c1?t=a%2Bb%2Fc%3D%26d'],
  ])('of the private room %s with the token %j', async (url, token, joinUrl) => {
    tavusAnswers({
      ...ANSWER,
      conversation_url: url,
      room_url: 'https://tavus.example/room/c1',
      meeting_token: token,
    });
    const result = await run(perform, { ...both, require_auth: 'true' });
    expect(result.join_url).toBe(joinUrl);
    expect(result.conversation_url).toBe(url);
    expect(result.meeting_token).toBe(token);
  });

  test('is the page for people where a private room has no URL', async () => {
    const { conversation_url: _left_out, ...answer } = ANSWER;
    const room_url = 'https://tavus.example/room/c1';
    tavusAnswers({ ...answer, room_url, meeting_token: 'abc' });
    const result = await run(perform, { ...both, require_auth: 'true' });
    expect(result).toMatchObject({ conversation_url: null, room_url, join_url: room_url });
  });

  test('is the meeting that exists already, where Tavus gives no link', async () => {
    const { conversation_url: _left_out, ...answer } = ANSWER;
    tavusAnswers(answer);
    const meeting_url = 'https://meet.google.com/abc-defg-hij';
    const result = await run(perform, { ...both, meeting_url });
    expect(result).toMatchObject({ conversation_url: null, room_url: null, join_url: meeting_url });
  });

  test.each([{}, { require_auth: 'true' }])(
    'is that of a meeting that exists already, whatever else the answer has: %j',
    async (filledIn) => {
      const meeting_url = 'https://meet.google.com/abc-defg-hij';
      const answer = await run(perform, { ...both, ...filledIn, meeting_url });
      const id = sandbox.conversations[0]?.id;
      expect(answer).toMatchObject({
        conversation_url: `https://tavus.daily.co/${id}`,
        join_url: meeting_url,
      });
      const room_url = 'https://tavus.example/room/c1';
      tavusAnswers({ ...ANSWER, room_url, meeting_token: 'abc' });
      const result = await run(perform, { ...both, ...filledIn, meeting_url });
      expect(result).toMatchObject({ room_url, join_url: meeting_url });
    },
  );
});

describe('the times', () => {
  test('follow the time limits of the form', async () => {
    const result = await run(perform, {
      ...both,
      participant_absent_timeout: '900',
      max_call_duration: '1800',
    });
    expect(result).toMatchObject({
      created_at: '2026-11-20T15:00:00.000Z',
      join_by: '2026-11-20T15:15:00.000Z',
      ends_by: '2026-11-20T15:30:00.000Z',
    });
  });

  test.each([
    // Nobody can join after the call has ended, however long the room would wait.
    ['3600', '900', '2026-11-20T15:15:00.000Z', 15, '2026-11-20T15:15:00.000Z'],
    ['900', '900', '2026-11-20T15:15:00.000Z', 15, '2026-11-20T15:15:00.000Z'],
    ['7200', '', '2026-11-20T16:00:00.000Z', 60, '2026-11-20T16:00:00.000Z'],
    ['', '120', '2026-11-20T15:02:00.000Z', 2, '2026-11-20T15:02:00.000Z'],
    ['1799', '', '2026-11-20T15:29:59.000Z', 29, '2026-11-20T16:00:00.000Z'],
    ['59', '', '2026-11-20T15:00:59.000Z', 0, '2026-11-20T16:00:00.000Z'],
    ['60', '', '2026-11-20T15:01:00.000Z', 1, '2026-11-20T16:00:00.000Z'],
  ])(
    'to join in, where a room waits for %j and a call lasts %j seconds',
    async (participant_absent_timeout, max_call_duration, join_by, minutes_to_join, ends_by) => {
      const limits = { participant_absent_timeout, max_call_duration };
      expect(await run(perform, { ...both, ...limits })).toMatchObject({
        join_by,
        minutes_to_join,
        ends_by,
      });
    },
  );

  test('are when the room really closes', async () => {
    const result = await run(perform, { ...both, participant_absent_timeout: '90' });
    expect(result.join_by).toBe('2026-11-20T15:01:30.000Z');
    sandbox.clock.advance(89);
    expect(sandbox.conversations[0]?.status).toBe('active');
    sandbox.clock.advance(1);
    expect(sandbox.conversations[0]).toMatchObject({
      status: 'ended',
      endedAt: new Date('2026-11-20T15:01:30.000Z'),
    });
  });

  test.each(['2025', 'may_2026', 'autumn_2026'] as const)('of the API of %s', async (age) => {
    sandbox.behaviour.age = age;
    expect((await run(perform, both)).created_at).toBe(NOW);
  });

  test.each<[unknown, string | null]>([
    ['2026-11-20T15:00:00Z', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20T15:00:00.180019Z', '2026-11-20T15:00:00.180Z'],
    ['2026-11-20T17:00:00+02:00', '2026-11-20T15:00:00.000Z'],
    // Without a zone it means UTC, whatever the machine's own zone is.
    ['2026-11-20T15:00:00', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20 15:00:00.824457', '2026-11-20T15:00:00.824Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    [1795186800, '2026-11-20T15:00:00.000Z'],
    [1795186800.5, '2026-11-20T15:00:00.500Z'],
    ['1795186800', '2026-11-20T15:00:00.000Z'],
    [1795186800000, '2026-11-20T15:00:00.000Z'],
    ['2026-13-45T15:00:00Z', null],
    [1e300, null],
    [true, null],
    ['', null],
  ])('written as %j', async (created_at, iso) => {
    tavusAnswers({ ...ANSWER, created_at });
    expect((await run(perform, both)).created_at).toBe(iso);
  });
});

describe('the replica and the persona', () => {
  /** The paths of the requests of one run. */
  const paths = () => sandbox.requests.map(({ method, path }) => `${method} ${path}`);

  test('are what was sent, without another request', async () => {
    expect(await run(perform, both)).toMatchObject(both);
    expect(paths()).toEqual(['POST /v2/conversations']);
  });

  test.each(['old', 'new'] as const)('are in the answer, under %s names', async (names) => {
    Object.assign(sandbox.behaviour, { names, idsInCreateResponse: true });
    expect(await run(perform, { persona_id: SEED.personaOfOtherReplica })).toMatchObject({
      replica_id: 'r0b0a4d000002',
      persona_id: 'p0b0a4d000002',
    });
    expect(paths()).toEqual(['POST /v2/conversations']);
  });

  test('are what the answer says, even if something else was sent', async () => {
    tavusAnswers({ ...ANSWER, face_id: 'r90bbd427f71', persona_id: 'pcb7a34da5fe' });
    expect(await run(perform, both)).toMatchObject({
      replica_id: 'r90bbd427f71',
      persona_id: 'pcb7a34da5fe',
    });
  });

  test.each([
    ['old', { replica_id: SEED.replica }, 'r5a1e50000001', 'pdefa01700000'],
    ['new', { replica_id: SEED.replica }, 'r5a1e50000001', 'pdefa01700000'],
    ['old', { persona_id: SEED.personaOfOtherReplica }, 'r0b0a4d000002', 'p0b0a4d000002'],
    ['new', { persona_id: SEED.personaOfOtherReplica }, 'r0b0a4d000002', 'p0b0a4d000002'],
  ] as const)(
    'are looked up once, under %s names, for %j',
    async (names, filledIn, replica_id, persona_id) => {
      sandbox.behaviour.names = names;
      expect(await run(perform, filledIn)).toMatchObject({ replica_id, persona_id });
      const id = sandbox.conversations[0]?.id;
      expect(paths()).toEqual(['POST /v2/conversations', `GET /v2/conversations/${id}`]);
    },
  );

  test.each<Fault>([
    { kind: 'status', status: 500, body: { message: 'Internal error' } },
    { kind: 'status', status: 401, body: { message: 'Invalid access token' } },
    { kind: 'status', status: 400, body: { error: 'Invalid conversation_id' } },
    { kind: 'too_many_requests', retryAfter: 30 },
    { kind: 'html_error' },
    { kind: 'reset_before' },
    { kind: 'reset_after' },
    { kind: 'empty_200' },
    { kind: 'garbage' },
    { kind: 'json', value: null },
    { kind: 'json', value: [] },
    { kind: 'json', value: { conversation_id: 'c1', persona_id: true } },
    { kind: 'redirect', location: 'https://example.com/' },
  ])('are null if that look-up fails: $kind', async (fault) => {
    sandbox.fault({ ...fault, when: { method: 'GET' } });
    const result = await run(perform, { replica_id: SEED.replica });
    expect(result).toMatchObject({
      status: 'active',
      conversation_url: sandbox.conversations[0]?.conversationUrl,
      replica_id: 'r5a1e50000001',
      persona_id: null,
    });
    expect(Object.keys(result)).toEqual(KEYS);
    expect(sandbox.conversations).toHaveLength(1);
    expect(sandbox.requests).toHaveLength(2);
  });

  test('are null if that look-up fails: the replica of a persona', async () => {
    sandbox.fault({ kind: 'status', status: 500, when: { method: 'GET' } });
    expect(await run(perform, { persona_id: SEED.persona })).toMatchObject({
      replica_id: null,
      persona_id: 'p5a1e50000001',
    });
  });
});

describe('the rest', () => {
  test('the default name if the form has none', async () => {
    const result = await run(perform, both);
    expect(result.conversation_name).toMatch(/^Zapier .{16} UTC [0-9a-f]{8}$/);
    expect(result.conversation_name).toBe(sandbox.conversations[0]?.name);
  });

  test('the callback URL, also where the answer leaves it out', async () => {
    const callback_url = 'https://example.com/tavus';
    tavusAnswers({ ...ANSWER, callback_url: '' });
    expect((await run(perform, { ...both, callback_url })).callback_url).toBe(callback_url);
    expect((await run(perform, { ...both, callback_url })).callback_url).toBe(callback_url);
    expect((await run(perform, both)).callback_url).toBeNull();
  });

  test.each([
    ['yes', { test_mode: 'yes' }, false, true, 'ended'],
    ['no in the editor', { test_mode: 'no' }, true, false, 'active'],
    ['blank in the editor', {}, true, true, 'ended'],
    ['blank in a live run', {}, false, false, 'active'],
  ])('test mode: %s', async (_name, filledIn, isLoadingSample, test_mode, status) => {
    expect(await run(perform, { ...both, ...filledIn }, { isLoadingSample })).toMatchObject({
      test_mode,
      status,
    });
  });
});
