import { describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/create_document.ts';
import { document as sample } from '../../samples/document.ts';
import { errorOf, requestsOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** A public link goes into the knowledge base, once. */

useClockOfSandbox();

const URL = 'https://www.example.com/help';
const KEYS = [...Object.keys(sample), 'matched_whole_name'].sort();

function create(form: object = {}, meta: object = {}) {
  return run(perform, { document_url: URL, ...form }, meta);
}

function sentBody(): unknown {
  return requestsOf('POST')[0]?.body;
}

test('gives the document that was made, in one request', async () => {
  const before = sandbox.documents.length;
  const result = await create({ document_name: 'Help pages', tags: ['website', 'public'] });
  expect(sandbox.documents).toHaveLength(before + 1);
  expect(result).toEqual({
    id: sandbox.documents.at(-1)?.id,
    document_id: sandbox.documents.at(-1)?.id,
    document_name: 'Help pages',
    document_url: URL,
    status: 'started',
    is_ready: false,
    progress: null,
    tags: 'website, public',
    tags_json: '["website","public"]',
    error_message: null,
    error_reason: null,
    crawl_depth: null,
    crawl_max_pages: null,
    crawled_pages: null,
    last_crawled_at: null,
    crawl_count: null,
    created_at: '2026-11-20T15:00:00.000Z',
    updated_at: '2026-11-20T15:00:00.000Z',
    matched_whole_name: null,
  });
  expect(sandbox.requests).toHaveLength(1);
});

describe('every field goes to its place', () => {
  test.each<[object, object]>([
    [{}, {}],
    [{ document_name: ' Prices {{2027}} "é" ' }, { document_name: ' Prices {{2027}} "é" ' }],
    [{ tags: ['a', '', 'b'] }, { tags: ['a', 'b'] }],
    [{ tags: 'a' }, { tags: ['a'] }],
    [{ crawl_depth: '2' }, { crawl: { depth: 2 } }],
    [{ crawl_max_pages: 20 }, { crawl: { max_pages: 20 } }],
    [{ crawl_depth: 10, crawl_max_pages: '100' }, { crawl: { depth: 10, max_pages: 100 } }],
    [{ crawl_depth: '', crawl_max_pages: null, tags: [] }, {}],
    [
      { callback_url: 'https://hooks.example.com/a?b=c' },
      { callback_url: 'https://hooks.example.com/a?b=c' },
    ],
    [{ additional_fields: '{"properties": {"new": 1}}' }, { properties: { new: 1 } }],
  ])('%j', async (form, body) => {
    await create(form);
    expect(sentBody()).toEqual({ document_url: URL, ...body });
  });

  test.each([
    ['https://files.example.com/Prices 2027.pdf', null],
    [' https://files.example.com/a.pdf ', 'https://files.example.com/a.pdf'],
    ['http://files.example.com/a.pdf', 'http://files.example.com/a.pdf'],
    [
      'https://bucket.s3.amazonaws.com/a.pdf?X-Amz-Signature=abc%2F',
      'https://bucket.s3.amazonaws.com/a.pdf?X-Amz-Signature=abc%2F',
    ],
  ])('the link %s', async (document_url, sent) => {
    if (sent === null) {
      expect((await errorOf(create({ document_url }))).message).toContain('Document URL');
      return;
    }
    await create({ document_url });
    expect(sentBody()).toEqual({ document_url: sent });
  });
});

describe('what is filled in wrong is said before anything is sent', () => {
  test.each([
    [{ document_url: '' }, 'Document URL is required.'],
    [{ document_url: 'Prices.pdf' }, 'Document URL'],
    [{ document_url: 'ftp://files.example.com/a.pdf' }, 'Document URL'],
    [{ document_url: 'https://drive.google.com/file/d/1A2b3C/view' }, 'Document URL'],
    [{ crawl_depth: 0 }, 'Crawl Depth accepts a whole number of levels from 1 to 10'],
    [{ crawl_depth: 11 }, 'Crawl Depth accepts a whole number of levels from 1 to 10'],
    [{ crawl_depth: '1.5' }, 'Crawl Depth accepts a whole number of levels from 1 to 10'],
    [{ crawl_max_pages: 101 }, 'Max Crawl Pages accepts a whole number of pages from 1 to 100'],
    [{ crawl_max_pages: 'all' }, 'Max Crawl Pages accepts a whole number of pages from 1 to 100'],
    [{ callback_url: 'hooks.example.com' }, 'Callback URL'],
    [{ additional_fields: '{"tags": ["a"]}' }, '"tags" has its own field, Tags'],
    [{ additional_fields: '{"crawl": {"depth": 3}}' }, '"crawl.depth" has its own field, Crawl'],
    [{ additional_fields: '{"document_tags": ["a"]}' }, '"document_tags" has its own field, Tags'],
  ])('%j', async (form, sentence) => {
    const error = await errorOf(create(form));
    expect(error.name).toBe('AppError');
    expect(error.message).toContain(sentence);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('the three limits, distinguished by their words', () => {
  const WEBSITE = { crawl_depth: 1 };

  test('as many crawled documents as there may be: waiting would not help', async () => {
    sandbox.behaviour.maxCrawlDocuments = 1;
    expect(await errorOf(create(WEBSITE))).toEqual({
      name: 'AppError',
      message:
        'Tavus could not create the document: your account has reached its limit of crawled websites. Delete one in Tavus that nobody needs, or ask Tavus for a higher limit. Tavus says: "Crawl document limit reached (1). Contact support@tavus.io to increase your limit.". Nothing was created.',
    });
  });

  test('as many crawls at once as there may be: tried again by itself', async () => {
    sandbox.behaviour.maxCrawls = 0;
    expect(await errorOf(create(WEBSITE))).toMatchObject({
      name: 'ThrottledError',
      message: expect.stringContaining('it is already reading as many of your websites as it can'),
      delay: 300,
    });
  });

  test('too many requests: tried again soon', async () => {
    sandbox.fault({ kind: 'too_many_requests' });
    expect(await errorOf(create(WEBSITE))).toMatchObject({
      name: 'ThrottledError',
      message: expect.stringContaining('it is receiving too many requests at the moment'),
      delay: 60,
    });
  });
});

test('answers of 2025 have the id under another name, and nothing of crawls', async () => {
  sandbox.behaviour.age = '2025';
  const result = await create({ crawl_depth: 2, crawl_max_pages: 5 });
  const id = sandbox.documents.at(-1)?.id;
  expect(result).toMatchObject({ id, document_id: id, crawl_depth: 2, crawl_max_pages: 5 });
  expect(Object.keys(result).sort()).toEqual(KEYS);
});

test('an answer that says next to nothing is filled up with what was sent', async () => {
  sandbox.fault({ kind: 'json', value: { document_id: 'd8-1' } });
  const form = {
    document_name: 'Help pages',
    tags: ['a', 'b'],
    crawl_depth: 2,
    crawl_max_pages: 5,
  };
  const result = await create(form);
  expect(result).toMatchObject({
    id: 'd8-1',
    document_name: 'Help pages',
    document_url: URL,
    status: null,
    is_ready: null,
    tags: 'a, b',
    tags_json: '["a","b"]',
    crawl_depth: 2,
    crawl_max_pages: 5,
  });
  expect(Object.keys(result).sort()).toEqual(KEYS);
});

test('without a name, tags and a crawl, these are null', async () => {
  sandbox.fault({ kind: 'json', value: { document_id: 'd8-1' } });
  expect(await create()).toMatchObject({
    document_name: null,
    document_url: URL,
    tags: null,
    tags_json: null,
    crawl_depth: null,
    crawl_max_pages: null,
  });
});

test('a refusal names the field that Tavus means', async () => {
  const body = { error: 'Invalid request: document_url is not reachable' };
  sandbox.fault({ kind: 'status', status: 400, body });
  expect((await errorOf(create())).message).toBe(
    'Tavus could not create the document: it rejected the value of Document URL. Choose or look up another value. Tavus says: "Invalid request: document_url is not reachable". Nothing was created.',
  );
});

test('testing the step in the editor adds the document for real', async () => {
  const before = sandbox.documents.length;
  await create({}, { isLoadingSample: true });
  expect(sandbox.documents).toHaveLength(before + 1);
});

test('a key in the link does not come into the error', async () => {
  sandbox.fault({ kind: 'status', status: 504, when: { method: 'POST' } });
  const { message } = await errorOf(create({ document_url: `${URL}?X-Amz-Signature=secret` }));
  expect(message).toContain(`whether Tavus created a document from ${URL}: its reply was lost`);
});
