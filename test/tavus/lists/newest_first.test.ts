import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Behaviour, type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { conversationList } from '../../../tavus/conversations/requests.ts';
import { newestDocuments } from '../../../tavus/documents.ts';
import type { TavusClient } from '../../../tavus/http/client.ts';
import { TavusError, unreadableAnswer } from '../../../tavus/http/failure.ts';
import { newestPages, type Walk } from '../../../tavus/lists/newest_first.ts';
import { videos } from '../../../tavus/videos.ts';
import { draws } from '../../draws.ts';

/** The newest things of a list, whatever its order, its pages and what it says of itself. */

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T15:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const HOUR = 3_600_000;

const ENDED = conversationList('ended');

/** Asks the sandbox as it is asked over HTTP; a status other than 200 is a failure. */
const client: TavusClient = {
  secondsLeft: () => 20,
  send: async ({ path, query = {} }) => {
    const pairs = Object.entries(query).map(([name, value]): [string, string] => [
      name,
      `${value}`,
    ]);
    const headers = { 'x-api-key': sandbox.apiKey };
    const url = `${sandbox.url}/${path.join('/')}?${new URLSearchParams(pairs)}`;
    const response = await fetch(url, { headers });
    const { status } = response;
    if (status !== 200) throw new TavusError(unreadableAnswer({ status }));
    const data: unknown = await response.json();
    return { status, data, isUnreadable: false, answeredAt: undefined };
  },
};

/** Conversation 0 is the newest; each further one is so many hours older. */
function addConversations(count: number, hours = 1): void {
  const now = sandbox.clock.now().getTime();
  sandbox.addConversations(count, (index) => ({
    id: `c${index}`,
    createdAt: new Date(now - index * hours * HOUR),
  }));
}

interface Reading {
  /** The numbers of the conversations on each page. */
  readonly pages: readonly (readonly number[])[];
  /** As in the pages. */
  readonly readSince: readonly number[];
  readonly failure: unknown;
}

