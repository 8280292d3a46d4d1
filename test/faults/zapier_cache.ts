import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

/** Zapier's cache as production has it: shared by all processes, with expiry and set-if-absent. */
export interface ZapierCache {
  readonly url: string;
  /** The calls it got, such as `zcache_set`. */
  readonly calls: readonly string[];
  /** Everything that was ever sent to it. */
  readonly sent: readonly string[];
  /** Lets its own time pass. */
  advance(seconds: number): void;
  /** The next call is answered, and takes effect, so many seconds later; `after` calls come before it. */
  delayNext(seconds: number, after?: number): void;
  /** From now on every call fails, or gets no answer. */
  breakDown(how: 'fail' | 'hang'): void;
  stop(): Promise<void>;
}

const call = z.object({ id: z.number(), method: z.string(), params: z.array(z.unknown()) });

export async function startZapierCache(): Promise<ZapierCache> {
  const entries = new Map<string, { value: unknown; until: number }>();
  const calls: string[] = [];
  const sent: string[] = [];
  let now = 0;
  let delayed: { call: number; seconds: number } | undefined;
  let broken: 'fail' | 'hang' | undefined;

  function get(key: string): unknown {
    const entry = entries.get(key);
    return entry && entry.until > now ? entry.value : null;
  }

  function answerTo(method: string, [name, value, ttl, , nx]: readonly unknown[]): unknown {
    const key = String(name);
    if (method === 'zcache_get') return get(key);
    if (method === 'zcache_delete') return entries.delete(key);
    if (nx === true && get(key) !== null) return false;
    const seconds = typeof ttl === 'number' ? ttl : Number.POSITIVE_INFINITY;
    entries.set(key, { value, until: now + seconds });
    return true;
  }

  const server = createServer(async (request, response) => {
    const { id, method, params } = call.parse(await json(request));
    calls.push(method);
    sent.push(JSON.stringify(params));
    if (broken === 'hang') return;
    if (calls.length === delayed?.call) await setTimeout(delayed.seconds * 1000);
    response.writeHead(broken ? 500 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(broken ? {} : { id, result: answerTo(method, params) }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    sent,
    advance: (seconds) => {
      now += seconds;
    },
    delayNext: (seconds, after = 0) => {
      delayed = { call: calls.length + after + 1, seconds };
    },
    breakDown: (how) => {
      broken = how;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
