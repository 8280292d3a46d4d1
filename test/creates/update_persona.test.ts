import { beforeEach, describe, expect, test } from '@jest/globals';
import { columns, form, perform } from '../../creates/update_persona.ts';
import { SEED, THIRD_PARTY_API_KEY } from '../../sandbox/sandbox.ts';
import { MAX_PROMPT_LENGTH } from '../../tavus/personas.ts';
import { setLimits } from '../limits.ts';
import {
  dropdownPage,
  errorOf,
  inputFieldsOf,
  requestsOf,
  run,
  sandbox,
  useClockOfSandbox,
} from '../tavus_app.ts';

/** Only what is filled in changes, and what somebody else is working on is not written over. */

useClockOfSandbox();

const PATCH = { method: 'PATCH' };

function update(fields: object) {
  return run(perform, { persona_id: SEED.persona, ...fields });
}

function persona(id: string = SEED.persona) {
  return sandbox.persona(id);
}

/** The patches that were sent, each as pairs of path and value. */
function patches() {
  return requestsOf('PATCH').map(({ body }) =>
    Array.isArray(body) ? body.map(({ op, path, value }) => [op, path, value]) : body,
  );
}

describe('what is filled in', () => {
  test('changes, and nothing else, in two requests', async () => {
    const before = persona();
    sandbox.clock.advance(60);
    const result = await update({ system_prompt: 'Be short, {{first_name}}.', greeting: ' ' });
    expect(patches()).toEqual([[['add', '/system_prompt', 'Be short, {{first_name}}.']]]);
    expect(persona()).toEqual({
      ...before,
      systemPrompt: 'Be short, {{first_name}}.',
      updatedAt: sandbox.clock.now(),
    });
    expect(sandbox.requests).toMatchObject([
      { method: 'PATCH', path: `/v2/pals/${SEED.persona}`, query: {} },
      { method: 'GET', path: `/v2/pals/${SEED.persona}` },
    ]);
    expect(result).toEqual({
      id: SEED.persona,
      persona_id: SEED.persona,
      persona_name: 'Discovery Call',
      default_replica_id: SEED.replica,
      system_prompt: 'Be short, {{first_name}}.',
      greeting: null,
      document_ids: null,
      document_tags: null,
      document_tags_json: null,
      guardrail_ids: null,
      language_model: 'our-own-model',
      meeting_email: null,
      is_stock: false,
      created_at: '2026-02-02T09:00:00.000Z',
      updated_at: '2026-11-20T15:01:00.000Z',
      had_changed: true,
    });
    expect(Object.keys(result)).toEqual(Object.keys(columns));
  });

  test.each(['object', 'data_object', 'data_array'] as const)(
    'the record is read from %s',
    async (shape) => {
      sandbox.behaviour.palDetailShape = shape;
      const voice = { voice_id: SEED.voice };
      expect(await update(voice)).toMatchObject({ persona_name: 'Discovery Call' });
      expect(patches()).toEqual([[['add', '/layers/tts/voice_id', SEED.voice]]]);
    },
  );

  test('every field goes to its place', async () => {
    await update({
      persona_name: 'Discovery',
      system_prompt: 'Be short.',
      replica_id: SEED.stockReplica,
      greeting: 'Hi!',
      document_ids: [SEED.document],
      document_tags: ['sales'],
      objectives_id: SEED.objectives,
      guardrail_ids: [SEED.guardrail],
    });
    expect(persona()).toMatchObject({
      name: 'Discovery',
      systemPrompt: 'Be short.',
      defaultReplicaId: SEED.stockReplica,
      greeting: 'Hi!',
      documentIds: [SEED.document],
      documentTags: ['sales'],
      objectivesId: SEED.objectives,
      guardrailIds: [SEED.guardrail],
    });
  });

  test('a setting of a layer leaves the others of that layer as they are', async () => {
    await update({ language_model: 'tavus-gemma-4', voice_id: SEED.voice, perception: 'off' });
    expect(persona()?.layers).toEqual({
      llm: {
        model: 'tavus-gemma-4',
        base_url: 'https://llm.example.com/v1',
        api_key: THIRD_PARTY_API_KEY,
      },
      tts: { tts_engine: 'cartesia', api_key: THIRD_PARTY_API_KEY, voice_id: SEED.voice },
      perception: { perception_model: 'off' },
    });
  });

  test('parents that are not there are added first', async () => {
    const { id } = sandbox.addPersona({ defaultReplicaId: SEED.replica });
    await update({ persona_id: id, voice_id: SEED.voice, turn_taking_patience: 'high' });
    expect(patches()).toEqual([
      [
        ['add', '/layers', {}],
        ['add', '/layers/tts', {}],
        ['add', '/layers/tts/voice_id', SEED.voice],
        ['add', '/layers/conversational_flow', {}],
        ['add', '/layers/conversational_flow/turn_taking_patience', 'high'],
      ],
    ]);
    expect(persona(id)?.layers).toEqual({
      tts: { voice_id: SEED.voice },
      conversational_flow: { turn_taking_patience: 'high' },
    });
    expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET']);
  });

  test('additional fields change like the others, below a layer only what they name', async () => {
    const additional_fields = {
      layers: { llm: { speculative_inference: false }, stt: { hotwords: 'Acme' } },
    };
    await update({ language_model: 'tavus-gemma-4', additional_fields });
    expect(patches()).toEqual([
      [
        ['add', '/layers/llm/speculative_inference', false],
        ['add', '/layers/llm/model', 'tavus-gemma-4'],
        ['add', '/layers/stt', {}],
        ['add', '/layers/stt/hotwords', 'Acme'],
      ],
    ]);
  });

  test('an address for invitations goes alone, and comes back', async () => {
    const conferencing = { username: 'Acme.Charlie', allowlist: ['.*@acme\\.com'] };
    const result = await update({ additional_fields: { layers: { conferencing } } });
    expect(patches()).toEqual([
      [
        ['add', '/layers/conferencing', {}],
        ['add', '/layers/conferencing/username', 'Acme.Charlie'],
        ['add', '/layers/conferencing/allowlist', conferencing.allowlist],
      ],
    ]);
    expect(result).toMatchObject({ meeting_email: 'acme.charlie@tavusinvite.com' });
  });

  test('a name in additional fields is written as a JSON Pointer has it', async () => {
    const { message } = await errorOf(update({ additional_fields: { 'a/b~c': { d: 1 } } }));
    expect(patches()).toEqual([[['add', '/a~1b~0c', { d: 1 }]]]);
    expect(message).toContain('Nothing was changed.');
  });

  test('testing the step in the editor changes the persona too', async () => {
    const fields = { persona_id: SEED.persona, greeting: 'Hi!' };
    await run(perform, fields, { isLoadingSample: true });
    expect(persona()?.greeting).toBe('Hi!');
  });
});

