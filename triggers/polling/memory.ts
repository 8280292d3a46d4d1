import type { Bundle, ZObject } from 'zapier-platform-core';
import { type Outline, smallColumns } from '../../hydrators.ts';
import { cacheGet, cacheKey, cacheSet } from '../../platform/cache.ts';
import { isRecordOf } from '../../tavus/columns.ts';
import { asList, asObject } from '../../tavus/http/wire.ts';

/**
 * What a trigger remembers of a connection between two polls (docs/polling.md). If it is lost, polls
 * need more requests, but no conversation is missed or repeated.
 */
export interface PollMemory {
  /** By the IDs of the conversations. */
  readonly states: Readonly<Record<string, ConversationState>>;
}

/** What a trigger knows of one conversation; times are Unix times in seconds. */
export type ConversationState =
  /** It has fired; the record stays for other Zaps of the connection, which may have paused for hours. */
  | ({ readonly state: 'ready'; readonly created: number } & Outline)
  /** It will never fire. */
  | { readonly state: 'never'; readonly created: number }
  /** It may fire later. */
  | {
      readonly state: 'pending';
      readonly created: number;
      /** The start of the waiting time: its end, or the first look that found it empty. */
      readonly since: number;
      readonly checked: number;
      /** Whether the last look found no event, or no conversation. */
      readonly isEmpty: boolean;
    };

/** How long a memory is kept after its last poll, in seconds: longer than any polling interval. */
const KEEP_MEMORY_SECONDS = 24 * 3600;

/** The memory of the last poll; empty if it is missing, or of another version, trigger or connection. */
export async function recall(zapier: ZObject, key: string): Promise<PollMemory> {
  const kept = asObject(await cacheGet(zapier, key));
  // Without the cache a poll is slower, not wrong.
  if (kept.key !== key) return { states: {} };
  const states = Object.entries(asObject(kept.states));
  return {
    states: Object.fromEntries(
      states.flatMap(([id, value]) => {
        const state = stateIn(value);
        return state ? [[id, state]] : [];
      }),
    ),
  };
}

/** The state in a value; null if it is of another version, and then the conversation is looked at again. */
function stateIn(value: unknown): ConversationState | null {
  const { state, record, hasAnalysis, isEmpty, ...given } = asObject(value);
  const created = asTime(given.created);
  const since = asTime(given.since);
  const checked = asTime(given.checked);
  if (created === null) return null;
  if (state === 'never') return { state, created };
  if (state === 'pending') {
    const isWhole = since !== null && checked !== null && typeof isEmpty === 'boolean';
    return isWhole ? { state, created, since, checked, isEmpty } : null;
  }
  const postCall = asList(given.postCall);
  const isReady = state === 'ready' && typeof hasAnalysis === 'boolean';
  return isReady && isRecordOf(smallColumns, record) && postCall.every(isPostCallLine)
    ? { state, created, record, hasAnalysis, postCall }
    : null;
}

/** A Unix time in seconds. One in the future is of a wrong clock, and counts as now. */
function asTime(value: unknown): number | null {
  const now = Math.floor(Date.now() / 1000);
  return typeof value === 'number' && Number.isSafeInteger(value) ? Math.min(value, now) : null;
}

function isPostCallLine(line: unknown): line is Outline['postCall'][number] {
  const { tool, name, value, isLarge } = asObject(line);
  const isText = (each: unknown) => each === null || typeof each === 'string';
  const isValue = isText(value) || ['number', 'boolean'].includes(typeof value);
  return isText(tool) && isText(name) && isValue && (isLarge === undefined || isLarge === true);
}

/** Stores a memory for the next poll, if the cache works. */
export async function remember(zapier: ZObject, key: string, memory: PollMemory): Promise<void> {
  await cacheSet(zapier, key, { key, ...memory }, { seconds: KEEP_MEMORY_SECONDS });
}

/** The cache key of what a trigger remembers of a connection. */
export function memoryKey(zapier: ZObject, bundle: Bundle, trigger: string): string {
  return cacheKey(zapier, bundle, `${trigger} 5`);
}
