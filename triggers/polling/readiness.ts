import type { ConversationDetail } from '../../tavus/conversations/record.ts';

/** Whether a conversation has what a trigger promises. `never` is final. */
export type Readiness = 'ready' | 'not_yet' | 'never';

/** Whether a conversation will never have a transcript, recording or analysis: nobody came. */
export function nothingWillCome({ record }: ConversationDetail): boolean {
  return record.participant_joined === false;
}