describe('what is as it should be already', () => {
  test('is a success, in which nothing had changed', async () => {
    const { systemPrompt } = persona() ?? {};
    const result = await update({ system_prompt: systemPrompt });
    expect(result).toMatchObject({ id: SEED.persona, had_changed: false });
    expect(requestsOf('PATCH')).toMatchObject([{ status: 304 }]);
  });

  test('also by the name that Tavus keeps without punctuation', async () => {
    expect(await update({ persona_name: 'Discovery Call!' })).toMatchObject({ had_changed: false });
  });
});

const given = (record: object) => {
  const { id } = sandbox.addPersona({ defaultReplicaId: SEED.replica, ...record });
  return id;
};

describe('lists', () => {
  const OWN = {
    documentIds: [SEED.document],
    documentTags: ['sales', 'Berlin, Germany'],
    guardrailIds: [SEED.guardrail],
  };
  const FILLED_IN = {
    document_ids: [SEED.websiteDocument],
    document_tags: ['sales', 'help'],
    guardrail_ids: [SEED.guardrail],
  };

  test.each([
    [undefined, [SEED.websiteDocument], ['sales', 'help'], [SEED.guardrail]],
    ['replace', [SEED.websiteDocument], ['sales', 'help'], [SEED.guardrail]],
    [
      'Add These',
      [SEED.document, SEED.websiteDocument],
      ['sales', 'Berlin, Germany', 'help'],
      [SEED.guardrail],
    ],
    ['remove', [SEED.document], ['Berlin, Germany'], []],
  ])('of the mode %s', async (lists_mode, documentIds, documentTags, guardrailIds) => {
    const id = given(OWN);
    const change = { persona_id: id, lists_mode, ...FILLED_IN };
    const result = await update(change);
    expect(persona(id)).toMatchObject({ documentIds, documentTags, guardrailIds });
    expect(result).toMatchObject({
      document_ids: documentIds.join(', '),
      document_tags: documentTags.join(', '),
      document_tags_json: JSON.stringify(documentTags),
      guardrail_ids: guardrailIds.join(', ') || null,
      had_changed: true,
    });
    expect(await update(change)).toMatchObject({ had_changed: false });
  });

  test('that are not filled in stay, and so does what is there already', async () => {
    const id = given(OWN);
    await update({ persona_id: id, lists_mode: 'add', document_tags: ['sales'] });
    expect(patches()).toEqual([]);
    await update({
      persona_id: id,
      lists_mode: 'remove',
      document_tags: ['sales'],
      greeting: 'Hi!',
    });
    expect(persona(id)).toMatchObject({
      ...OWN,
      documentTags: ['Berlin, Germany'],
      greeting: 'Hi!',
    });
  });

  test('that were read go back as they came', async () => {
    const id = given(OWN);
    const { document_ids, document_tags_json, guardrail_ids } = await update({
      persona_id: id,
      greeting: 'Hi!',
    });
    const other = given({});
    await update({
      persona_id: other,
      document_ids: [document_ids],
      document_tags: [document_tags_json],
      guardrail_ids: [guardrail_ids],
    });
    expect(persona(other)).toMatchObject(OWN);
  });
});

