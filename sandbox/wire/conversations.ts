import type { Persona, Replica } from '../account/account.ts';
import type { ConversationState } from '../account/conversation.ts';
import { readConversationRequest } from '../account/conversation_request.ts';
import type { Conversations } from '../account/conversations.ts';
import { replicaState } from '../account/training.ts';
import type { Behaviour } from '../behaviour.ts';
import { readText } from '../reading.ts';
import { listedCallbackUrl, listedId, listedTime } from '../routes/list.ts';
import { timeInForm, type WireContext, wireEvents, wireShutdownReason } from './events.ts';

function usesNewNames(names: Behaviour['names'], position: number): boolean {
  return names === 'new' || (names === 'mixed' && position % 4 === 3);
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

/** The address of the room, and where there is one that of its hosted page. */
function links(
  { id, body, conversationUrl: usual }: ConversationState,
  { conversationUrl = usual }: Pick<Behaviour, 'conversationUrl'>,
  roomUrl: boolean | string,
): object {
  const hasPage = roomUrl !== false && readText(body, 'meeting_url') === undefined;
  const page = roomUrl === true ? `https://tavus.example/room/${id}` : roomUrl;
  return {
    ...(conversationUrl === null ? {} : { conversation_url: conversationUrl }),
    ...(hasPage ? { room_url: page } : {}),
  };
}

/** Who may come in and where, which only the answer to a create is known to tell. */
function access({ body }: ConversationState): object {
  const meeting = readText(body, 'meeting_url');
  return {
    require_auth: readConversationRequest(body).requireAuth,
    ...(meeting === undefined ? {} : { meeting_url: meeting }),
  };
}

/** Tavus docs: create-conversation, and an answer recorded in September 2026. */
export function createdConversation(
  conversation: ConversationState,
  conversations: Conversations,
  behaviour: Behaviour,
): object {
  const { age, newNames } = conversations.wireContext(conversation, 'verbose');
  const { body, meetingToken } = conversation;
  return {
    conversation_id: conversation.id,
    conversation_name: conversation.name,
    ...links(conversation, behaviour, behaviour.roomUrl),
    status: conversation.status,
    callback_url: conversation.callbackUrl,
    created_at: timeInForm(conversation.createdAt, age, behaviour.timeForm),
    ...(age === 'autumn_2026' ? { policy: readText(body, 'policy') ?? null } : {}),
    ...(meetingToken === undefined ? {} : { meeting_token: meetingToken }),
    ...(behaviour.idsInCreateResponse ? ids(conversation, newNames) : {}),
  };
}

/** Tavus docs: get-conversation without verbose. */
export function plainConversation(
  conversation: ConversationState,
  conversations: Conversations,
): object {
  const context = conversations.wireContext(conversation, 'verbose');
  const { age, newNames, timeForm } = context;
  return {
    ...withoutTimes(conversation, context),
    ...ids(conversation, newNames),
    created_at: timeInForm(conversation.createdAt, age, timeForm),
    updated_at: timeInForm(conversation.updatedAt, age, timeForm),
  };
}

function withoutTimes(conversation: ConversationState, context: WireContext): object {
  return {
    conversation_id: conversation.id,
    conversation_name: conversation.name,
    ...links(conversation, context, context.roomUrlInDetails),
    callback_url: conversation.callbackUrl,
    status: conversation.status,
    ...(context.accessInDetails ? access(conversation) : {}),
  };
}

/** Tavus docs: get-conversations; lists may be told to look otherwise. */
export function conversationInList(
  conversation: ConversationState,
  conversations: Conversations,
  behaviour: Behaviour,
): object {
  const context = conversations.wireContext(conversation, 'verbose');
  const { age, newNames } = context;
  return {
    ...withoutTimes(conversation, context),
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
export function verboseConversation(
  conversation: ConversationState,
  conversations: Conversations,
): object {
  const context = conversations.wireContext(conversation, 'verbose');
  const events = conversation.events.flatMap((event) => wireEvents(event, context));
  const { shutdownReason } = conversation;
  return {
    ...plainConversation(conversation, conversations),
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

/** Tavus docs: get-replica, get-replicas. Position: among all replicas of the account. */
export function wireReplica(
  replica: Replica,
  position: number,
  behaviour: Behaviour,
  verbose: boolean,
): object {
  const newNames = usesNewNames(behaviour.names, position);
  const rest = replicaState(replica, behaviour);
  return newNames
    ? {
        face_id: replica.id,
        face_name: replica.name,
        ...rest,
        ...(verbose ? { face_type: replica.type } : {}),
      }
    : {
        replica_id: replica.id,
        replica_name: replica.name,
        ...rest,
        ...(verbose ? { replica_type: replica.type } : {}),
      };
}

/** Tavus docs: get-persona, list-personas; prompts and settings are always in it. */
export function wirePersona(persona: Persona, position: number, behaviour: Behaviour): object {
  const { age, timeForm } = behaviour;
  const rest = {
    system_prompt: persona.systemPrompt,
    ...(age === 'autumn_2026' && persona.greeting !== null ? { greeting: persona.greeting } : {}),
    document_ids: persona.documentIds,
    document_tags: persona.documentTags,
    layers: persona.layers,
    created_at: timeInForm(persona.createdAt, age, timeForm),
    updated_at: timeInForm(persona.updatedAt, age, timeForm),
  };
  const { id, name, defaultReplicaId } = persona;
  return usesNewNames(behaviour.names, position)
    ? { pal_id: id, pal_name: name, default_face_id: defaultReplicaId, ...rest }
    : { persona_id: id, persona_name: name, default_replica_id: defaultReplicaId, ...rest };
}
