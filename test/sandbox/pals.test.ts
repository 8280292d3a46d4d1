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

const CREATE = 'POST /v2/pals';
const PATCH = `PATCH /v2/pals/${SEED.persona}`;
const NEW_PAL = {
  pal_name: 'Coach',
  system_prompt: 'You are a coach.',
  default_face_id: SEED.replica,
};

function add(path: string, value: unknown) {
  return [{ op: 'add', path, value }];
}

async function newPal(body: object = {}): Promise<string> {
  const reply = await ask(sandbox, CREATE, { ...NEW_PAL, ...body });
  expect(reply.status).toBe(200);
  return String(readValue(reply.body, 'pal_id'));
}

describe('create', () => {
  test('answers as measured, and the persona belongs to the account', async () => {
    const reply = await ask(sandbox, CREATE, {
      ...NEW_PAL,
      greeting: 'Hello!',
      document_tags: ['sales'],
      objectives_id: SEED.objectives,
      guardrail_ids: [SEED.guardrail],
      pipeline_mode: 'full',
      layers: { tts: { voice_id: SEED.voice }, llm: { model: 'tavus-gpt-oss' } },
    });
    const id = String(readValue(reply.body, 'pal_id'));
    expect(reply.body).toEqual({
      pal_id: id,
      pal_name: 'Coach',
      pal_description: null,
      created_at: '2026-11-20T12:00:00.000961Z',
      tool_ids: [],
    });
    expect((await ask(sandbox, `GET /v2/pals/${id}`)).body).toEqual({
      pal_id: id,
      pal_type: 'user',
      pal_name: 'Coach',
      system_prompt: 'You are a coach.',
      default_face_id: SEED.replica,
      greeting: 'Hello!',
      document_tags: ['sales'],
      objectives_id: SEED.objectives,
      guardrail_ids: [SEED.guardrail],
      layers: { tts: { voice_id: SEED.voice }, llm: { model: 'tavus-gpt-oss' } },
      created_at: '2026-11-20T12:00:00.000961Z',
      updated_at: '2026-11-20T12:00:00.000961Z',
    });
    const older = await ask(sandbox, `GET /v2/personas/${id}`);
    expect(data(older)).toMatchObject([{ persona_id: id, default_replica_id: SEED.replica }]);
    await create(sandbox, { persona_id: id });
    expect(sandbox.conversations[0]).toMatchObject({ personaId: id, replicaId: SEED.replica });
  });

  test('stores the name without its punctuation', async () => {
    const id = await newPal({ pal_name: 'Coach: Ada (Zürich), 2-day & more!' });
    expect(sandbox.persona(id)?.name).toBe('Coach Ada Zürich 2day  more');
  });

  test.each([
    ['no replica', { default_face_id: undefined }, "'default_face_id': ['Missing data"],
    ['no prompt', { system_prompt: undefined }, 'system_prompt is required unless'],
    ['no prompt in full', { system_prompt: undefined, pipeline_mode: 'full' }, 'system_prompt is'],
    ['the older name of a member', { default_replica_id: SEED.replica }, 'Unknown field'],
    [
      'a layer that is none',
      { layers: { video: {} } },
      "{'layers': {'video': ['Unknown field.']}}",
    ],
    ['a setting that is none', { layers: { llm: { temperature: 1 } } }, "'temperature'"],
    ['a word of its own', { layers: { perception: { perception_model: 'on' } } }, 'Must be one of'],
    ['an unknown replica', { default_face_id: 'r000' }, 'Invalid face_id'],
    ['an unknown document', { document_ids: ['d000'] }, 'Invalid document_ids'],
    ['unknown objectives', { objectives_id: 'o000' }, 'Invalid objectives_id'],
    ['an unknown guardrail', { guardrail_ids: [SEED.guardrail, 'g0'] }, 'Invalid guardrail_ids'],
    ['an unknown voice', { layers: { tts: { voice_id: 'v000' } } }, 'Invalid voice_id'],
  ])('refuses %s', async (_what, body, words) => {
    const reply = await ask(sandbox, CREATE, { ...NEW_PAL, ...body });
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining(words) } });
    expect((await ask(sandbox, 'GET /v2/pals?pal_type=user')).body).toMatchObject({
      total_count: 4,
    });
  });
});

