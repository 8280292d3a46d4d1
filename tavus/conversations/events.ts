import { wordsIn } from '../http/error_message.ts';
import {
  asList,
  asNumber,
  asObject,
  asText,
  asTime,
  isObject,
  textOf,
  type WireObject,
} from '../http/wire.ts';
import { type PostCallRun, postCallRuns } from './post_call.ts';

/**
 * The data in the events of a conversation. Names, forms and order differ by age, some events come
 * twice, and new ones appear; unknown ones are ignored.
 */
export interface ConversationEvents {
  /** Whether there is an event; a conversation in test mode never has one. */
  readonly hasEvents: boolean;
  /** When and why it ended; the reason in Tavus's words. */
  readonly shutdown: { readonly at: string | null; readonly reason: string | null } | null;
  /** Null while there is no transcript. */
  readonly turns: readonly Turn[] | null;
  /** When a participant first spoke, as far as the transcript has times; the seconds are Tavus's own. */
  readonly firstWord: { readonly at: string | null; readonly seconds: number | null };
  /** The longest recording that is ready, or one that failed. */
  readonly recording: Recording | null;
  /** Every recording of the call, in the order in which they became ready. */
  readonly recordings: readonly Recording[];
  readonly perceptionAnalysis: string | null;
  /** Whether Tavus has announced that there will be no analysis. */
  readonly perceptionUnavailable: boolean;
  /** The results of post-call actions. */
  readonly postCall: readonly PostCallRun[];
  /** When the last post-call action ran. */
  readonly postCallAt: string | null;
}

/** Something that a person or the replica said. */
export interface Turn {
  readonly speaker: 'Participant' | 'Replica';
  readonly text: string;
  /** From the first turn. */
  readonly seconds_from_start: number | null;
  readonly duration_seconds: number | null;
}

/** The final states of a recording. */
export const RECORDING_STATUSES = ['ready', 'failed'] as const;

export type RecordingStatus = (typeof RECORDING_STATUSES)[number];

/** A recording, in the user's own storage or not. */
export interface Recording {
  readonly status: RecordingStatus;
  readonly provider: string | null;
  readonly uri: string | null;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly durationSeconds: number | null;
  readonly error: string | null;
}

interface Event {
  readonly type: string;
  readonly at: string | null;
  readonly properties: WireObject;
}

/** Reads the `events` of a conversation got with `verbose=true`. */
export function readEvents(conversation: WireObject): ConversationEvents {
  const events = asList(conversation.events).map(eventOf);
  const all = (name: string) => events.filter(({ type }) => type === name);
  const recordings = recordingsOf(events);
  const transcript = longestTranscript(all('application.transcription_ready'));
  const executed = inOrder(all('application.post_call_action_executed'));
  return {
    hasEvents: events.length > 0,
    shutdown: shutdownOf(all('system.shutdown'), wordsIn(conversation.shutdown_reason)),
    turns: transcript && turnsOf(transcript),
    firstWord: firstWordIn(transcript ?? []),
    recording: bestOf(recordings),
    recordings,
    perceptionAnalysis: first(all('application.perception_analysis'), ({ analysis }) =>
      writtenOut(analysis),
    ),
    perceptionUnavailable: all('application.perception_unavailable').length > 0,
    postCall: postCallRuns(executed.map(({ properties }) => properties)),
    postCallAt: executed.at(-1)?.at ?? null,
  };
}

function eventOf(value: unknown): Event {
  const wire = asObject(value);
  return {
    type: textOf(wire, 'event_type') ?? '',
    at: asTime(wire.timestamp),
    properties: asObject(wire.properties),
  };
}

/** The first text in the events. */
function first(
  events: readonly Event[],
  read: (properties: WireObject) => string | null,
): string | null {
  for (const { properties } of events) {
    const text = read(properties);
    if (text !== null) return text;
  }
  return null;
}

/** The deepest level of an object that is written out. */
const MAX_DEPTH = 8;

