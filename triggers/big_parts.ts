import type { Bundle, ZObject } from 'zapier-platform-core';
import { tavusClient } from '../tavus/client.ts';
import type { ConversationRecord } from '../tavus/conversation_record.ts';
import { getConversation } from '../tavus/conversations.ts';
import { errorOf } from '../tavus/errors.ts';
import { asText } from '../tavus/wire.ts';
import type { SmallRecord } from './poll_memory.ts';

/**
 * The parts of a record that may be large. Where a record comes from memory, they are pointers: Zapier
 * calls the hydrator behind one only if a step uses the part.
 */
const BIG_PARTS = ['transcript_text', 'transcript', 'perception_analysis'] as const;

type BigPart = (typeof BIG_PARTS)[number];

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

/** A record without its big parts, for what only has to be recognized. */
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

/** What Zapier calls for a pointer; its schema allows no underscores in these names. */
export const hydrators = {
  transcriptText: hydrator('transcript_text'),
  transcript: hydrator('transcript'),
  perceptionAnalysis: hydrator('perception_analysis'),
};

function hydrator<Part extends BigPart>(part: Part) {
  return async (z: ZObject, bundle: Bundle): Promise<ConversationRecord[Part] | null> => {
    const id = asText(bundle.inputData.conversation_id) ?? '';
    const got = await getConversation(tavusClient(z, bundle), id);
    if (!got.ok) throw errorOf(z, got.failure, { doing: 'get the conversation' });
    return got.found ? got.found.record[part] : null;
  };
}
