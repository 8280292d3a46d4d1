import type { TavusClient } from './client.ts';
import { listIn, PAGE_SIZE, type WireList } from './list.ts';
import { ListOrder, momentOf, type OrderedBy } from './list_order.ts';
import { textOf, type WireObject } from './wire.ts';

/**
 * The newest things of a list first, whatever its order.
 *
 * The API promises no order (docs/polling.md). The pages tell: if the oldest come first, the newest
 * are on the last page, which is worth remembering. If there is no order, all pages are read. Each
 * page says how far it is certain that nothing newer is to come.
 */

/** A list of an account. */
export interface Listing {
  /** The last segment of its path: /v2/{path}. */
  readonly path: string;
  /** The number of the first page. Where it is 0, nobody has seen for sure that it is not 1. */
  readonly firstPage: 0 | 1;
  /** What narrows or orders it. */
  readonly query: Readonly<Record<string, string | boolean>>;
  /** The names of the id of a thing, the present one first. */
  readonly idNames: readonly string[];
}

/** What an earlier reading has learned of a list. */
export interface ListMemory {
  /** Where its end is, if the newest are there; null if they are not. */
  readonly end: ListEnd | null;
}

/** The end of a list in which the oldest come first. */
export interface ListEnd {
  /** How many things there were. */
  readonly count: number;
  /** How many of them Tavus puts on a page at most. */
  readonly pageSize: number;
  /** The moments that the order goes by. */
  readonly orderedBy: readonly OrderedBy[];
}

/** A page, its things from the newest to the oldest; those that do not say when they were created come first. */
export interface NewestPage {
  /** Without those that an earlier page had. */
  readonly things: readonly WireObject[];
  /**
   * All that was created after this moment has come with this page, in milliseconds of Unix time:
   * minus infinity after the whole list, infinity if nobody can say.
   */
  readonly readSince: number;
  /** When Tavus answered by its own clock, an HTTP date, if it said so. */
  readonly answeredAt: string | undefined;
  readonly memory: ListMemory;
}

export interface Walk {
  /** What an earlier walk has learned; null if nothing. */
  readonly memory?: ListMemory | null;
  /** Believe no total, and no page that repeats another: for who says that something is not there. */
  readonly mustBeCertain?: boolean;
  readonly mostRequests?: number;
}

/** The most requests of a walk: 5,000 things. */
const MOST_REQUESTS = 50;

/**
 * Gives the pages from the newest things to the oldest, one request each where there is an order. Ends
 * with the list, or after `mostRequests`: then the last page is not read far enough. Throws a TavusError.
 */
export async function* newestPages(
  client: TavusClient,
  listing: Listing,
  walk: Walk = {},
): AsyncGenerator<NewestPage, undefined> {
  const reader = new Reader(client, listing, walk);
  const { memory = null } = walk;
  const end = memory?.end;
  if (end && (yield* fromTheEnd(reader, end, end.count, null))) return;
  // What was not so any more is not to be believed either.
  yield* fromTheStart(reader, end ? null : memory);
}

interface Page extends WireList {
  readonly answeredAt: string | undefined;
}

/** Asks for the pages of a list, each once, and knows what has come. */
class Reader {
  readonly mustBeCertain: boolean;
  readonly #client: TavusClient;
  readonly #listing: Listing;
  #requestsLeft: number;
  #firstPage: number;
  readonly #pages = new Map<string, Page>();
  readonly #given = new Set<string>();
  #givenWithoutId = 0;
  /** What was given and has no id, as text. */
  readonly #withoutId = new Set<string>();
  #hasRepeats = false;

  constructor(client: TavusClient, listing: Listing, walk: Walk) {
    this.mustBeCertain = walk.mustBeCertain ?? false;
    this.#client = client;
    this.#listing = listing;
    this.#requestsLeft = walk.mostRequests ?? MOST_REQUESTS;
    this.#firstPage = listing.firstPage;
  }

