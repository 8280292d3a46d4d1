import { limits } from '../../platform/limits.ts';
import type { TavusClient } from '../http/client.ts';
import { type Failure, resultOf } from '../http/failure.ts';
import type { WireObject } from '../http/wire.ts';
import type { Resource } from '../lists/list.ts';
import { momentOf } from '../lists/list_order.ts';
import { newestPages } from '../lists/newest_first.ts';
import type { Likeness } from './likeness.ts';

/**
 * Finding out what became of a create whose answer was lost (docs/reliability.md, "Create exactly
 * once"). Tavus has no idempotency key, so what was created is looked for in its list.
 */

/** A create whose answer was lost. */
export interface LostCreate {
  readonly failure: Failure;
  /** When it was sent, on the clock of `performance.now()`. */
  readonly sentAt: number;
}

/** A lost create, with how its thing is recognized in a list. */
export interface LostAnswer<Thing> extends LostCreate {
  /** The list that would contain it. */
  readonly resource: Resource<Thing>;
  /** How the mark of a thing, such as its name, is like the one that was sent. */
  readonly compareMark: (thing: Thing) => Likeness;
  /** Whether no other thing can have this mark. */
  readonly isMarkUnique: boolean;
  /** How everything else of a thing is like what was sent. */
  readonly compareRest: (thing: Thing) => readonly Likeness[];
}

export type Finding<Thing> =
  | { readonly kind: 'found'; readonly thing: Thing }
  /** It was not created, and will not be. */
  | { readonly kind: 'absent' }
  /** Nobody can say. */
  | { readonly kind: 'unclear' };

/** How far the clocks of Tavus's machines may be apart, in milliseconds. */
const CLOCK_DIFFERENCE_MS = 2000;

/** What was created longer before the request than this, in milliseconds, was not created by it. */
const CLEARLY_BEFORE_MS = 5000;

/** The same, where Tavus does not show its clock and this machine's has to do. */
const CLEARLY_BEFORE_BY_THIS_CLOCK_MS = 30_000;

/**
 * Looks for the thing that the request made, within the time that the step has left: a create that is
 * under way may take a moment to show. It is absent only if the list was read far enough, and nothing
 * in it could be the thing.
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

/** An answer 2xx, or none in time, may still become a thing that is not listed yet. */
function mayStillCome({ kind, status }: Failure): boolean {
  return kind === 'timed_out' || kind === 'unreadable_answer' || status === 504;
}

async function look<Thing>(client: TavusClient, lost: LostAnswer<Thing>): Promise<Finding<Thing>> {
  const candidates: Candidate<Thing>[] = [];
  for await (const page of newestPages(client, lost.resource, { mustBeCertain: true })) {
    const sent = momentOfSending(page.answeredAt, lost.sentAt);
    candidates.push(...page.things.flatMap((wire) => candidateOf(wire, lost, sent)));
    const own = candidates.filter(({ isOwn }) => isOwn);
    if (own.length > 0) return findingOf(own);
    if (page.readSince < sent.clearlyBefore) return findingOf(candidates);
  }
  return { kind: 'unclear' };
}

/** A listed thing that could be the one that was created. */
interface Candidate<Thing> {
  readonly thing: Thing;
  /** Whether it has a mark that nothing else can have. */
  readonly isOwn: boolean;
  readonly isCertain: boolean;
}

function findingOf<Thing>(candidates: readonly Candidate<Thing>[]): Finding<Thing> {
  const [first, second] = candidates;
  if (!first) return { kind: 'absent' };
  return first.isCertain && !second ? { kind: 'found', thing: first.thing } : { kind: 'unclear' };
}

/** When a request was sent, in milliseconds of Unix time by the clock of Tavus. */
interface Sending {
  /** What was created then or later may be of the request. */
  readonly earliest: number;
  /** What was created before is not of the request. */
  readonly clearlyBefore: number;
}

/** By this machine's clock, if Tavus shows none. */
function momentOfSending(answeredAt: string | undefined, sentAt: number): Sending {
  const answered = Date.parse(answeredAt ?? '');
  const isKnown = !Number.isNaN(answered);
  const sent = (isKnown ? answered : Date.now()) - (performance.now() - sentAt);
  return {
    earliest: sent - CLOCK_DIFFERENCE_MS,
    clearlyBefore: sent - (isKnown ? CLEARLY_BEFORE_MS : CLEARLY_BEFORE_BY_THIS_CLOCK_MS),
  };
}

/** The candidate that a listed thing is; none if it cannot be of the request. */
function candidateOf<Thing>(
  wire: WireObject,
  lost: LostAnswer<Thing>,
  { earliest, clearlyBefore }: Sending,
): Candidate<Thing>[] {
  const thing = lost.resource.read(wire);
  if (thing === null) return [];
  const mark = lost.compareMark(thing);
  if (mark === 'same' && lost.isMarkUnique) return [{ thing, isOwn: true, isCertain: true }];
  const likenesses = [mark, ...lost.compareRest(thing)];
  const created = momentOf(wire);
  if (likenesses.includes('different')) return [];
  if (created !== null && latestOf(created) < clearlyBefore) return [];
  const isOfThen = created !== null && created >= earliest;
  const isCertain = isOfThen && mark === 'same' && !likenesses.includes('perhaps');
  return [{ thing, isOwn: false, isCertain }];
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The latest moment that a moment can stand for, if its seconds or its time of day may have been left out. */
function latestOf(moment: number): number {
  if (moment % DAY_MS === 0) return moment + DAY_MS;
  return moment % MINUTE_MS === 0 ? moment + MINUTE_MS : moment;
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
