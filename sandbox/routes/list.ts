import { hash } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import { timeInForm, wireTime } from '../wire/events.ts';

/** Something that is listed: a conversation, a video, a document … */
export interface Listed {
  readonly id: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One page of a list, and how many the answer says there are; undefined: it does not say. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
}

/**
 * The page of a list that the behaviour lets come. `items` go from the oldest to the newest, pages
 * are counted from 1. `answers` counts the answers of this list: some worlds change from one to the next.
 */
export function listPage<Item extends Listed>(
  items: readonly Item[],
  asked: { readonly limit: number; readonly page: number },
  behaviour: Behaviour,
  answers: number,
): ListPage<Item> {
  const limit = Math.min(asked.limit, behaviour.longestPage);
  const lastPage = Math.max(1, Math.ceil(items.length / limit));
  const page = behaviour.pageBeyondEnd === 'last' ? Math.min(asked.page, lastPage) : asked.page;
  const ordered = inOrder(items, behaviour.listOrder, answers);
  const onPage = ordered.slice((page - 1) * limit, page * limit);
  return { items: onPage, total: totalOf(items.length, onPage.length, behaviour.totalCount) };
}

function inOrder<Item extends Listed>(
  items: readonly Item[],
  order: Behaviour['listOrder'],
  answers: number,
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
      return shuffled(items, String(answers));
    case 'turning':
      return answers % 2 === 0 ? items : items.toReversed();
  }
}

function byChange<Item extends Listed>(items: readonly Item[]): Item[] {
  const changes = items.map((item) => ({ item, changed: item.updatedAt.getTime() }));
  changes.sort((one, other) => one.changed - other.changed);
  return changes.map(({ item }) => item);
}

/** The same order for the same salt. */
function shuffled<Item extends Listed>(items: readonly Item[], salt: string): Item[] {
  const places = items.map((item) => ({ item, place: hash('sha256', `${salt} ${item.id}`) }));
  places.sort((one, other) => (one.place < other.place ? -1 : 1));
  return places.map(({ item }) => item);
}

/** What an answer says of the length of a list of which it has a page. */
export function totalOf(
  all: number,
  onPage: number,
  how: Behaviour['totalCount'],
): number | undefined {
  return { right: all, missing: undefined, of_page: onPage, zero: 0, tenfold: all * 10 }[how];
}

/** A moment as lists show it: as everywhere, or otherwise; undefined: not at all. */
export function listedTime(time: Date, behaviour: Behaviour, age: Behaviour['age']): unknown {
  const iso = time.toISOString();
  switch (behaviour.listedTimes) {
    case 'as_everywhere':
      return timeInForm(time, age, behaviour.timeForm);
    case 'missing':
      return undefined;
    case 'null':
      return null;
    case 'empty':
      return '';
    case 'zero':
      return '0001-01-01T00:00:00Z';
    case 'words':
      return 'just now';
    case 'rfc_1123':
      return time.toUTCString();
    case 'spaced':
      return iso.replace('T', ' ').replace('Z', '000');
    case 'minutes':
      return `${iso.slice(0, 16)}Z`;
    case 'date':
      return iso.slice(0, 10);
    case 'offset':
      return wireTime(new Date(time.getTime() + 2 * 3_600_000), 'may_2026').replace('Z', '+02:00');
    case 'epoch_seconds':
      return Math.floor(time.getTime() / 1000);
    case 'epoch_milliseconds':
      return time.getTime();
  }
}

/** The id of a replica or persona as lists show it; undefined: not at all. */
export function listedId(id: string, { listedIds }: Behaviour): string | undefined {
  return { as_sent: id, upper_case: id.toUpperCase(), missing: undefined }[listedIds];
}

/** A callback URL as lists show it; the empty string where there is none. */
export function listedCallbackUrl(url: string, { listedCallbackUrls }: Behaviour): string {
  if (url === '') return url;
  switch (listedCallbackUrls) {
    case 'as_sent':
      return url;
    case 'without_scheme':
      return url.replace(/^https?:\/\//, '');
    case 'with_slash':
      return `${url}/`;
    case 'empty':
      return '';
  }
}
