import { describe, expect, test } from '@jest/globals';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform } from '../../searches/find_document.ts';
import { run, sandbox } from '../tavus_app.ts';

const PRICE_LIST = {
  id: 'd8-ca7a10900001',
  document_id: 'd8-ca7a10900001',
  document_name: 'Price list 2026',
  document_url: 'https://files.example.com/d8-ca7a10900001.pdf',
  status: 'ready',
  is_ready: true,
  progress: null,
  tags: 'sales',
  tags_json: '["sales"]',
  error_message: null,
  error_reason: null,
  crawl_depth: null,
  crawl_max_pages: null,
  crawled_pages: null,
  last_crawled_at: null,
  crawl_count: null,
  created_at: '2026-02-02T09:00:00.000Z',
  updated_at: '2026-02-02T09:00:00.000Z',
  matched_whole_name: null,
};

describe('by id', () => {
  test('finds the one', async () => {
    expect(await run(perform, { document_id: SEED.document })).toEqual([PRICE_LIST]);
    expect(sandbox.requests.map(({ path, query }) => [path, query])).toEqual([
      ['/v2/documents/d8-ca7a10900001', {}],
    ]);
  });

  test('with several tags, and a reason why it failed', async () => {
    const { id } = sandbox.addDocument({ status: 'error', tags: ['support', 'public'] });
    expect(await run(perform, { document_id: id })).toMatchObject([
      { id, status: 'error', tags: 'support, public', error_message: 'file_format_unsupported' },
    ]);
  });

  test('without tags', async () => {
    const { id } = sandbox.addDocument({ tags: [] });
    expect(await run(perform, { document_id: id })).toMatchObject([{ id, tags: null }]);
  });
});

describe('what became of a document', () => {
  async function found(record: object) {
    const { id } = sandbox.addDocument(record);
    return (await run(perform, { document_id: id }))[0];
  }

  test('a website, with what was read of it', async () => {
    const url = 'https://www.example.com/help';
    expect(await found({ url, crawl: { depth: 2, max_pages: 5 } })).toMatchObject({
      document_url: url,
      is_ready: true,
      crawl_depth: 2,
      crawl_max_pages: 5,
      crawled_pages: 5,
      last_crawled_at: '2026-11-20T15:00:00.000Z',
      crawl_count: 1,
    });
  });

  test.each([
    ['started', null],
    ['processing', 40],
    ['recrawling', 70],
  ] as const)('%s: it is not ready, and says how far it is', async (status, progress) => {
    expect(await found({ status, progress })).toMatchObject({ status, is_ready: false, progress });
  });

  test.each([
    ['file_download_failed', 'Its link must open for everyone, without a login.'],
    ['file_format_unsupported', 'cannot read this type of file'],
    ['file_size_too_large', 'up to 50 MB'],
    ['file_empty', 'nothing that Tavus can read'],
    ['invalid_file_url', 'complete, and open for everyone'],
    ['document_processing_failed', 'without a password'],
    ['website_processing_failed', 'could not read the website'],
    ['chunking_failed', 'Something went wrong at Tavus'],
    ['embedding_failed', 'Something went wrong at Tavus'],
    ['vector_store_failed', 'Something went wrong at Tavus'],
    ['contact_support', 'support@tavus.io'],
    [' File_Empty ', 'nothing that Tavus can read'],
    ['robots_refused', 'Tavus says: "robots_refused".'],
  ])('%s, in words', async (errorMessage, words) => {
    expect(await found({ status: 'error', errorMessage })).toMatchObject({
      is_ready: false,
      error_message: errorMessage,
      error_reason: expect.stringContaining(words),
    });
  });

  test('a failure without a reason', async () => {
    expect(await found({ status: 'error', errorMessage: null })).toMatchObject({
      error_message: null,
      error_reason: 'Tavus could not process the document, and does not give a reason.',
    });
  });

  test.each(['started', 'processing', 'recrawling', 'ready', null])(
    'no failure, so no reason: %j',
    async (status) => {
      const { id } = sandbox.addDocument({ status: 'error', errorMessage: 'file_empty' });
      sandbox.fault({
        kind: 'changed_json',
        change: (body) => ({ ...Object(body), status }),
        when: { method: 'GET' },
      });
      const [document] = await run(perform, { document_id: id });
      expect(document).toMatchObject({ error_message: 'file_empty', error_reason: null });
    },
  );

  test('in the form of 2025, in a list of both', async () => {
    const old = sandbox.addDocument({ name: 'Old one', age: '2025' });
    const recent = sandbox.addDocument({ name: 'old one' });
    const both = await run(perform, { document_name: 'Old one' });
    expect(both).toMatchObject([
      { id: old.id, document_id: old.id },
      { id: recent.id, document_id: recent.id },
    ]);
    expect(await run(perform, { document_id: old.id })).toMatchObject([
      { id: old.id, crawl_depth: null },
    ]);
  });
});

describe('by name', () => {
  test('in any case', async () => {
    expect(await run(perform, { document_name: 'PRICE LIST 2026' })).toEqual([
      { ...PRICE_LIST, matched_whole_name: true },
    ]);
  });

  test('on both pages, which start at 0', async () => {
    expect(await run(perform, { document_name: 'Brochure 2012' })).toHaveLength(1);
    expect(sandbox.requests.map(({ query }) => query)).toEqual([
      { limit: '100', page: '0' },
      { limit: '100', page: '1' },
    ]);
  });
});

test('the same keys, however little Tavus says', async () => {
  sandbox.fault({ kind: 'json', value: { document_id: 'd8-1', tags: [null, 7, ' ', 'a'] } });
  expect(await run(perform, { document_id: 'd8-1' })).toEqual([
    {
      id: 'd8-1',
      document_id: 'd8-1',
      document_name: null,
      document_url: null,
      status: null,
      is_ready: null,
      progress: null,
      tags: '7, a',
      tags_json: '["7","a"]',
      error_message: null,
      error_reason: null,
      crawl_depth: null,
      crawl_max_pages: null,
      crawled_pages: null,
      last_crawled_at: null,
      crawl_count: null,
      created_at: null,
      updated_at: null,
      matched_whole_name: null,
    },
  ]);
});
