import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/add_memory.ts';
import { addedMemory } from '../../samples/memory.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { errorOf, requestsOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** What a persona is to remember of a person is remembered once, whatever is lost on the way. */

useClockOfSandbox();

const PERSON = { persona_id: SEED.persona, participant_tag: 'contact-42' };
const LIST = { method: 'GET', path: '/v2/memory-stores' };
const MAKE = { method: 'POST', path: '/v2/memory-stores' };
const PINNED = /\/pinned$/;
const ADD = { method: 'POST', path: PINNED };
const REWRITE = { method: 'PATCH', path: /\/pinned\/.+$/ };

function add(fields: object) {
  return run(perform, { ...PERSON, ...fields });
}

/** The texts that the persona has in mind of the person. */
function remembered(): readonly string[] {
  return sandbox.memoryStores.flatMap(({ pinned }) => pinned.map(({ memory }) => memory));
}

function writes() {
  return sandbox.requests.filter(({ method }) => method !== 'GET');
}

describe('a person whom the persona does not know', () => {
  test('gets a store with the memory in it', async () => {
    const result = await add({ memory: 'Likes tea.' });
    expect(sandbox.memoryStores).toMatchObject([
      { personaId: SEED.persona, participantTag: 'contact-42', pinned: [{ memory: 'Likes tea.' }] },
    ]);
    const [store] = sandbox.memoryStores;
    expect(result).toEqual({
      id: store?.pinned[0]?.id,
      memory_id: store?.pinned[0]?.id,
      memory: 'Likes tea.',
      topic: null,
      participant_tag: 'contact-42',
      persona_id: SEED.persona,
      memory_store_id: store?.id,
      had_existed: false,
      replaced_memory: null,
      memory_count: 1,
      created_at: '2026-11-20T15:00:00.000Z',
      updated_at: '2026-11-20T15:00:00.000Z',
    });
    expect(sandbox.requests).toMatchObject([
      { method: 'GET', query: { pal_id: SEED.persona, participant_tag: 'contact-42' } },
      { method: 'POST', path: '/v2/memory-stores' },
      { method: 'GET', path: `/v2/memory-stores/${store?.id}/pinned` },
    ]);
  });

  test('also where Tavus leaves out the first memory', async () => {
    sandbox.behaviour.keepsFirstMemories = false;
    expect(await add({ memory: 'Likes tea.' })).toMatchObject({ memory_count: 1 });
    expect(remembered()).toEqual(['Likes tea.']);
  });

  test('of another persona, or of another person, is another one', async () => {
    sandbox.addMemoryStore(SEED.personaOfOtherReplica, 'contact-42', ['Likes tea.']);
    sandbox.addMemoryStore(SEED.persona, 'contact-43', ['Likes tea.']);
    expect(await add({ memory: 'Likes tea.' })).toMatchObject({ had_existed: false });
    expect(sandbox.memoryStores).toHaveLength(3);
  });

  test('201 is as good as 200', async () => {
    sandbox.behaviour.statusOfCreated = 201;
    expect(await add({ memory: 'Likes tea.' })).toMatchObject({ memory_count: 1 });
    expect(await add({ memory: 'Has a dog.' })).toMatchObject({ memory_count: 2 });
  });

  test.each([
    { pal_id: SEED.persona, participant_tag: 'contact-43' },
    { pal_id: SEED.personaOfOtherReplica, participant_tag: 'contact-42' },
    { persona_id: SEED.personaOfOtherReplica, participant_tag: 'contact-42' },
  ])(
    'gets nobody else’s store where the list takes no notice of the question: %j',
    async (whose) => {
      const { id } = sandbox.addMemoryStore(SEED.personaOfOtherReplica, 'contact-43', ['Secret']);
      sandbox.fault({
        kind: 'json',
        value: { data: [{ memory_store_id: id, ...whose }] },
        when: LIST,
      });
      await add({ memory: 'Likes tea.' });
      expect(sandbox.memoryStores).toMatchObject([
        { pinned: [{ memory: 'Secret' }] },
        { participantTag: 'contact-42', pinned: [{ memory: 'Likes tea.' }] },
      ]);
    },
  );

  test('two steps at the same time make one store with both memories', async () => {
    sandbox.fault({ kind: 'json', value: { data: [] }, when: LIST, times: 1 });
    sandbox.addMemoryStore(SEED.persona, 'contact-42', ['Has a dog.']);
    expect(await add({ memory: 'Likes tea.' })).toMatchObject({ memory_count: 2 });
    expect(remembered()).toEqual(['Has a dog.', 'Likes tea.']);
    expect(sandbox.memoryStores).toHaveLength(1);
  });
});

