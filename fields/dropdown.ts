import type { DropdownFunction } from '../forms/field.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { listPage, PAGE_SIZE, type Resource } from '../tavus/lists/list.ts';

/** One entry of a dropdown: the value that is filled in and what a person chooses by. */
export interface DropdownItem {
  readonly id: string;
  readonly label: string;
}

/** How the things of an account are offered in a dropdown. */
interface DropdownSource<Item> {
  readonly resource: Resource<Item>;
  /** The entry for one thing; null if it is not to be offered. */
  readonly entry: (item: Item) => DropdownItem | null;
}

/**
 * Fills a dropdown page by page. The paging token is the number of the next page, counted from 0, and
 * after a page that was shorter than asked for also how many things have come.
 */
export function dropdownOf<Item>({ resource, entry }: DropdownSource<Item>) {
  return (async (z, bundle) => {
    const { page, before } = positionOf(bundle.meta?.paging_token);
    const { items, count, total } = await attempt(z, { doing: `list your ${resource.path}` }, () =>
      listPage(tavusClient(z, bundle), resource, page),
    );
    const entries = items.flatMap((item) => entry(item) ?? []);
    const received = before + count;
    return {
      results: [...new Map(entries.map((each) => [each.id, each])).values()],
      paging_token: count === 0 || received === total ? null : tokenOf(page + 1, received),
    };
  }) satisfies DropdownFunction;
}

function tokenOf(page: number, before: number): string {
  return before === page * PAGE_SIZE ? String(page) : `${page} after ${before}`;
}

function positionOf(token: unknown): { readonly page: number; readonly before: number } {
  const [, page = '0', before] = /^(\d{1,9})(?: after (\d{1,9}))?$/.exec(String(token)) ?? [];
  return { page: Number(page), before: Number(before ?? Number(page) * PAGE_SIZE) };
}

/** A label that says whether a thing is the user's own or Tavus stock, where the API tells, and more. */
export function labelWithOrigin(
  name: string,
  isStock: boolean | null,
  more: readonly string[] = [],
): string {
  const origin = isStock === null ? [] : [isStock ? 'Tavus stock' : 'your own'];
  const notes = [...origin, ...more];
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
}
