import { describe, expect, test } from '@jest/globals';
import { tavusClient } from '../../tavus/client.ts';
import { outcomeOf } from '../../tavus/failure.ts';
import { type ListMemory, newestPages } from '../../tavus/newest_first.ts';
import { run, sandbox } from '../tavus_app.ts';

/** The pages of the list from the newest conversation on, whatever its order. */

const HOUR = 3_600_000;

/** Conversation 0 is the newest; each further one is an hour older. */
function addConversations(count: number): void {
  const now = sandbox.clock.now().getTime();
  sandbox.addConversations(count, (index) => ({
    id: `c${index}`,
    createdAt: new Date(now - index * HOUR),
  }));
}

interface Reading {
  /** The numbers of the conversations on each page; the kind of failure where there was one. */
  readonly pages: readonly (readonly number[] | string)[];
  readonly memory: ListMemory | null;
}

/** Reads the list to its end. */
async function read(memory: ListMemory | null = null): Promise<Reading> {
  sandbox.clearRequests();
  return await run(async (z, bundle) => {
    const pages: (number[] | string)[] = [];
    let learned: ListMemory | null = null;
    const walked = await outcomeOf(async () => {
      for await (const page of newestPages(tavusClient(z, bundle), 'ended', memory)) {
        learned = page.memory;
        pages.push(page.conversations.map((each) => Number(String(each.conversation_id).slice(1))));
      }
    });
    if (!walked.ok) pages.push(walked.failure.kind);
    return { pages, memory: learned };
  });
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function asked(): string[] {
  return sandbox.requests.map(({ query }) => `${query.page} of ${query.limit}`);
}

describe('with the newest first', () => {
  test.each([
    [0, ['1 of 100']],
    [1, ['1 of 100']],
    [100, ['1 of 100']],
    [101, ['1 of 100', '2 of 100']],
    [250, ['1 of 100', '2 of 100', '3 of 100']],
  ])('%i conversations', async (count, requests) => {
    addConversations(count);
    const { pages, memory } = await read();
    expect(pages.flat()).toEqual(upTo(count));
    expect(asked()).toEqual(requests);
    expect(memory).toEqual({ oldestFirstTotal: null });
  });

  test('a failure ends it', async () => {
    addConversations(250);
    sandbox.fault({ kind: 'status', status: 500, after: 1 });
    const { pages } = await read();
    expect(pages).toEqual([upTo(100), 'server_error']);
    expect(sandbox.requests).toHaveLength(2);
    sandbox.fault({ kind: 'too_many_requests' });
    expect((await read()).pages).toEqual(['too_many_requests']);
  });

  test('where the length is not told, a page that is not full is the last', async () => {
    const full = upTo(100).map((index) => ({ conversation_id: `c${index}` }));
    sandbox.fault({ kind: 'json', value: { data: full } });
    sandbox.fault({ kind: 'json', value: { data: [{ conversation_id: 'c100' }] } });
    expect((await read()).pages.flat()).toEqual(upTo(101));
    expect(asked()).toEqual(['1 of 100', '2 of 100']);
  });

  test('where neither length nor order is told, the pages come as they are', async () => {
    const page = (from: number) =>
      upTo(100).map((index) => ({
        conversation_id: `c${from + index}`,
        created_at: new Date(Date.UTC(2026, 0, 1, from + index)).toISOString(),
      }));
    sandbox.fault({ kind: 'json', value: { data: page(0) } });
    sandbox.fault({ kind: 'json', value: { data: page(100).slice(0, 1) } });
    expect((await read()).pages).toEqual([upTo(100).reverse(), [100]]);
    expect(asked()).toEqual(['1 of 100', '2 of 100']);
  });

  test('a page that repeats another is the last, whatever the length', async () => {
    const data = upTo(100).map((index) => ({ conversation_id: `c${index}` }));
    sandbox.fault({ kind: 'json', value: { data, total_count: 5000 }, times: Infinity });
    await read();
    expect(asked()).toEqual(['1 of 100', '2 of 100']);
  });

  test('what was remembered of a list that fits on a page plays no part', async () => {
    addConversations(100);
    await read({ oldestFirstTotal: 100 });
    expect(asked()).toEqual(['1 of 100']);
  });

  test('what is no list ends it', async () => {
    sandbox.fault({ kind: 'json', value: { data: 'none' } });
    expect((await read()).pages).toEqual(['unreadable_answer']);
  });

  test('a length that is too great does not lead astray', async () => {
    sandbox.fault({ kind: 'json', value: { data: [{ conversation_id: 'c0' }], total_count: 500 } });
    expect((await read()).pages).toEqual([[0], []]);
    expect(sandbox.requests).toHaveLength(2);
  });
});

describe('with the oldest first', () => {
  test.each([
    [100, ['1 of 100'], null],
    // The last page is made as full as can be: 51 of 51, 82 of 84.
    [102, ['1 of 100', '2 of 51', '1 of 51'], 102],
    [250, ['1 of 100', '3 of 84', '2 of 84', '1 of 84'], 250],
  ])('%i conversations', async (count, requests, oldestFirstTotal) => {
    sandbox.behaviour.listOrder = 'oldest_first';
    addConversations(count);
    const { pages, memory } = await read();
    expect(pages.flat()).toEqual(upTo(count));
    expect(asked()).toEqual(requests);
    expect(memory).toEqual({ oldestFirstTotal });
    // Learned, the first page need not be asked for its order.
    const again = await read(memory);
    expect(again.pages).toEqual(pages);
    expect(asked()).toEqual(requests.slice(oldestFirstTotal === null ? 0 : 1));
  });

  test.each([101, 249, 250, 251, 400, 9999])(
    'remembered as %i long, it is read all the same',
    async (remembered) => {
      sandbox.behaviour.listOrder = 'oldest_first';
      addConversations(250);
      const { pages, memory } = await read({ oldestFirstTotal: remembered });
      expect(pages.flat()).toEqual(upTo(250));
      expect(memory).toEqual({ oldestFirstTotal: 250 });
    },
  );

  test('a failure ends it, wherever it is', async () => {
    sandbox.behaviour.listOrder = 'oldest_first';
    addConversations(250);
    for (const [after, pages] of [0, 1, 2].entries()) {
      sandbox.fault({ kind: 'status', status: 500, after });
      const { pages: got } = await read({ oldestFirstTotal: 250 });
      expect(got).toHaveLength(pages + 1);
      expect(got.at(-1)).toBe('server_error');
      expect(sandbox.requests).toHaveLength(after + 1);
    }
  });

  test('remembered, but now the newest come first', async () => {
    addConversations(250);
    const { pages, memory } = await read({ oldestFirstTotal: 250 });
    expect(pages.flat()).toEqual(upTo(250));
    expect(memory).toEqual({ oldestFirstTotal: null });
    expect(asked()).toEqual(['3 of 84', '1 of 100', '2 of 100', '3 of 100']);
  });

  test('remembered, and the length is no longer told', async () => {
    const value = { data: [{ conversation_id: 'c0' }] };
    sandbox.fault({ kind: 'json', value, times: Infinity });
    const { memory } = await read({ oldestFirstTotal: 150 });
    expect(memory).toEqual({ oldestFirstTotal: 150 });
    expect(asked()).toEqual(['2 of 75', '1 of 75']);
  });
});
