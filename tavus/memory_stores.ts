import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord } from './columns.ts';
import type { TavusClient } from './http/client.ts';
import { resultOf, TavusError, unreadableAnswer } from './http/failure.ts';
import { asObject, asText, textOf, type WireObject } from './http/wire.ts';
import { listIn } from './lists/list.ts';
import { compareTexts } from './once/likeness.ts';
import { changeShared } from './once/shared_change.ts';

/**
 * What a persona knows about one person (Tavus docs: Memories, Memory Stores). Their store contains
 * pinned memories, and what the persona has learned in calls.
 */

/** The owner of a memory store: a persona and a participant. */
export interface Pair {
  readonly persona_id: string;
  /** The ID of the participant, the same in every conversation. */
  readonly participant_tag: string;
}

/** A pinned memory, as the API returns it. */
const memoryColumns = {
  id: column.id('ID', 'memory_id', 'id'),
  memory: column.text('Memory', 'memory', 'text'),
  created_at: column.time('Created At', 'created_at'),
  updated_at: column.time('Updated At', 'updated_at'),
};

type Memory = RecordOf<typeof memoryColumns>;

/** The ID of the store of a pair; null if there is none. Throws a TavusError. */
async function findStore(client: TavusClient, pair: Pair): Promise<string | null> {
  const { persona_id, participant_tag } = pair;
  const query = { pal_id: persona_id, participant_tag };
  const answer = await client.send({ path: ['v2', 'memory-stores'], query });
  // If the API ignored the query, another pair's store must not be used.
  const own = listIn(answer).items.find(
    (store) =>
      agrees(textOf(store, 'pal_id', 'persona_id'), persona_id) &&
      agrees(textOf(store, 'participant_tag'), participant_tag),
  );
  return own === undefined ? null : storeIdIn(own);
}

function agrees(received: string | null, asked: string): boolean {
  return received === null || received === asked;
}

function storeIdIn(wire: WireObject): string | null {
  return textOf(wire, 'memory_store_id', 'id');
}

/** An existing store. */
interface MadeStore {
  readonly id: string;
  /** Whether this step has created it, with the first memory in it. */
  readonly isNew: boolean;
  /** Whether Tavus has confirmed that. */
  readonly isConfirmed?: boolean;
}

/** Creates the store of a pair with one memory in it, unless another step has created it. Throws a TavusError. */
async function makeStore(client: TavusClient, pair: Pair, text: string): Promise<MadeStore> {
  const { persona_id, participant_tag } = pair;
  const body = { pal_id: persona_id, participant_tag, pinned_memories: [text] };
  const path = ['v2', 'memory-stores'];
  const made = await resultOf(() => client.send({ method: 'POST', path, body }));
  const id = made.ok ? storeIdIn(asObject(made.value.data)) : null;
  if (id !== null) return { id, isNew: true, isConfirmed: true };
  const failure = made.ok ? unreadableAnswer(made.value) : made.failure;
  const isConflict = failure.status === 409;
  const found = isConflict || failure.mayHaveSucceeded ? await findStore(client, pair) : null;
  if (found === null) throw new TavusError(failure);
  return { id: found, isNew: !isConflict };
}

async function pinnedMemories(client: TavusClient, storeId: string): Promise<Memory[]> {
  const answer = await client.send({ path: ['v2', 'memory-stores', storeId, 'pinned'] });
  const { pinned_memories, data: items } = asObject(answer.data);
  const memories = pinned_memories ?? items;
  if (!Array.isArray(memories)) throw new TavusError(unreadableAnswer(answer));
  return memories.map((memory) => readRecord(memoryColumns, asObject(memory)));
}

// ---- adding a memory once

/** The state of a store after a memory was added. */
export interface Remembered {
  readonly storeId: string;
  readonly memory: Memory;
  /** Whether the same memory already existed. */
  readonly hadExisted: boolean;
  /** The replaced memory of the same topic; null if there was none. */
  readonly replaced: string | null;
  /** The number of pinned memories. */
  readonly count: number;
}

/** An added memory, and the request. */
export interface AddedMemory extends Pair, Remembered {
  readonly topic?: string | undefined;
}

const from = columnsOf<AddedMemory>();

/** The columns of an added memory. */
export const addedMemoryColumns = {
  // Without an ID from Tavus, the text identifies a memory in its store.
  id: from.text('ID', ({ storeId, memory }) => asText(memory.id) ?? `${storeId}: ${memory.memory}`),
  memory_id: from.text('Memory ID', ({ memory }) => asText(memory.id)),
  memory: from.text('Stored Memory', ({ memory }) => memory.memory),
  topic: from.text('Topic', ({ topic }) => topic ?? null),
  participant_tag: from.text('Participant', ({ participant_tag }) => participant_tag),
  persona_id: from.text('Persona (PAL) ID', ({ persona_id }) => persona_id),
  memory_store_id: from.text('Memory Store ID', ({ storeId }) => storeId),
  had_existed: from.yesNo('Already Existed', ({ hadExisted }) => hadExisted),
  replaced_memory: from.text('Replaced Memory', ({ replaced }) => replaced),
  memory_count: from.number('Memory Count', ({ count }) => count),
  created_at: from.time('Created At', ({ memory }) => memory.created_at),
  updated_at: from.time('Updated At', ({ memory }) => memory.updated_at),
};

/** The most memories in a store, and the most characters in a memory (measured by others, autumn 2026). */
const MAX_MEMORIES = 30;
export const MAX_MEMORY_LENGTH = 500;

