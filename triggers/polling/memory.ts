import type { Bundle, ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { cacheGet, cacheSet } from '../../platform/cache.ts';
import { hashOf } from '../../platform/hash.ts';
import { lazily } from '../../platform/lazily.ts';
import { isRecordOf, type RecordOf } from '../../tavus/columns.ts';
import { type ConversationRecord, conversationColumns } from '../../tavus/conversation.ts';

/**
 * What the polls of one trigger remember of a connection between two polls (docs/polling.md). All
 * of it can be lost: that costs requests, never a missed or repeated conversation.
 */

const {
  transcript_text,
  transcript,
  transcript_file,
  transcript_subtitles_file,
  perception_analysis,
  post_call,
  ...smallColumns
} = conversationColumns;

/** A record without its big parts, which are fetched again only where they are used. */
export type SmallRecord = RecordOf<typeof smallColumns>;

const smallRecord = lazily(() => z.custom<SmallRecord>((value) => isRecordOf(smallColumns, value)));

/** The record without its big parts. */
export function smallRecordOf<Whole extends SmallRecord>(record: Whole): SmallRecord {
  const keys = Object.keys(smallColumns);
  const entries = Object.entries(record).filter(([key]) => keys.includes(key));
  // Of a whole record only keys were left out, which a small one does not have.
  return Object.fromEntries(entries) as SmallRecord;
}

/** The longest value of a post-call action that is remembered, in characters. */
const LONGEST_VALUE = 500;

const postCallMemory = lazily(() =>
  z.object({
    tool: z.nullable(z.string()),
    name: z.nullable(z.string()),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    /** Whether the value is left out because of its length. */
    isLarge: z.optional(z.literal(true)),
  }),
);

/** A value of a post-call action, if it is small. */
export type PostCallMemory = z.infer<ReturnType<typeof postCallMemory>>;

/** What is remembered of the post-call data of a record. */
export function postCallMemoryOf({ post_call: lines }: ConversationRecord): PostCallMemory[] {
  return lines.map(({ tool, name, value }) =>
    String(value).length > LONGEST_VALUE
      ? { tool, name, value: null, isLarge: true }
      : { tool, name, value },
  );
}

/** What is known of one conversation. Moments are Unix times in seconds. */
const conversationState = lazily(() =>
  z.discriminatedUnion('state', [
    /** It has fired; the record is kept for other Zaps of the connection that poll less often. */
    z.object({
      state: z.literal('ready'),
      created: z.int(),
      since: z.int(),
      record: z.optional(smallRecord()),
      postCall: z.optional(z.array(postCallMemory())),
    }),
    /** It will never fire. */
    z.object({ state: z.literal('never'), created: z.int() }),
    /** It may fire later. */
    z.object({
      state: z.literal('pending'),
      created: z.int(),
      /** Since when it has been waited for: since its end, or since it was first found empty. */
      since: z.int(),
      checked: z.int(),
      /** Whether nothing had happened in it when it was looked at, or it could not be found. */
      isEmpty: z.boolean(),
    }),
  ]),
);

const pollMemory = lazily(() => z.object({ states: z.record(z.string(), conversationState()) }));

export type ConversationState = z.infer<ReturnType<typeof conversationState>>;
export type PollMemory = z.infer<ReturnType<typeof pollMemory>>;

/** How long a memory outlives its last poll, in seconds: longer than any polling interval. */
const KEEP_MEMORY_SECONDS = 24 * 3600;

/** The memory of the last poll; an empty one if there is none or it is from another version. */
export async function recall(zapier: ZObject, key: string): Promise<PollMemory> {
  const result = pollMemory().safeParse(await cacheGet(zapier, key));
  // Without its cache a poll is slower, not wrong.
  return result.success ? result.data : { states: {} };
}

/** Keeps a memory for the next poll, as far as the cache lets it. */
export async function remember(zapier: ZObject, key: string, memory: PollMemory): Promise<void> {
  await cacheSet(zapier, key, memory, { seconds: KEEP_MEMORY_SECONDS });
}

/** The cache is shared by all users of the app; a hash of the API key tells connections apart. */
export function memoryKey(zapier: ZObject, bundle: Bundle, trigger: string): string {
  return `${trigger} 4 ${hashOf(zapier, `tavus-zapier ${bundle.authData.api_key}`)}`;
}
