import { describe, expect, test } from '@jest/globals';
import { personaChoices } from '../../fields/persona.ts';
import { THIRD_PARTY_API_KEY } from '../../sandbox/sandbox.ts';
import { dropdownAnswer, dropdownPage, errorOf, sandbox } from '../tavus_app.ts';

const page = (index: number) => dropdownPage(personaChoices, index);

test('the pages lead to the end', async () => {
  const pages = [await page(0), await page(1), await page(2)];
  expect(pages.map((items) => items.length)).toEqual([100, 14, 0]);
  expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(114);
  expect(sandbox.requests.map(({ path, query }) => [path, query])).toEqual([
    ['/v2/personas', { limit: '100', page: '1' }],
    ['/v2/personas', { limit: '100', page: '2' }],
    ['/v2/personas', { limit: '100', page: '3' }],
  ]);
});

test.each([
  ['12', '13'],
  ['3', '4'],
  ['x1', '1'],
  ['1x', '1'],
  ['1 and more', '1'],
])('the page after the token %j is page %s of Tavus', async (token, asked) => {
  await dropdownAnswer(personaChoices, token);
  expect(sandbox.requests).toMatchObject([{ query: { page: asked } }]);
});

test.each(['old', 'new', 'mixed'] as const)('items under %s names', async (names) => {
  sandbox.behaviour.names = names;
  const items = [...(await page(0)), ...(await page(1))];
  expect(items.slice(0, 5)).toEqual([
    { id: 'p5a1e50000001', label: 'Discovery Call' },
    { id: 'p0b0a4d000002', label: 'Onboarding' },
    { id: 'p50bb04000003', label: 'Interview Practice' },
    { id: 'pe3b7a0000004', label: 'No Face Yet' },
    { id: 'pdefa01700000', label: 'Default' },
  ]);
  expect(items).toHaveLength(114);
});

test("one's own are told from those of Tavus where Tavus tells them", async () => {
  sandbox.fault({
    kind: 'json',
    value: {
      data: [
        { persona_id: 'p1', persona_name: 'Mine', persona_type: 'user' },
        { pal_id: 'p2', pal_name: 'Theirs', pal_type: 'system' },
        { pal_id: 'p3' },
        { pal_name: 'No id' },
        { pal_id: 'p1', pal_name: 'Mine again', pal_type: 'user' },
      ],
      total_count: 5,
    },
  });
  expect(await page(0)).toEqual([
    { id: 'p1', label: 'Mine again (your own)' },
    { id: 'p2', label: 'Theirs (Tavus stock)' },
    { id: 'p3', label: 'p3' },
  ]);
});

test('prompts and keys of third parties stay out', async () => {
  const items = await page(0);
  for (const item of items) expect(Object.keys(item)).toEqual(['id', 'label']);
  expect(JSON.stringify(items)).not.toContain(THIRD_PARTY_API_KEY);
  expect(JSON.stringify(items)).not.toContain('Ask one question');
});

describe('errors', () => {
  test('401', async () => {
    const error = await errorOf(
      dropdownPage(personaChoices, 0, { api_key: 'key-of-somebody-else' }),
    );
    expect(error.name).toBe('ExpiredAuthError');
    expect(error.message).not.toContain('key-of-somebody-else');
  });

  test('429', async () => {
    sandbox.fault({ kind: 'too_many_requests' });
    expect(await errorOf(page(0))).toMatchObject({ name: 'ThrottledError', delay: 60 });
  });

  test('500', async () => {
    sandbox.fault({ kind: 'status', status: 500 });
    expect(await errorOf(page(0))).toEqual({
      name: 'AppError',
      message:
        'Tavus could not list your personas: its service has a problem (status 500). Try again in a few minutes.',
    });
  });

  test('an answer that is no list', async () => {
    sandbox.fault({ kind: 'json', value: 'no list' });
    expect((await errorOf(page(0))).name).toBe('AppError');
  });
});
