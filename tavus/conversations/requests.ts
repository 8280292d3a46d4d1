import type { Answer, TavusClient } from '../http/client.ts';
import {
  concernsAccount,
  type Failure,
  isUnknownId,
  resultOf,
  TavusError,
  unreadableAnswer,
} from '../http/failure.ts';
import { asObject, asText, textOf, timeOf, type WireObject } from '../http/wire.ts';
import type { Resource } from '../lists/list.ts';
import { momentOf } from '../lists/list_order.ts';
import { newestPages } from '../lists/newest_first.ts';
import { compareIds, compareTexts, compareUrls } from '../once/likeness.ts';
import { type Finding, findCreated, type LostCreate } from '../once/recovery.ts';
import type { PostCallLine } from './post_call.ts';
import {
  type Conversation,
  type ConversationDetail,
  type ConversationRecord,
  type ConversationRequest,
  conversationDetail,
  hasUnsafeLink,
  readConversation,
} from './record.ts';

/** Every request about conversations but the messages into one (app_message.ts). */

// ---- create

/** The answer to a create. */
export interface CreatedAnswer {
  readonly conversation: Conversation;
  /** Lets a participant into a private room. */
  readonly meetingToken: string | null;
  /** Whether a link was left out because it does not start with https://. */
  readonly hasUnsafeLink: boolean;
}

/**
 * Creates a conversation, which is billed from now on. Throws a TavusError; after one that
 * `mayHaveSucceeded`, tavus/once/recovery.ts finds out what happened.
 */
export async function createConversation(
  client: TavusClient,
  body: WireObject,
): Promise<CreatedAnswer> {
  const path = ['v2', 'conversations'];
  const answer = await client.send({ method: 'POST', path, body });
  const wire = asObject(answer.data);
  const conversation = readConversation(wire);
  if (!conversation) throw new TavusError(unreadableAnswer(answer));
  return {
    conversation,
    meetingToken: asText(wire.meeting_token),
    hasUnsafeLink: hasUnsafeLink(wire, conversation),
  };
}

/**
 * The IDs of a new conversation. Newer API versions do not return them, so they are taken from the
 * request, then from one GET. Never throws a TavusError, because the conversation exists.
 */
export async function idsOf(
  client: TavusClient,
  conversation: Conversation,
  request: ConversationRequest,
): Promise<Pick<Conversation, 'replica_id' | 'persona_id'>> {
  const replica_id = conversation.replica_id ?? request.replica_id ?? null;
  const persona_id = conversation.persona_id ?? request.persona_id ?? null;
  if (replica_id !== null && persona_id !== null) return { replica_id, persona_id };
  const answer = await resultOf(() => requestConversation(client, conversation.id, {}));
  const later = answer.ok ? readConversation(asObject(answer.value.data)) : null;
  return {
    replica_id: replica_id ?? later?.replica_id ?? null,
    persona_id: persona_id ?? later?.persona_id ?? null,
  };
}

/**
 * Finds out whether a create with a lost answer has created a conversation; `isNameUnique`: no other
 * one can have its name. Never throws a TavusError.
 */
export async function findCreatedConversation(
  client: TavusClient,
  request: ConversationRequest,
  isNameUnique: boolean,
  lost: LostCreate,
): Promise<Finding<CreatedAnswer>> {
  const finding = await findCreated(client, {
    ...lost,
    resource: { ...conversationList(undefined), read: withWholeTexts },
    compareMark: (listed) => compareTexts(listed.wholeName, request.conversation_name),
    isMarkUnique: isNameUnique,
    compareRest: (listed) => [
      compareIds(listed.replica_id, request.replica_id),
      compareIds(listed.persona_id, request.persona_id),
      compareUrls(listed.wholeCallbackUrl, request.callback_url),
    ],
  });
  if (finding.kind !== 'found') return finding;
  // Only the answer to the create has the token.
  const thing = { conversation: finding.thing, meetingToken: null, hasUnsafeLink: false };
  return { kind: 'found', thing };
}

/** A listed conversation with its whole name and callback URL; a record contains only parts of them. */
function withWholeTexts(wire: WireObject) {
  const conversation = readConversation(wire);
  return (
    conversation && {
      ...conversation,
      wholeName: textOf(wire, 'conversation_name'),
      wholeCallbackUrl: textOf(wire, 'callback_url'),
    }
  );
}

// ---- get

function requestConversation(client: TavusClient, id: string, query: { verbose?: true }) {
  return client.send({ path: ['v2', 'conversations', id], query });
}

/** Gets a conversation with its events; null if the ID is unknown. Throws a TavusError. */
export async function getConversation(
  client: TavusClient,
  id: string,
): Promise<ConversationDetail | null> {
  const got = await resultOf(() => requestConversation(client, id, { verbose: true }));
  if (!got.ok) {
    if (isUnknownId(got.failure)) return null;
    throw new TavusError(got.failure);
  }
  const detail = conversationDetail(asObject(got.value.data));
  if (!detail) throw new TavusError(unreadableAnswer(got.value));
  return detail;
}

// ---- the newest

/** The most conversations that are requested at the same time. */
const AT_ONCE = 5;

/** The part of the step's time in which no further conversation is requested, in seconds. */
const RESERVE_SECONDS = 3;

/** Something that a conversation may contain. */
interface Wanted<Found> {
  readonly status: ConversationStatus | undefined;
  /** Whether a listed conversation may contain it. */
  readonly mayHave: (listed: ConversationRecord) => boolean;
  /** Returns what a conversation contains of it. Throws a TavusError. */
  readonly find: (listed: ConversationRecord) => Promise<readonly Found[]>;
  /** How many are enough. */
  readonly most: number;
  readonly maxPages?: number;
}

