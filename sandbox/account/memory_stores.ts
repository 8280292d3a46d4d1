import type { IdSource } from './ids.ts';

/** A fact about a participant that is always in the persona's context. */
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
  /** Belongs to another account: it exists but cannot be read or written. */
  readonly isForeign: boolean;
  readonly pinned: readonly PinnedMemory[];
  readonly createdAt: Date;
}

/** The memory stores of the account, one for each pair of persona and participant. */
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

  /** Adds a memory; like Tavus, it accepts a text that exists already. */
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

  /** Removes a memory; false when the store does not have it. */
  unpin(store: MemoryStore, memoryId: string | undefined): boolean {
    const pinned = store.pinned.filter(({ id }) => id !== memoryId);
    this.#keep({ ...store, pinned });
    return pinned.length < store.pinned.length;
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
