import type { ConversationDetail } from '../tavus/conversation_record.ts';
import { finishedConversation } from './conversation_samples.ts';
import { conversationTrigger, pollPerform } from './conversation_trigger.ts';
import type { Readiness, Watch } from './poll.ts';
import { isTest } from './readiness.ts';

/** How long the reason of an end may take to show up, in seconds. */
const REASON_SECONDS = 600;

const watch: Watch = { key: 'conversation_ended', status: 'ended', readiness };

/** Waits for the event that tells when and why it ended, but not for ever. */
function readiness(detail: ConversationDetail, secondsOver: number): Readiness {
  if (isTest(detail, secondsOver)) return 'never';
  const { hasEvents, shutdown } = detail.happenings;
  return shutdown || (hasEvents && secondsOver >= REASON_SECONDS) ? 'ready' : 'not_yet';
}

export const perform = pollPerform(watch);

export default conversationTrigger(
  watch,
  {
    label: 'Conversation Ended',
    description:
      'Triggers when a conversation has ended, whether anybody joined or not. Use Transcript Ready if you need what was said.',
  },
  perform,
  { ...finishedConversation, perception_analysis: null },
);
