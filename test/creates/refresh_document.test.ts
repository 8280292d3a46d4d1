import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/refresh_document.ts';
import { document as sample } from '../../samples/document.ts';
import type { Fault } from '../../sandbox/sandbox.ts';
import { setLimits } from '../limits.ts';
import { errorOf, requestsOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** Reads a website again; what is being read already is no failure. */

useClockOfSandbox();

const URL = 'https://www.example.com/help';
const EDITOR = { isLoadingSample: true };
const KEYS = [...Object.keys(sample), 'had_been_running'].sort();

function website(record: object = {}): string {
  return sandbox.addDocument({
    name: 'Help pages',
    url: URL,
    crawl: { depth: 2, max_pages: 5 },
    tags: ['website'],
    ...record,
  }).id;
}

function refresh(document_id: unknown, more: object = {}, meta: object = {}) {
  return run(perform, { document_id, ...more }, meta);
}

describe('a website', () => {
  test('is read again with its own settings, in one request', async () => {
    const id = website();
    const result = await refresh(id);
    expect(result).toEqual({
      id,
      document_id: id,
      document_name: 'Help pages',
      document_url: URL,
      status: 'recrawling',
      is_ready: false,
      progress: 0,
      tags: 'website',
      tags_json: '["website"]',
      error_message: null,
      error_reason: null,
      crawl_depth: 2,
      crawl_max_pages: 5,
      crawled_pages: 5,
      last_crawled_at: '2026-11-20T15:00:00.000Z',
      crawl_count: 1,
      created_at: '2026-11-20T15:00:00.000Z',
      updated_at: '2026-11-20T15:00:00.000Z',
      had_been_running: false,
    });
    expect(sandbox.requests).toMatchObject([
      { method: 'POST', path: `/v2/documents/${id}/recrawl`, rawBody: '' },
    ]);
    sandbox.clock.advance(300);
    expect(sandbox.document(id)).toMatchObject({ status: 'ready', crawlCount: 2 });
  });

  test.each<[object, { depth?: number; max_pages?: number }]>([
    [
      { crawl_depth: '3', crawl_max_pages: 40 },
      { depth: 3, max_pages: 40 },
    ],
    [{ crawl_depth: 1 }, { depth: 1 }],
    [{ crawl_max_pages: ' 7 ', crawl_depth: '' }, { max_pages: 7 }],
  ])('is read again with %j', async (form, crawl) => {
    const id = website();
    expect(await refresh(id, form)).toMatchObject({
      status: 'recrawling',
      crawl_depth: crawl.depth ?? null,
      crawl_max_pages: crawl.max_pages ?? null,
    });
    expect(requestsOf('POST')[0]?.body).toEqual({ crawl });
  });

  test('that has failed is read again', async () => {
    const id = website({ status: 'error', errorMessage: 'website_processing_failed' });
    expect(await refresh(id)).toMatchObject({ status: 'recrawling', error_reason: null });
  });

  test.each(['started', 'processing', 'recrawling'] as const)(
    'that is %s already is a success that says so',
    async (status) => {
      const id = website({ status });
      const result = await refresh(id);
      expect(result).toMatchObject({ id, status, had_been_running: true });
      expect(Object.keys(result).sort()).toEqual(KEYS);
      expect(sandbox.requests).toHaveLength(2);
    },
  );
});

describe('the hour between two crawls', () => {
  async function refreshedAgo(seconds: number): Promise<string> {
    const id = website();
    await refresh(id);
    sandbox.clock.advance(seconds);
    sandbox.clearRequests();
    return id;
  }

  test('is waited for', async () => {
    const id = await refreshedAgo(15 * 60);
    const error = await errorOf(refresh(id));
    expect(error).toEqual({
      name: 'ThrottledError',
      message:
        'Tavus could not refresh the document: it reads a website again at most once an hour. Zapier tries this step again later. Tavus says: "Recrawl cooldown: please wait 45 minutes before recrawling this document.".',
      delay: 45 * 60,
    });
    expect(sandbox.requests).toHaveLength(1);
  });

  test('is over after an hour', async () => {
    const id = await refreshedAgo(3600);
    expect(await refresh(id)).toMatchObject({ status: 'recrawling', had_been_running: false });
  });

  test('does not make a test in the editor fail', async () => {
    const id = await refreshedAgo(600);
    const result = await run(perform, { document_id: id }, EDITOR);
    expect(result).toMatchObject({ id, status: 'ready', had_been_running: true });
    expect(Object.keys(result).sort()).toEqual(KEYS);
  });

  test.each([
    ['Recrawl cooldown: please wait 1 minute before recrawling this document.', 60],
    ['Recrawl cooldown: try again in 90 seconds', 90],
    ['Recrawl cooldown: please wait 1 hour', 3600],
    ['Recrawl cooldown: please wait 600 minutes', 3600],
    ['Recrawl cooldown', 600],
    ['Recrawl Cool-Down: wait 0 minutes', 1],
  ])('%s: %d s', async (error, delay) => {
    const id = website();
    sandbox.fault({ kind: 'status', status: 429, body: { error } });
    expect(await errorOf(refresh(id))).toMatchObject({ name: 'ThrottledError', delay });
  });
});

describe('an answer that got lost', () => {
  beforeEach(() => {
    setLimits({ request: 0.5 });
  });

  const LOST: readonly (readonly [string, Fault])[] = [
    ['reset', { kind: 'reset_after' }],
    ['truncated', { kind: 'truncated_body' }],
    ['500', { kind: 'status', status: 500, workDone: true }],
    ['a page with 200', { kind: 'html_error', status: 200, workDone: true }],
    ['a page with 502', { kind: 'html_error', workDone: true }],
  ];

  test.each(LOST)('%s: it is being read, which is what counts', async (_, fault) => {
    const id = website();
    sandbox.fault({ ...fault, when: { method: 'POST' } });
    const result = await refresh(id);
    expect(result).toMatchObject({ id, status: 'recrawling', had_been_running: null });
    expect(Object.keys(result).sort()).toEqual(KEYS);
    expect(requestsOf('POST')).toHaveLength(1);
  });

  test.each([
    ['reset', { kind: 'reset_before' }, 'the connection was lost.'],
    ['500', { kind: 'status', status: 500 }, 'its service has a problem (status 500).'],
    ['a page', { kind: 'html_error', status: 200 }, 'its reply (status 200) was not readable.'],
  ] as const)('%s: nothing was done, and to try again is safe', async (_, fault, problem) => {
    const id = website();
    sandbox.fault({ ...fault, when: { method: 'POST' } });
    expect(await errorOf(refresh(id))).toEqual({
      name: 'AppError',
      message: `Tavus could not refresh the document: ${problem} Try again in a few minutes. It is safe to run this step again.`,
    });
    expect(await refresh(id)).toMatchObject({ had_been_running: false });
  });

  test('an empty 200 is a success, and the document is asked for', async () => {
    const id = website();
    sandbox.fault({ kind: 'empty_200', when: { method: 'POST' } });
    expect(await refresh(id)).toMatchObject({ status: 'recrawling', had_been_running: false });
  });
});

describe('what cannot be done is an error', () => {
  test('a document that was created without crawl settings', async () => {
    const { id } = sandbox.addDocument();
    expect(await errorOf(refresh(id))).toEqual({
      name: 'AppError',
      message:
        'This document was created without Crawl Depth and Max Crawl Pages, so Tavus does not know how far to go. Fill in Crawl Depth or Max Crawl Pages here. To read a single page again, enter 1 in both. Tavus says: "Document was not created with crawl configuration".',
    });
    expect(await refresh(id, { crawl_depth: 1, crawl_max_pages: 1 })).toMatchObject({
      status: 'recrawling',
    });
  });

  test('another refusal, in the words of Tavus', async () => {
    sandbox.fault({ kind: 'status', status: 400, body: { error: 'Not today' } });
    expect((await errorOf(refresh(website()))).message).toBe(
      'Tavus could not refresh the document: it rejected the request. Tavus says: "Not today". Check the fields of this step, then run it again.',
    );
  });

  test('a refusal without a reason', async () => {
    sandbox.fault({ kind: 'status', status: 400 });
    expect((await errorOf(refresh(website()))).message).toContain(
      'it rejected the request without a reason (status 400).',
    );
  });

  test.each([{}, EDITOR])('an unknown document, %j', async (meta) => {
    expect(await errorOf(refresh('d8-000000000000', {}, meta))).toEqual({
      name: 'AppError',
      message:
        'Your Tavus account has no document with the ID d8-000000000000. Look it up with Find Document, and check which connection this step uses.',
    });
    expect(sandbox.requests).toHaveLength(1);
  });

  test('a conflict about a document that is gone then', async () => {
    const id = website({ status: 'recrawling' });
    sandbox.fault({ kind: 'status', status: 404, when: { method: 'GET' } });
    expect((await errorOf(refresh(id))).message).toContain(`no document with the ID ${id}`);
  });

  test.each(['Help pages', '', null])('rejects what is not a document: %j', async (id) => {
    expect((await errorOf(refresh(id))).message).toContain('Document');
    expect(sandbox.requests).toEqual([]);
  });

  test('more pages than there may be', async () => {
    const error = await errorOf(refresh(website(), { crawl_max_pages: 101 }));
    expect(error.message).toContain('Max Crawl Pages');
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    ['401', { kind: 'status', status: 401 }, 'ExpiredAuthError'],
    ['403', { kind: 'status', status: 403 }, 'AppError'],
    ['429', { kind: 'too_many_requests', retryAfter: 7 }, 'ThrottledError'],
  ] as const)('%s, in one request', async (_, fault, name) => {
    sandbox.fault(fault);
    expect((await errorOf(refresh(website()))).name).toBe(name);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('too many crawls at once: tried again by itself', async () => {
    sandbox.behaviour.maxCrawls = 0;
    expect(await errorOf(refresh(website()))).toMatchObject({
      name: 'ThrottledError',
      delay: 300,
    });
  });
});
