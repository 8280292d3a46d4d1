import { describe, expect, test } from '@jest/globals';
import { anyDocumentChoices, documentChoices } from '../../fields/document.ts';
import { dropdownPage, errorOf, sandbox } from '../tavus_app.ts';

const page = (index: number) => dropdownPage(documentChoices, index);

// Unlike the other lists, Tavus counts these pages from 0.
test('the pages lead to the end', async () => {
  const pages = [await page(0), await page(1), await page(2)];
  // Of 120 in the account, six could not be read.
  expect(pages.map((items) => items.length)).toEqual([95, 19, 0]);
  expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(114);
  expect(sandbox.requests.map(({ path, query }) => [path, query])).toEqual([
    ['/v2/documents', { limit: '100', page: '0' }],
    ['/v2/documents', { limit: '100', page: '1' }],
    ['/v2/documents', { limit: '100', page: '2' }],
  ]);
});

test('items have the name of the document, and say which are not ready', async () => {
  const items = await page(0);
  expect(items[0]).toEqual({ id: 'd8-ca7a10900001', label: 'Price list 2026' });
  expect(items[1]?.label).toBe('Handbook 2026');
  expect(items[7]?.label).toBe('Onboarding guide 2026 (not ready yet)');
  for (const item of items) expect(Object.keys(item)).toEqual(['id', 'label']);
});

test.each([
  ['ready', 'Terms'],
  ['started', 'Terms (not ready yet)'],
  ['processing', 'Terms (not ready yet)'],
  ['recrawling', 'Terms (not ready yet)'],
] as const)('%s', async (status, label) => {
  const { id } = sandbox.addDocument({ name: 'Terms', status });
  expect((await page(1)).find((item) => item.id === id)).toEqual({ id, label });
});

test('one that failed is not offered', async () => {
  const { id } = sandbox.addDocument({ name: 'Broken', status: 'error' });
  expect((await page(1)).map((item) => item.id)).not.toContain(id);
});

test('where all are offered, it says which have failed', async () => {
  const { id } = sandbox.addDocument({ name: 'Broken', status: 'error' });
  expect(await dropdownPage(anyDocumentChoices, 1)).toContainEqual({
    id,
    label: 'Broken (failed)',
  });
});

test('one without a name has its link or its id for a name', async () => {
  sandbox.fault({
    kind: 'json',
    value: {
      data: [
        { document_id: 'd1', document_url: 'https://example.com/a.pdf', document_name: null },
        { document_id: 'd2', document_name: '' },
        { document_name: 'No id' },
      ],
    },
  });
  expect(await page(0)).toEqual([
    { id: 'd1', label: 'https://example.com/a.pdf' },
    { id: 'd2', label: 'd2' },
  ]);
});

describe('errors', () => {
  test('401', async () => {
    const error = await errorOf(
      dropdownPage(documentChoices, 0, { api_key: 'key-of-somebody-else' }),
    );
    expect(error.name).toBe('ExpiredAuthError');
    expect(error.message).not.toContain('key-of-somebody-else');
  });

  test('429', async () => {
    sandbox.fault({ kind: 'too_many_requests', retryAfter: 5 });
    expect(await errorOf(page(0))).toMatchObject({ name: 'ThrottledError', delay: 5 });
  });

  test('500', async () => {
    sandbox.fault({ kind: 'status', status: 500 });
    expect(await errorOf(page(0))).toMatchObject({
      name: 'AppError',
      message: expect.stringContaining('Tavus could not list your documents'),
    });
  });
});
