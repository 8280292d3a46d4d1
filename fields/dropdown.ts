import type { DropdownFunction } from '../forms/field.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { listPage, PAGE_SIZE, type Resource } from '../tavus/lists/list.ts';

/** One entry of a dropdown: its value and its label. */
export interface DropdownItem {
  readonly id: string;
  readonly label: string;
}

/** The entries of a dropdown: a list of the account, and how it is shown. */
interface DropdownSource<Item> {
  readonly resource: Resource<Item>;
  /** The entry for an item; null to leave it out. */
  readonly entry: (item: Item) => DropdownItem | null;
}

/**
 * Fills a dropdown page by page. The paging token is the number of the next page, counted from 0; after
 * a short page it also has the number of items received.
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

/** A label with the origin, Tavus stock or the user's own, if the API returns it, and more notes. */
export function labelWithOrigin(
  name: string,
  isStock: boolean | null,
  more: readonly string[] = [],
): string {
  const origin = isStock === null ? [] : [isStock ? 'Tavus stock' : 'your own'];
  const notes = [...origin, ...more];
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
}
