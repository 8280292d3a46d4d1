import { timeOf, type WireObject } from './wire.ts';

/** The moments by which a list may be ordered: none of them is before the creation. */
export type OrderedBy = 'created_at' | 'updated_at';

export const MOMENTS: readonly OrderedBy[] = ['created_at', 'updated_at'];

/** Tavus began in 2020. What is older stands for no date, such as the year 1 or 1970. */
const BEFORE_TAVUS = Date.UTC(2020, 0, 1);

/** A moment that a listed thing tells, in milliseconds of Unix time; null if it tells none. */
export function momentOf(thing: WireObject, name: OrderedBy): number | null {
  const moment = Date.parse(timeOf(thing, name) ?? '');
  return moment >= BEFORE_TAVUS ? moment : null;
}

/** Neighbours in an ordered list may be this far out of order, in milliseconds: clocks differ a little. */
const CLOCK_DIFFERENCE_MS = 5000;

/** How many clear steps in one direction make an order: as many in a shuffled list are one case in 5,000. */
const STEPS = 7;

/** What things that came one after another tell of the order of their list, by one of their moments. */
class Course {
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;
  #lastFall = Number.POSITIVE_INFINITY;
  #lastRise = Number.NEGATIVE_INFINITY;
  #falls = 0;
  #rises = 0;
  #canFall = true;
  #canRise = true;

  add(moment: number): void {
    this.#canFall &&= moment <= this.#lowest + CLOCK_DIFFERENCE_MS;
    this.#canRise &&= moment >= this.#highest - CLOCK_DIFFERENCE_MS;
    this.#lowest = Math.min(this.#lowest, moment);
    this.#highest = Math.max(this.#highest, moment);
    if (moment < this.#lastFall - CLOCK_DIFFERENCE_MS) {
      this.#falls += this.#lastFall === Number.POSITIVE_INFINITY ? 0 : 1;
      this.#lastFall = moment;
    }
    if (moment > this.#lastRise + CLOCK_DIFFERENCE_MS) {
      this.#rises += this.#lastRise === Number.NEGATIVE_INFINITY ? 0 : 1;
      this.#lastRise = moment;
    }
  }

  get #hasCome(): boolean {
    return Number.isFinite(this.#lowest);
  }

  /** Whether later moments never come after earlier ones, as far as can be told. */
  get canFall(): boolean {
    return this.#canFall;
  }

  get falls(): boolean {
    return this.#canFall && this.#falls >= STEPS;
  }

  get rises(): boolean {
    return this.#canRise && this.#rises >= STEPS;
  }

  /** All that is later than this has come, if the moments fall. */
  get reached(): number {
    return this.#hasCome ? this.#lowest + CLOCK_DIFFERENCE_MS : Number.NEGATIVE_INFINITY;
  }
}

/** The order of a list, learned from the things on its pages as they come. */
export class ListOrder {
  readonly #courses = MOMENTS.map((name) => ({ name, course: new Course() }));
  readonly #known: readonly OrderedBy[] | undefined;
  #isGivenUp = false;

  /** `known`: the moments by which the things are known to come with the newest first. */
  constructor(known?: readonly OrderedBy[]) {
    this.#known = known;
  }

  add(things: readonly WireObject[]): void {
    for (const { name, course } of this.#courses) {
      for (const thing of things) {
        const moment = momentOf(thing, name);
        if (moment !== null) course.add(moment);
      }
    }
  }

  /** From now on there is none. */
  giveUp(): void {
    this.#isGivenUp = true;
  }

  /** The moments by which the newest come first. */
  get newestFirst(): readonly OrderedBy[] {
    return this.#where((course, name) =>
      this.#known?.includes(name) ? course.canFall : course.falls,
    );
  }

  /** The moments by which the oldest come first. */
  get oldestFirst(): readonly OrderedBy[] {
    return this.#where((course) => course.rises);
  }

  /**
   * All that was created after this moment has come, in milliseconds of Unix time; infinity if the
   * order does not say. As long as several moments are in order, nobody knows which of them the list
   * is ordered by, so the latest counts.
   */
  get readSince(): number {
    if (this.newestFirst.length === 0) return Number.POSITIVE_INFINITY;
    const possible = this.#courses.filter(({ course }) => course.canFall);
    return Math.max(...possible.map(({ course }) => course.reached));
  }

  #where(isSo: (course: Course, name: OrderedBy) => boolean): OrderedBy[] {
    if (this.#isGivenUp) return [];
    return this.#courses.flatMap(({ name, course }) => (isSo(course, name) ? [name] : []));
  }
}
