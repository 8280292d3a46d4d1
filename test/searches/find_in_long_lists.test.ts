import { beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Behaviour } from '../../sandbox/sandbox.ts';
import { perform as findConversation } from '../../searches/find_conversation.ts';
import { perform as findDocument } from '../../searches/find_document.ts';
import { perform as findPersona } from '../../searches/find_persona.ts';
import { perform as findReplica } from '../../searches/find_replica.ts';
import { perform as findVideo } from '../../searches/find_video.ts';
import { setLimits } from '../limits.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

/** Searches by name in lists that are too long for a step, or not as one hopes. */

const LIST = { path: '/v2/conversations' };

async function idsFound(conversation_name: string): Promise<string[]> {
  sandbox.clearRequests();
  const found = await run(findConversation, { conversation_name, match: 'part' });
  return z
    .array(z.object({ id: z.string() }))
    .parse(found)
    .map(({ id }) => id);
}

/** So many hours before now. */
function ago(hours: number): Date {
  return new Date(sandbox.clock.now().getTime() - hours * 3_600_000);
}

function addHay(count: number): void {
  sandbox.addConversations(count, (index) => ({ name: 'Hay', createdAt: ago(index + 1) }));
}

function add(name: string, hours: number): string {
  return sandbox.addConversation({ name, createdAt: ago(hours - 0.5) }).id;
}

/** The walk through such lists is tried in every one of them in test/tavus/lists/newest_first.test.ts. */
const WORLDS: readonly (readonly [
  Behaviour['listOrder'],
  Behaviour['longestPage'],
  Behaviour['totalCount'],
])[] = [
  ['newest_first', 100, 'right'],
  ['oldest_first', 100, 'tenfold'],
  ['oldest_first', 50, 'missing'],
  ['last_changed_first', 20, 'zero'],
  ['last_changed_last', 50, 'missing'],
  ['shuffled', 100, 'right'],
  ['shuffled', 20, 'zero'],
];

test.each(WORLDS)(
  'full matches come first, the newest first: %s, %i on a page, total %s',
  async (listOrder, longestPage, totalCount) => {
    addHay(230);
    Object.assign(sandbox.behaviour, { listOrder, longestPage, totalCount });
    const part = add('The needle', 1);
    const older = add('Needle', 170);
    const newer = add('needle ', 120);
    expect((await idsFound('needle')).slice(0, 1)).toEqual([newer]);
    expect(await idsFound('the nee')).toEqual([part]);
    expect(await idsFound('no such thing')).toEqual([]);
    expect(older).not.toBe(newer);
  },
);

async function videosFound(form: object): Promise<string[]> {
  sandbox.clearRequests();
  return (await run(findVideo, { ...form })).map(({ id }) => id);
}

describe('each in its order, the full matches before the others', () => {
  const hours = [5, 90, 1, 40, 70, 20, 3, 60];

  test('conversations', async () => {
    addHay(60);
    Object.assign(sandbox.behaviour, { listOrder: 'shuffled', longestPage: 20 });
    const ids = new Map(hours.map((each) => [each, add(each > 30 ? 'Needle' : 'A needle', each)]));
    // Three at most are given.
    expect(await idsFound('needle')).toEqual([40, 60, 70].map((each) => ids.get(each)));
    expect(await idsFound('needl')).toEqual([1, 3, 5].map((each) => ids.get(each)));
  });

  test('videos', async () => {
    sandbox.addVideos(60, (index) => ({ name: 'Hay', createdAt: ago(index) }));
    Object.assign(sandbox.behaviour, { listOrder: 'shuffled', longestPage: 20 });
    for (const each of hours) {
      const name = each > 30 ? 'Needle' : 'A needle';
      sandbox.addVideo({ id: `v${each}`, name, createdAt: ago(each) });
    }
    const order = ['v40', 'v60', 'v70', 'v90', 'v1', 'v3', 'v5', 'v20'];
    expect(await videosFound({ video_name: 'needle', match: 'part' })).toEqual(order);
  });

  test('what does not say when it was created may be the newest', async () => {
    const [old, unknown, young] = [
      { created_at: '2026-11-01T00:00:00Z' },
      {},
      { created_at: '2026-11-20T00:00:00Z' },
    ];
    const data = [old, unknown, young].map((times, index) => ({
      ...{ conversation_id: `c${index}`, conversation_name: 'Needle' },
      ...{ video_id: `v${index}`, video_name: 'Needle', status: 'ready' },
      ...times,
    }));
    const when = { path: /^\/v2\/(conversations|videos)$/ };
    sandbox.fault({ kind: 'json', value: { data, total_count: 3 }, when, times: Infinity });
    expect(await idsFound('needle')).toEqual(['c1', 'c2', 'c0']);
    expect(await videosFound({ video_name: 'needle', match: 'part' })).toEqual(['v1', 'v2', 'v0']);
  });
});