/** The text of a memory in the store: with its topic before it. */
export function memoryText(memory: string, topic: string | undefined): string {
  return topic === undefined ? memory : `${topic}: ${memory}`;
}

/**
 * Stores the text once, replacing the memory of the same topic. Idempotent, and right if other steps do
 * the same at the same moment: of the memories that should be one, the newest stays. Returns 'full' if
 * the store has no room. Throws a TavusError.
 */
export async function remember(
  client: TavusClient,
  pair: Pair,
  text: string,
  topic: string | undefined,
): Promise<Remembered | 'full'> {
  const known = await findStore(client, pair);
  const store: MadeStore =
    known === null ? await makeStore(client, pair, text) : { id: known, isNew: false };
  const done: Done = {
    memory: { id: '', memory: text, created_at: null, updated_at: null },
    isSent: false,
    isFull: false,
    replaced: null,
  };
  const noteReplaced = (memories: readonly Memory[]) => {
    const other = memories.find(({ memory }) => !isSameText(memory, text));
    done.replaced ??= other?.memory ?? null;
  };
  const changed = await resultOf(() =>
    changeShared<readonly Memory[], MemoryChange>(client, {
      read: async () => {
        const pinned = await resultOf(() => pinnedMemories(client, store.id));
        if (pinned.ok) return pinned.value;
        // A confirmed store contains the memory, even if it cannot be read.
        if (store.isConfirmed) return [done.memory];
        throw new TavusError(pinned.failure);
      },
      missing: (pinned, isWritten) => {
        const [newest, ...older] = alike(pinned, text, topic);
        const isMissing = newest === undefined || !isSameText(newest.memory, text);
        if (isMissing && !isWritten) return { kind: 'put', at: newest };
        return older.length > 0 ? { kind: 'delete', older } : null;
      },
      write: async (change, pinned) => {
        if (change.kind === 'delete') {
          for (const each of change.older) await unpin(client, store.id, each);
          noteReplaced(change.older);
          return pinned.filter((each) => !change.older.includes(each));
        }
        const { at } = change;
        done.isFull = at === undefined && pinned.length >= MAX_MEMORIES;
        done.isSent = true;
        noteReplaced(at ? [at] : []);
        done.memory = await put(client, store.id, text, at);
        return [...pinned.filter((each) => each !== at), done.memory];
      },
    }),
  );
  if (!changed.ok && changed.failure.status === 400 && done.isFull) return 'full';
  if (!changed.ok) throw new TavusError(changed.failure);
  const pinned = changed.value;
  const [kept] = alike(pinned, text, topic);
  return {
    storeId: store.id,
    memory: kept ?? done.memory,
    hadExisted: !store.isNew && !done.isSent,
    replaced: done.replaced,
    count: kept ? pinned.length : pinned.length + 1,
  };
}

/** What this step has done. */
interface Done {
  /** The memory as it was written. */
  memory: Memory;
  isSent: boolean;
  /** Whether the store had no room for one more. */
  isFull: boolean;
  replaced: string | null;
}

/** The next write: the text, in place of another one or beside all, or that the older ones go. */
type MemoryChange =
  | { readonly kind: 'put'; readonly at: Memory | undefined }
  | { readonly kind: 'delete'; readonly older: readonly Memory[] };

/** The memories that should be one, the newest first; in the same order for every step. */
function alike(
  pinned: readonly Memory[],
  text: string,
  topic: string | undefined,
): readonly Memory[] {
  const age = ({ created_at, id }: Memory) => `${created_at ?? ''} ${id}`;
  return pinned
    .filter(({ memory }) =>
      topic === undefined ? isSameText(memory, text) : isOfTopic(memory, topic),
    )
    .sort((one, other) => (age(one) < age(other) ? 1 : -1));
}

/** Writes the text in place of a memory, or beside the others if that has gone. Throws a TavusError. */
async function put(
  client: TavusClient,
  storeId: string,
  text: string,
  at: Memory | undefined,
): Promise<Memory> {
  const path = ['v2', 'memory-stores', storeId, 'pinned'];
  const body = { memory: text };
  const answer = await resultOf(() =>
    client.send(
      at ? { method: 'PATCH', path: [...path, at.id], body } : { method: 'POST', path, body },
    ),
  );
  if (!answer.ok) {
    if (at && answer.failure.kind === 'not_found') return put(client, storeId, text, undefined);
    throw new TavusError(answer.failure);
  }
  if (answer.value.isUnreadable) throw new TavusError(unreadableAnswer(answer.value));
  const written = readRecord(memoryColumns, asObject(answer.value.data));
  return {
    id: written.id || (at?.id ?? ''),
    memory: text,
    created_at: written.created_at ?? at?.created_at ?? null,
    updated_at: written.updated_at,
  };
}

/** Deletes a memory; one that has gone is a success. Throws a TavusError. */
async function unpin(client: TavusClient, storeId: string, { id }: Memory): Promise<void> {
  const path = ['v2', 'memory-stores', storeId, 'pinned', id];
  const deleted = await resultOf(() => client.send({ method: 'DELETE', path }));
  if (!deleted.ok && deleted.failure.kind !== 'not_found') throw new TavusError(deleted.failure);
}

function isSameText(known: string | null, text: string): boolean {
  const plain = (words: string) => words.normalize('NFC').replace(/\s+/g, ' ').trim();
  return plain(known ?? '') === plain(text);
}

/** Whether a memory belongs to the topic, in any spelling. */
function isOfTopic(known: string | null, topic: string): boolean {
  const [prefix, ...rest] = (known ?? '').split(':');
  return rest.length > 0 && compareTexts(prefix, topic) === 'same';
}
