import * as column from '../columns.ts';
import { columnsOf, type RecordOf, readRecord } from '../columns.ts';
import { linkOf, secondsAfter, textOf, type WireObject, withoutSecrets } from '../http/wire.ts';
import { readName } from '../reference.ts';
import {
  type ConversationEvents,
  RECORDING_STATUSES,
  type Recording,
  readEvents,
  type Turn,
} from './events.ts';
import { CALL_OUTCOMES, callOutcome, SHUTDOWN_REASONS, shutdownReason } from './outcome.ts';
import {
  POST_CALL_STATUSES,
  type PostCallLine,
  postCallLines,
  postCallStatus,
} from './post_call.ts';
import { saidBy, transcriptShort, transcriptText, wordsOf } from './transcript.ts';

/** Reads conversations: as every answer has them, with everything that happened, and right after a create. */

// ---- what every answer has, of any age

const whoAndWhen = {
  /** The name as the user wrote it. */
  conversation_name: columnsOf<WireObject>().text(
    'Conversation Name',
    (wire) => nameIn(wire).title || null,
  ),
  /** The user's own ID, which Tavus keeps at the end of the name. */
  reference: columnsOf<WireObject>().text('Reference', (wire) => nameIn(wire).reference),
  status: column.text('Status', 'status'),
  join_url: columnsOf<WireObject>().text('Join URL', linkToJoin),
  created_at: column.time('Created At', 'created_at'),
};

/** The IDs and links that only machines read. */
const forMachines = {
  conversation_id: column.id('Conversation ID', 'conversation_id'),
  persona_name: column.text('Persona (PAL) Name', 'persona_name', 'pal_name'),
  replica_name: column.text('Replica (Face) Name', 'replica_name', 'face_name'),
  persona_id: column.text('Persona (PAL) ID', 'persona_id', 'pal_id'),
  replica_id: column.text('Replica (Face) ID', 'replica_id', 'face_id'),
  conversation_url: column.link('Conversation URL', 'conversation_url'),
  /** Tavus's hosted page; missing for existing meetings and in older API versions. */
  room_url: column.link('Room URL', 'room_url'),
  callback_url: columnsOf<WireObject>().text('Callback URL', (wire) => {
    const url = textOf(wire, 'callback_url');
    return url && withoutSecrets(url);
  }),
  id: column.id('ID', 'conversation_id'),
};

/** The columns of a conversation in the list of conversations. */
export const listedColumns = { ...whoAndWhen, ...forMachines };

export type Conversation = RecordOf<typeof listedColumns>;

/** Reads a conversation; null if there is no id in it. A link that does not start with https:// is null. */
export function readConversation(wire: WireObject): Conversation | null {
  const conversation = readRecord(listedColumns, wire);
  return conversation.id === '' ? null : conversation;
}

function nameIn(wire: WireObject) {
  return readName(textOf(wire, 'conversation_name') ?? '');
}

/**
 * The link to join a conversation; null after its end. The link of a private room works only with its
 * token, and no answer shows that a room is private.
 */
function linkToJoin(wire: WireObject): string | null {
  return textOf(wire, 'status') === 'ended' ? null : linkOf(wire, 'room_url', 'conversation_url');
}

/** Whether an answer has a link that was left out because it does not start with https://. */
export function hasUnsafeLink(wire: WireObject, conversation: Conversation): boolean {
  return (['conversation_url', 'room_url'] as const).some(
    (name) => conversation[name] === null && textOf(wire, name) !== null,
  );
}

// ---- the record of what happened

/** The source of the columns of the record. */
interface Read extends ConversationEvents {
  readonly createdAt: string | null;
}

const from = columnsOf<Read>();

