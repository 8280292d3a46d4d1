import type { TavusClient } from './client.ts';
import { type Failure, isUnknownId, unreadableAnswer } from './failure.ts';
import { asNumber, asObject, type WireObject } from './wire.ts';

/** Largest page that has been seen to work on every list (third-party measurements, 2026). */
export const PAGE_SIZE = 100;

/** A kind of thing that a Tavus account has many of: how to list and get it, and its record. */
export interface Resource<Item> {
  /** The last segment of its path: /v2/{plural}. */
  readonly plural: 'replicas' | 'personas' | 'documents' | 'conversations';
  /** The number of the first page: 1, but 0 for documents. */
  readonly firstPage: 0 | 1;
  /** Asks for the details that the record needs, or for some of the things only. */
  readonly query: Readonly<Record<string, boolean | string>>;
  /** Reads one thing; null if it has no id. */
  readonly read: (wire: WireObject) => Item | null;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly isLast: boolean;
}

/** The outcome of a look-up: what was found, or why it could not be known. */
export type LookUp<Found> =
  | { readonly ok: true; readonly found: Found }
  | { readonly ok: false; readonly failure: Failure };

/** Gets a page; `index` counts from 0 whatever the API counts from. */
export async function listPage<Item>(
  client: TavusClient,
  resource: Resource<Item>,
  index: number,
): Promise<LookUp<Page<Item>>> {
  const answer = await client.send({
    method: 'GET',
    path: ['v2', resource.plural],
    query: { ...resource.query, limit: PAGE_SIZE, page: resource.firstPage + index },
  });
  if (!answer.ok) return answer;
  const list = listIn(answer);
  if (!list) return { ok: false, failure: unreadableAnswer(answer.status) };
  const { items, total } = list;
  const isLast =
    total === null ? items.length < PAGE_SIZE : PAGE_SIZE * index + items.length >= total;
  return {
    ok: true,
    found: { items: readAll(items, resource), isLast: isLast || items.length === 0 },
  };
}

/** Gets everything that `matches`, page by page; `best` ends the search early. */
export async function search<Item extends { readonly id: string }>(
  client: TavusClient,
  resource: Resource<Item>,
  matches: (item: Item) => boolean,
  best: (item: Item) => boolean,
): Promise<LookUp<readonly Item[]>> {
  const found: Item[] = [];
  const seen = new Set<string>();
  for (let index = 0; ; index += 1) {
    const page = await listPage(client, resource, index);
    if (!page.ok) return page;
    const fresh = page.found.items.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    found.push(...fresh.filter(matches));
    // A page without anything new is the last, whatever the total says.
    if (page.found.isLast || fresh.length === 0 || found.some(best)) return { ok: true, found };
  }
}

/** Gets one by its id; null if there is none with that id. */
export async function getById<Item>(
  client: TavusClient,
  resource: Resource<Item>,
  id: string,
): Promise<LookUp<Item | null>> {
  const answer = await client.send({
    method: 'GET',
    path: ['v2', resource.plural, id],
    query: resource.query,
  });
  if (!answer.ok) {
    return isUnknownId(answer.failure) ? { ok: true, found: null } : answer;
  }
  const detail = detailIn(answer.data);
  if (detail === null) return { ok: true, found: null };
  const found = resource.read(detail);
  return found ? { ok: true, found } : { ok: false, failure: unreadableAnswer(answer.status) };
}

/** A list as the API gives it. */
export interface WireList {
  readonly items: readonly unknown[];
  /** How many there are on all pages; null if the answer does not say. */
  readonly total: number | null;
}

/** The list in an answer; null if there is none in it. */
export function listIn({ data }: { readonly data: unknown }): WireList | null {
  const { data: items, total_count } = asObject(data);
  const total = asNumber(total_count);
  const isCount = total !== null && Number.isSafeInteger(total) && total >= 0;
  return Array.isArray(items) ? { items, total: isCount ? total : null } : null;
}

/** A persona comes as `{data: [{…}]}`, other things bare; `{data: {…}}` has been seen too. Null: an empty list. */
function detailIn(data: unknown): WireObject | null {
  const envelope = asObject(data);
  const inner = envelope.data;
  if (inner === undefined) return envelope;
  if (!Array.isArray(inner)) return asObject(inner);
  return inner.length === 0 ? null : asObject(inner[0]);
}

function readAll<Item>(items: readonly unknown[], resource: Resource<Item>): Item[] {
  return items.flatMap((item) => resource.read(asObject(item)) ?? []);
}
