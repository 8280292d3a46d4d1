import { timeOf, type WireObject } from '../http/wire.ts';

/** Tavus began in 2020. An older date, such as the year 1 or 1970, means that there is no date. */
const BEFORE_TAVUS = Date.UTC(2020, 0, 1);

/** When a listed item was created, in milliseconds of Unix time; null if unknown. */
export function momentOf(thing: WireObject): number | null {
  const moment = Date.parse(timeOf(thing, 'created_at') ?? '');
  return moment >= BEFORE_TAVUS ? moment : null;
}

/** Neighbours in an ordered list may be this far out of order, in milliseconds: clocks differ a little. */
const CLOCK_DIFFERENCE_MS = 5000;

/** The number of clear steps in one direction that prove an order: one in 5,000 shuffled lists has as many. */
const MIN_STEPS = 7;

/** The order of a list by `created_at`, learned from the items received. */
export class ListOrder {
  readonly #isKnown: boolean;
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;
  #lastFall = Number.POSITIVE_INFINITY;
  #lastRise = Number.NEGATIVE_INFINITY;
  #falls = 0;
  #rises = 0;
  #canFall = true;
  #canRise = true;

  /** `isKnown`: the newest are known to come first, until a newer item arrives. */
  constructor(isKnown = false) {
    this.#isKnown = isKnown;
  }

  add(things: readonly WireObject[]): void {
    for (const thing of things) {
      const moment = momentOf(thing);
      if (moment !== null) this.#add(moment);
    }
  }

  #add(moment: number): void {
    this.#canFall &&= moment <= this.#lowest + CLOCK_DIFFERENCE_MS;
    this.#canRise &&= moment >= this.#highest - CLOCK_DIFFERENCE_MS;
    this.#lowest = Math.min(this.#lowest, moment);
    this.#highest = Math.max(this.#highest, moment);
    if (moment < this.#lastFall - CLOCK_DIFFERENCE_MS) {
      this.#falls += 1;
      this.#lastFall = moment;
    }
    if (moment > this.#lastRise + CLOCK_DIFFERENCE_MS) {
      this.#rises += 1;
      this.#lastRise = moment;
    }
  }

  /** Whether the newest come first, without exception so far. */
  get falls(): boolean {
    return this.#canFall && (this.#isKnown || this.#falls > MIN_STEPS);
  }

  /** Whether the oldest come first, without exception so far. */
  get rises(): boolean {
    return this.#canRise && this.#rises > MIN_STEPS;
  }

  /**
   * All items created after this moment have been received, in milliseconds of Unix time; infinity if
   * the order does not prove it.
   */
  get readSince(): number {
    return this.falls ? this.#lowest + CLOCK_DIFFERENCE_MS : Number.POSITIVE_INFINITY;
  }
}
