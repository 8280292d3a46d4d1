import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readValue } from '../../sandbox/reading.ts';
import { type Sandbox, SEED, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, create, data } from './asking.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

describe('create', () => {
  const CREATE = 'POST /v2/conversations';

  test('makes up a name', async () => {
    const { body } = await ask(sandbox, CREATE, { replica_id: SEED.stockReplica });
    expect(body).toMatchObject({
      conversation_name: `New Conversation ${Date.parse('2026-11-20T12:00:00Z')}`,
      callback_url: '',
    });
    expect(sandbox.conversations[0]?.personaId).toBe(SEED.defaultPersona);
  });

  test('the request’s replica overrides that of the persona', async () => {
    await create(sandbox, { face_id: SEED.stockReplica });
    expect(sandbox.conversations[0]?.replicaId).toBe(SEED.stockReplica);
  });

  test('a private room has a new token each time; a meeting has no hosted page', async () => {
    const one = await ask(sandbox, CREATE, { persona_id: SEED.persona, require_auth: true });
    const other = await ask(sandbox, CREATE, {
      persona_id: SEED.persona,
      properties: { require_auth: true },
      meeting_url: 'https://meet.example.com/abc',
    });
    expect(one.body).toHaveProperty('meeting_token', sandbox.conversations[0]?.meetingToken);
    expect(sandbox.conversations[0]?.meetingToken).toMatch(/^sandbox-token-.{20,}$/);
    expect(other.body).toHaveProperty('meeting_token');
    expect(sandbox.conversations[1]?.meetingToken).not.toBe(sandbox.conversations[0]?.meetingToken);
    expect(other.body).not.toHaveProperty('room_url');
  });

  test('test_mode costs nothing, takes no slot and needs no credits', async () => {
    sandbox.behaviour.maxConcurrent = 0;
    sandbox.behaviour.outOfCredits = true;
    const { body } = await ask(sandbox, CREATE, { persona_id: SEED.persona, test_mode: true });
    expect(body).toMatchObject({ status: 'ended' });
    sandbox.clock.advance(600);
    expect(sandbox.conversations[0]).toMatchObject({ billedSeconds: 0, events: [] });
    const id = String(sandbox.conversations[0]?.id);
    const verbose = await ask(sandbox, `GET /v2/conversations/${id}?verbose=true`);
    expect(verbose.body).toMatchObject({ status: 'ended', events: null });
  });

  test.each([
    ['an unknown replica', { replica_id: 'r000' }, { message: 'Invalid replica_uuid' }],
    ['a persona as replica', { replica_id: SEED.persona }, { message: 'Invalid replica_uuid' }],
    ['an unknown persona', { persona_id: 'p000' }, { error: 'Invalid persona_id' }],
    ['a replica as persona', { persona_id: SEED.replica }, { error: 'Invalid persona_id' }],
    [
      'a replica in training',
      { replica_id: SEED.trainingReplica },
      { message: `Replica ${SEED.trainingReplica} is not ready, it is started` },
    ],
    [
      'a persona without replica',
      { persona_id: SEED.personaWithoutReplica },
      {
        error:
          "Bad Request. {'face_id': ['face_id is required when the PAL has no default face.']}",
      },
    ],
    [
      'both names of a pair',
      { replica_id: SEED.replica, face_id: SEED.replica },
      { error: "Bad Request. {'_schema': ['Only one of replica_id and face_id may be given.']}" },
    ],
    [
      'a role that cannot be taken on',
      {
        persona_id: SEED.persona,
        properties: {
          recording_storage: {
            provider: 's3',
            assume_role_arn: 'arn:aws:iam::1:role/cannot-assume',
          },
        },
      },
      { error: 'unable to assume role with given parameters' },
    ],
  ])('refuses %s', async (_what, body, answer) => {
    const reply = await ask(sandbox, CREATE, body);
    expect(reply).toMatchObject({ status: 400, body: answer });
    expect(sandbox.conversations).toEqual([]);
  });

  test('refuses a body that is not JSON, or not declared as JSON', async () => {
    for (const [type, body] of [
      ['application/json', '{"persona_id":'],
      ['text/plain', JSON.stringify({ persona_id: SEED.persona })],
    ] as const) {
      const response = await fetch(`${sandbox.url}/v2/conversations`, {
        method: 'POST',
        headers: { 'x-api-key': sandbox.apiKey, 'content-type': type },
        body,
      });
      expect(response.status).toBe(400);
    }
    expect(sandbox.conversations).toEqual([]);
  });

  test('refuses more conversations than the plan allows', async () => {
    for (let count = 0; count < 3; count += 1) {
      await create(sandbox);
    }
    const refused = await ask(sandbox, CREATE, { persona_id: SEED.persona });
    expect(refused).toMatchObject({
      status: 400,
      body: { message: 'User has reached maximum concurrent conversations' },
    });
    await ask(sandbox, `POST /v2/conversations/${sandbox.conversations[0]?.id}/end`);
    expect(sandbox.conversations).toHaveLength(3);
    await create(sandbox);
  });
});

