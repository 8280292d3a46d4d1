interface Timer {
  readonly at: number;
  readonly action: () => void;
}

/** The longest delay that setTimeout keeps; longer ones fire at once. */
const MAX_WAIT_MILLISECONDS = 2_147_483_647;

export type ClockMode = 'manual' | 'real';

export function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

/**
 * The sandbox's own time. A manual clock stands still until it is advanced; a real one runs and can
 * be advanced too. In both, due timers fire in order of their time,
 * and each sees the time it was set for.
 */
export class Clock {
  readonly #mode: ClockMode;
  readonly #start: number;
  #origin: number;
  #advanced = 0;
  /** The time a firing timer was set for. */
  #firing: number | undefined;
  #timers: Timer[] = [];
  #wakeUp: NodeJS.Timeout | undefined;

  constructor(mode: ClockMode, startTime: Date) {
    this.#mode = mode;
    this.#start = startTime.getTime();
    this.#origin = Date.now();
  }

  now(): Date {
    return new Date(this.#milliseconds());
  }

  /** Advances the clock and fires all due timers before it returns. */
  advance(seconds: number): void {
    if (!(seconds >= 0)) {
      throw new RangeError(`Time only goes forward, not by ${seconds} seconds`);
    }
    const target = this.#milliseconds() + seconds * 1000;
    this.#fireUntil(target);
    this.#advanced += seconds * 1000;
    this.#setWakeUp();
  }

  /** Runs the action when that time comes, or now if it has come already. */
  at(time: Date, action: () => void): void {
    const timer = { at: time.getTime(), action };
    if (timer.at <= this.#milliseconds()) {
      action();
      return;
    }
    // Timers of the same time fire in the order in which they were set.
    const later = this.#timers.findIndex((other) => other.at > timer.at);
    this.#timers.splice(later === -1 ? this.#timers.length : later, 0, timer);
    this.#setWakeUp();
  }

  /** Fires the timers that are due now, which only a real clock can have. */
  catchUp(): void {
    if (this.#mode === 'real') {
      this.#fireUntil(this.#milliseconds());
      this.#setWakeUp();
    }
  }

  /** Back to the start time, with no timers. */
  reset(): void {
    this.stop();
    this.#advanced = 0;
    this.#origin = Date.now();
  }

  stop(): void {
    this.#timers = [];
    clearTimeout(this.#wakeUp);
  }

  #milliseconds(): number {
    if (this.#firing !== undefined) {
      return this.#firing;
    }
    const elapsed = this.#mode === 'real' ? Date.now() - this.#origin : 0;
    return this.#start + elapsed + this.#advanced;
  }

  #fireUntil(target: number): void {
    for (let due = this.#timers[0]; due && due.at <= target; due = this.#timers[0]) {
      this.#timers.shift();
      this.#firing = due.at;
      try {
        due.action();
      } finally {
        this.#firing = undefined;
      }
    }
  }

  #setWakeUp(): void {
    clearTimeout(this.#wakeUp);
    const next = this.#timers[0];
    if (this.#mode === 'real' && next) {
      const wait = Math.max(0, next.at - this.#milliseconds());
      this.#wakeUp = setTimeout(() => this.catchUp(), Math.min(wait, MAX_WAIT_MILLISECONDS));
    }
  }
}
