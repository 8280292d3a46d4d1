import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readValue } from '../../sandbox/reading.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, data } from './asking.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z', seed: 'empty' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const CREATE = 'POST /v2/documents';
const URL = 'https://www.example.com/handbook';

async function create(body: object = {}): Promise<string> {
  const reply = await ask(sandbox, CREATE, { document_url: URL, ...body });
  expect(reply.status).toBe(200);
  return String(readValue(reply.body, 'document_id'));
}

async function wire(id: string) {
  return (await ask(sandbox, `GET /v2/documents/${id}`)).body;
}

describe('create', () => {
  test('makes up a name; accepts one crawl setting; makes two documents of one URL', async () => {
    const one = await create();
    const other = await create({ crawl: { max_pages: 3 } });
    expect(one).not.toBe(other);
    expect(await wire(one)).toMatchObject({ document_name: 'handbook', crawl_config: null });
    expect(await wire(other)).toMatchObject({ crawl_config: { max_pages: 3 } });
    expect(sandbox.documents.map(({ id }) => id)).toEqual([one, other]);
  });

  test.each([
    ['no URL', {}, 'document_url is required'],
    ['a number as name', { document_url: URL, document_name: 3 }, 'document_name must be a string'],
    ['one tag as text', { document_url: URL, tags: 'sales' }, 'tags must be an array'],
    [
      'too many pages',
      { document_url: URL, crawl: { max_pages: 101 } },
      'crawl.max_pages must be <= 100',
    ],
    [
      'no depth at all',
      { document_url: URL, crawl: { depth: 0 } },
      'crawl.depth must be greater than or equal to 1',
    ],
    [
      'tags under another name',
      { document_url: URL, document_tags: ['a'] },
      'document_tags Unknown field',
    ],
  ])('refuses %s', async (_what, body, said) => {
    const reply = await ask(sandbox, CREATE, body);
    expect(reply).toMatchObject({
      status: 400,
      body: { error: `Invalid request: ${said}` },
    });
    expect(sandbox.documents).toEqual([]);
  });
});

describe('processing', () => {
  test('starts, progresses and finishes', async () => {
    const id = await create({ crawl: { depth: 1, max_pages: 3 } });
    sandbox.clock.advance(29);
    expect(await wire(id)).toMatchObject({ status: 'started', progress: null });
    sandbox.clock.advance(1);
    expect(await wire(id)).toMatchObject({
      status: 'processing',
      progress: 10,
      updated_at: '2026-11-20T12:00:30.000961Z',
    });
    sandbox.clock.advance(120);
    expect(await wire(id)).toMatchObject({ status: 'processing', progress: 50 });
    sandbox.clock.advance(150);
    expect(await wire(id)).toMatchObject({
      status: 'ready',
      progress: null,
      error_message: null,
      created_at: '2026-11-20T12:00:00.000961Z',
      updated_at: '2026-11-20T12:05:00.000961Z',
      crawled_urls: [URL, `${URL}/page-1`, `${URL}/page-2`],
      last_crawled_at: '2026-11-20T12:05:00.000961Z',
      crawl_count: 1,
    });
  });

  test('takes as long as the behaviour sets', async () => {
    sandbox.behaviour.documentDelay = 10;
    const id = await create();
    sandbox.clock.advance(9);
    expect(sandbox.document(id)?.status).toBe('processing');
    sandbox.clock.advance(1);
    expect(await wire(id)).toMatchObject({ status: 'ready', last_crawled_at: null });
  });

  test.each([
    ['https://files.example.com/file_empty.pdf', 'file_empty'],
    ['https://files.example.com/website_processing_failed/', 'website_processing_failed'],
    ['ftp://files.example.com/a.pdf', 'invalid_file_url'],
  ])('%s ends with an error', async (document_url, code) => {
    const id = await create({ document_url, crawl: { depth: 1 } });
    expect(await wire(id)).toMatchObject({ status: 'started', error_message: null });
    sandbox.clock.advance(300);
    expect(await wire(id)).toMatchObject({
      status: 'error',
      error_message: code,
      crawled_urls: null,
      crawl_count: 1,
    });
  });

  test('can be finished early, and then does not change', async () => {
    const good = await create();
    const bad = await create();
    sandbox.finishDocument(good);
    sandbox.finishDocument(bad, 'chunking_failed');
    sandbox.clock.advance(400);
    expect(await wire(good)).toMatchObject({
      status: 'ready',
      updated_at: '2026-11-20T12:00:00.000961Z',
    });
    expect(await wire(bad)).toMatchObject({ status: 'error', error_message: 'chunking_failed' });
    expect(() => sandbox.finishDocument(good)).toThrow(`${good}, it is ready`);
    expect(() => sandbox.finishDocument('d8-0')).toThrow('There is no document d8-0');
  });

  test('does not change a document that was added', async () => {
    const { id } = sandbox.addDocument({ status: 'processing' });
    sandbox.clock.advance(10_000);
    expect(await wire(id)).toMatchObject({ status: 'processing', progress: 40 });
    expect(() => sandbox.addDocument({ id })).toThrow('There is a document');
  });
});