/** Reads the list to its end, or until `isEnough`. */
async function read(walk: Walk = {}, isEnough = (_: number) => false): Promise<Reading> {
  sandbox.clearRequests();
  const pages: number[][] = [];
  const readSince: number[] = [];
  try {
    for await (const page of newestPages(client, ENDED, walk)) {
      readSince.push(page.readSince);
      pages.push(page.things.map((each) => Number(String(each.conversation_id).slice(1))));
      if (isEnough(page.readSince)) break;
    }
  } catch (failure) {
    return { pages, readSince, failure };
  }
  return { pages, readSince, failure: null };
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
  ])('%i things', async (count, requests) => {
    addConversations(count);
    const { pages, readSince } = await read();
    expect(pages.flat()).toEqual(upTo(count));
    expect(asked()).toEqual(requests);
    expect(readSince.at(-1)).toBe(Number.NEGATIVE_INFINITY);
  });

  test('each page says how far the list was read', async () => {
    addConversations(250);
    const { readSince } = await read();
    // The clocks of Tavus's machines may be five seconds apart.
    const hoursAgo = (hours: number) => sandbox.clock.now().getTime() - hours * HOUR + 5000;
    expect(readSince).toEqual([hoursAgo(99), hoursAgo(199), Number.NEGATIVE_INFINITY]);
  });

  test('who must be certain believes no length, but an order', async () => {
    addConversations(100);
    const certain = { mustBeCertain: true };
    const yesterday = sandbox.clock.now().getTime() - 24 * HOUR;
    expect((await read(certain)).readSince.at(-1)).toBe(Number.NEGATIVE_INFINITY);
    expect(asked()).toEqual(['1 of 100', '2 of 100']);
    expect((await read(certain, (since) => since < yesterday)).readSince).toHaveLength(1);
    expect(asked()).toEqual(['1 of 100']);
  });

  test('a failure ends it', async () => {
    addConversations(250);
    sandbox.fault({ kind: 'status', status: 500, after: 1 });
    const { pages, failure } = await read();
    expect(pages).toEqual([upTo(100)]);
    expect(failure).toBeInstanceOf(TavusError);
    expect(sandbox.requests).toHaveLength(2);
  });

  test('what is no list ends it', async () => {
    sandbox.fault({ kind: 'json', value: { data: 'none' } });
    const { pages, failure } = await read();
    expect(pages).toEqual([]);
    expect(failure).toBeInstanceOf(TavusError);
  });

  test('where the length is not told, a page without anything is the last', async () => {
    addConversations(101);
    sandbox.behaviour.totalCount = 'missing';
    expect((await read()).pages.flat()).toEqual(upTo(101));
    expect(asked()).toEqual(['1 of 100', '2 of 100', '3 of 100']);
  });

  test('where pages are short, they are counted as they come', async () => {
    addConversations(101);
    sandbox.behaviour.longestPage = 40;
    expect((await read()).pages.flat()).toEqual(upTo(101));
    expect(asked()).toEqual(['1 of 100', '2 of 100', '3 of 100']);
  });

  test('a length that is too great does not lead astray', async () => {
    sandbox.fault({ kind: 'json', value: { data: [{ conversation_id: 'c0' }], total_count: 500 } });
    expect((await read()).pages).toEqual([[0], []]);
    expect(sandbox.requests).toHaveLength(2);
  });

  test.each([
    [1, ['1 of 100', '2 of 100']],
    [25, ['1 of 100', '2 of 100', '3 of 100', '4 of 100']],
  ])(
    'a last page that comes again is the end, whatever total is told: %i things',
    async (count, requests) => {
      addConversations(count, 0.0001);
      const behaviour = { longestPage: 10, totalCount: 'tenfold', pageBeyondEnd: 'last' } as const;
      Object.assign(sandbox.behaviour, behaviour);
      const { pages, readSince } = await read();
      expect(pages.flat()).toHaveLength(count);
      expect(readSince.at(-1)).toBe(Number.NEGATIVE_INFINITY);
      expect(asked()).toEqual(requests);
      // It may have been a slip.
      expect((await read({ mustBeCertain: true })).readSince.at(-1)).toBe(Infinity);
    },
  );

  test('a page that has come before, in another order, is not the end', async () => {
    addConversations(25, 0.0001);
    Object.assign(sandbox.behaviour, { longestPage: 20, listOrder: 'turning' });
    expect((await read()).readSince).toEqual([Infinity, Infinity]);
  });

  test('a page that repeats another is the last; the rest of the list is unknown', async () => {
    const data = upTo(100).map((index) => ({ conversation_id: `c${index}` }));
    sandbox.fault({ kind: 'json', value: { data, total_count: 5000 }, times: Infinity });
    const { readSince } = await read();
    expect(asked()).toEqual(['1 of 100', '2 of 100']);
    expect(readSince).toEqual([Infinity, Infinity]);
  });

  test('things without dates come first, those without ids and double ones do no harm', async () => {
    const created_at = '2026-11-20T14:00:00Z';
    const data = [
      { conversation_id: 'c3', created_at },
      { conversation_id: 'c2', created_at: '2026-11-20T14:30:00Z' },
      { conversation_id: 'c3', created_at },
      { created_at: '2026-11-20T13:00:00Z' },
      { conversation_id: 'c1' },
      { conversation_id: 'c4', created_at: '1970-01-01T00:00:00Z' },
      null,
    ];
    sandbox.fault({ kind: 'json', value: { data, total_count: 6 } });
    expect((await read()).pages).toEqual([[1, 4, Number.NaN, 2, 3, Number.NaN]]);
    expect(sandbox.requests).toHaveLength(1);
  });
});

