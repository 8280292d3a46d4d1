import { finishedWithPostCall } from '../samples/conversation.ts';
import { type ConversationDetail, conversationColumns } from '../tavus/conversation.ts';
import { conversationTrigger } from './conversation_trigger.ts';
import { nothingWillCome, type Readiness } from './polling/readiness.ts';

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'post_call_data_ready',
  label: 'Post-Call Data Ready',
  description:
    'Triggers when the fields of a post-call action, such as a summary and a next step, are filled in after a call. The persona needs such an action, and somebody has to have spoken.',
  status: 'ended',
  columns: conversationColumns,
  readiness,
  sample: finishedWithPostCall,
});

/** How long the last action has to be over before no other is waited for, in seconds. */
const OTHERS_SECONDS = 60;

/** Each action tells for itself, and nobody how many there are. */
function readiness(detail: ConversationDetail, secondsOver: number): Readiness {
  const { postCall, postCallAt } = detail.events;
  if (postCall.length > 0) {
    return secondsOver - secondsAfterEnd(detail, postCallAt) >= OTHERS_SECONDS
      ? 'ready'
      : 'not_yet';
  }
  return nothingWillCome(detail) ? 'never' : 'not_yet';
}

/** How long after the call something happened; long before it, if nobody knows. */
function secondsAfterEnd({ record }: ConversationDetail, at: string | null): number {
  if (at === null || record.ended_at === null) return Number.NEGATIVE_INFINITY;
  return (Date.parse(at) - Date.parse(record.ended_at)) / 1000;
}

export default definition;
