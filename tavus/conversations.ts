import type { TavusClient } from './client.ts';
import {
  type ConversationDetail,
  type ConversationRecord,
  conversationDetail,
} from './conversation_record.ts';
import { type Failure, isUnknownId, unreadableAnswer } from './failure.ts';
import type { LookUp, Resource } from './resource.ts';
import { asObject } from './wire.ts';

/** Gets a conversation with all that happened in it; null if there is none with that id. */
export async function getConversation(
  client: TavusClient,
  id: string,
): Promise<LookUp<ConversationDetail | null>> {
  const answer = await client.send({
    method: 'GET',
    path: ['v2', 'conversations', id],
    query: { verbose: true },
  });
  if (!answer.ok) return isUnknownId(answer.failure) ? { ok: true, found: null } : answer;
  const detail = conversationDetail(asObject(answer.data));
  return detail
    ? { ok: true, found: detail }
    : { ok: false, failure: unreadableAnswer(answer.status) };
}

/** The conversations that are going on, as the list tells them. */
export const activeConversations: Resource<ConversationRecord> = {
  plural: 'conversations',
  firstPage: 1,
  query: { status: 'active' },
  read: (wire) => conversationDetail(wire)?.record ?? null,
};

/** The outcome of ending a conversation. */
export type Ending =
  | { readonly ok: true; readonly detail: ConversationDetail | null; readonly hadEnded: boolean }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Ends a conversation. That one has ended already is no failure: the API's answer then is not
 * documented, so the conversation itself is asked. `detail` is null if it could not be got.
 */
export async function endConversation(client: TavusClient, id: string): Promise<Ending> {
  const began = Date.now();
  const answer = await client.send({ method: 'POST', path: ['v2', 'conversations', id, 'end'] });
  if (!answer.ok && !isRefusal(answer.failure)) return answer;
  const got = await getConversation(client, id);
  const detail = got.ok ? got.found : null;
  const hasEnded = detail?.record.status === 'ended';
  if (!answer.ok) return hasEnded ? { ok: true, detail, hadEnded: true } : answer;
  // A page of something on the way to Tavus may come as a success too.
  if (answer.isUnreadable && !hasEnded) {
    return { ok: false, failure: unreadableAnswer(answer.status) };
  }
  return { ok: true, detail, hadEnded: detail !== null && endedBefore(detail, began) };
}

function isRefusal({ kind }: Failure): boolean {
  return kind === 'refused' || kind === 'not_found';
}

/** How far the clocks of Tavus and of this machine may be apart, in milliseconds. */
const CLOCK_SKEW = 30_000;

function endedBefore({ record }: ConversationDetail, moment: number): boolean {
  if (record.shutdown_reason !== null && record.shutdown_reason !== 'ended_by_request') return true;
  return record.ended_at !== null && Date.parse(record.ended_at) < moment - CLOCK_SKEW;
}
