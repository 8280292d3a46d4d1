import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readValue } from '../../sandbox/reading.ts';
import { type Sandbox, SEED, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, data } from './asking.ts';

/** What Tavus accepts although no field of the app sends it. */

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const ECHO = { pal_name: 'Echo', default_face_id: SEED.replica, pipeline_mode: 'echo' };
const PAL = { pal_name: 'Coach', system_prompt: 'Be kind.', default_face_id: SEED.replica };
const TOOL = { type: 'function', function: { name: 'a', parameters: { properties: {} } } };

test.each<[string, object]>([
  ['conversations', { participant_tags: ['crm-1'] }],
  ['conversations', { dynamic_greeting: true }],
  ['conversations', { properties: { auto_start_recording: true } }],
  ['conversations', { properties: { daily_room: 'https://acme.daily.co/demo' } }],
  [
    'conversations',
    { properties: { livekit_ws_url: 'wss://acme.example', livekit_room_token: 'j' } },
  ],
  ['videos', { script: 'Hi.', background_url: '' }],
  ['videos', { script: 'Hi.', background_url: '', fast: true }],
  ['videos', { script: 'Hi.', background_url: '', background_source_url: 'https://a.example/b' }],
])('%s: %j', async (path, body) => {
  const reply = await ask(sandbox, `POST /v2/${path}`, { replica_id: SEED.replica, ...body });
  expect(reply.status).toBe(200);
});

test.each<object>([
  ECHO,
  { ...ECHO, layers: { transport: { transport_type: 'livekit' } } },
  { ...PAL, disclosure_type: 'always', verbal_disclosure: 'auto', visual_disclosure: true },
  { ...PAL, guardrails_id: 'g-old' },
  { ...PAL, layers: { llm: { tools: [TOOL], headers: { 'X-Tenant': 'acme' } } } },
  { ...PAL, layers: { tts: { voice_settings: { speed: 1 }, pronunciation_dictionary_id: 'd1' } } },
  {
    ...PAL,
    layers: {
      perception: {
        visual_tools: [TOOL],
        visual_tool_prompt: 'Look.',
        audio_tools: [TOOL],
        audio_tool_prompt: 'Listen.',
      },
    },
  },
  {
    ...PAL,
    document_tags: ['help'],
    layers: { conferencing: { username: 'a1' } },
  },
])('a persona is kept as it is: %j', async (body) => {
  const created = await ask(sandbox, 'POST /v2/pals', body);
  expect(created.status).toBe(200);
  const id = String(readValue(created.body, 'pal_id'));
  expect((await ask(sandbox, `GET /v2/pals/${id}`)).body).toMatchObject(body);
  const patch = [{ op: 'add', path: '/pal_name', value: 'Other' }];
  expect((await ask(sandbox, `PATCH /v2/pals/${id}`, patch)).status).toBe(200);
  expect((await ask(sandbox, `PATCH /v2/pals/${id}`, patch)).status).toBe(304);
});

test.each(['personas?persona_type=user', 'pals?pal_type=user'])(
  'a list has the documents of a persona: %s',
  async (path) => {
    await ask(sandbox, 'POST /v2/pals', { ...PAL, document_tags: ['help'] });
    const listed = data(await ask(sandbox, `GET /v2/${path}&limit=100`));
    expect(listed.at(-1)).toMatchObject({ document_tags: ['help'] });
  },
);

test('a room of one’s own has its own link, and one of LiveKit none of Tavus', async () => {
  sandbox.behaviour.roomUrl = true;
  const create = async (properties: object) =>
    (await ask(sandbox, 'POST /v2/conversations', { replica_id: SEED.replica, properties })).body;
  const own = await create({ daily_room: 'https://acme.daily.co/demo' });
  expect(own).toMatchObject({
    conversation_url: 'https://acme.daily.co/demo',
    room_url: expect.any(String),
  });
  expect(await create({ livekit_ws_url: 'wss://acme.example' })).not.toHaveProperty('room_url');
});

test('an invited persona has its address in small letters', async () => {
  const layers = { conferencing: { username: 'Acme.Coach', allowlist: ['.*@acme\\.com'] } };
  const { body } = await ask(sandbox, 'POST /v2/pals', { ...PAL, layers });
  expect(body).toMatchObject({ conferencing_email: 'acme.coach@tavusinvite.com' });
  expect(
    (await ask(sandbox, `GET /v2/pals/${String(readValue(body, 'pal_id'))}`)).body,
  ).toMatchObject({ layers: { conferencing: { username: 'acme.coach' } } });
});

test('one face, under its newer name', async () => {
  const { status, body } = await ask(sandbox, `GET /v2/faces/${SEED.replica}?verbose=true`);
  expect([status, readValue(body, 'face_id')]).toEqual([200, SEED.replica]);
  expect(await ask(sandbox, 'GET /v2/faces/r000')).toMatchObject({
    status: 400,
    body: { error: 'Invalid face_id' },
  });
});
