/**
 * `npm run bench`: how this app compares with an empty one and with a hand-written create, measured side
 * by side in one run. How to read it: docs/performance.md. `-- --write` puts the table there.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { measureGrowth } from './growth.ts';
import { AppProcess, median } from './measure.ts';
import { type DeployedApp, emptyApp, handWrittenApp, thisApp } from './peers.ts';

/** What is measured of an app, and of its peer. */
interface Pair {
  readonly measured: number;
  readonly peer: number;
}

/** One line of the table. */
interface Row extends Pair {
  readonly what: string;
  readonly unit: string;
  readonly against: string;
  /** The largest allowed ratio. */
  readonly bound: number;
}

const PROJECT = new URL('..', import.meta.url).pathname;

/** Runs of the cold starts, fresh processes for each app in one of them, and calls of a warm one. */
const RUNS = 3;
const STARTS = 41;
const WARM_ROUNDS = 15;
const CALLS_IN_ROUND = 40;
const POLLS = 200;

/** Every field that goes out without a question to Tavus, filled in. */
const inputData = {
  replica_id: 'r5a1e50000001',
  persona_id: 'p5a1e50000001',
  conversation_name: 'Demo for Maria Lopez',
  conversational_context: 'Maria Lopez\nwants to see the price list.',
  custom_greeting: 'Hi Maria!',
  enable_dynamic_greeting: 'false',
  language: 'Spanish',
  max_call_duration: '1800',
  participant_left_timeout: '60',
  participant_absent_timeout: '900',
  audio_only: 'false',
  require_auth: false,
  max_participants: '4',
  meeting_url: 'https://zoom.us/j/123456789?pwd=abc',
  policy: 'true',
  apply_greenscreen: 'false',
  participant_tag: 'contact-42',
  memory_stores: ['maria@example.com', 'sales'],
  document_ids: ['d8-ca7a10900001', 'd8-5c71baca86fc'],
  document_tags: ['sales', 'price list'],
  document_retrieval_strategy: 'balanced',
  enable_recording: 'true',
  enable_transcription: 'true',
  callback_url: 'https://example.com/tavus?from=zap',
  test_mode: 'false',
  recording_storage_provider: 's3',
  recording_s3_bucket_name: 'our-calls',
  recording_s3_bucket_region: 'eu-north-1',
  aws_assume_role_arn: 'arn:aws:iam::123456789012:role/TavusRecording',
  recording_s3_external_id: 'tavus-42',
};

const API_KEY = 'bench';

function event(method: string, given: object, zcacheTestObj = {}): object {
  const bundle = { authData: { api_key: API_KEY }, inputData: given, inputDataRaw: {}, meta: {} };
  return { command: 'execute', method, bundle, zcacheTestObj };
}

const NAME = { name: 'Sam from Sales', at: Math.floor(Date.now() / 1000) };

/** The names of the persona and the replica, which one step a day requests and caches (tavus/names.ts). */
const CACHED_NAMES = {
  [`names 1 ${createHash('sha256').update(`tavus-zapier ${API_KEY}\n`).digest('hex').slice(0, 32)}`]:
    JSON.stringify({
      [`persona ${inputData.persona_id}`]: NAME,
      [`replica ${inputData.replica_id}`]: NAME,
    }),
};

const CREATE = event('creates.create_conversation.operation.perform', inputData, CACHED_NAMES);

/** What Tavus answers to a create. */
const CREATED = JSON.stringify({
  conversation_id: 'c93a7ead335b',
  conversation_name: inputData.conversation_name,
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  status: 'active',
  callback_url: inputData.callback_url,
  created_at: '2026-11-20T15:00:00.000000Z',
});

/** Answers every request at once with the same text. */
async function startResponder(answer: string): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

interface Starts {
  readonly start: number[];
  readonly memory: number[];
  readonly firstCall: number[];
}

/** Starts each app in fresh processes, in turn, and calls the create of those that have one. */
async function measureStarts(
  apps: readonly DeployedApp[],
  withCreate: readonly DeployedApp[],
  url: string,
): Promise<Map<DeployedApp, Starts>> {
  const measured = new Map(
    apps.map((app) => [app, { start: [], memory: [], firstCall: [] } as Starts]),
  );
  // One round that does not count fills the file cache.
  for (let round = -1; round < STARTS; round += 1) {
    // Every other round goes backwards, so that none always follows the same one.
    const turns = round % 2 === 0 ? [...measured] : [...measured].reverse();
    for (const [app, { start, memory, firstCall }] of turns) {
      const process = new AppProcess({ TAVUS_API_URL: url });
      const started = await process.start(app);
      const called = withCreate.includes(app) ? await process.call(CREATE, 1) : null;
      await process.end();
      if (round < 0) continue;
      start.push(started.milliseconds);
      memory.push(started.memory);
      firstCall.push(...(called?.milliseconds ?? []));
    }
  }
  return measured;
}

