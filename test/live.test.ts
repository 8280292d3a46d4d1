import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Case } from '../live/case.ts';
import { cases, plannedCases, spendCases } from '../live/cases.ts';
import { isRecord, type JsonRecord } from '../live/reading.ts';
import { askAll, compared, isAlarming, summary, tableRow } from '../live/report.ts';
import { TavusApi, TestModeIgnored } from '../live/tavus_api.ts';
import { type RecordedRequest, type Sandbox, startSandbox } from '../sandbox/sandbox.ts';

/** The live suite, run against the sandbox in place of Tavus. */

// With characters that change when they are encoded.
const API_KEY = 'tavus/key+90c4e1d7==';
const OTHERS_STILL_OPEN = ['c0fe0000000000aa', 'c0fe0000000000bb'];

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ apiKey: API_KEY });
});

beforeEach(() => fillAccount());

afterAll(async () => {
  await sandbox.stop();
});

/** More conversations of other people than fit on a page, two of them going on. */
function fillAccount(): void {
  sandbox.reset();
  const now = sandbox.clock.now().getTime();
  sandbox.addConversations(150, (index) => ({
    createdAt: new Date(now - 86_400_000 - index * 60_000),
  }));
  sandbox.addConversation({
    createdAt: new Date(now - 3_600_000),
    lines: [['user', 'Hello.']],
    postCall: [{}],
  });
  for (const id of OTHERS_STILL_OPEN) {
    sandbox.addConversation({ id, status: 'active', createdAt: new Date(now - 60_000) });
  }
}

function bodyOf(request: RecordedRequest | undefined): JsonRecord {
  return isRecord(request?.body) ? request.body : {};
}

function creates(): RecordedRequest[] {
  return sandbox.requests.filter(
    ({ method, path }) => method === 'POST' && path === '/v2/conversations',
  );
}

function endedIds(): string[] {
  return sandbox.requests.flatMap(({ method, path }) => {
    const id = /^\/v2\/conversations\/(.+)\/end$/.exec(path)?.[1];
    return method === 'POST' && id !== undefined ? [id] : [];
  });
}

function idsOfOthers(): string[] {
  return sandbox.conversations.filter(({ testMode }) => !testMode).map(({ id }) => id);
}

async function personaCount(): Promise<unknown> {
  const headers = { 'x-api-key': API_KEY };
  const answer: unknown = await (await fetch(`${sandbox.url}/v2/pals`, { headers })).json();
  return isRecord(answer) ? answer.total_count : undefined;
}

function ask(asked: readonly Case[], api = new TavusApi(sandbox.url, API_KEY)) {
  return askAll(api, asked, () => undefined, new AbortController().signal);
}

// ---- the sandbox gives the expected answers

test.each(cases)('$name: the sandbox answers as expected', async (each) => {
  const api = new TavusApi(sandbox.url, API_KEY);
  const others = idsOfOthers();
  const { did } = await each.run(api);
  expect(did).toBe(each.expected);
  expect(creates().filter((request) => bodyOf(request).test_mode !== true)).toEqual([]);
  expect(await api.endAll()).toEqual([]);
  expect(await api.deleteAll()).toEqual([]);
  expect(endedIds()).toEqual(expect.arrayContaining([...api.made]));
  expect(endedIds().filter((id) => others.includes(id))).toEqual([]);
});

test.each(spendCases)('$name: the sandbox answers as expected', async (each) => {
  const { did } = await each.run(new TavusApi(sandbox.url, API_KEY, { spend: true }));
  expect(did).toBe(each.expected);
});

