import type { ConversationState } from '../account/conversation.ts';
import type { ConversationEvent } from '../account/events.ts';
import type { Behaviour } from '../behaviour.ts';
import { type JsonRecord, readRecord, readText } from '../reading.ts';
import {
  type WireCallback,
  type WireContext,
  wireCallback,
  wireEvents,
  wireShutdownReason,
} from './events.ts';
import { listedTime, timeInForm } from './times.ts';

/** What the wire form of this conversation depends on. */
function contextOf(
  conversation: ConversationState,
  behaviour: Behaviour,
  channel: WireContext['channel'],
): WireContext {
  const names = conversation.names ?? behaviour.names;
  return {
    ...behaviour,
    age: conversation.age ?? behaviour.age,
    newNames: names === 'new' || (names === 'mixed' && conversation.sequence % 4 === 0),
    replicaId: conversation.replicaId,
    sequence: conversation.sequence,
    channel,
  };
}

/** The event as it is posted to the callback URL of the conversation. */
export function conversationCallbacks(
  conversation: ConversationState,
  event: ConversationEvent,
  behaviour: Behaviour,
): readonly WireCallback[] {
  const { id, callbackUrl } = conversation;
  return wireEvents(event, contextOf(conversation, behaviour, 'callback')).map((wire) =>
    wireCallback(wire, id, callbackUrl),
  );
}

/** The two ids of a conversation under the names of this answer; never both names of a pair. */
function ids(
  { replicaId, personaId }: { replicaId: string | undefined; personaId: string | undefined },
  newNames: boolean,
): object {
  return newNames
    ? { face_id: replicaId, pal_id: personaId }
    : { replica_id: replicaId, persona_id: personaId };
}

/** Tavus docs: room-url-vs-conversation-url. */
function isInDailyRoom(body: JsonRecord): boolean {
  const livekit = readText(readRecord(body, 'properties'), 'livekit_ws_url');
  return readText(body, 'meeting_url') === undefined && livekit === undefined;
}

/** Tavus docs: create-conversation, and an answer recorded in September 2026. */
export function createdConversation(conversation: ConversationState, behaviour: Behaviour): object {
  const { age, newNames } = contextOf(conversation, behaviour, 'verbose');
  const { body, meetingToken } = conversation;
  return {
    conversation_id: conversation.id,
    conversation_name: conversation.name,
    conversation_url: conversation.conversationUrl,
    ...(behaviour.roomUrl && isInDailyRoom(body)
      ? { room_url: `https://tavus.example/room/${conversation.id}` }
      : {}),
    status: conversation.status,
    callback_url: conversation.callbackUrl,
    created_at: timeInForm(conversation.createdAt, age, behaviour.timeForm),
    ...(age === 'autumn_2026' ? { policy: readText(body, 'policy') ?? null } : {}),
    ...(meetingToken === undefined ? {} : { meeting_token: meetingToken }),
    ...(behaviour.idsInCreateResponse ? ids(conversation, newNames) : {}),
  };
}

/** Tavus docs: get-conversation without verbose. */
export function plainConversation(conversation: ConversationState, behaviour: Behaviour): object {
  const context = contextOf(conversation, behaviour, 'verbose');
  const { age, newNames, timeForm } = context;
  return {
    ...withoutTimes(conversation),
    ...ids(conversation, newNames),
    created_at: timeInForm(conversation.createdAt, age, timeForm),
    updated_at: timeInForm(conversation.updatedAt, age, timeForm),
  };
}

function withoutTimes(conversation: ConversationState): object {
  return {
    conversation_id: conversation.id,
    conversation_name: conversation.name,
    conversation_url: conversation.conversationUrl,
    callback_url: conversation.callbackUrl,
    status: conversation.status,
  };
}

/** Tavus docs: get-conversations, changed by the behaviour. */
export function conversationInList(conversation: ConversationState, behaviour: Behaviour): object {
  const context = contextOf(conversation, behaviour, 'verbose');
  const { age, newNames } = context;
  return {
    ...withoutTimes(conversation),
    callback_url: listedCallbackUrl(conversation.callbackUrl, behaviour),
    ...ids(
      {
        replicaId: listedId(conversation.replicaId, behaviour),
        personaId: listedId(conversation.personaId, behaviour),
      },
      newNames,
    ),
    created_at: listedTime(conversation.createdAt, behaviour, age),
    updated_at: listedTime(conversation.updatedAt, behaviour, age),
  };
}

/** Tavus docs: get-conversation with verbose=true. */
export function verboseConversation(conversation: ConversationState, behaviour: Behaviour): object {
  const context = contextOf(conversation, behaviour, 'verbose');
  const { secondsSinceEnd = Number.POSITIVE_INFINITY } = conversation;
  const isShown = secondsSinceEnd >= behaviour.eventDelay;
  const shown = isShown ? conversation.events : [];
  const events = shown.flatMap((event) => wireEvents(event, context));
  const shutdownReason = isShown ? conversation.shutdownReason : undefined;
  return {
    ...plainConversation(conversation, behaviour),
    ...(shutdownReason === undefined
      ? {}
      : {
          shutdown_reason: wireShutdownReason(
            shutdownReason,
            context.age,
            'verbose',
            context.reasonForm,
          ),
        }),
    events: events.length === 0 ? null : events,
  };
}

/** The id of a replica or persona in lists; undefined: left out. */
function listedId(id: string, { listedIds }: Behaviour): string | undefined {
  return { as_sent: id, upper_case: id.toUpperCase(), missing: undefined }[listedIds];
}

/** A callback URL in lists; the empty string if there is none. */
function listedCallbackUrl(url: string, { listedCallbackUrls }: Behaviour): string {
  if (url === '') return url;
  switch (listedCallbackUrls) {
    case 'as_sent':
      return url;
    case 'without_scheme':
      return url.replace(/^https?:\/\//, '');
    case 'with_slash':
      return `${url}/`;
    case 'empty':
      return '';
  }
}
