import { finishedBeforeAnalysis } from '../samples/conversation.ts';
import { type ConversationDetail, columnsFrom } from '../tavus/conversations/record.ts';
import { conversationTrigger } from './conversation_trigger.ts';
import { nothingWillCome, type Readiness } from './polling/run.ts';

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'recording_ready',
  label: 'Recording Ready',
  description:
    'Triggers when the recording of a conversation is in your own storage, or could not be copied there.',
  status: 'ended',
  readiness,
  columns: columnsFrom([
    'conversation_name',
    'reference',
    'recording_status',
    'recording_uri',
    'recording_error',
  ]),
  sample: finishedBeforeAnalysis,
});

function readiness(detail: ConversationDetail): Readiness {
  if (detail.events.recording) return 'ready';
  return nothingWillCome(detail) ? 'never' : 'not_yet';
}

export default definition;
