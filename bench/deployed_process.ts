/**
 * A fresh process that is asked over IPC to start a deployed app and to call it, as a Lambda would, and
 * answers with what it measured. Times are in milliseconds, `processor` without waiting; memory in bytes.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Question =
  | { readonly ask: 'start'; readonly folder: string }
  | {
      readonly ask: 'call';
      readonly event: object;
      readonly times: number;
    };

export type Measured =
  | { readonly milliseconds: number; readonly memory: number }
  | {
      readonly milliseconds: readonly number[];
      readonly processor: readonly number[];
      readonly memory: number;
    };

type Handler = (event: object) => Promise<unknown>;

let handler: Handler | undefined;

async function answer(question: Question): Promise<Measured> {
  if (question.ask === 'start') {
    const wrapper = pathToFileURL(join(question.folder, 'zapierwrapper.js')).href;
    const start = performance.now();
    const app: { handler: Handler } = await import(wrapper);
    const milliseconds = performance.now() - start;
    handler = app.handler;
    return { milliseconds, memory: process.memoryUsage().rss };
  }
  const milliseconds: number[] = [];
  const processor: number[] = [];
  for (let call = 0; call < question.times; call += 1) {
    const start = performance.now();
    const began = process.cpuUsage();
    await handler?.(structuredClone(question.event));
    milliseconds.push(performance.now() - start);
    const { user, system } = process.cpuUsage(began);
    processor.push((user + system) / 1000);
  }
  return { milliseconds, processor, memory: process.memoryUsage().rss };
}

process.on('message', (question: Question) => {
  answer(question).then(
    (measured) => process.send?.(measured),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
