import { newConversation } from '../samples/conversation.ts';
import { listedColumns } from '../tavus/conversation.ts';
import { conversationTrigger } from './conversation_trigger.ts';

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'new_conversation',
  label: 'New Conversation',
  description:
    'Triggers when a conversation is created, by a Zap or anywhere else. A Zap that starts with it must not create conversations.',
  status: undefined,
  // Everything in the list has been created, so there is nothing more to ask.
  readiness: null,
  columns: listedColumns,
  sample: newConversation,
});

export default definition;
