import { newConversation } from '../samples/conversation.ts';
import { listedColumns } from '../tavus/conversations/record.ts';
import { conversationTrigger } from './conversation_trigger.ts';

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'new_conversation',
  label: 'New Conversation',
  description:
    'Triggers when a conversation is created, by a Zap or elsewhere, so its own Zap must not create any.',
  status: undefined,
  // A listed conversation was created, so no request for it is needed.
  readiness: null,
  columns: listedColumns,
  sample: newConversation,
});

export default definition;
