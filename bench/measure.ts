import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Question } from './deployed_process.ts';
import type { DeployedApp } from './peers.ts';

const CHILD = new URL('deployed_process.ts', import.meta.url).pathname;

interface Answer {
  readonly milliseconds: unknown;
  readonly processor?: unknown;
  readonly memory: number;
}

/** A deployed app in a process of its own. */
export class AppProcess {
  readonly #child;

  /** `environment` is added to this process's own. */
  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.#child = fork(CHILD, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  /** Imports the app through its wrapper: milliseconds, and bytes of memory after it. */
  async start({ folder }: DeployedApp): Promise<{ milliseconds: number; memory: number }> {
    const { milliseconds, memory } = await this.#ask({ ask: 'start', folder });
    return { milliseconds: Number(milliseconds), memory };
  }

  /** Calls the app's handler with the event: milliseconds for each call, and how many of them it computed. */
  async call(
    event: object,
    times: number,
  ): Promise<{ milliseconds: number[]; processor: number[]; memory: number }> {
    const { milliseconds, processor, memory } = await this.#ask({ ask: 'call', event, times });
    const numbers = (value: unknown) => [value].flat().map(Number);
    return { milliseconds: numbers(milliseconds), processor: numbers(processor), memory };
  }

  /** Resolves when the process is gone, so that its end does not disturb what is measured next. */
  async end(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill();
    await gone;
  }

  #ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) =>
        reject(new Error(`The app's process ended with ${code}.`));
      this.#child.once('exit', ended);
      this.#child.once('message', (measured: Answer) => {
        this.#child.off('exit', ended);
        resolve(measured);
      });
      this.#child.send(question);
    });
  }
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [lower = 0, upper = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (lower + upper) / 2;
}
