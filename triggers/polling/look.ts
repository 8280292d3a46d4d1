import type { ConversationDetail, ConversationRecord } from '../../tavus/conversation.ts';
import { getConversation } from '../../tavus/conversations.ts';
import { type Failure, type FailureKind, outcomeOf, TavusError } from '../../tavus/failure.ts';
import { type ConversationState, type PollMemory, smallRecordOf } from './memory.ts';
import { createdAt, isReadyAsListed, RESERVE_SECONDS, type Run, readinessOf } from './run.ts';

/** How many conversations are got at the same time. */
const AT_ONCE = 5;

/** Failures that the next conversation would meet too. */
const GENERAL_FAILURES: readonly FailureKind[] = [
  'wrong_key',
  'no_permission',
  'too_many_requests',
  'unreachable',
];

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
  // The oldest first: they are the first to leave the look-back.
  const due = recent.filter((each) => needsLook(run, each, states[each.id])).reverse();
  await inParallel(due, async (listed) => {
    if (failure || run.client.secondsLeft() < RESERVE_SECONDS) return;
    const looked = await outcomeOf(() => look(run, listed, states[listed.id]));
    if (looked.ok) {
      learned[listed.id] = looked.value.state;
      if (looked.value.record) records.set(listed.id, looked.value.record);
    } else if (GENERAL_FAILURES.includes(looked.failure.kind)) {
      failure = looked.failure;
    } else {
      learned[listed.id] = states[listed.id] ?? pending(run, listed, run.now);
    }
  });
  if (failure && records.size === 0) throw new TavusError(failure);
  for (const each of recent) if (isReadyAsListed(run, each)) records.set(each.id, each);
  return { states: learned, records };
}

async function look(
  run: Run,
  listed: ConversationRecord,
  before: ConversationState | undefined,
): Promise<Look> {
  const detail = await getConversation(run.client, listed.id);
  const created = createdAt(run, listed);
  const ended = endOf(run, detail, before);
  const readiness = readinessOf(run, detail, ended);
  if (readiness === 'not_yet') return { state: pending(run, listed, ended) };
  if (readiness === 'never' || detail === null) return { state: { state: 'never', created } };
  const { record } = detail;
  return {
    state: { state: 'ready', created, since: run.now, record: smallRecordOf(record) },
    record,
  };
}

function pending(run: Run, listed: ConversationRecord, ended: number): ConversationState {
  return { state: 'pending', created: createdAt(run, listed), ended, checked: run.now };
}

/**
 * A conversation that is not ready yet is looked at again whenever the time since its end has
 * doubled: soon while something may come, seldom when it hardly will.
 */
function needsLook(
  run: Run,
  record: ConversationRecord,
  state: ConversationState | undefined,
): boolean {
  if (isReadyAsListed(run, record)) return false;
  if (!state) return true;
  if (state.state !== 'pending') return false;
  return run.now - state.ended >= 2 * (state.checked - state.ended);
}

/** When a conversation ended, as a Unix time in seconds; when it was first seen to have ended, if Tavus does not say. */
function endOf(
  run: Run,
  detail: ConversationDetail | null,
  before: ConversationState | undefined,
): number {
  const told = detail?.record.ended_at;
  if (told) return Math.min(run.now, Math.floor(Date.parse(told) / 1000));
  return before?.state === 'pending' ? before.ended : run.now;
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