describe('with the oldest first', () => {
  beforeEach(() => {
    sandbox.behaviour.listOrder = 'oldest_first';
  });

  test.each([
    // After a full page there may be more than the total.
    [8, 100, ['1', '2']],
    [100, 100, ['1', '2']],
    [102, 100, ['1', '2']],
    [250, 100, ['1', '3', '2']],
    [300, 100, ['1', '3', '4', '2']],
    [50, 20, ['1', '3', '2']],
  ])('%i things, %i on a page', async (count, longestPage, requests) => {
    addConversations(count);
    sandbox.behaviour.longestPage = longestPage;
    const { pages, readSince } = await read();
    expect(pages.flat()).toEqual(upTo(count));
    expect(asked()).toEqual(requests.map((page) => `${page} of 100`));
    expect(readSince.at(-1)).toBe(Number.NEGATIVE_INFINITY);
  });

  test.each([7, 1])('%i things are too few to show an order', async (count) => {
    addConversations(count);
    expect((await read()).pages).toEqual([upTo(count)]);
    expect(asked()).toEqual(['1 of 100']);
  });

  test('each page says how far the list was read', async () => {
    addConversations(250);
    const hoursAgo = (hours: number) => sandbox.clock.now().getTime() - hours * HOUR + 5000;
    const { readSince } = await read();
    expect(readSince).toEqual([hoursAgo(49), hoursAgo(149), Number.NEGATIVE_INFINITY]);
  });

  // The list does not say how long it is, or says something wrong.
  test.each([
    [252, 0],
    [252, 84],
    [252, 100],
    [252, 200],
    [300, 200],
    [300, 299],
    [300, 301],
    [100, 9],
  ])('of %i things a total of %i hides none', async (count, total_count) => {
    addConversations(count);
    const change = (body: unknown) => ({ ...Object(body), total_count });
    sandbox.fault({ kind: 'changed_json', change, times: Infinity });
    for (const pageBeyondEnd of ['empty', 'last'] as const) {
      sandbox.behaviour.pageBeyondEnd = pageBeyondEnd;
      expect((await read()).pages.flat().toSorted((one, other) => one - other)).toEqual(
        upTo(count),
      );
    }
  });

  test.each(['missing', 'tenfold'] as const)(
    'with the length %s it is read from its start, and claims nothing before its end',
    async (totalCount) => {
      addConversations(250);
      sandbox.behaviour.totalCount = totalCount;
      const { pages, readSince } = await read();
      expect(pages.flat()).toHaveLength(250);
      expect(readSince.slice(0, 3)).toEqual([Infinity, Infinity, Infinity]);
      expect(readSince.at(-1)).toBe(Number.NEGATIVE_INFINITY);
    },
  );

  test.each([
    [200, 5],
    [250, 5],
  ])(
    'of %i things, a tenfold total with the last page again beyond the end costs %i requests',
    async (count, requests) => {
      addConversations(count);
      Object.assign(sandbox.behaviour, { totalCount: 'tenfold', pageBeyondEnd: 'last' });
      expect(new Set((await read()).pages.flat()).size).toBe(count);
      expect(sandbox.requests.length).toBeLessThanOrEqual(requests);
    },
  );

  test('the newest are elsewhere: it is read from its start', async () => {
    addConversations(250);
    const data = upTo(50).map((index) => ({
      conversation_id: `c${300 + index}`,
      created_at: new Date(sandbox.clock.now().getTime() - (300 + index) * HOUR).toISOString(),
    }));
    const change = (body: unknown) => ({ ...Object(body), data });
    sandbox.fault({ kind: 'changed_json', change, after: 1, times: 1 });
    const { readSince } = await read();
    expect(readSince[0]).toBe(Infinity);
  });

  test('a failure ends it, wherever it is', async () => {
    addConversations(250);
    for (const [after, pages] of [0, 0, 1].entries()) {
      sandbox.fault({ kind: 'status', status: 500, after });
      const reading = await read();
      expect(reading.pages).toHaveLength(pages);
      expect(reading.failure).toBeInstanceOf(TavusError);
      expect(sandbox.requests).toHaveLength(after + 1);
    }
  });

  test('every page is the same: nobody can say what is new', async () => {
    addConversations(100);
    const change = (body: unknown) => ({ ...Object(body), total_count: 900 });
    sandbox.fault({ kind: 'changed_json', change, times: Infinity });
    sandbox.behaviour.pageBeyondEnd = 'last';
    expect((await read()).readSince).toEqual([Infinity, Infinity]);
    expect(sandbox.requests.length).toBeLessThanOrEqual(4);
  });

  test('who must be certain reads on until a page is empty, and believes no page that repeats', async () => {
    addConversations(250);
    const certain = { mustBeCertain: true };
    expect((await read(certain)).readSince.at(-1)).toBe(Number.NEGATIVE_INFINITY);
    expect(asked()).toEqual(['1 of 100', '3 of 100', '4 of 100', '2 of 100']);
    sandbox.behaviour.pageBeyondEnd = 'last';
    const { readSince } = await read(certain);
    expect(readSince[0]).toBe(Infinity);
  });
});

