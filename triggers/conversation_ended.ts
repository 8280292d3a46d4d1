import { finishedBeforeAnalysis } from '../samples/conversation.ts';
import type { ConversationDetail } from '../tavus/conversation.ts';
import { conversationTrigger } from './conversation_trigger.ts';
import { isTest, type Readiness } from './polling/readiness.ts';

/** How long the reason of an end may take to show up, in seconds. */
const REASON_SECONDS = 600;

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'conversation_ended',
  label: 'Conversation Ended',
  description:
    'Triggers when a conversation has ended, whether anybody joined or not. Use Transcript Ready if you need what was said.',
  status: 'ended',
  readiness,
  sample: finishedBeforeAnalysis,
});

/** Waits for the event that says when and why it ended, but not for ever. */
function readiness(detail: ConversationDetail, secondsOver: number): Readiness {
  if (isTest(detail, secondsOver)) return 'never';
  const { hasEvents, shutdown } = detail.events;
  return shutdown || (hasEvents && secondsOver >= REASON_SECONDS) ? 'ready' : 'not_yet';
}

export default definition;