/** A text unchanged; an object, which the docs do not have there, as a line for each of its values. */
function writtenOut(value: unknown, depth = 0): string | null {
  if (!isObject(value) && !Array.isArray(value)) {
    return typeof value === 'boolean' ? String(value) : asText(value);
  }
  if (depth > MAX_DEPTH) return null;
  const lines = Object.entries(value).flatMap(([name, each]) => {
    const text = writtenOut(each, depth + 1);
    if (text === null) return [];
    return [Array.isArray(value) ? text : `${name}:${text.includes('\n') ? '\n' : ' '}${text}`];
  });
  return asText(lines.join('\n'));
}

/**
 * Webhooks and newer bodies have `shutdown_reason`, the example in the docs has `reason`, and some
 * answers have it only in the conversation itself.
 */
function shutdownOf(
  events: readonly Event[],
  reason: string | null,
): ConversationEvents['shutdown'] {
  if (events.length === 0 && reason === null) return null;
  return {
    at: events.find(({ at }) => at !== null)?.at ?? null,
    reason:
      first(events, (wire) => wordsIn(wire.shutdown_reason) ?? wordsIn(wire.reason)) ?? reason,
  };
}

/** The events in the order of their times; those without a time come first. */
function inOrder(events: readonly Event[]): Event[] {
  const time = ({ at }: Event) => (at === null ? 0 : Date.parse(at));
  return [...events].sort((one, other) => time(one) - time(other));
}

/** The raw entries of the transcript; null while there is none. */
function longestTranscript(events: readonly Event[]): readonly WireObject[] | null {
  const transcripts = events.flatMap(({ properties }) => {
    const entries = properties.transcript;
    return Array.isArray(entries) ? [entries.map(asObject)] : [];
  });
  // If there are several, the longest one is the most complete.
  return transcripts.sort((one, other) => other.length - one.length)[0] ?? null;
}

/** The speaker for each role in the messages of Tavus and of models. */
const SPEAKERS: ReadonlyMap<string, Turn['speaker']> = new Map([
  ['user', 'Participant'],
  ['participant', 'Participant'],
  ['human', 'Participant'],
  ['guest', 'Participant'],
  ['assistant', 'Replica'],
  ['replica', 'Replica'],
  ['face', 'Replica'],
  ['persona', 'Replica'],
  ['pal', 'Replica'],
  ['agent', 'Replica'],
  ['ai', 'Replica'],
  ['bot', 'Replica'],
]);

function speakerOf(entry: WireObject): Turn['speaker'] | undefined {
  return SPEAKERS.get(textOf(entry, 'role')?.trim().toLowerCase() ?? '');
}

function turnsOf(entries: readonly WireObject[]): Turn[] {
  const start = startOf(entries);
  return entries.flatMap((entry) => turnOf(entry, start));
}

/** Leaves out the system prompt and tool calls, which a transcript contains too. */
function turnOf(entry: WireObject, start: number | null): Turn[] {
  const speaker = speakerOf(entry);
  const text = asText(entry.content)?.trim();
  if (!speaker || !text) return [];
  const seconds_from_start = secondsFromStart(entry, start);
  return [{ speaker, text, seconds_from_start, duration_seconds: durationOf(entry) }];
}

function durationOf(entry: WireObject): number | null {
  const seconds = asNumber(entry.duration);
  return (seconds ?? -1) >= 0 ? seconds : null;
}

function firstWordIn(entries: readonly WireObject[]): ConversationEvents['firstWord'] {
  const said = asObject(
    entries.find((entry) => speakerOf(entry) === 'Participant' && asText(entry.content) !== null),
  );
  const seconds = asNumber(said.seconds_from_start);
  return { at: asTime(said.timestamp), seconds: (seconds ?? -1) >= 0 ? seconds : null };
}

