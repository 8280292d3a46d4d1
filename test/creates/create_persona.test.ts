import { describe, expect, test } from '@jest/globals';
import { form, perform } from '../../creates/create_persona.ts';
import { persona as sample } from '../../samples/persona.ts';
import { SEED, THIRD_PARTY_API_KEY } from '../../sandbox/sandbox.ts';
import {
  dropdownPage,
  errorOf,
  inputFieldsOf,
  requestsOf,
  run,
  sandbox,
  useClockOfSandbox,
} from '../tavus_app.ts';

/** A persona is created as the form says, once, and no key of another service goes through a Zap. */

useClockOfSandbox();

const COACH = {
  persona_name: 'Onboarding Coach',
  system_prompt: 'You help new customers.',
  replica_id: SEED.replica,
};
const CREATE = { method: 'POST', path: '/v2/pals' };

function create(fields: object = {}) {
  return run(perform, { ...COACH, ...fields });
}

/** What the account has made beside its seed. */
function created() {
  return sandbox.requests
    .filter(({ method, status }) => method === 'POST' && status === 200)
    .map(({ body }) => body);
}

function ownPersonas() {
  return sandbox.personas.filter(({ type }) => type === 'user').slice(4);
}

describe('what is sent', () => {
  test('the least, in one request', async () => {
    const result = await create();
    const [made] = ownPersonas();
    expect(sandbox.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v2/pals',
        body: {
          pal_name: 'Onboarding Coach',
          system_prompt: 'You help new customers.',
          default_face_id: SEED.replica,
          pipeline_mode: 'full',
        },
      },
    ]);
    expect(result).toEqual({
      id: made?.id,
      persona_id: made?.id,
      persona_name: 'Onboarding Coach',
      default_replica_id: SEED.replica,
      system_prompt: 'You help new customers.',
      greeting: null,
      document_ids: null,
      document_tags: null,
      document_tags_json: null,
      guardrail_ids: null,
      language_model: null,
      meeting_email: null,
      is_stock: false,
      created_at: '2026-11-20T15:00:00.000Z',
      updated_at: null,
      matched_whole_name: null,
    });
    expect(Object.keys(result)).toEqual([...Object.keys(sample), 'matched_whole_name']);
  });

  test('an address for invitations comes back', async () => {
    const additional_fields = { layers: { conferencing: { username: 'Acme.Charlie' } } };
    expect(await create({ additional_fields })).toMatchObject({
      meeting_email: 'acme.charlie@tavusinvite.com',
    });
  });

  test('every field, at its place', async () => {
    const result = await create({
      greeting: 'Welcome {{first_name}}!',
      document_ids: [SEED.document],
      document_tags: ['sales', 'public'],
      voice_id: SEED.voice,
      language_model: 'GPT OSS',
      turn_taking_patience: 'High',
      interruptibility: 'low',
      idle_engagement: 'patient',
      perception: 'no',
      objectives_id: SEED.objectives,
      guardrail_ids: [SEED.guardrail],
      additional_fields:
        '{"layers": {"stt": {"hotwords": "Acme"}, "llm": {"speculative_inference": false}}}',
    });
    expect(created()).toEqual([
      {
        pal_name: 'Onboarding Coach',
        system_prompt: 'You help new customers.',
        default_face_id: SEED.replica,
        greeting: 'Welcome {{first_name}}!',
        document_ids: [SEED.document],
        document_tags: ['sales', 'public'],
        objectives_id: SEED.objectives,
        guardrail_ids: [SEED.guardrail],
        pipeline_mode: 'full',
        layers: {
          tts: { voice_id: SEED.voice },
          llm: { model: 'tavus-gpt-oss', speculative_inference: false },
          stt: { hotwords: 'Acme' },
          perception: { perception_model: 'off' },
          conversational_flow: {
            turn_taking_patience: 'high',
            pal_interruptibility: 'low',
            idle_engagement: 'patient',
          },
        },
      },
    ]);
    expect(result).toMatchObject({
      greeting: 'Welcome {{first_name}}!',
      language_model: 'tavus-gpt-oss',
    });
    expect(result).toMatchObject({
      document_ids: SEED.document,
      document_tags_json: '["sales","public"]',
      guardrail_ids: SEED.guardrail,
    });
    expect(result).not.toHaveProperty('layers');
  });

  test.each([
    ['yes', 'raven-1'],
    ['Off', 'off'],
    [true, 'raven-1'],
  ])('perception %j is the model %s', async (perception, perception_model) => {
    await create({ perception });
    expect(created()).toMatchObject([{ layers: { perception: { perception_model } } }]);
  });

  test('the name as Tavus keeps it is the one of the result', async () => {
    expect(await create({ persona_name: 'Coach: Ada & Co.' })).toMatchObject({
      persona_name: 'Coach Ada  Co',
    });
  });

  test('testing the step in the editor creates one too', async () => {
    await run(perform, COACH, { isLoadingSample: true });
    expect(ownPersonas()).toHaveLength(1);
  });

  test('it can be talked to at once', async () => {
    const { id } = await create();
    sandbox.clearRequests();
    expect(sandbox.persona(id)).toMatchObject({ defaultReplicaId: SEED.replica });
  });
});

