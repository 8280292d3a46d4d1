import * as z from 'zod/mini';
import { lazily } from '../lazily.ts';
import { readConversation } from './conversation.ts';
import { type Happenings, happeningsOf, type Turn } from './events.ts';
import { maybeNumber, maybeText, maybeTime, maybeYesNo, text } from './record.ts';
import type { WireObject } from './wire.ts';

/** A conversation and what happened in it: the one record of all triggers, searches and actions. */
export const conversationRecord = lazily(() =>
  z.object({
    id: text('ID'),
    conversation_id: text('Conversation ID'),
    conversation_name: maybeText('Conversation Name'),
    status: maybeText('Status'),
    conversation_url: maybeText('Conversation URL'),
    room_url: maybeText('Room URL'),
    replica_id: maybeText('Replica ID'),
    persona_id: maybeText('Persona ID'),
    callback_url: maybeText('Callback URL'),
    created_at: maybeTime('Created At'),
    ended_at: maybeTime('Ended At'),
    duration_seconds: maybeNumber('Duration (in Seconds, From Creation to End)'),
    shutdown_reason: maybeText('Shutdown Reason'),
    shutdown_reason_words: maybeText("Shutdown Reason in Tavus's Words"),
    participant_joined: maybeYesNo('Participant Joined'),
    participant_turns: maybeNumber('Participant Turns'),
    replica_turns: maybeNumber('Replica Turns'),
    transcript_text: maybeText('Transcript'),
    transcript: z.array(
      z.object({
        speaker: text('Transcript Speaker'),
        text: text('Transcript Text of the Turn'),
        seconds_from_start: maybeNumber('Transcript Seconds From Start'),
      }),
    ),
    recording_status: maybeText('Recording Status'),
    recording_provider: maybeText('Recording Storage Provider'),
    recording_uri: maybeText('Recording URI'),
    recording_bucket: maybeText('Recording Bucket or Container'),
    recording_key: maybeText('Recording Key'),
    recording_duration_seconds: maybeNumber('Recording Duration (in Seconds)'),
    recording_error: maybeText('Recording Error'),
    perception_analysis: maybeText('Perception Analysis'),
  }),
);

export type ConversationRecord = z.infer<ReturnType<typeof conversationRecord>>;

/** Why a conversation ended, in a closed list that a Zap can branch on. */
export type ShutdownReason =
  | 'max_call_duration'
  | 'participant_left'
  | 'participant_absent'
  | 'ended_by_request'
  | 'could_not_start'
  | 'other';

/** A conversation as the API tells it now. */
export interface ConversationDetail {
  readonly record: ConversationRecord;
  readonly happenings: Happenings;
}

/**
 * Reads a conversation from a list, a GET or a verbose GET, of any age; null if it has no id. What
 * the answer does not say, or says unreadably, is null in the record.
 */
export function conversationDetail(wire: WireObject): ConversationDetail | null {
  const facts = readConversation(wire);
  if (!facts) return null;
  const happenings = happeningsOf(wire);
  const { shutdown, turns, recording } = happenings;
  const ended_at = shutdown?.at ?? null;
  const reason = shutdown?.words ? shutdownReason(shutdown.words) : null;
  const record = {
    id: facts.conversation_id,
    ...facts,
    ended_at,
    duration_seconds: secondsBetween(facts.created_at, ended_at),
    shutdown_reason: reason,
    shutdown_reason_words: shutdown?.words ?? null,
    participant_joined: participantJoined(reason, happenings),
    participant_turns: turns && countTurns(turns, 'Participant'),
    replica_turns: turns && countTurns(turns, 'Replica'),
    transcript_text: transcriptText(turns),
    transcript: [...(turns ?? [])],
    recording_status: recording?.status ?? null,
    recording_provider: recording?.provider ?? null,
    recording_uri: recording?.uri ?? null,
    recording_bucket: recording?.bucket ?? null,
    recording_key: recording?.key ?? null,
    recording_duration_seconds: recording?.durationSeconds ?? null,
    recording_error: recording?.error ?? null,
    perception_analysis: happenings.perceptionAnalysis,
  };
  return { record, happenings };
}

/** Tavus's reasons are free text, with or without " reached" (Tavus docs: webhooks and callbacks). */
const REASONS: readonly (readonly [RegExp, ShutdownReason])[] = [
  [/max_call_duration/i, 'max_call_duration'],
  [/participant_left/i, 'participant_left'],
  [/participant_absent/i, 'participant_absent'],
  [/end_conversation_endpoint/i, 'ended_by_request'],
  [/could_not_join|startup/i, 'could_not_start'],
];

function shutdownReason(words: string): ShutdownReason {
  return REASONS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
}

/**
 * Whether a person was in the call; null if nothing tells. There is no event for it: the events
 * `replica_joined` and `pal_joined` come for every conversation as soon as the replica is ready.
 */
function participantJoined(
  reason: ShutdownReason | null,
  { turns, recording, perceptionAnalysis }: Happenings,
): boolean | null {
  const spoke = turns !== null && countTurns(turns, 'Participant') > 0;
  // Only somebody in the call can start a recording or be looked at.
  if (spoke || recording || perceptionAnalysis || reason === 'participant_left') return true;
  return reason === 'participant_absent' || reason === 'could_not_start' ? false : null;
}

function countTurns(turns: readonly Turn[], speaker: Turn['speaker']): number {
  return turns.filter((each) => each.speaker === speaker).length;
}

function transcriptText(turns: readonly Turn[] | null): string | null {
  if (!turns || turns.length === 0) return null;
  return turns.map((each) => `${each.speaker}: ${each.text}`).join('\n');
}

function secondsBetween(start: string | null, end: string | null): number | null {
  if (start === null || end === null) return null;
  return Math.max(0, Math.round((Date.parse(end) - Date.parse(start)) / 1000));
}
