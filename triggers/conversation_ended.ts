import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { oneOf, yesNo } from '../forms/kinds.ts';
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
  shutdown_reason: field(oneOf(SHUTDOWN_REASONS, SHUTDOWN_LABELS), {
    label: 'Shutdown Reason',
    helpText:
      'Start the Zap only for calls that ended for this reason, such as a no-show. Leave it blank for all.',
  }),
  participant_joined: field(yesNo, {
    label: 'Participant Joined',
    helpText:
      'Yes: only calls in which somebody was there. No: only calls to which nobody came. A call of which Tavus does not say it starts the Zap only if this is blank.',
  }),
  call_outcome: field(oneOf(CALL_OUTCOMES, OUTCOME_LABELS), {
    label: 'Call Outcome',
    helpText:
      'Start the Zap only for calls with this outcome. Leave it blank for all. Whether somebody has talked shows with the transcript, so the Zap starts some minutes after the end.',
  }),
});

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'conversation_ended',
  label: 'Conversation Ended',
  description:
    'Triggers when a conversation has ended, whether anybody joined or not. Use Transcript Ready if you need what was said.',
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
 * The watch of Zaps filtered by something that appears after the end: they wait for it, with a memory
 * of their own. Undefined for all others.
 */
function watchFor({ participant_joined, call_outcome }: Filter): Watch | undefined {
  const waits = [
    ...(participant_joined === undefined ? [] : [PRESENCE]),
    ...(call_outcome === undefined ? [] : [call_outcome === 'unknown' ? NO_OUTCOME : OUTCOME]),
  ];
  if (waits.length === 0) return undefined;
  return {
    key: ['conversation_ended', ...waits.map(({ name }) => name)].join('_'),
    status: 'ended',
    readiness: (detail, secondsOver) => {
      const whenOver = readiness(detail, secondsOver);
      const isKnown = waits.every(({ isThere }) => isThere(detail, secondsOver));
      return whenOver === 'ready' && !isKnown ? 'not_yet' : whenOver;
    },
  };
}

/** Something that appears after the end, usually with the transcript; it may never come. */
interface Wait {
  readonly name: string;
  readonly isThere: (detail: ConversationDetail, secondsOver: number) => boolean;
}

const PRESENCE: Wait = {
  name: 'presence',
  isThere: ({ record }) => record.participant_joined !== null,
};

const OUTCOME: Wait = {
  name: 'outcome',
  isThere: ({ record }) => record.call_outcome !== 'unknown',
};

/** "Unknown" is final once no transcript can arrive. */
const NO_OUTCOME: Wait = {
  name: 'no_outcome',
  isThere: (_, secondsOver) => secondsOver >= TRANSCRIPT_SECONDS,
};

export default definition;
