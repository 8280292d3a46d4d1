import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { perform as addMemory } from '../../creates/add_memory.ts';
import { perform as updateDocument } from '../../creates/update_document.ts';
import { perform as updatePersona } from '../../creates/update_persona.ts';
import App from '../../index.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import {
  errorOf,
  inputFieldsOf,
  requestsOf,
  run,
  sandbox,
  useClockOfSandbox,
} from '../tavus_app.ts';

/**
 * Steps that read and then write, several of them at the same moment over a network that takes time.
 * Nothing here has the lock of Zapier: two spellings of an ID and two connections do not share it.
 */

useClockOfSandbox();

/** One way, in seconds. */
const LATENCY = 0.012;

const PERSON = { persona_id: SEED.persona, participant_tag: 'contact-42' };

function remember(fields: object) {
  return () => run(addMemory, { ...PERSON, ...fields });
}

function tags(mode: string, ...list: readonly string[]) {
  return () => run(updateDocument, { document_id: SEED.document, tags: list, tags_mode: mode });
}

function persona(fields: object) {
  return () => run(updatePersona, { persona_id: SEED.persona, ...fields });
}

function remembered(): readonly string[] {
  return sandbox.memoryStores.flatMap(({ pinned }) => pinned.map(({ memory }) => memory));
}

interface AtOnce {
  readonly what: string;
  readonly before?: () => void;
  readonly steps: readonly (() => Promise<object>)[];
  readonly check: () => void;
}

const store = (...texts: readonly string[]) => {
  sandbox.addMemoryStore(SEED.persona, 'contact-42', ['Likes tea.', ...texts]);
};
const inTopic = () => remembered().filter((text) => /^stage/i.test(text));
const tagged = (...list: readonly string[]) => {
  const { tags: known = [] } = sandbox.document(SEED.document) ?? {};
  expect([...known].sort()).toEqual([...list].sort());
};
const bare = (settings: object = {}) => {
  const known = sandbox.persona(SEED.persona);
  if (known) Object.assign(known, { layers: {}, ...settings });
};
const added = (system_prompt: string) => ({ system_prompt, prompt_mode: 'add' });

const AT_ONCE: readonly AtOnce[] = [
  {
    what: 'two memories of a new topic',
    before: () => store(),
    steps: [
      remember({ topic: 'Stage', memory: 'Lead' }),
      remember({ topic: 'stage', memory: 'Customer' }),
    ],
    check: () => {
      expect(inTopic()).toHaveLength(1);
      expect(remembered()).toContain('Likes tea.');
    },
  },
  {
    what: 'three memories of a topic that has one',
    before: () => store('Stage: None'),
    steps: ['Lead', 'Trial', 'Customer'].map((memory) => remember({ topic: 'Stage', memory })),
    check: () => {
      expect(inTopic()).toHaveLength(1);
      expect(inTopic()).not.toContain('Stage: None');
    },
  },
  {
    what: 'the same memory three times',
    before: () => store(),
    steps: [1, 2, 3].map(() => remember({ memory: 'Has a dog.' })),
    check: () => expect(remembered()).toEqual(['Likes tea.', 'Has a dog.']),
  },
  {
    what: 'the first memories of a person',
    steps: [
      remember({ memory: 'Has a dog.' }),
      remember({ memory: 'Has a dog.' }),
      remember({ topic: 'Stage', memory: 'Lead' }),
      remember({ topic: 'Stage', memory: 'Trial' }),
    ],
    check: () => {
      expect(sandbox.memoryStores).toHaveLength(1);
      expect(inTopic()).toHaveLength(1);
      expect(remembered()).toHaveLength(2);
    },
  },
  {
    what: 'different memories',
    before: () => store(),
    steps: ['Has a dog.', 'Has a cat.'].map((memory) => remember({ memory })),
    check: () => expect(remembered()).toHaveLength(3),
  },
  {
    what: 'tags of several steps',
    before: () => Object.assign(sandbox.document(SEED.document) ?? {}, { tags: ['sales'] }),
    steps: ['a', 'b', 'c', 'd'].map((tag) => tags('add', tag)),
    check: () => tagged('sales', 'a', 'b', 'c', 'd'),
  },
  {
    what: 'tags that go, and tags that come',
    before: () => Object.assign(sandbox.document(SEED.document) ?? {}, { tags: ['old', 'sales'] }),
    steps: [tags('remove', 'old'), tags('add', 'new'), tags('add', 'sales', 'more')],
    check: () => tagged('sales', 'new', 'more'),
  },
  {
    what: 'settings of layers that the persona does not have',
    before: () => bare(),
    steps: [
      persona({ voice_id: SEED.voice }),
      persona({ turn_taking_patience: 'high' }),
      persona({ interruptibility: 'low' }),
    ],
    check: () =>
      expect(sandbox.persona(SEED.persona)?.layers).toEqual({
        tts: { voice_id: SEED.voice },
        conversational_flow: { turn_taking_patience: 'high', pal_interruptibility: 'low' },
      }),
  },
  {
    what: 'lists and the prompt of a persona',
    before: () => bare({ systemPrompt: 'You sell tea.', documentTags: ['old', 'sales'] }),
    steps: [
      persona({ document_tags: ['old'], lists_mode: 'remove', ...added('Be short.') }),
      persona({ document_tags: ['new'], lists_mode: 'add', voice_id: SEED.voice }),
      persona({ document_tags: ['sales', 'more'], lists_mode: 'add', ...added('No refunds.') }),
    ],
    check: () => {
      const { systemPrompt = '', documentTags = [], layers } = sandbox.persona(SEED.persona) ?? {};
      expect([...documentTags].sort()).toEqual(['more', 'new', 'sales']);
      const [first, ...rest] = systemPrompt.split('\n\n');
      expect([first, ...rest.sort()]).toEqual(['You sell tea.', 'Be short.', 'No refunds.']);
      expect(layers).toEqual({ tts: { voice_id: SEED.voice } });
    },
  },
];

