import { beforeEach, describe, expect, test } from '@jest/globals';
import { document as sample } from '../../samples/document.ts';
import { perform } from '../../triggers/document_ready.ts';
import { errorOf, NOW, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** Fires once for each document, when it can be used or could not be processed. One request a poll. */

useClockOfSandbox();

const DAY = 86_400;
const PATH = '/v2/documents';

function poll(form: object = {}, meta: object = {}) {
  sandbox.clearRequests();
  return run(perform, { ...form }, meta);
}

async function polled(form: object = {}, meta: object = {}): Promise<unknown[]> {
  return (await poll(form, meta)).map(({ id }) => id);
}

function ago(seconds: number): Date {
  return new Date(Date.parse(NOW) - seconds * 1000);
}

/** A document that is created over HTTP and goes on by the sandbox's clock. */
async function created(body: object = {}): Promise<string> {
  const response = await fetch(`${sandbox.url}${PATH}`, {
    method: 'POST',
    headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ document_url: 'https://www.example.com/help', ...body }),
  });
  const answer: unknown = await response.json();
  return String(Object(answer).document_id);
}

async function recrawl(id: string): Promise<void> {
  const response = await fetch(`${sandbox.url}${PATH}/${id}/recrawl`, {
    method: 'POST',
    headers: { 'x-api-key': sandbox.apiKey },
  });
  expect(response.status).toBe(202);
}

test('does not fire for one without details in the list', async () => {
  const data = [{ document_id: 'd1', created_at: NOW }];
  sandbox.fault({ kind: 'json', value: { data, total_count: 1 } });
  expect(await poll()).toEqual([]);
});

test('fires when it can be used, not before', async () => {
  const id = await created({ document_name: 'Help pages', tags: ['website'] });
  for (const seconds of [0, 30, 269]) {
    sandbox.clock.advance(seconds);
    expect(await polled()).toEqual([]);
  }
  sandbox.clock.advance(1);
  expect(await poll()).toEqual([
    {
      ...sample,
      id,
      document_id: id,
      document_name: 'Help pages',
      document_url: 'https://www.example.com/help',
      status: 'ready',
      is_ready: true,
      progress: null,
      tags: 'website',
      tags_json: '["website"]',
      error_message: null,
      error_reason: null,
      crawl_depth: null,
      crawl_max_pages: null,
      crawled_pages: null,
      last_crawled_at: null,
      crawl_count: null,
      created_at: NOW,
      updated_at: '2026-11-20T15:05:00.000Z',
    },
  ]);
});

describe('the outcome', () => {
  const add = () => ({
    ready: sandbox.addDocument({ createdAt: ago(60) }).id,
    failed: sandbox.addDocument({ createdAt: ago(120), status: 'error' }).id,
    running: sandbox.addDocument({ createdAt: ago(180), status: 'processing' }).id,
  });

  test.each(['', undefined, 'ready', 'Ready'])('%j: those that can be used', async (outcome) => {
    const { ready } = add();
    expect(await polled({ outcome })).toEqual([ready]);
  });

  test.each(['failed', 'Failed'])('%j: those that cannot', async (outcome) => {
    const { failed } = add();
    const [record, ...others] = await poll({ outcome });
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      id: failed,
      is_ready: false,
      error_message: 'file_format_unsupported',
      error_reason: expect.stringContaining('cannot read this type of file'),
    });
  });

  test.each(['both', 'Ready or Failed'])('%j: either, newest first', async (outcome) => {
    const { ready, failed } = add();
    expect(await polled({ outcome })).toEqual([ready, failed]);
  });

  test('that there is not is an error', async () => {
    expect((await errorOf(poll({ outcome: 'deleted' }))).message).toContain('Outcome');
    expect(sandbox.requests).toEqual([]);
  });
});

describe('the tag', () => {
  test('narrows to the documents that have it', async () => {
    const wanted = sandbox.addDocument({ tags: ['website', 'sales'] }).id;
    sandbox.addDocument({ tags: ['websites'] });
    expect(await polled({ tag: ' website ' })).toEqual([wanted]);
    expect(sandbox.requests).toMatchObject([{ query: { tags: 'website' } }]);
  });

  test('narrows also where the list does not', async () => {
    const wanted = sandbox.addDocument({ tags: ['website'] });
    const other = sandbox.addDocument({ tags: [] });
    const all = [wanted, other].map(({ id, tags }) => ({
      document_id: id,
      document_name: 'A',
      status: 'ready',
      tags,
      created_at: NOW,
    }));
    sandbox.fault({ kind: 'json', value: { data: all, total_count: 2 } });
    expect(await polled({ tag: 'website' })).toEqual([wanted.id]);
  });
});

test('a tag with a comma in it is looked for here, because Tavus would take it for two', async () => {
  const wanted = sandbox.addDocument({ tags: ['Berlin, Germany'] }).id;
  sandbox.addDocument({ tags: ['Berlin'] });
  sandbox.addDocument({ tags: ['Germany'] });
  expect(await polled({ tag: 'Berlin, Germany' })).toEqual([wanted]);
  expect(sandbox.requests[0]?.query).not.toHaveProperty('tags');
});

