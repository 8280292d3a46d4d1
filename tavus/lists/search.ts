import type { TavusClient } from '../http/client.ts';
import { resultOf, TavusError } from '../http/failure.ts';
import type { Match, Matches, Resource } from './list.ts';
import { momentOf } from './list_order.ts';
import { newestPages } from './newest_first.ts';

/** The most pages that a search reads. The time ends sooner, unless a list is endless. */
const MAX_REQUESTS = 250;

/** The part of the step's time that is left for the found items, in seconds. */
const RESERVE_SECONDS = 5;

/** How far a list is searched. */
interface Reach {
  /** How many whole matches are enough; one if left out. */
  readonly most?: number;
  /** Nothing that was created before can match, in milliseconds of Unix time. */
  readonly since?: number | undefined;
}

/**
 * Searches a list from its newest items on, as far as there is time, until nothing better than whole
 * matches can follow. The newest match comes first. Throws a TavusError.
 */
export async function searchNewest<Item>(
  client: TavusClient,
  resource: Resource<Item>,
  matchOf: (item: Item) => Match,
  { most = 1, since = Number.NEGATIVE_INFINITY }: Reach = {},
): Promise<Matches<Item>> {
  const matches: { readonly item: Item; readonly match: Match; readonly created: number }[] = [];
  /** When the whole matches were created. */
  const wholes: number[] = [];
  let count = 0;
  let isComplete = false;
  const walked = await resultOf(async () => {
    const walk = { maxRequests: MAX_REQUESTS };
    for await (const { things, readSince } of newestPages(client, resource, walk)) {
      count += things.length;
      isComplete = readSince <= since;
      for (const wire of things) {
        const item = resource.read(wire);
        const match = item && matchOf(item);
        if (!match) continue;
        // An item without a date may be new.
        const created = momentOf(wire) ?? Infinity;
        matches.push({ item, match, created });
        if (match === 'whole') wholes.push(created);
      }
      const settled = wholes.filter((created) => created >= readSince);
      if (isComplete || settled.length >= most) return;
      if (client.secondsLeft() < RESERVE_SECONDS) return;
    }
  });
  const isLate = !walked.ok && walked.failure.kind === 'timed_out' && count > 0;
  if (!walked.ok && !isLate) throw new TavusError(walked.failure);
  matches.sort((one, other) => (one.created === other.created ? 0 : other.created - one.created));
  return { found: matches, count, isComplete };
}