/** Of several runs the one with the middle ratio, so that one disturbed run says nothing. */
function middleRun(runs: readonly Pair[]): Pair {
  const sorted = [...runs].sort(
    (one, other) => one.measured / one.peer - other.measured / other.peer,
  );
  return sorted[Math.floor(sorted.length / 2)] ?? { measured: Number.NaN, peer: Number.NaN };
}

/** Calls the create of warm apps in turn; milliseconds of a call, the median of all. */
async function measureWarm(apps: readonly DeployedApp[], url: string): Promise<number[]> {
  const processes = apps.map(() => new AppProcess({ TAVUS_API_URL: url }));
  const milliseconds = apps.map((): number[] => []);
  for (const [index, app] of apps.entries()) {
    await processes[index]?.start(app);
    await processes[index]?.call(CREATE, 2 * CALLS_IN_ROUND);
  }
  for (let round = 0; round < WARM_ROUNDS; round += 1) {
    for (const [index, process] of processes.entries()) {
      milliseconds[index]?.push(...(await process.call(CREATE, CALLS_IN_ROUND)).milliseconds);
    }
  }
  for (const process of processes) await process.end();
  return milliseconds.map(median);
}

/** A trigger, and what is in an account that has nothing new for it. */
interface IdlePoll {
  readonly trigger: string;
  /** The address of the list, after the base URL. */
  readonly list: string;
  /** Fills an account with so many things of long ago. */
  readonly fill: (sandbox: Sandbox, size: number) => void;
}

function longAgo(index: number): { createdAt: Date } {
  return { createdAt: new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60_000) };
}

const CONVERSATION_POLL: IdlePoll = {
  trigger: 'conversation_ended',
  list: '/v2/conversations?status=ended&limit=100&page=1',
  fill: (sandbox, size) => sandbox.addConversations(size, longAgo),
};

const VIDEO_POLL: IdlePoll = {
  trigger: 'video_ready',
  list: '/v2/videos?limit=100&page=0',
  fill: (sandbox, size) => sandbox.addVideos(size, longAgo),
};

/** Polls accounts that differ only in how much is in them that is long over. */
async function measurePolls(
  app: DeployedApp,
  idle: IdlePoll,
  sizes: readonly number[],
): Promise<{ milliseconds: number; memory: number }[]> {
  const poll = event(`triggers.${idle.trigger}.operation.perform`, {});
  const accounts = await Promise.all(
    sizes.map(async (size) => {
      const responder = await startResponder(await firstPage(idle, size));
      const process = new AppProcess({ TAVUS_API_URL: responder.url });
      await process.start(app);
      return { responder, process, milliseconds: [] as number[], memory: 0 };
    }),
  );
  for (const { process } of accounts) await process.call(poll, 100);
  for (let round = 0; round < POLLS; round += 1) {
    for (const account of accounts) {
      const called = await account.process.call(poll, 1);
      account.milliseconds.push(...called.milliseconds);
      account.memory = called.memory;
    }
  }
  for (const { responder, process } of accounts) {
    await process.end();
    responder.stop();
  }
  return accounts.map(({ milliseconds, memory }) => ({
    milliseconds: median(milliseconds),
    memory,
  }));
}

/** The first page of the list in an account of that size. */
async function firstPage({ list, fill }: IdlePoll, size: number): Promise<string> {
  const sandbox = await startSandbox({ seed: 'empty' });
  fill(sandbox, size);
  const headers = { 'x-api-key': sandbox.apiKey };
  const answer = await fetch(`${sandbox.url}${list}`, { headers });
  const page = await answer.text();
  await sandbox.stop();
  return page;
}

