import type { ConversationDetail } from '../tavus/conversation_record.ts';
import { finishedConversation } from './conversation_samples.ts';
import { conversationTrigger, pollPerform } from './conversation_trigger.ts';
import type { Readiness, Watch } from './poll.ts';
import { willStay } from './readiness.ts';

const watch: Watch = { key: 'transcript_ready', status: 'ended', readiness };

function readiness(detail: ConversationDetail, secondsOver: number): Readiness {
  const { turns } = detail.happenings;
  if (turns !== null && turns.length > 0) return 'ready';
  return willStay(detail, secondsOver) ? 'never' : 'not_yet';
}

export const perform = pollPerform(watch);

export default conversationTrigger(
  watch,
  {
    label: 'Transcript Ready',
    description:
      'Triggers when the transcript of an ended conversation is there, as text and as line items. A call in which nobody spoke has none.',
  },
  perform,
  { ...finishedConversation, perception_analysis: null },
);