describe('at the same moment', () => {
  // The second step starts while each of the requests of the first one is under way.
  describe.each([0, 1, 2, 3])('%i ways of the network apart', (apart) => {
    test.each(AT_ONCE)('$what', async ({ before, steps, check }) => {
      before?.();
      sandbox.behaviour.latency = LATENCY;
      const running = steps.map(async (step, index) => {
        await wait(index * apart * LATENCY * 1000);
        return step();
      });
      expect(await Promise.all(running)).toHaveLength(steps.length);
      check();
    });
  });

  test('each step gives the memory that stays', async () => {
    store();
    sandbox.behaviour.latency = LATENCY;
    const results = await Promise.all(
      ['Lead', 'Trial'].map((memory) => run(addMemory, { ...PERSON, topic: 'Stage', memory })),
    );
    const kept = sandbox.memoryStores[0]?.pinned.at(-1);
    expect(results).toMatchObject([1, 2].map(() => ({ id: kept?.id, memory: kept?.memory })));
  });
});

describe('what is in the way', () => {
  const PATCH = { method: 'PATCH' };
  const GET = { method: 'GET' };
  const change = (list: readonly string[]) => ({
    kind: 'changed_json' as const,
    change: (body: unknown) => ({ ...Object(body), tags: list }),
    when: GET,
  });

  test('what Tavus keeps in another form is not written again and again', async () => {
    sandbox.fault({ ...change(['sales', 'new tag']), times: Number.POSITIVE_INFINITY });
    expect(await tags('add', 'New Tag')()).toMatchObject({ id: SEED.document });
    expect(requestsOf('PATCH')).toHaveLength(1);
  });

  test('others who undo every write are named, and the step runs again later', async () => {
    for (let index = 0; index < 9; index += 1) sandbox.fault(change([`of another step ${index}`]));
    expect(await errorOf(tags('add', 'new')())).toEqual({
      name: 'ThrottledError',
      message:
        'Tavus could not update the document: other steps are changing the same thing at the moment. Zapier tries this step again later. It is safe to run this step again.',
      delay: 60,
    });
    expect(requestsOf('PATCH')).toHaveLength(8);
  });

  test('a second look that fails is no failure', async () => {
    sandbox.fault({ kind: 'status', status: 500, when: GET, after: 1 });
    expect(await tags('add', 'new')()).toMatchObject({ id: SEED.document });
    expect(sandbox.document(SEED.document)?.tags).toContain('new');
  });

  test.each([
    { kind: 'reset_after' },
    { kind: 'status', status: 502, workDone: true },
    { kind: 'garbage' },
  ] as const)('a lost answer is settled by reading: %j', async (fault) => {
    sandbox.fault({ ...fault, when: PATCH });
    expect(await tags('add', 'new')()).toMatchObject({ id: SEED.document });
    expect(requestsOf('PATCH')).toHaveLength(1);
  });

  test.each([{ kind: 'reset_before' }, { kind: 'status', status: 500 }] as const)(
    'what was not done is an error: %j',
    async (fault) => {
      sandbox.fault({ ...fault, when: PATCH });
      expect((await errorOf(tags('add', 'new')())).message).toMatch(
        /It is safe to run this step again\.$/,
      );
    },
  );

  test('a second write that is refused does not undo the first one', async () => {
    sandbox.fault({ ...change([]), after: 1 });
    sandbox.fault({ kind: 'status', status: 403, when: PATCH, after: 1 });
    expect((await errorOf(tags('add', 'new')())).message).toMatch(
      /It is safe to run this step again\.$/,
    );
  });

  test('a memory that goes before it can be replaced is added', async () => {
    store();
    const id = 'pm000000000000';
    const pinned_memories = [{ memory_id: id, memory: 'Stage: Lead' }];
    sandbox.fault({ kind: 'json', value: { pinned_memories }, when: { ...GET, path: /pinned$/ } });
    expect(await remember({ topic: 'Stage', memory: 'Trial' })()).toMatchObject({
      memory_count: 2,
    });
    expect(inTopic()).toEqual(['Stage: Trial']);
  });

  test('a memory that another step has deleted is no failure, any other refusal is', async () => {
    store('Stage: Lead', 'Stage: Trial');
    const gone = { kind: 'status', status: 404, when: { method: 'DELETE' } } as const;
    sandbox.fault(gone);
    await remember({ topic: 'Stage', memory: 'Customer' })();
    sandbox.fault({ ...gone, status: 403 });
    expect((await errorOf(remember({ topic: 'Stage', memory: 'Customer' })())).name).toBe(
      'AppError',
    );
    await remember({ topic: 'Stage', memory: 'Customer' })();
    expect(inTopic()).toEqual(['Stage: Customer']);
  });

  test('without dates, the last by ID stays', async () => {
    const pinned = ['pm1', 'pm3', 'pm2'].map((id) => ({ memory_id: id, memory: 'Stage: Lead' }));
    store();
    const when = { ...GET, path: /pinned$/ };
    sandbox.fault({ kind: 'json', value: { pinned_memories: pinned }, when });
    await remember({ topic: 'Stage', memory: 'Lead' })();
    const deleted = sandbox.requests.filter(({ method }) => method === 'DELETE');
    expect(deleted.map(({ path }) => path.split('/').at(-1))).toEqual(['pm2', 'pm1']);
  });

  test('the newest stays, whatever its ID', async () => {
    const { id } = sandbox.addMemoryStore(SEED.persona, 'contact-42', ['Stage: Lead']);
    sandbox.clock.advance(1);
    const { pinned } = sandbox.addMemoryStore(SEED.persona, 'contact-43', ['Stage: Trial']);
    Object.assign(sandbox.memoryStores.find((each) => each.id === id) ?? {}, {
      pinned: [...pinned, ...(sandbox.memoryStores[0]?.pinned ?? [])],
    });
    await remember({ topic: 'Stage', memory: 'Trial' })();
    expect(sandbox.memoryStores[0]?.pinned).toEqual(pinned);
  });
});

test.each([
  ['add_memory', 'memory', ['persona_id', 'participant_tag']],
  ['update_document', 'document', ['document_id']],
  ['update_persona', 'persona', ['persona_id']],
  ['set_post_call_fields', 'persona', ['persona_id']],
] as const)(
  '%s has the lock of what it changes, by required fields',
  async (key, thing, fields) => {
    const { lock } = App.creates?.[key]?.operation ?? {};
    const values = fields.map((each) => `{{bundle.inputData.${each}}}`);
    expect(lock).toEqual({ key: [thing, ...values].join(' '), scope: ['auth'], timeout: 30 });
    const required = (await inputFieldsOf(`creates.${key}`)).filter((each) => each.required);
    expect(required.map((each) => each.key)).toEqual(expect.arrayContaining([...fields]));
  },
);
