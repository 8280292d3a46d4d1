import type { TavusClient } from '../http/client.ts';
import { textOf, type WireObject } from '../http/wire.ts';
import { listIn, PAGE_SIZE, type Resource, type WireList } from './list.ts';
import { ListOrder, momentOf } from './list_order.ts';

/**
 * Reads a list from its newest items on. The API documents no order (docs/polling.md), so the first
 * page decides: if the oldest come first, the walk begins at the last page.
 */

/** A page, sorted from the newest to the oldest; items without a date come first. */
export interface NewestPage {
  /** The items that no earlier page had. */
  readonly things: readonly WireObject[];
  /**
   * All items created after this moment have been read, in milliseconds of Unix time: minus infinity
   * after the whole list, infinity if unknown.
   */
  readonly readSince: number;
  /** When Tavus answered by its own clock, an HTTP date, if the answer has it. */
  readonly answeredAt: string | undefined;
}

export interface Walk {
  /** Trust neither totals nor repeated pages, to be certain that an item is absent. */
  readonly mustBeCertain?: boolean;
  readonly maxRequests?: number;
}

/** The most requests of a walk: 5,000 items. */
const MAX_REQUESTS = 50;

/**
 * Yields the pages from the newest items to the oldest, with one request each if the list is ordered.
 * Ends with the list, or after `maxRequests`: then the last page is not read far enough. Throws a
 * TavusError.
 */
export async function* newestPages(
  client: TavusClient,
  resource: Resource<unknown>,
  walk: Walk = {},
): AsyncGenerator<NewestPage, undefined> {
  const reader = new Reader(client, resource, walk);
  const first = await reader.page(0);
  const isOldestFirst = first !== null && rises(first);
  if (isOldestFirst && (yield* fromTheEnd(reader, first))) return;
  yield* fromTheStart(reader, isOldestFirst);
}

function rises({ items }: WireList): boolean {
  const order = new ListOrder();
  order.add(items);
  return order.rises;
}

interface Page extends WireList {
  readonly answeredAt: string | undefined;
}

/** Requests each page of a list once, and tracks the items received. */
class Reader {
  readonly mustBeCertain: boolean;
  readonly #client: TavusClient;
  readonly #resource: Resource<unknown>;
  #requestsLeft: number;
  #firstPage: number;
  readonly #pages = new Map<number, Page>();
  /** The keys of the items yielded. */
  readonly #received = new Set<string>();
  /** Whether pages overlap: the list has changed meanwhile, or has no order. */
  hasRepeats = false;

  constructor(client: TavusClient, resource: Resource<unknown>, walk: Walk) {
    this.mustBeCertain = walk.mustBeCertain ?? false;
    this.#client = client;
    this.#resource = resource;
    this.#requestsLeft = walk.maxRequests ?? MAX_REQUESTS;
    this.#firstPage = resource.firstPage;
  }

