import type { RecordOf } from '../tavus/columns.ts';
import type { addedMemoryColumns } from '../tavus/memory_stores.ts';

export const addedMemory: RecordOf<typeof addedMemoryColumns> = {
  id: 'pm4f1c09a7d2e6',
  memory_id: 'pm4f1c09a7d2e6',
  memory: 'Stage: Contract sent, waits for the legal department.',
  topic: 'Stage',
  participant_tag: 'contact-20417',
  persona_id: 'pcb7a34da5fe',
  memory_store_id: 'ms81b6d2c4f0a9',
  had_existed: false,
  replaced_memory: 'Stage: Demo booked.',
  memory_count: 4,
  created_at: '2026-10-02T08:30:00.000Z',
  updated_at: '2026-11-19T14:05:00.000Z',
};