describe('a search ends when nothing better can follow', () => {
  test('after the page with the newest full match', async () => {
    addHay(230);
    const id = add('Needle', 1);
    expect(await idsFound('needle')).toEqual([id]);
    expect(sandbox.requests.filter(({ path }) => path === LIST.path)).toHaveLength(1);
    sandbox.addVideos(230, (index) => ({ name: 'Hay', createdAt: ago(1 + index) }));
    sandbox.addVideo({ id: 'v1', name: 'Needle', createdAt: ago(0.5) });
    expect(await videosFound({ video_name: 'needle', match: 'part' })).toEqual(['v1']);
    expect(sandbox.requests).toHaveLength(1);
    expect(await videosFound({ video_id: 'https://tavus.video/v1' })).toEqual(['v1']);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('not after a page with a full match that is older than what may follow', async () => {
    addHay(100);
    Object.assign(sandbox.behaviour, { listOrder: 'last_changed_first', longestPage: 20 });
    sandbox.addConversation({ name: 'Needle', createdAt: ago(900), endedAt: ago(0) });
    const newer = add('Needle', 70);
    expect((await idsFound('needle')).slice(0, 1)).toEqual([newer]);
  });

  test('nor after a partial match', async () => {
    sandbox.addVideos(230, (index) => ({ name: 'Hay', createdAt: ago(1 + index) }));
    sandbox.addVideo({ id: 'v1', name: 'A needle', createdAt: ago(0.5) });
    sandbox.addVideo({ id: 'v2', name: 'Needle', createdAt: ago(220.5) });
    expect(await videosFound({ video_name: 'needle', match: 'part' })).toEqual(['v2', 'v1']);
  });
});

describe('a later page that fails is no end of the list', () => {
  test.each(['/v2/conversations', '/v2/videos'])('of %s', async (path) => {
    addHay(150);
    sandbox.addVideos(150, (index) => ({ name: 'Hay', createdAt: ago(1 + index) }));
    sandbox.fault({ when: { path }, after: 1, kind: 'status', status: 500, times: Infinity });
    const found =
      path === LIST.path
        ? idsFound('needle')
        : videosFound({ video_name: 'needle', match: 'part' });
    expect((await errorOf(found)).message).toMatch(/: its service has a problem /);
  });

  test('nor is a first page of videos that never comes', async () => {
    setLimits({ request: 0.3 });
    sandbox.fault({ when: { path: '/v2/videos' }, kind: 'never_answer' });
    const { message } = await errorOf(videosFound({ video_name: 'needle', match: 'part' }));
    expect(message).toMatch(/: it did not reply in time\. /);
  });
});

describe('where the time of a step is too short for the list', () => {
  beforeEach(() => {
    addHay(450);
    setLimits({ step: 5.5 });
    sandbox.fault({ kind: 'delay', seconds: 0.3, when: LIST, times: Infinity });
  });

  test('what was found is given', async () => {
    const id = add('The needle', 150);
    add('An older needle', 440);
    expect(await idsFound('needle')).toEqual([id]);
  });

  test('if nothing was found, it says how far it looked', async () => {
    add('An older needle', 440);
    expect(await errorOf(idsFound('needle'))).toEqual({
      name: 'AppError',
      message:
        'None of the 200 conversations that the app checked in time matches "needle", and more remain. Fill in Conversation with its ID or link, or fill in Status or Created After, so that the app has fewer to check.',
    });
  });
});

test('a list without end', async () => {
  let count = 0;
  const change = () => ({
    data: Array.from({ length: 100 }, () => {
      count += 1;
      return { conversation_id: `c${count}`, status: 'ended', conversation_name: 'Hay' };
    }),
  });
  sandbox.fault({ kind: 'changed_json', change, when: LIST, times: Infinity });
  expect((await errorOf(idsFound('needle'))).message).toMatch(/^None of the \d+ conversations/);
  expect(sandbox.requests.length).toBeLessThanOrEqual(250);
});

test('a match that is gone when it is got, but that the list still has, is given as the list has it', async () => {
  const id = add('Needle', 1);
  const body = { error: 'Invalid conversation_id' };
  sandbox.fault({ when: { path: /conversations\/./ }, kind: 'status', status: 400, body });
  expect(await idsFound('needle')).toEqual([id]);
});

describe('personas and documents, of which Zapier may create what is not found', () => {
  interface List {
    readonly things: string;
    readonly path: string;
    readonly find: (name: string) => Promise<readonly object[]>;
  }
  const LISTS: readonly List[] = [
    {
      things: 'personas',
      path: '/v2/personas',
      find: (persona_name) => run(findPersona, { persona_name }),
    },
    {
      things: 'documents',
      path: '/v2/documents',
      find: (document_name) => run(findDocument, { document_name }),
    },
  ];

  const addToBoth = (name: string) => [sandbox.addPersona({ name }), sandbox.addDocument({ name })];

  test.each([
    [100, 'right', 'empty'],
    [50, 'right', 'last'],
    [20, 'missing', 'last'],
    [7, 'zero', 'empty'],
    [30, 'of_page', 'last'],
    [100, 'of_page', 'empty'],
    [100, 'tenfold', 'empty'],
  ] as const)('%i on a page, total %s, behind the end %s', async (...world) => {
    const [longestPage, totalCount, pageBeyondEnd] = world;
    for (let index = 0; index < 230; index += 1) addToBoth('Hay');
    const needles = addToBoth('Needle');
    for (let index = 0; index < 30; index += 1) addToBoth('Hay');
    Object.assign(sandbox.behaviour, { longestPage, totalCount, pageBeyondEnd });
    for (const [index, { find }] of LISTS.entries()) {
      expect(await find('needle')).toMatchObject([{ id: needles[index]?.id }]);
      expect(await find('no such thing')).toEqual([]);
    }
  });

  test.each(LISTS)('$things on pages that count from 1', async ({ find, path }) => {
    const all = Array.from({ length: 150 }, (_, index) => ({
      ...{ persona_id: `x${index}`, persona_name: `Number ${index}` },
      ...{ document_id: `x${index}`, document_name: `Number ${index}` },
    }));
    const pages = [all.slice(0, 100), all.slice(0, 100), all.slice(100), []];
    const answer = () => {
      sandbox.clearFaults();
      for (const data of pages) {
        sandbox.fault({ kind: 'json', value: { data, total_count: 150 }, when: { path } });
      }
    };
    answer();
    expect(await find('number 149')).toMatchObject([{ id: 'x149' }]);
    answer();
    expect(await find('number 150')).toEqual([]);
  });

  test.each(LISTS)(
    'a list of $things that repeats its first page is not whole',
    async ({ find, path }) => {
      const data = [{ persona_id: 'x1', document_id: 'x1' }];
      sandbox.fault({
        kind: 'json',
        value: { data, total_count: 2 },
        when: { path },
        times: Infinity,
      });
      expect((await errorOf(find('needle'))).message).toMatch(
        /^None of the 1 .* and more remain\./,
      );
    },
  );

  test.each(LISTS)(
    '$things: without time for all it is an error, not nothing',
    async ({ things, find }) => {
      for (let index = 0; index < 450; index += 1) addToBoth(`Hay ${index}`);
      setLimits({ step: 4.4 });
      sandbox.fault({ kind: 'delay', seconds: 0.5, times: Infinity });
      expect((await errorOf(find('needle'))).message).toMatch(
        new RegExp(
          `^None of the \\d+ ${things} that the app checked in time matches "needle", and more remain\\. Choose a \\w+ from the list, or fill in its ID\\.$`,
        ),
      );
    },
  );

  test.each(LISTS)('$things: an empty page with a total is no end', async ({ find, path }) => {
    sandbox.fault({ kind: 'json', value: { data: [], total_count: 5 }, when: { path }, times: 9 });
    expect((await errorOf(find('needle'))).message).toMatch(/^None of the 0 .* and more remain\./);
  });

  test.each(LISTS)('$things: a page that never comes is no end', async ({ find, path }) => {
    for (let index = 0; index < 150; index += 1) addToBoth('Hay');
    setLimits({ request: 0.3 });
    sandbox.fault({ kind: 'never_answer', when: { path }, after: 1 });
    expect((await errorOf(find('needle'))).message).toContain('and more remain');
  });
});

test('of replicas what was found in time is given', async () => {
  setLimits({ request: 0.3 });
  sandbox.fault({ kind: 'never_answer', when: { path: '/v2/replicas' }, after: 1 });
  const found = await run(findReplica, { replica_name: 'anna', match: 'part' });
  expect(found.length).toBeGreaterThan(0);
});

test('of conversations too: what the pages before had is given', async () => {
  addHay(150);
  const id = add('The needle', 2);
  setLimits({ request: 0.3 });
  const fault = { kind: 'never_answer', when: LIST } as const;
  sandbox.fault({ ...fault, after: 1 });
  expect(await idsFound('needle')).toEqual([id]);
  sandbox.clearFaults();
  sandbox.fault(fault);
  expect((await errorOf(idsFound('needle'))).message).toMatch(/: it did not reply in time\. /);
});

test('what has no name is not found, and in nobody’s way', async () => {
  const data = [{ pal_id: 'p1' }, { pal_id: 'p2', pal_name: 'Stryker' }];
  sandbox.fault({ kind: 'json', value: { data, total_count: 2 }, times: Infinity });
  expect(await run(findPersona, { persona_name: 'stryker' })).toMatchObject([{ id: 'p2' }]);
});

test('conversations without a name or a time are looked at like all others', async () => {
  const data = [
    { conversation_id: 'c1', conversation_name: 'Demo A' },
    { conversation_id: 'c2', conversation_name: 'Demo B' },
    { conversation_id: 'c3' },
  ];
  sandbox.fault({ kind: 'json', when: LIST, value: { data, total_count: 3 } });
  expect((await idsFound('demo')).sort()).toEqual(['c1', 'c2']);
});
