import type { ConversationDetail, ConversationRecord } from '../../tavus/conversation.ts';
import { getConversation } from '../../tavus/conversations.ts';
import { type Failure, type FailureKind, outcomeOf, TavusError } from '../../tavus/failure.ts';
import {
  type ConversationState,
  type PollMemory,
  postCallMemoryOf,
  smallRecordOf,
} from './memory.ts';
import {
  createdAt,
  isReadyAsListed,
  LOOK_BACK_SECONDS,
  RESERVE_SECONDS,
  type Run,
  readinessOf,
} from './run.ts';

/** How many conversations are got at the same time. */
const AT_ONCE = 5;

/** Failures that the next conversation would meet too. */
const GENERAL_FAILURES: readonly FailureKind[] = [
  'wrong_key',
  'no_permission',
  'too_many_requests',
  'unreachable',
];

/**
 * How long a conversation that is empty is looked at again and again, in seconds: its first event may
 * take that long. Most that stay empty longer were created in test mode, where nothing ever happens;
 * the API does not say so.
 */
const FIRST_EVENT_SECONDS = 600;

/** By how much the time that it has been waited for has grown when a conversation is looked at again. */
const GROWTH = 2;
/** The same for a probable test: once more after hours, in case that Tavus had answered badly. */
const GROWTH_FOR_TESTS = 16;

/** Before a conversation leaves the look-back it is looked at a last time: from this age on, in seconds. */
const LAST_LOOK = LOOK_BACK_SECONDS - 3600;

/** No call lasts longer, in seconds. */
const LONGEST_CALL = 2 * 3600;

/** What a poll has learned about the conversations that it looked at. */
export interface LookResult {
  readonly states: PollMemory['states'];
  /** The full records of those that are ready. */
  readonly records: ReadonlyMap<string, ConversationRecord>;
}

/** What one look at a conversation gave. */
interface Look {
  readonly state: ConversationState;
  /** The full record, if it is ready. */
  readonly record?: ConversationRecord;
}

/**
 * Looks at the conversations about which something may be new, each with one request. Throws a
 * TavusError if there is nothing to give because of it.
 */
export async function lookAtNews(
  run: Run,
  recent: readonly ConversationRecord[],
  states: PollMemory['states'],
): Promise<LookResult> {
  const learned: Record<string, ConversationState> = {};
  const records = new Map<string, ConversationRecord>();
  let failure: Failure | undefined;
  const due = recent.filter((each) => needsLook(run, each, states[each.id]));
  await inParallel(inOrderOfLook(run, due, states), async (listed) => {
    if (failure || run.client.secondsLeft() < RESERVE_SECONDS) return;
    const looked = await outcomeOf(() => look(run, listed, states[listed.id]));
    if (looked.ok) {
      learned[listed.id] = looked.value.state;
      if (looked.value.record) records.set(listed.id, looked.value.record);
    } else if (GENERAL_FAILURES.includes(looked.failure.kind)) {
      failure = looked.failure;
    } else if (!run.isTurningOn) {
      learned[listed.id] = states[listed.id] ?? pendingSince(run, listed, run.now, false);
    }
  });
  if (failure && records.size === 0) throw new TavusError(failure);
  for (const each of recent) if (isReadyAsListed(run, each)) records.set(each.id, each);
  return { states: learned, records };
}

/**
 * The oldest first: they are the first to leave the look-back. When a Zap is turned on, they are what
 * has most probably happened before, also without a look. Where nothing is remembered, each poll
 * begins elsewhere: what there is no time for would never have its turn.
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
  const created = createdAt(run, listed);
  const ended = endOf(run, listed, detail, before);
  const readiness = detail === null ? 'not_yet' : readinessOf(run, detail, ended);
  if (readiness === 'never') return { state: { state: 'never', created } };
  if (detail !== null && readiness === 'ready') {
    const { record } = detail;
    const small = { record: smallRecordOf(record), postCall: postCallMemoryOf(record) };
    return { state: { state: 'ready', created, since: run.now, ...small }, record };
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
  const created = createdAt(run, listed);
  return { state: 'pending', created, since, checked: run.now, isEmpty };
}

/**
 * A conversation that is not ready yet is looked at again whenever the time that it has been waited for
 * has doubled: soon while something may come, seldom when it hardly will.
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
  const isProbableTest = state.isEmpty && waited >= FIRST_EVENT_SECONDS;
  const growth = isProbableTest ? GROWTH_FOR_TESTS : GROWTH;
  return run.isTurningOn || run.now - state.since >= growth * waited;
}

/**
 * When a conversation ended, as a Unix time in seconds. If Tavus does not say, it is when it was first
 * seen to have ended, but not later than the longest call would have.
 */
function endOf(
  run: Run,
  listed: ConversationRecord,
  detail: ConversationDetail | null,
  before: ConversationState | undefined,
): number {
  const told = detail?.record.ended_at;
  if (told) return Math.min(run.now, Math.floor(Date.parse(told) / 1000));
  const seen = before?.state === 'pending' ? before.since : run.now;
  return Math.min(seen, createdAt(run, detail?.record ?? listed) + LONGEST_CALL);
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
