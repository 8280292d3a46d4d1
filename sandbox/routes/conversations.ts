import type { Persona } from '../account/account.ts';
import type { ConversationState } from '../account/conversation.ts';
import {
  type ConversationRequest,
  readConversationRequest,
} from '../account/conversation_request.ts';
import { type JsonRecord, readFlag, readRecord, readText, readValue } from '../reading.ts';
import {
  conversationInList,
  createdConversation,
  plainConversation,
  verboseConversation,
} from '../wire/conversations.ts';
import { type Answer, badRequest, failure, ok } from './answers.ts';
import type { Checked, Handlers, Tavus } from './handler.ts';
import { inOrder, listBody } from './list.ts';

export const conversationHandlers: Handlers = {
  createConversation,
  listConversations,
  getConversation,
  endConversation,
  sendAppMessage,
};

/** Tavus cannot assume a role with this in its ARN. */
const BAD_ROLE = 'cannot-assume';

function createConversation(tavus: Tavus, { body }: Checked): Answer {
  const { behaviour, conversations } = tavus;
  const request = readConversationRequest(body);
  // Not documented: what is free should not need credits.
  if (behaviour.outOfCredits && !request.testMode) {
    return failure(402, 'message', 'The user is out of conversational credits');
  }
  if (conversations.openCount >= behaviour.maxConcurrent && !request.testMode) {
    return failure(400, 'message', 'User has reached maximum concurrent conversations');
  }
  const participants = findParticipants(tavus, request);
  if ('status' in participants) {
    return participants;
  }
  if (request.roleArn?.includes(BAD_ROLE)) {
    return failure(400, 'error', 'unable to assume role with given parameters');
  }
  const { replicaId, persona } = participants;
  const conversation = conversations.create(request, replicaId, persona);
  rememberParticipant(tavus, conversation, body);
  return ok(createdConversation(conversation, behaviour));
}

/** A conversation creates the memory store of its persona and participant if needed. */
function rememberParticipant(
  { account }: Tavus,
  { personaId, testMode }: ConversationState,
  body: JsonRecord,
): void {
  const tags = readValue(body, 'participant_tags');
  const [tag]: unknown[] = Array.isArray(tags) ? tags : [];
  if (typeof tag !== 'string' || testMode) return;
  if (account.memoryStores.ofPair(personaId, tag) === undefined) {
    account.memoryStores.add(personaId, tag);
  }
}

/** The replica of the request, or else the persona's own. */
function findParticipants(
  { account }: Tavus,
  request: ConversationRequest,
): Answer | { replicaId: string; persona: Persona | undefined } {
  const { personaId } = request;
  const persona = personaId === undefined ? undefined : account.persona(personaId);
  if (personaId !== undefined && persona === undefined) {
    return failure(400, 'error', 'Invalid persona_id');
  }
  const replicaId = request.replicaId ?? persona?.defaultReplicaId ?? undefined;
  if (replicaId === undefined) {
    return badRequest({
      face_id: ['face_id is required when the PAL has no default face.'],
    });
  }
  const replica = account.replica(replicaId);
  if (replica === undefined) {
    return failure(400, 'message', 'Invalid replica_uuid');
  }
  if (replica.status !== 'completed') {
    return failure(400, 'message', `Replica ${replicaId} is not ready, it is ${replica.status}`);
  }
  return { replicaId, persona };
}

function listConversations({ behaviour, conversations }: Tavus, request: Checked): Answer {
  const status = readText(request.query, 'status');
  const found =
    status === 'active' || status === 'ended'
      ? conversations.ofStatus(status)
      : conversations.items;
  const ordered = inOrder(found, behaviour.listOrder, request);
  return ok(listBody(ordered, request, behaviour, (each) => conversationInList(each, behaviour)));
}

function getConversation({ behaviour, conversations }: Tavus, { id, query }: Checked): Answer {
  const conversation = conversations.find(id);
  if (conversation === undefined) {
    return failure(400, 'error', 'Invalid conversation_id');
  }
  return ok(
    readFlag(query, 'verbose')
      ? verboseConversation(conversation, behaviour)
      : plainConversation(conversation, behaviour),
  );
}

function endConversation({ behaviour, conversations }: Tavus, { id }: Checked): Answer {
  const conversation = conversations.find(id);
  if (conversation === undefined) {
    return failure(400, 'error', 'Invalid conversation_id');
  }
  if (conversation.status === 'active') {
    conversations.end(id);
    return ok(undefined);
  }
  return {
    '200': ok(undefined),
    '400': failure(400, 'error', 'Conversation has already ended'),
    '404': failure(404, 'message', 'Conversation not found'),
  }[behaviour.endingEnded];
}

/** The longest message, in bytes (Tavus docs: send-app-message). */
const MAX_MESSAGE_BYTES = 65_536;

function sendAppMessage({ conversations }: Tavus, { id, body }: Checked): Answer {
  const conversation = conversations.find(id);
  if (conversation === undefined) {
    return failure(400, 'error', 'Invalid conversation_id');
  }
  if (conversation.status !== 'active') {
    return failure(400, 'error', 'App messages can only be sent to active conversations.');
  }
  if (Buffer.byteLength(JSON.stringify(body)) > MAX_MESSAGE_BYTES) {
    return failure(413, 'error', `Request body exceeds ${MAX_MESSAGE_BYTES} bytes`);
  }
  const eventType = readText(body, 'event_type') ?? '';
  const isTaken = conversations.sendMessage(id, eventType, readRecord(body, 'properties'));
  return isTaken ? ok({}) : failure(429, 'error', 'Too many requests');
}
