import { createServer } from 'node:http';
import { AppProcess, median } from './measure.ts';
import type { DeployedApp } from './peers.ts';

/** How the processor time of a step grows with what it reads: with n, 10 n and 100 n. */

/** An operation, and what it reads. */
interface Reading {
  readonly what: string;
  readonly sizes: readonly [number, number, number];
  readonly method: string;
  readonly inputData: object;
  /** What Tavus answers to a GET, if there are so many. */
  readonly answer: (url: URL, size: number) => object;
}

/** The processor time for one size, in milliseconds, against that for a tenth of it. */
export interface Growth {
  readonly what: string;
  readonly measured: number;
  readonly against: string;
  readonly peer: number;
}

/** The calls of each size. */
const CALLS = 9;

const MINUTE_MS = 60_000;

function times<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** An ended call of so many turns, a line of which is like any other. */
function call(id: string, turns: number, createdAt: number): object {
  const at = (seconds: number) => new Date(createdAt + seconds * 1000).toISOString();
  const transcript = times(turns, (index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: 'Well, that is what I wanted to know before we sign anything.',
    timestamp: at(3 * index),
  }));
  return {
    conversation_id: id,
    conversation_name: `Demo ${id}`,
    status: 'ended',
    created_at: at(0),
    events: [
      { event_type: 'system.shutdown', timestamp: at(3 * turns), properties: {} },
      {
        event_type: 'application.transcription_ready',
        timestamp: at(3 * turns),
        properties: { transcript },
      },
    ],
  };
}

/** A page of a list of so many calls, each a minute older than the one before. */
function page(url: URL, size: number): object {
  const first = 100 * (Number(url.searchParams.get('page') ?? 1) - 1);
  const data = times(Math.max(0, Math.min(100, size - first)), (index) => ({
    conversation_id: `c${first + index}`,
    conversation_name: `Demo c${first + index}`,
    status: 'ended',
    created_at: new Date(Date.now() - (first + index + 1) * MINUTE_MS).toISOString(),
  }));
  return { data, total_count: size };
}

const idOf = (url: URL) => url.pathname.split('/')[3];

const READINGS: readonly Reading[] = [
  {
    what: 'turns of a transcript',
    sizes: [200, 2000, 20_000],
    method: 'searches.find_conversation.operation.perform',
    inputData: { conversation_id: 'c0' },
    answer: (_, size) => call('c0', size, Date.now() - 24 * 60 * MINUTE_MS),
  },
  {
    what: 'ended calls of 300 turns in a poll',
    sizes: [1, 10, 100],
    method: 'triggers.transcript_ready.operation.perform',
    inputData: {},
    answer: (url, size) => {
      const id = idOf(url);
      return id === undefined ? page(url, size) : call(id, 300, Date.now() - 120 * MINUTE_MS);
    },
  },
  {
    what: 'conversations that a search by name reads',
    sizes: [100, 1000, 10_000],
    method: 'searches.find_conversation.operation.perform',
    inputData: { conversation_name: 'not one of them' },
    answer: page,
  },
];

/** Measures each reading in its three sizes. */
export async function measureGrowth(app: DeployedApp): Promise<Growth[]> {
  const rows: Growth[] = [];
  for (const reading of READINGS) {
    const { what, sizes } = reading;
    const [small, middle, large] = sizes;
    const [one, two, three] = [
      await measure(app, reading, small),
      await measure(app, reading, middle),
      await measure(app, reading, large),
    ];
    rows.push({ what: `${middle} ${what}`, measured: two, against: `${small}`, peer: one });
    rows.push({ what: `${large} ${what}`, measured: three, against: `${middle}`, peer: two });
  }
  return rows;
}

async function measure(app: DeployedApp, reading: Reading, size: number): Promise<number> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(reading.answer(url, size)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const process = new AppProcess({ TAVUS_API_URL: `http://127.0.0.1:${port}` });
  await process.start(app);
  const { method, inputData } = reading;
  const bundle = { authData: { api_key: 'bench' }, inputData, inputDataRaw: {}, meta: {} };
  const event = { command: 'execute', method, bundle, zcacheTestObj: {} };
  // The first calls compile the code.
  await process.call(event, 3);
  const { processor } = await process.call(event, CALLS);
  await process.end();
  server.close();
  return median(processor);
}
