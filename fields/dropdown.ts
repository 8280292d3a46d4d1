import type { DropdownFunction } from '../forms/field.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { listPage, type Resource } from '../tavus/lists/list.ts';

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

/** Fills a dropdown page by page. The paging token is the number of the next page, counted from 0. */
export function dropdownOf<Item>({ resource, entry }: DropdownSource<Item>) {
  return (async (z, bundle) => {
    const token = String(bundle.meta?.paging_token);
    const page = /^\d{1,9}$/.test(token) ? Number(token) : 0;
    const { items, count, total } = await attempt(z, { doing: `list your ${resource.path}` }, () =>
      listPage(tavusClient(z, bundle), resource, page),
    );
    // Pages may be shorter than requested, so only the first one shows by the total that it is the last.
    const isLast = count === 0 || (page === 0 && count === total);
    return {
      results: toldApart(items.flatMap((item) => entry(item) ?? [])),
      paging_token: isLast ? null : String(page + 1),
    };
  }) satisfies DropdownFunction;
}

/** The entries of a page, each once; those of one label with their IDs. */
export function toldApart(entries: readonly DropdownItem[]): DropdownItem[] {
  const byId = new Map(entries.map((each) => [each.id, each]));
  const labels = new Set<string>();
  const repeated = new Set<string>();
  for (const { label } of byId.values()) {
    if (labels.has(label)) repeated.add(label);
    labels.add(label);
  }
  return [...byId.values()].map(({ id, label }) =>
    repeated.has(label) ? { id, label: `${label} · ${id}` } : { id, label },
  );
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
