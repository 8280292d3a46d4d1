import { limits, sleep } from '../../platform/limits.ts';
import type { TavusClient } from '../http/client.ts';
import { type Failure, resultOf } from '../http/failure.ts';
import type { WireObject } from '../http/wire.ts';
import type { Resource } from '../lists/list.ts';
import { momentOf } from '../lists/list_order.ts';
import { newestPages } from '../lists/newest_first.ts';
import type { Likeness } from './likeness.ts';

/**
 * Finds out whether a create with a lost answer has succeeded (docs/reliability.md, "Create exactly
 * once"). Tavus has no idempotency key, so the app searches the list for the new item.
 */

/** A create whose answer was lost. */
export interface LostCreate {
  readonly failure: Failure;
  /** When it was sent, by the clock of `performance.now()`. */
  readonly sentAt: number;
}

/** A lost create, and how to recognize its item in a list. */
export interface LostAnswer<Thing> extends LostCreate {
  /** The list to search. */
  readonly resource: Resource<Thing>;
  /** Compares the mark of an item, such as its name, with the one that was sent. */
  readonly compareMark: (thing: Thing) => Likeness;
  /** Whether no other item can have this mark. */
  readonly isMarkUnique: boolean;
  /** Compares everything else of an item with what was sent. */
  readonly compareRest: (thing: Thing) => readonly Likeness[];
}

export type Finding<Thing> =
  | { readonly kind: 'found'; readonly thing: Thing }
  /** It was not created, and will not be. */
  | { readonly kind: 'absent' }
  /** It is unknown. */
  | { readonly kind: 'unclear' };

/** The largest difference between two clocks of Tavus, in milliseconds. */
const CLOCK_DIFFERENCE_MS = 2000;

/** An item created longer than this before the request is not its result, in milliseconds. */
const CLEARLY_BEFORE_MS = 5000;

/** The same, by this machine's clock, if Tavus does not send the time. */
const CLEARLY_BEFORE_BY_THIS_CLOCK_MS = 30_000;

/**
 * Looks for the item that the request created, several times within the step's time, because it may
 * take a moment to appear. It is absent only if the list was read far enough and nothing in it can be
 * the item.
 */
export async function findCreated<Thing>(
  client: TavusClient,
  lost: LostAnswer<Thing>,
): Promise<Finding<Thing>> {
  let lastLook: Finding<Thing> = { kind: 'unclear' };
  let waited = 0;
  for (const after of limits.looks) {
    if (client.secondsLeft() < after - waited + limits.look) break;
    await sleep(after - waited);
    waited = after;
    const looked = await resultOf(() => look(client, lost));
    lastLook = looked.ok ? looked.value : { kind: 'unclear' };
    if (lastLook.kind === 'found') return lastLook;
  }
  return lastLook.kind === 'absent' && mayStillCome(lost.failure) ? { kind: 'unclear' } : lastLook;
}

/** After a 2xx or a timeout the item may still appear. */
function mayStillCome({ kind, status }: Failure): boolean {
  return kind === 'timed_out' || kind === 'unreadable_answer' || status === 504;
}

async function look<Thing>(client: TavusClient, lost: LostAnswer<Thing>): Promise<Finding<Thing>> {
  const candidates: Candidate<Thing>[] = [];
  for await (const page of newestPages(client, lost.resource, { mustBeCertain: true })) {
    const sent = momentOfSending(page.answeredAt, lost.sentAt);
    const fresh = page.things.flatMap((wire) => candidateOf(wire, lost, sent));
    for (const each of fresh) candidates.push(each);
    const own = fresh.filter(({ isOwn }) => isOwn);
    if (own.length > 0) return findingOf(own);
    if (page.readSince < sent.clearlyBefore) return findingOf(candidates);
  }
  return { kind: 'unclear' };
}

/** A listed item that may be the created one. */
interface Candidate<Thing> {
  readonly thing: Thing;
  /** Whether it has a mark that no other item can have. */
  readonly isOwn: boolean;
  readonly isCertain: boolean;
}

function findingOf<Thing>(candidates: readonly Candidate<Thing>[]): Finding<Thing> {
  const [first, second] = candidates;
  if (!first) return { kind: 'absent' };
  return first.isCertain && !second ? { kind: 'found', thing: first.thing } : { kind: 'unclear' };
}

/** When a request was sent, in milliseconds of Unix time by Tavus's clock. */
interface Sending {
  /** An item created then or later may be the result. */
  readonly earliest: number;
  /** An item created before is not the result. */
  readonly clearlyBefore: number;
}

/** By this machine's clock, if Tavus does not send the time. */
function momentOfSending(answeredAt: string | undefined, sentAt: number): Sending {
  const answered = Date.parse(answeredAt ?? '');
  const isKnown = !Number.isNaN(answered);
  const sent = (isKnown ? answered : Date.now()) - (performance.now() - sentAt);
  return {
    earliest: sent - CLOCK_DIFFERENCE_MS,
    clearlyBefore: sent - (isKnown ? CLEARLY_BEFORE_MS : CLEARLY_BEFORE_BY_THIS_CLOCK_MS),
  };
}

/** A listed item as a candidate; empty if it cannot be the result. */
function candidateOf<Thing>(
  wire: WireObject,
  lost: LostAnswer<Thing>,
  { earliest, clearlyBefore }: Sending,
): Candidate<Thing>[] {
  const thing = lost.resource.read(wire);
  if (thing === null) return [];
  const mark = lost.compareMark(thing);
  if (mark === 'same' && lost.isMarkUnique) return [{ thing, isOwn: true, isCertain: true }];
  const compareRest = [mark, ...lost.compareRest(thing)];
  const created = momentOf(wire);
  if (compareRest.includes('different')) return [];
  if (created !== null && latestOf(created) < clearlyBefore) return [];
  const isOfThen = created !== null && created >= earliest;
  const isCertain = isOfThen && mark === 'same' && !compareRest.includes('perhaps');
  return [{ thing, isOwn: false, isCertain }];
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The latest moment that a time can mean: Tavus may have left out its seconds or its time of day. */
function latestOf(moment: number): number {
  if (moment % DAY_MS === 0) return moment + DAY_MS;
  return moment % MINUTE_MS === 0 ? moment + MINUTE_MS : moment;
}
