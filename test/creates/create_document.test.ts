import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/create_document.ts';
import { document as sample } from '../../samples/document.ts';
import type { Fault } from '../../sandbox/sandbox.ts';
import { setLimits } from '../limits.ts';
import { errorOf, NOW, requestsOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** A public link goes into the knowledge base, once. */

useClockOfSandbox();

const URL = 'https://www.example.com/help';
const KEYS = Object.keys(sample).sort();

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
    error_message: null,
    error_reason: null,
    crawl_depth: null,
    crawl_max_pages: null,
    crawled_pages: null,
    last_crawled_at: null,
    crawl_count: null,
    created_at: '2026-11-20T15:00:00.000Z',
    updated_at: '2026-11-20T15:00:00.000Z',
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
    [{ additional_fields: '{"tags": ["a"]}' }, '"tags" is what the field Tags is for'],
    [{ additional_fields: '{"crawl": {"depth": 3}}' }, '"crawl.depth" is what the field Crawl'],
    [{ additional_fields: '{"document_tags": ["a"]}' }, '"document_tags" is what the field Tags'],
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
        'Tavus could not create the document: your account has as many crawled websites as it may have. Delete one in Tavus that nobody needs, or ask Tavus for more. Tavus says: "Crawl document limit reached (1). Contact support@tavus.io to increase your limit.". Nothing was created.',
    });
  });

  test('as many crawls at once as there may be: tried again by itself', async () => {
    sandbox.behaviour.maxCrawls = 0;
    expect(await errorOf(create(WEBSITE))).toMatchObject({
      name: 'ThrottledError',
      message: expect.stringContaining(
        'it is reading as many websites of your account as it does at once',
      ),
      delay: 300,
    });
  });

  test('too many requests: tried again soon', async () => {
    sandbox.fault({ kind: 'too_many_requests' });
    expect(await errorOf(create(WEBSITE))).toMatchObject({
      name: 'ThrottledError',
      message: expect.stringContaining('it gets too many requests at the moment'),
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
    crawl_depth: 2,
    crawl_max_pages: 5,
  });
  expect(Object.keys(result).sort()).toEqual(KEYS);
});

test('a refusal names the field that Tavus means', async () => {
  const body = { error: 'Invalid request: document_url is not reachable' };
  sandbox.fault({ kind: 'status', status: 400, body });
  expect((await errorOf(create())).message).toBe(
    'Tavus could not create the document: it refuses the value of Document URL. Choose or look up another value there. Tavus says: "Invalid request: document_url is not reachable". Nothing was created.',
  );
});

test('testing the step in the editor adds the document for real', async () => {
  const before = sandbox.documents.length;
  await create({}, { isLoadingSample: true });
  expect(sandbox.documents).toHaveLength(before + 1);
});

// ---- once, whatever gets lost

const CREATE = { method: 'POST' };
const LIST = { method: 'GET' };
const NAMED = { document_name: 'Help pages', tags: ['website'], crawl_depth: 2 };
const SAFE = 'Nothing was created. It is safe to run this step again.';
const UNCERTAIN = {
  name: 'HaltedError',
  message: `It is not certain whether Tavus created a document from ${URL}: its answer got lost and it could not be told apart. Look for it in the knowledge base of Tavus before you run this step again: the same link twice makes two documents.`,
};

/** Loses the answer to the create. */
function lose(fault: Fault = { kind: 'reset_after' }): void {
  sandbox.fault({ ...fault, when: CREATE });
}

/** A document that was there a minute before, from the same link. */
function addOlder(): void {
  sandbox.addDocument({ url: URL, createdAt: new Date(sandbox.clock.now().getTime() - 60_000) });
}