const happened = {
  ended_at: from.time('Ended At', ({ shutdown }) => shutdown?.at ?? null),
  /** From the creation to the end, which is billed. */
  duration_seconds: from.number('Duration (Seconds)', ({ createdAt, shutdown }) =>
    secondsBetween(createdAt, shutdown?.at ?? null),
  ),
  call_outcome: from.choice('Call Outcome', CALL_OUTCOMES, (read) =>
    callOutcome({
      ...read,
      participantJoined: participantJoined(read),
      endedAt: read.shutdown?.at ?? null,
      reason: read.shutdown?.reason ?? null,
    }),
  ),
  shutdown_reason: from.choice('Shutdown Reason', SHUTDOWN_REASONS, ({ shutdown }) =>
    shutdownReason(shutdown?.reason ?? null),
  ),
  participant_joined: from.yesNo('Participant Joined', participantJoined),
  transcript_text: from.text('Transcript', ({ turns }) => turns && transcriptText(turns)),
  transcript_short: from.text('Short Transcript', ({ turns }) => turns && transcriptShort(turns)),
  transcript_file: from.file('Transcript File'),
  transcript_subtitles_file: from.file('Transcript Subtitles File'),
  recording_status: from.choice(
    'Recording Status',
    RECORDING_STATUSES,
    ({ recording }) => recording?.status ?? null,
  ),
  recording_uri: from.text('Recording URI', ({ recording }) => recording?.uri ?? null),
  recording_error: from.text('Recording Error', ({ recording }) => recording?.error ?? null),
  recording_duration_seconds: from.number(
    'Recording Duration (Seconds)',
    ({ recording }) => recording?.durationSeconds ?? null,
  ),
  recording_provider: from.text(
    'Recording Storage Provider',
    ({ recording }) => recording?.provider ?? null,
  ),
  recording_bucket: from.text(
    'Recording Bucket or Container',
    ({ recording }) => recording?.bucket ?? null,
  ),
  recording_key: from.text('Recording Key', ({ recording }) => recording?.key ?? null),
  perception_analysis: from.text(
    'Perception Analysis',
    ({ perceptionAnalysis }) => perceptionAnalysis,
  ),
  post_call_status: from.choice('Post-Call Status', POST_CALL_STATUSES, ({ postCall }) =>
    postCallStatus(postCall),
  ),
  participant_turns: from.number('Participant Turns', ({ turns }) => count(turns, 'Participant')),
  replica_turns: from.number('Replica Turns', ({ turns }) => count(turns, 'Replica')),
  participant_words: from.number(
    'Participant Words',
    ({ turns }) => turns && wordsOf(turns, 'Participant'),
  ),
  replica_words: from.number('Replica Words', ({ turns }) => turns && wordsOf(turns, 'Replica')),
  seconds_to_first_word: from.number('Seconds Until First Word', secondsToFirstWord),
  first_participant_text: from.text(
    'First Participant Turn',
    ({ turns }) => turns && saidBy(turns, 'Participant', 'first'),
  ),
  last_participant_text: from.text(
    'Last Participant Turn',
    ({ turns }) => turns && saidBy(turns, 'Participant', 'last'),
  ),
  transcript: from.lines(turnColumns(), ({ turns }) => turns ?? []),
  post_call: from.lines(postCallColumns(), ({ postCall }) => postCallLines(postCall)),
  recordings: from.lines(recordingColumns(), ({ recordings }) => recordings),
  shutdown_reason_words: from.text(
    'Shutdown Reason (Original)',
    ({ shutdown }) => shutdown?.reason ?? null,
  ),
};

function recordingColumns() {
  const of = columnsOf<Recording>();
  return {
    status: of.choice('All Recordings: Status', RECORDING_STATUSES, ({ status }) => status),
    uri: of.text('All Recordings: URI', ({ uri }) => uri),
    bucket: of.text('All Recordings: Bucket or Container', ({ bucket }) => bucket),
    key: of.text('All Recordings: Key', ({ key }) => key),
    duration_seconds: of.number(
      'All Recordings: Duration (Seconds)',
      ({ durationSeconds }) => durationSeconds,
    ),
  };
}

/** The columns of a conversation and everything that happened in it: one record for all triggers and searches. */
export const conversationColumns = { ...whoAndWhen, ...happened, ...forMachines };