test.each(['shuffled', 'turning', 'last_changed_first'] as const)(
  'a list in the order %s gives everything all the same',
  async (order) => {
    sandbox.behaviour.documentSort = 'ignored';
    sandbox.behaviour.listOrder = order;
    for (let count = 0; count < 30; count += 1) sandbox.addDocument({ createdAt: ago(count * 60) });
    const seen = new Set<unknown>();
    for (let polls = 0; polls < 3; polls += 1) for (const id of await polled()) seen.add(id);
    expect(seen.size).toBe(30);
  },
);

describe('once for each document', () => {
  test('being crawled again does not fire', async () => {
    const id = await created({ crawl: { depth: 1 } });
    sandbox.clock.advance(300);
    expect(await polled()).toEqual([id]);
    await recrawl(id);
    expect(await polled()).toEqual([]);
    sandbox.clock.advance(300);
    // Zapier has seen the id.
    expect(await polled()).toEqual([id]);
  });

  test('one that is crawled again while the Zap is turned on counts as seen', async () => {
    const id = await created({ crawl: { depth: 1 } });
    const young = await created();
    sandbox.clock.advance(300);
    const unready = await created();
    await recrawl(id);
    const seen = await polled({}, { isPopulatingDedupe: true });
    expect([...seen].sort()).toEqual([id, young].sort());
    sandbox.clock.advance(300);
    const fired = await polled();
    expect(fired.filter((each) => !seen.includes(each))).toEqual([unready]);
  });

  test('what is older than a day does not fire', async () => {
    const inside = sandbox.addDocument({ createdAt: ago(DAY) }).id;
    sandbox.addDocument({ createdAt: ago(DAY + 1) });
    expect(await polled()).toEqual([inside]);
  });
});

describe('one request a poll', () => {
  test('with nothing new, and with something new', async () => {
    await polled();
    expect(sandbox.requests).toMatchObject([
      { method: 'GET', path: PATH, query: { sort: 'descending', limit: '100', page: '0' } },
    ]);
    for (let count = 0; count < 50; count += 1) sandbox.addDocument();
    expect(await polled()).toHaveLength(50);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('and one more for each hundred of the day', async () => {
    for (let count = 0; count < 250; count += 1) sandbox.addDocument();
    expect(await polled()).toHaveLength(250);
    expect(sandbox.requests).toHaveLength(3);
  });

  test.each([50, 100])('also where a page has %d at most', async (longestPage) => {
    sandbox.behaviour.longestPage = longestPage;
    for (let count = 0; count < 120; count += 1) sandbox.addDocument();
    expect(new Set(await polled()).size).toBe(120);
  });
});

describe.each(['newest_first', 'oldest_first'] as const)(
  'a list that is not sorted as it was asked for, but %s',
  (order) => {
    beforeEach(() => {
      sandbox.behaviour.documentSort = 'ignored';
      sandbox.behaviour.listOrder = order;
    });

    test.each([{}, { tag: 'sales' }])('returns what is new in any case: %j', async (form) => {
      const first = sandbox.addDocument({ tags: ['sales'] }).id;
      expect(await polled(form)).toEqual([first]);
      sandbox.clock.advance(60);
      const second = sandbox.addDocument({ tags: ['sales'] }).id;
      expect(await polled(form)).toEqual([second, first]);
      expect(sandbox.requests.length).toBeLessThanOrEqual(2);
    });
  },
);

describe('in the editor', () => {
  test('the three newest of the chosen end, however old they are', async () => {
    const samples = await poll({ outcome: 'failed' }, { isLoadingSample: true });
    expect(samples).toHaveLength(3);
    expect(samples.every(({ error_reason }) => error_reason !== null)).toBe(true);
    const moments = samples.map(({ created_at }) => created_at);
    expect(moments).toEqual(moments.toSorted().toReversed());
    expect(sandbox.requests).toHaveLength(1);
  });

  test('null if missing', async () => {
    expect(await poll({ tag: 'nobody has it' }, { isLoadingSample: true })).toEqual([]);
  });
});

describe('when Tavus fails', () => {
  test.each([
    ['500', { kind: 'status', status: 500 }, 'AppError'],
    ['401', { kind: 'status', status: 401 }, 'ExpiredAuthError'],
    ['429', { kind: 'too_many_requests' }, 'ThrottledError'],
    ['a reset', { kind: 'reset_before' }, 'AppError'],
    ['no list', { kind: 'json', value: {} }, 'AppError'],
  ] as const)('%s: the poll says so', async (_, fault, name) => {
    sandbox.fault(fault);
    const error = await errorOf(poll());
    expect(error.name).toBe(name);
    expect(error.message).toMatch(/^Tavus (could not list your documents|does not accept)/);
  });

  test('with the second page: what the first one had fires', async () => {
    for (let count = 0; count < 120; count += 1) sandbox.addDocument();
    sandbox.fault({ kind: 'status', status: 500, after: 1 });
    expect(await polled()).toHaveLength(100);
    expect(await polled()).toHaveLength(120);
  });
});

test('a document without a date may be new', async () => {
  const data = [{ uuid: 'd8-1', status: 'ready', created_at: 'soon' }];
  sandbox.fault({ kind: 'json', value: { data, total_count: 1 } });
  expect(await polled()).toEqual(['d8-1']);
});
