import type { Behaviour } from '../behaviour.ts';
import { type JsonRecord, readText, readValue } from '../reading.ts';
import { type Answer, failure, ok } from '../routes/answers.ts';
import type { Checked, Handlers, Tavus } from '../routes/routes.ts';
import { wireTime } from '../wire/events.ts';
import type { IdSource } from './account.ts';

/** A fact about a participant that is always in front of the persona. */
export interface PinnedMemory {
  readonly id: string;
  readonly memory: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What one persona knows about one participant. */
export interface MemoryStore {
  readonly id: string;
  readonly personaId: string;
  readonly participantTag: string;
  /** Another account's: there, but not to be read or written. */
  readonly isForeign: boolean;
  readonly pinned: readonly PinnedMemory[];
  readonly createdAt: Date;
}

/** How many memories fit in a store, measured by a deployed app. */
const MOST_PINNED = 30;

/** The memory stores of the account; a persona and a participant have one together. */
export class MemoryStores {
  readonly #ids: IdSource;
  readonly #now: () => Date;
  #stores: readonly MemoryStore[] = [];

  constructor(ids: IdSource, now: () => Date) {
    this.#ids = ids;
    this.#now = now;
  }

  get items(): readonly MemoryStore[] {
    return this.#stores;
  }

  find(id: string): MemoryStore | undefined {
    return this.#stores.find((store) => store.id === id);
  }

  /** The account's own store of that pair. */
  ofPair(personaId: string, participantTag: string): MemoryStore | undefined {
    return this.#stores.find(
      (store) =>
        !store.isForeign &&
        store.personaId === personaId &&
        store.participantTag === participantTag,
    );
  }

  /** Adds a store with memories of these texts. */
  add(
    personaId: string,
    participantTag: string,
    texts: readonly string[] = [],
    isForeign = false,
  ): MemoryStore {
    const store = {
      id: this.#ids.next('ms'),
      personaId,
      participantTag,
      isForeign,
      pinned: texts.map((memory) => this.#memory(memory)),
      createdAt: this.#now(),
    };
    this.#stores = [...this.#stores, store];
    return store;
  }

  /** Adds a memory, also one with a text that is there already, as Tavus does. */
  pin(store: MemoryStore, text: string): PinnedMemory {
    const added = this.#memory(text);
    this.#keep({ ...store, pinned: [...store.pinned, added] });
    return added;
  }

  /** Replaces the text of a memory; undefined when the store does not have it. */
  rewrite(store: MemoryStore, memoryId: string, text: string): PinnedMemory | undefined {
    const known = store.pinned.find((memory) => memory.id === memoryId);
    if (known === undefined) return undefined;
    const changed = { ...known, memory: text, updatedAt: this.#now() };
    const pinned = store.pinned.map((memory) => (memory === known ? changed : memory));
    this.#keep({ ...store, pinned });
    return changed;
  }

  delete(id: string): void {
    this.#stores = this.#stores.filter((store) => store.id !== id);
  }

  #memory(memory: string): PinnedMemory {
    const now = this.#now();
    return { id: this.#ids.next('pm'), memory, createdAt: now, updatedAt: now };
  }

  #keep(store: MemoryStore): void {
    this.#stores = this.#stores.map((each) => (each.id === store.id ? store : each));
  }
}

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
      if (store.pinned.length >= MOST_PINNED) {
        return failure(400, 'error', `A memory store holds at most ${MOST_PINNED} pinned memories`);
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

function wireStore(store: MemoryStore, { age }: Behaviour): object {
  return {
    memory_store_id: store.id,
    pal_id: store.personaId,
    participant_tag: store.participantTag,
    created_at: wireTime(store.createdAt, age),
  };
}

function wireMemory(memory: PinnedMemory, { age }: Behaviour): object {
  return {
    memory_id: memory.id,
    memory: memory.memory,
    created_at: wireTime(memory.createdAt, age),
    updated_at: wireTime(memory.updatedAt, age),
  };
}
