import type { ConversationEvent, Role, TranscriptLine } from '../account/events.ts';
import { DELIVERY_SECRET, type PostCallEvent } from '../account/post_call.ts';
import type { Age, OddForms } from '../behaviour.ts';
import { timeInForm } from './times.ts';

/** An event as get-conversation shows it. */
export interface WireEvent {
  readonly event_type: string;
  readonly timestamp: string | number;
  readonly properties: { readonly [name: string]: unknown };
}

/** An event as it is posted to the callback URL. */
export interface WireCallback extends WireEvent {
  readonly conversation_id: string;
  readonly webhook_url: string;
  readonly message_type: string;
}

/** What the wire form of an event depends on. */
export interface WireContext extends OddForms {
  readonly age: Age;
  readonly newNames: boolean;
  readonly replicaId: string;
  /** Counts conversations; recorded answers differ in the form of timestamps, and so do these. */
  readonly sequence: number;
  /** Events posted to the callback URL differ a little from those in verbose answers. */
  readonly channel: 'verbose' | 'callback';
}

/** Expired timers; the Tavus docs list these reasons with " reached" at the end. */
const TIMER_REASONS = new Set([
  'max_call_duration',
  'participant_left_timeout',
  'participant_absent_timeout',
]);

/** With " reached" as in the list of the docs, or without as in their examples. */
export function wireShutdownReason(
  reason: string,
  age: Age,
  channel: WireContext['channel'],
  form: WireContext['reasonForm'] = 'code',
): string {
  const asInExamples = age === '2025' || (age === 'may_2026' && channel === 'verbose');
  return oddReason(TIMER_REASONS.has(reason) && !asInExamples ? `${reason} reached` : reason, form);
}

/** The wire form of one event; since mid-2026 there are two events when the replica joins. */
export function wireEvents(event: ConversationEvent, context: WireContext): WireEvent[] {
  const timestamp = timeInForm(event.at, context.age, context.timeForm);
  const replica = context.newNames
    ? { face_id: context.replicaId }
    : { replica_id: context.replicaId };
  switch (event.kind) {
    case 'replica_joined': {
      const joined = { event_type: 'system.replica_joined', timestamp, properties: replica };
      return context.age === 'autumn_2026'
        ? [joined, { ...joined, event_type: 'system.pal_joined' }]
        : [joined];
    }
    case 'shutdown':
      return [
        {
          event_type: 'system.shutdown',
          timestamp,
          properties: shutdownProperties(event.reason, replica, context),
        },
      ];
    case 'transcription_ready':
      return [
        {
          event_type: 'application.transcription_ready',
          timestamp,
          properties: { ...replica, transcript: wireTranscript(event.lines, context) },
        },
      ];
    case 'recording_ready':
      return [
        {
          event_type: 'application.recording_ready',
          timestamp,
          properties: recordingProperties(event, context.age),
        },
      ];
    case 'recording_copy_failed':
      return [
        {
          event_type: 'application.recording_copy_failed',
          timestamp,
          properties: {
            error_code: 'access_denied',
            error_message: 'The bucket could not be written to.',
          },
        },
      ];
    case 'perception_analysis':
      return [
        {
          event_type: 'application.perception_analysis',
          timestamp,
          properties: { analysis: event.analysis },
        },
      ];
    case 'perception_unavailable':
      return [
        {
          event_type: 'application.perception_unavailable',
          timestamp,
          properties: { reason: 'no_vision_history' },
        },
      ];
    case 'post_call_action':
      return [
        {
          event_type: 'application.post_call_action_executed',
          timestamp,
          properties: postCallProperties(event, context.age),
        },
      ];
    case 'other':
      return [{ event_type: event.eventType, timestamp, properties: event.properties }];
  }
}

/** The envelope of an event in a callback. */
export function wireCallback(
  event: WireEvent,
  conversationId: string,
  callbackUrl: string,
): WireCallback {
  return {
    properties: event.properties,
    conversation_id: conversationId,
    webhook_url: callbackUrl,
    event_type: event.event_type,
    message_type: event.event_type.split('.')[0] ?? '',
    timestamp: event.timestamp,
  };
}

function shutdownProperties(
  reason: string,
  replica: WireEvent['properties'],
  { age, channel, reasonForm }: WireContext,
): WireEvent['properties'] {
  const text = wireShutdownReason(reason, age, channel, reasonForm);
  // Tavus docs, get-conversation of May 2026: only the reason, under a shorter name.
  return age === 'may_2026' && channel === 'verbose'
    ? { reason: text }
    : { ...replica, shutdown_reason: text };
}

function wireTranscript(
  lines: readonly TranscriptLine[],
  { age, sequence, timeForm, roleNames }: WireContext,
): object[] {
  if (age === '2025') {
    return lines.map(({ role, content }) => ({ role: wireRole(role, roleNames), content }));
  }
  const start = lines[0]?.at.getTime() ?? 0;
  // Calls recorded in August 2026 have either form; here the even ones have ISO times.
  const isoTimes = age === 'autumn_2026' && sequence % 2 === 0;
  const timeOf = (at: Date) =>
    isoTimes || timeForm !== 'of_its_age' ? timeInForm(at, age, timeForm) : at.getTime() / 1000;
  return lines.map((line, index) => ({
    role: wireRole(line.role, roleNames),
    content: line.content,
    timestamp: timeOf(line.at),
    seconds_from_start: (line.at.getTime() - start) / 1000,
    duration: line.durationSeconds,
    ...(line.role === 'assistant' ? { inference_id: `inf_${sequence}_${index}` } : {}),
  }));
}

function wireRole(role: Role, names: WireContext['roleNames']): string {
  return role === 'user' || role === 'assistant' ? names[role] : role;
}

function recordingProperties(
  event: Extract<ConversationEvent, { kind: 'recording_ready' }>,
  age: Age,
): WireEvent['properties'] {
  const { provider, container, storageAccount } = event.place;
  const older = { bucket_name: container, s3_key: event.key, duration: event.durationSeconds };
  // Providers other than S3 came with the newer form.
  if (age !== 'autumn_2026' && provider === 's3') {
    return older;
  }
  const storage_uri = {
    s3: `s3://${container}/${event.key}`,
    gcs: `gs://${container}/${event.key}`,
    azure_blob: `https://${storageAccount ?? 'account'}.blob.core.windows.net/${container}/${event.key}`,
  }[provider];
  return { ...older, storage_provider: provider, storage_uri };
}

/**
 * Not in the Tavus docs: taken from four customers' programs of June to October 2026. All read an id,
 * two also a name of the tool. Here the name came with autumn 2026.
 */
function postCallProperties(event: PostCallEvent, age: Age): WireEvent['properties'] {
  const { toolId, toolName, body, delivered } = event;
  return {
    tool_id: toolId,
    ...(age === 'autumn_2026' ? { tool_name: toolName } : {}),
    status: delivered ? 'success' : 'error',
    request: {
      url: `https://crm.example.com/calls?key=${DELIVERY_SECRET}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${DELIVERY_SECRET}` },
      body,
    },
    response: delivered
      ? { status_code: 200, body: `{"session":"${DELIVERY_SECRET}"}` }
      : { status_code: 404, body: `No such page for ${DELIVERY_SECRET}` },
  };
}

/** A reason such as participant_left_timeout in that form. */
function oddReason(reason: string, form: OddForms['reasonForm']): string {
  const words = reason.replaceAll('_', ' ');
  return {
    code: reason,
    words: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`,
    capitals: reason.toUpperCase().replaceAll(' ', '_'),
    camel_case: words.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase()),
  }[form];
}
