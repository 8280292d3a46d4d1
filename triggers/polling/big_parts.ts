import type { ZObject } from 'zapier-platform-core';
import { hydrators } from '../../hydrators.ts';
import type { ConversationRecord } from '../../tavus/conversation.ts';
import type { SmallRecord } from './memory.ts';

/**
 * The parts of a record that may be large. Where a record comes from memory, they are pointers: Zapier
 * calls the hydrator behind one only if a step uses the part.
 */
export const BIG_PARTS = ['transcript_text', 'transcript', 'perception_analysis'] as const;

export type BigPart = (typeof BIG_PARTS)[number];

/** How much text of big parts one poll gives at once, in characters; Zapier takes 6 MB in all. */
const INLINE_CHARACTERS = 2_000_000;

/** A record as a trigger gives it to Zapier: a big part may be a pointer. */
export type FiredRecord = SmallRecord & { readonly [Part in BigPart]: unknown };

/** A record with pointers in place of its big parts. */
export function withPointers(z: ZObject, record: SmallRecord): FiredRecord {
  const inputData = { conversation_id: record.conversation_id };
  return {
    ...record,
    transcript_text: z.dehydrate(hydrators.transcriptText, inputData),
    transcript: z.dehydrate(hydrators.transcript, inputData),
    perception_analysis: z.dehydrate(hydrators.perceptionAnalysis, inputData),
  };
}

/** A record without its big parts, for what Zapier only has to recognize. */
export function withoutBigParts(record: SmallRecord): FiredRecord {
  return { ...record, transcript_text: null, transcript: [], perception_analysis: null };
}

/** The records with their big parts, as long as these are not too large together. */
export function withinLimits(z: ZObject, records: readonly ConversationRecord[]): FiredRecord[] {
  let characters = 0;
  return records.map((record) => {
    characters += 2 * (record.transcript_text?.length ?? 0);
    characters += record.perception_analysis?.length ?? 0;
    return characters <= INLINE_CHARACTERS ? record : withPointers(z, record);
  });
}
