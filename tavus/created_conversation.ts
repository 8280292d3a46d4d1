import * as z from 'zod/mini';
import { lazily } from '../lazily.ts';
import type { TavusClient } from './client.ts';
import { type ConversationFacts, readConversation, unsafeLinks } from './conversation.ts';
import { type Failure, unreadableAnswer } from './failure.ts';
import { maybeText, maybeTime, text, yesNo } from './record.ts';
import { asObject, asText, isObject, secondsAfter, type WireObject } from './wire.ts';

/** A conversation that was just created. */
export const createdConversation = lazily(() =>
  z.object({
    id: text('ID'),
    conversation_id: text('Conversation ID'),
    conversation_name: maybeText('Conversation Name'),
    status: maybeText('Status'),
    conversation_url: maybeText('Conversation URL'),
    room_url: maybeText('Room URL'),
    join_url: maybeText('Join URL'),
    meeting_token: maybeText('Meeting Token'),
    replica_id: maybeText('Replica ID'),
    persona_id: maybeText('Persona ID'),
    callback_url: maybeText('Callback URL'),
    created_at: maybeTime('Created At'),
    join_by: maybeTime('Join By'),
    ends_by: maybeTime('Ends By'),
    test_mode: yesNo('Test Mode'),
  }),
);

export type CreatedConversation = z.infer<ReturnType<typeof createdConversation>>;

/** The parts of a create's body that its result depends on. */
export interface ConversationRequest {
  readonly conversation_name?: string | undefined;
  readonly replica_id?: string | undefined;
  readonly persona_id?: string | undefined;
  readonly callback_url?: string | undefined;
  readonly meeting_url?: string | undefined;
  readonly require_auth?: boolean | undefined;
  readonly test_mode?: boolean | undefined;
  readonly properties?:
    | {
        readonly max_call_duration?: number | undefined;
        readonly participant_absent_timeout?: number | undefined;
      }
    | undefined;
}

/** The outcome of a create. */
export type Creation =
  | {
      readonly ok: true;
      readonly conversation: CreatedConversation;
      /** Links that Tavus gave and that are not https, so not in the record. */
      readonly unsafeLinks: readonly string[];
    }
  | { readonly ok: false; readonly failure: Failure };

/** What Tavus takes where the request says nothing, in seconds (Tavus docs: call duration and timeout). */
const DEFAULT_CALL_SECONDS = 3600;
const DEFAULT_ABSENT_SECONDS = 300;

/**
 * Creates a conversation: from here on it is billed. Gives the conversation, or why there is none;
 * once it is known to exist, nothing that goes wrong afterwards is a failure. `additional` is sent
 * as well, under what the request says. After a failure that `mayBeDone`, tavus/lost_conversation.ts
 * finds out.
 */
export async function createConversation(
  client: TavusClient,
  request: ConversationRequest,
  additional: WireObject,
): Promise<Creation> {
  const answer = await client.send({
    method: 'POST',
    path: ['v2', 'conversations'],
    body: bodyOf(request, additional),
  });
  if (!answer.ok) return answer;
  const wire = asObject(answer.data);
  const facts = readConversation(wire);
  if (!facts) return { ok: false, failure: unreadableAnswer(answer.status) };
  const conversation = await createdRecord(client, facts, asText(wire.meeting_token), request);
  return { ok: true, conversation, unsafeLinks: unsafeLinks(wire) };
}

function bodyOf(request: ConversationRequest, additional: WireObject): WireObject {
  const { properties = {}, ...rest } = mergedUnder({ ...request }, additional);
  const isEmpty = isObject(properties) && Object.keys(properties).length === 0;
  return isEmpty ? rest : { ...rest, properties };
}

function mergedUnder(request: WireObject, additional: WireObject): WireObject {
  const merged = new Map(Object.entries(additional));
  for (const [name, value] of Object.entries(request)) {
    const below = merged.get(name);
    merged.set(name, isObject(value) && isObject(below) ? mergedUnder(value, below) : value);
  }
  return Object.fromEntries(merged);
}

/** Newer API versions no longer return the ids: then what was sent, then one GET for what is missing. */
async function withIds(
  client: TavusClient,
  facts: ConversationFacts,
  request: ConversationRequest,
): Promise<ConversationFacts> {
  const replica_id = facts.replica_id ?? request.replica_id ?? null;
  const persona_id = facts.persona_id ?? request.persona_id ?? null;
  if (replica_id !== null && persona_id !== null) return { ...facts, replica_id, persona_id };
  const path = ['v2', 'conversations', facts.conversation_id];
  const answer = await client.send({ method: 'GET', path });
  const later = answer.ok ? readConversation(asObject(answer.data)) : null;
  return {
    ...facts,
    replica_id: replica_id ?? later?.replica_id ?? null,
    persona_id: persona_id ?? later?.persona_id ?? null,
  };
}

/** The record of a conversation that the request created; asks for the ids if nothing tells them. */
export async function createdRecord(
  client: TavusClient,
  told: ConversationFacts,
  meetingToken: string | null,
  request: ConversationRequest,
): Promise<CreatedConversation> {
  const facts = await withIds(client, told, request);
  const { max_call_duration, participant_absent_timeout } = request.properties ?? {};
  const { created_at } = facts;
  return {
    id: facts.conversation_id,
    conversation_id: facts.conversation_id,
    conversation_name: facts.conversation_name,
    status: facts.status,
    conversation_url: facts.conversation_url,
    room_url: facts.room_url,
    join_url: joinUrl(facts, meetingToken, request),
    meeting_token: meetingToken,
    replica_id: facts.replica_id,
    persona_id: facts.persona_id,
    callback_url: facts.callback_url ?? request.callback_url ?? null,
    created_at,
    join_by: secondsAfter(created_at, participant_absent_timeout ?? DEFAULT_ABSENT_SECONDS),
    ends_by: secondsAfter(created_at, max_call_duration ?? DEFAULT_CALL_SECONDS),
    test_mode: request.test_mode ?? false,
  };
}

/** The one link that a participant can just open. */
function joinUrl(
  { conversation_url, room_url }: ConversationFacts,
  meetingToken: string | null,
  request: ConversationRequest,
): string | null {
  if (meetingToken !== null && conversation_url !== null && URL.canParse(conversation_url)) {
    // A private room lets in who has the token (Tavus docs: private rooms).
    const url = new URL(conversation_url);
    url.searchParams.set('t', meetingToken);
    return url.href;
  }
  return room_url ?? conversation_url ?? request.meeting_url ?? null;
}
