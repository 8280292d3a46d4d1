import type { ConversationDetail, ConversationRecord } from '../../tavus/conversations/record.ts';
import { getConversation } from '../../tavus/conversations/requests.ts';
import { type Failure, type FailureKind, resultOf, TavusError } from '../../tavus/http/failure.ts';
import {
  type ConversationState,
  type PollMemory,
  postCallMemoryOf,
  smallRecordOf,
} from './memory.ts';
import { LOOK_BACK_SECONDS, RESERVE_SECONDS } from './recent.ts';
import { createdSeconds, isReadyAsListed, type Run, readinessOf } from './run.ts';

/** How many conversations are requested at the same time. */
const AT_ONCE = 5;

/** Failures that concern the whole account. */
const GENERAL_FAILURES: readonly FailureKind[] = [
  'wrong_key',
  'no_permission',
  'too_many_requests',
  'unreachable',
];

/**
 * How long an empty conversation is looked at often, in seconds: its first event may take that long.
 * Most conversations that stay empty were created in test mode, which the API does not show.
 */
const FIRST_EVENT_SECONDS = 600;

/** A conversation is looked at again when its waiting time has grown by this factor. */
const GROWTH = 2;
/** The factor for a probable test, which may be a call whose events come late. */
const GROWTH_FOR_TESTS = 4;

/** The age of the last look before a conversation leaves the look-back, in seconds. */
const LAST_LOOK = LOOK_BACK_SECONDS - 3600;

/** The longest possible call, in seconds. */
const MAX_CALL_SECONDS = 2 * 3600;

/** The results of a poll's looks. */
export interface LookResult {
  readonly states: PollMemory['states'];
  /** The full records of the ready conversations. */
  readonly records: ReadonlyMap<string, ConversationRecord>;
}

/** The result of one look at a conversation. */
interface Look {
  readonly state: ConversationState;
  /** The full record, if it is ready. */
  readonly record?: ConversationRecord;
}

/**
 * Looks at the conversations that may have changed, each with one request. Throws a TavusError if a
 * failure leaves nothing to return.
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
    const looked = await resultOf(() => look(run, listed, states[listed.id]));
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
  const created = createdSeconds(run, listed);
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
  const isProbableTest = state.isEmpty && waited >= FIRST_EVENT_SECONDS;
  const growth = isProbableTest ? GROWTH_FOR_TESTS : GROWTH;
  return run.isTurningOn || run.now - state.since >= growth * waited;
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
