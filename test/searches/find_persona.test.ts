import { describe, expect, test } from '@jest/globals';
import { SEED, THIRD_PARTY_API_KEY } from '../../sandbox/sandbox.ts';
import { perform } from '../../searches/find_persona.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

const DISCOVERY_CALL = {
  id: 'p5a1e50000001',
  persona_id: 'p5a1e50000001',
  persona_name: 'Discovery Call',
  default_replica_id: 'r5a1e50000001',
  system_prompt: expect.stringContaining('Ask one question'),
  greeting: null,
  document_ids: null,
  document_tags: null,
  document_tags_json: null,
  guardrail_ids: null,
  language_model: 'our-own-model',
  meeting_email: null,
  is_stock: null,
  created_at: '2026-02-02T09:00:00.000Z',
  updated_at: '2026-02-02T09:00:00.000Z',
  matched_whole_name: null,
};

describe('by id', () => {
  describe.each(['object', 'data_object', 'data_array'] as const)('as %s', (shape) => {
    test.each(['old', 'new'] as const)('under %s names', async (names) => {
      Object.assign(sandbox.behaviour, { personaDetailShape: shape, names });
      expect(await run(perform, { persona_id: SEED.persona })).toEqual([DISCOVERY_CALL]);
      expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v2/personas/p5a1e50000001']);
    });
  });

  test('without a replica of its own', async () => {
    expect(await run(perform, { persona_id: SEED.personaWithoutReplica })).toMatchObject([
      { persona_name: 'No Face Yet', default_replica_id: null },
    ]);
  });

  test.each([
    ['system', true],
    ['user', false],
  ])('of the kind %s', async (persona_type, is_stock) => {
    sandbox.fault({ kind: 'json', value: { data: [{ persona_id: 'p1', persona_type }] } });
    expect(await run(perform, { persona_id: 'p1' })).toMatchObject([{ is_stock }]);
  });
});

describe('by name', () => {
  test.each(['old', 'new', 'mixed'] as const)('under %s names', async (names) => {
    sandbox.behaviour.names = names;
    expect(await run(perform, { persona_name: ' discovery CALL' })).toEqual([
      { ...DISCOVERY_CALL, matched_whole_name: true },
    ]);
  });

  test('nothing only after a page without anything', async () => {
    expect(await run(perform, { persona_name: 'interview' })).toEqual([]);
    expect(sandbox.requests.map(({ query }) => query)).toEqual([
      { limit: '100', page: '1' },
      { limit: '100', page: '2' },
      { limit: '100', page: '3' },
    ]);
  });
});

test('keys of third parties stay out', async () => {
  const results = [
    await run(perform, { persona_id: SEED.persona }),
    await run(perform, { persona_name: 'discovery call' }),
  ];
  for (const [persona] of results) {
    expect(Object.keys(persona ?? {})).toEqual([
      'id',
      'persona_id',
      'persona_name',
      'default_replica_id',
      'system_prompt',
      'greeting',
      'document_ids',
      'document_tags',
      'document_tags_json',
      'guardrail_ids',
      'language_model',
      'meeting_email',
      'is_stock',
      'created_at',
      'updated_at',
      'matched_whole_name',
    ]);
  }
  expect(JSON.stringify(results)).not.toContain(THIRD_PARTY_API_KEY);
});

test('what it knows comes back, tags with commas whole as JSON', async () => {
  const { id } = sandbox.addPersona({
    documentIds: [SEED.document, SEED.websiteDocument],
    documentTags: ['Pricing, EU', 'help'],
    guardrailIds: [SEED.guardrail],
  });
  expect(await run(perform, { persona_id: id })).toMatchObject([
    {
      document_ids: `${SEED.document}, ${SEED.websiteDocument}`,
      document_tags: 'Pricing, EU, help',
      document_tags_json: '["Pricing, EU","help"]',
      guardrail_ids: SEED.guardrail,
    },
  ]);
});

test.each([
  [{ conferencing_email: 'charlie@tavusinvite.com' }, 'charlie@tavusinvite.com'],
  [{ layers: { conferencing: { username: 'Acme.Charlie' } } }, 'acme.charlie@tavusinvite.com'],
  [{ layers: { conferencing: { username: '', allowlist: ['.*@acme.com'] } } }, null],
  [{ layers: { conferencing: 'charlie' } }, null],
])('the address that a calendar can invite: %j', async (odd, email) => {
  sandbox.fault({ kind: 'json', value: { persona_id: 'p1', ...odd } });
  const [found] = await run(perform, { persona_id: 'p1' });
  expect(found).toMatchObject({ meeting_email: email });
  expect(JSON.stringify(found)).not.toContain('acme.com');
});

test('returns the greeting and the language model, and nothing else of the layers', async () => {
  const { id } = sandbox.addPersona({
    greeting: 'Hello!',
    layers: {
      llm: { model: 'tavus-gemma-4', api_key: THIRD_PARTY_API_KEY },
      tts: { voice_id: 'v1' },
    },
  });
  const [found] = await run(perform, { persona_id: id });
  expect(found).toMatchObject({ greeting: 'Hello!', language_model: 'tavus-gemma-4' });
  expect(JSON.stringify(found)).not.toMatch(/v1|sk-third/);
});

test.each([
  { layers: null },
  { layers: [] },
  { layers: { llm: 'x' } },
  { layers: { llm: { model: 5 } } },
])('layers of any form do no harm: %j', async (odd) => {
  sandbox.fault({ kind: 'json', value: { persona_id: 'p1', ...odd } });
  expect(await run(perform, { persona_id: 'p1' })).toHaveLength(1);
});

test('finds a persona by the name that it was given, although Tavus has left out the punctuation', async () => {
  const { id } = sandbox.addPersona({ name: 'Coach Ada 2day trial' });
  expect(await run(perform, { persona_name: 'Coach: Ada, 2-day trial!' })).toMatchObject([{ id }]);
});

test('an empty list in place of the persona means that there is none', async () => {
  sandbox.fault({ kind: 'json', value: { data: [] } });
  expect(await run(perform, { persona_id: SEED.persona })).toEqual([]);
});

test.each([{ data: null }, { data: 'x' }, [], null])(
  'anything else is an error: %j',
  async (value) => {
    sandbox.fault({ kind: 'json', value });
    expect((await errorOf(run(perform, { persona_id: SEED.persona }))).name).toBe('AppError');
  },
);
