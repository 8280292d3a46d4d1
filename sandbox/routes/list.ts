import { hash } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import { readNumber } from '../reading.ts';
import type { Checked } from './handler.ts';

/** One page of a list, as the request and the behaviour ask for. */
export function listBody<Item>(
  items: readonly Item[],
  { query }: Checked,
  { longestPage, pageBeyondEnd, totalCount }: Behaviour,
  wire: (item: Item) => object,
  { usualLimit = 10, firstPage = 1 }: { usualLimit?: number; firstPage?: 0 | 1 } = {},
): { readonly data: readonly object[]; readonly total_count: number | undefined } {
  const limit = Math.min(readNumber(query, 'limit') ?? usualLimit, longestPage);
  const lastPage = Math.max(0, Math.ceil(items.length / limit) - 1);
  // The answer to a page before the first is unknown; here it is the first page.
  const asked = Math.max(0, (readNumber(query, 'page') ?? firstPage) - firstPage);
  const page = pageBeyondEnd === 'last' ? Math.min(asked, lastPage) : asked;
  const data = items.slice(page * limit, (page + 1) * limit).map(wire);
  const all = items.length;
  const totals = {
    right: all,
    missing: undefined,
    of_page: data.length,
    zero: 0,
    tenfold: all * 10,
  };
  return { data, total_count: totals[totalCount] };
}

/** An item of a list: a conversation, a video, a document … */
export interface Listed {
  readonly id: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Sorts the items, which come from oldest to newest. Some orders change with each answer. */
export function inOrder<Item extends Listed>(
  items: readonly Item[],
  order: Behaviour['listOrder'],
  { count }: Checked,
): readonly Item[] {
  switch (order) {
    case 'oldest_first':
      return items;
    case 'newest_first':
      return items.toReversed();
    case 'last_changed_last':
      return byChange(items);
    case 'last_changed_first':
      return byChange(items).toReversed();
    case 'shuffled':
      return shuffled(items, '');
    case 'shuffled_anew':
      return shuffled(items, String(count));
    case 'turning':
      return count % 2 === 0 ? items : items.toReversed();
  }
}

function byChange<Item extends Listed>(items: readonly Item[]): Item[] {
  const changes = items.map((item) => ({ item, changed: item.updatedAt.getTime() }));
  changes.sort((one, other) => one.changed - other.changed);
  return changes.map(({ item }) => item);
}

/** Always the same order for the same salt. */
function shuffled<Item extends Listed>(items: readonly Item[], salt: string): Item[] {
  const places = items.map((item) => ({ item, place: hash('sha256', `${salt} ${item.id}`) }));
  places.sort((one, other) => (one.place < other.place ? -1 : 1));
  return places.map(({ item }) => item);
}
