import type { Bundle, ZObject } from 'zapier-platform-core';
import { type TavusClient, tavusClient } from '../../tavus/http/client.ts';
import { attempt } from '../../tavus/http/errors.ts';
import type { Resource } from '../../tavus/lists/list.ts';
import { newestPages } from '../../tavus/lists/newest_first.ts';
import { listing, recentItems } from './recent.ts';

/**
 * The polls of things whose list says everything of them, such as videos and documents: what fires
 * is in the list, so no single one is requested and nothing is remembered. What is under way is
 * returned by a later poll, when it has come to an end (docs/polling.md).
 */

/** The list of a trigger, and the items that it fires for. */
interface ListWatch<Item> {
  readonly list: Resource<Item>;
  /** Whether the trigger fires for an item; this must not change later. */
  readonly fires: (item: Item) => boolean;
  /** Whether an item that does not fire now has fired before: turning on counts it as seen. */
  readonly hadFired?: (item: Item) => boolean;
}

/** The most samples in the editor, and the most pages that are read to find them. */
const SAMPLES = 3;
const PAGES_FOR_SAMPLES = 3;

/** Returns the items that the trigger fires for, newest first; Zapier drops those that it has seen. */
export async function pollList<Item>(
  z: ZObject,
  bundle: Bundle,
  watch: ListWatch<Item>,
): Promise<Item[]> {
  const client = tavusClient(z, bundle);
  return attempt(z, listing(watch.list.path, bundle), async () => {
    if (bundle.meta?.isLoadingSample) return samples(client, watch);
    const isTurningOn = bundle.meta?.isPopulatingDedupe === true;
    const now = Math.floor(Date.now() / 1000);
    const items = await recentItems({ z, client, now, isTurningOn }, watch.list);
    const { fires, hadFired } = watch;
    const isSeen = (item: Item) => isTurningOn && hadFired?.(item);
    return items.filter((item) => fires(item) || isSeen(item));
  });
}

/** Up to three real items for the editor, the newest first, of any age. */
async function samples<Item>(
  client: TavusClient,
  { list, fires }: ListWatch<Item>,
): Promise<Item[]> {
  const found: Item[] = [];
  let pages = 0;
  for await (const { things } of newestPages(client, list)) {
    for (const item of things.flatMap((wire) => list.read(wire) ?? [])) {
      if (fires(item)) found.push(item);
    }
    pages += 1;
    if (found.length >= SAMPLES || pages === PAGES_FOR_SAMPLES) break;
  }
  return found.slice(0, SAMPLES);
}
