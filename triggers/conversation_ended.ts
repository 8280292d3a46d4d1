import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { oneOf, yesNo } from '../forms/kinds.ts';
import { finishedBeforeAnalysis } from '../samples/conversation.ts';
import { type ConversationDetail, conversationColumns } from '../tavus/conversation.ts';
import { conversationTrigger, narrowingFields } from './conversation_trigger.ts';
import type { Readiness } from './polling/readiness.ts';

/** How long the reason of an end may take to show up, in seconds. */
const REASON_SECONDS = 600;

const narrowed = formOf({
  ...narrowingFields,
  shutdown_reason: field(
    oneOf(
      [
        'participant_absent',
        'participant_left',
        'max_call_duration',
        'ended_by_request',
        'could_not_start',
        'other',
      ],
      {
        participant_absent: 'No-Show (Nobody Joined)',
        participant_left: 'Participant Left',
        max_call_duration: 'Time Limit Reached',
        ended_by_request: 'Ended by Request',
        could_not_start: 'Could Not Start',
        other: 'Other',
      },
    ),
    {
      label: 'Shutdown Reason',
      helpText:
        'Start the Zap only for calls that ended for this reason, such as a no-show. Leave it blank for all.',
    },
  ),
  participant_joined: field(yesNo, {
    label: 'Participant Joined',
    helpText:
      'Yes: only calls in which somebody was there. No: only calls to which nobody came. A call of which Tavus does not say it starts the Zap only if this is blank.',
  }),
});

export const { form, columns, perform, definition } = conversationTrigger({
  key: 'conversation_ended',
  label: 'Conversation Ended',
  description:
    'Triggers when a conversation has ended, whether anybody joined or not. Use Transcript Ready if you need what was said.',
  status: 'ended',
  comesWithTheEnd: true,
  readiness,
  columns: conversationColumns,
  sample: finishedBeforeAnalysis,
  form: narrowed,
  // Presence shows later than the end, so those who wait for it do not share what is remembered.
  watchFor: ({ participant_joined }) =>
    participant_joined === undefined
      ? undefined
      : { key: 'conversation_ended_presence', status: 'ended', readiness: presenceReadiness },
});

/** Waits for the event that says when and why it ended, but not for ever. */
function readiness(detail: ConversationDetail, secondsOver: number): Readiness {
  const { hasEvents, shutdown } = detail.events;
  return shutdown || (hasEvents && secondsOver >= REASON_SECONDS) ? 'ready' : 'not_yet';
}

/** Waits also for what shows whether somebody was there, mostly the transcript; it may never come. */
function presenceReadiness(detail: ConversationDetail, secondsOver: number): Readiness {
  const whenOver = readiness(detail, secondsOver);
  const isKnown = detail.record.participant_joined !== null;
  return whenOver === 'ready' && !isKnown ? 'not_yet' : whenOver;
}

export default definition;
