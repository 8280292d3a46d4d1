import { createServer } from 'node:http';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/create_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { errorOf, requestsOf, run, type StepError, sandbox } from '../tavus_app.ts';

/** What a person reads when Tavus refuses, and what Zapier does then. */

const KEY = 'sandbox-key';

/** The error of a run that creates nothing. */
async function refusal(filledIn: object = {}, key = KEY): Promise<StepError> {
  const form = { replica_id: SEED.replica, ...filledIn };
  const error = await errorOf(run(perform, form, {}, { api_key: key }));
  expect(sandbox.conversations).toEqual([]);
  // Never a second try on our own, and never the key or the platform's record of the run.
  expect(requestsOf('POST')).toHaveLength(1);
  expect(error.message).not.toContain(key);
  expect(error.message).not.toContain('What happened');
  return error;
}

/** The error when Tavus answers like that. */
async function refusalWith(
  status: number,
  body?: unknown,
  filledIn: object = {},
): Promise<StepError> {
  sandbox.clearRequests();
  sandbox.fault({ kind: 'status', status, body });
  return await refusal(filledIn);
}

test('401: the connection has to be made again', async () => {
  expect(await refusal({}, 'key-of-somebody-else')).toEqual({
    name: 'ExpiredAuthError',
    message:
      'Tavus does not accept this API key. Create a new key on https://maker.tavus.io/dev/api-keys, then connect Tavus again with it. Tavus says: "Invalid access token". Nothing was created.',
  });
});

test.each([
  ['This replica is not available on your plan', 'your Tavus plan does not allow it'],
  ['You may not use this replica', 'it rejected the request. Tavus says: "You may not'],
])('401 that is not about the key concerns this step alone: %s', async (words, says) => {
  const { name, message } = await refusalWith(401, { message: words });
  expect(name).toBe('AppError');
  expect(message).toContain(says);
});

test('402: the credits are used up', async () => {
  sandbox.behaviour.outOfCredits = true;
  expect(await refusal()).toEqual({
    name: 'AppError',
    message:
      'Tavus could not create the conversation: your Tavus account has no credits left. Add credits or change your plan in Tavus, then run this step again. Tavus says: "The user is out of conversational credits". Nothing was created.',
  });
});

test('403: the key has no permission', async () => {
  sandbox.behaviour.keyForbidden = true;
  expect(await refusal()).toEqual({
    name: 'AppError',
    message:
      'Tavus could not create the conversation: this API key has no permission for it. A key that is restricted to IP addresses does not work from Zapier. Create a key without IP addresses on https://maker.tavus.io/dev/api-keys, then connect Tavus again with it. Tavus says: "This key may not do that". Nothing was created.',
  });
});

test('400 for a full account: Zapier tries again when a slot may be free', async () => {
  sandbox.behaviour.maxConcurrent = 0;
  expect(await refusal()).toEqual({
    name: 'ThrottledError',
    message:
      'Tavus could not create the conversation: all concurrent conversations of your plan are in use. Zapier tries this step again later. To free one now, end a conversation that nobody needs. Tavus says: "User has reached maximum concurrent conversations". Nothing was created.',
    delay: 120,
  });
});

test('the step goes through once a slot is free', async () => {
  sandbox.behaviour.maxConcurrent = 1;
  const form = { replica_id: SEED.replica, persona_id: SEED.persona };
  await run(perform, form);
  expect((await errorOf(run(perform, form))).name).toBe('ThrottledError');
  sandbox.clock.advance(300);
  expect(await run(perform, form)).toMatchObject({ status: 'active' });
});

