import type { ZObject } from 'zapier-platform-core';
import { completeRecord, filesOf, hydrators } from '../../hydrators.ts';
import { postCallValues } from '../../tavus/conversations/post_call.ts';
import type { ConversationRecord } from '../../tavus/conversations/record.ts';
import {
  type PostCallMemory,
  postCallMemoryOf,
  type SmallRecord,
  smallRecordOf,
} from './memory.ts';

/**
 * The parts of a record that may be large. In a record from memory they are pointers: Zapier calls
 * the hydrator of a pointer only if a step uses the part. Files are always pointers.
 */
const BIG_PARTS = [
  'transcript_text',
  'transcript',
  'transcript_file',
  'transcript_subtitles_file',
  'perception_analysis',
  'post_call',
] as const;

export type BigPart = (typeof BIG_PARTS)[number];

/** The most text of big parts that one poll returns, in characters; Zapier accepts 6 MB in all. */
const INLINE_CHARACTERS = 2_000_000;

/**
 * A record as a trigger returns it: a big part may be a pointer, and the values of post-call actions
 * are keys of the record as well.
 */
export type FiredRecord = SmallRecord & { readonly [Part in BigPart]: unknown };

/** A remembered record with pointers instead of its big parts. */
export function withPointers(
  z: ZObject,
  record: SmallRecord,
  postCall: readonly PostCallMemory[],
): FiredRecord {
  const { conversation_id } = record;
  const lines = postCall.map(({ isLarge, ...line }) => {
    const { tool, name } = line;
    const pointer = () => z.dehydrate(hydrators.postCallValue, { conversation_id, tool, name });
    return isLarge ? { ...line, value: pointer() } : line;
  });
  return {
    ...record,
    transcript_text: z.dehydrate(hydrators.transcriptText, { conversation_id }),
    transcript: z.dehydrate(hydrators.transcript, { conversation_id }),
    ...filesOf(z, record),
    perception_analysis: z.dehydrate(hydrators.perceptionAnalysis, { conversation_id }),
    post_call: lines,
    ...postCallValues<unknown>(lines),
  };
}

/** A record without its big parts, for ids that Zapier only has to recognize. */
export function withoutBigParts(record: SmallRecord): FiredRecord {
  return {
    ...record,
    transcript_text: null,
    transcript: [],
    transcript_file: null,
    transcript_subtitles_file: null,
    perception_analysis: null,
    post_call: [],
  };
}

/** The records with their big parts, up to the limit. */
export function withinLimits(z: ZObject, records: readonly ConversationRecord[]): FiredRecord[] {
  let characters = 0;
  return records.map((record) => {
    characters += 2 * (record.transcript_text?.length ?? 0);
    characters += record.perception_analysis?.length ?? 0;
    for (const { value } of record.post_call) characters += 2 * String(value).length;
    return characters <= INLINE_CHARACTERS
      ? completeRecord(z, record)
      : withPointers(z, smallRecordOf(record), postCallMemoryOf(record));
  });
}
