import type { ConversationDetail } from '../../tavus/conversation.ts';

/** Whether a conversation has what a trigger promises. `never` is final: only for what cannot change any more. */
export type Readiness = 'ready' | 'not_yet' | 'never';

/** Whether a conversation will never have a transcript, recording or analysis: nobody came. */
export function nothingWillCome({ record }: ConversationDetail): boolean {
  return record.participant_joined === false;
}
