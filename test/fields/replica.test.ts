import { describe, expect, test } from '@jest/globals';
import { replicaChoices } from '../../fields/replica.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { dropdownPage, errorOf, sandbox } from '../tavus_app.ts';

const page = (index: number) => dropdownPage(replicaChoices, index);

/** The page numbers that Tavus was asked for. */
const pagesAsked = () => sandbox.requests.map(({ path, query }) => [path, query.page]);

describe('the pages', () => {
  test('lead to the end', async () => {
    const pages = [await page(0), await page(1), await page(2)];
    // Of 134 in the account, two cannot be used.
    expect(pages.map((items) => items.length)).toEqual([98, 34, 0]);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(132);
    expect(pagesAsked()).toEqual([
      ['/v2/replicas', '1'],
      ['/v2/replicas', '2'],
      ['/v2/replicas', '3'],
    ]);
    expect(sandbox.requests[0]?.query).toEqual({ verbose: 'true', limit: '100', page: '1' });
  });

  test('begin with the first when Zapier names no page', async () => {
    expect(await dropdownPage(replicaChoices)).toEqual(await page(0));
    expect(pagesAsked()).toEqual([
      ['/v2/replicas', '1'],
      ['/v2/replicas', '1'],
    ]);
  });
});

describe('an item', () => {
  test.each(['old', 'new', 'mixed'] as const)('under %s names', async (names) => {
    sandbox.behaviour.names = names;
    const items = [...(await page(0)), ...(await page(1))];
    expect(items.slice(0, 3)).toEqual([
      { id: 'r5a1e50000001', label: 'Sam from Sales (your own)' },
      { id: 'r0b0a4d000002', label: 'Bodil, Onboarding (your own)' },
      { id: 'r57000c000001', label: 'Anna - Office (Tavus stock)' },
    ]);
    expect(items.at(-1)?.label).toBe('Zoe - Garden (Tavus stock)');
    expect(items).toHaveLength(132);
  });

  test('is not offered while it is trained, and not if that failed', async () => {
    const ids = [...(await page(0)), ...(await page(1))].map(({ id }) => id);
    expect(ids).toContain(SEED.replica);
    expect(ids).not.toContain(SEED.trainingReplica);
    expect(ids).not.toContain(SEED.failedReplica);
  });

  test('has an id and a name, and nothing else', async () => {
    for (const item of await page(0)) expect(Object.keys(item)).toEqual(['id', 'label']);
  });

  test('is told apart from others of its name', async () => {
    const data = ['Anna', 'Anna', 'Zoe', 'Anna'].map((replica_name, index) => ({
      replica_id: `r${index}`,
      replica_name,
      replica_type: index === 3 ? 'system' : 'user',
    }));
    sandbox.fault({ kind: 'json', value: { data } });
    expect((await page(0)).map(({ label }) => label)).toEqual([
      'Anna (your own) · r0',
      'Anna (your own) · r1',
      'Zoe (your own)',
      'Anna (Tavus stock)',
    ]);
  });

  test('that Tavus says little of', async () => {
    sandbox.fault({
      kind: 'json',
      value: {
        data: [
          { replica_id: 'r1', replica_name: 'No kind', status: 'completed' },
          { face_id: 'r2', face_type: 'user' },
          { face_id: 'r3', face_name: ' ', face_type: 'system', status: 'ready' },
          { replica_name: 'No id', status: 'completed' },
          { replica_id: 'r1', replica_name: 'The same again' },
          null,
          'r4',
        ],
      },
    });
    expect(await page(0)).toEqual([
      { id: 'r1', label: 'The same again' },
      { id: 'r2', label: 'r2 (your own)' },
      { id: 'r3', label: 'r3 (Tavus stock)' },
    ]);
  });
});

describe('errors', () => {
  test('401: the connection has to be made again', async () => {
    const error = await errorOf(
      dropdownPage(replicaChoices, 0, { api_key: 'key-of-somebody-else' }),
    );
    expect(error.name).toBe('ExpiredAuthError');
    expect(error.message).toContain('Tavus does not accept this API key.');
    expect(error.message).not.toMatch(/key-of-somebody-else|What happened/);
  });

  test('403: the key has no permission', async () => {
    sandbox.behaviour.keyForbidden = true;
    const { name, message } = await errorOf(page(0));
    expect(name).toBe('AppError');
    expect(message).toContain(
      'Tavus could not list your replicas: this API key has no permission for it.',
    );
  });

  test('429: later', async () => {
    sandbox.fault({ kind: 'too_many_requests', retryAfter: 7 });
    expect(await errorOf(page(0))).toMatchObject({ name: 'ThrottledError', delay: 7 });
  });

  test.each([500, 502, 503])('%d: a problem of Tavus', async (status) => {
    sandbox.fault({ kind: 'status', status, body: { message: 'Oops' } });
    expect(await errorOf(page(0))).toEqual({
      name: 'AppError',
      message: `Tavus could not list your replicas: its service has a problem (status ${status}). Try again in a few minutes. Tavus says: "Oops".`,
    });
  });

  test('the connection breaks off', async () => {
    sandbox.fault({ kind: 'reset_before' });
    expect(await errorOf(page(0))).toEqual({
      name: 'AppError',
      message:
        'Tavus could not list your replicas: the connection was lost. Try again in a few minutes.',
    });
  });

  test('Tavus cannot be reached', async () => {
    process.env.TAVUS_API_URL = 'http://127.0.0.1:9';
    const { name, message } = await errorOf(page(0));
    expect(name).toBe('AppError');
    expect(message).toContain('its service cannot be reached');
  });

  // An empty list would say that the account has none.
  test.each(['garbage', 'empty_200'] as const)('an answer that is no list: %s', async (kind) => {
    sandbox.fault({ kind });
    expect((await errorOf(page(0))).name).toBe('AppError');
  });
});

test('a preview says that it is one', async () => {
  sandbox.fault({
    kind: 'json',
    value: {
      data: [
        {
          face_id: 'r1',
          face_name: 'Pia',
          status: 'completed',
          finetune_status: 'training',
          face_type: 'user',
        },
        {
          face_id: 'r2',
          face_name: 'Pia',
          status: 'completed',
          finetune_status: 'completed',
          face_type: 'user',
        },
        { face_id: 'r3', face_name: 'Pia', status: 'completed', finetune_status: 'errored' },
      ],
    },
  });
  expect((await page(0)).map(({ label }) => label)).toEqual([
    'Pia (your own, preview with a watermark)',
    'Pia (your own)',
    'Pia (preview with a watermark)',
  ]);
});
