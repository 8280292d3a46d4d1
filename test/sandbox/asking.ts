import { expect } from '@jest/globals';
import { contractOperations } from '../../sandbox/contract.ts';
import { isRecord, type JsonRecord, parseJson, readValue } from '../../sandbox/reading.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

export interface Reply {
  readonly status: number;
  readonly text: string;
  /** The parsed body; an empty object when there is no JSON object. */
  readonly body: JsonRecord;
  readonly contentType: string | null;
}

/** Asks the sandbox over HTTP; every answer must be one that the contract describes. */
export async function ask(
  sandbox: Sandbox,
  request: string,
  body?: unknown,
  key: string | null = sandbox.apiKey,
): Promise<Reply> {
  const [method = '', address = ''] = request.split(' ');
  const response = await fetch(`${sandbox.url}${address}`, {
    method,
    headers: {
      ...(key === null ? {} : { 'x-api-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text === '' ? undefined : parseJson(text);
  const path = address.split('?')[0] ?? '';
  const operation = contractOperations().find(
    (each) => each.method === method && each.pathParameters(path) !== undefined,
  );
  if (operation !== undefined) {
    expect({ request, problems: operation.answerProblems(response.status, json) }).toEqual({
      request,
      problems: undefined,
    });
  }
  return {
    status: response.status,
    text,
    body: isRecord(json) ? json : {},
    contentType: response.headers.get('content-type'),
  };
}

/** The records of a list answer. */
export function data(reply: Reply): JsonRecord[] {
  const items = readValue(reply.body, 'data');
  return Array.isArray(items) ? items.filter(isRecord) : [];
}

/** Creates a conversation and returns its id. */
export async function create(sandbox: Sandbox, body: JsonRecord = {}): Promise<string> {
  const reply = await ask(sandbox, 'POST /v2/conversations', {
    persona_id: 'p5a1e50000001',
    ...body,
  });
  expect(reply.status).toBe(200);
  return String(readValue(reply.body, 'conversation_id'));
}

/** The verbose record's events by type. */
export async function events(sandbox: Sandbox, id: string): Promise<Map<string, JsonRecord>> {
  const { body } = await ask(sandbox, `GET /v2/conversations/${id}?verbose=true`);
  const listed = readValue(body, 'events');
  const records = Array.isArray(listed) ? listed.filter(isRecord) : [];
  return new Map(records.map((record) => [String(readValue(record, 'event_type')), record]));
}
