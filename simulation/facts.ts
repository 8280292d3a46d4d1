import type {
  ConversationState,
  KnowledgeDocument,
  Sandbox,
  VideoState,
} from '../sandbox/sandbox.ts';

/** What is true of the conversations, videos, documents and replicas of an account. */

/** The filter of a Zap. */
export type Filter = Readonly<Record<string, string>>;

/** A thing that a trigger may fire for. */
export interface Thing {
  readonly id: string;
  readonly createdAt: Date;
  readonly isTest: boolean;
  /** When it ended, if a trigger looks at it repeatedly after its end. */
  readonly endedAt: Date | undefined;
  /** The moment from which a Zap may fire for it; null if it is not ready or does not fit the filter. */
  readonly readyFor: (filter: Filter) => Ready | null;
}

/** Moments in milliseconds of Unix time. */
export interface Ready {
  readonly at: number;
  /** The moment from which every answer shows it; null if no answer shows it now. */
  readonly shownSince: number | null;
}

/** An end of the training or the processing of a thing, which may be repeated. */
export interface End {
  readonly at: number;
  readonly hasFailed: boolean;
}

/** The ends of replicas and documents, by id: the world knows them, the sandbox does not show them. */
export type Ends = ReadonlyMap<string, readonly End[]>;

/** The things that a trigger looks at, the newest first. */
export function* thingsOf(trigger: string, sandbox: Sandbox, ends: Ends): Generator<Thing> {
  switch (trigger) {
    case 'video_ready':
      for (const each of sandbox.videos.toReversed()) yield videoThing(each);
      return;
    case 'document_ready':
      for (const each of sandbox.documents.toReversed()) {
        yield documentThing(each, ends.get(each.id) ?? [], sandbox.clock.now().getTime());
      }
      return;
    case 'replica_ready':
      for (const id of [...ends.keys()].toReversed()) {
        const replica = sandbox.replica(id);
        if (replica) yield replicaThing(replica, ends.get(id) ?? [], sandbox.clock.now().getTime());
      }
      return;
    default:
      for (let index = sandbox.conversations.length - 1; index >= 0; index -= 1) {
        const each = sandbox.conversations[index];
        if (each) yield conversationThing(each, trigger, sandbox.behaviour);
      }
  }
}

/** The thing of a trigger with this id. */
export function thingOf(
  trigger: string,
  id: string,
  sandbox: Sandbox,
  ends: Ends,
): Thing | undefined {
  const conversation = sandbox.conversation(id);
  if (conversation) return conversationThing(conversation, trigger, sandbox.behaviour);
  for (const thing of thingsOf(trigger, sandbox, ends)) if (thing.id === id) return thing;
  return undefined;
}

function conversationThing(
  conversation: ConversationState,
  trigger: string,
  { eventDelay }: Sandbox['behaviour'],
): Thing {
  const { id, createdAt, testMode, endedAt } = conversation;
  const readyFor = (filter: Filter) => {
    const happened = conversationReadyAt(trigger, filter, conversation);
    if (happened === null || trigger === 'new_conversation' || !endedAt) return always(happened);
    const at = Math.max(happened, endedAt.getTime() + eventDelay * 1000);
    // After ten minutes without a transcript, a call has another outcome (docs/polling.md).
    const isTooLate = filter.call_outcome === 'talked' && at - endedAt.getTime() >= 600_000;
    return { at, shownSince: isTooLate ? null : at };
  };
  return { id, createdAt, isTest: testMode, endedAt, readyFor };
}

function always(at: number | null): Ready | null {
  return at === null ? null : { at, shownSince: at };
}

function videoThing({ id, createdAt, updatedAt, status, replicaId }: VideoState): Thing {
  const readyFor = ({ outcome = 'ready', replica_id = replicaId }: Filter) => {
    const isOver = status === 'ready' || status === 'error';
    const fits = replica_id === replicaId && isChosen(outcome, status === 'error');
    return isOver && fits ? always(updatedAt.getTime()) : null;
  };
  return { id, createdAt, isTest: false, endedAt: undefined, readyFor };
}