describe('400 that is about a field', () => {
  test.each<[name: string, filledIn: object, labels: string, words: string]>([
    ['unknown replica', { replica_id: 'r000000000000' }, 'Replica (Face)', 'Invalid replica_uuid'],
    ['unknown persona', { persona_id: 'p000000000000' }, 'Persona (PAL)', 'Invalid persona_id'],
    [
      'role that Tavus cannot take on',
      {
        recording_s3_bucket_name: 'our-calls',
        recording_s3_bucket_region: 'eu-north-1',
        aws_assume_role_arn: 'arn:aws:iam::123456789012:role/cannot-assume',
      },
      'AWS Assume Role ARN',
      'unable to assume role with given parameters',
    ],
    [
      'the same role with a provider',
      {
        recording_storage_provider: 's3',
        recording_s3_bucket_name: 'our-calls',
        recording_s3_bucket_region: 'eu-north-1',
        aws_assume_role_arn: 'arn:aws:iam::123456789012:role/cannot-assume',
      },
      'AWS Assume Role ARN',
      'unable to assume role with given parameters',
    ],
  ])('%s', async (_name, filledIn, label, words) => {
    expect(await refusal(filledIn)).toEqual({
      name: 'AppError',
      message: `Tavus could not create the conversation: it rejected the value of ${label}. Choose or look up another value. Tavus says: "${words}". Nothing was created.`,
    });
  });

  test('a persona without a replica of its own: what is missing is named', async () => {
    const { message } = await refusal({ replica_id: '', persona_id: SEED.personaWithoutReplica });
    expect(message).toBe(
      'Tavus could not create the conversation: it requires Replica (Face). Fill in Replica (Face), then run this step again. Tavus says: "Bad Request. face_id: face_id is required when the PAL has no default face.". Nothing was created.',
    );
  });

  test.each([
    ["{'properties': {'language': ['Missing data for required field.']}}", 'Language'],
    ["{'callback_url': ['Field required']}", 'Callback URL'],
    ['face_id is required when the PAL has no default face.', 'Replica (Face)'],
  ])('a field that is blank, and is needed: %s', async (error, label) => {
    const form = { replica_id: '', persona_id: SEED.persona };
    const { message } = await refusalWith(400, { error }, form);
    expect(message).toContain(`it requires ${label}. Fill in ${label}, then run this step again.`);
  });
});

