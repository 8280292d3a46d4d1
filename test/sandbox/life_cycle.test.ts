import { createServer, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isRecord, type JsonRecord, parseJson, readValue } from '../../sandbox/reading.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, create, events } from './asking.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const GOOD_TALK = [
  ['assistant', 'Hello Ada!'],
  ['user', 'Hello.'],
] as const;

describe('the end', () => {
  test('may show late: until then answers contain no event and no reason', async () => {
    sandbox.behaviour.eventDelay = 960;
    const id = await create(sandbox);
    expect((await events(sandbox, id)).size).toBe(2);
    sandbox.clock.advance(300);
    const late = async () => {
      const { body } = await ask(sandbox, `GET /v2/conversations/${id}?verbose=true`);
      return body;
    };
    expect(await late()).toMatchObject({ status: 'ended', events: null });
    expect(await late()).not.toHaveProperty('shutdown_reason');
    sandbox.clock.advance(960);
    expect(await late()).toMatchObject({ events: { length: 3 } });
  });

  test('is not when a conversation was last changed, if Tavus changes all', async () => {
    const id = await create(sandbox);
    sandbox.clock.advance(1000);
    sandbox.touchConversations();
    expect(sandbox.conversation(id)?.updatedAt).toEqual(sandbox.clock.now());
  });

  test('nobody joins: absent timeout, 300 seconds by default', async () => {
    const id = await create(sandbox);
    sandbox.clock.advance(299);
    expect(sandbox.conversation(id)?.status).toBe('active');
    sandbox.clock.advance(1);
    expect(sandbox.conversation(id)).toMatchObject({
      status: 'ended',
      shutdownReason: 'participant_absent_timeout',
      billedSeconds: 300,
    });
    sandbox.clock.advance(1000);
    expect([...(await events(sandbox, id)).keys()]).toEqual([
      'system.replica_joined',
      'system.pal_joined',
      'system.shutdown',
    ]);
  });

  test('the timeouts of the request apply', async () => {
    const id = await create(sandbox, {
      properties: { participant_absent_timeout: 20, participant_left_timeout: 10 },
    });
    const other = await create(sandbox, { properties: { participant_absent_timeout: 20 } });
    sandbox.join(id);
    sandbox.clock.advance(21);
    expect(sandbox.conversation(other)?.status).toBe('ended');
    sandbox.leave(id);
    sandbox.clock.advance(9);
    expect(sandbox.conversation(id)?.status).toBe('active');
    sandbox.clock.advance(1);
    expect(sandbox.conversation(id)).toMatchObject({
      status: 'ended',
      shutdownReason: 'participant_left_timeout',
      billedSeconds: 31,
    });
  });

  test('the call continues if somebody comes back in time; the timer starts when the last one leaves', async () => {
    const id = await create(sandbox, { properties: { participant_left_timeout: 10 } });
    sandbox.join(id);
    sandbox.join(id);
    sandbox.leave(id);
    sandbox.clock.advance(60);
    sandbox.leave(id);
    sandbox.clock.advance(5);
    sandbox.join(id);
    sandbox.clock.advance(60);
    expect(sandbox.conversation(id)).toMatchObject({ status: 'active', participants: 1 });
  });

  test('without a timeout the room closes when the last one leaves', async () => {
    const id = await create(sandbox);
    sandbox.join(id);
    sandbox.clock.advance(42);
    sandbox.leave(id);
    expect(sandbox.conversation(id)).toMatchObject({ status: 'ended', billedSeconds: 42 });
  });

  test('a call ends at its maximum duration, silently shortened to that of the plan', async () => {
    const short = await create(sandbox, { properties: { max_call_duration: 100 } });
    const long = await create(sandbox, { properties: { max_call_duration: 100_000 } });
    sandbox.join(short);
    sandbox.join(long);
    sandbox.clock.advance(3599);
    expect(sandbox.conversation(short)).toMatchObject({
      shutdownReason: 'max_call_duration',
      billedSeconds: 100,
    });
    expect(sandbox.conversation(long)?.status).toBe('active');
    sandbox.clock.advance(1);
    expect(sandbox.conversation(long)?.billedSeconds).toBe(3600);
  });

  test('the end endpoint answers with an empty 200', async () => {
    const id = await create(sandbox);
    sandbox.clock.advance(12);
    const reply = await ask(sandbox, `POST /v2/conversations/${id}/end`);
    expect(reply).toMatchObject({ status: 200, text: '', contentType: null });
    expect(sandbox.conversation(id)).toMatchObject({
      status: 'ended',
      shutdownReason: 'end_conversation_endpoint_hit',
      billedSeconds: 12,
    });
    expect((await ask(sandbox, `GET /v2/conversations/${id}`)).body).toMatchObject({
      status: 'ended',
      updated_at: '2026-11-20T12:00:12.000961Z',
    });
  });

  test.each(['200', '400', '404'] as const)('ending twice may be a %s', async (status) => {
    sandbox.behaviour.endingEnded = status;
    const { id } = sandbox.addConversation();
    expect((await ask(sandbox, `POST /v2/conversations/${id}/end`)).status).toBe(Number(status));
  });

  test('joining, speaking and leaving are refused where impossible', async () => {
    const id = await create(sandbox);
    expect(() => sandbox.say(id, 'user', 'Hello?')).toThrow('Nobody is in conversation');
    expect(() => sandbox.leave(id)).toThrow('Nobody is in conversation');
    expect(() => sandbox.join('c000')).toThrow('There is no conversation c000');
    sandbox.clock.advance(300);
    expect(() => sandbox.join(id)).toThrow('has ended');
    expect(() => sandbox.clock.advance(-1)).toThrow('Time only goes forward');
  });
});

