import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { oneOf } from '../forms/kinds.ts';
import { finishedBeforeAnalysis } from '../samples/conversation.ts';
import {
  CALL_OUTCOMES,
  OUTCOME_LABELS,
  SHUTDOWN_LABELS,
  SHUTDOWN_REASONS,
  TRANSCRIPT_SECONDS,
} from '../tavus/conversations/outcome.ts';
import { type ConversationDetail, columnsFrom } from '../tavus/conversations/record.ts';
import { conversationTrigger, filterFields } from './conversation_trigger.ts';
import type { Filter, Readiness, Watch } from './polling/run.ts';

/** How long the reason of an end may take to appear, in seconds. */
const REASON_SECONDS = 600;

const filters = formOf({
  ...filterFields,
  call_outcome: field(oneOf(CALL_OUTCOMES, OUTCOME_LABELS), {
    label: 'Call Outcome',
    helpText:
      'Only calls with this outcome start the Zap. If blank, all do. The outcome depends on the transcript, so the Zap starts a few minutes after the call.',
  }),
  shutdown_reason: field(oneOf(SHUTDOWN_REASONS, SHUTDOWN_LABELS), {
    label: 'Shutdown Reason',
    helpText: 'Only calls that ended for this reason start the Zap. If blank, all do.',
  }),
});

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'conversation_ended',
  label: 'Conversation Ended',
  description: 'Triggers when a conversation has ended, whether or not anyone joined.',
  status: 'ended',
  readyAtEnd: true,
  readiness,
  columns: columnsFrom([
    'conversation_name',
    'reference',
    'call_outcome',
    'shutdown_reason',
    'duration_seconds',
  ]),
  sample: finishedBeforeAnalysis,
  form: filters,
  watchFor,
});

/** Waits for the event with the time and reason of the end, within a limit. */
function readiness({ events, record }: ConversationDetail, secondsOver: number): Readiness {
  const { hasEvents, shutdown } = events;
  if (shutdown?.at) return 'ready';
  const isOver = shutdown !== null || (hasEvents && record.status !== 'active');
  return isOver && secondsOver >= REASON_SECONDS ? 'ready' : 'not_yet';
}

/**
 * The watch of Zaps filtered by the outcome, which appears after the end: they wait for it, with a
 * memory of their own. Undefined for all others.
 */
function watchFor({ call_outcome }: Filter): Watch | undefined {
  if (call_outcome === undefined) return undefined;
  const isUnknown = call_outcome === 'unknown';
  return {
    key: `conversation_ended_${isUnknown ? 'no_outcome' : 'outcome'}`,
    status: 'ended',
    readiness: (detail, secondsOver) => {
      const whenOver = readiness(detail, secondsOver);
      // "Unknown" is final once no transcript can arrive.
      const isKnown = isUnknown
        ? secondsOver >= TRANSCRIPT_SECONDS
        : detail.record.call_outcome !== 'unknown';
      return whenOver === 'ready' && !isKnown ? 'not_yet' : whenOver;
    },
  };
}

export default definition;