function documentThing(document: KnowledgeDocument, ends: readonly End[], now: number): Thing {
  const { id, createdAt, status, tags } = document;
  const past = ends.filter(({ at }) => at <= now);
  const readyFor = ({ outcome = 'ready', tag }: Filter) => {
    const [first] = past;
    if (!first || !isChosen(outcome, first.hasFailed)) return null;
    if (tag !== undefined && !tags.includes(tag)) return null;
    // During a new crawl no answer shows how the last one ended.
    return { at: first.at, shownSince: status === 'recrawling' ? null : (past.at(-1)?.at ?? null) };
  };
  return { id, createdAt, isTest: false, endedAt: undefined, readyFor };
}

function replicaThing(
  { id, createdAt }: { readonly id: string; readonly createdAt: Date },
  ends: readonly End[],
  now: number,
): Thing {
  const readyFor = ({ outcome = 'ready' }: Filter) => {
    const end = ends.find(({ at, hasFailed }) => at <= now && isChosen(outcome, hasFailed));
    return always(end?.at ?? null);
  };
  return { id, createdAt, isTest: false, endedAt: undefined, readyFor };
}

function isChosen(outcome: string, hasFailed: boolean): boolean {
  return outcome === 'both' || (outcome === 'failed') === hasFailed;
}

// ---- conversations

/** When a conversation got what a trigger waits for, in milliseconds; null if it has not. */
function conversationReadyAt(
  trigger: string,
  filter: Filter,
  conversation: ConversationState,
): number | null {
  if (!fits(filter, conversation)) return null;
  if (trigger === 'new_conversation') return conversation.createdAt.getTime();
  if (conversation.testMode) return null;
  switch (trigger) {
    case 'conversation_ended':
      return endedAsWanted(filter, conversation);
    case 'transcript_ready':
      return firstOf(conversation, 'transcription_ready');
    case 'recording_ready':
      return firstOf(conversation, 'recording_ready', 'recording_copy_failed');
    case 'perception_analysis_ready':
      return firstOf(conversation, 'perception_analysis');
    case 'post_call_data_ready':
      return postCallReadyAt(conversation);
    default:
      throw new Error(`Unknown trigger ${trigger}`);
  }
}

/** A minute after the last action, because another one may follow. */
function postCallReadyAt({ events }: ConversationState): number | null {
  const last = events.findLast(({ kind }) => kind === 'post_call_action');
  return last ? last.at.getTime() + 60_000 : null;
}

type EventKind = ConversationState['events'][number]['kind'];

function firstOf({ events }: ConversationState, ...kinds: readonly EventKind[]): number | null {
  return events.find(({ kind }) => kinds.includes(kind))?.at.getTime() ?? null;
}

function fits(filter: Filter, conversation: ConversationState): boolean {
  const { replica_id = conversation.replicaId, persona_id = conversation.personaId } = filter;
  return replica_id === conversation.replicaId && persona_id === conversation.personaId;
}

const REASONS: Readonly<Record<string, string>> = {
  participant_absent: 'participant_absent_timeout',
  participant_left: 'participant_left_timeout',
  max_call_duration: 'max_call_duration',
  ended_by_request: 'end_conversation_endpoint_hit',
};

function endedAsWanted(
  { shutdown_reason, call_outcome }: Filter,
  conversation: ConversationState,
): number | null {
  const ended = firstOf(conversation, 'shutdown');
  const reason = conversation.shutdownReason;
  if (shutdown_reason !== undefined && REASONS[shutdown_reason] !== reason) return null;
  if (call_outcome === undefined || ended === null) return ended;
  if (call_outcome === 'no_show') return reason === REASONS.participant_absent ? ended : null;
  return spoken(conversation) ? firstOf(conversation, 'transcription_ready') : null;
}

function spoken({ lines }: ConversationState): boolean {
  return lines.some(({ role }) => role === 'user');
}
