import type { Age, Behaviour } from '../behaviour.ts';
import type { JsonRecord } from '../reading.ts';
import { type Clock, secondsAfter } from './clock.ts';
import {
  Conversation,
  type ConversationStatus,
  hasDialogue,
  SECONDS_PER_LINE,
  withSystemPrompt,
} from './conversation.ts';
import { readConversationRequest } from './conversation_request.ts';
import type { ConversationEvent, Role } from './events.ts';
import { DEFAULT_PERSONA_ID, type IdSource } from './ids.ts';
import { type PostCallAction, postCallEvent } from './post_call.ts';

/** The options of addConversation. Dates may be ISO 8601 texts. */
export interface ConversationRecord {
  id: string;
  name: string;
  /** Default: ended. An active one takes a slot and has no timers until somebody joins it. */
  status: ConversationStatus;
  /** Default: an hour ago when ended, else now. */
  createdAt: Date | string;
  /** Default: a minute and five seconds per line after its creation, but not after now. */
  endedAt: Date | string;
  shutdownReason: string;
  replicaId: string;
  personaId: string;
  callbackUrl: string;
  body: JsonRecord;
  testMode: boolean;
  lines: readonly (readonly [Role, string])[];
  /** The analysis in Markdown; null if nothing was seen. */
  perception: string | 'unavailable';
  /** Actions after the call; `postCallDelay` sets when. */
  postCall: readonly PostCallAction[];
  /** Replaces all events that the other options would make. */
  events: readonly ConversationEvent[];
  age: Age;
  names: 'old' | 'new';
}

interface Surroundings {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly ids: IdSource;
  readonly sequence: number;
  /** For a conversation without options. */
  readonly anyReplicaId: string | undefined;
}

/** Adds a conversation as it is, without a request. */
export function conversationFromRecord(
  record: Partial<ConversationRecord>,
  surroundings: Surroundings,
): Conversation {
  const { clock, ids, sequence } = surroundings;
  const now = clock.now();
  const status = record.status ?? 'ended';
  const createdAt = new Date(
    record.createdAt ?? (status === 'ended' ? secondsAfter(now, -3600) : now),
  );
  const request = requestOf(record);
  const conversation = new Conversation(clock, {
    id: record.id ?? ids.next('c'),
    sequence,
    request,
    name: record.name ?? request.name ?? `New Conversation ${createdAt.getTime()}`,
    replicaId: record.replicaId ?? request.replicaId ?? surroundings.anyReplicaId ?? 'r00000000000',
    personaId: record.personaId ?? request.personaId ?? DEFAULT_PERSONA_ID,
    createdAt,
  });
  conversation.status = status;
  conversation.age = record.age;
  conversation.names = record.names;
  conversation.lines = (record.lines ?? []).map(([role, content], index) => ({
    role,
    content,
    at: secondsAfter(createdAt, index * SECONDS_PER_LINE),
    durationSeconds: 2.15,
  }));
  if (status === 'ended') {
    giveHistory(conversation, record, surroundings);
  } else if (!request.testMode) {
    conversation.allEvents = [{ kind: 'replica_joined', at: createdAt }];
  }
  if (record.events !== undefined) {
    conversation.allEvents = [...record.events];
  }
  return conversation;
}

/** Most records leave out the request; a hundred thousand of them share this one. */
const NOTHING_ASKED = readConversationRequest({});

function requestOf({ body, callbackUrl, testMode }: Partial<ConversationRecord>) {
  if (body === undefined && callbackUrl === undefined && testMode === undefined) {
    return NOTHING_ASKED;
  }
  return readConversationRequest({
    ...body,
    ...(callbackUrl === undefined ? {} : { callback_url: callbackUrl }),
    ...(testMode === undefined ? {} : { test_mode: testMode }),
  });
}

function giveHistory(
  conversation: Conversation,
  record: Partial<ConversationRecord>,
  { clock, behaviour }: Surroundings,
): void {
  const { createdAt, lines } = conversation;
  const usualEnd = secondsAfter(createdAt, 60 + lines.length * SECONDS_PER_LINE);
  const end = new Date(record.endedAt ?? Math.min(usualEnd.getTime(), clock.now().getTime()));
  conversation.endedAt = end;
  if (conversation.testMode) {
    return;
  }
  const somebodyWasThere = lines.some((line) => line.role === 'user');
  const reason =
    record.shutdownReason ??
    (somebodyWasThere ? 'participant_left_timeout' : 'participant_absent_timeout');
  conversation.shutdownReason = reason;
  conversation.allEvents.push(
    { kind: 'replica_joined', at: createdAt },
    { kind: 'shutdown', at: end, reason },
  );
  if (hasDialogue(lines)) {
    const at = secondsAfter(end, behaviour.transcriptDelay);
    const entries = withSystemPrompt(conversation);
    conversation.allEvents.push({ kind: 'transcription_ready', at, lines: entries });
  }
  if (record.perception !== undefined) {
    const at = secondsAfter(end, behaviour.perceptionDelay);
    conversation.allEvents.push(
      record.perception === 'unavailable'
        ? { kind: 'perception_unavailable', at }
        : { kind: 'perception_analysis', at, analysis: record.perception },
    );
  }
  if (record.postCall !== undefined && behaviour.postCallDelay !== 'never') {
    const at = secondsAfter(end, behaviour.postCallDelay);
    conversation.allEvents.push(...record.postCall.map((action) => postCallEvent(action, at)));
  }
}
