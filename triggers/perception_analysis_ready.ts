import { finishedConversation } from '../samples/conversation.ts';
import { type ConversationDetail, columnsFrom } from '../tavus/conversations/record.ts';
import { conversationTrigger } from './conversation_trigger.ts';
import { nothingWillCome, type Readiness } from './polling/run.ts';

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'perception_analysis_ready',
  label: 'Perception Analysis Ready',
  description:
    'Triggers when the visual analysis of a conversation is available, minutes after its end.',
  status: 'ended',
  readiness,
  columns: columnsFrom(['conversation_name', 'reference', 'perception_analysis']),
  sample: finishedConversation,
});

function readiness(detail: ConversationDetail): Readiness {
  const { perceptionAnalysis, perceptionUnavailable } = detail.events;
  if (perceptionAnalysis !== null) return 'ready';
  return perceptionUnavailable || nothingWillCome(detail) ? 'never' : 'not_yet';
}

export default definition;