describe('the form', () => {
  test('has what few set in a folded group, and what most set before it', async () => {
    const fields = await inputFieldsOf('creates.create_persona');
    expect(fields.map(({ key, group, required = false }) => [key, group, required])).toEqual([
      ['persona_name', 'persona', true],
      ['system_prompt', 'persona', true],
      ['replica_id', 'persona', true],
      ['greeting', 'persona', false],
      ['voice_id', 'persona', false],
      ['document_ids', 'persona', false],
      ['document_tags', 'persona', false],
      ['language_model', 'model', false],
      ['turn_taking_patience', 'model', false],
      ['interruptibility', 'model', false],
      ['idle_engagement', 'model', false],
      ['perception', 'model', false],
      ['objectives_id', 'model', false],
      ['guardrail_ids', 'model', false],
      ['additional_fields', 'model', false],
    ]);
  });

  test.each([
    ['no name', { persona_name: ' ' }, 'Persona (PAL) Name is required.'],
    ['null as name', { persona_name: 'null' }, 'Persona (PAL) Name is required.'],
    ['a name without a letter', { persona_name: '!!!' }, 'Persona (PAL) Name: Tavus keeps only'],
    ['an empty cell as prompt', { system_prompt: 'N/A' }, 'System Prompt is required.'],
    ['no replica', { replica_id: '' }, 'Replica (Face) is required.'],
    ['a persona as replica', { replica_id: SEED.persona }, 'This is the ID of a persona.'],
    ['a voice by its name', { voice_id: 'Sam, recorded' }, 'Voice: This is not the ID of a voice.'],
    ['objectives by name', { objectives_id: 'book a meeting' }, 'Objectives: This is not'],
    [
      'a word of its own',
      { interruptibility: 'never' },
      'Interruptibility accepts Low, Medium or High',
    ],
    [
      'a field twice',
      { additional_fields: '{"pal_name": "x"}' },
      'has its own field, Persona (PAL) Name',
    ],
    [
      'a field by its older name',
      {
        additional_fields:
          '{"layers": {"conversational_flow": {"replica_interruptibility": "low"}}}',
      },
      'has its own field, Interruptibility',
    ],
  ])('%s is told before anything is sent', async (_what, fields, words) => {
    expect((await errorOf(create(fields))).message).toContain(words);
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    [{ layers: { llm: { api_key: 'x' } } }, 'layers.llm.api_key'],
    [{ layers: { tts: { apiKey: 'x' } } }, 'layers.tts.apiKey'],
    [{ layers: { llm: { headers: { 'x-api-key': 'x' } } } }, 'layers.llm.headers.x-api-key'],
    [
      { layers: { llm: { extra_body: { list: [{ client_secret: 'x' }] } } } },
      'list.0.client_secret',
    ],
    [{ Authorization: 'x' }, 'Authorization'],
    [{ access_token: 'x' }, 'access_token'],
  ])('no secret of another service goes through: %j', async (additional_fields, place) => {
    const { message } = await errorOf(create({ additional_fields }));
    expect(message).toContain(`${place}" may contain a secret of another service`);
    expect(message).toContain('Set it in Tavus, not in a Zap.');
    expect(sandbox.requests).toEqual([]);
  });

  test('what only sounds like a secret goes through', async () => {
    const llm = { extra_body: { max_tokens: 9 }, headers: { 'x-team': 'sales' } };
    await create({ additional_fields: { layers: { llm } } });
    expect(ownPersonas()).toMatchObject([{ layers: { llm } }]);
  });

  test.each([
    ['a replica', { replica_id: 'r000000000009' }, 'Replica (Face)'],
    ['a document', { document_ids: ['d8-000000000009'] }, 'Documents'],
    ['a voice', { voice_id: 'v000000000009' }, 'Voice'],
    ['objectives', { objectives_id: 'o000000000009' }, 'Objectives'],
    ['a guardrail', { guardrail_ids: ['g000000000009'] }, 'Guardrails'],
    ['a model', { language_model: 'tavus-llama-3' }, 'Language Model'],
  ])('%s that Tavus does not have is named', async (_what, fields, label) => {
    const { message } = await errorOf(create(fields));
    expect(message).toContain(`it rejected the value of ${label}.`);
    expect(message).toMatch(/Nothing was created\.$/);
    expect(ownPersonas()).toEqual([]);
  });
});