/** All columns of a conversation, those with these keys first. */
export function columnsFrom(
  first: readonly (keyof typeof conversationColumns)[],
): typeof conversationColumns {
  // A key keeps the position where it was set first.
  return {
    ...Object.fromEntries(first.map((key) => [key, conversationColumns[key]])),
    ...conversationColumns,
  };
}

function turnColumns() {
  const of = columnsOf<Turn>();
  return {
    speaker: of.text('Turn Speaker', ({ speaker }) => speaker),
    text: of.text('Turn Text', ({ text }) => text),
    seconds_from_start: of.number(
      'Turn Start (Seconds)',
      ({ seconds_from_start }) => seconds_from_start,
    ),
    duration_seconds: of.number(
      'Turn Duration (Seconds)',
      ({ duration_seconds }) => duration_seconds,
    ),
  };
}

function postCallColumns() {
  const of = columnsOf<PostCallLine>();
  return {
    tool: of.text('Post-Call Tool', ({ tool }) => tool),
    name: of.text('Post-Call Name', ({ name }) => name),
    value: of.value('Post-Call Value', ({ value }) => value),
  };
}

export type ConversationRecord = RecordOf<typeof conversationColumns>;

/** A conversation as the API returns it now. */
export interface ConversationDetail {
  readonly record: ConversationRecord;
  readonly events: ConversationEvents;
}

/**
 * Reads a conversation from a list, a GET or a verbose GET, of any age; null if it has no id. Missing
 * and unreadable values are null in the record.
 */
export function conversationDetail(wire: WireObject): ConversationDetail | null {
  const conversation = readConversation(wire);
  if (!conversation) return null;
  const events = readEvents(wire);
  const read: Read = { ...events, createdAt: conversation.created_at };
  // The status may still be active right after the end.
  const join_url = events.shutdown ? null : conversation.join_url;
  return { record: { ...conversation, join_url, ...readRecord(happened, read) }, events };
}

/** The record of a conversation of which only the ID is known. */
export function recordOfId(id: string): ConversationRecord {
  const read: Read = { ...readEvents({}), createdAt: null };
  return { ...readRecord(listedColumns, { conversation_id: id }), ...readRecord(happened, read) };
}

/**
 * Whether a person was in the call; null if unknown. There is no event for it: the events
 * `replica_joined` and `pal_joined` come for every conversation as soon as the replica is ready.
 */
function participantJoined(events: ConversationEvents): boolean | null {
  const reason = shutdownReason(events.shutdown?.reason ?? null);
  const spoke = (count(events.turns, 'Participant') ?? 0) > 0;
  // Recordings and analyses need a participant in the call.
  const wasThere = spoke || events.recording || events.perceptionAnalysis;
  if (wasThere || reason === 'participant_left') return true;
  return reason === 'participant_absent' || reason === 'could_not_start' ? false : null;
}

function count(turns: readonly Turn[] | null, speaker: Turn['speaker']): number | null {
  return turns?.filter((each) => each.speaker === speaker).length ?? null;
}

/** By Tavus's own seconds, else since the creation; null if it is after the end, so that the times are wrong. */
function secondsToFirstWord({ createdAt, firstWord, shutdown }: Read): number | null {
  const since = secondsBetween(createdAt, firstWord.at);
  const seconds = firstWord.seconds === null ? since : Math.round(firstWord.seconds);
  const duration = secondsBetween(createdAt, shutdown?.at ?? null);
  return seconds !== null && seconds > (duration ?? seconds) ? null : seconds;
}

function secondsBetween(start: string | null, end: string | null): number | null {
  if (start === null || end === null) return null;
  return Math.max(0, Math.round((Date.parse(end) - Date.parse(start)) / 1000));
}

// ---- the record of a conversation that was just created