describe('text at the end of the prompt', () => {
  const PROMPT = 'You sell tea.\nBe short.';
  const add = (id: string, system_prompt: string) =>
    update({ persona_id: id, system_prompt, prompt_mode: 'Add at the End' });

  test.each([
    ['comes after a blank line', PROMPT, 'No refunds.', `${PROMPT}\n\nNo refunds.`],
    ['is the whole prompt if there is none', '', 'No refunds.', 'No refunds.'],
    ['is kept without white space around', `${PROMPT}\n`, ' Be kind.\n', `${PROMPT}\n\nBe kind.`],
    ['is not added if it is there', PROMPT, 'Be short.', PROMPT],
    [
      'is not added if it is there with other white space',
      PROMPT,
      'You sell tea.  Be short. ',
      PROMPT,
    ],
    ['is added if it is only further up', PROMPT, 'You sell tea.', `${PROMPT}\n\nYou sell tea.`],
  ])('%s', async (_what, systemPrompt, text, expected) => {
    const id = given({ systemPrompt });
    expect(await add(id, text)).toMatchObject({
      system_prompt: expected,
      had_changed: expected !== systemPrompt,
    });
    expect(await add(id, text)).toMatchObject({ system_prompt: expected, had_changed: false });
    expect(persona(id)?.systemPrompt).toBe(expected);
  });

  test('replaces the prompt in the other mode', async () => {
    await update({ system_prompt: 'Be kind.', prompt_mode: 'replace' });
    expect(persona()?.systemPrompt).toBe('Be kind.');
  });

  test('that would make it too long changes nothing', async () => {
    const systemPrompt = '🍵'.repeat(MAX_PROMPT_LENGTH - 6);
    const id = given({ systemPrompt });
    const long = { persona_id: id, system_prompt: 'Hello', prompt_mode: 'add', greeting: 'Hi!' };
    expect((await errorOf(update(long))).message).toBe(
      'With this text, the System Prompt of the persona would be longer than 128000 characters, about the most that Tavus allows. Nothing was changed. Shorten the prompt in Tavus, or set Prompt Mode to Replace All.',
    );
    expect(patches()).toEqual([]);
    await update({ ...long, system_prompt: 'Hell' });
    expect([...(persona(id)?.systemPrompt ?? '')]).toHaveLength(MAX_PROMPT_LENGTH);
  });
});