describe('where pages may count from 0 or from 1', () => {
  async function documents(): Promise<unknown[]> {
    const found: unknown[] = [];
    sandbox.clearRequests();
    for await (const page of newestPages(client, newestDocuments())) {
      found.push(...page.things.map(({ document_id }) => document_id));
    }
    return found;
  }

  test('from 0', async () => {
    expect(await documents()).toHaveLength(120);
    expect(asked()).toEqual(['0 of 100', '1 of 100']);
    expect(sandbox.requests[0]?.query.sort).toBe('descending');
  });

  test('from 1, with page 0 the same as page 1', async () => {
    const all = await documents();
    const page = (from: number) => ({
      kind: 'json' as const,
      value: {
        data: all.slice(from, from + 100).map((document_id) => ({ document_id })),
        total_count: 120,
      },
    });
    sandbox.fault(page(0));
    sandbox.fault(page(0));
    sandbox.fault(page(100));
    expect(await documents()).toEqual(all);
    expect(asked()).toEqual(['0 of 100', '1 of 100', '2 of 100']);
  });
});

test.each(['empty', 'last'] as const)(
  'pages that may count from 0 or from 1, the oldest first, the length unknown, beyond the end: %s',
  async (pageBeyondEnd) => {
    const odd = { listOrder: 'oldest_first', totalCount: 'missing', longestPage: 20 } as const;
    sandbox.reset();
    const now = sandbox.clock.now().getTime();
    sandbox.addVideos(50, (index) => ({
      id: `v${index}`,
      createdAt: new Date(now - index * HOUR),
    }));
    const all = sandbox.videos.length;
    for (const videoPagesFrom of [0, 1] as const) {
      Object.assign(sandbox.behaviour, odd, { pageBeyondEnd, videoPagesFrom });
      const found: unknown[] = [];
      for await (const page of newestPages(client, videos)) {
        found.push(...page.things.map(({ video_id }) => video_id));
      }
      expect(found.length).toBe(all);
      expect(found).toEqual(expect.arrayContaining(['v0', 'v1', 'v2']));
    }
  },
);

describe('no walk is without end', () => {
  function listWithoutEnd(order: (count: number) => number): void {
    let count = 0;
    const change = () => ({
      data: upTo(100).map(() => {
        count += 1;
        return { conversation_id: `c${count}`, created_at: 1_790_000_000 + order(count) };
      }),
    });
    sandbox.fault({ kind: 'changed_json', change, times: Infinity });
  }

  test.each([
    ['newest first', (count: number) => -60 * count],
    ['oldest first', (count: number) => 60 * count],
    ['in no order', (count: number) => 60 * ((count * 7919) % 10_007)],
  ])('%s', async (_, order) => {
    listWithoutEnd(order);
    const { readSince } = await read();
    expect(sandbox.requests).toHaveLength(50);
    expect(readSince.at(-1)).not.toBe(Number.NEGATIVE_INFINITY);
    await read({ maxRequests: 3 });
    expect(sandbox.requests).toHaveLength(3);
  });

  test.each([1, 2, 3, 4])('oldest first, with %i requests', async (maxRequests) => {
    addConversations(250);
    sandbox.behaviour.listOrder = 'oldest_first';
    const walks: readonly Walk[] = [{ maxRequests }, { maxRequests, mustBeCertain: true }];
    for (const totalCount of ['right', 'missing'] as const) {
      for (const walk of walks) {
        sandbox.behaviour.totalCount = totalCount;
        const { pages, readSince, failure } = await read(walk);
        expect(failure).toBeNull();
        expect(sandbox.requests.length).toBeLessThanOrEqual(maxRequests);
        const isWhole = readSince.includes(Number.NEGATIVE_INFINITY);
        if (isWhole) expect(pages.flat()).toHaveLength(250);
      }
    }
  });

  test('two orders in turn', async () => {
    addConversations(250);
    sandbox.behaviour.listOrder = 'turning';
    await read();
    expect(sandbox.requests.length).toBeLessThanOrEqual(6);
  });
});

