import type { Bundle, ZObject } from 'zapier-platform-core';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import {
  type ConversationStatus,
  type ListMemory,
  newestPages,
} from '../tavus/conversation_list.ts';
import {
  type ConversationDetail,
  type ConversationRecord,
  conversationDetail,
} from '../tavus/conversation_record.ts';
import { getConversation } from '../tavus/conversations.ts';
import { errorOf } from '../tavus/errors.ts';
import type { Failure, FailureKind } from '../tavus/failure.ts';
import { asTime, type WireObject } from '../tavus/wire.ts';
import { type FiredRecord, withinLimits, withoutBigParts, withPointers } from './big_parts.ts';
import {
  type Knowledge,
  memoryKey,
  type PollMemory,
  recall,
  remember,
  type SmallRecord,
  smallRecord,
} from './poll_memory.ts';

/**
 * The polls of all triggers: what happened to conversations since the last look, without missing
 * anything and without asking twice. The design, and what each situation costs, is in docs/polling.md.
 */

/** What a trigger waits for. */
export interface Watch {
  /** The key of the trigger. */
  readonly key: string;
  /** The status that the list of conversations is narrowed to. */
  readonly status: ConversationStatus | undefined;
  /**
   * Whether a conversation has what the trigger promises; null if being listed is enough.
   * `secondsOver` is how long it has been over, as far as is known.
   */
  readonly readiness: ((detail: ConversationDetail, secondsOver: number) => Readiness) | null;
}

export type Readiness = 'ready' | 'not_yet' | 'never';

/** The ids that a trigger is narrowed to. */
export interface Narrowing {
  readonly replica_id?: string | undefined;
  readonly persona_id?: string | undefined;
}

/**
 * How far back a poll looks, by the creation of a conversation, in seconds. Calls last an hour at
 * most and what comes after them minutes; the rest of the day is for outages and paused connections.
 */
const LOOK_BACK = 24 * 3600;

/** After this long, every Zap of the connection has seen a record: Zapier polls every 15 minutes at least. */
const KEEP_RECORD = 6 * 3600;

/** Whatever is older when a Zap is turned on has certainly happened before. */
const SURELY_OVER = 3 * 3600;

/** How many conversations are got at the same time. */
const AT_ONCE = 5;

/** The part of the step's time that is kept for the end of a poll, in seconds. */
const RESERVE = 3;

/** How many samples the editor shows, and how many conversations are got to find them. */
const SAMPLES = 3;
const GOT_FOR_SAMPLES = 20;

/** Failures that the next conversation would meet too. */
const GENERAL_FAILURES: readonly FailureKind[] = [
  'wrong_key',
  'no_permission',
  'too_many_requests',
  'unreachable',
];

/** One poll under way. */
interface Run {
  readonly z: ZObject;
  readonly client: TavusClient;
  readonly watch: Watch;
  readonly narrowing: Narrowing;
  /** Unix time in seconds. */
  readonly now: number;
}

/** Gives the records that the trigger fires for, newest first; Zapier drops those that it has seen. */
export async function poll(
  z: ZObject,
  bundle: Bundle,
  watch: Watch,
  narrowing: Narrowing,
): Promise<FiredRecord[]> {
  const client = tavusClient(z, bundle);
  const run = { z, client, watch, narrowing, now: Math.floor(Date.now() / 1000) };
  const key = memoryKey(z, bundle, watch.key);
  const memory = await recall(z, key);
  if (bundle.meta?.isLoadingSample) return withinLimits(z, await samples(run, memory.list));

  const isTurningOn = bundle.meta?.isPopulatingDedupe ?? false;
  const { recent, list } = await recentConversations(run, memory.list);
  const unsure = isTurningOn ? recent.filter((each) => !isSurelyOver(run, each)) : recent;
  const news = await lookAtNews(run, unsure, memory.known);
  const known = { ...memory.known, ...news.known };
  const after = { list, known: stillWorthKnowing(run, known) };
  if (JSON.stringify(after) !== JSON.stringify(memory)) await remember(z, key, after);

  if (isTurningOn) {
    const happened = ({ id }: ConversationRecord) =>
      news.records.has(id) || known[id]?.state === 'ready';
    return recent
      .filter((each) => isSurelyOver(run, each) || happened(each))
      .map((each) => withoutBigParts(each));
  }
  return fired(run, recent, news.records, known);
}