describe('after the call', () => {
  test('the transcript comes in seconds, the analysis in minutes', async () => {
    const id = await create(sandbox, { conversational_context: 'Ada comes from Acme.' });
    sandbox.playCall(id, GOOD_TALK);
    expect(sandbox.conversation(id)).toMatchObject({ status: 'ended', billedSeconds: 10 });
    expect((await events(sandbox, id)).has('application.transcription_ready')).toBe(false);
    sandbox.clock.advance(5);
    const transcript = (await events(sandbox, id)).get('application.transcription_ready');
    expect(transcript).toMatchObject({
      timestamp: '2026-11-20T12:00:15.000961Z',
      properties: {
        transcript: [
          {
            role: 'system',
            content: expect.stringMatching(/Discovery Call.*Ada comes from Acme\.$/s),
          },
          { role: 'assistant', content: 'Hello Ada!' },
          { role: 'user', content: 'Hello.' },
        ],
      },
    });
    expect((await events(sandbox, id)).has('application.perception_analysis')).toBe(false);
    sandbox.clock.advance(175);
    expect((await events(sandbox, id)).get('application.perception_analysis')).toMatchObject({
      properties: { analysis: expect.any(String) },
    });
  });

  test('the plain record never has events', async () => {
    const id = await create(sandbox);
    sandbox.playCall(id, GOOD_TALK);
    const { body } = await ask(sandbox, `GET /v2/conversations/${id}`);
    expect(body).not.toHaveProperty('events');
    expect(body).not.toHaveProperty('shutdown_reason');
  });

  test('without speech there is no transcript, and without a camera no analysis', async () => {
    const id = await create(sandbox);
    sandbox.join(id, { camera: false });
    sandbox.leave(id);
    sandbox.clock.advance(1000);
    const seen = await events(sandbox, id);
    expect(seen.has('application.transcription_ready')).toBe(false);
    expect(seen.has('application.perception_analysis')).toBe(false);
    expect(seen.get('application.perception_unavailable')).toMatchObject({
      properties: { reason: 'no_vision_history' },
    });
  });

  test('the greeting is spoken when asked for', async () => {
    const id = await create(sandbox, { custom_greeting: 'Welcome!' });
    sandbox.join(id, { greet: true });
    expect(sandbox.conversation(id)?.lines).toMatchObject([
      { role: 'assistant', content: 'Welcome!' },
    ]);
  });

  test('a recording needs permission, storage and somebody who starts it', async () => {
    const storage = { provider: 's3', bucket_name: 'calls', bucket_region: 'eu-north-1' };
    const allowed = { enable_recording: true, recording_storage: storage };
    const recorded = async (
      properties: JsonRecord,
      record: boolean,
      recordingCopyFails = false,
    ) => {
      const id = await create(sandbox, { properties });
      sandbox.playCall(id, GOOD_TALK, { record, recordingCopyFails });
      sandbox.clock.advance(20);
      const seen = [...(await events(sandbox, id)).keys()];
      return seen.filter((type) => type.startsWith('application.recording'));
    };
    expect(await recorded(allowed, true)).toEqual(['application.recording_ready']);
    expect(await recorded(allowed, true, true)).toEqual(['application.recording_copy_failed']);
    expect(await recorded(allowed, false)).toEqual([]);
    expect(await recorded({ enable_recording: true }, true)).toEqual([]);
    expect(await recorded({ recording_storage: storage }, true)).toEqual([]);
  });
});

