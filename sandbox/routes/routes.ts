import { contractOperations } from '../contract.ts';
import { isRecord, parseJson } from '../reading.ts';
import { type Answer, asFastApi, badRequest, failure, invalidRequest } from './answers.ts';
import { conversationHandlers } from './conversations.ts';
import { documentHandlers } from './documents.ts';
import type { Handlers, Tavus } from './handler.ts';
import { memoryStoreHandlers } from './memory_stores.ts';
import { personaPartHandlers } from './persona_parts.ts';
import { personaHandlers } from './personas.ts';
import { replicaHandlers } from './replicas.ts';
import { toolHandlers } from './tools.ts';
import { videoHandlers } from './videos.ts';

/** A request to the API, before any check. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly apiKey: string | undefined;
  readonly contentType: string | undefined;
  readonly rawBody: string;
}

const HANDLERS: Handlers = {
  ...conversationHandlers,
  ...replicaHandlers,
  ...personaHandlers,
  ...videoHandlers,
  ...documentHandlers,
  ...personaPartHandlers,
  ...memoryStoreHandlers,
  ...toolHandlers,
};

/** The whole API: answers a request after all its effects. */
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
  // As in the real API, a malformed body is reported before a wrong key.
  if (operation.hasListBody) {
    if (items === undefined || operation.bodyProblems(items) !== undefined) {
      return failure(422, 'message', 'Invalid JSON patch format');
    }
  } else if (!isRecord(json)) {
    return badRequest({ _schema: ['Invalid input type.'] });
  } else {
    const bodyProblems = operation.bodyProblems(json);
    if (bodyProblems !== undefined) {
      // Each part of the API words validation errors in its own way.
      return operation.id in documentHandlers
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
  const count = (tavus.counts.get(operation.id) ?? 0) + 1;
  tavus.counts.set(operation.id, count);
  return handler(tavus, {
    count,
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
