import type { Answer, TavusClient } from '../http/client.ts';
import { isUnknownId, resultOf, TavusError, unreadableAnswer } from '../http/failure.ts';
import { asNumber, asObject, type WireObject } from '../http/wire.ts';

/** The largest page that works on every list (third-party measurements, 2026). */
export const PAGE_SIZE = 100;

/** A kind of thing in a Tavus account: how to list it, get it and read it. */
export interface Resource<Item> {
  /** The last segment of its path: /v2/{path}. It is also its plural in sentences. */
  readonly path: string;
  /** The number of the first page. If it is 0, the first page may still have the number 1. */
  readonly firstPage: 0 | 1;
  /** Details, filters and order. */
  readonly query: Readonly<Record<string, boolean | string>>;
  /** The names of its ID, the current one first. */
  readonly idNames: readonly string[];
  /** Reads one item; null if it has no ID. */
  readonly read: (wire: WireObject) => Item | null;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The number of items received, including unreadable ones. */
  readonly count: number;
  /** The number of items on all pages; null if unknown. */
  readonly total: number | null;
}

/** Gets a page; `index` counts from 0 whatever the API counts from. Throws a TavusError. */
export async function listPage<Item>(
  client: TavusClient,
  resource: Resource<Item>,
  index: number,
): Promise<Page<Item>> {
  const answer = await client.send({
    path: ['v2', resource.path],
    query: { ...resource.query, limit: PAGE_SIZE, page: resource.firstPage + index },
  });
  const { items, total } = listIn(answer);
  const readable = items.flatMap((item) => resource.read(item) ?? []);
  return { items: readable, count: items.length, total };
}

/** How well an item matches a search; null if it does not. `almost`: the whole name but for its punctuation. */
export type Match = 'whole' | 'almost' | 'part' | null;

/** The result of a search. */
export interface Matches<Item> {
  readonly found: readonly { readonly item: Item; readonly match: Match }[];
  /** The number of items read. */
  readonly count: number;
  /** Whether the list was read to its end, or as far as a better match can be. */
  readonly isComplete: boolean;
}

/** The most pages that a search reads. The time ends sooner, unless a list is endless. */
const MAX_PAGES = 250;

/** The part of the step's time in which a search requests no further page, in seconds. */
const RESERVE_SECONDS = 3;

/**
 * Finds all items that match, page by page, as far as there is time; the page of a whole match is the
 * last. `mustBeCertain` trusts no total, to be certain that an item is absent. Throws a TavusError.
 */
export async function search<Item extends { readonly id: string }>(
  client: TavusClient,
  resource: Resource<Item>,
  matchOf: (item: Item) => Match,
  mustBeCertain = false,
): Promise<Matches<Item>> {
  const found: { readonly item: Item; readonly match: Match }[] = [];
  const seen = new Set<string>();
  let count = 0;
  for (let index = 0; index < MAX_PAGES; index += 1) {
    const page = await resultOf(() => listPage(client, resource, index));
    if (!page.ok) {
      if (page.failure.kind === 'timed_out' && index > 0) break;
      throw new TavusError(page.failure);
    }
    const { items, total } = page.value;
    const fresh = items.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    const better = fresh
      .map((item) => ({ item, match: matchOf(item) }))
      .filter(({ match }) => match !== null);
    for (const each of better) found.push(each);
    count += page.value.count;
    // A page that repeats is no end if there are more: pages may count from 1, or all be the same.
    const isRepeat = fresh.length === 0 && page.value.count > 0 && (total ?? 0) > seen.size;
    // An empty list whose total is above 0 was not read.
    const isUnread = seen.size === 0 && (total ?? 0) > 0;
    // A page without new items is the last one, because the total may be wrong, or that of a full page.
    const isLast = mustBeCertain
      ? fresh.length === 0 && !isRepeat && !isUnread
      : fresh.length === 0 || (total === count && count !== PAGE_SIZE);
    const isFound = better.some(({ match }) => match === 'whole');
    if (isLast || isFound) return { found, count: seen.size, isComplete: true };
    if (
      (isRepeat && index > 1) ||
      (mustBeCertain && isUnread) ||
      client.secondsLeft() < RESERVE_SECONDS
    )
      break;
  }
  return { found, count: seen.size, isComplete: false };
}

/** Gets an item by its ID; null if the ID is unknown. Throws a TavusError. */
export async function getById<Item>(
  client: TavusClient,
  resource: Resource<Item>,
  id: string,
): Promise<Item | null> {
  const path = ['v2', resource.path, id];
  const got = await resultOf(() => client.send({ path, query: resource.query }));
  if (!got.ok) {
    if (isUnknownId(got.failure)) return null;
    throw new TavusError(got.failure);
  }
  const detail = detailIn(got.value.data);
  if (detail === null) return null;
  // Only personas are wrapped in `data`, and a video has `data` of its own.
  const item = resource.read(asObject(got.value.data)) ?? resource.read(detail);
  if (item === null) throw new TavusError(unreadableAnswer(got.value));
  return item;
}

/** A list as the API returns it. */
export interface WireList {
  readonly items: readonly WireObject[];
  /** The number of items on all pages; null if unknown. */
  readonly total: number | null;
}

/** The list in an answer. Throws a TavusError if there is none: a proxy may answer with its own page. */
export function listIn(answer: Pick<Answer, 'data' | 'status' | 'refusal'>): WireList {
  const { data: items, total_count } = asObject(answer.data);
  if (!Array.isArray(items)) throw new TavusError(unreadableAnswer(answer));
  const total = asNumber(total_count) ?? -1;
  const isCount = Number.isSafeInteger(total) && total >= 0;
  return { items: items.map(asObject), total: isCount ? total : null };
}

/** A persona is wrapped as `{data: [{…}]}` or `{data: {…}}`. Null for an empty list. */
function detailIn(data: unknown): WireObject | null {
  const inner = asObject(data).data;
  if (!Array.isArray(inner)) return asObject(inner);
  return inner.length === 0 ? null : asObject(inner[0]);
}
