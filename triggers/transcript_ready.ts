import { finishedBeforeAnalysis } from '../samples/conversation.ts';
import { type ConversationDetail, columnsFrom } from '../tavus/conversations/record.ts';
import { conversationTrigger } from './conversation_trigger.ts';
import { nothingWillCome, type Readiness } from './polling/run.ts';

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'transcript_ready',
  label: 'Transcript Ready',
  description:
    'Triggers when the transcript of an ended conversation is available, unless nobody spoke.',
  status: 'ended',
  readiness,
  columns: columnsFrom([
    'conversation_name',
    'reference',
    'transcript_text',
    'transcript_short',
    'call_outcome',
    'duration_seconds',
  ]),
  sample: finishedBeforeAnalysis,
});

function readiness(detail: ConversationDetail): Readiness {
  const { turns } = detail.events;
  if (turns !== null && turns.length > 0) return 'ready';
  return nothingWillCome(detail) ? 'never' : 'not_yet';
}

export default definition;