async function main(): Promise<void> {
  const workshop = mkdtempSync(join(tmpdir(), 'tavus-zapier-bench-'));
  try {
    execFileSync('npm', ['run', '-s', 'build'], { cwd: PROJECT, stdio: 'ignore' });
    console.error('Building this app and its peers (npm registry needed) …');
    const app = thisApp(workshop);
    const empty = emptyApp(workshop);
    const hand = await handWrittenApp(workshop);
    const responder = await startResponder(CREATED);
    console.error('Cold starts …');
    const runs: Map<DeployedApp, Starts>[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      runs.push(await measureStarts([empty, app, hand], [app, hand], responder.url));
    }
    console.error('Warm calls …');
    const [warm = 0, warmHand = 0] = await measureWarm([app, hand], responder.url);
    responder.stop();
    console.error('Polls …');
    const sizes = [10, 1000, 100_000];
    const [small, ...larger] = await measurePolls(app, CONVERSATION_POLL, sizes);
    const [fewVideos, ...manyVideos] = await measurePolls(app, VIDEO_POLL, sizes);
    console.error('Growth …');
    const growth = await measureGrowth(app);
    /** Of an app and its peer: the medians of a run, added up, in the middle run. */
    const ofStarts = (which: DeployedApp, peer: DeployedApp, ...keys: (keyof Starts)[]) => {
      const sum = (run: Map<DeployedApp, Starts>, each: DeployedApp) =>
        keys.reduce((total, key) => total + median(run.get(each)?.[key] ?? []), 0);
      return middleRun(runs.map((run) => ({ measured: sum(run, which), peer: sum(run, peer) })));
    };
    const memory = ofStarts(app, empty, 'memory');
    const rows: Row[] = [
      {
        what: 'cold start',
        unit: 'ms',
        against: empty.name,
        ...ofStarts(app, empty, 'start'),
        bound: 1.05,
      },
      {
        what: 'start and first Create Conversation',
        unit: 'ms',
        against: hand.name,
        ...ofStarts(app, hand, 'start', 'firstCall'),
        bound: 1.05,
      },
      {
        what: 'warm Create Conversation',
        unit: 'ms',
        measured: warm,
        against: hand.name,
        peer: warmHand,
        bound: 1.1,
      },
      {
        what: 'build.zip',
        unit: 'kB',
        measured: app.zipBytes / 1000,
        against: empty.name,
        peer: empty.zipBytes / 1000,
        bound: 1.1,
      },
      {
        what: 'files in build.zip',
        unit: '',
        measured: app.zipFiles,
        against: empty.name,
        peer: empty.zipFiles,
        bound: 1.05,
      },
      {
        what: 'memory after start',
        unit: 'MB',
        measured: memory.measured / 1e6,
        against: empty.name,
        peer: memory.peer / 1e6,
        bound: 1.03,
      },
      ...larger.flatMap((each, index): Row[] => [
        {
          what: `poll, ${sizes[index + 1]} ended long ago`,
          unit: 'ms',
          measured: each.milliseconds,
          against: `${sizes[0]} of them`,
          peer: small?.milliseconds ?? 0,
          bound: 1.2,
        },
        {
          what: `memory after polls, ${sizes[index + 1]} ended long ago`,
          unit: 'MB',
          measured: each.memory / 1e6,
          against: `${sizes[0]} of them`,
          peer: (small?.memory ?? 0) / 1e6,
          bound: 1.2,
        },
      ]),
      ...manyVideos.map(
        (each, index): Row => ({
          what: `poll of videos, ${sizes[index + 1]} of long ago`,
          unit: 'ms',
          measured: each.milliseconds,
          against: `${sizes[0]} of them`,
          peer: fewVideos?.milliseconds ?? 0,
          bound: 1.2,
        }),
      ),
      ...growth.map((row): Row => ({ ...row, unit: 'ms', bound: 12 })),
    ];
    report(rows);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function report(rows: readonly Row[]): void {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
  const table = [
    '| what | this app | against | there | ratio | bound |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ what, unit, measured, against, peer, bound }) => {
      const ratio = measured / peer;
      const verdict = `≤ ${bound} ${ratio <= bound ? '✓' : '✗'}`;
      return `| ${what} | ${shown(measured, unit)} | ${against} | ${shown(peer, unit)} | ${ratio.toFixed(3)} | ${verdict} |`;
    }),
  ].join('\n');
  const text = `${machine}; ${new Date().toISOString().slice(0, 10)}. Starts: the middle of ${RUNS} runs, each with medians of ${STARTS} starts. Medians of ${WARM_ROUNDS * CALLS_IN_ROUND} warm calls, ${POLLS} polls.\n\n${table}`;
  console.log(text);
  if (process.argv.includes('--write')) writeToDocs(text);
}

function shown(value: number, unit: string): string {
  return `${unit === '' ? value : value.toFixed(value < 100 ? 2 : 0)} ${unit}`.trim();
}

function writeToDocs(text: string): void {
  const path = join(PROJECT, 'docs/performance.md');
  const marks = /(<!-- latest -->\n)[\s\S]*(<!-- end -->)/;
  const page = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    page.replace(marks, (_, begin, end) => `${begin}${text}\n${end}`),
  );
}

await main();
