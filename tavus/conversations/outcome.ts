import type { Turn } from './events.ts';

/** What came of a call: a closed list that a Zap can branch on without reading anything. */
export const CALL_OUTCOMES = ['talked', 'joined_silent', 'no_show', 'failed', 'unknown'] as const;

/** The same in words. */
export const OUTCOME_LABELS = {
  talked: 'Talked',
  joined_silent: 'Joined, Said Nothing',
  no_show: 'Nobody Came',
  failed: 'Failed',
  unknown: 'Unknown',
} as const;

export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** What is known of a call. */
export interface KnownOfCall {
  /** Null while there is no transcript. */
  readonly turns: readonly Turn[] | null;
  readonly participantJoined: boolean | null;
  readonly endedAt: string | null;
  /** Why it ended, in Tavus's words. */
  readonly reason: string | null;
}

/** How long a transcript may take to show up after a call, in seconds. */
export const TRANSCRIPT_SECONDS = 600;

/** Reasons of Tavus's own that mean that something went wrong (Tavus docs: webhooks and callbacks). */
const FAILURES = /could.?not.?join|startup|error|exception|room.?has.?been.?deleted/i;

/**
 * What came of a call, as far as is known now. Without a transcript it is unknown whether somebody
 * who was there spoke, until it can come no more.
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
