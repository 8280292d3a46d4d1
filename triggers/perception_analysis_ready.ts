import type { ConversationDetail } from '../tavus/conversation_record.ts';
import { finishedConversation } from './conversation_samples.ts';
import { conversationTrigger, pollPerform } from './conversation_trigger.ts';
import type { Readiness, Watch } from './poll.ts';
import { willStay } from './readiness.ts';

const watch: Watch = { key: 'perception_analysis_ready', status: 'ended', readiness };

function readiness(detail: ConversationDetail, secondsOver: number): Readiness {
  const { perceptionAnalysis, perceptionUnavailable } = detail.happenings;
  if (perceptionAnalysis !== null) return 'ready';
  return perceptionUnavailable || willStay(detail, secondsOver) ? 'never' : 'not_yet';
}

export const perform = pollPerform(watch);

export default conversationTrigger(
  watch,
  {
    label: 'Perception Analysis Ready',
    description:
      'Triggers when the visual analysis of a conversation is there: what the replica saw of the participant. It comes minutes after the end.',
  },
  perform,
  finishedConversation,
);
