import type { Account, Persona } from '../account/account.ts';
import type { ConversationState } from '../account/conversation.ts';
import {
  type ConversationRequest,
  readConversationRequest,
} from '../account/conversation_request.ts';
import type { Conversations } from '../account/conversations.ts';
import type { Documents } from '../account/documents.ts';
import { memoryStoreHandlers } from '../account/memory_stores.ts';
import { personaPartHandlers } from '../account/persona_parts.ts';
import { faceHandlers } from '../account/training.ts';
import type { Videos } from '../account/videos.ts';
import type { Behaviour } from '../behaviour.ts';
import { contractOperations } from '../contract.ts';
import { isRecord, type JsonRecord, parseJson, readFlag, readText, readValue } from '../reading.ts';
import {
  conversationInList,
  createdConversation,
  plainConversation,
  verboseConversation,
  wirePersona,
  wireReplica,
} from '../wire/conversations.ts';
import { type Answer, asFastApi, badRequest, failure, invalidRequest, ok } from './answers.ts';
import { DOCUMENT_HANDLERS } from './documents.ts';
import { totalOf } from './list.ts';
import { onPage, paging } from './paging.ts';
import { palHandlers } from './personas.ts';
import { VIDEO_HANDLERS } from './videos.ts';

/** What the routes work on. */
export interface Tavus {
  readonly apiKey: string;
  readonly behaviour: Behaviour;
  readonly account: Account;
  readonly conversations: Conversations;
  readonly videos: Videos;
  readonly documents: Documents;
}

/** A request of the API, before anything in it is checked. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly apiKey: string | undefined;
  readonly contentType: string | undefined;
  readonly rawBody: string;
}

/** A request that the contract has accepted. */
export interface Checked {
  /** The first parameter of the path. */
  readonly id: string;
  readonly parameters: { readonly [name: string]: string };
  readonly query: JsonRecord;
  /** Empty when the body is a list. */
  readonly body: JsonRecord;
  /** Empty unless the body is a list. */
  readonly items: readonly unknown[];
}

export type Handler = (tavus: Tavus, request: Checked) => Answer;

/** Handlers by the operation ids of the contract. */
export interface Handlers {
  readonly [operationId: string]: Handler;
}

/** A role with this in its ARN is one that Tavus can't take on. */
const BAD_ROLE = 'cannot-assume';

const HANDLERS: Handlers = {
  createConversation,
  listConversations,
  getConversation,
  endConversation,
  listReplicas,
  getReplica,
  ...faceHandlers,
  listPersonas,
  getPersona,
  ...VIDEO_HANDLERS,
  ...DOCUMENT_HANDLERS,
  ...palHandlers,
  ...personaPartHandlers,
  ...memoryStoreHandlers,
};

/** The whole API: one request in, one answer out; everything it causes has happened by then. */
export function answerRequest(tavus: Tavus, request: ApiRequest): Answer {
  const answer = documentedAnswer(tavus, request);
  return tavus.behaviour.errorForm === 'fastapi' ? asFastApi(answer) : answer;
}

function documentedAnswer(tavus: Tavus, request: ApiRequest): Answer {
  const matching = contractOperations().filter((each) => each.pathParameters(request.path));
  if (matching.length === 0) {
    return failure(404, 'message', 'Not found');
  }
  const operation = matching.find((each) => each.method === request.method);
  const handler = operation === undefined ? undefined : HANDLERS[operation.id];
  if (operation === undefined || handler === undefined) {
    return failure(405, 'message', 'Method not allowed');
  }
  const hasBody = operation.hasBody && !(operation.isBodyOptional && request.rawBody === '');
  const json = hasBody ? readBody(request) : {};
  const items: readonly unknown[] | undefined = Array.isArray(json) ? json : undefined;
  // As in the real API, a malformed body is told even to those without a key.
  if (operation.hasListBody) {
    if (items === undefined || operation.bodyProblems(items) !== undefined) {
      return failure(422, 'message', 'Invalid JSON patch format');
    }
  } else if (!isRecord(json)) {
    return badRequest({ _schema: ['Invalid input type.'] });
  } else {
    const bodyProblems = operation.bodyProblems(json);
    if (bodyProblems !== undefined) {
      // Each part of the API says in its own way what is wrong with a body.
      return operation.id in DOCUMENT_HANDLERS
        ? invalidRequest(bodyProblems)
        : badRequest(bodyProblems);
    }
  }
  if (request.apiKey !== tavus.apiKey) {
    return failure(401, 'message', 'Invalid access token');
  }
  if (tavus.behaviour.keyForbidden) {
    return failure(403, 'message', 'This key may not do that');
  }
  const query = operation.readQuery(request.query);
  if (query.problems !== undefined) {
    return badRequest(query.problems);
  }
  const parameters = operation.pathParameters(request.path) ?? {};
  return handler(tavus, {
    id: Object.values(parameters)[0] ?? '',
    parameters,
    query: query.values,
    body: isRecord(json) ? json : {},
    items: items ?? [],
  });
}