describe('other refusals carry the words of Tavus', () => {
  test.each([400, 404, 409, 410, 422])('%d', async (status) => {
    const words = 'There was an error creating the conversation, please reach out to support!';
    expect(await refusalWith(status, { error: words })).toEqual({
      name: 'AppError',
      message: `Tavus could not create the conversation: it rejected the request. Tavus says: "${words}". Check the fields of this step, then run it again. Nothing was created.`,
    });
  });

  test('a replica that is not ready', async () => {
    const { name, message } = await refusal({ replica_id: SEED.trainingReplica });
    expect(name).toBe('AppError');
    expect(message).toContain('Replica r74a190000003 is not ready, it is started');
  });

  test.each<[body: unknown, words: string]>([
    [{ error: 'Not now.' }, 'Not now.'],
    [{ message: 'Not now.' }, 'Not now.'],
    [{ error: '', message: 'Not now.' }, 'Not now.'],
    [{ error: { message: 'Not now.' } }, 'Not now.'],
    [{ errors: ['Not now.', 'Not ever.'] }, 'Not now. Not ever.'],
    [{ detail: [{ message: 'Not now.' }] }, 'Not now.'],
    [[{ error: 'Not now.' }], 'Not now.'],
    ['Not now.', 'Not now.'],
    [{ error: "Bad Request. {'a': ['It is wrong.']}" }, 'Bad Request. a: It is wrong.'],
    [
      { error: `Bad Request. {'a': ["It's wrong.", 'And long.'], 'b': {'c': ['Odd.']}}` },
      "Bad Request. a: It's wrong. a: And long. b.c: Odd.",
    ],
    [{ error: "Bad Request. {'a': 1}" }, "Bad Request. {'a': 1}"],
    [{ error: '  two\n\n  lines ' }, 'two lines'],
    [{ message: 42 }, '42'],
  ])('%j', async (body, words) => {
    const { message } = await refusalWith(400, body);
    expect(message).toContain(` Tavus says: "${words}". Check the fields of this step`);
  });

  test.each([undefined, {}, [], null, { error: null }, { error: ' ' }, { error: {} }])(
    'and say so if there are none: %j',
    async (body) => {
      expect((await refusalWith(400, body)).message).toBe(
        'Tavus could not create the conversation: it rejected the request without a reason (status 400). Check the fields of this step, then run it again. Nothing was created.',
      );
    },
  );

  test('shortened', async () => {
    const { message } = await refusalWith(400, { error: 'Very long. '.repeat(10_000) });
    expect(message).toMatch(
      /Tavus says: "Very long\. Very long\. .*…"\. Check the fields of this step/,
    );
    expect(message.length).toBeLessThan(500);
  });

  test('without the key, if Tavus quotes it back', async () => {
    const { message } = await refusalWith(400, { error: `No such key: ${KEY}. Key ${KEY}.` });
    expect(message).toContain('"No such key: [API key]. Key [API key]."');
  });

  test('without the key, if only the shortening would cut it in two', async () => {
    const { message } = await refusalWith(400, { error: `${'x'.repeat(293)}${KEY}` });
    expect(message).not.toContain(KEY.slice(0, 6));
  });

  test.each<[name: string, page: string, words: string | null]>([
    ['the title of a page', '<html><title>Access denied</title><p>x</p></html>', 'Access denied'],
    ['the heading of a page', '\n<body><h1 class="a">Blocked</h1></body>', 'Blocked'],
    ['nothing of a page without either', '<div>secret</div>', null],
    ['plain text', 'upstream connect error', 'upstream connect error'],
    ['nothing unreadable', '\u0000\u0001\u0002\u0003\u0004\u0005ab', null],
  ])('%s', async (_name, page, words) => {
    const server = createServer((_request, response) => {
      response.writeHead(400, { 'content-type': 'text/html' }).end(page);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : address;
      process.env.TAVUS_API_URL = `http://127.0.0.1:${port}`;
      const { name, message } = await errorOf(run(perform, { replica_id: SEED.replica }));
      expect(name).toBe('AppError');
      expect(message).toContain(
        words === null
          ? 'rejected the request without a reason (status 400).'
          : `Tavus says: "${words}".`,
      );
      expect(message).not.toContain('secret');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('a conversation that nobody can join', () => {
  const ID = 'c0ffee000001';
  const conversation_url = `https://tavus.daily.co/${ID}`;
  const NO_LINK = 'it came without a link to join it';
  const NO_TOKEN = 'it is private, and its token was not returned';

  beforeEach(() => {
    sandbox.addConversation({ id: ID, status: 'active' });
  });

  test.each<[answered: object, filledIn: object, flaw: string]>([
    [{ status: 'active' }, {}, NO_LINK],
    [{ status: 'active', conversation_url: '' }, { require_auth: 'no' }, NO_LINK],
    [{ conversation_url }, { require_auth: 'yes' }, NO_TOKEN],
    [{ conversation_url, meeting_token: ' ' }, { require_auth: 'yes' }, NO_TOKEN],
    [{ status: 'ended', conversation_url }, {}, 'it already has the status ended, so nobody can'],
    [{ status: 'Error', conversation_url }, {}, 'it already has the status Error, so nobody can'],
  ])('%j with %j is ended, and the error says why', async (answered, filledIn, flaw) => {
    sandbox.fault({ kind: 'json', value: { conversation_id: ID, ...answered } });
    const form = { replica_id: SEED.replica, ...filledIn };
    const { name, message } = await errorOf(run(perform, form));
    expect(name).toBe('AppError');
    expect(message).toContain(`Tavus created the conversation ${ID}, but ${flaw}`);
    expect(message).toContain('The app ended it, so it is safe to run this step again.');
    expect(sandbox.conversation(ID)?.status).toBe('ended');
  });

  test.each<[answered: object, filledIn: object]>([
    [{ status: 'ended' }, { test_mode: 'yes' }],
    [{ status: 'active' }, { meeting_url: 'https://meet.google.com/abc-defg-hij' }],
    [{}, { additional_fields: '{"chat": true}' }],
    [{}, { additional_fields: '{"properties": {"daily_room": {"url": "https://a.daily.co/b"}}}' }],
    [{}, { additional_fields: '{"properties": {"livekit_ws_url": "wss://a.livekit.cloud"}}' }],
    [{}, { additional_fields: '{"properties": {"livekit_room_token": "t"}}' }],
  ])('%j with %j needs no link of Tavus', async (answered, filledIn) => {
    sandbox.fault({ kind: 'json', value: { conversation_id: ID, ...answered } });
    const form = { replica_id: SEED.replica, persona_id: SEED.persona, ...filledIn };
    expect(await run(perform, form)).toMatchObject({ id: ID });
    expect(sandbox.conversation(ID)?.status).toBe('active');
  });
});

describe('an error with the status 200', () => {
  const ERROR = { error: 'There was an error creating the conversation' };

  test('is quoted if nothing was created', async () => {
    sandbox.fault({ kind: 'status', status: 200, body: ERROR });
    expect(await errorOf(run(perform, { replica_id: SEED.replica }))).toEqual({
      name: 'AppError',
      message:
        'Tavus could not create the conversation: it rejected the request. Tavus says: "There was an error creating the conversation". Check the fields of this step, then run it again. Nothing was created. It is safe to run this step again.',
    });
  });

  test('gets the advice for its words', async () => {
    const body = { message: 'User has reached maximum concurrent conversations' };
    sandbox.fault({ kind: 'status', status: 200, body });
    const { name, message } = await errorOf(run(perform, { replica_id: SEED.replica }));
    expect(name).toBe('ThrottledError');
    expect(message).toContain('all concurrent conversations of your plan are in use');
  });

  test('is quoted if nobody knows what was created', async () => {
    sandbox.fault({ kind: 'status', status: 200, body: ERROR });
    sandbox.fault({ kind: 'status', status: 500, when: { method: 'GET' }, times: 9 });
    const { name, message } = await errorOf(run(perform, { replica_id: SEED.replica }));
    expect(name).toBe('HaltedError');
    expect(message).toContain(
      'the reply was "There was an error creating the conversation", and the list of Tavus does not show whether it did. Look for it in Tavus',
    );
  });
});

test.each([423, 425])('%d: Zapier tries again', async (status) => {
  expect(await refusalWith(status, { error: 'Locked' })).toEqual({
    name: 'ThrottledError',
    message: `Tavus could not create the conversation: it cannot do that at the moment (status ${status}). Zapier tries this step again later. Tavus says: "Locked". Nothing was created.`,
    delay: 60,
  });
});

describe('429: Zapier tries again', () => {
  test.each<[retryAfter: number | string | undefined, delay: number]>([
    [17, 17],
    ['17', 17],
    [1.2, 2],
    [0, 1],
    [-5, 1],
    [999_999, 3600],
    [undefined, 60],
    ['soon', 60],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 1],
  ])('Retry-After: %j, after %d seconds', async (retryAfter, delay) => {
    sandbox.fault({
      kind: 'too_many_requests',
      ...(retryAfter !== undefined && { retryAfter }),
    });
    expect(await refusal()).toEqual({
      name: 'ThrottledError',
      message:
        'Tavus could not create the conversation: it is receiving too many requests at the moment. Zapier tries this step again later. Tavus says: "Too many requests". Nothing was created.',
      delay,
    });
  });

  test('Retry-After as a date', async () => {
    const inNinetySeconds = new Date(Date.now() + 90_000).toUTCString();
    sandbox.fault({ kind: 'too_many_requests', retryAfter: inNinetySeconds });
    const { name, delay } = await refusal();
    expect(name).toBe('ThrottledError');
    expect(delay).toBeGreaterThan(80);
    expect(delay).toBeLessThan(92);
  });
});

test('an API that cannot be reached: nothing was sent', async () => {
  // Port 9 (discard) is not in use anywhere here.
  process.env.TAVUS_API_URL = 'http://127.0.0.1:9';
  const { name, message } = await errorOf(run(perform, { replica_id: SEED.replica }));
  expect(name).toBe('AppError');
  expect(message).toBe(
    'Tavus could not create the conversation: its service cannot be reached. Nothing was sent. Try again in a few minutes. Nothing was created.',
  );
});