describe('any list', () => {
  interface World
    extends Pick<Behaviour, 'listOrder' | 'longestPage' | 'totalCount' | 'pageBeyondEnd'> {
    readonly count: number;
    /** Between two conversations. */
    readonly hours: number;
    /** The longest call, in hours. */
    readonly longest: number;
    /** After how many conversations it is enough. */
    readonly enough: number;
    readonly mustBeCertain: boolean;
  }

  const STABLE = ['newest_first', 'oldest_first', 'shuffled'] as const;

  const world = (orders: readonly Behaviour['listOrder'][]): fc.Arbitrary<World> =>
    fc.record({
      count: fc.oneof(fc.nat(30), fc.nat(260), fc.constantFrom(99, 100, 101, 200)),
      listOrder: fc.constantFrom(...orders),
      longestPage: fc.oneof(fc.constant(100), fc.constantFrom(50, 30, 20, 10, 7, 2, 1)),
      totalCount: fc.constantFrom<Behaviour['totalCount'][]>(
        'right',
        'missing',
        'of_page',
        'zero',
        'tenfold',
      ),
      pageBeyondEnd: fc.constantFrom<Behaviour['pageBeyondEnd'][]>('empty', 'last'),
      hours: fc.constantFrom(1, 0.01, 0.0005, 24),
      longest: fc.constantFrom(0.01, 1, 30),
      enough: fc.constantFrom(0, 5, 50, 500),
      mustBeCertain: fc.boolean(),
    });

  interface Claim {
    /** What was to have come, and did not. */
    readonly untrue: number;
    /** What was wanted, and did not come. */
    readonly missed: number;
  }

  async function claim(each: World): Promise<Claim> {
    const now = sandbox.clock.now().getTime();
    const created = (index: number) => now - index * each.hours * HOUR;
    const limit = created(each.enough);
    const { mustBeCertain } = each;
    const { pages, readSince } = await read({ mustBeCertain }, (since) => since < limit);
    const come = new Set(pages.flat());
    const since = Math.min(Infinity, ...readSince);
    const isMissing = (index: number) => !come.has(index);
    const untrue = upTo(each.count).filter((index) => created(index) > since && isMissing(index));
    const missed = upTo(each.count).filter((index) => created(index) >= limit && isMissing(index));
    return { untrue: untrue.length, missed: missed.length };
  }

  function play({ count, hours, longest, enough, mustBeCertain, ...behaviour }: World): void {
    sandbox.reset();
    Object.assign(sandbox.behaviour, behaviour);
    const now = sandbox.clock.now().getTime();
    sandbox.addConversations(count, (index) => {
      const createdAt = now - index * hours * HOUR;
      const endedAt = Math.min(now, createdAt + ((index * 7919) % 100) * longest * 36_000);
      return { id: `c${index}`, createdAt: new Date(createdAt), endedAt: new Date(endedAt) };
    });
  }

  test('in one order, or in none: what is claimed is so, and what is wanted comes', async () => {
    await fc.assert(
      fc.asyncProperty(world(STABLE), async (each) => {
        play(each);
        // A length that agrees with what has come can only be believed.
        const isLie = each.totalCount === 'of_page' && !each.mustBeCertain;
        const isEasy = !isLie && !each.mustBeCertain && each.longestPage >= 10;
        const { untrue, missed } = await claim(each);
        expect(sandbox.requests.length).toBeLessThanOrEqual(50);
        if (!isLie) expect(untrue).toBe(0);
        if (isEasy) expect(missed).toBe(0);
      }),
      { ...draws(20), endOnFailure: true },
    );
  }, 120_000);

  test('in another order each time: who must be certain is told nothing untrue', async () => {
    await fc.assert(
      fc.asyncProperty(world(['shuffled_anew', 'turning']), async (each) => {
        play({ ...each, mustBeCertain: true });
        const { untrue } = await claim({ ...each, mustBeCertain: true });
        expect(sandbox.requests.length).toBeLessThanOrEqual(50);
        expect(untrue).toBe(0);
      }),
      { ...draws(20), endOnFailure: true },
    );
  }, 120_000);
});
