import type { MemoryStore } from '../account/memory_stores.ts';
import { type JsonRecord, readText, readValue } from '../reading.ts';
import { wireMemory, wireStore } from '../wire/memory_stores.ts';
import { type Answer, failure, ok } from './answers.ts';
import type { Checked, Handlers, Tavus } from './handler.ts';

/** How many memories a store can hold, measured by a deployed app. */
const MAX_PINNED = 30;

/** The routes under /v2/memory-stores. */
export const memoryStoreHandlers: Handlers = {
  listMemoryStores: ({ account, behaviour }, { query }) => {
    const personaId = readText(query, 'pal_id');
    const tag = readText(query, 'participant_tag');
    const found = account.memoryStores.items.filter(
      (store) =>
        !store.isForeign &&
        (personaId === undefined || store.personaId === personaId) &&
        (tag === undefined || store.participantTag === tag),
    );
    return ok({ data: found.map((store) => wireStore(store, behaviour)) });
  },

  createMemoryStore: ({ account, behaviour }, { body }) => {
    const personaId = readText(body, 'pal_id') ?? '';
    const tag = readText(body, 'participant_tag') ?? '';
    if (account.persona(personaId) === undefined) {
      return failure(400, 'error', 'Invalid pal_id');
    }
    if (account.memoryStores.ofPair(personaId, tag) !== undefined) {
      return failure(
        409,
        'error',
        'A memory store already exists for this pal_id and participant_tag',
      );
    }
    const texts = readValue(body, 'pinned_memories');
    const first = Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [];
    const store = account.memoryStores.add(
      personaId,
      tag,
      behaviour.keepsFirstMemories ? first : [],
    );
    return { status: behaviour.statusOfCreated, body: wireStore(store, behaviour) };
  },

  deleteMemoryStore: (tavus, request) =>
    inStore(tavus, request, ({ id }) => {
      tavus.account.memoryStores.delete(id);
      return { status: 204, body: undefined };
    }),

  listPinnedMemories: (tavus, request) =>
    inStore(tavus, request, ({ pinned }) =>
      ok({ pinned_memories: pinned.map((memory) => wireMemory(memory, tavus.behaviour)) }),
    ),

  createPinnedMemory: (tavus, request) =>
    inStore(tavus, request, (store) => {
      if (store.pinned.length >= MAX_PINNED) {
        return failure(400, 'error', `A memory store holds at most ${MAX_PINNED} pinned memories`);
      }
      const { account, behaviour } = tavus;
      const memory = account.memoryStores.pin(store, textIn(request.body));
      return { status: behaviour.statusOfCreated, body: wireMemory(memory, behaviour) };
    }),

  updatePinnedMemory: (tavus, request) =>
    inStore(tavus, request, (store) => {
      const { memory_id: memoryId = '' } = request.parameters;
      const memory = tavus.account.memoryStores.rewrite(store, memoryId, textIn(request.body));
      return memory === undefined
        ? failure(404, 'error', 'Pinned memory not found')
        : ok(wireMemory(memory, tavus.behaviour));
    }),

  deletePinnedMemory: (tavus, request) =>
    inStore(tavus, request, (store) =>
      tavus.account.memoryStores.unpin(store, request.parameters.memory_id)
        ? { status: 204, body: undefined }
        : failure(404, 'error', 'Pinned memory not found'),
    ),
};

function inStore(
  { account }: Tavus,
  { id }: Checked,
  answer: (store: MemoryStore) => Answer,
): Answer {
  const store = account.memoryStores.find(id);
  if (store === undefined) return failure(404, 'error', 'Memory store not found');
  if (store.isForeign) return failure(403, 'error', 'You do not own this memory store');
  return answer(store);
}

function textIn(body: JsonRecord): string {
  return readText(body, 'memory') ?? '';
}
