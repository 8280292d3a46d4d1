import type { Turn } from './events.ts';

/** Why a conversation ended: a closed list that a Zap can branch on. */
export const SHUTDOWN_REASONS = [
  'participant_absent',
  'participant_left',
  'max_call_duration',
  'ended_by_request',
  'could_not_start',
  'other',
] as const;

export const SHUTDOWN_LABELS = {
  participant_absent: 'No-Show (Nobody Joined)',
  participant_left: 'Participant Left',
  max_call_duration: 'Time Limit Reached',
  ended_by_request: 'Ended by Request',
  could_not_start: 'Could Not Start',
  other: 'Other',
} as const;

export type ShutdownReason = (typeof SHUTDOWN_REASONS)[number];

/**
 * Tavus's reasons are free text, with or without " reached" (Tavus docs: webhooks and callbacks). They
 * are compared in lower case, with one underscore between the words.
 */
const REASONS: readonly (readonly [RegExp, ShutdownReason])[] = [
  [/max(imum)?_call_duration/, 'max_call_duration'],
  [/participants?_left/, 'participant_left'],
  [/participants?_absent/, 'participant_absent'],
  [/end_conversation_endpoint/, 'ended_by_request'],
  [/could_not_join|startup/, 'could_not_start'],
];

/** The reason for Tavus's words; null if there are none. */
export function shutdownReason(reason: string | null): ShutdownReason | null {
  if (reason === null) return null;
  const words = reason
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .replace(/[^a-z]+/gi, '_')
    .toLowerCase();
  return REASONS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
}

/** The result of a call: a closed list that a Zap can branch on without reading a transcript. */
export const CALL_OUTCOMES = ['talked', 'joined_silent', 'no_show', 'failed', 'unknown'] as const;

export const OUTCOME_LABELS = {
  talked: 'Talked',
  joined_silent: 'Joined, Said Nothing',
  no_show: 'Nobody Came',
  failed: 'Failed',
  unknown: 'Unknown',
} as const;

export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** The facts that decide the outcome of a call. */
export interface KnownOfCall {
  /** Null while there is no transcript. */
  readonly turns: readonly Turn[] | null;
  readonly participantJoined: boolean | null;
  readonly endedAt: string | null;
  /** Why it ended, in Tavus's words. */
  readonly reason: string | null;
}

/** How long a transcript may take to appear after a call, in seconds. */
export const TRANSCRIPT_SECONDS = 600;

/** Tavus's reasons for a call that failed (Tavus docs: webhooks and callbacks). */
const FAILURES = /could.?not.?join|startup|error|exception|room.?has.?been.?deleted/i;

/**
 * The outcome of a call, as far as it is known now. Without a transcript it is unknown whether a
 * participant spoke, until no transcript can arrive any more.
 */
export function callOutcome(call: KnownOfCall): CallOutcome {
  if (call.turns?.some(({ speaker }) => speaker === 'Participant')) return 'talked';
  if (FAILURES.test(call.reason ?? '')) return 'failed';
  if (call.participantJoined === null) return 'unknown';
  if (!call.participantJoined) return 'no_show';
  return call.turns !== null || isLongOver(call) ? 'joined_silent' : 'unknown';
}

function isLongOver({ endedAt }: KnownOfCall): boolean {
  return endedAt !== null && Date.now() - Date.parse(endedAt) >= TRANSCRIPT_SECONDS * 1000;
}