describe('messages into a call', () => {
  const said = { message_type: 'conversation', event_type: 'conversation.echo' };
  const echo = { ...said, properties: { modality: 'text', text: 'Hi.', done: true } };
  const send = (id: string, body: object) =>
    ask(sandbox, `POST /v2/conversations/${id}/send-app-message`, body);

  test('are kept with the call, whether somebody is there or not', async () => {
    const id = await create(sandbox);
    expect((await send(id, echo)).status).toBe(200);
    expect(sandbox.conversation(id)?.messages).toEqual([
      { eventType: 'conversation.echo', properties: echo.properties, at: sandbox.clock.now() },
    ]);
  });

  test.each([
    ['of another kind', { ...echo, event_type: 'conversation.sing' }, 400],
    ['without its text', { ...said, properties: { modality: 'text' } }, 400],
    ['with the context of another', { ...said, properties: { context: 'Hi.' } }, 400],
    ['too long', { ...said, properties: { modality: 'text', text: 'a'.repeat(65_536) } }, 413],
  ])('are refused: %s', async (_, body, status) => {
    const id = await create(sandbox);
    expect((await send(id, body)).status).toBe(status);
    expect(sandbox.conversation(id)?.messages).toEqual([]);
  });

  test('are refused once the call is over, and where there is none', async () => {
    const { id } = sandbox.addConversation({ status: 'ended' });
    const over = 'App messages can only be sent to active conversations.';
    expect(await send(id, echo)).toMatchObject({ status: 400, body: { error: over } });
    const unknown = { status: 400, body: { error: 'Invalid conversation_id' } };
    expect(await send('c000', echo)).toMatchObject(unknown);
  });

  test('are 120 in a minute at most', async () => {
    const id = await create(sandbox);
    for (let count = 0; count < 120; count += 1) await send(id, echo);
    expect(await send(id, echo)).toMatchObject({
      status: 429,
      body: { error: 'Too many requests' },
    });
    sandbox.clock.advance(60);
    expect((await send(id, echo)).status).toBe(200);
  });
});

describe('the key', () => {
  test.each([null, 'wrong'])('%s is not accepted', async (key) => {
    for (const request of [
      'GET /v2/conversations',
      'GET /v2/conversations/c1',
      'POST /v2/conversations/c1/end',
      'GET /v2/replicas',
      'GET /v2/replicas/r1',
      'GET /v2/personas',
      'GET /v2/personas/p1',
      'GET /v2/documents',
      'GET /v2/documents/d1',
      'GET /v2/videos',
      'GET /v2/videos/5a1e500001',
    ]) {
      const reply = await ask(sandbox, request, undefined, key);
      expect(reply).toMatchObject({ status: 401, body: { message: 'Invalid access token' } });
    }
    const create = await ask(sandbox, 'POST /v2/conversations', {}, key);
    expect(create.status).toBe(401);
  });

  test('a malformed body is reported before a wrong key', async () => {
    const reply = await ask(sandbox, 'POST /v2/conversations', { persona_id: 3 }, 'wrong');
    expect(reply).toMatchObject({
      status: 400,
      body: { error: "Bad Request. {'persona_id': ['Not a valid string.']}" },
    });
  });

  test('may be forbidden to do things', async () => {
    sandbox.behaviour.keyForbidden = true;
    expect((await ask(sandbox, 'GET /v2/replicas?limit=1')).status).toBe(403);
    expect((await ask(sandbox, 'GET /v2/replicas?limit=1', undefined, 'wrong')).status).toBe(401);
  });
});

test('unknown routes are 404, wrong methods 405', async () => {
  expect((await ask(sandbox, 'GET /v2/speeches')).status).toBe(404);
  expect((await ask(sandbox, 'PUT /v2/conversations', {})).status).toBe(405);
  expect((await ask(sandbox, 'GET /v2/conversations/c1/end')).status).toBe(405);
});