// ---- the list

/** The conversations inside the look-back that the trigger may fire for, as the list tells them, newest first. */
async function recentConversations(
  run: Run,
  memory: ListMemory | null,
): Promise<{ recent: ConversationRecord[]; list: ListMemory | null }> {
  const recent: ConversationRecord[] = [];
  let list: ListMemory | null = null;
  for await (const page of newestPages(run.client, run.watch.status, memory)) {
    if (!page.ok) {
      // What was listed is looked at all the same; the rest comes with the next poll.
      if (list) break;
      throw listError(run, page.failure);
    }
    list = page.found.memory;
    const { conversations } = page.found;
    const isOutside = (each: WireObject) => run.now - createdAt(run, each) > LOOK_BACK;
    const end = conversations.findIndex(isOutside);
    const inside = end < 0 ? conversations : conversations.slice(0, end);
    const records = inside.flatMap((each) => conversationDetail(each)?.record ?? []);
    recent.push(...records.filter((each) => fits(run, each) !== 'no'));
    if (end >= 0 || run.client.secondsLeft() < 2 * RESERVE) break;
  }
  return { recent: withoutRepeats(recent), list };
}

function listError({ z }: Run, failure: Failure): Error {
  return errorOf(z, failure, { doing: 'list your conversations' });
}

/** A page may repeat what has moved on from the page before. */
function withoutRepeats(records: readonly ConversationRecord[]): ConversationRecord[] {
  return [...new Map(records.map((each) => [each.id, each])).values()];
}

/** When a conversation was created, as a Unix time in seconds; now, if that is not known. */
function createdAt({ now }: Run, { created_at }: WireObject): number {
  const time = asTime(created_at);
  return time === null ? now : Math.floor(Date.parse(time) / 1000);
}

function isSurelyOver(run: Run, record: ConversationRecord): boolean {
  return run.now - createdAt(run, record) > SURELY_OVER;
}

/** Whether a conversation has the ids that the trigger is narrowed to; older lists do not tell all ids. */
function fits({ narrowing }: Run, record: SmallRecord): 'yes' | 'no' | 'unknown' {
  const pairs = [
    [narrowing.replica_id, record.replica_id],
    [narrowing.persona_id, record.persona_id],
  ].filter(([wanted]) => wanted !== undefined);
  if (pairs.some(([wanted, id]) => id !== null && id !== wanted)) return 'no';
  return pairs.every(([wanted, id]) => id === wanted) ? 'yes' : 'unknown';
}

// ---- the conversations

/** What a poll has learned about the conversations that it looked at. */
interface News {
  readonly known: Readonly<Record<string, Knowledge>>;
  /** The full records of those that are ready. */
  readonly records: ReadonlyMap<string, ConversationRecord>;
}

/** Looks at the conversations about which something may be new, each with one request. */
async function lookAtNews(
  run: Run,
  recent: readonly ConversationRecord[],
  known: PollMemory['known'],
): Promise<News> {
  const learned: Record<string, Knowledge> = {};
  const records = new Map<string, ConversationRecord>();
  let failure: Failure | undefined;

  async function look(listed: ConversationRecord): Promise<void> {
    if (failure || run.client.secondsLeft() < RESERVE) return;
    const { id } = listed;
    const before = known[id];
    const created = createdAt(run, listed);
    const got = await getConversation(run.client, id);
    if (!got.ok) {
      if (GENERAL_FAILURES.includes(got.failure.kind)) failure = got.failure;
      else learned[id] = before ?? { state: 'pending', created, ended: run.now, checked: run.now };
      return;
    }
    const detail = got.found;
    const ended = endOf(run, detail, before);
    const readiness = readinessOf(run, detail, ended);
    if (readiness === 'not_yet') {
      learned[id] = { state: 'pending', created, ended, checked: run.now };
    } else if (readiness === 'never') {
      learned[id] = { state: 'never', created };
    } else if (detail) {
      const record = smallRecord().parse(detail.record);
      learned[id] = { state: 'ready', created, since: run.now, record };
      records.set(id, detail.record);
    }
  }

  // The oldest first: they are the first to leave the look-back.
  const due = recent.filter((each) => needsLook(run, each, known[each.id])).reverse();
  await inParallel(due, look);
  if (failure && records.size === 0) throw listError(run, failure);
  for (const each of recent) if (isReadyAsListed(run, each)) records.set(each.id, each);
  return { known: learned, records };
}