describe('unpublished edits in PAL Maker', () => {
  beforeEach(() => sandbox.editInMaker(SEED.persona));

  test.each([undefined, 'no', 'N/A'])('are not written over with %j', async (overwrite) => {
    const fields = { greeting: 'Hi!', overwrite_unpublished_changes: overwrite };
    expect(await errorOf(update(fields))).toEqual({
      name: 'AppError',
      message:
        'This persona has unpublished edits in PAL Maker. Nothing was changed. Publish or discard those edits in PAL Maker, then run this step again. To discard them with this step, set Overwrite Unpublished Changes to Yes.',
    });
    expect(persona()).toMatchObject({ greeting: null, hasUnpublishedEdits: true });
  });

  test('are written over if the form says so', async () => {
    const fields = { greeting: 'Hi!', overwrite_unpublished_changes: 'Yes' };
    expect(await update(fields)).toMatchObject({ greeting: 'Hi!', had_changed: true });
    expect(requestsOf('PATCH')).toMatchObject([{ query: { force: 'true' } }]);
    expect(persona()).toMatchObject({ greeting: 'Hi!', hasUnpublishedEdits: false });
  });
});

describe('what cannot be changed', () => {
  test.each([
    ['a persona of Tavus', SEED.defaultPersona, { greeting: 'Hi!' }],
    ['a persona that nobody has', 'p000000000009', { greeting: 'Hi!' }],
    ['one that nobody has, in a layer', 'p000000000009', { voice_id: SEED.voice }],
  ])('%s', async (_what, persona_id, fields) => {
    for (const unknownPal of ['400', '404'] as const) {
      sandbox.behaviour.unknownPal = unknownPal;
      const { message } = await errorOf(update({ persona_id, ...fields }));
      expect(message).toBe(
        `None of your personas has the ID "${persona_id}". Stock personas cannot be changed. Look it up with Find Persona, and check which connection this step uses.`,
      );
    }
  });

  test.each([
    ['nothing at all', {}],
    ['blanks', { greeting: '', document_ids: [], additional_fields: '{}' }],
    ['words for nothing', { system_prompt: 'null', persona_name: 'N/A', greeting: 'none' }],
  ])('%s is told before anything is sent', async (_what, fields) => {
    expect((await errorOf(update(fields))).message).toBe(
      'Fill in at least one field other than Persona (PAL): blank fields change nothing.',
    );
    expect(sandbox.requests).toEqual([]);
  });

  test('layers without a setting are nothing to change', async () => {
    expect(await update({ additional_fields: { layers: {} } })).toMatchObject({
      had_changed: false,
    });
    expect(patches()).toEqual([]);
  });

  test.each([{ prompt_mode: 'add' }, { lists_mode: 'remove', document_tags: [' '] }])(
    'a mode alone is nothing to change: %j',
    async (fields) => {
      expect((await errorOf(update(fields))).message).toMatch(/^Fill in at least one field/);
      expect(sandbox.requests).toEqual([]);
    },
  );

  test.each([
    ['no persona', { persona_id: '' }, 'Persona (PAL) is required.'],
    ['a replica as persona', { persona_id: SEED.replica }, 'This is the ID of a replica.'],
    [
      'a secret',
      { additional_fields: { layers: { llm: { api_key: 'x' } } } },
      'may contain a secret',
    ],
    ['a field twice', { additional_fields: { greeting: 'x' } }, 'has its own field, Greeting'],
  ])('%s is told before anything is sent', async (_what, fields, words) => {
    expect((await errorOf(update({ greeting: 'Hi!', ...fields }))).message).toContain(words);
    expect(sandbox.requests).toEqual([]);
  });

  test("a retired model is reported in Tavus's words, whatever the change", async () => {
    const { id } = sandbox.addPersona({
      defaultReplicaId: SEED.replica,
      layers: { llm: { model: 'tavus-llama-3' } },
    });
    const { message } = await errorOf(update({ persona_id: id, greeting: 'Hi!' }));
    expect(message).toContain('Tavus says: "Bad Request. layers.llm.model:');
    expect(message).toMatch(/Nothing was changed\.$/);
  });

  test('a replica that nobody has is named, and is no unknown persona', async () => {
    const { message } = await errorOf(update({ replica_id: 'r000000000009' }));
    expect(message).toContain('it rejected the value of Replica (Face).');
  });
});

