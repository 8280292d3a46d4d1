import type { Bundle, ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { cacheGet, cacheSet } from '../cache.ts';
import { lazily } from '../lazily.ts';
import { conversationRecord } from '../tavus/conversation_record.ts';

/**
 * What the polls of one trigger remember of a connection between two polls (docs/polling.md). All
 * of it can be lost: that costs requests, never a missed or repeated conversation.
 */

/** A record without its big parts, which are fetched again only where they are used. */
export const smallRecord = lazily(() =>
  z.omit(conversationRecord(), {
    transcript_text: true,
    transcript: true,
    perception_analysis: true,
  }),
);

/** What is known of one conversation. Moments are Unix times in seconds. */
const knowledge = lazily(() =>
  z.discriminatedUnion('state', [
    /** It has fired; the record is kept for other Zaps of the connection that poll less often. */
    z.object({
      state: z.literal('ready'),
      created: z.int(),
      since: z.int(),
      record: z.optional(smallRecord()),
    }),
    /** It will never fire. */
    z.object({ state: z.literal('never'), created: z.int() }),
    /** It may fire later. */
    z.object({ state: z.literal('pending'), created: z.int(), ended: z.int(), checked: z.int() }),
  ]),
);

const pollMemory = lazily(() =>
  z.object({
    list: z.nullable(z.object({ oldestFirstTotal: z.nullable(z.int()) })),
    known: z.record(z.string(), knowledge()),
  }),
);

export type SmallRecord = z.infer<ReturnType<typeof smallRecord>>;
export type Knowledge = z.infer<ReturnType<typeof knowledge>>;
export type PollMemory = z.infer<ReturnType<typeof pollMemory>>;

/** How long a memory outlives its last poll, in seconds: longer than any polling interval. */
const TIME_TO_LIVE = 24 * 3600;

/** The memory of the last poll; an empty one if there is none or it is from another version. */
export async function recall(zapier: ZObject, key: string): Promise<PollMemory> {
  const result = pollMemory().safeParse(await cacheGet(zapier, key));
  // Without its cache a poll is slower, not wrong.
  return result.success ? result.data : { list: null, known: {} };
}

/** Keeps a memory for the next poll, as far as the cache lets it. */
export async function remember(zapier: ZObject, key: string, memory: PollMemory): Promise<void> {
  await cacheSet(zapier, key, memory, { seconds: TIME_TO_LIVE });
}

/** The cache is shared by all users of the app; a hash of the API key tells connections apart. */
export function memoryKey(zapier: ZObject, bundle: Bundle, trigger: string): string {
  const connection = zapier.hash(
    'sha256',
    `tavus-zapier ${bundle.authData.api_key}`,
    'hex',
    'utf8',
  );
  return `${trigger} 1 ${connection.slice(0, 32)}`;
}
