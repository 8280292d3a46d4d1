import type { ConversationDetail } from '../tavus/conversation_record.ts';
import { finishedConversation } from './conversation_samples.ts';
import { conversationTrigger, pollPerform } from './conversation_trigger.ts';
import type { Readiness, Watch } from './poll.ts';
import { willStay } from './readiness.ts';

const watch: Watch = { key: 'recording_ready', status: 'ended', readiness };

function readiness(detail: ConversationDetail, secondsOver: number): Readiness {
  if (detail.happenings.recording) return 'ready';
  return willStay(detail, secondsOver) ? 'never' : 'not_yet';
}

export const perform = pollPerform(watch);

export default conversationTrigger(
  watch,
  {
    label: 'Recording Ready',
    description:
      'Triggers when the recording of a conversation is in your own storage, or could not be copied there. The recording status is `ready` or `failed`.',
  },
  perform,
  { ...finishedConversation, perception_analysis: null },
);
