import type { DropdownFunction } from '../forms/field.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { listPage, type Resource } from '../tavus/lists/list.ts';

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

/** Fills a dropdown page by page. The paging token is the number of the next page, counted from 0. */
export function dropdownOf<Item>({ resource, entry }: DropdownSource<Item>) {
  return (async (z, bundle) => {
    const token = String(bundle.meta?.paging_token);
    const page = /^\d{1,9}$/.test(token) ? Number(token) : 0;
    const { items, count, total } = await attempt(z, { doing: `list your ${resource.path}` }, () =>
      listPage(tavusClient(z, bundle), resource, page),
    );
    const entries = items.flatMap((item) => entry(item) ?? []);
    // Pages may be shorter than requested, so only the first one shows by the total that it is the last.
    const isLast = count === 0 || (page === 0 && count === total);
    return {
      results: [...new Map(entries.map((each) => [each.id, each])).values()],
      paging_token: isLast ? null : String(page + 1),
    };
  }) satisfies DropdownFunction;
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