function isReadyAsListed(run: Run, record: ConversationRecord): boolean {
  return run.watch.readiness === null && fits(run, record) === 'yes';
}

/**
 * A conversation that is not ready yet is looked at again whenever the time since its end has
 * doubled: soon while something may come, seldom when it hardly will.
 */
function needsLook(run: Run, record: ConversationRecord, known: Knowledge | undefined): boolean {
  if (isReadyAsListed(run, record)) return false;
  if (!known) return true;
  if (known.state !== 'pending') return false;
  return run.now - known.ended >= 2 * (known.checked - known.ended);
}

/** When a conversation ended, as a Unix time in seconds; when it was first seen to have ended, if Tavus does not say. */
function endOf(run: Run, detail: ConversationDetail | null, before: Knowledge | undefined): number {
  const told = detail?.record.ended_at;
  if (told) return Math.min(run.now, Math.floor(Date.parse(told) / 1000));
  return before?.state === 'pending' ? before.ended : run.now;
}

/** `detail` is null if the conversation is gone. What a trigger is narrowed to plays no part: memory is shared. */
function readinessOf(run: Run, detail: ConversationDetail | null, ended: number): Readiness {
  if (detail === null) return 'never';
  return run.watch.readiness?.(detail, run.now - ended) ?? 'ready';
}

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

// ---- what comes of it

/** New records as they are; those from memory with pointers, for Zaps that have not seen them. */
function fired(
  run: Run,
  recent: readonly ConversationRecord[],
  records: News['records'],
  known: PollMemory['known'],
): FiredRecord[] {
  const isWanted = (record: SmallRecord) => fits(run, record) === 'yes';
  const fresh = recent.flatMap(({ id }) => records.get(id) ?? []).filter(isWanted);
  const limited = new Map(withinLimits(run.z, fresh).map((each) => [each.id, each]));
  return recent.flatMap(({ id }) => {
    const knowledge = known[id];
    const remembered = knowledge?.state === 'ready' ? knowledge.record : undefined;
    const wanted = remembered && isWanted(remembered) ? withPointers(run.z, remembered) : [];
    return limited.get(id) ?? wanted;
  });
}

/** Forgets conversations outside the look-back, and the records that every Zap has seen. */
function stillWorthKnowing({ now }: Run, known: PollMemory['known']): PollMemory['known'] {
  const recent = Object.entries(known).filter(([, { created }]) => now - created <= LOOK_BACK);
  return Object.fromEntries(
    recent.map(([id, each]) => {
      if (each.state !== 'ready' || now - each.since <= KEEP_RECORD) return [id, each];
      return [id, { state: each.state, created: each.created, since: each.since }];
    }),
  );
}

/** Up to three real records for the editor, newest first, however old they are. */
async function samples(run: Run, memory: ListMemory | null): Promise<ConversationRecord[]> {
  const found: ConversationRecord[] = [];
  let gets = 0;
  for await (const page of newestPages(run.client, run.watch.status, memory)) {
    if (!page.ok) {
      if (found.length > 0) break;
      throw listError(run, page.failure);
    }
    for (const wire of page.found.conversations) {
      const listed = conversationDetail(wire)?.record;
      if (!listed || fits(run, listed) === 'no') continue;
      if (isReadyAsListed(run, listed)) {
        found.push(listed);
      } else if (gets < GOT_FOR_SAMPLES && run.client.secondsLeft() > RESERVE) {
        gets += 1;
        const got = await getConversation(run.client, listed.id);
        const detail = got.ok ? got.found : null;
        if (
          detail &&
          readinessOf(run, detail, 0) === 'ready' &&
          fits(run, detail.record) === 'yes'
        ) {
          found.push(detail.record);
        }
      }
      if (found.length === SAMPLES) return found;
    }
    if (gets >= GOT_FOR_SAMPLES || run.client.secondsLeft() <= RESERVE) break;
  }
  return found;
}