describe('added conversations', () => {
  test('ended ones have their history', async () => {
    const { id } = sandbox.addConversation({
      name: 'Last month',
      createdAt: '2026-10-20T08:00:00.000Z',
      lines: GOOD_TALK,
      perception: 'unavailable',
    });
    expect(sandbox.conversation(id)).toMatchObject({
      name: 'Last month',
      status: 'ended',
      shutdownReason: 'participant_left_timeout',
      billedSeconds: 70,
    });
    expect([...(await events(sandbox, id)).keys()]).toEqual([
      'system.replica_joined',
      'system.pal_joined',
      'system.shutdown',
      'application.transcription_ready',
      'application.perception_unavailable',
    ]);
  });

  test('a scheduled transcript arrives', async () => {
    const { id } = sandbox.addConversation({ endedAt: sandbox.clock.now(), lines: GOOD_TALK });
    expect((await events(sandbox, id)).has('application.transcription_ready')).toBe(false);
    sandbox.clock.advance(5);
    expect((await events(sandbox, id)).has('application.transcription_ready')).toBe(true);
  });

  test('active ones take a slot and can be called', async () => {
    const { id } = sandbox.addConversation({ status: 'active', createdAt: '2026-11-20T11:59:00Z' });
    sandbox.clock.advance(3600);
    expect(sandbox.conversation(id)?.status).toBe('active');
    sandbox.playCall(id, GOOD_TALK);
    expect(sandbox.conversation(id)?.status).toBe('ended');
    expect(() => sandbox.addConversation({ id })).toThrow('already');
  });

  test('events can be given', async () => {
    const { id } = sandbox.addConversation({
      events: [
        {
          kind: 'other',
          at: sandbox.clock.now(),
          eventType: 'application.memory_consolidation',
          properties: { memories: 2 },
        },
      ],
    });
    const seen = await events(sandbox, id);
    expect([...seen.keys()]).toEqual(['application.memory_consolidation']);
  });
});

describe('callbacks', () => {
  const received: JsonRecord[] = [];
  const receiver = createServer((request, response) => {
    void readText(request).then((text) => {
      const json = parseJson(text);
      received.push(isRecord(json) ? json : {});
      response.writeHead(request.url === '/moved' ? 302 : 200, { location: 'http://127.0.0.1:1/' });
      response.end();
    });
  });
  let receiverUrl = '';

  async function readText(request: IncomingMessage): Promise<string> {
    let text = '';
    for await (const chunk of request) {
      text += String(chunk);
    }
    return text;
  }

  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    receiverUrl = typeof address === 'object' ? `http://127.0.0.1:${address?.port}/hook` : '';
  });
  beforeEach(() => {
    received.length = 0;
  });
  afterAll(() => {
    receiver.close();
    receiver.closeAllConnections();
  });

  test('every event is posted in its envelope', async () => {
    const id = await create(sandbox, { callback_url: receiverUrl });
    sandbox.playCall(id, GOOD_TALK);
    sandbox.clock.advance(200);
    await sandbox.settled();
    expect(received.map((event) => readValue(event, 'event_type'))).toEqual([
      'system.replica_joined',
      'system.pal_joined',
      'system.shutdown',
      'application.transcription_ready',
      'application.perception_analysis',
    ]);
    expect(received[2]).toEqual({
      properties: {
        replica_id: sandbox.conversation(id)?.replicaId,
        shutdown_reason: 'participant_left_timeout reached',
      },
      conversation_id: id,
      webhook_url: receiverUrl,
      event_type: 'system.shutdown',
      message_type: 'system',
      timestamp: '2026-11-20T12:00:10.000961Z',
    });
    expect(sandbox.deliveries.map((each) => [each.outcome, each.status])).toEqual(
      Array.from({ length: 5 }, () => ['delivered', 200]),
    );
  });

  test.each([
    'https://hooks.example.com/a',
    'http://10.0.0.1/',
    'http://127.0.0.1.example.com/',
    'no url',
    'ftp://localhost/',
  ])('nothing goes to %s', async (callback_url) => {
    await create(sandbox, { callback_url });
    await sandbox.settled();
    expect(sandbox.deliveries.map((each) => each.outcome)).toEqual(['not_sent', 'not_sent']);
  });

  test('a redirect is not followed, and a dead receiver does no harm', async () => {
    await create(sandbox, { callback_url: receiverUrl.replace('/hook', '/moved') });
    await create(sandbox, { callback_url: 'http://127.0.0.1:9/' });
    await sandbox.settled();
    expect(sandbox.deliveries.map((each) => [each.outcome, each.status])).toEqual([
      ['failed', 302],
      ['failed', 302],
      ['failed', undefined],
      ['failed', undefined],
    ]);
  });
});

test('a real clock moves on by itself', async () => {
  const real = await startSandbox({ clock: 'real', startTime: '2026-11-20T12:00:00.000Z' });
  try {
    const id = await create(real, { properties: { participant_absent_timeout: 1 } });
    real.clock.advance(0.8);
    expect(real.conversation(id)?.status).toBe('active');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(real.conversation(id)).toMatchObject({ status: 'ended', billedSeconds: 1 });
  } finally {
    await real.stop();
  }
});