describe('patch', () => {
  test('add sets an existing and a missing member', async () => {
    sandbox.clock.advance(60);
    const patch = [...add('/system_prompt', 'Be short.'), ...add('/greeting', 'Hello!')];
    expect((await ask(sandbox, PATCH, patch)).status).toBe(200);
    expect(sandbox.persona(SEED.persona)).toMatchObject({
      name: 'Discovery Call',
      systemPrompt: 'Be short.',
      greeting: 'Hello!',
      layers: { llm: { model: 'our-own-model' } },
    });
    expect((await ask(sandbox, `GET /v2/pals/${SEED.persona}`)).body).toMatchObject({
      updated_at: '2026-11-20T12:01:00.000961Z',
    });
  });

  test('replace needs the member, and every path its parent', async () => {
    const id = await newPal();
    const patch = `PATCH /v2/pals/${id}`;
    const value = 'Hello!';
    const replaced = await ask(sandbox, patch, [{ op: 'replace', path: '/greeting', value }]);
    expect(replaced).toMatchObject({ status: 422, body: { message: 'Invalid JSON patch format' } });
    for (const path of ['/layers/tts/voice_id', '/layers/tts']) {
      expect((await ask(sandbox, patch, add(path, SEED.voice))).status).toBe(422);
    }
    const withParents = [
      ...add('/layers', {}),
      ...add('/layers/tts', {}),
      ...add('/layers/tts/voice_id', SEED.voice),
    ];
    expect((await ask(sandbox, patch, withParents)).status).toBe(200);
    expect(sandbox.persona(id)?.layers).toEqual({ tts: { voice_id: SEED.voice } });
  });

  test('all of it or nothing', async () => {
    const patch = [...add('/system_prompt', 'Be short.'), ...add('/layers/no/such', 1)];
    expect((await ask(sandbox, PATCH, patch)).status).toBe(422);
    expect(sandbox.persona(SEED.persona)?.systemPrompt).not.toBe('Be short.');
  });

  test.each([
    [{}],
    [[]],
    [[{ op: 'add', path: '/greeting' }]],
    [[{ op: 'set', path: '/a', value: 1 }]],
  ])('%j is not a patch', async (patch) => {
    expect((await ask(sandbox, PATCH, patch)).status).toBe(422);
  });

  test.each([
    [
      'a value of the wrong type',
      '/document_ids',
      'sales',
      "{'document_ids': ['Not a valid array.']}",
    ],
    ['a member that is none', '/pal_description', 'x', "{'pal_description': ['Unknown field.']}"],
    ['a layer that is wrong', '/layers', { llm: { model: 'tavus-llama-4' } }, "'model'"],
    ['an unknown replica', '/default_face_id', 'r000', 'Invalid face_id'],
  ])('refuses %s', async (_what, path, value, words) => {
    const reply = await ask(sandbox, PATCH, add(path, value));
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining(words) } });
  });

  test('a retired model is refused even when something else changes', async () => {
    const { id } = sandbox.addPersona({
      defaultReplicaId: SEED.replica,
      layers: { llm: { model: 'tavus-llama-3-8b-instruct' } },
    });
    expect((await ask(sandbox, `PATCH /v2/pals/${id}`, add('/greeting', 'Hi'))).status).toBe(400);
    expect(sandbox.persona(id)?.greeting).toBeNull();
  });

  test('304 without a body if nothing changes, also for the stored form of the name', async () => {
    const id = await newPal({ pal_name: 'Coach (new)' });
    for (const patch of [
      add('/pal_name', 'Coach (new)'),
      add('/system_prompt', 'You are a coach.'),
    ]) {
      const reply = await ask(sandbox, `PATCH /v2/pals/${id}`, patch);
      expect(reply).toMatchObject({ status: 304, text: '' });
    }
  });

  test('409 while PAL Maker has unpublished edits, unless it is forced', async () => {
    sandbox.editInMaker(SEED.persona);
    const patch = add('/greeting', 'Hello!');
    const refused = await ask(sandbox, PATCH, patch);
    expect(refused).toMatchObject({ status: 409, body: { conflict: 'maker_changes' } });
    expect(sandbox.persona(SEED.persona)?.greeting).toBeNull();
    const forced = await ask(sandbox, `${PATCH}?force=true`, patch);
    expect(forced).toMatchObject({ status: 200, body: { discarded_maker_changes: true } });
    const again = await ask(sandbox, PATCH, add('/greeting', 'Hi!'));
    expect(again.status).toBe(200);
    expect(again.body).not.toHaveProperty('discarded_maker_changes');
  });

  test('only own personas can be changed', async () => {
    for (const id of [SEED.defaultPersona, 'p000']) {
      const reply = await ask(sandbox, `PATCH /v2/pals/${id}`, add('/greeting', 'Hello!'));
      expect(reply).toMatchObject({ status: 400, body: { error: 'Invalid persona_id' } });
    }
  });
});
