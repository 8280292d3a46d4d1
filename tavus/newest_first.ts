import type { TavusClient } from './client.ts';
import { listIn, PAGE_SIZE } from './list.ts';
import { asTime, type WireObject } from './wire.ts';

/**
 * The list of conversations, read from the newest on.
 *
 * The API promises no order (docs/polling.md). The first page tells: if it is the oldest that come
 * first, the newest are on the last page, and the number of that page is worth remembering.
 */

/** What an earlier reading has learned of the list; null if nothing. */
export interface ListMemory {
  /** How many conversations there were, if the oldest came first; null if the newest did. */
  readonly oldestFirstTotal: number | null;
}

/** A page, its conversations from newest to oldest. */
export interface ConversationPage {
  readonly conversations: readonly WireObject[];
  /** When Tavus answered by its own clock, an HTTP date, if it said so. */
  readonly answeredAt: string | undefined;
  readonly memory: ListMemory;
}

export type ConversationStatus = 'active' | 'ended';

/** Gives the pages from the newest conversations to the oldest, one request each. Throws a TavusError. */
export async function* newestPages(
  client: TavusClient,
  status: ConversationStatus | undefined,
  memory: ListMemory | null,
): AsyncGenerator<ConversationPage, undefined> {
  const remembered = memory?.oldestFirstTotal ?? null;
  if (remembered !== null && remembered > PAGE_SIZE) {
    yield* pagesFromTheEnd(client, status, remembered);
    return;
  }
  const seen = new Set<unknown>();
  let hasMore = true;
  for (let page = 1; hasMore; page += 1) {
    const { items, total, answeredAt } = await listConversations(client, status, page, PAGE_SIZE);
    // A page without anything new is the last, whatever the total says.
    const isNew = addIds(seen, items);
    hasMore = isNew && (total === null ? items.length >= PAGE_SIZE : seen.size < total);
    if (hasMore && total !== null && page === 1 && isOldestFirst(items)) {
      yield* pagesFromTheEnd(client, status, total);
      return;
    }
    const conversations = newestFirst(items);
    yield { conversations, answeredAt, memory: NEWEST_FIRST };
  }
}

const NEWEST_FIRST: ListMemory = { oldestFirstTotal: null };

/** Reads a list in which the oldest come first from its end; `expected` is how long it was. */
async function* pagesFromTheEnd(
  client: TavusClient,
  status: ConversationStatus | undefined,
  expected: number,
): AsyncGenerator<ConversationPage, undefined> {
  const limit = limitOfFullestLastPage(expected);
  const expectedLast = Math.ceil(expected / limit);
  const first = await listConversations(client, status, expectedLast, limit);
  if (isNewestFirst(first.items)) {
    // The order is not what it was: begin anew, without the memory of it.
    yield* newestPages(client, status, null);
    return;
  }
  const total = first.total ?? expected;
  const last = Math.max(1, Math.ceil(total / limit));
  const seen = new Set<unknown>();
  for (let page = last, isNew = true; isNew && page >= 1; page -= 1) {
    const { items, answeredAt } =
      page === expectedLast ? first : await listConversations(client, status, page, limit);
    isNew = addIds(seen, items) || page === last;
    const conversations = newestFirst(items);
    yield { conversations, answeredAt, memory: { oldestFirstTotal: total } };
  }
}

/** Adds the ids of a page to those that were seen; tells whether one of them is new. */
function addIds(seen: Set<unknown>, items: readonly WireObject[]): boolean {
  const before = seen.size;
  for (const { conversation_id } of items) seen.add(conversation_id);
  return seen.size > before;
}

/**
 * The page size that leaves the fewest places on the last page empty, so that one request sees as
 * many of the newest conversations as it can.
 */
function limitOfFullestLastPage(total: number): number {
  let best = PAGE_SIZE;
  const onLastPage = (limit: number) => ((total - 1) % limit) + 1;
  for (let limit = PAGE_SIZE; limit > PAGE_SIZE / 2; limit -= 1) {
    if (onLastPage(limit) > onLastPage(best)) best = limit;
  }
  return best;
}

/** One page as the API gives it. */
async function listConversations(
  client: TavusClient,
  status: ConversationStatus | undefined,
  page: number,
  limit: number,
): Promise<ListedPage> {
  const answer = await client.send({
    method: 'GET',
    path: ['v2', 'conversations'],
    query: { limit, page, ...(status && { status }) },
  });
  return { ...listIn(answer), answeredAt: answer.answeredAt };
}

interface ListedPage {
  readonly items: readonly WireObject[];
  readonly total: number | null;
  readonly answeredAt: string | undefined;
}

function isOldestFirst(items: readonly WireObject[]): boolean {
  const { first, last } = ends(items);
  return first < last;
}

function isNewestFirst(items: readonly WireObject[]): boolean {
  const { first, last } = ends(items);
  return first > last;
}

/** When the first and the last of a page were created; twice the same text if that is not known. */
function ends(items: readonly WireObject[]): { first: string; last: string } {
  const first = items.find((item) => asTime(item.created_at) !== null);
  const last = items.findLast((item) => asTime(item.created_at) !== null);
  return { first: asTime(first?.created_at) ?? '', last: asTime(last?.created_at) ?? '' };
}

/** Later than all times, for a conversation that does not say when it was created: it may be new. */
const UNKNOWN_TIME = '~';

/** Sorted here too, because nothing promises an order within a page either. */
function newestFirst(items: readonly WireObject[]): WireObject[] {
  const dated = items.map((item) => ({ item, created: asTime(item.created_at) ?? UNKNOWN_TIME }));
  dated.sort((one, other) => compare(other.created, one.created));
  return dated.map(({ item }) => item);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
