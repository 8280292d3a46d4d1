import { newConversation } from './conversation_samples.ts';
import { conversationTrigger, pollPerform } from './conversation_trigger.ts';
import type { Watch } from './poll.ts';

/** Everything in the list has been created, so there is nothing more to ask. */
const watch: Watch = { key: 'new_conversation', status: undefined, readiness: null };

export const perform = pollPerform(watch);

export default conversationTrigger(
  watch,
  {
    label: 'New Conversation',
    description: 'Triggers when a conversation is created, in this Zap or anywhere else.',
  },
  perform,
  newConversation,
);
