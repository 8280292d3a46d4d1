import type { ZObject } from 'zapier-platform-core';
import type { SmallRecord } from '../../hydrators.ts';
import type { CallOutcome, ShutdownReason } from '../../tavus/conversations/outcome.ts';
import type { ConversationDetail, ConversationRecord } from '../../tavus/conversations/record.ts';
import type { ConversationStatus } from '../../tavus/conversations/requests.ts';
import type { TavusClient } from '../../tavus/http/client.ts';
import type { WireObject } from '../../tavus/http/wire.ts';
import { momentOf } from '../../tavus/lists/list_order.ts';

/** Whether a conversation has what a trigger promises. `never` is final. */
export type Readiness = 'ready' | 'not_yet' | 'never';

/** Whether a conversation will never have a transcript, recording or analysis: nobody came. */
export function nothingWillCome({ record }: ConversationDetail): boolean {
  return record.participant_joined === false;
}

/** The part of a trigger that polling needs. */
export interface Watch {
  /** The key of the trigger. */
  readonly key: string;
  /** The status by which the list of conversations is filtered. */
  readonly status: ConversationStatus | undefined;
  /**
   * Whether a conversation has what the trigger promises; null if being listed is enough.
   * `secondsOver` is how long it has been over, as far as is known.
   */
  readonly readiness: ((detail: ConversationDetail, secondsOver: number) => Readiness) | null;
  /** Whether a conversation that ended hours ago certainly has it. */
  readonly readyAtEnd?: true;
}

/** The filter of a Zap: values by their keys in the record. */
export interface Filter {
  readonly replica_id?: string | undefined;
  readonly persona_id?: string | undefined;
  readonly shutdown_reason?: ShutdownReason | undefined;
  readonly call_outcome?: CallOutcome | undefined;
}

/** A running poll. */
export interface Run {
  readonly z: ZObject;
  readonly client: TavusClient;
  readonly watch: Watch;
  readonly filter: Filter;
  /** Unix time in seconds. */
  readonly now: number;
  /** Whether a Zap is being turned on: the poll then returns everything past. */
  readonly isTurningOn: boolean;
}

/** Ids may come in another case. */
function isSame(one: unknown, other: unknown): boolean {
  const [first, second] = [one, other].map((each) =>
    typeof each === 'string' ? each.toLowerCase() : each,
  );
  return first === second;
}

/** Whether a conversation fits the filter; lists omit ids and everything about the end. */
export function matchesFilter({ filter }: Run, record: SmallRecord): 'yes' | 'no' | 'unknown' {
  const pairs = [
    [filter.replica_id, record.replica_id],
    [filter.persona_id, record.persona_id],
    [filter.shutdown_reason, record.shutdown_reason],
    [filter.call_outcome, outcomeIn(record, filter)],
  ].filter(([wanted]) => wanted !== undefined);
  if (pairs.some(([wanted, received]) => received !== null && !isSame(received, wanted)))
    return 'no';
  return pairs.every(([wanted, received]) => isSame(received, wanted)) ? 'yes' : 'unknown';
}

/** The outcome of a call; null if unknown, as in every list. */
function outcomeIn({ call_outcome }: SmallRecord, wanted: Filter): CallOutcome | null {
  return call_outcome === 'unknown' && wanted.call_outcome !== 'unknown' ? null : call_outcome;
}

/** Whether a list of ended conversations has one that goes on: it does not keep to its filter then. */
export function isGoingOn({ watch }: Run, { status }: ConversationRecord): boolean {
  return watch.status === 'ended' && status === 'active';
}

/** Whether the list alone shows that the trigger fires for a conversation. */
export function isReadyAsListed(run: Run, record: ConversationRecord): boolean {
  return run.watch.readiness === null && matchesFilter(run, record) === 'yes';
}

/** When a conversation was created, as a Unix time in seconds; now if unknown. */
export function createdSeconds({ now }: Run, conversation: WireObject): number {
  const moment = momentOf(conversation);
  return moment === null ? now : Math.floor(moment / 1000);
}

/** Filters are not applied here: Zaps with other filters share the memory. */
export function readinessOf(
  { watch, now }: Run,
  detail: ConversationDetail,
  ended: number,
): Readiness {
  return watch.readiness?.(detail, now - ended) ?? 'ready';
}
