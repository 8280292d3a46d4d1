import type { ConversationDetail } from '../tavus/conversation_record.ts';

/** How long the first event of a conversation may take to show up, in seconds. */
const FIRST_EVENT_SECONDS = 600;

/**
 * Whether a conversation was created in test mode: the API does not say so, but nothing ever happens
 * in one, while in every other the replica joins at once.
 */
export function isTest({ happenings }: ConversationDetail, secondsOver: number): boolean {
  return !happenings.hasEvents && !happenings.shutdown && secondsOver >= FIRST_EVENT_SECONDS;
}

/** Whether a conversation stays without transcript, recording and analysis: a test, or nobody came. */
export function willStay(detail: ConversationDetail, secondsOver: number): boolean {
  return detail.record.participant_joined === false || isTest(detail, secondsOver);
}
