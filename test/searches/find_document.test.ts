import { describe, expect, test } from '@jest/globals';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform } from '../../searches/find_document.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

const PRICE_LIST = {
  id: 'd8-ca7a10900001',
  document_id: 'd8-ca7a10900001',
  document_name: 'Price list 2026',
  document_url: 'https://files.example.com/d8-ca7a10900001.pdf',
  status: 'ready',
  tags: 'sales',
  error_message: null,
  created_at: '2026-02-02T09:00:00.000Z',
  updated_at: '2026-02-02T09:00:00.000Z',
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

  test('finds none with an unknown id, be it a 404 or a 400', async () => {
    expect(await run(perform, { document_id: 'd8-000000000000' })).toEqual([]);
    expect(sandbox.requests[0]?.status).toBe(404);
    sandbox.fault({ kind: 'status', status: 400, body: { error: 'Invalid document_id' } });
    expect(await run(perform, { document_id: SEED.document })).toEqual([]);
  });
});

describe('by name', () => {
  test('in any case', async () => {
    expect(await run(perform, { document_name: 'PRICE LIST 2026' })).toEqual([PRICE_LIST]);
  });

  test('part of the name, on both pages, which start at 0', async () => {
    const found = await run(perform, { document_name: 'brochure' });
    expect(found).toHaveLength(15);
    expect(found[0]?.document_name).toBe('Brochure 2026');
    expect(found[14]?.document_name).toBe('Brochure 2012');
    expect(sandbox.requests.map(({ query }) => query)).toEqual([
      { limit: '100', page: '0' },
      { limit: '100', page: '1' },
    ]);
  });

  test('the full name, on page two, comes before a part of it', async () => {
    const part = sandbox.addDocument({ name: 'Minutes of May' });
    const full = sandbox.addDocument({ name: 'minutes' });
    const found = await run(perform, { document_name: 'Minutes' });
    expect(found.map(({ id }) => id)).toEqual([full.id, part.id]);
  });

  test('is not found', async () => {
    expect(await run(perform, { document_name: 'Nothing' })).toEqual([]);
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
      tags: '7, a',
      error_message: null,
      created_at: null,
      updated_at: null,
    },
  ]);
});

describe('errors', () => {
  test('both fields are blank', async () => {
    expect(await errorOf(run(perform, {}))).toEqual({
      name: 'AppError',
      message: 'Fill in Document Name, or choose a Document: the search needs one of them.',
    });
    expect(sandbox.requests).toEqual([]);
  });

  test('a value that is no name', async () => {
    const { message } = await errorOf(run(perform, { document_name: { first: 'x' } }));
    expect(message).toBe('Document Name accepts text.');
    expect(sandbox.requests).toEqual([]);
  });

  test.each([{ document_id: SEED.document }, { document_name: 'x' }])(
    'of Tavus, with %j',
    async (filledIn) => {
      expect(await errorOf(run(perform, filledIn, {}, { api_key: 'other-key' }))).toMatchObject({
        name: 'ExpiredAuthError',
      });
      sandbox.fault({ kind: 'status', status: 500 });
      expect(await errorOf(run(perform, filledIn))).toMatchObject({
        name: 'AppError',
        message: expect.stringContaining('Tavus could not search your documents'),
      });
    },
  );
});