/**
 * Finds something in the newest conversations, as long as there is time. A request that fails alone is
 * passed over. Throws a TavusError if nothing was found and a list or the whole account fails.
 */
export async function findInNewest<Found>(
  client: TavusClient,
  { status, mayHave, find, most, maxPages = Number.POSITIVE_INFINITY }: Wanted<Found>,
): Promise<Found[]> {
  const found: Found[] = [];
  let pages = 0;
  let atOnce = most;
  const walked = await resultOf(async () => {
    for await (const { things } of newestPages(client, conversationList(status))) {
      const likelyFirst = status === 'ended' ? testsLast(things) : things;
      const listed = likelyFirst.flatMap((wire) => conversationDetail(wire)?.record ?? []);
      let left = listed.filter(mayHave);
      for (; left.length > 0; atOnce = AT_ONCE) {
        if (client.secondsLeft() <= RESERVE_SECONDS) return;
        const looks = left.slice(0, atOnce).map((each) => resultOf(() => find(each)));
        left = left.slice(atOnce);
        for (const look of await Promise.all(looks)) {
          if (look.ok) for (const each of look.value) found.push(each);
          else if (concernsAccount(look.failure)) throw new TavusError(look.failure);
        }
        if (found.length >= most) return;
      }
      pages += 1;
      if (pages >= maxPages || client.secondsLeft() <= RESERVE_SECONDS) return;
    }
  });
  if (!walked.ok && found.length === 0) throw new TavusError(walked.failure);
  return found.slice(0, most);
}

/** Puts the tests of steps last: nothing ever happens in them, so Tavus does not change them after their creation. */
function testsLast(listed: readonly WireObject[]): readonly WireObject[] {
  const isTest = (wire: WireObject) => {
    const changed = Date.parse(timeOf(wire, 'updated_at') ?? '');
    return changed - (momentOf(wire) ?? Number.NaN) < 1000;
  };
  return listed.toSorted((one, other) => Number(isTest(one)) - Number(isTest(other)));
}

/**
 * The values of the newest conversation with post-call data, of one persona if given; an empty list if
 * there is none among the newest 100. Throws a TavusError.
 */
export async function newestPostCall(
  client: TavusClient,
  personaId: string | null,
): Promise<readonly PostCallLine[]> {
  const [lines = []] = await findInNewest(client, {
    status: 'ended',
    // Older lists do not contain the persona.
    mayHave: ({ persona_id }) =>
      personaId === null || persona_id === null || persona_id === personaId,
    find: async ({ id }) => {
      const lines = (await getConversation(client, id))?.record.post_call ?? [];
      return lines.length > 0 ? [lines] : [];
    },
    most: 1,
    maxPages: 1,
  });
  return lines;
}

// ---- list

export type ConversationStatus = 'active' | 'ended';

/** The list of all conversations, or of those with a status. */
export function conversationList(
  status: ConversationStatus | undefined,
): Resource<ConversationRecord> {
  return {
    path: 'conversations',
    firstPage: 1,
    query: status === undefined ? {} : { status },
    idNames: ['conversation_id'],
    read: (wire) => conversationDetail(wire)?.record ?? null,
  };
}

// ---- end

/** A conversation that has ended. */
export interface EndedConversation {
  /** Null if the GET failed. */
  readonly detail: ConversationDetail | null;
  /** Whether it had already ended before the request. */
  readonly hadEnded: boolean;
}

/**
 * Ends a conversation. One that has already ended is a success: the API's answer is not documented, so
 * a GET decides. Throws a TavusError.
 */
export async function endConversation(client: TavusClient, id: string): Promise<EndedConversation> {
  const began = performance.now();
  const path = ['v2', 'conversations', id, 'end'];
  const ending = await resultOf(() => client.send({ method: 'POST', path }));
  if (!ending.ok && !isRefusal(ending.failure)) throw new TavusError(ending.failure);
  const got = await resultOf(() => getConversation(client, id));
  const detail = got.ok ? got.value : null;
  const hasEnded = detail?.record.status === 'ended';
  if (!ending.ok) {
    if (hasEnded) return { detail, hadEnded: true };
    throw new TavusError(ending.failure);
  }
  // A proxy may answer 200 with its own page.
  if (ending.value.isUnreadable && !hasEnded) {
    throw new TavusError(unreadableAnswer(ending.value));
  }
  return {
    detail,
    hadEnded: detail !== null && hadEndedBefore(detail, sentAt(ending.value, began)),
  };
}

function isRefusal({ kind }: Failure): boolean {
  return kind === 'refused' || kind === 'not_found';
}

/** The largest difference between two clocks of Tavus, and between Tavus's and this machine's, in milliseconds. */
const TAVUS_CLOCKS_MS = 2000;
const OTHER_CLOCKS_MS = 30_000;

/** A moment before a request was sent, by Tavus's clock; `began` is by that of `performance.now()`. */
function sentAt({ answeredAt }: Answer, began: number): number {
  const answered = Date.parse(answeredAt ?? '');
  const elapsed = performance.now() - began;
  return Number.isNaN(answered)
    ? Date.now() - elapsed - OTHER_CLOCKS_MS
    : answered - elapsed - TAVUS_CLOCKS_MS;
}

function hadEndedBefore({ record }: ConversationDetail, moment: number): boolean {
  if (record.shutdown_reason !== null && record.shutdown_reason !== 'ended_by_request') return true;
  return record.ended_at !== null && Date.parse(record.ended_at) < moment;
}