describe('a lost answer', () => {
  const WITH_WORK = [
    { kind: 'reset_after' },
    { kind: 'status', status: 502, workDone: true },
    { kind: 'garbage' },
  ] as const;

  test.each(WITH_WORK)(
    'to what was done: it is sent again, and had perhaps changed: %j',
    async (fault) => {
      sandbox.fault({ ...fault, when: PATCH });
      expect(await update({ greeting: 'Hi!' })).toMatchObject({
        greeting: 'Hi!',
        had_changed: null,
      });
      expect(requestsOf('PATCH')).toHaveLength(2);
      expect(persona()?.greeting).toBe('Hi!');
    },
  );

  test('to what was not done: it is sent again, and has changed', async () => {
    sandbox.fault({ kind: 'reset_before', when: PATCH });
    expect(await update({ greeting: 'Hi!' })).toMatchObject({ greeting: 'Hi!', had_changed: true });
  });

  describe.each([
    ['a prompt', { prompt_mode: 'add', system_prompt: 'No refunds.' }],
    ['a prompt and more', { prompt_mode: 'add', system_prompt: 'No refunds.', greeting: 'Hi!' }],
    ['a list', { lists_mode: 'add', document_tags: ['new'] }],
    ['a list and a layer', { lists_mode: 'add', document_tags: ['new'], voice_id: SEED.voice }],
  ])('to what was added to %s', (_what, fields) => {
    const isThere = () => {
      const { systemPrompt = '', documentTags = [] } = persona() ?? {};
      const times = systemPrompt.split('No refunds.').length - 1;
      return times + documentTags.filter((tag) => tag === 'new').length;
    };

    test.each(WITH_WORK)('is settled by reading: %j', async (fault) => {
      sandbox.fault({ ...fault, when: PATCH });
      expect(await update(fields)).toMatchObject({ had_changed: null });
      expect(requestsOf('PATCH')).toHaveLength(1);
      expect(isThere()).toBe(1);
    });

    test('is sent again if it is not there', async () => {
      sandbox.fault({ kind: 'reset_before', when: PATCH });
      expect(await update(fields)).toMatchObject({ had_changed: true });
      expect(isThere()).toBe(1);
    });

    test('is not certain if it cannot be read', async () => {
      sandbox.fault({ kind: 'reset_after', when: PATCH });
      sandbox.fault({ kind: 'status', status: 500, when: { method: 'GET' }, after: 1, times: 2 });
      const { message } = await errorOf(update(fields));
      expect(message).toContain('The persona may have changed anyway.');
      expect(requestsOf('PATCH')).toHaveLength(1);
      expect(isThere()).toBe(1);
    });
  });

  test('to what a list has already is sent again with the rest', async () => {
    const id = given({ documentTags: ['new'] });
    sandbox.fault({ kind: 'reset_before', when: PATCH });
    const fields = { persona_id: id, lists_mode: 'add', document_tags: ['new'], greeting: 'Hi!' };
    expect(await update(fields)).toMatchObject({ greeting: 'Hi!', had_changed: true });
    expect(requestsOf('PATCH')).toHaveLength(2);
  });

  test('twice is an error that says what is not certain', async () => {
    sandbox.fault({ kind: 'reset_after', when: PATCH, times: 2 });
    const { name, message } = await errorOf(update({ greeting: 'Hi!' }));
    expect(name).toBe('AppError');
    expect(message).toMatch(
      /The persona may have changed anyway\. It is safe to run this step again\.$/,
    );
    expect(requestsOf('PATCH')).toHaveLength(2);
  });

  test.each([
    [403, undefined],
    [409, undefined],
    [400, { error: 'Bad Request. greeting: too long' }],
    [422, undefined],
    [429, undefined],
    [401, undefined],
  ])(
    'to what was done, and then a refusal with %i, is not "Nothing was changed"',
    async (status, body) => {
      sandbox.fault({ kind: 'reset_after', when: PATCH });
      sandbox.fault({ kind: 'status', status, body, when: PATCH });
      const { message } = await errorOf(update({ greeting: 'Hi!' }));
      expect(persona()?.greeting).toBe('Hi!');
      expect(message).not.toContain('Nothing was changed');
      expect(message).toContain('It is safe to run this step again.');
    },
  );

  test('a refusal is not asked for twice', async () => {
    sandbox.fault({ kind: 'status', status: 403, when: PATCH });
    expect((await errorOf(update({ greeting: 'Hi!' }))).message).toMatch(/Nothing was changed\.$/);
    expect(requestsOf('PATCH')).toHaveLength(1);
  });

  test('a look at the layers that fails has changed nothing', async () => {
    sandbox.fault({ kind: 'reset_before', when: { method: 'GET' } });
    const { message } = await errorOf(update({ voice_id: SEED.voice }));
    expect(message).toMatch(/Nothing was changed\.$/);
    expect(requestsOf('PATCH')).toEqual([]);
  });

  test.each([
    ['500', { kind: 'status', status: 500 }],
    ['an unknown id', { kind: 'status', status: 400, body: { error: 'Invalid persona_id' } }],
    ['garbage', { kind: 'garbage' }],
  ] as const)('a look at the result that fails with %s is no failure', async (_, fault) => {
    sandbox.fault({ ...fault, when: { method: 'GET' } });
    const result = await update({ greeting: 'Hi!' });
    expect(result).toMatchObject({
      id: SEED.persona,
      persona_id: SEED.persona,
      persona_name: null,
      greeting: 'Hi!',
      had_changed: true,
    });
    expect(Object.keys(result)).toEqual(Object.keys(columns));
  });

  test('what never answers is given up in time', async () => {
    setLimits({ request: 0.2 });
    sandbox.fault({ kind: 'never_answer', when: PATCH, times: 2 });
    expect((await errorOf(update({ greeting: 'Hi!' }))).message).toContain('did not reply in time');
  });
});

