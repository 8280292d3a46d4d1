import type { Bundle, ZObject } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { type SmallRecord, smallColumns } from '../../hydrators.ts';
import { cacheGet, cacheKey, cacheSet } from '../../platform/cache.ts';
import { lazily } from '../../platform/lazily.ts';
import { isRecordOf } from '../../tavus/columns.ts';

/**
 * What a trigger remembers of a connection between two polls (docs/polling.md). If it is lost, polls
 * need more requests, but no conversation is missed or repeated.
 */

const smallRecord = lazily(() => z.custom<SmallRecord>((value) => isRecordOf(smallColumns, value)));

const postCallMemory = lazily(() =>
  z.object({
    tool: z.nullable(z.string()),
    name: z.nullable(z.string()),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    /** Whether the value was too long to remember. */
    isLarge: z.optional(z.literal(true)),
  }),
);

/** A Unix time in seconds. One in the future is of a wrong clock, and counts as now. */
const moment = lazily(() =>
  z.pipe(
    z.int(),
    z.transform((seconds) => Math.min(seconds, Math.floor(Date.now() / 1000))),
  ),
);

/** The state of one conversation. */
const conversationState = lazily(() =>
  z.discriminatedUnion('state', [
    /** It has fired; the record stays for other Zaps of the connection, which may have paused for hours. */
    z.object({
      state: z.literal('ready'),
      created: moment(),
      record: smallRecord(),
      hasAnalysis: z.boolean(),
      postCall: z.array(postCallMemory()),
    }),
    /** It will never fire. */
    z.object({ state: z.literal('never'), created: moment() }),
    /** It may fire later. */
    z.object({
      state: z.literal('pending'),
      created: moment(),
      /** The start of the waiting time: its end, or the first look that found it empty. */
      since: moment(),
      checked: moment(),
      /** Whether the last look found no event, or no conversation. */
      isEmpty: z.boolean(),
    }),
  ]),
);

const pollMemory = lazily(() =>
  z.object({
    /** The key under which it was stored. */
    key: z.string(),
    states: z.record(z.string(), conversationState()),
  }),
);

export type ConversationState = z.infer<ReturnType<typeof conversationState>>;
export type PollMemory = Omit<z.infer<ReturnType<typeof pollMemory>>, 'key'>;

/** How long a memory is kept after its last poll, in seconds: longer than any polling interval. */
const KEEP_MEMORY_SECONDS = 24 * 3600;

/** The memory of the last poll; empty if it is missing, or of another version, trigger or connection. */
export async function recall(zapier: ZObject, key: string): Promise<PollMemory> {
  const result = pollMemory().safeParse(await cacheGet(zapier, key));
  // Without the cache a poll is slower, not wrong.
  return { states: result.data?.key === key ? result.data.states : {} };
}

/** Stores a memory for the next poll, if the cache works. */
export async function remember(zapier: ZObject, key: string, memory: PollMemory): Promise<void> {
  await cacheSet(zapier, key, { key, ...memory }, { seconds: KEEP_MEMORY_SECONDS });
}

/** The cache key of what a trigger remembers of a connection. */
export function memoryKey(zapier: ZObject, bundle: Bundle, trigger: string): string {
  return cacheKey(zapier, bundle, `${trigger} 5`);
}
