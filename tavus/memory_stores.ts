import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord } from './columns.ts';
import type { TavusClient } from './http/client.ts';
import { type Failure, resultOf, TavusError, unreadableAnswer } from './http/failure.ts';
import { asObject, asText, textOf, type WireObject } from './http/wire.ts';
import { listIn } from './lists/list.ts';
import { compareTexts } from './once/likeness.ts';

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
  readonly isConfirmed: boolean;
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
  return { id: found, isNew: !isConflict, isConfirmed: false };
}

async function pinnedMemories(client: TavusClient, storeId: string): Promise<Memory[]> {
  const path = ['v2', 'memory-stores', storeId, 'pinned'];
  const answer = await client.send({ path });
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
  memory: from.text('Memory (As It Is Kept)', ({ memory }) => memory.memory),
  topic: from.text('Topic', ({ topic }) => topic ?? null),
  participant_tag: from.text('Participant', ({ participant_tag }) => participant_tag),
  persona_id: from.text('Persona (PAL) ID', ({ persona_id }) => persona_id),
  memory_store_id: from.text('Memory Store ID', ({ storeId }) => storeId),
  had_existed: from.yesNo('Had Existed', ({ hadExisted }) => hadExisted),
  replaced_memory: from.text('Replaced Memory', ({ replaced }) => replaced),
  memory_count: from.number('Number of Memories in the Store', ({ count }) => count),
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
 * Stores the text once, replacing the memory of the same topic. Idempotent. Returns 'full' if the store
 * has no room. Throws a TavusError.
 */
export async function remember(
  client: TavusClient,
  pair: Pair,
  text: string,
  topic: string | undefined,
): Promise<Remembered | 'full'> {
  const known = await findStore(client, pair);
  const store =
    known === null
      ? await makeStore(client, pair, text)
      : { id: known, isNew: false, isConfirmed: false };
  const looked = await resultOf(() => pinnedMemories(client, store.id));
  // A confirmed store contains the memory, even if it cannot be read.
  if (!looked.ok && !store.isConfirmed) throw new TavusError(looked.failure);
  const pinned = looked.ok ? looked.value : [unnamed(text)];
  const { same, outdated } = inStore(pinned, text, topic);
  const count = pinned.length;
  const replaced = outdated[0]?.memory ?? null;
  if (same && replaced === null) {
    return { storeId: store.id, memory: same, hadExisted: !store.isNew, replaced, count };
  }
  const written = await resultOf(() => writeInPlaceOf(client, store.id, text, outdated));
  if (!written.ok && written.failure.status === 400 && !replaced && count >= MAX_MEMORIES) {
    return 'full';
  }
  const memory = written.ok
    ? await withId(client, store.id, written.value)
    : await writtenAnyway(client, store.id, text, topic, written.failure);
  const total = replaced === null ? count + 1 : count;
  return { storeId: store.id, memory, hadExisted: false, replaced, count: total };
}

/** A memory without an ID of Tavus. */
function unnamed(text: string): Memory {
  return { id: '', memory: text, created_at: null, updated_at: null };
}

/** A written memory, read from the store if the answer had no ID. */
async function withId(client: TavusClient, storeId: string, memory: Memory): Promise<Memory> {
  if (memory.id !== '') return memory;
  const looked = await resultOf(() => pinnedMemories(client, storeId));
  return inStore(looked.ok ? looked.value : [], memory.memory ?? '', undefined).same ?? memory;
}

/** The memories in a store with the same text, and those of the same topic with another text. */
function inStore(pinned: readonly Memory[], text: string, topic: string | undefined) {
  const same = pinned.find(({ memory }) => isSameText(memory, text));
  const outdated = pinned.filter(
    ({ memory }) => isOfTopic(memory, topic) && !isSameText(memory, text),
  );
  return { same, outdated };
}

/**
 * Replaces the outdated memories with the text, or adds it if there are none. A topic should have one
 * memory; if it has several, all are replaced, so that none is outdated.
 */
async function writeInPlaceOf(
  client: TavusClient,
  storeId: string,
  text: string,
  outdated: readonly Memory[],
): Promise<Memory> {
  const [first, ...others] = outdated;
  const data = await write(client, storeId, text, first);
  for (const other of others) await write(client, storeId, text, other);
  const written = readRecord(memoryColumns, asObject(data));
  return {
    id: written.id || (first?.id ?? ''),
    memory: text,
    created_at: written.created_at ?? first?.created_at ?? null,
    updated_at: written.updated_at,
  };
}

/** Adds the text, or replaces one memory with it; returns the answer. Throws a TavusError. */
async function write(
  client: TavusClient,
  storeId: string,
  memory: string,
  replaced: Memory | undefined,
): Promise<unknown> {
  const path = ['v2', 'memory-stores', storeId, 'pinned'];
  const answer = await client.send(
    replaced === undefined
      ? { method: 'POST', path, body: { memory } }
      : { method: 'PATCH', path: [...path, replaced.id], body: { memory } },
  );
  if (answer.isUnreadable) throw new TavusError(unreadableAnswer(answer));
  return answer.data;
}

/** The memory in the store if it was written although the answer was lost. Throws a TavusError otherwise. */
async function writtenAnyway(
  client: TavusClient,
  storeId: string,
  text: string,
  topic: string | undefined,
  failure: Failure,
): Promise<Memory> {
  const looked = failure.mayHaveSucceeded
    ? await resultOf(() => pinnedMemories(client, storeId))
    : undefined;
  const { same, outdated } = inStore(looked?.ok ? looked.value : [], text, topic);
  if (!same || outdated.length > 0) throw new TavusError(failure);
  return same;
}

function isSameText(known: string | null, text: string): boolean {
  const plain = (words: string) => words.normalize('NFC').replace(/\s+/g, ' ').trim();
  return plain(known ?? '') === plain(text);
}

/** Whether a memory belongs to the topic, in any spelling. */
function isOfTopic(known: string | null, topic: string | undefined): boolean {
  const [prefix, ...rest] = (known ?? '').split(':');
  return topic !== undefined && rest.length > 0 && compareTexts(prefix, topic) === 'same';
}
