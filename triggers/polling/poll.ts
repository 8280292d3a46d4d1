import type { Bundle, ZObject } from 'zapier-platform-core';
import {
  completeRecord,
  type GivenRecord,
  type SmallRecord,
  sizesOf,
  withinLimit,
  withPointers,
} from '../../hydrators.ts';
import { type ConversationRecord, recordOfId } from '../../tavus/conversations/record.ts';
import { conversationList } from '../../tavus/conversations/requests.ts';
import { tavusClient } from '../../tavus/http/client.ts';
import { attempt } from '../../tavus/http/errors.ts';
import { TavusError } from '../../tavus/http/failure.ts';
import { namesFor } from '../../tavus/names.ts';
import { editorSamples } from './editor_samples.ts';
import { type LookResult, lookAtNews } from './look.ts';
import { type ConversationState, memoryKey, type PollMemory, recall, remember } from './memory.ts';
import { LOOK_BACK_SECONDS, listing, recentItems } from './recent.ts';
import {
  createdSeconds,
  type Filter,
  isGoingOn,
  matchesFilter,
  type Run,
  type Watch,
} from './run.ts';

/**
 * The polls of conversations: they miss nothing and request nothing twice. docs/polling.md has the
 * design and the cost of each situation.
 */

/** When a Zap is turned on, an older conversation counts as past unless a look shows otherwise. */
const PROBABLY_OVER_SECONDS = 3 * 3600;

/** Returns the records that the trigger fires for, newest first; Zapier drops those that it has seen. */
export async function poll(
  z: ZObject,
  bundle: Bundle,
  watch: Watch,
  filter: Filter,
): Promise<GivenRecord[]> {
  const client = tavusClient(z, bundle);
  const isTurningOn = bundle.meta?.isPopulatingDedupe ?? false;
  const run = { z, client, watch, filter, now: Math.floor(Date.now() / 1000), isTurningOn };
  const key = memoryKey(z, bundle, watch.key);
  return attempt(z, listing('conversations', bundle), async () => {
    const memory = await recall(z, key);
    if (bundle.meta?.isLoadingSample) {
      const samples = withinLimit((await editorSamples(run)).map((each) => sizesOf(z, each)));
      return samples.map(await namesFor(z, bundle, client, samples));
    }
    const listed = await recentItems(run, conversationList(watch.status));
    const recent = listed.filter(
      (each) => matchesFilter(run, each) !== 'no' && !isGoingOn(run, each),
    );
    const unsure = recent.filter((each) => !hasSurelyHappened(run, each));
    const looked = await lookAtNews(run, unsure, memory.states);
    const states = { ...memory.states, ...looked.states };
    const after = { states: stillWorthKnowing(run, states) };
    if (JSON.stringify(after) !== JSON.stringify(memory)) {
      // Another Zap may have polled meanwhile: keep what it has learned.
      const others = await recall(z, key);
      const all = { ...memory.states, ...others.states, ...looked.states };
      await remember(z, key, { states: stillWorthKnowing(run, all) });
    }
    if (looked.failure) throw new TavusError(looked.failure);
    if (isTurningOn) return happenedBefore(run, recent, looked, states);
    const records = fired(run, recent, looked.records, states);
    return records.map(await namesFor(z, bundle, client, records));
  });
}

// ---- turning on

function isProbablyOver(run: Run, record: ConversationRecord): boolean {
  return run.now - createdSeconds(run, record) > PROBABLY_OVER_SECONDS;
}

/** Whether a conversation is past for a Zap that is turned on, without a look. */
function hasSurelyHappened(run: Run, record: ConversationRecord): boolean {
  const { readiness, readyAtEnd = false } = run.watch;
  return run.isTurningOn && (readiness === null || (readyAtEnd && isProbablyOver(run, record)));
}

// ---- the result

/** The conversations that a Zap that is turned on must never fire for. */
function happenedBefore(
  run: Run,
  recent: readonly ConversationRecord[],
  looked: LookResult,
  states: PollMemory['states'],
): GivenRecord[] {
  const hasHappened = (each: ConversationRecord) => {
    const { id } = each;
    const isReady = looked.records.has(id) || states[id]?.state === 'ready';
    if (isReady || hasSurelyHappened(run, each)) return true;
    // Each look failed, or there was no time for one. What is remembered may be of such a look too.
    const state = looked.states[id];
    if (state === undefined) return true;
    return state.state === 'pending' && state.isEmpty && isProbablyOver(run, each);
  };
  // Zapier only has to recognize the ids.
  return recent.filter(hasHappened).map(({ id }) => completeRecord(run.z, recordOfId(id)));
}

/** New records whole; records from memory with pointers, for Zaps that have not seen them. */
function fired(
  run: Run,
  recent: readonly ConversationRecord[],
  records: LookResult['records'],
  states: PollMemory['states'],
): GivenRecord[] {
  const isWanted = (record: SmallRecord) => matchesFilter(run, record) === 'yes';
  const sizes = recent.flatMap(({ id }) => {
    const fresh = records.get(id);
    if (fresh) return isWanted(fresh) ? sizesOf(run.z, fresh) : [];
    const state = states[id];
    if (state?.state !== 'ready' || !isWanted(state.record)) return [];
    const small = () => withPointers(run.z, state);
    return { whole: small(), small };
  });
  return withinLimit<GivenRecord>(sizes);
}

/** Forgets conversations outside the look-back. */
function stillWorthKnowing({ now }: Run, states: PollMemory['states']): PollMemory['states'] {
  const isRecent = ({ created }: ConversationState) => now - created <= LOOK_BACK_SECONDS;
  return Object.fromEntries(Object.entries(states).filter(([, state]) => isRecent(state)));
}
