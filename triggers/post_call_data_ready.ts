import { finishedWithPostCall } from '../samples/conversation.ts';
import { type ConversationDetail, columnsFrom } from '../tavus/conversations/record.ts';
import { conversationTrigger } from './conversation_trigger.ts';
import { nothingWillCome, type Readiness } from './polling/run.ts';

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'post_call_data_ready',
  label: 'Post-Call Data Ready',
  description:
    'Triggers when the post-call fields of a conversation, such as a summary, are filled in.',
  status: 'ended',
  columns: columnsFrom(['post_call', 'conversation_name', 'reference']),
  readiness,
  sample: finishedWithPostCall,
});

/** How long after the last action the trigger waits for another, in seconds. */
const OTHERS_SECONDS = 60;

/** Actions report one by one, and their number is unknown. */
function readiness(detail: ConversationDetail, secondsOver: number): Readiness {
  const { postCall, postCallAt } = detail.events;
  if (postCall.length > 0) {
    return secondsOver - secondsAfterEnd(detail, postCallAt) >= OTHERS_SECONDS
      ? 'ready'
      : 'not_yet';
  }
  return nothingWillCome(detail) ? 'never' : 'not_yet';
}

/** How long after the call something happened; minus infinity if unknown. */
function secondsAfterEnd({ record }: ConversationDetail, at: string | null): number {
  if (at === null || record.ended_at === null) return Number.NEGATIVE_INFINITY;
  return (Date.parse(at) - Date.parse(record.ended_at)) / 1000;
}

export default definition;