/** The answers of Tavus's documents to the operations that the sandbox does not have. */
function documentPlanned(): void {
  const answers: readonly [string, RegExp, number, JsonRecord, number][] = [
    ['GET', /canvas\/interactions$/, 200, { data: [] }, 1],
    ['DELETE', /^\/v2\/conversations\//, 204, {}, 1],
    ['DELETE', /^\/v2\/conversations\//, 400, { error: 'Invalid conversation_id' }, 1],
    ['POST', /^\/v2\/deployments$/, 200, { deployment_id: 'd1', status: 'active' }, 1],
    ['POST', /^\/v2\/deployments$/, 400, { error: 'Unknown field.' }, 1],
    ['GET', /^\/v2\/deployments\/d1$/, 200, { deployment_id: 'd1', status: 'active' }, 1],
    ['PATCH', /^\/v2\/deployments\/d1$/, 200, {}, 1],
    ['DELETE', /^\/v2\/deployments\//, 204, {}, 1],
    ['PATCH', /^\/v2\/pals\//, 200, {}, 2],
  ];
  for (const [method, path, status, body, times] of answers) {
    sandbox.fault({ kind: 'status', status, body, times, when: { method, path } });
  }
}

test('questions about planned operations expect the documented answers and clean up', async () => {
  documentPlanned();
  const personas = await personaCount();
  const { results, ...rest } = await ask(plannedCases);
  expect(results.filter(({ comparison }) => comparison !== 'same')).toEqual([]);
  expect(rest).toEqual({ notEnded: [], notDeleted: [], brokeOff: null });
  expect(creates().every((request) => bodyOf(request).test_mode === true)).toBe(true);
  expect(await personaCount()).toBe(personas);
  const deleted = sandbox.requests.filter(({ method }) => method === 'DELETE');
  expect(deleted.map(({ path }) => path)).toContain('/v2/deployments/d1');
});

test('an answer about a planned operation breaks nothing', async () => {
  const report = await ask(plannedCases);
  expect(report.results.some(({ comparison }) => comparison === 'different')).toBe(true);
  expect(isAlarming(report)).toBe(false);
});

test('each case has a unique name and a question mark', () => {
  const all = [...cases, ...plannedCases, ...spendCases];
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.filter(({ question }) => !question.endsWith('?'))).toEqual([]);
});

test('docs/live.md lists each case with its question and reason', () => {
  const page = readFileSync(join(__dirname, '../docs/live.md'), 'utf8');
  const rows = [...cases, ...plannedCases, ...spendCases].map(
    ({ name, question, why }) => `| ${name} | ${question} | ${why} |`,
  );
  expect(page.match(/^\| [a-z\d_]+ \| .+ \|$/gm)).toEqual(rows);
});

// ---- nothing is billed, nothing of others is changed

test('a whole run leaves nothing open or billed, and changes nothing of others', async () => {
  const before = idsOfOthers();
  const personas = await personaCount();
  const report = await ask(cases);
  expect(report.results.filter(({ comparison }) => comparison !== 'same')).toEqual([]);
  expect(isAlarming(report)).toBe(false);
  expect(creates().length).toBeGreaterThan(10);
  expect(creates().every((request) => bodyOf(request).test_mode === true)).toBe(true);
  expect(idsOfOthers()).toEqual(before);
  expect(await personaCount()).toBe(personas);
  expect(sandbox.memoryStores).toEqual([]);
  expect(sandbox.tools).toEqual([]);
  const open = sandbox.conversations.filter(({ status }) => status === 'active');
  expect(open.map(({ id }) => id)).toEqual(OTHERS_STILL_OPEN);
  const made = sandbox.conversations.filter(({ testMode }) => testMode);
  expect(made.reduce((sum, { billedSeconds }) => sum + billedSeconds, 0)).toBe(0);
  expect(endedIds()).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
});

test('the report names what could not be deleted, and the store is deleted before its persona', async () => {
  const path = /^\/v2\/pals\/.+/;
  sandbox.fault({ kind: 'status', status: 500, when: { method: 'DELETE', path } });
  const asked = cases.filter(({ name }) => name === 'memory_store_made');
  const report = await ask(asked);
  expect(report.notDeleted).toEqual([expect.stringMatching(/^pals\/p/)]);
  expect(isAlarming(report)).toBe(true);
  expect(summary(report)).toContain(`What is under ${report.notDeleted[0]} could not be deleted.`);
  expect(sandbox.memoryStores).toEqual([]);
});

test.each([false, null, 'true', undefined])('test_mode: %j is refused here', async (test_mode) => {
  const api = new TavusApi(sandbox.url, API_KEY);
  await expect(api.create({ test_mode })).rejects.toThrow('in test mode only');
  expect(sandbox.requests).toEqual([]);
});

test.each(['endMade', 'deleteMade', 'messageToMade'] as const)(
  '%s changes nothing of others',
  (change) => {
    const api = new TavusApi(sandbox.url, API_KEY);
    expect(() => api[change](OTHERS_STILL_OPEN[0] ?? '')).toThrow('only conversations that it has');
    expect(sandbox.requests).toEqual([]);
  },
);

test('videos are generated only with --spend, and several questions share one', async () => {
  const before = sandbox.videos.length;
  await ask(cases);
  const open = await ask(spendCases);
  expect(open.results.every(({ comparison }) => comparison === 'not asked')).toBe(true);
  expect(open.results[0]?.did).toBe('The live suite generates videos only with --spend.');
  expect(sandbox.videos).toHaveLength(before);
  await ask(spendCases, new TavusApi(sandbox.url, API_KEY, { spend: true }));
  expect(sandbox.videos).toHaveLength(before + 1);
});

test('it stops as soon as Tavus ignores test mode', async () => {
  const { id } = sandbox.addConversation({ status: 'active' });
  sandbox.fault({
    kind: 'status',
    status: 200,
    body: { conversation_id: id, status: 'active' },
    when: { method: 'POST', path: '/v2/conversations' },
  });
  const report = await ask(cases);
  expect(creates()).toHaveLength(1);
  expect(report.results).toHaveLength(1);
  expect(report.brokeOff).toContain('may be billed');
  expect(report.notEnded).toEqual([]);
  expect(isAlarming(report)).toBe(true);
  expect(sandbox.conversation(id)?.status).toBe('ended');
});

test('the report names a conversation that could not be ended', async () => {
  const { id } = sandbox.addConversation({ status: 'active' });
  const body = { conversation_id: id, status: 'active' };
  const path = '/v2/conversations';
  sandbox.fault({ kind: 'status', status: 200, body, when: { method: 'POST', path } });
  sandbox.fault({ kind: 'status', status: 500, times: 9, when: { path: /\/end$/ } });
  const api = new TavusApi(sandbox.url, API_KEY);
  await expect(api.create({})).rejects.toThrow(TestModeIgnored);
  expect(await api.endAll()).toEqual([id]);
});

test('a conversation whose answer got lost is found by its name and ended', async () => {
  const api = new TavusApi(sandbox.url, API_KEY);
  const { id } = sandbox.addConversation({ status: 'active', name: api.runName });
  sandbox.fault({ kind: 'reset_before', when: { method: 'POST' } });
  await expect(api.create({})).rejects.toThrow('fetch failed');
  expect(await api.endAll()).toEqual([]);
  expect(endedIds()).toEqual([id]);
});

test('everything is ended even if a listener fails', async () => {
  const api = new TavusApi(sandbox.url, API_KEY);
  const heard = () => {
    throw new Error('The terminal is gone');
  };
  const running = askAll(api, cases, heard, new AbortController().signal);
  await expect(running).rejects.toThrow('The terminal is gone');
  expect(api.made.length).toBeGreaterThan(0);
  expect(endedIds()).toEqual(api.made);
});

test('a run that is stopped asks nothing more', async () => {
  const report = await askAll(
    new TavusApi(sandbox.url, API_KEY),
    cases,
    () => undefined,
    AbortSignal.abort(),
  );
  expect(report).toEqual({
    results: [],
    notEnded: [],
    notDeleted: [],
    brokeOff: 'It was stopped.',
  });
  expect(sandbox.requests).toEqual([]);
});

test.each(['http://tavusapi.com', 'ftp://127.0.0.1', 'tavusapi.com'])(
  'the key does not go to %s',
  (url) => {
    expect(() => new TavusApi(url, API_KEY)).toThrow('TAVUS_API_URL must be');
  },
);

// ---- what differs

const QUESTION: Case = {
  name: 'name',
  question: 'What | if?',
  expected: 'this',
  run: () => Promise.resolve({ did: 'that' }),
  why: 'It breaks.',
};

test.each<[string, Case, string | null, string]>([
  ['and that breaks the app', QUESTION, 'It breaks.', '✗ (app)'],
  ['and the app works with it', { ...QUESTION, appCopesWith: ['that'] }, null, '✗'],
  ['and the app works with any', { ...QUESTION, appCopesWith: 'any answer' }, null, '✗'],
])('an answer that differs, %s', async (_, asked, breaks, mark) => {
  const report = await ask([asked]);
  expect(report.results).toEqual([expect.objectContaining({ comparison: 'different', breaks })]);
  expect(isAlarming(report)).toBe(breaks !== null);
  expect(tableRow(compared(asked, { did: 'that' }))).toBe(
    `| ${mark} | What \\| if? | that | this |`,
  );
});

test.each([
  [{ endingEnded: '200' }, ['end_ended']],
  [
    { listOrder: 'oldest_first' },
    ['list_order', 'reference_marker', 'callback_url_with_query', 'videos_order'],
  ],
  [{ endingEnded: '404', palDetailShape: 'data_array' }, ['end_ended', 'pal_detail']],
  [{ age: 'may_2026' }, ['finetune_status', 'post_call_event']],
  [
    { personaDetailShape: 'object', unknownPal: '404', statusOfCreated: 201 },
    ['persona_detail', 'patch_of_nobody', 'memory_store_made'],
  ],
  [
    { names: 'new', videoDates: 'iso', documentSort: 'ignored' },
    [
      'names_in_get_and_list',
      'replica_types',
      'video_replica_name',
      'video_dates',
      'document_order',
    ],
  ],
  [
    { roomUrl: false, videoPagesFrom: 1, keepsFirstMemories: false },
    ['videos_page_0', 'first_memories'],
  ],
  [{ age: '2025' }, ['document_id_name', 'finetune_status', 'post_call_event']],
] as const)(
  'it finds that Tavus differs in %j, and that the app works',
  async (behaviour, names) => {
    Object.assign(sandbox.behaviour, behaviour);
    const report = await ask(cases);
    const different = report.results.filter(({ comparison }) => comparison !== 'same');
    expect(different.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(isAlarming(report)).toBe(false);
  },
);

test('an almost empty account leaves some questions open', async () => {
  const empty = await startSandbox({ seed: 'empty', apiKey: API_KEY });
  try {
    const { results } = await ask(cases, new TavusApi(empty.url, API_KEY));
    expect(results.filter(({ comparison }) => comparison === 'different')).toEqual([]);
    const why = results.find(({ name }) => name === 'language_name');
    expect(why).toMatchObject({ comparison: 'not asked', breaks: null });
    expect(why?.did).toBe('The account has no replicas that can be used.');
  } finally {
    await empty.stop();
  }
});

// ---- the command

const folder = mkdtempSync(join(tmpdir(), 'tavus-zapier-live-'));
const reportFile = join(folder, 'build/live.json');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function runCommand(environment: Readonly<Record<string, string>>) {
  const { TAVUS_API_KEY: _, TAVUS_API_URL: __, ...rest } = process.env;
  const child = spawn(process.execPath, ['live/live.ts', '--out', reportFile], {
    env: { ...rest, ...environment },
  });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
  });
  const [status]: unknown[] = await once(child, 'close');
  return { status, ...output };
}

describe('npm run test:live', () => {
  test.each([{}, { TAVUS_API_KEY: '' }])(
    'without a key (%j) it explains that',
    async (environment) => {
      const { status, out, err } = await runCommand(environment);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      expect(out).toContain('nothing was asked and nothing was checked');
      expect(out).toContain('TAVUS_API_KEY=your-key npm run test:live');
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('with a key it prints and writes its report, without the key', async () => {
    const environment = { TAVUS_API_KEY: API_KEY, TAVUS_API_URL: sandbox.url };
    const { status, out, err } = await runCommand(environment);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.match(/^\| (✓|✗) \|/gm)).toHaveLength(cases.length + plannedCases.length);
    expect(out).toContain('different, ? 0 could not be asked.');
    const file = readFileSync(reportFile, 'utf8');
    expect(JSON.parse(file).results).toHaveLength(cases.length + plannedCases.length);
    for (const text of [out, file]) expect(text).not.toMatch(/tavus.key|sandbox-token/);
  });

  test('it fails if an answer breaks the app, and does not quote the key', async () => {
    const body = { message: `No page like that for ${API_KEY}` };
    const when = { path: '/v2/documents' };
    sandbox.fault({ kind: 'status', status: 400, body, times: 99, when });
    const environment = { TAVUS_API_KEY: API_KEY, TAVUS_API_URL: sandbox.url };
    const { status, out } = await runCommand(environment);
    expect(status).toBe(1);
    expect(out).toContain('| ✗ (app) | Do all lists take `limit=100`?');
    expect(out).toContain('No page like that for …');
    expect(out).toContain('The app depends on limit_100: Searches, dropdowns and triggers');
    expect(out).not.toContain(API_KEY);
    expect(readFileSync(reportFile, 'utf8')).not.toContain(API_KEY);
  });

  test.each([
    ['a key that is not accepted', { TAVUS_API_KEY: 'wrong' }, 'Tavus answered 401'],
    ['an address that is not safe', { TAVUS_API_URL: 'http://example.com' }, 'must be an https://'],
  ])('%s: one sentence', async (_, environment, sentence) => {
    const given = { TAVUS_API_KEY: API_KEY, TAVUS_API_URL: sandbox.url, ...environment };
    const { status, out, err } = await runCommand(given);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain(`The live suite failed: `);
    expect(err).toContain(sentence);
    expect(creates()).toEqual([]);
  });
});
