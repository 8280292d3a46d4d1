import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Case } from '../live/case.ts';
import { cases, spendCases } from '../live/cases.ts';
import { askAll, compared, isAlarming, summary, tableRow } from '../live/report.ts';
import { TavusApi, TestModeIgnored } from '../live/tavus_api.ts';
import { isRecord, type JsonRecord } from '../sandbox/reading.ts';
import { type RecordedRequest, type Sandbox, startSandbox } from '../sandbox/sandbox.ts';

/** The live suite, with the sandbox in the place of Tavus: the sandbox does what is written of it. */

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

// ---- the sandbox as the live suite sees it

test.each(cases)('$name: the sandbox does what is said of it', async (each) => {
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

test.each(spendCases)('$name: the sandbox does what is said of it', async (each) => {
  const { did } = await each.run(new TavusApi(sandbox.url, API_KEY, { spend: true }));
  expect(did).toBe(each.expected);
});

test('each case has a name of its own and says what is open', () => {
  const all = [...cases, ...spendCases];
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.filter(({ question }) => !question.endsWith('?'))).toEqual([]);
});

test('docs/live.md lists each case', () => {
  const page = readFileSync(join(__dirname, '../docs/live.md'), 'utf8');
  const names = [...cases, ...spendCases].map(({ name }) => name);
  expect(names.filter((name) => !page.includes(`| ${name} |`))).toEqual([]);
});

// ---- nothing is billed, nothing of others is touched

test('a whole run leaves nothing open and nothing billed, and what others have as it was', async () => {
  const before = idsOfOthers();
  const personas = await personaCount();
  const report = await ask(cases);
  expect(report.results.filter(({ comparison }) => comparison !== 'same')).toEqual([]);
  expect(isAlarming(report)).toBe(false);
  expect(creates().length).toBeGreaterThan(50);
  expect(creates().every((request) => bodyOf(request).test_mode === true)).toBe(true);
  expect(idsOfOthers()).toEqual(before);
  expect(await personaCount()).toBe(personas);
  expect(sandbox.memoryStores).toEqual([]);
  const open = sandbox.conversations.filter(({ status }) => status === 'active');
  expect(open.map(({ id }) => id)).toEqual(OTHERS_STILL_OPEN);
  const made = sandbox.conversations.filter(({ testMode }) => testMode);
  expect(made.reduce((sum, { billedSeconds }) => sum + billedSeconds, 0)).toBe(0);
  expect(endedIds()).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
});

test('what it cannot delete is named, and the store is deleted before its persona', async () => {
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

test('only what it has made can be ended', () => {
  const api = new TavusApi(sandbox.url, API_KEY);
  expect(() => api.endMade(OTHERS_STILL_OPEN[0] ?? '')).toThrow('only conversations that it has');
  expect(sandbox.requests).toEqual([]);
});

test('videos are generated only if that is wanted, and one for all questions about it', async () => {
  const before = sandbox.videos.length;
  await ask(cases);
  const open = await ask(spendCases);
  expect(open.results.every(({ comparison }) => comparison === 'not asked')).toBe(true);
  expect(open.results[0]?.did).toBe('The live suite generates videos only with --spend.');
  expect(sandbox.videos).toHaveLength(before);
  await ask(spendCases, new TavusApi(sandbox.url, API_KEY, { spend: true }));
  expect(sandbox.videos).toHaveLength(before + 1);
});

test('it stops as soon as Tavus does not keep to test mode', async () => {
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

test('what it cannot end is named', async () => {
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

test('what was made is ended although a listener fails', async () => {
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

const QUESTION = {
  name: 'name',
  question: 'What | if?',
  expected: 'this',
  run: () => Promise.resolve({ did: 'that' }),
};

test.each<[string, Case, string | null, string]>([
  ['of which the app does without', QUESTION, null, '✗'],
  [
    'on which the app depends',
    { ...QUESTION, appDependsOnIt: true, why: 'It breaks.' },
    'It breaks.',
    '✗ (app)',
  ],
  [
    'with which the app works too',
    { ...QUESTION, appDependsOnIt: true, why: 'It breaks.', appCopesWith: ['that'] },
    null,
    '✗',
  ],
])('an answer that differs, %s', async (_, asked, breaks, mark) => {
  const report = await ask([asked]);
  expect(report.results).toEqual([expect.objectContaining({ comparison: 'different', breaks })]);
  expect(isAlarming(report)).toBe(breaks !== null);
  expect(tableRow(compared(asked, { did: 'that' }))).toBe(
    `| ${mark} | What \\| if? | that | this |`,
  );
});

test.each([
  [{ endingEnded: '200', storedNames: 'without_punctuation' }, ['end_ended', 'names_as_sent']],
  [
    { listOrder: 'oldest_first' },
    [
      'list_order',
      'listed_in_test_mode',
      'names_in_get_and_list',
      'callback_url_with_query',
      'videos_order',
    ],
  ],
  [
    { endingEnded: '404', storedNames: 'trimmed', palDetailShape: 'data_array' },
    ['end_ended', 'names_as_sent', 'pal_detail'],
  ],
  [
    { age: 'may_2026', storedNames: 'small_letters' },
    ['answer_in_test_mode', 'finetune_status', 'names_as_sent', 'post_call_event'],
  ],
  [
    { personaDetailShape: 'object', longestName: 450, unknownPal: '404', statusOfCreated: 201 },
    ['persona_detail', 'names_as_sent', 'patch_of_nobody', 'memory_store_made'],
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
    ['room_url', 'answer_in_test_mode', 'videos_page_0', 'first_memories'],
  ],
  [
    { age: '2025' },
    ['answer_in_test_mode', 'document_id_name', 'finetune_status', 'post_call_event'],
  ],
] as const)(
  'if Tavus is %j, that is what it finds, and the app works',
  async (behaviour, names) => {
    Object.assign(sandbox.behaviour, behaviour);
    const report = await ask(cases);
    const different = report.results.filter(({ comparison }) => comparison !== 'same');
    expect(different.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(isAlarming(report)).toBe(false);
  },
);

test('an account with next to nothing leaves some questions open', async () => {
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
  test.each([{}, { TAVUS_API_KEY: '' }])('without a key (%j) it says so', async (environment) => {
    const { status, out, err } = await runCommand(environment);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('nothing was asked and nothing was checked');
    expect(out).toContain('TAVUS_API_KEY=your-key npm run test:live');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('with a key it prints and writes what it has found, without the key', async () => {
    const environment = { TAVUS_API_KEY: API_KEY, TAVUS_API_URL: sandbox.url };
    const { status, out, err } = await runCommand(environment);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.match(/^\| ✓ \|/gm)).toHaveLength(cases.length);
    expect(out).toContain(`✓ ${cases.length} same, ✗ 0 different, ? 0 could not be asked.`);
    const file = readFileSync(reportFile, 'utf8');
    expect(JSON.parse(file).results).toHaveLength(cases.length);
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
