import type { Bundle, ZObject } from 'zapier-platform-core';
import type { TavusClient } from '../../tavus/http/client.ts';
import type { Attempt } from '../../tavus/http/errors.ts';
import { resultOf, TavusError } from '../../tavus/http/failure.ts';
import type { Resource } from '../../tavus/lists/list.ts';
import { momentOf } from '../../tavus/lists/list_order.ts';
import { newestPages } from '../../tavus/lists/newest_first.ts';

/**
 * How far back a poll looks, by the creation of a conversation. Calls last an hour at most and what
 * comes after them minutes; the rest of the day is for outages and paused connections.
 */
export const LOOK_BACK_SECONDS = 24 * 3600;

/** The part of the step's time that is kept for the end of a poll, in seconds. */
export const RESERVE_SECONDS = 3;

/** What a poll of a list does, for its errors; `things` is the plural of what is listed. */
export function listing(things: string, { meta }: Bundle): Attempt {
  const doing = `list your ${things}`;
  return meta?.isPopulatingDedupe
    ? { doing, afterLimit: 'Turn the Zap on again in a minute.' }
    : { doing };
}

/** The part of a running poll that reading a list needs. */
interface Reading {
  readonly z: ZObject;
  readonly client: TavusClient;
  /** Unix time in seconds. */
  readonly now: number;
  readonly isTurningOn: boolean;
}

/**
 * The items of a list that were created inside the look-back, newest first. If a page after the first
 * fails, the next poll reads the rest. But a Zap that is turned on would fire for the rest, although
 * it is past, so there the failure is thrown.
 */
export async function recentItems<Item>(
  { z, client, now, isTurningOn }: Reading,
  list: Resource<Item>,
): Promise<Item[]> {
  const recent: Item[] = [];
  let pages = 0;
  let count = 0;
  const start = (now - LOOK_BACK_SECONDS) * 1000;
  const walked = await resultOf(async () => {
    for await (const { things, readSince } of newestPages(client, list)) {
      pages += 1;
      count += things.length;
      // Older items are not parsed: a page may contain a hundred of them. An item without a date may be new.
      const inside = things.filter((each) => (momentOf(each) ?? start) >= start);
      for (const each of inside.flatMap((wire) => list.read(wire) ?? [])) recent.push(each);
      if (readSince < start) return;
      if (!isTurningOn && client.secondsLeft() < 2 * RESERVE_SECONDS) return;
    }
    reportUnread(z, { things: list.path, count, hasNews: recent.length > 0, isTurningOn });
  });
  if (!walked.ok && (pages === 0 || isTurningOn)) throw new TavusError(walked.failure);
  return recent;
}

/** A list that was not read to the start of the look-back. */
interface UnreadList {
  /** The plural of its items. */
  readonly things: string;
  /** How many were read. */
  readonly count: number;
  readonly hasNews: boolean;
  readonly isTurningOn: boolean;
}

/** Logs that unread items may be newer. Throws that if there is nothing to return, or if they would fire later. */
function reportUnread(z: ZObject, { things, count, hasNews, isTurningOn }: UnreadList): void {
  const sentence = `The app could read only ${count} of your ${things}`;
  if (isTurningOn) {
    throw new z.errors.Error(
      `${sentence}. The Zap stays off, because it would later start for old ones. Delete ${things} that you no longer need in Tavus, then turn it on again.`,
      'unfinished_list',
    );
  }
  if (hasNews) {
    z.console.log(`${sentence}. The others may include newer ones.`);
    return;
  }
  throw new z.errors.Error(
    `${sentence}, and found no new ones. The others may include newer ones. Delete ${things} that you no longer need in Tavus.`,
    'unfinished_list',
  );
}
