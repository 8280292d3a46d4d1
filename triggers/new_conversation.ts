import { newConversation } from '../samples/conversation.ts';
import { listedColumns } from '../tavus/conversations/record.ts';
import { conversationTrigger } from './conversation_trigger.ts';

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'new_conversation',
  label: 'New Conversation',
  description:
    'Triggers when any conversation is created, by a Zap or elsewhere, so this Zap must not create conversations.',
  status: undefined,
  // A listed conversation was created, so no request for it is needed.
  readiness: null,
  columns: listedColumns,
  sample: newConversation,
});

export default definition;
