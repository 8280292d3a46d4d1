import { limits } from '../platform/limits.ts';
import type { TavusClient } from './client.ts';
import { type Conversation, type ConversationRequest, readConversation } from './conversation.ts';
import { type Failure, outcomeOf } from './failure.ts';
import { newestPages } from './newest_first.ts';

/**
 * Finding out what became of a create whose answer was lost (docs/reliability.md, "Create exactly
 * once"). Tavus has no idempotency key, so the conversation is looked for in the list.
 */

/** A create whose answer was lost. */
export interface LostAnswer {
  readonly request: ConversationRequest;
  readonly failure: Failure;
  /** When it was sent, on the clock of `performance.now()`. */
  readonly sentAt: number;
  /** Whether no other conversation can have its name. */
  readonly hasOwnName: boolean;
}

export type Finding =
  | { readonly kind: 'found'; readonly conversation: Conversation }
  /** It was not created, and will not be. */
  | { readonly kind: 'absent' }
  /** Nobody can say. */
  | { readonly kind: 'unclear' };

/** How far the clocks of Tavus's machines may be apart, in milliseconds. */
const CLOCK_DIFFERENCE_MS = 2000;

/**
 * Looks for the conversation that the request made, within the time that the step has left: a create
 * that is under way may take a moment to show.
 */
export async function findCreated(client: TavusClient, lost: LostAnswer): Promise<Finding> {
  let lastLook: Finding = { kind: 'unclear' };
  let waited = 0;
  for (const after of limits.looks) {
    if (client.secondsLeft() < after - waited + limits.look) break;
    await sleep(after - waited);
    waited = after;
    lastLook = await look(client, lost);
    if (lastLook.kind === 'found') return lastLook;
  }
  // An answer 2xx, or none in time, may still become a conversation that is not listed yet.
  const mayCome = lost.failure.kind === 'timed_out' || lost.failure.kind === 'unreadable_answer';
  const isGatewayTimeout = lost.failure.status === 504;
  return lastLook.kind === 'absent' && (mayCome || isGatewayTimeout)
    ? { kind: 'unclear' }
    : lastLook;
}

async function look(client: TavusClient, lost: LostAnswer): Promise<Finding> {
  // It is one of the newest, so the first page of them is enough.
  const first = await outcomeOf(() => newestPages(client, undefined, null).next());
  if (!first.ok || !first.value.value) return { kind: 'unclear' };
  const { conversations, answeredAt } = first.value.value;
  const earliest = earliestCreation(answeredAt, lost.sentAt);
  const listed = conversations.flatMap((each) => readConversation(each) ?? []);
  const found = listed.filter((each) => isFromRequest(each, lost, earliest));
  const [only] = found;
  if (!only) return { kind: 'absent' };
  return found.length === 1 ? { kind: 'found', conversation: only } : { kind: 'unclear' };
}

/** When the request was sent by the clock of Tavus, in milliseconds; by this machine's, if Tavus shows none. */
function earliestCreation(answeredAt: string | undefined, sentAt: number): number {
  const told = Date.parse(answeredAt ?? '');
  const now = Number.isNaN(told) ? Date.now() : told;
  return now - (performance.now() - sentAt) - CLOCK_DIFFERENCE_MS;
}

function isFromRequest(listed: Conversation, lost: LostAnswer, earliest: number): boolean {
  const { request, hasOwnName } = lost;
  if (listed.conversation_name !== request.conversation_name) return false;
  if (hasOwnName) return true;
  const agrees = (told: string | null, sent: string | undefined) =>
    told === null || sent === undefined || told === sent;
  return (
    agrees(listed.replica_id, request.replica_id) &&
    agrees(listed.persona_id, request.persona_id) &&
    agrees(listed.callback_url, request.callback_url) &&
    listed.created_at !== null &&
    Date.parse(listed.created_at) >= earliest
  );
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