describe('a person whom the persona knows', () => {
  beforeEach(() => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', [
      'Likes tea.',
      'Stage: Lead',
      'Budget: none',
    ]);
  });

  test('gets one more memory, in four requests', async () => {
    const result = await add({ memory: 'Has a dog.' });
    expect(remembered()).toEqual(['Likes tea.', 'Stage: Lead', 'Budget: none', 'Has a dog.']);
    const pinned = sandbox.memoryStores[0]?.pinned.at(-1);
    expect(result).toMatchObject({ id: pinned?.id, memory_count: 4, had_existed: false });
    expect(sandbox.requests).toHaveLength(4);
  });

  test.each(['Likes tea.', ' Likes  tea.\n'])('not the same one again: %j', async (memory) => {
    const result = await add({ memory });
    expect(writes()).toEqual([]);
    expect(result).toMatchObject({
      id: sandbox.memoryStores[0]?.pinned[0]?.id,
      memory: 'Likes tea.',
      had_existed: true,
      replaced_memory: null,
      memory_count: 3,
    });
    expect(Object.keys(result).sort()).toEqual(Object.keys(addedMemory).sort());
  });

  test.each(['Likes tea', 'Likestea.'])(
    'what is nearly the same is another one: %j',
    async (memory) => {
      await add({ memory });
      expect(remembered()).toHaveLength(4);
    },
  );

  test.each([
    { pal_id: SEED.persona, participant_tag: 'contact-42' },
    { persona_id: SEED.persona, participant_tag: 'contact-42' },
    {},
  ])('is found where the list tells of a store whose it is: %j', async (whose) => {
    const [store] = sandbox.memoryStores;
    for (const name of ['memory_store_id', 'id']) {
      const value = { data: [{ ...whose, [name]: store?.id }] };
      sandbox.fault({ kind: 'json', value, when: LIST });
      expect(await add({ memory: 'Likes tea.' })).toMatchObject({
        memory_store_id: store?.id,
        had_existed: true,
      });
    }
    expect(writes()).toEqual([]);
  });

  test.each(['Stage', 'stage', ' Stage: ', 'STAGE :'])(
    'with a topic, it takes the place of the one of that topic: %j',
    async (topic) => {
      sandbox.clock.advance(60);
      const result = await add({ memory: 'Customer', topic });
      const [, stage] = sandbox.memoryStores[0]?.pinned ?? [];
      expect(stage?.memory).toBe(`${topic.replace(':', '').trim()}: Customer`);
      expect(remembered()).toHaveLength(3);
      expect(result).toMatchObject({
        id: stage?.id,
        memory: stage?.memory,
        topic: topic.replace(':', '').trim(),
        replaced_memory: 'Stage: Lead',
        had_existed: false,
        memory_count: 3,
        created_at: '2026-11-20T15:00:00.000Z',
        updated_at: '2026-11-20T15:01:00.000Z',
      });
      expect(sandbox.requests).toHaveLength(4);
    },
  );

  test('of a topic that is new, it is added', async () => {
    expect(await add({ memory: 'Berlin', topic: 'City' })).toMatchObject({
      memory: 'City: Berlin',
      topic: 'City',
      replaced_memory: null,
      memory_count: 4,
    });
  });

  test('of a topic that has not changed, nothing is written', async () => {
    expect(await add({ memory: 'Lead', topic: 'Stage' })).toMatchObject({ had_existed: true });
    expect(writes()).toEqual([]);
  });

  test('a topic is the whole word before the colon', async () => {
    await add({ memory: 'Two', topic: 'Stag' });
    await add({ memory: 'Three', topic: 'Likes tea.' });
    expect(remembered()).toHaveLength(5);
  });

  test('of several memories of a topic, no old text remains', async () => {
    await add({ memory: 'stage : trial' });
    await add({ memory: 'Stage: Customer' });
    const result = await add({ memory: 'Customer', topic: 'Stage' });
    expect(remembered().filter((text) => /stage/i.test(text))).toEqual(['Stage: Customer']);
    expect(result).toMatchObject({ memory_count: 3 });
    expect(['Stage: Lead', 'stage : trial']).toContain(result.replaced_memory);
  });
});

