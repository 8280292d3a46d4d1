import { type Case, type Finding, isAccepted, outcomeOf, sorted } from './case.ts';
import { isRecord, type JsonRecord, readNumber, readText, readValue } from './reading.ts';
import { type Answer, CannotAsk, itemsOf, type TavusApi, UNKNOWN_PERSONA_ID } from './tavus_api.ts';

/**
 * Personas, memories, and faces (the newer name of replicas). A persona and a memory store are
 * created, which is free, and deleted at the end.
 */
export const personaCases: readonly Case[] = [
  // ---- faces
  {
    name: 'faces',
    question: 'Does `/v2/faces` list one’s own replicas, and is `page=1` its first page?',
    run: async (api) => {
      const query = { face_type: 'user', verbose: 'true', limit: 100 };
      const [plain, first] = [
        await api.get('faces', query),
        await api.get('faces', { ...query, page: 1 }),
      ];
      if (!isAccepted(plain)) return outcomeOf(plain);
      if (itemsOf(plain).length === 0)
        throw new CannotAsk('The account has no replicas of its own.');
      const [id, sameId] = [plain, first].map((answer) =>
        readText(itemsOf(answer)[0] ?? {}, 'face_id'),
      );
      if (id === undefined) return { did: 'no face_id' };
      return { did: id === sameId ? 'yes' : 'another page' };
    },
    expected: 'yes',
    why: 'Replica Ready polls this list.',
  },
  {
    name: 'finetune_status',
    question: 'Do lists of replicas tell the state of the fine-tuning?',
    run: (api) =>
      sorted({
        faces: () => tellsFinetuning(api, 'faces'),
        replicas: () => tellsFinetuning(api, 'replicas'),
      }),
    expected: 'told: faces, replicas',
    why: 'Replica Ready and the dropdown of replicas recognise a preview by it.',
    appCopesWith: ['not told: replicas; told: faces', 'not told: faces, replicas'],
  },

  // ---- the parts of a persona
  {
    name: 'voices',
    question: 'Does `source=all` give voices with `voice_id` and `voice_name`, 100 on a page?',
    run: async (api) => {
      const answer = await api.get('voices', { source: 'all', limit: 100, page: 1 });
      if (!isAccepted(answer)) return outcomeOf(answer);
      const items = itemsOf(answer);
      if (items.length === 0) return noneThere('voices');
      const total = readNumber(answer.body, 'total_count') ?? items.length;
      const isFull = items.length === Math.min(100, total);
      return {
        did: `${namesIn(items, ['voice_id', 'voice_name'])}${isFull ? '' : ', no full page'}`,
      };
    },
    expected: 'voice_id, voice_name',
    why: 'The dropdown of voices is filled with them.',
  },
  {
    name: 'objectives',
    question: 'Under which names does the list of objectives have its items?',
    run: async (api) =>
      namesFinding(await api.get('objectives', { limit: 100 }), ['objectives_id']),
    expected: 'objectives_id',
    why: 'The dropdown of objectives is filled with them.',
  },
  {
    name: 'guardrails',
    question: 'Does `legacy=false` give single guardrails, with `uuid` and `guardrail_name`?',
    run: async (api) =>
      namesFinding(await api.get('guardrails', { limit: 100, legacy: 'false' }), [
        'uuid',
        'guardrail_name',
      ]),
    expected: 'uuid, guardrail_name',
    why: 'The dropdown of guardrails is filled with them.',
  },

  // ---- personas
  {
    name: 'persona_made',
    question: 'Is a persona with a `greeting` accepted, and where is its ID?',
    run: async (api) => {
      const answer = await api.ownPersona();
      if (!isAccepted(answer)) return outcomeOf(answer);
      return {
        did: 'pal_id' in answer.body ? 'pal_id' : Object.keys(answer.body).sort().join(', '),
      };
    },
    expected: 'pal_id',
    why: 'Create Persona sends the greeting and returns this ID.',
    appCopesWith: ['persona_id'],
  },
  {
    name: 'persona_name',
    question: 'Is the name of a persona stored as it was sent?',
    run: async (api) => {
      const name = readText(await ownPersona(api), 'pal_name') ?? '';
      if (name === `${api.runName} (2-day: a)`) return { did: 'as it was sent' };
      return { did: name === `${api.runName} 2day a` ? 'without its punctuation' : 'otherwise' };
    },
    expected: 'without its punctuation',
    why: 'The search for a lost create compares the letters and digits of the name.',
    appCopesWith: ['as it was sent'],
  },
  {
    name: 'pal_detail',
    question: 'Is a single persona at `/v2/pals` an object, or inside `data`?',
    run: async (api) => {
      const { body } = await api.get(`pals/${await api.ownPersonaId()}`);
      if ('pal_id' in body) return { did: 'an object' };
      const data = readValue(body, 'data');
      if (isRecord(data)) return { did: 'an object under data' };
      return { did: Array.isArray(data) ? 'a list under data' : 'unknown' };
    },
    expected: 'an object',
    why: 'Update Persona reads these three shapes.',
    appCopesWith: ['an object under data', 'a list under data'],
  },
  {
    name: 'patch_same',
    question: 'What does a patch answer that changes nothing?',
    run: async (api) => {
      const { system_prompt } = await ownPersona(api);
      const { status } = await api.patchPersona(added('/system_prompt', system_prompt));
      return { did: String(status) };
    },
    expected: '304',
    why: 'Update Persona recognises by it that nothing changed.',
    appCopesWith: ['200'],
  },
  {
    name: 'patch_add',
    question: 'Does `add` set an existing member, and one whose parents are added first?',
    run: (api) =>
      sorted({
        'a member that is there': async () =>
          outcomeOf(await api.patchPersona(added('/greeting', 'Hi!'))),
        'with its parents': async () => {
          const persona = await ownPersona(api);
          const layers = readValue(persona, 'layers');
          const flow = isRecord(layers) ? readValue(layers, 'conversational_flow') : undefined;
          return outcomeOf(
            await api.patchPersona([
              ...(layers === undefined ? added('/layers', {}) : []),
              ...(flow === undefined ? added('/layers/conversational_flow', {}) : []),
              ...added('/layers/conversational_flow/turn_taking_patience', 'high'),
            ]),
          );
        },
      }),
    expected: 'accepted: a member that is there, with its parents',
    why: 'Update Persona writes in this way.',
  },
  {
    name: 'patch_of_nobody',
    question: 'What does a patch of a persona answer that nobody has?',
    run: async (api) => {
      const answer = await api.patchPersona(added('/greeting', 'Hi!'), UNKNOWN_PERSONA_ID);
      const saysId = /invalid \w*(id|uuid)\b/i.test(answer.text);
      return { did: `${answer.status}${saysId ? ' that says the ID is invalid' : ''}` };
    },
    expected: '400 that says the ID is invalid',
    why: 'Update Persona must fail for an unknown ID.',
    appCopesWith: ['404'],
  },

  // ---- memories
  {
    name: 'memory_store_made',
    question: 'What does a new memory store answer, and where is its ID?',
    run: async (api) => {
      const { status, body } = await api.ownStore();
      return { did: 'memory_store_id' in body ? `${status} with memory_store_id` : String(status) };
    },
    expected: '200 with memory_store_id',
    why: 'Add Memory writes to the store with this ID.',
    appCopesWith: ['201 with memory_store_id'],
  },
  {
    name: 'memory_store_twice',
    question: 'What does a second memory store for the same pair answer?',
    run: async (api) => outcomeOf(await api.createStoreAgain()),
    expected: 'refused with 409',
    why: 'After a 409 Add Memory uses the store that exists.',
  },
  {
    name: 'memory_store_of_pair',
    question:
      'Is the store found immediately by its persona and participant, and is it the only one?',
    run: async (api) => {
      const id = await api.ownStoreId();
      const found = await api.get('memory-stores', {
        pal_id: await api.ownPersonaId(),
        participant_tag: api.runName,
      });
      if (!isAccepted(found)) return outcomeOf(found);
      const ids = itemsOf(found).map((item) => readText(item, 'memory_store_id'));
      if (!ids.includes(id)) return { did: 'not found' };
      return { did: ids.length === 1 ? 'yes' : 'among others' };
    },
    expected: 'yes',
    why: 'Add Memory finds the store in this way.',
  },
  {
    name: 'memories',
    question:
      'Is a memory listed immediately under `pinned_memories`, and stored twice if it was sent twice?',
    run: async (api) => {
      await api.writeMemory('Likes tea.');
      await api.writeMemory('Likes tea.');
      const texts = (await ownMemories(api)).map((memory) => readText(memory, 'memory'));
      const count = texts.filter((text) => text === 'Likes tea.').length;
      return { did: ['not listed', 'kept once', 'kept twice'][count] ?? `kept ${count} times` };
    },
    expected: 'kept twice',
    why: 'Add Memory looks there for the same text, to avoid adding it twice.',
    appCopesWith: ['kept once'],
  },
  {
    name: 'first_memories',
    question: 'Are the `pinned_memories` in the request for a store kept?',
    run: async (api) => {
      const texts = (await ownMemories(api)).map((memory) => readText(memory, 'memory'));
      return { did: texts.includes('Came with the store.') ? 'yes' : 'no' };
    },
    expected: 'yes',
    why: 'Add Memory creates a store with its first memory, or adds the memory to an existing store.',
    appCopesWith: ['no'],
  },
  {
    name: 'memory_rewritten',
    question: 'Does a PATCH replace the text of a memory under the same ID?',
    run: async (api) => {
      const id = readText((await api.writeMemory('Stage: lead')).body, 'memory_id');
      if (id === undefined) return { did: 'no memory_id in the answer' };
      const answer = await api.writeMemory('Stage: customer', id);
      if (!isAccepted(answer)) return outcomeOf(answer);
      const memory = (await ownMemories(api)).find((each) => readText(each, 'memory_id') === id);
      return { did: memory?.memory === 'Stage: customer' ? 'yes' : 'no' };
    },
    expected: 'yes',
    why: 'With a Topic, Add Memory replaces the memory of the same topic.',
  },
  {
    name: 'memory_limits',
    question: 'How long can a memory be, and how many fit in a store?',
    run: async (api) => {
      const asked = {
        '500 characters': () => api.writeMemory('é'.repeat(500)),
        '501 characters': () => api.writeMemory('é'.repeat(501)),
        'the 31st': async () => {
          const count = (await ownMemories(api)).length;
          for (let more = count; more < 30; more += 1) await api.writeMemory(`Fact ${more}`);
          return api.writeMemory('One too many');
        },
      };
      return sorted(
        Object.fromEntries(
          Object.entries(asked).map(([name, ask]) => [name, async () => outcomeOf(await ask())]),
        ),
      );
    },
    expected: 'accepted: 500 characters; refused with 400: 501 characters, the 31st',
    why: 'Add Memory allows 500 characters, and reports a full store.',
    appCopesWith: [
      'accepted: 500 characters, 501 characters; refused with 400: the 31st',
      'accepted: 500 characters, the 31st; refused with 400: 501 characters',
      'accepted: 500 characters, 501 characters, the 31st',
    ],
  },
];