describe('list conversations', () => {
  test('pages of ten from the newest; page 0 is the first', async () => {
    sandbox.addConversations(25, (index) => ({
      name: `Call ${index}`,
      createdAt: new Date(Date.parse('2026-11-01T00:00:00Z') + index * 60_000),
    }));
    const first = await ask(sandbox, 'GET /v2/conversations');
    expect(first.body).toMatchObject({ total_count: 25 });
    expect(data(first)).toHaveLength(10);
    expect(data(first)[0]).toMatchObject({ conversation_name: 'Call 24' });
    expect(data(await ask(sandbox, 'GET /v2/conversations?page=0'))).toEqual(data(first));
    const last = data(await ask(sandbox, 'GET /v2/conversations?page=3'));
    expect(last.map((each) => readValue(each, 'conversation_name'))).toEqual(
      [4, 3, 2, 1, 0].map((index) => `Call ${index}`),
    );
    expect(data(await ask(sandbox, 'GET /v2/conversations?page=4'))).toEqual([]);
    sandbox.behaviour.listOrder = 'oldest_first';
    const oldest = data(await ask(sandbox, 'GET /v2/conversations?limit=2&page=2'));
    expect(oldest.map((each) => readValue(each, 'conversation_name'))).toEqual([
      'Call 2',
      'Call 3',
    ]);
  });

  test('filters by status, also after the status has changed', async () => {
    sandbox.addConversation({ name: 'over' });
    const id = await create(sandbox, { conversation_name: 'open' });
    const names = async (status: string) =>
      data(await ask(sandbox, `GET /v2/conversations?status=${status}`)).map((each) =>
        readValue(each, 'conversation_name'),
      );
    expect([await names('active'), await names('ended')]).toEqual([['open'], ['over']]);
    await ask(sandbox, `POST /v2/conversations/${id}/end`);
    expect([await names('active'), await names('ended')]).toEqual([[], ['open', 'over']]);
    expect((await ask(sandbox, 'GET /v2/conversations?status=done')).status).toBe(400);
  });

  test('returns at most a hundred, and refuses a limit that is not a number', async () => {
    sandbox.addConversations(120, () => ({}));
    expect(data(await ask(sandbox, 'GET /v2/conversations?limit=1000'))).toHaveLength(100);
    expect(await ask(sandbox, 'GET /v2/conversations?limit=ten')).toMatchObject({
      status: 400,
      body: { error: "Bad Request. {'limit': ['Not a valid integer.']}" },
    });
    expect((await ask(sandbox, 'GET /v2/conversations?limit=0')).status).toBe(400);
    expect((await ask(sandbox, 'GET /v2/conversations?order=newest')).status).toBe(400);
  });

  test('pages of a hundred thousand conversations are fast', async () => {
    const start = performance.now();
    sandbox.addConversations(100_000, (index) => ({
      createdAt: new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60_000),
    }));
    // A second or two; minutes if the time grew with the square of their number.
    expect(performance.now() - start).toBeLessThan(10_000);
    const page = await ask(sandbox, 'GET /v2/conversations?status=ended&limit=100&page=1000');
    expect(page.body).toMatchObject({ total_count: 100_000 });
    expect(data(page).at(-1)).toMatchObject({ created_at: '2026-01-01T00:00:00.000961Z' });
  });

  test('mixed names: every fourth record has the new ones, and none has both', async () => {
    sandbox.behaviour.names = 'mixed';
    sandbox.addConversations(8, () => ({}));
    const items = data(await ask(sandbox, 'GET /v2/conversations'));
    expect(items.filter((each) => 'pal_id' in each && 'face_id' in each)).toHaveLength(2);
    expect(items.filter((each) => 'persona_id' in each && 'replica_id' in each)).toHaveLength(6);
  });
});

test('unknown conversations are a 400', async () => {
  for (const request of ['GET /v2/conversations/c000', 'POST /v2/conversations/c000/end']) {
    expect(await ask(sandbox, request)).toMatchObject({
      status: 400,
      body: { error: 'Invalid conversation_id' },
    });
  }
});

test('every request is recorded, with the answer’s status', async () => {
  await ask(sandbox, 'POST /v2/conversations?a=b', { persona_id: 'p000' });
  expect(sandbox.requests).toHaveLength(1);
  expect(sandbox.requests[0]).toMatchObject({
    method: 'POST',
    path: '/v2/conversations',
    query: { a: 'b' },
    headers: { 'x-api-key': 'sandbox-key', 'content-type': 'application/json' },
    rawBody: '{"persona_id":"p000"}',
    body: { persona_id: 'p000' },
    status: 400,
    fault: undefined,
  });
  sandbox.clearRequests();
  expect(sandbox.requests).toEqual([]);
});

test('an empty account, with another key', async () => {
  const other = await startSandbox({ seed: 'empty', apiKey: 'other' });
  try {
    for (const list of ['conversations', 'replicas', 'personas', 'documents', 'videos']) {
      expect((await ask(other, `GET /v2/${list}`)).body).toMatchObject({ total_count: 0 });
    }
    const replica = other.addReplica({ name: 'Ada' });
    const persona = other.addPersona({ defaultReplicaId: replica.id });
    const document = other.addDocument({ status: 'error' });
    expect((await ask(other, `GET /v2/documents/${document.id}`)).status).toBe(200);
    await create(other, { persona_id: persona.id });
    expect(other.conversations[0]?.replicaId).toBe(replica.id);
  } finally {
    await other.stop();
  }
});

test('reset restores the start', async () => {
  const before = await create(sandbox);
  sandbox.addReplica();
  sandbox.clock.advance(10);
  sandbox.behaviour.age = '2025';
  sandbox.fault({ kind: 'reset_before', times: Number.POSITIVE_INFINITY });
  sandbox.reset();
  expect(sandbox.conversations).toEqual([]);
  expect(sandbox.requests).toEqual([]);
  expect(sandbox.clock.now().toISOString()).toBe('2026-11-20T12:00:00.000Z');
  expect(sandbox.behaviour.age).toBe('autumn_2026');
  expect((await ask(sandbox, 'GET /v2/replicas')).body).toMatchObject({ total_count: 134 });
  // Ids are the same in every run.
  expect(await create(sandbox)).toBe(before);
});