describe('a full store', () => {
  const texts = Array.from({ length: 30 }, (_, index) => `Fact: ${index}`);

  test('is an error that says so', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', texts);
    expect(await errorOf(add({ memory: 'Likes tea.' }))).toEqual({
      name: 'AppError',
      message:
        'The memory store of this participant is full: it holds 30 memories, the most that Tavus allows. Nothing was added. Fill in Topic, so that a memory replaces the previous one, or remove memories in Tavus.',
    });
    expect(remembered()).toEqual(texts);
  });

  test('still takes a new text for a topic that it has', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', [...texts.slice(0, 29), 'Stage: Lead']);
    await add({ memory: 'Customer', topic: 'Stage' });
    expect(remembered().at(-1)).toBe('Stage: Customer');
  });

  test('is only full when Tavus says so', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', texts);
    sandbox.fault({ kind: 'json', value: { memory_id: 'pm1', memory: 'Likes tea.' }, when: ADD });
    expect(await add({ memory: 'Likes tea.' })).toMatchObject({ id: 'pm1', memory_count: 31 });
  });

  test('is not taken for full when Tavus has a problem', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', texts);
    sandbox.fault({ kind: 'status', status: 500, when: ADD });
    const { message } = await errorOf(add({ memory: 'Likes tea.' }));
    expect(message).toContain('its service has a problem');
    expect(message).not.toContain('full');
  });

  test('another refusal of a store with room is reported as it is', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', texts.slice(0, 29));
    const body = { error: 'Not allowed here' };
    sandbox.fault({ kind: 'status', status: 400, body, when: ADD });
    const { message } = await errorOf(add({ memory: 'Likes tea.' }));
    expect(message).toContain('Tavus could not add the memory: it rejected the request.');
    expect(message).toContain('Not allowed here');
  });
});

describe('what is asked for', () => {
  test.each([
    ['no persona', { persona_id: '' }, 'Persona (PAL) is required.'],
    ['no participant', { participant_tag: undefined }, 'Participant is required.'],
    ['null as participant', { participant_tag: 'null' }, 'Participant is required.'],
    ['N/A as participant', { participant_tag: ' N/A ' }, 'Participant is required.'],
    ['no memory', { memory: ' ' }, 'Memory is required.'],
    ['null as memory', { memory: 'None' }, 'Memory is required.'],
    [
      'a topic with a colon',
      { topic: 'Deal: stage' },
      'Topic: Write a word or two without a colon',
    ],
    [
      'a topic of two lines',
      { topic: 'Deal\nstage' },
      'Topic: Write a word or two without a colon',
    ],
    ['a topic without a letter', { topic: '–' }, 'Topic: Write a word or two without a colon'],
    ['a replica', { persona_id: SEED.replica }, 'This is the ID of a replica.'],
  ])('%s is told before anything is sent', async (_what, fields, words) => {
    const { message } = await errorOf(add({ memory: 'Likes tea.', ...fields }));
    expect(message).toContain(words);
    expect(sandbox.requests).toEqual([]);
  });

  test('500 characters fit, and a topic counts', async () => {
    await add({ memory: '😀'.repeat(500) });
    await add({ memory: 'x'.repeat(493), topic: 'Stage' });
    expect(remembered()).toHaveLength(2);
    sandbox.clearRequests();
    expect((await errorOf(add({ memory: 'x'.repeat(501) }))).message).toBe(
      'Memory: this has 501 characters, and Tavus allows 500. Shorten it, or split it into several memories.',
    );
    expect((await errorOf(add({ memory: 'x'.repeat(494), topic: 'Stage' }))).message).toBe(
      'Memory: this has 501 characters, with its topic, and Tavus allows 500. Shorten it, or split it into several memories.',
    );
    expect(sandbox.requests).toEqual([]);
  });

  test('treats a blank topic as no topic', async () => {
    expect(await add({ memory: 'Likes tea.', topic: 'n/a' })).toMatchObject({ topic: null });
    expect(remembered()).toEqual(['Likes tea.']);
  });

  test('an unknown persona is named', async () => {
    const { message } = await errorOf(add({ persona_id: 'p000000000001', memory: 'Likes tea.' }));
    expect(message).toContain('it rejected the value of Persona (PAL).');
    expect(sandbox.memoryStores).toEqual([]);
  });

  test('testing the step in the editor adds it too', async () => {
    await run(perform, { ...PERSON, memory: 'Likes tea.' }, { isLoadingSample: true });
    expect(remembered()).toEqual(['Likes tea.']);
  });

  test('curly braces stay as they are', async () => {
    await add({ memory: 'Calls us {{bundle.inputData.x}} and {{first_name}}' });
    expect(remembered()).toEqual(['Calls us {{bundle.inputData.x}} and {{first_name}}']);
  });
});