function readBody({ contentType, rawBody }: ApiRequest): unknown {
  return contentType?.split(';')[0]?.trim() === 'application/json' ? parseJson(rawBody) : undefined;
}

function createConversation(tavus: Tavus, { body }: Checked): Answer {
  const { behaviour, conversations } = tavus;
  const request = readConversationRequest(body);
  // Nothing says so, but what costs nothing should not need credits.
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
  return ok(createdConversation(conversation, conversations, behaviour));
}

/** A conversation makes the memory store of its persona and participant, if there is none. */
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

/** Who will be in the call: the replica asked for, or the persona's own. */
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
    return badRequest({ replica_id: ['Needed, since no persona brings a replica of its own.'] });
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

function listConversations({ behaviour, conversations }: Tavus, { query }: Checked): Answer {
  const { limit, page } = paging(query, 10, behaviour);
  const status = readText(query, 'status');
  const found = conversations.page(
    status === 'active' || status === 'ended' ? status : undefined,
    limit,
    page,
  );
  const data = found.items.map((each) => conversationInList(each, conversations, behaviour));
  return ok({ data, total_count: found.total });
}

function getConversation({ conversations }: Tavus, { id, query }: Checked): Answer {
  const conversation = conversations.find(id);
  if (conversation === undefined) {
    return failure(400, 'error', 'Invalid conversation_id');
  }
  return ok(
    readFlag(query, 'verbose')
      ? verboseConversation(conversation, conversations)
      : plainConversation(conversation, conversations),
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

function listReplicas({ account, behaviour }: Tavus, { query }: Checked): Answer {
  const type = readText(query, 'replica_type');
  const ids = readText(query, 'replica_ids')?.split(',');
  const model = readText(query, 'model_name');
  const found = account.replicas
    .map((replica, position) => ({ replica, position }))
    .filter(
      ({ replica }) =>
        (type === undefined || replica.type === type) &&
        (ids === undefined || ids.includes(replica.id)) &&
        (model === undefined || replica.modelName === model),
    );
  // Twenty came back in practice when no limit was given.
  const { limit, page } = paging(query, 20, behaviour);
  const data = onPage(found, limit, page).map(({ replica, position }) =>
    wireReplica(replica, position, behaviour, readFlag(query, 'verbose')),
  );
  return ok({ data, total_count: totalOf(found.length, data.length, behaviour.totalCount) });
}

function getReplica({ account, behaviour }: Tavus, { id, query }: Checked): Answer {
  const replica = account.replica(id);
  if (replica === undefined) {
    return failure(400, 'error', 'Invalid replica_id');
  }
  const position = account.replicas.indexOf(replica);
  return ok(wireReplica(replica, position, behaviour, readFlag(query, 'verbose')));
}

function listPersonas({ account, behaviour }: Tavus, { query }: Checked): Answer {
  const type = readText(query, 'persona_type');
  const found = account.personas
    .map((persona, position) => ({ persona, position }))
    .filter(({ persona }) => type === undefined || persona.type === type);
  const { limit, page } = paging(query, 10, behaviour);
  const data = onPage(found, limit, page).map(({ persona, position }) =>
    wirePersona(persona, position, behaviour),
  );
  return ok({ data, total_count: totalOf(found.length, data.length, behaviour.totalCount) });
}

function getPersona({ account, behaviour }: Tavus, { id }: Checked): Answer {
  const persona = account.persona(id);
  if (persona === undefined) {
    return failure(400, 'error', 'Invalid persona_id');
  }
  const wire = wirePersona(persona, account.personas.indexOf(persona), behaviour);
  return ok(
    { object: wire, data_object: { data: wire }, data_array: { data: [wire] } }[
      behaviour.personaDetailShape
    ],
  );
}
