import { limits } from '../platform/limits.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/**
 * The time of the simulation is the sandbox's clock. Requests, timers of the app and the next polls
 * wait in one queue, and the clock jumps from one to the next. So steps and polls overlap as they
 * do at Zapier, and a year passes in minutes.
 */
export class Time {
  readonly #clock: Sandbox['clock'];
  #queue: Waiting[] = [];
  #order = 0;
  /** The processor time of the longest piece of work that one event caused, in seconds. */
  longestWork = 0;

  constructor(clock: Sandbox['clock']) {
    this.#clock = clock;
  }

  /** In milliseconds of Unix time, by the clock of Tavus. */
  now(): number {
    return this.#clock.now().getTime();
  }

  /** Runs an action after some seconds. Returns a function that cancels it. */
  after(seconds: number, action: () => void): () => void {
    this.#order += 1;
    const waiting = { at: this.now() + seconds * 1000, order: this.#order, action };
    let place = this.#queue.length;
    while (place > 0 && isBefore(waiting, this.#queue[place - 1])) place -= 1;
    this.#queue.splice(place, 0, waiting);
    return () => {
      this.#queue = this.#queue.filter((each) => each !== waiting);
    };
  }

  /** Lets time pass, and runs each action when it is due. */
  async pass(seconds: number): Promise<void> {
    const end = this.now() + seconds * 1000;
    await idle();
    for (let next = this.#queue[0]; next && next.at <= end; next = this.#queue[0]) {
      this.#queue.shift();
      this.#clock.advance(Math.max(0, next.at - this.now()) / 1000);
      const before = process.cpuUsage();
      next.action();
      await idle();
      const { user, system } = process.cpuUsage(before);
      this.longestWork = Math.max(this.longestWork, (user + system) / 1_000_000);
    }
    this.#clock.advance((end - this.now()) / 1000);
  }
}

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

function isBefore(one: Waiting, other: Waiting | undefined): boolean {
  if (!other) return false;
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}

const real = {
  setImmediate,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  now: Date.now,
  performanceNow: performance.now,
  abortAfter: AbortSignal.timeout,
};

/** Waits until the app can only go on when time passes. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    real.setImmediate(resolve);
  });
}

const secondsOf = new WeakMap<AbortSignal, number>();

/** The seconds of simulated time after which a request with this signal is aborted. */
export function secondsUntilAbort(signal: unknown): number {
  const seconds = signal instanceof AbortSignal ? secondsOf.get(signal) : undefined;
  return seconds ?? limits.request;
}

/**
 * Runs `work` with the app's clocks and timers on this time. `skew` returns how many seconds the
 * clock of Zapier's machine is ahead of Tavus's clock.
 */
export async function inTime<Result>(
  time: Time,
  skew: () => number,
  work: () => Promise<Result>,
): Promise<Result> {
  const timers = new Map<number, () => void>();
  let count = 0;
  const simulated = {
    setTimeout: (action: () => void, milliseconds = 0) => {
      count += 1;
      const id = count;
      timers.set(id, time.after(milliseconds / 1000, action));
      return id;
    },
    clearTimeout: (id: number) => {
      timers.get(id)?.();
      timers.delete(id);
    },
  };
  Object.assign(globalThis, simulated);
  Date.now = () => time.now() + skew() * 1000;
  performance.now = () => time.now();
  AbortSignal.timeout = (milliseconds) => {
    const { signal } = new AbortController();
    secondsOf.set(signal, milliseconds / 1000);
    return signal;
  };
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Date.now = real.now;
    performance.now = real.performanceNow;
    AbortSignal.timeout = real.abortAfter;
  }
}

/** The real time in seconds, even while the simulated time is on. */
export function realSeconds(): number {
  return real.performanceNow.call(performance) / 1000;
}