function secondsFromStart(entry: WireObject, start: number | null): number | null {
  const seconds = asNumber(entry.seconds_from_start);
  if (seconds !== null) return seconds;
  const at = asTime(entry.timestamp);
  return at === null || start === null ? null : (Date.parse(at) - start) / 1000;
}

/** When the first turn began, in milliseconds. */
function startOf(entries: readonly WireObject[]): number | null {
  const times = entries
    .filter((entry) => speakerOf(entry) !== undefined)
    .flatMap((entry) => asTime(entry.timestamp) ?? []);
  const moments = times.map((time) => Date.parse(time));
  return moments.length === 0 ? null : moments.reduce((one, other) => Math.min(one, other));
}

/** Every recording once, in the order in which they became ready; Tavus may report one twice. */
function recordingsOf(events: readonly Event[]): Recording[] {
  const inOrder = events.toSorted((one, other) => time(one) - time(other));
  const recordings = inOrder.flatMap((event): [string, Recording][] => {
    const isReady = event.type === 'application.recording_ready';
    if (!isReady && event.type !== 'application.recording_copy_failed') return [];
    const recording = isReady ? readyRecording(event) : failedRecording(event);
    if (!recording) return [];
    // Without a place, only the time identifies a recording.
    const id = recording.uri ?? recording.key ?? event.at;
    return [[`${recording.status} ${id}`, recording]];
  });
  return [...new Map(recordings).values()];
}

/** The time of an event, in milliseconds; an event without a time is sorted last. */
function time({ at }: Event): number {
  return at === null ? Number.MAX_SAFE_INTEGER : Date.parse(at);
}

function bestOf(recordings: readonly Recording[]): Recording | null {
  const length = ({ status, durationSeconds }: Recording) =>
    status === 'ready' ? (durationSeconds ?? 0) : -1;
  const [longest = null] = recordings.toSorted((one, other) => length(other) - length(one));
  return longest;
}

/** The recording of a `recording_ready`; null if the event does not say where it is. */
function readyRecording({ properties }: Event): Recording | null {
  const uri = textOf(properties, 'storage_uri', 'recording_url');
  const place = uri === null ? undefined : placeIn(uri);
  const bucket = textOf(properties, 'bucket_name', 'container') ?? place?.bucket ?? null;
  const key = textOf(properties, 's3_key', 'key', 'object_key') ?? place?.key ?? null;
  if (uri === null && bucket === null && key === null) return null;
  // The older form has only S3, and no URI.
  const provider =
    textOf(properties, 'storage_provider') ?? place?.provider ?? (uri === null ? 's3' : null);
  const s3Uri =
    provider === 's3' && bucket !== null && key !== null ? `s3://${bucket}/${key}` : null;
  return {
    status: 'ready',
    provider,
    uri: uri ?? s3Uri,
    bucket,
    key,
    durationSeconds: asNumber(properties.duration),
    error: null,
  };
}

/** Where the address of an object has its bucket and key, for each provider. */
const ADDRESSES = {
  s3: /^s3:\/\/([^/]+)\/(.+)$/,
  gcs: /^gs:\/\/([^/]+)\/(.+)$/,
  azure_blob: /^https:\/\/[^/.]+\.blob\.core\.[^/]+\/([^/?#]+)\/([^?#]+)/,
};

function placeIn(uri: string): { provider: string; bucket: string; key: string } | undefined {
  return Object.entries(ADDRESSES).flatMap(([provider, address]) => {
    const [, bucket, key] = address.exec(uri) ?? [];
    return bucket && key ? [{ provider, bucket, key }] : [];
  })[0];
}

function failedRecording({ properties }: Event): Recording {
  const error = [wordsIn(properties.error_message), wordsIn(properties.error_code)]
    .filter((text) => text !== null)
    .join(' ');
  return {
    status: 'failed',
    provider: textOf(properties, 'storage_provider'),
    uri: null,
    bucket: textOf(properties, 'bucket_name', 'container'),
    key: null,
    durationSeconds: null,
    error: error || 'Tavus could not copy the recording to your storage.',
  };
}