describe('an answer that got lost', () => {
  beforeEach(() => {
    setLimits({ request: 0.5 });
  });

  const DONE: readonly (readonly [string, Fault])[] = [
    ['a reset', { kind: 'reset_after' }],
    ['half of it', { kind: 'truncated_body' }],
    ['nothing in it', { kind: 'empty_200' }],
    ['garbage', { kind: 'garbage' }],
    ['a page with 200', { kind: 'html_error', status: 200, workDone: true }],
    ['500', { kind: 'status', status: 500, workDone: true }],
    ['504', { kind: 'status', status: 504, workDone: true }],
    ['never', { kind: 'never_answer' }],
    ['not the document', { kind: 'json', value: [] }],
  ];

  test.each(DONE)('%s: the document is there, and the step gives it', async (_, fault) => {
    addOlder();
    const before = sandbox.documents.length;
    lose(fault);
    const result = await create(NAMED);
    expect(sandbox.documents).toHaveLength(before + 1);
    expect(result).toMatchObject({
      id: sandbox.documents.at(-1)?.id,
      document_name: 'Help pages',
      status: 'started',
      crawl_depth: 2,
    });
    expect(Object.keys(result).sort()).toEqual(KEYS);
    expect(requestsOf('POST')).toHaveLength(1);
  });

  test.each<[string, Fault]>([
    ['a reset', { kind: 'reset_before' }],
    ['500', { kind: 'status', status: 500 }],
    ['a page with 502', { kind: 'html_error' }],
  ])('%s: nothing was created, and to try again is safe', async (_, fault) => {
    addOlder();
    const before = sandbox.documents.length;
    lose(fault);
    expect(await errorOf(create(NAMED))).toEqual({
      name: 'AppError',
      message: expect.stringContaining(SAFE),
    });
    expect(sandbox.documents).toHaveLength(before);
  });

  test.each<[string, Fault]>([
    ['never', { kind: 'never_answer', workDone: false }],
    ['504', { kind: 'status', status: 504 }],
    ['a page with 200', { kind: 'html_error', status: 200 }],
  ])('%s: it may still come, so the step is halted', async (_, fault) => {
    lose(fault);
    expect(await errorOf(create())).toEqual(UNCERTAIN);
  });

  test('and the list, too', async () => {
    lose();
    sandbox.fault({ kind: 'status', status: 500, when: LIST, times: Number.POSITIVE_INFINITY });
    expect(await errorOf(create())).toEqual(UNCERTAIN);
  });

  test('and the first look, too', async () => {
    lose();
    sandbox.fault({ kind: 'status', status: 500, when: LIST });
    expect(await create()).toMatchObject({ document_url: URL });
  });

  test('a document of the same link and moment with another name is not given', async () => {
    lose({ kind: 'reset_before' });
    sandbox.addDocument({ url: URL, name: 'Of somebody else' });
    expect((await errorOf(create(NAMED))).message).toContain(SAFE);
  });

  test('two documents of the same link and moment: neither is given', async () => {
    lose();
    sandbox.addDocument({ url: URL });
    expect(await errorOf(create())).toEqual(UNCERTAIN);
  });

  test('it is found among 150 others of the same moment', async () => {
    lose();
    for (let count = 0; count < 150; count += 1) sandbox.addDocument();
    expect(await create()).toMatchObject({ document_url: URL });
  });

  test.each([
    ['no link', { document_url: null }],
    ['no date', { created_at: null }],
  ])('a document that tells %s could be it', async (_, odd) => {
    lose({ kind: 'reset_before' });
    const listed = { document_id: 'd8-1', document_url: URL, created_at: NOW, ...odd };
    const value = { data: [listed, { document_url: URL }], total_count: 2 };
    sandbox.fault({ kind: 'json', value, when: LIST, times: Number.POSITIVE_INFINITY });
    expect(await errorOf(create())).toEqual(UNCERTAIN);
  });

  test('a document of another link is not it', async () => {
    lose({ kind: 'reset_before' });
    sandbox.addDocument({ url: 'https://files.example.com/prices.pdf' });
    expect((await errorOf(create())).message).toContain(SAFE);
  });

  test('two steps with the same link at the same time are never given the other one’s', async () => {
    sandbox.fault({ kind: 'reset_before', when: CREATE, times: 2 });
    const both = await Promise.all([errorOf(create()), errorOf(create())]);
    for (const error of both) expect(error.message).toContain(SAFE);
    sandbox.fault({ kind: 'reset_before', when: CREATE });
    const one = create().catch((error: unknown) => error);
    const other = create().catch((error: unknown) => error);
    const outcomes = await Promise.all([one, other]);
    const given = outcomes.flatMap((each) => (each instanceof Error ? [] : [each]));
    expect(given).toHaveLength(1);
  });

  test.each(['https://www.example.com/help/', 'www.example.com/help'])(
    'Tavus writes the link as %s',
    async (url) => {
      lose({ kind: 'reset_before' });
      const { id } = sandbox.addDocument({ url });
      expect(await create()).toMatchObject({ id });
    },
  );

  test('a key in the link does not come into the error', async () => {
    lose({ kind: 'status', status: 504 });
    const document_url = `${URL}?X-Amz-Signature=secret`;
    const { message } = await errorOf(create({ document_url }));
    expect(message).toBe(UNCERTAIN.message);
  });

  test.each(['newest_first', 'oldest_first'] as const)(
    'among hundreds, in a list that is not sorted as asked: %s',
    async (order) => {
      sandbox.behaviour.documentSort = 'ignored';
      sandbox.behaviour.listOrder = order;
      lose();
      expect(await create()).toMatchObject({ id: sandbox.documents.at(-1)?.id });
    },
  );

  test('answers of 2025', async () => {
    sandbox.behaviour.age = '2025';
    lose();
    expect(await create(NAMED)).toMatchObject({ id: sandbox.documents.at(-1)?.id, crawl_depth: 2 });
  });
});
