import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { tavusClient } from '../tavus/client.ts';
import { errorOf } from '../tavus/errors.ts';
import { listPage, type Resource } from '../tavus/resource.ts';

/** One entry of a dropdown. */
export interface DropdownItem {
  readonly id: string;
  /** What a person chooses by. */
  readonly name: string;
}

/** An entry that tells one's own things from those of Tavus, as far as the API says which is which. */
export function entryWithOrigin(id: string, name: string | null, isStock: boolean | null) {
  const origin = isStock === null ? '' : ` (${isStock ? 'Tavus stock' : 'your own'})`;
  return { id, name: `${name ?? id}${origin}` };
}

/** How the things of an account are offered in a dropdown. */
interface Offer<Item> {
  readonly resource: Resource<Item>;
  /** The entry for one thing; null if it is not to be offered. */
  readonly entry: (item: Item) => DropdownItem | null;
}

/** Gives one page of a dropdown, `bundle.meta.page` counted from 0. */
export function dropdownPerform<Item>({ resource, entry }: Offer<Item>) {
  return (async (z, bundle) => {
    const client = tavusClient(z, bundle);
    const page = await listPage(client, resource, bundle.meta?.page ?? 0);
    if (!page.ok) throw errorOf(z, page.failure, { doing: `list your ${resource.plural}` });
    const entries = page.found.items.flatMap((item) => entry(item) ?? []);
    return [...new Map(entries.map((each) => [each.id, each])).values()];
  }) satisfies PollingTriggerPerform;
}

/** A hidden trigger that fills a dropdown. */
export function dropdownTrigger(
  key: string,
  noun: string,
  label: string,
  perform: PollingTriggerPerform,
) {
  return defineTrigger({
    key,
    noun,
    display: {
      label,
      description: `Triggers when a dropdown needs the list of ${noun.toLowerCase()}s.`,
      hidden: true,
    },
    operation: { type: 'polling', perform, canPaginate: true },
  });
}