/** The settings of a create that its record contains; keys as in the form. */
export interface ConversationRequest {
  readonly conversation_name: string;
  readonly reference?: string | undefined;
  readonly replica_id?: string | undefined;
  readonly persona_id?: string | undefined;
  readonly callback_url?: string | undefined;
  readonly meeting_url?: string | undefined;
  readonly require_auth?: boolean | undefined;
  readonly test_mode?: boolean | undefined;
  readonly max_call_duration?: number | undefined;
  readonly participant_absent_timeout?: number | undefined;
}

/** A create and its answer. */
export interface Creation {
  readonly conversation: Conversation;
  readonly meetingToken: string | null;
  readonly request: ConversationRequest;
}

/** Tavus's defaults, in seconds (Tavus docs: call duration and timeout). */
export const DEFAULT_CALL_SECONDS = 3600;
export const DEFAULT_ABSENT_SECONDS = 300;

const ofCreation = columnsOf<Creation>();

/** A column that is taken from the answer. */
function asAnswered<Key extends keyof Conversation>(key: Key) {
  const read = ({ conversation }: Creation): Conversation[Key] => conversation[key];
  return { ...listedColumns[key], read };
}

/** The columns of a conversation that was just created. */
export const createdColumns = {
  join_url: ofCreation.text('Join URL (Send This One)', joinUrl),
  conversation_url: asAnswered('conversation_url'),
  conversation_name: asAnswered('conversation_name'),
  reference: ofCreation.text(
    'Reference',
    ({ conversation, request }) => request.reference ?? conversation.reference,
  ),
  status: asAnswered('status'),
  minutes_to_join: ofCreation.number('Minutes to Join', ({ request }) =>
    Math.floor(secondsToJoin(request) / 60),
  ),
  join_by: ofCreation.time('Join Before', ({ conversation, request }) =>
    secondsAfter(conversation.created_at, secondsToJoin(request)),
  ),
  ends_by: ofCreation.time('Ends at the Latest', ({ conversation, request }) =>
    secondsAfter(conversation.created_at, callSeconds(request)),
  ),
  created_at: asAnswered('created_at'),
  test_mode: ofCreation.yesNo('Test Mode', ({ request }) => request.test_mode ?? false),
  conversation_id: asAnswered('conversation_id'),
  persona_name: asAnswered('persona_name'),
  replica_name: asAnswered('replica_name'),
  persona_id: asAnswered('persona_id'),
  replica_id: asAnswered('replica_id'),
  room_url: asAnswered('room_url'),
  meeting_token: ofCreation.text('Meeting Token', ({ meetingToken }) => meetingToken),
  callback_url: ofCreation.text(
    'Callback URL',
    ({ conversation, request }) =>
      conversation.callback_url ??
      (request.callback_url && withoutSecrets(request.callback_url)) ??
      null,
  ),
  id: asAnswered('id'),
};

export type CreatedConversation = RecordOf<typeof createdColumns>;

/** The record of a conversation that was just created. */
export function createdConversation(creation: Creation): CreatedConversation {
  return readRecord(createdColumns, creation);
}

function callSeconds({ max_call_duration }: ConversationRequest): number {
  return max_call_duration ?? DEFAULT_CALL_SECONDS;
}

/** How long somebody can join: until the room closes or the call ends, whichever is first. */
function secondsToJoin(request: ConversationRequest): number {
  const { participant_absent_timeout = DEFAULT_ABSENT_SECONDS } = request;
  return Math.min(participant_absent_timeout, callSeconds(request));
}

/** The link for the participant; null if there is none. */
function joinUrl({ conversation, meetingToken, request }: Creation): string | null {
  const { conversation_url, room_url } = conversation;
  // The replica joins the existing meeting; the links in the answer lead elsewhere.
  if (request.meeting_url !== undefined) return request.meeting_url;
  if (meetingToken !== null && conversation_url !== null && URL.canParse(conversation_url)) {
    // A private room opens only with the token (Tavus docs: private rooms).
    const url = new URL(conversation_url);
    url.searchParams.set('t', meetingToken);
    return url.href;
  }
  return room_url ?? conversation_url;
}
