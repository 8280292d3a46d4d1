import type { MemoryStore, PinnedMemory } from '../account/memory_stores.ts';
import type { Behaviour } from '../behaviour.ts';
import { wireTime } from './times.ts';

export function wireStore(store: MemoryStore, { age }: Behaviour): object {
  return {
    memory_store_id: store.id,
    pal_id: store.personaId,
    participant_tag: store.participantTag,
    created_at: wireTime(store.createdAt, age),
  };
}

export function wireMemory(memory: PinnedMemory, { age }: Behaviour): object {
  return {
    memory_id: memory.id,
    memory: memory.memory,
    created_at: wireTime(memory.createdAt, age),
    updated_at: wireTime(memory.updatedAt, age),
  };
}
