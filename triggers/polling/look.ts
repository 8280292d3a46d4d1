import { outlineOf } from '../../hydrators.ts';
import { limits, sleep } from '../../platform/limits.ts';
import type { ConversationDetail, ConversationRecord } from '../../tavus/conversations/record.ts';
import { getConversation } from '../../tavus/conversations/requests.ts';
import {
  concernsAccount,
  type Failure,
  notFound,
  outOfTime,
  resultOf,
  TavusError,
} from '../../tavus/http/failure.ts';
import type { ConversationState, PollMemory } from './memory.ts';
import { LOOK_BACK_SECONDS, RESERVE_SECONDS } from './recent.ts';
import { createdSeconds, isReadyAsListed, type Run, readinessOf } from './run.ts';

/** How many conversations are requested at the same time. */
const AT_ONCE = 5;

/** A conversation is looked at again when its waiting time has grown by this factor. */
const GROWTH = 2;

/** The age of the last look before a conversation leaves the look-back, in seconds. */
const LAST_LOOK = LOOK_BACK_SECONDS - 3600;

/** The longest possible call, in seconds. */
const MAX_CALL_SECONDS = 2 * 3600;

/** The results of a poll's looks. */
export interface LookResult {
  readonly states: PollMemory['states'];
  /** The full records of the ready conversations. */
  readonly records: ReadonlyMap<string, ConversationRecord>;
  /** Why the poll fails, once it has remembered what it learned. */
  readonly failure: Failure | undefined;
}

/** The result of one look at a conversation. */
interface Look {
  readonly state: ConversationState;
  /** The full record, if it is ready. */
  readonly record?: ConversationRecord;
}

/** Looks at the conversations that may have changed, each with one request; while a Zap is turned on, with several. */
export async function lookAtNews(
  run: Run,
  recent: readonly ConversationRecord[],
  states: PollMemory['states'],
): Promise<LookResult> {
  const learned: Learned = { states: {}, records: new Map() };
  const due = recent.filter((each) => needsLook(run, each, states[each.id]));
  const round = await lookAtEach(run, inOrderOfLook(run, due, states), states, learned);
  const { left, failure } = run.isTurningOn ? await lookAgain(run, round, states, learned) : round;
  for (const each of recent) if (isReadyAsListed(run, each)) learned.records.set(each.id, each);
  if (run.isTurningOn) {
    // One that fails alone does not keep a Zap off.
    const isNothingKnown = recent.length > 1 && left.length === recent.length;
    const isOff = isNothingKnown || concernsAccount(failure);
    return { ...learned, failure: isOff ? (failure ?? outOfTime()) : undefined };
  }
  const isInVain = concernsAccount(failure) && learned.records.size === 0;
  return { ...learned, failure: isInVain ? failure : undefined };
}

/** What the looks of a poll have brought so far. */
interface Learned {
  readonly states: Record<string, ConversationState>;
  readonly records: Map<string, ConversationRecord>;
}

/** One look at each of several conversations. */
interface Round {
  /** The conversations that could not be got, or that were empty for the first time. */
  readonly left: readonly ConversationRecord[];
  /** The failure that concerns the whole account and ended the round; else that of the last look that failed. */
  readonly failure: Failure | undefined;
}

async function lookAtEach(
  run: Run,
  due: readonly ConversationRecord[],
  states: PollMemory['states'],
  { states: learned, records }: Learned,
): Promise<Round> {
  const left = new Set(due);
  let failure: Failure | undefined;
  await inParallel(due, async (listed) => {
    const { id } = listed;
    if (concernsAccount(failure) || run.client.secondsLeft() < RESERVE_SECONDS) return;
    const looked = await resultOf(() => look(run, listed, states[id]));
    if (looked.ok) {
      const { state, record } = looked.value;
      const isEmpty = state.state === 'pending' && state.isEmpty;
      if (learned[id] || !isEmpty) left.delete(listed);
      learned[id] = state;
      if (record) records.set(id, record);
      return;
    }
    if (!concernsAccount(failure)) failure = looked.failure;
    if (!run.isTurningOn && !concernsAccount(looked.failure)) {
      learned[id] = states[id] ?? pendingSince(run, listed, run.now, false);
    }
  });
  return { left: [...left], failure };
}