describe('the form', () => {
  test('asks for the persona alone, and has the same fields as Create Persona', async () => {
    const fields = await inputFieldsOf('creates.update_persona');
    expect(fields.filter(({ required }) => required).map(({ key }) => key)).toEqual(['persona_id']);
    const others = (await inputFieldsOf('creates.create_persona')).map(({ key }) => key);
    const keys = fields.map(({ key }) => key);
    expect(keys.filter((key) => others.includes(key))).toEqual(others);
    expect(keys.filter((key) => !others.includes(key))).toEqual([
      'persona_id',
      'prompt_mode',
      'lists_mode',
      'overwrite_unpublished_changes',
    ]);
  });

  test('offers one’s own personas', async () => {
    const dropdown = form.fields.find(({ key }) => key === 'persona_id')?.dropdown;
    if (!dropdown) throw new Error('There is no dropdown');
    expect(await dropdownPage(dropdown)).toEqual([
      { id: SEED.persona, label: 'Discovery Call' },
      { id: SEED.personaOfOtherReplica, label: 'Onboarding' },
      { id: SEED.personaOfStockReplica, label: 'Interview Practice' },
      { id: SEED.personaWithoutReplica, label: 'No Face Yet' },
    ]);
    sandbox.fault({ kind: 'json', value: { data: [{ pal_id: 'p9' }] } });
    expect(await dropdownPage(dropdown)).toEqual([{ id: 'p9', label: 'p9' }]);
  });
});
