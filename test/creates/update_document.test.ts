import { describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/update_document.ts';
import { document as sample } from '../../samples/document.ts';
import { errorOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** Changes the name and the tags of a document, and nothing else. */

useClockOfSandbox();

const KEYS = Object.keys(sample).sort();

function document(record: object = {}): string {
  return sandbox.addDocument({ name: 'Prices', tags: ['sales', 'public'], ...record }).id;
}

function update(document_id: unknown, change: object) {
  return run(perform, { document_id, ...change });
}

function patches() {
  return sandbox.requests.filter(({ method }) => method === 'PATCH');
}

test('the name alone: one request, and the tags stay', async () => {
  const id = document();
  sandbox.clock.advance(60);
  const result = await update(id, { document_name: 'Prices {{2027}}' });
  expect(result).toMatchObject({
    id,
    document_name: 'Prices {{2027}}',
    tags: 'sales, public',
    tags_json: '["sales","public"]',
    updated_at: '2026-11-20T15:01:00.000Z',
  });
  expect(Object.keys(result).sort()).toEqual(KEYS);
  expect(sandbox.requests).toMatchObject([
    {
      method: 'PATCH',
      path: `/v2/documents/${id}`,
      body: { document_name: 'Prices {{2027}}' },
    },
  ]);
  expect(sandbox.document(id)).toMatchObject({ tags: ['sales', 'public'] });
});

describe('tags', () => {
  test.each([[{}], [{ tags_mode: 'replace' }], [{ tags_mode: 'Replace All Tags' }]])(
    'replace those that were there: %j',
    async (mode) => {
      const id = document();
      const result = await update(id, { tags: ['website', 'website'], ...mode });
      expect(result).toMatchObject({ document_name: 'Prices', tags: 'website' });
      expect(sandbox.requests).toMatchObject([{ method: 'PATCH', body: { tags: ['website'] } }]);
    },
  );

  test.each(['add', 'Add These Tags'])('are added: %s', async (tags_mode) => {
    const id = document();
    const result = await update(id, { tags: ['public', 'website'], tags_mode });
    expect(result).toMatchObject({ tags: 'sales, public, website' });
    expect(sandbox.document(id)?.tags).toEqual(['sales', 'public', 'website']);
    expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET']);
  });

  test.each(['remove', 'Remove These Tags'])('are removed: %s', async (tags_mode) => {
    const id = document({ tags: ['sales', 'public', 'Sales'] });
    const change = { tags: ['sales', 'unknown'], tags_mode };
    expect(await update(id, change)).toMatchObject({ tags: 'public, Sales' });
    expect(await update(id, change)).toMatchObject({ tags: 'public, Sales' });
    expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'GET', 'GET']);
    expect(await update(id, { tags: ['public', 'Sales'], tags_mode })).toMatchObject({
      tags: null,
    });
    expect(sandbox.document(id)?.tags).toEqual([]);
  });

  test('with a comma in them survive when others are added', async () => {
    const id = document({ tags: ['Berlin, Germany'] });
    await update(id, { tags: ['website'], tags_mode: 'add' });
    expect(sandbox.document(id)?.tags).toEqual(['Berlin, Germany', 'website']);
  });

  test('are not requested if there are none to add', async () => {
    const id = document();
    await update(id, { document_name: 'New', tags_mode: 'add' });
    expect(sandbox.requests).toHaveLength(1);
    expect(sandbox.document(id)).toMatchObject({ name: 'New', tags: ['sales', 'public'] });
  });
});

test.each([
  ['304', { kind: 'status', status: 304, workDone: true }],
  ['204', { kind: 'status', status: 204, workDone: true }],
  ['an empty 200', { kind: 'empty_200' }],
  ['another JSON', { kind: 'json', value: { message: 'ok' } }],
] as const)('%s is a success, and the document is asked for', async (_, fault) => {
  const id = document();
  sandbox.fault({ ...fault, when: { method: 'PATCH' } });
  expect(await update(id, { document_name: 'New' })).toMatchObject({ id, document_name: 'New' });
  expect(sandbox.requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
});

test('in the editor it is real', async () => {
  const id = document();
  await run(perform, { document_id: id, document_name: 'New' }, { isLoadingSample: true });
  expect(sandbox.document(id)?.name).toBe('New');
});

describe('what cannot be done is an error', () => {
  test.each([[{}], [{ document_name: ' ', tags: [] }], [{ tags: ['', null], tags_mode: 'add' }]])(
    'nothing to change: %j',
    async (change) => {
      expect(await errorOf(update(document(), change))).toEqual({
        name: 'AppError',
        message: 'Fill in Document Name, Tags or both. Without them, this step changes nothing.',
      });
      expect(sandbox.requests).toEqual([]);
    },
  );

  test('a mode that there is not', async () => {
    const error = await errorOf(update(document(), { tags: ['a'], tags_mode: 'forget' }));
    expect(error.message).toContain('Tags Mode');
    expect(sandbox.requests).toEqual([]);
  });

  test.each(['replace', 'add'])('an unknown document: %s', async (tags_mode) => {
    const error = await errorOf(update('d8-000000000000', { tags: ['a'], tags_mode }));
    expect(error).toEqual({
      name: 'AppError',
      message:
        'Your Tavus account has no document with the ID d8-000000000000. Look it up with Find Document, and check which connection this step uses.',
    });
    expect(patches()).toHaveLength(tags_mode === 'add' ? 0 : 1);
  });

  test.each(['Prices 2026', '', null])('rejects what is not a document: %j', async (id) => {
    const error = await errorOf(update(id, { document_name: 'New' }));
    expect(error.message).toContain('Document');
    expect(sandbox.requests).toEqual([]);
  });

  test('tags that cannot be got are not replaced by fewer', async () => {
    const id = document();
    sandbox.fault({ kind: 'status', status: 500, when: { method: 'GET' } });
    const error = await errorOf(update(id, { tags: ['a'], tags_mode: 'add' }));
    expect(error.message).toBe(
      'Tavus could not update the document: its service has a problem (status 500). Try again in a few minutes. It is safe to run this step again.',
    );
    expect(sandbox.document(id)?.tags).toEqual(['sales', 'public']);
  });

  test('a page of something on the way is no success', async () => {
    const id = document();
    sandbox.fault({ kind: 'html_error', status: 200, when: { method: 'PATCH' } });
    expect((await errorOf(update(id, { document_name: 'New' }))).message).toContain(
      'its reply (status 200) was not readable',
    );
  });
});