  /** A page; `index` counts from 0 whatever the API counts from. Null if all requests are used up. */
  async page(index: number, limit: number): Promise<Page | null> {
    const query = { ...this.#listing.query, limit, page: this.#firstPage + index };
    const key = `${query.page} of ${limit}`;
    const known = this.#pages.get(key);
    if (known) return known;
    if (this.#requestsLeft <= 0) return null;
    this.#requestsLeft -= 1;
    const path = ['v2', this.#listing.path];
    const answer = await this.#client.send({ path, query });
    const page = { ...listIn(answer), answeredAt: answer.answeredAt };
    this.#pages.set(key, page);
    return page;
  }

  /** Tells whether pages may count from 1 after all, and counts so from now on. */
  countsFromOne(): boolean {
    const isNews = this.#firstPage === 0;
    this.#firstPage = 1;
    return isNews;
  }

  /** What of a page no earlier one had, in the order of the page. */
  freshOf({ items }: Page): WireObject[] {
    const ids = new Set<string>();
    return items.filter((thing) => {
      const id = this.#idOf(thing);
      // What has no id, and is the same on every page, must not lead from page to page.
      if (id === null) return !this.#withoutId.has(JSON.stringify(thing));
      const isFresh = !this.#given.has(id) && !ids.has(id);
      ids.add(id);
      return isFresh;
    });
  }

  /** Whether a page has something that the other one has not. */
  hasMore({ items }: Page, than: Page): boolean {
    const ids = new Set(than.items.map((thing) => this.#idOf(thing)));
    return items.some((thing) => !ids.has(this.#idOf(thing)));
  }

  /** Counts what is given. */
  give(page: Page, fresh: readonly WireObject[]): void {
    this.#hasRepeats ||= fresh.length > 0 && fresh.length < page.items.length;
    for (const thing of fresh) {
      const id = this.#idOf(thing);
      if (id !== null) {
        this.#given.add(id);
        continue;
      }
      this.#givenWithoutId += 1;
      this.#withoutId.add(JSON.stringify(thing));
    }
  }

  /** How many things have been given. */
  get count(): number {
    return this.#given.size + this.#givenWithoutId;
  }

  /** Whether a page had some of what others had: then the list has changed on the way, or has no order. */
  get hasRepeats(): boolean {
    return this.#hasRepeats;
  }

  #idOf(thing: WireObject): string | null {
    return textOf(thing, ...this.#listing.idNames);
  }
}

// ---- from the start

async function* fromTheStart(
  reader: Reader,
  memory: ListMemory | null,
): AsyncGenerator<NewestPage, undefined> {
  const order = new ListOrder();
  let hasTriedTheEnd = false;
  let before: Page | null = null;
  for (let index = 0; ; index += 1) {
    const page = await reader.page(index, PAGE_SIZE);
    if (!page) return;
    const fresh = reader.freshOf(page);
    order.add(fresh);
    const count = reader.count + fresh.length;
    const isRepeat = fresh.length === 0 && page.items.length > 0;
    if (isRepeat && index === 1 && page.total !== count && reader.countsFromOne()) {
      index -= 1;
      continue;
    }
    // A total below what has come is none.
    const total = (page.total ?? 0) < count ? null : page.total;
    const isComplete = total === count;
    const isOver = fresh.length === 0 || (isComplete && !reader.mustBeCertain);
    // Where the oldest come first, a wrong total would hide the newest for good: so it is tried out once.
    const mayHaveMore = !isOver || (isComplete && memory === null);
    if (order.oldestFirst.length > 0 && mayHaveMore && !hasTriedTheEnd) {
      hasTriedTheEnd = true;
      const end = { count, pageSize: page.items.length, orderedBy: order.oldestFirst };
      if (yield* fromTheEnd(reader, end, isComplete ? null : total, page)) return;
      order.giveUp();
    }
    reader.give(page, fresh);
    const isAgain = before !== null && isLastPageAgain(reader, page, before);
    const isWhole = isOver && (isEndOfAll(reader, page, isRepeat) || isAgain);
    yield {
      things: newestFirst(fresh),
      readSince: isWhole ? Number.NEGATIVE_INFINITY : order.readSince,
      answeredAt: page.answeredAt,
      memory: { end: null },
    };
    if (isOver) return;
    before = page;
  }
}

/** Whether the list has come to its end, and the server gives its last page again, whatever total it tells. */
function isLastPageAgain(reader: Reader, page: Page, before: Page): boolean {
  const isSame = !reader.hasMore(page, before) && !reader.hasMore(before, page);
  // A full page that comes again may be the only one that the server ever gives.
  return isSame && page.items.length < PAGE_SIZE && !reader.mustBeCertain;
}

/** Whether nothing can be missing once a page has come after which nothing more is asked for. */
function isEndOfAll(reader: Reader, page: Page, isRepeat: boolean): boolean {
  const isCounted = page.total === reader.count;
  if (isRepeat) return isCounted || (page.total === null && !reader.mustBeCertain);
  if (!reader.mustBeCertain) return isCounted || !reader.hasRepeats;
  return !reader.hasRepeats && (page.total ?? 0) <= reader.count;
}

/** Sorted here too, because nothing promises an order within a page either. */
function newestFirst(things: readonly WireObject[]): WireObject[] {
  const dated = things.map((thing) => ({
    thing,
    // What does not say when it was created may be new.
    created: momentOf(thing, 'created_at') ?? Number.POSITIVE_INFINITY,
  }));
  dated.sort((one, other) => (one.created === other.created ? 0 : other.created - one.created));
  return dated.map(({ thing }) => thing);
}

// ---- from the end

/**
 * Gives the pages of a list in which the oldest come first, from the last page on. `total` is how many
 * things there are, as far as is known. Tells whether the order was that; if not, it has given nothing.
 */
async function* fromTheEnd(
  reader: Reader,
  end: ListEnd,
  total: number | null,
  first: Page | null,
): AsyncGenerator<NewestPage, boolean> {
  const limit = total === null ? PAGE_SIZE : limitOfFullestLastPage(total, end.pageSize);
  const last = await lastPage(reader, limit, total, first === null);
  if (!last) return false;
  // Fewer than there were: pages may have become shorter, and then this was not the last one.
  const there = last.index * limit + last.page.items.length;
  if (!first && there < end.count && there !== last.page.total) return false;
  // If every page is the same, what comes at the end is not the newest.
  if (first && last.index > 0 && !reader.hasMore(last.page, first)) return false;
  const order = new ListOrder(end.orderedBy);
  const onPage = Math.min(limit, end.pageSize);
  let lastIndex = last.index;
  for (let index = last.index; index >= 0; index -= 1) {
    const page = await reader.page(index, limit);
    if (!page) return true;
    const fresh = reader.freshOf(page);
    order.add(fresh.toReversed());
    if (index === last.index && order.newestFirst.length === 0) return false;
    if (fresh.length === 0 && page.items.length > 0) {
      if (index !== last.index - 1) return true;
      // Beyond its end some lists give the last page again: then that was not its number.
      lastIndex = await firstRepeat(reader, limit, index);
      index = lastIndex;
      continue;
    }
    reader.give(page, fresh);
    const count = lastIndex * onPage + last.page.items.length;
    const isWhole = index === 0 && reader.count === count && !reader.hasRepeats;
    const pageSize = lastIndex === 0 ? PAGE_SIZE : end.pageSize;
    yield {
      things: newestFirst(fresh),
      readSince: isWhole ? Number.NEGATIVE_INFINITY : order.readSince,
      answeredAt: page.answeredAt,
      memory: { end: count === 0 ? null : { count, pageSize, orderedBy: end.orderedBy } },
    };
  }
  return true;
}

/** The first of the pages up to `index` that give again what was given. */
async function firstRepeat(reader: Reader, limit: number, index: number): Promise<number> {
  let low = -1;
  let high = index;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const page = await reader.page(middle, limit);
    if (page && reader.freshOf(page).length > 0) low = middle;
    else high = middle;
  }
  return high;
}

interface LastPage {
  readonly index: number;
  readonly page: Page;
}

/** The last page that has something on it; `isTrusted`: no total has hidden one before. Null if it cannot be told. */
async function lastPage(
  reader: Reader,
  limit: number,
  total: number | null,
  isTrusted: boolean,
): Promise<LastPage | null> {
  let start = 0;
  let told = total;
  for (let tries = 0; told !== null && tries < 2; tries += 1) {
    const index = Math.max(0, Math.ceil(told / limit) - 1);
    const page = await reader.page(index, limit);
    if (!page) return null;
    if (page.items.length > 0) start = index;
    const there = page.items.length > 0 ? index * limit + page.items.length : 1;
    if (isLast(page, index, limit, isTrusted)) {
      return reader.mustBeCertain ? searchedLastPage(reader, limit, index) : { index, page };
    }
    told = page.total !== null && page.total >= there ? page.total : null;
  }
  return searchedLastPage(reader, limit, start);
}

function isLast({ items, total }: Page, index: number, limit: number, isTrusted: boolean): boolean {
  if (items.length === 0) return false;
  const count = index * limit + items.length;
  // How many fit on a page is known only where there are several.
  const isFull = items.length >= limit || index === 0;
  // After a full page there may be more than the total tells, until that was tried out once.
  return isFull ? isTrusted && total === count : (total ?? 0) <= count;
}

/** Looks for the last page: in longer and longer steps, then between the last two. */
async function searchedLastPage(
  reader: Reader,
  limit: number,
  start: number,
): Promise<LastPage | null> {
  let page = await reader.page(start, limit);
  if (!page) return null;
  // `low` has something on it, `high` is beyond the end.
  let low = start;
  let high = page.items.length > 0 ? Number.POSITIVE_INFINITY : start;
  for (let step = 1; high - low > 1; step *= 2) {
    const next = high === Number.POSITIVE_INFINITY ? low + step : Math.floor((low + high) / 2);
    const there = await reader.page(next, limit);
    if (!there) return null;
    if (reader.hasMore(there, page)) [low, page] = [next, there];
    // Where pages count from 1, the first two that were asked for are the same: the second is asked for anew.
    else if (next === 1 && there.items.length > 0 && reader.countsFromOne()) step /= 2;
    // Beyond the end some servers give the last page again; but such a page may be a slip too.
    else if (there.items.length > 0 && reader.mustBeCertain) return null;
    else high = next;
  }
  return { index: low, page };
}

/**
 * The page size that leaves the fewest places on the last page empty, so that one request sees as
 * many of the newest things as it can.
 */
function limitOfFullestLastPage(total: number, pageSize: number): number {
  let best = pageSize;
  const onLastPage = (limit: number) => ((total - 1) % limit) + 1;
  for (let limit = pageSize; limit > pageSize / 2; limit -= 1) {
    if (onLastPage(limit) > onLastPage(best)) best = limit;
  }
  return best;
}