describe('recrawl', () => {
  const website = (more: object = {}) =>
    sandbox.addDocument({ url: URL, crawl: { depth: 1, max_pages: 2 }, ...more }).id;
  const recrawl = (id: string, body?: unknown) =>
    ask(sandbox, `POST /v2/documents/${id}/recrawl`, body);

  test('answers 202 and keeps the old pages until the new ones are ready', async () => {
    const id = website();
    sandbox.clock.advance(60);
    expect(await recrawl(id)).toMatchObject({
      status: 202,
      body: {
        document_id: id,
        status: 'recrawling',
        progress: 0,
        crawl_config: { depth: 1, max_pages: 2 },
        crawled_urls: [URL, `${URL}/page-1`],
        last_crawled_at: '2026-11-20T12:00:00.000961Z',
        crawl_count: 1,
        created_at: '2026-11-20T12:00:00.000961Z',
      },
    });
    sandbox.clock.advance(150);
    expect(await wire(id)).toMatchObject({ status: 'recrawling', progress: 50 });
    sandbox.clock.advance(150);
    expect(await wire(id)).toMatchObject({
      status: 'ready',
      progress: null,
      last_crawled_at: '2026-11-20T12:06:00.000961Z',
      crawl_count: 2,
    });
  });

  test('applies its settings once, also to a single page', async () => {
    const id = website({ crawl: null });
    expect(await recrawl(id)).toMatchObject({
      status: 400,
      body: { error: 'Document was not created with crawl configuration' },
    });
    expect(await recrawl(id, { crawl: { depth: 1, max_pages: 1 } })).toMatchObject({
      status: 202,
      body: { crawl_config: { depth: 1, max_pages: 1 } },
    });
    sandbox.clock.advance(300);
    expect(await wire(id)).toMatchObject({
      status: 'ready',
      crawl_config: null,
      crawled_urls: [URL],
      crawl_count: 1,
    });
  });

  test('is refused while another crawl runs, and for an unknown document', async () => {
    const id = await create({ crawl: { depth: 1 } });
    expect(await recrawl(id)).toMatchObject({
      status: 409,
      body: {
        error: "Document must be in 'ready' or 'error' state to recrawl, current status: started",
      },
    });
    const other = website();
    await recrawl(other);
    expect(await recrawl(other)).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('current status: recrawling') },
    });
    expect(await recrawl('d8-0')).toMatchObject({
      status: 404,
      body: { message: 'Document not found' },
    });
  });

  test('is refused within an hour of the last one', async () => {
    const id = website();
    await recrawl(id);
    sandbox.clock.advance(15 * 60 + 1);
    expect(await recrawl(id)).toMatchObject({
      status: 429,
      body: { error: 'Recrawl cooldown: please wait 45 minutes before recrawling this document.' },
    });
    sandbox.clock.advance(45 * 60 - 2);
    expect((await recrawl(id)).status).toBe(429);
    sandbox.clock.advance(1);
    expect((await recrawl(id)).status).toBe(202);
  });

  test('can repeat a failed crawl, which may fail again', async () => {
    const id = website({ status: 'error', url: `${URL}/website_processing_failed` });
    expect((await recrawl(id)).body).toMatchObject({ status: 'recrawling', error_message: null });
    sandbox.clock.advance(300);
    expect(await wire(id)).toMatchObject({
      status: 'error',
      error_message: 'website_processing_failed',
    });
  });
});

describe('limits', () => {
  test('five crawls at the same time, from creates and recrawls', async () => {
    const website = sandbox.addDocument({ crawl: { depth: 1 } });
    const page = sandbox.addDocument();
    await ask(sandbox, `POST /v2/documents/${page.id}/recrawl`, { crawl: { depth: 1 } });
    for (let count = 0; count < 4; count += 1) {
      await create({ crawl: { depth: 1 } });
    }
    const said = { error: expect.stringContaining('Concurrent crawl limit reached (5)') };
    const refused = { status: 429, body: said };
    const one = { document_url: URL, crawl: { depth: 1 } };
    expect(await ask(sandbox, CREATE, one)).toMatchObject(refused);
    expect(await ask(sandbox, `POST /v2/documents/${website.id}/recrawl`)).toMatchObject(refused);
    // A file or a single page is no crawl.
    await create();
    sandbox.clock.advance(300);
    await create({ crawl: { depth: 1 } });
  });

  test('a hundred crawled documents', async () => {
    for (let count = 0; count < 100; count += 1) {
      sandbox.addDocument({ crawl: { depth: 1 } });
    }
    const refused = await ask(sandbox, CREATE, { document_url: URL, crawl: { depth: 1 } });
    expect(refused).toMatchObject({
      status: 429,
      body: {
        error:
          'Crawl document limit reached (100). Contact support@tavus.io to increase your limit.',
      },
    });
    await create();
  });
});

test('answers of 2025', async () => {
  const { id } = sandbox.addDocument({ name: 'Terms', crawl: { depth: 1 } });
  const other = sandbox.addDocument({ name: 'Prices', age: '2025' });
  expect(data(await ask(sandbox, 'GET /v2/documents'))).toMatchObject([
    { document_id: id },
    { uuid: other.id },
  ]);
  sandbox.behaviour.age = '2025';
  expect(await wire(id)).toEqual({
    uuid: id,
    document_name: 'Terms',
    document_url: `https://files.example.com/${id}.pdf`,
    status: 'ready',
    progress: null,
    error_message: null,
    created_at: '2026-11-20T12:00:00.000961Z',
    updated_at: '2026-11-20T12:00:00.000961Z',
    callback_url: '',
    tags: [],
    properties: {},
  });
  expect(await ask(sandbox, 'GET /v2/documents/d8-0')).toMatchObject({
    status: 404,
    body: { error: 'Document not found' },
  });
});

describe('over HTTP, beside the API', () => {
  const finish = (id: string, body?: unknown) =>
    ask(sandbox, `POST /sandbox/documents/${id}/finish`, body, null);

  test('a document is finished', async () => {
    const id = await create();
    expect(await finish(id)).toMatchObject({
      status: 200,
      body: { document_id: id, status: 'ready' },
    });
    expect((await finish(id)).status).toBe(409);
    expect((await finish('d8-0')).status).toBe(404);
    const bad = await create();
    await finish(bad, { error_message: 'file_empty' });
    expect(await wire(bad)).toMatchObject({ status: 'error', error_message: 'file_empty' });
  });
});