  /** A page; `index` counts from 0, whatever the API counts from. Null if no request is left. */
  async page(index: number): Promise<Page | null> {
    const page = this.#firstPage + index;
    const known = this.#pages.get(page);
    if (known) return known;
    if (this.#requestsLeft <= 0) return null;
    this.#requestsLeft -= 1;
    const path = ['v2', this.#resource.path];
    const query = { ...this.#resource.query, limit: PAGE_SIZE, page };
    const answer = await this.#client.send({ path, query });
    const read = { ...listIn(answer), answeredAt: answer.answeredAt };
    this.#pages.set(page, read);
    return read;
  }

  /** Makes pages count from 1; returns whether they counted from 0 before. */
  countsFromOne(): boolean {
    const isNews = this.#firstPage === 0;
    this.#firstPage = 1;
    return isNews;
  }

  /** The items of a page that no earlier page had, in the order of the page. */
  freshOf({ items }: Page): WireObject[] {
    const keys = new Set<string>();
    return items.filter((thing) => {
      const key = this.#keyOf(thing);
      const isFresh = !this.#received.has(key) && !keys.has(key);
      keys.add(key);
      return isFresh;
    });
  }

  /** Whether a page has an item that the other page lacks. */
  hasMore({ items }: Page, than: Page): boolean {
    const keys = new Set(than.items.map((thing) => this.#keyOf(thing)));
    return items.some((thing) => !keys.has(this.#keyOf(thing)));
  }

  /** Records the fresh items of a page as received. */
  take(page: Page, fresh: readonly WireObject[]): void {
    this.hasRepeats ||= fresh.length > 0 && fresh.length < page.items.length;
    for (const thing of fresh) this.#received.add(this.#keyOf(thing));
  }

  /** The number of items received. */
  get count(): number {
    return this.#received.size;
  }

  /** Without an ID the whole item is the key, so that a page that always repeats ends the walk. */
  #keyOf(thing: WireObject): string {
    return textOf(thing, ...this.#resource.idNames) ?? JSON.stringify(thing);
  }
}

/** `isUnordered`: the first page begins with the oldest items, but the newest are not at the end. */
async function* fromTheStart(
  reader: Reader,
  isUnordered: boolean,
): AsyncGenerator<NewestPage, undefined> {
  const order = new ListOrder();
  let before: Page | null = null;
  for (let index = 0; ; index += 1) {
    const page = await reader.page(index);
    if (!page) return;
    const fresh = reader.freshOf(page);
    order.add(fresh);
    const isRepeat = fresh.length === 0 && page.items.length > 0;
    const count = reader.count + fresh.length;
    if (isRepeat && index === 1 && page.total !== count && reader.countsFromOne()) {
      index -= 1;
      continue;
    }
    const isOver = fresh.length === 0 || (page.total === count && !reader.mustBeCertain);
    reader.take(page, fresh);
    const isAgain = before !== null && isLastPageAgain(reader, page, before);
    const isWhole = isOver && (isEndOfAll(reader, page, isRepeat) || isAgain);
    const reached = isUnordered ? Number.POSITIVE_INFINITY : order.readSince;
    yield {
      things: newestFirst(fresh),
      readSince: isWhole ? Number.NEGATIVE_INFINITY : reached,
      answeredAt: page.answeredAt,
    };
    if (isOver) return;
    before = page;
  }
}

/** Whether the server repeats its last page beyond the end of the list. */
function isLastPageAgain(reader: Reader, page: Page, before: Page): boolean {
  const isSame = !reader.hasMore(page, before) && !reader.hasMore(before, page);
  // A full page that repeats may be the only one that the server ever returns.
  return isSame && page.items.length < PAGE_SIZE && !reader.mustBeCertain;
}

/** Whether the list is complete after the last page read. */
function isEndOfAll(reader: Reader, page: Page, isRepeat: boolean): boolean {
  const isCounted = page.total === reader.count;
  if (isRepeat) return isCounted || (page.total === null && !reader.mustBeCertain);
  if (!reader.mustBeCertain) return isCounted || !reader.hasRepeats;
  return !reader.hasRepeats && (page.total ?? 0) <= reader.count;
}

/**
 * Yields the pages of a list with the oldest first, from the last page on. Returns false if the rest
 * must be read from the start: the newest are elsewhere, or the last page is not found.
 */
async function* fromTheEnd(reader: Reader, first: Page): AsyncGenerator<NewestPage, boolean> {
  const last = await lastPage(reader, first);
  if (!last) return false;
  const order = new ListOrder(true);
  for (let index = last.index; index >= 0; index -= 1) {
    const page = await reader.page(index);
    if (!page) return true;
    const fresh = reader.freshOf(page);
    order.add(fresh.toReversed());
    const isElsewhere = index === last.index ? !order.falls : fresh.length === 0 && index > 0;
    if (isElsewhere) return false;
    reader.take(page, fresh);
    const count = last.index * first.items.length + last.page.items.length;
    const isCounted = [count, last.page.total].includes(reader.count);
    const isWhole = index === 0 && isCounted && !reader.hasRepeats;
    yield {
      things: newestFirst(fresh),
      readSince: isWhole ? Number.NEGATIVE_INFINITY : order.readSince,
      answeredAt: page.answeredAt,
    };
  }
  return true;
}

interface LastPage {
  readonly index: number;
  readonly page: Page;
}

/**
 * The last page of a list. The total gives its number; a total that is too small shows by reading on
 * until a page is empty or repeats. Null if the total is missing or too great.
 */
async function lastPage(reader: Reader, first: Page): Promise<LastPage | null> {
  const pageSize = first.items.length;
  if (first.total === null) return null;
  const start = Math.max(0, Math.ceil(first.total / pageSize) - 1);
  let page = await reader.page(start);
  if (!page || (start > 0 && !reader.hasMore(page, first))) return null;
  for (let index = start; ; index += 1) {
    const count = index * pageSize + page.items.length;
    if (count < first.total) return null;
    if (page.items.length < pageSize && !reader.mustBeCertain) return { index, page };
    const next: Page | null = await reader.page(index + 1);
    if (!next) return null;
    if (!reader.hasMore(next, page)) {
      // A repeated page may be a mistake of the server.
      return reader.mustBeCertain && next.items.length > 0 ? null : { index, page };
    }
    page = next;
  }
}

/** Sorts a page, because its order is not documented. */
function newestFirst(things: readonly WireObject[]): WireObject[] {
  // An item without a date may be new.
  const dated = things.map((thing) => ({ thing, created: momentOf(thing) ?? Infinity }));
  dated.sort((one, other) => (one.created === other.created ? 0 : other.created - one.created));
  return dated.map(({ thing }) => thing);
}
