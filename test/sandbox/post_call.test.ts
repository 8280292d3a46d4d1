import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isRecord, type JsonRecord, readRecord, readText } from '../../sandbox/reading.ts';
import { DELIVERY_SECRET, type Role, type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, create, events } from './asking.ts';

/** Post-call actions. */

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const EVENT = 'application.post_call_action_executed';
const TALK: readonly (readonly [Role, string])[] = [
  ['assistant', 'Hello!'],
  ['user', 'Hello.'],
];

/** A call with a persona whose actions these are. */
async function call(actions: Parameters<Sandbox['addPersona']>[0], lines = TALK): Promise<string> {
  const persona = sandbox.addPersona({ defaultReplicaId: 'r5a1e50000001', ...actions });
  const id = await create(sandbox, {
    persona_id: persona.id,
    callback_url: 'https://hooks.example.com/a',
  });
  sandbox.playCall(id, lines);
  return id;
}

async function propertiesOf(id: string): Promise<JsonRecord> {
  return readRecord((await events(sandbox, id)).get(EVENT) ?? {}, 'properties');
}

describe('post-call actions', () => {
  test('the event has the arguments as a JSON text', async () => {
    const id = await call({
      postCallActions: [{ name: 'log_call', arguments: { summary: 'Wants an offer', score: 8 } }],
    });
    expect((await events(sandbox, id)).has(EVENT)).toBe(false);
    sandbox.clock.advance(15);
    expect((await events(sandbox, id)).get(EVENT)).toEqual({
      event_type: EVENT,
      timestamp: '2026-11-20T12:00:25.000961Z',
      properties: {
        tool_id: expect.stringMatching(/^t[0-9a-f]{12}$/),
        tool_name: 'log_call',
        status: 'success',
        request: {
          url: expect.stringContaining(DELIVERY_SECRET),
          method: 'POST',
          headers: expect.objectContaining({ authorization: `Bearer ${DELIVERY_SECRET}` }),
          body: '{"summary":"Wants an offer","score":8}',
        },
        response: { status_code: 200, body: expect.stringContaining(DELIVERY_SECRET) },
      },
    });
    expect(sandbox.deliveries.map(({ event }) => event.event_type)).toContain(EVENT);
  });

  test('also if the delivery failed', async () => {
    const id = await call({ postCallActions: [{ delivered: false }] });
    sandbox.clock.advance(15);
    const properties = await propertiesOf(id);
    expect(properties).toMatchObject({ status: 'error', response: { status_code: 404 } });
    expect(JSON.parse(readText(readRecord(properties, 'request'), 'body') ?? '')).toEqual({
      summary: expect.any(String),
      email: 'maria@example.com',
    });
  });

  test('a body template replaces the arguments', async () => {
    const id = await call({ postCallActions: [{ body: 'text=Wants+an+offer' }] });
    sandbox.clock.advance(15);
    expect(await propertiesOf(id)).toMatchObject({ request: { body: 'text=Wants+an+offer' } });
  });

  test('older answers have no tool name', async () => {
    const id = await call({ postCallActions: [{ name: 'log_call' }] });
    sandbox.clock.advance(15);
    const { tool_id: toolId } = await propertiesOf(id);
    for (const age of ['2025', 'may_2026'] as const) {
      sandbox.behaviour.age = age;
      const properties = await propertiesOf(id);
      expect(properties).toMatchObject({ tool_id: toolId, status: 'success' });
      expect(properties).not.toHaveProperty('tool_name');
    }
  });

  test('each action of the persona runs, after the delay or never', async () => {
    const postCallActions = [{ name: 'one' }, { name: 'two' }];
    const ran = async (id: string) => {
      const { body } = await ask(sandbox, `GET /v2/conversations/${id}?verbose=true`);
      const listed = Array.isArray(body.events) ? body.events.filter(isRecord) : [];
      return listed
        .filter((event) => readText(event, 'event_type') === EVENT)
        .map((event) => readText(readRecord(event, 'properties'), 'tool_name'));
    };
    sandbox.behaviour.postCallDelay = 7200;
    const late = await call({ postCallActions });
    sandbox.clock.advance(7199);
    expect(await ran(late)).toEqual([]);
    sandbox.clock.advance(1);
    expect(await ran(late)).toEqual(['one', 'two']);
    sandbox.behaviour.postCallDelay = 'never';
    const never = await call({ postCallActions });
    sandbox.clock.advance(86_400);
    expect(await ran(never)).toEqual([]);
    // Sooner than the transcript.
    sandbox.behaviour.postCallDelay = 0;
    const soon = await call({ postCallActions });
    expect(await ran(soon)).toEqual(['one', 'two']);
    expect((await events(sandbox, soon)).has('application.transcription_ready')).toBe(false);
  });

  test('no action runs after a call without dialogue, in test mode, or for other personas', async () => {
    const silent = await call({ postCallActions: [{}] }, []);
    const { id: persona_id } = sandbox.addPersona({
      defaultReplicaId: 'r5a1e50000001',
      postCallActions: [{}],
    });
    const tested = await create(sandbox, { persona_id, test_mode: true });
    const other = await create(sandbox);
    sandbox.playCall(other, TALK);
    sandbox.clock.advance(3600);
    for (const id of [silent, tested, other]) {
      expect((await events(sandbox, id)).has(EVENT)).toBe(false);
    }
  });

  test('a conversation can be added with its arguments', async () => {
    const { id } = sandbox.addConversation({
      lines: TALK,
      postCall: [{ arguments: { next_step: 'Call back' } }],
    });
    expect(await propertiesOf(id)).toMatchObject({
      request: { body: '{"next_step":"Call back"}' },
    });
    sandbox.behaviour.postCallDelay = 'never';
    const without = sandbox.addConversation({ lines: TALK, postCall: [{}] });
    expect((await events(sandbox, without.id)).has(EVENT)).toBe(false);
  });

  test('the arguments can be set for one call', async () => {
    const id = await create(sandbox);
    const played = await ask(
      sandbox,
      `POST /sandbox/conversations/${id}/call`,
      { post_call: { summary: 'Wants an offer' } },
      null,
    );
    expect(played.status).toBe(200);
    sandbox.clock.advance(15);
    expect(await propertiesOf(id)).toMatchObject({
      request: { body: '{"summary":"Wants an offer"}' },
    });
    const other = await create(sandbox);
    const refused = await ask(
      sandbox,
      `POST /sandbox/conversations/${other}/call`,
      { post_call: 'Wants an offer' },
      null,
    );
    expect(refused).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('post_call') },
    });
    expect(sandbox.conversation(other)?.status).toBe('active');
  });
});