/** Looks again while a Zap is turned on, because it fires later for what it does not see now. */
async function lookAgain(
  run: Run,
  first: Round,
  states: PollMemory['states'],
  learned: Learned,
): Promise<Round> {
  let round = first;
  for (let pauses = limits.looks; round.left.length > 0; ) {
    const [pause, ...others] = pauses;
    if (pause === undefined || run.client.secondsLeft() < RESERVE_SECONDS + pause) break;
    await sleep(pause);
    const before = round.left.length;
    round = await lookAtEach(run, round.left, states, learned);
    pauses = round.left.length < before ? limits.looks : others;
  }
  return round;
}

/**
 * The oldest first, because they leave the look-back first. When a Zap is turned on, the newest come
 * first: the oldest count as past even without a look. Without a memory each poll starts at a random
 * position, so that each conversation gets its turn.
 */
function inOrderOfLook<Listed>(
  { z, now, isTurningOn }: Run,
  due: readonly Listed[],
  states: PollMemory['states'],
): Listed[] {
  if (isTurningOn) return [...due];
  const oldestFirst = due.toReversed();
  if (Object.keys(states).length > 0) return oldestFirst;
  const anyNumber = Number.parseInt(z.hash('sha256', String(now)).slice(0, 8), 16);
  const start = anyNumber % due.length;
  return [...oldestFirst.slice(start), ...oldestFirst.slice(0, start)];
}

async function look(
  run: Run,
  listed: ConversationRecord,
  before: ConversationState | undefined,
): Promise<Look> {
  const detail = await getConversation(run.client, listed.id);
  if (detail === null && run.isTurningOn) throw new TavusError(notFound());
  const created = createdSeconds(run, listed);
  const ended = endOf(run, listed, detail, before);
  const readiness = detail === null ? 'not_yet' : readinessOf(run, detail, ended);
  if (readiness === 'never') return { state: { state: 'never', created } };
  if (detail !== null && readiness === 'ready') {
    const { record } = detail;
    return { state: { state: 'ready', created, ...outlineOf(record) }, record };
  }
  // The list still has it, so one answer without anything in it may be a bad one.
  if (detail?.events.hasEvents) return { state: pendingSince(run, listed, ended, false) };
  const wasEmpty = before?.state === 'pending' && before.isEmpty;
  return { state: pendingSince(run, listed, wasEmpty ? before.since : run.now, true) };
}

function pendingSince(
  run: Run,
  listed: ConversationRecord,
  since: number,
  isEmpty: boolean,
): ConversationState {
  const created = createdSeconds(run, listed);
  return { state: 'pending', created, since, checked: run.now, isEmpty };
}

/**
 * Whether it is time to look again at a conversation that is not ready: each time that its waiting
 * time has doubled, so often at first and rarely later.
 */
function needsLook(
  run: Run,
  record: ConversationRecord,
  state: ConversationState | undefined,
): boolean {
  if (isReadyAsListed(run, record)) return false;
  if (!state) return true;
  if (state.state !== 'pending') return false;
  const isDueForTheLast = run.now - state.created >= LAST_LOOK;
  if (isDueForTheLast && state.checked - state.created < LAST_LOOK) return true;
  const waited = state.checked - state.since;
  return run.isTurningOn || run.now - state.since >= GROWTH * waited;
}

/**
 * When a conversation ended, as a Unix time in seconds. Without an answer from Tavus, it is the time
 * of the first look that saw it ended, but at most the end of the longest possible call.
 */
function endOf(
  run: Run,
  listed: ConversationRecord,
  detail: ConversationDetail | null,
  before: ConversationState | undefined,
): number {
  const received = detail?.record.ended_at;
  if (received) return Math.min(run.now, Math.floor(Date.parse(received) / 1000));
  const seen = before?.state === 'pending' ? before.since : run.now;
  return Math.min(seen, createdSeconds(run, detail?.record ?? listed) + MAX_CALL_SECONDS);
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