function added(path: string, value: unknown): readonly JsonRecord[] {
  return [{ op: 'add', path, value }];
}

/** The persona of this run as the API returns it. */
async function ownPersona(api: TavusApi): Promise<JsonRecord> {
  const { body } = await api.get(`pals/${await api.ownPersonaId()}`);
  const data = readValue(body, 'data');
  const inner: unknown = Array.isArray(data) ? data[0] : data;
  return isRecord(inner) ? inner : body;
}

async function ownMemories(api: TavusApi): Promise<JsonRecord[]> {
  const { body } = await api.get(`memory-stores/${await api.ownStoreId()}/pinned`);
  const memories = readValue(body, 'pinned_memories');
  return Array.isArray(memories) ? memories.filter(isRecord) : [];
}

async function tellsFinetuning(api: TavusApi, list: string): Promise<Finding> {
  const answer = await api.get(list, { limit: 100 });
  if (!isAccepted(answer)) return outcomeOf(answer);
  const items = itemsOf(answer);
  if (items.length === 0) return noneThere(list);
  return { did: items.some((item) => 'finetune_status' in item) ? 'told' : 'not told' };
}

function namesFinding(answer: Answer, names: readonly string[]): Finding {
  if (!isAccepted(answer)) return outcomeOf(answer);
  const items = itemsOf(answer);
  return items.length === 0 ? noneThere('such things') : { did: namesIn(items, names) };
}

/** The names that every item has. */
function namesIn(items: readonly JsonRecord[], names: readonly string[]): string {
  const there = names.filter((name) => items.every((item) => name in item));
  return (
    there.join(', ') ||
    Object.keys(items[0] ?? {})
      .sort()
      .join(', ')
  );
}

function noneThere(what: string): never {
  throw new CannotAsk(`The account has no ${what}.`);
}
