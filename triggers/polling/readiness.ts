import type { ConversationDetail } from '../../tavus/conversation.ts';

/** Whether a conversation has what a trigger promises; `never` is final. */
export type Readiness = 'ready' | 'not_yet' | 'never';

/** How long the first event of a conversation may take to show up, in seconds. */
const FIRST_EVENT_SECONDS = 600;

/**
 * Whether a conversation was created in test mode: the API does not say so, but nothing ever happens
 * in one, while in every other the replica joins at once.
 */
export function isTest({ events }: ConversationDetail, secondsOver: number): boolean {
  return !events.hasEvents && !events.shutdown && secondsOver >= FIRST_EVENT_SECONDS;
}

/** Whether a conversation will never have a transcript, recording or analysis: a test, or nobody came. */
export function nothingWillCome(detail: ConversationDetail, secondsOver: number): boolean {
  return detail.record.participant_joined === false || isTest(detail, secondsOver);
}
