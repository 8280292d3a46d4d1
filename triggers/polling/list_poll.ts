import type { Bundle, ZObject } from 'zapier-platform-core';
import * as zod from 'zod/mini';
import { cacheGet, cacheSet } from '../../platform/cache.ts';
import { lazily } from '../../platform/lazily.ts';
import { type TavusClient, tavusClient } from '../../tavus/client.ts';
import { attempt } from '../../tavus/errors.ts';
import { outcomeOf, TavusError } from '../../tavus/failure.ts';
import type { ListMemory, NewestPage } from '../../tavus/newest_first.ts';
import { memoryKey } from './memory.ts';
import { LOOK_BACK_SECONDS, RESERVE_SECONDS } from './run.ts';

/**
 * The polls of things whose list says everything of them, such as videos and documents: what fires
 * is in the list, so no single one is asked for, and nothing is remembered but the order of the
 * list. What is under way is given by a later poll, when it has come to an end (docs/polling.md).
 */

/** A thing as the list shows it. */
interface Listed {
  readonly id: string;
  readonly created_at: string | null;
}

/** A page of the list, the newest first. */
interface Page<Item> extends Pick<NewestPage, 'memory'> {
  readonly items: readonly Item[];
}

/** What a trigger looks at, and what it fires for. */
interface ListWatch<Item> {
  /** The key of the trigger. */
  readonly key: string;
  /** Completes "Tavus could not …". */
  readonly doing: string;
  /** The pages of the list, from the newest things to the oldest. */
  readonly pages: (client: TavusClient, memory: ListMemory | null) => AsyncIterable<Page<Item>>;
  /** Whether a thing is what the Zap waits for, once and for all. */
  readonly fires: (item: Item) => boolean;
}

/** How many samples the editor shows, and how many pages are read to find them. */
const SAMPLES = 3;
const PAGES_FOR_SAMPLES = 3;

/** How long the order of a list is remembered after its last poll, in seconds. */
const KEEP_ORDER_SECONDS = 24 * 3600;

/** Gives the things that the trigger fires for, newest first; Zapier drops those that it has seen. */
export async function pollList<Item extends Listed>(
  z: ZObject,
  bundle: Bundle,
  watch: ListWatch<Item>,
): Promise<Item[]> {
  const client = tavusClient(z, bundle);
  const key = memoryKey(z, bundle, watch.key);
  return attempt(z, { doing: watch.doing }, async () => {
    const remembered = await recallOrder(z, key);
    if (bundle.meta?.isLoadingSample) return samples(client, watch, remembered);
    const { items, order } = await recent(client, watch, remembered);
    if (JSON.stringify(order) !== JSON.stringify(remembered)) {
      await cacheSet(z, key, order, { seconds: KEEP_ORDER_SECONDS });
    }
    return items.filter(watch.fires);
  });
}

const orderMemory = lazily(() => zod.object({ oldestFirstTotal: zod.nullable(zod.int()) }));

async function recallOrder(z: ZObject, key: string): Promise<ListMemory | null> {
  const result = orderMemory().safeParse(await cacheGet(z, key));
  return result.success ? result.data : null;
}

/** What was created in the look-back. A page that fails after the first takes nothing from those before it. */
async function recent<Item extends Listed>(
  client: TavusClient,
  { pages }: ListWatch<Item>,
  remembered: ListMemory | null,
): Promise<{ items: readonly Item[]; order: ListMemory | null }> {
  const found = new Map<string, Item>();
  let order: ListMemory | null = null;
  const walked = await outcomeOf(async () => {
    for await (const { items, memory } of pages(client, remembered)) {
      order = memory;
      for (const item of items.filter(isRecent)) found.set(item.id, item);
      const isAtItsEnd = !items.every(isRecent);
      if (isAtItsEnd || client.secondsLeft() < 2 * RESERVE_SECONDS) return;
    }
  });
  if (!walked.ok && order === null) throw new TavusError(walked.failure);
  return { items: [...found.values()], order };
}

/** Whether a thing is inside the look-back; one that does not say when it was created may be new. */
function isRecent({ created_at }: Listed): boolean {
  return created_at === null || Date.now() - Date.parse(created_at) <= LOOK_BACK_SECONDS * 1000;
}

/** Up to three real things for the editor, the newest first, however old they are. */
async function samples<Item extends Listed>(
  client: TavusClient,
  { pages, fires }: ListWatch<Item>,
  remembered: ListMemory | null,
): Promise<Item[]> {
  const found: Item[] = [];
  let read = 0;
  for await (const { items } of pages(client, remembered)) {
    found.push(...items.filter(fires));
    read += 1;
    if (found.length >= SAMPLES || read === PAGES_FOR_SAMPLES) break;
  }
  return found.slice(0, SAMPLES);
}
