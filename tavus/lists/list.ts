import type { Answer, TavusClient } from '../http/client.ts';
import { isUnknownId, resultOf, TavusError, unreadableAnswer } from '../http/failure.ts';
import { asNumber, asObject, type WireObject } from '../http/wire.ts';

/** Largest page that has been seen to work on every list (third-party measurements, 2026). */
export const PAGE_SIZE = 100;

/** A kind of thing that a Tavus account has many of: how to list and get it, and its record. */
export interface Resource<Item> {
  /** The last segment of its path: /v2/{path}. It is also what a person calls several of them. */
  readonly path: string;
  /** The number of the first page. If it is 0, the first page may still have the number 1. */
  readonly firstPage: 0 | 1;
  /** Details, filters and order. */
  readonly query: Readonly<Record<string, boolean | string>>;
  /** The names of its id, the present one first. */
  readonly idNames: readonly string[];
  /** Reads one thing; null if it has no id. */
  readonly read: (wire: WireObject) => Item | null;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** How many things came, also those that could not be read. */
  readonly count: number;
  /** How many there are on all pages; null if the answer does not say. */
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

/** What a search by name has found. */
export interface Matches<Item> {
  readonly found: readonly Item[];
  /** How many things were looked at. */
  readonly count: number;
  /** Whether there cannot be more, or better ones. */
  readonly isComplete: boolean;
}

/** The most pages that a search reads: time is over before, unless the list has no end. */
const MAX_PAGES = 250;

/** The part of the step's time in which a search requests no further page, in seconds. */
const RESERVE_SECONDS = 3;

/**
 * Gets everything that `matches`, page by page, as far as there is time; `isBest` ends the search early.
 * Throws a TavusError.
 */
export async function search<Item extends { readonly id: string }>(
  client: TavusClient,
  resource: Resource<Item>,
  matches: (item: Item) => boolean,
  isBest: (item: Item) => boolean,
): Promise<Matches<Item>> {
  const found: Item[] = [];
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
    found.push(...fresh.filter(matches));
    count += page.value.count;
    // A page without anything new is the last, whatever the total says. It may be too small, too.
    const isLast = fresh.length === 0 || total === count;
    if (isLast || found.some(isBest)) return { found, count: seen.size, isComplete: true };
    if (client.secondsLeft() < RESERVE_SECONDS) break;
  }
  return { found, count: seen.size, isComplete: false };
}

/** Gets one by its id; null if there is none with that id. Throws a TavusError. */
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
  // Other things than personas come bare, and a video has `data` of its own.
  const item = resource.read(asObject(got.value.data)) ?? resource.read(detail);
  if (item === null) throw new TavusError(unreadableAnswer(got.value.status));
  return item;
}

/** A list as the API gives it. */
export interface WireList {
  readonly items: readonly WireObject[];
  /** How many there are on all pages; null if the answer does not say. */
  readonly total: number | null;
}

/** The list in an answer. Throws a TavusError if there is none: a proxy may answer with its own page. */
export function listIn({ data, status }: Pick<Answer, 'data' | 'status'>): WireList {
  const { data: items, total_count } = asObject(data);
  if (!Array.isArray(items)) throw new TavusError(unreadableAnswer(status));
  const total = asNumber(total_count) ?? -1;
  const isCount = Number.isSafeInteger(total) && total >= 0;
  return { items: items.map(asObject), total: isCount ? total : null };
}

/** A persona comes as `{data: [{…}]}`; `{data: {…}}` has been seen too. Null: an empty list. */
function detailIn(data: unknown): WireObject | null {
  const inner = asObject(data).data;
  if (!Array.isArray(inner)) return asObject(inner);
  return inner.length === 0 ? null : asObject(inner[0]);
}
