import type { Answer, TavusClient } from './client.ts';
import { type Failure, isUnknownId, outOfTime } from './failure.ts';
import { asList, asNumber, asObject, type WireObject } from './wire.ts';

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
  const { items, total } = listIn(answer);
  const isLast =
    total === null ? items.length < PAGE_SIZE : PAGE_SIZE * index + items.length >= total;
  return {
    ok: true,
    found: { items: readAll(items, resource), isLast: isLast || items.length === 0 },
  };
}

/** Gets everything that `matches`, page by page; `best` ends the search early. */
export async function search<Item>(
  client: TavusClient,
  resource: Resource<Item>,
  matches: (item: Item) => boolean,
  best: (item: Item) => boolean,
): Promise<LookUp<readonly Item[]>> {
  const found: Item[] = [];
  for (let index = 0; ; index += 1) {
    if (client.secondsLeft() <= 0) return { ok: false, failure: outOfTime() };
    const page = await listPage(client, resource, index);
    if (!page.ok) return page;
    found.push(...page.found.items.filter(matches));
    if (page.found.isLast || found.some(best)) return { ok: true, found };
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
  return { ok: true, found: resource.read(detailIn(answer.data)) };
}

/** The items of a list's answer, and how many there are on all pages; null if it does not say. */
export function listIn({ data }: Answer & { ok: true }): {
  items: readonly unknown[];
  total: number | null;
} {
  const envelope = asObject(data);
  return { items: asList(envelope.data), total: asNumber(envelope.total_count) };
}

/** A persona comes as `{data: [{…}]}`, other things come bare; `{data: {…}}` has been seen too. */
function detailIn(data: unknown): WireObject {
  const envelope = asObject(data);
  const inner = envelope.data;
  if (inner === undefined) return envelope;
  return asObject(Array.isArray(inner) ? inner[0] : inner);
}

function readAll<Item>(items: readonly unknown[], resource: Resource<Item>): Item[] {
  return items.flatMap((item) => resource.read(asObject(item)) ?? []);
}
