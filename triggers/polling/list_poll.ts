import type { Bundle, ZObject } from 'zapier-platform-core';
import { cacheGet, cacheKey, cacheSet } from '../../platform/cache.ts';
import type { TavusClient } from '../../tavus/http/client.ts';
import { attempt } from '../../tavus/http/errors.ts';
import { resultOf, TavusError } from '../../tavus/http/failure.ts';
import { asObject } from '../../tavus/http/wire.ts';
import { getById, type Resource } from '../../tavus/lists/list.ts';
import { newestPages } from '../../tavus/lists/newest_first.ts';
import { LOOK_BACK_SECONDS, listing, recentItems } from './recent.ts';

/**
 * The polls of things whose list says everything of them, such as videos and documents: what fires
 * is in the list, so no single one is requested and nothing is remembered, unless the list leaves
 * something out. What is under way is returned by a later poll, when it has come to an end
 * (docs/polling.md).
 */

/** The list of a trigger, and the items that it fires for. */
interface ListWatch<Item extends { readonly id: string }> {
  readonly list: Resource<Item>;
  /** Whether the trigger fires for an item; this must not change later. */
  readonly fires: (item: Item) => boolean;
  /** Whether an item that does not fire now has fired before: turning on counts it as seen. */
  readonly hadFired?: (item: Item) => boolean;
  /** Whether the list leaves out what decides: then the item is requested by itself. */
  readonly isUndecided?: (item: Item) => boolean;
}

/** The most items that one poll requests; the others follow in later polls. */
const MAX_LOOKS = 10;

/** The most samples in the editor, and the most pages that are read to find them. */
const SAMPLES = 3;
const PAGES_FOR_SAMPLES = 3;

/** Returns the items that the trigger fires for, newest first; Zapier drops those that it has seen. */
export async function pollList<Item extends { readonly id: string }>(
  z: ZObject,
  bundle: Bundle,
  client: TavusClient,
  watch: ListWatch<Item>,
): Promise<Item[]> {
  return attempt(z, listing(watch.list.path, bundle), async () => {
    const decided = (items: readonly Item[]) => decide(z, bundle, client, watch, items);
    if (bundle.meta?.isLoadingSample) return samples(client, watch.list, decided);
    const isTurningOn = bundle.meta?.isPopulatingDedupe === true;
    const now = Math.floor(Date.now() / 1000);
    const items = await recentItems({ z, client, now, isTurningOn }, watch.list);
    if (!isTurningOn) return decided(items);
    const { fires, hadFired, isUndecided } = watch;
    return items.filter((item) => fires(item) || hadFired?.(item) || isUndecided?.(item));
  });
}

/**
 * The items that the trigger fires for. Undecided ones are requested once; the results are remembered.
 * Throws a TavusError if a failure leaves nothing to return.
 */
async function decide<Item extends { readonly id: string }>(
  z: ZObject,
  bundle: Bundle,
  client: TavusClient,
  { list, fires, isUndecided }: ListWatch<Item>,
  items: readonly Item[],
): Promise<Item[]> {
  const undecided = items.filter((item) => isUndecided?.(item));
  if (undecided.length === 0) return items.filter(fires);
  const key = cacheKey(z, bundle, `${list.path} looks 1`, JSON.stringify(bundle.inputData));
  const known = new Map(Object.entries(asObject(await cacheGet(z, key))));
  const due = undecided.filter(({ id }) => !known.has(id)).slice(0, MAX_LOOKS);
  const looks = due.map(async ({ id }) => {
    const looked = await resultOf(() => getById(client, list, id));
    if (looked.ok) known.set(id, looked.value !== null && fires(looked.value));
    return looked.ok ? [] : [looked.failure];
  });
  const [failure] = (await Promise.all(looks)).flat();
  const ids = new Set(undecided.map(({ id }) => id));
  const kept = [...known].filter(([id]) => ids.has(id));
  if (due.length > 0) {
    await cacheSet(z, key, Object.fromEntries(kept), { seconds: LOOK_BACK_SECONDS });
  }
  const fired = items.filter((item) => fires(item) || known.get(item.id) === true);
  if (failure && fired.length === 0) throw new TavusError(failure);
  return fired;
}

/** Up to three real items for the editor, the newest first, of any age. */
async function samples<Item>(
  client: TavusClient,
  list: Resource<Item>,
  decided: (items: readonly Item[]) => Promise<Item[]>,
): Promise<Item[]> {
  const found: Item[] = [];
  let pages = 0;
  for await (const { things } of newestPages(client, list)) {
    found.push(...(await decided(things.flatMap((wire) => list.read(wire) ?? []))));
    pages += 1;
    if (found.length >= SAMPLES || pages === PAGES_FOR_SAMPLES) break;
  }
  return found.slice(0, SAMPLES);
}