describe('a lost answer', () => {
  const WITH_WORK = [
    { kind: 'reset_after' },
    { kind: 'status', status: 502, workDone: true },
    { kind: 'garbage' },
  ] as const;

  test.each(WITH_WORK)('to a store that was made is no failure: %j', async (fault) => {
    sandbox.fault({ ...fault, when: MAKE });
    expect(await add({ memory: 'Likes tea.' })).toMatchObject({ had_existed: false });
    expect(remembered()).toEqual(['Likes tea.']);
  });

  test.each(WITH_WORK)('to a memory that was added is no failure: %j', async (fault) => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', ['Has a dog.']);
    sandbox.fault({ ...fault, when: ADD });
    const result = await add({ memory: 'Likes tea.' });
    const pinned = sandbox.memoryStores[0]?.pinned.at(-1);
    expect(result).toMatchObject({ id: pinned?.id, had_existed: false, memory_count: 2 });
    expect(remembered()).toEqual(['Has a dog.', 'Likes tea.']);
  });

  test.each(WITH_WORK)('to a memory that was replaced is no failure: %j', async (fault) => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', ['Stage: Lead']);
    sandbox.fault({ ...fault, when: REWRITE });
    const result = await add({ memory: 'Customer', topic: 'Stage' });
    expect(result).toMatchObject({ replaced_memory: 'Stage: Lead', memory_count: 1 });
    expect(remembered()).toEqual(['Stage: Customer']);
  });

  test('to something that was not done is an error, and the step can be run again', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42');
    sandbox.fault({ kind: 'reset_before', when: ADD });
    const { name, message } = await errorOf(add({ memory: 'Likes tea.' }));
    expect(name).toBe('AppError');
    expect(message).toContain('the connection was lost');
    expect(message).toMatch(
      /It is safe to run this step again, because the same memory is not added twice\.$/,
    );
    expect(requestsOf('POST')).toHaveLength(1);
    await add({ memory: 'Likes tea.' });
    expect(remembered()).toEqual(['Likes tea.']);
  });

  test('a replacement that was only partly done is an error', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', ['Stage: Lead', 'Stage: Trial']);
    sandbox.fault({ kind: 'reset_before', when: { method: 'DELETE' } });
    const { message } = await errorOf(add({ memory: 'Customer', topic: 'Stage' }));
    expect(message).toContain('It is safe to run this step again');
    await add({ memory: 'Customer', topic: 'Stage' });
    expect(remembered()).toEqual(['Stage: Customer']);
  });

  test('also if nobody can look afterwards', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42');
    sandbox.fault({ kind: 'reset_after', when: ADD });
    sandbox.fault({ kind: 'status', status: 500, when: { method: 'GET', path: PINNED }, after: 1 });
    expect((await errorOf(add({ memory: 'Likes tea.' }))).message).toContain(
      'the connection was lost',
    );
  });

  test('an answer without the memory is a success', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42');
    sandbox.fault({ kind: 'empty_200', when: ADD });
    const { id } = await add({ memory: 'Likes tea.' });
    expect(sandbox.memoryStores[0]?.pinned).toMatchObject([{ id }]);
    sandbox.fault({ kind: 'empty_200', when: ADD });
    sandbox.fault({ kind: 'status', status: 500, when: { method: 'GET', path: PINNED }, after: 1 });
    const result = await add({ memory: 'Has a dog.' });
    expect(result).toMatchObject({
      id: expect.stringMatching(/^ms\w+: Has a dog\.$/),
      memory_id: null,
      memory: 'Has a dog.',
    });
    expect(Object.keys(result).sort()).toEqual(Object.keys(addedMemory).sort());
  });

  test.each([ADD, MAKE])(
    'what cannot be read afterwards was added all the same: %j',
    async (when) => {
      if (when === ADD) sandbox.addMemoryStore(SEED.persona, 'contact-42');
      const unnamed = (body: unknown) => ({ ...Object(body), memory_id: null });
      sandbox.fault({ kind: 'changed_json', change: unnamed, when });
      sandbox.fault({
        kind: 'status',
        status: 404,
        when: { method: 'GET', path: PINNED },
        after: when === ADD ? 1 : 0,
      });
      const first = await add({ memory: 'Likes tea.' });
      expect(first).toMatchObject({ had_existed: false, memory: 'Likes tea.', memory_count: 1 });
      expect(first.id).toMatch(/^ms\w+: Likes tea\.$/);
      expect(remembered()).toEqual(['Likes tea.']);
    },
  );

  test('to a replacement, without a body, leaves the id that the memory has', async () => {
    const { pinned } = sandbox.addMemoryStore(SEED.persona, 'contact-42', ['Stage: Lead']);
    sandbox.fault({ kind: 'empty_200', when: REWRITE });
    sandbox.fault({ kind: 'status', status: 500, when: { method: 'GET', path: PINNED }, after: 1 });
    expect(await add({ memory: 'Customer', topic: 'Stage' })).toMatchObject({
      id: pinned[0]?.id,
      memory: 'Stage: Customer',
      created_at: '2026-11-20T15:00:00.000Z',
      updated_at: null,
    });
  });

  test('memories of an odd form do no harm', async () => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42');
    const when = { method: 'GET', path: PINNED };
    const memories = [{}, null, 'Stage: Lead', { memory: 5 }, { memory_id: 'pm1', memory: null }];
    sandbox.fault({ kind: 'json', value: { pinned_memories: memories }, when, times: 2 });
    expect(await add({ memory: 'Customer', topic: 'Stage' })).toMatchObject({ memory_count: 6 });
    sandbox.fault({ kind: 'json', value: { pinned_memories: memories }, when, times: 2 });
    expect(await add({ memory: 'Has a dog.' })).toMatchObject({ memory_count: 6 });
    sandbox.fault({ kind: 'json', value: { data: [{ memory: 'Likes tea.' }] }, when });
    expect(await add({ memory: 'Likes tea.' })).toMatchObject({
      had_existed: true,
      id: expect.stringMatching(/^ms\w+: Likes tea\.$/),
      memory_id: null,
    });
  });

  test('a refused key, or a store of somebody else, is no lost answer', async () => {
    sandbox.fault({ kind: 'status', status: 401, when: LIST });
    expect(await errorOf(add({ memory: 'Likes tea.' }))).toMatchObject({
      name: 'ExpiredAuthError',
    });
    const { message } = await errorOf(
      run(perform, { ...PERSON, memory: 'Likes tea.' }, {}, { api_key: 'wrong' }),
    );
    expect(message).not.toContain('safe to run');
    sandbox.addMemoryStore(SEED.persona, 'contact-42');
    sandbox.fault({ kind: 'json', value: { pinned: [] }, when: { method: 'GET', path: PINNED } });
    expect((await errorOf(add({ memory: 'Likes tea.' }))).message).toContain('was not readable');
  });
});
