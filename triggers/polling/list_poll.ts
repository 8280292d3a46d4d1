import type { Bundle, ZObject } from 'zapier-platform-core';
import { type TavusClient, tavusClient } from '../../tavus/http/client.ts';
import { attempt } from '../../tavus/http/errors.ts';
import { resultOf, TavusError } from '../../tavus/http/failure.ts';
import type { WireObject } from '../../tavus/http/wire.ts';
import type { Resource } from '../../tavus/lists/list.ts';
import { momentOf } from '../../tavus/lists/list_order.ts';
import { newestPages } from '../../tavus/lists/newest_first.ts';
import { LOOK_BACK_SECONDS, RESERVE_SECONDS, reportUnread } from './run.ts';

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
  return attempt(z, { doing: `list your ${watch.list.path}` }, async () => {
    if (bundle.meta?.isLoadingSample) return samples(client, watch);
    const isTurningOn = bundle.meta?.isPopulatingDedupe === true;
    const items = await recent({ z, client, isTurningOn }, watch);
    const { fires, hadFired } = watch;
    const isSeen = (item: Item) => isTurningOn && hadFired?.(item);
    return items.filter((item) => fires(item) || isSeen(item));
  });
}

interface Run {
  readonly z: ZObject;
  readonly client: TavusClient;
  readonly isTurningOn: boolean;
}

/**
 * What was created in the look-back. A page that fails after the first takes nothing from those before
 * it, but a Zap that is turned on would fire for the rest, although it has happened before.
 */
async function recent<Item>(
  { z, client, isTurningOn }: Run,
  { list }: ListWatch<Item>,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let pages = 0;
  let count = 0;
  const start = Date.now() - LOOK_BACK_SECONDS * 1000;
  const walked = await resultOf(async () => {
    for await (const { things, readSince } of newestPages(client, list)) {
      pages += 1;
      count += things.length;
      // Older items are not read: a page may contain a hundred of them.
      const end = things.findIndex((wire) => !isSince(wire, start));
      const inside = end < 0 ? things : things.slice(0, end);
      found.push(...inside.flatMap((wire) => list.read(wire) ?? []));
      if (readSince < start) return;
      if (!isTurningOn && client.secondsLeft() < 2 * RESERVE_SECONDS) return;
    }
    reportUnread(z, { things: list.path, count, hasNews: found.length > 0 });
  });
  if (!walked.ok && (pages === 0 || isTurningOn)) throw new TavusError(walked.failure);
  return found;
}

/** Whether an item was created since a moment, in milliseconds; an item without a date may be new. */
function isSince(wire: WireObject, moment: number): boolean {
  return (momentOf(wire) ?? Number.POSITIVE_INFINITY) >= moment;
}

/** Up to three real items for the editor, the newest first, of any age. */
async function samples<Item>(
  client: TavusClient,
  { list, fires }: ListWatch<Item>,
): Promise<Item[]> {
  const found: Item[] = [];
  let pages = 0;
  for await (const { things } of newestPages(client, list)) {
    found.push(...things.flatMap((wire) => list.read(wire) ?? []).filter(fires));
    pages += 1;
    if (found.length >= SAMPLES || pages === PAGES_FOR_SAMPLES) break;
  }
  return found.slice(0, SAMPLES);
}