describe('dropdowns', () => {
  const choicesOf = (key: string) => {
    const dropdown = form.fields.find((field) => field.key === key)?.dropdown;
    if (!dropdown) throw new Error(`${key} has no dropdown`);
    return (page: number) => dropdownPage(dropdown, page);
  };

  test('voices: all pages, your own marked, none that is still in training', async () => {
    const page = choicesOf('voice_id');
    const items = [...(await page(0)), ...(await page(1))];
    expect(items).toHaveLength(121);
    expect(items[0]).toEqual({ id: SEED.voice, label: 'Sam, recorded (your own)' });
    expect(items[1]).toMatchObject({ label: 'Anna, Office (Tavus stock)' });
    expect(requestsOf('GET').map(({ query }) => query)).toEqual([
      { source: 'all', limit: '100', page: '1' },
      { source: 'all', limit: '100', page: '2' },
    ]);
  });

  test('voices with few details', async () => {
    const data = [
      { voice_id: 'v1' },
      { voice_id: 'v2', voice_name: 'Ada', status: 'ready', voice_type: 'user' },
      { voice_id: 'v3', voice_name: 'Bo', status: 'error' },
      { voice_name: 'Nobody' },
    ];
    sandbox.fault({ kind: 'json', value: { data } });
    expect(await choicesOf('voice_id')(0)).toEqual([
      { id: 'v1', label: 'v1' },
      { id: 'v2', label: 'Ada (your own)' },
    ]);
  });

  test('objectives, by the first of the set', async () => {
    const item = {
      objectives_id: 'o9',
      data: [{ objective_name: 'one' }, { objective_name: 'two' }],
    };
    const named = { objectives_id: 'o8', objective_name: 'qualify' };
    expect(await choicesOf('objectives_id')(0)).toContainEqual({
      id: SEED.objectives,
      label: 'qualify_the_lead',
    });
    const data = [item, named, { objectives_id: 'o7', data: [{}, null] }, { data: [] }];
    sandbox.fault({ kind: 'json', value: { data } });
    expect(await choicesOf('objectives_id')(0)).toEqual([
      { id: 'o9', label: 'one, and 1 more' },
      { id: 'o8', label: 'qualify' },
      { id: 'o7', label: 'o7' },
    ]);
  });

  test('guardrails, single ones', async () => {
    expect(await choicesOf('guardrail_ids')(0)).toMatchObject([
      { id: SEED.guardrail, label: 'no_prices' },
      { label: 'no_legal_advice' },
    ]);
    expect(requestsOf('GET')).toMatchObject([
      { path: '/v2/guardrails', query: { legacy: 'false' } },
    ]);
  });

  test('an error says what was to be listed', async () => {
    sandbox.fault({ kind: 'status', status: 500 });
    const { message } = await errorOf(choicesOf('voice_id')(0));
    expect(message).toContain('Tavus could not list your voices');
  });
});

describe('a lost answer', () => {
  const { persona_name: name, system_prompt: systemPrompt } = COACH;

  test('does not bring keys of other services into the result', async () => {
    const layers = { llm: { model: 'gpt-9', api_key: THIRD_PARTY_API_KEY } };
    const { id } = sandbox.addPersona({ name, systemPrompt, layers });
    sandbox.fault({ kind: 'reset_before', when: CREATE });
    const result = await create();
    expect(result).toMatchObject({ id, language_model: 'gpt-9' });
    expect(JSON.stringify(result)).not.toContain(THIRD_PARTY_API_KEY);
  });

  test('is not found in a persona of Tavus', async () => {
    sandbox.addPersona({ name, systemPrompt, type: 'system' });
    sandbox.fault({ kind: 'reset_before', when: CREATE });
    expect((await errorOf(create())).message).toContain('Nothing was created. It is safe');
  });
});

test('a wrong key is reported as one', async () => {
  const { name } = await errorOf(run(perform, COACH, {}, { api_key: 'wrong' }));
  expect(name).toBe('ExpiredAuthError');
});
