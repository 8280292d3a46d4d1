import { beforeEach, describe, expect, test } from '@jest/globals';
import { BAD_SCRIPT, type Behaviour, SEED } from '../../sandbox/sandbox.ts';
import { perform } from '../../triggers/video_ready.ts';
import { setLimits } from '../limits.ts';
import { errorOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const LIST = { path: '/v2/videos' };
const ORDERS = ['newest_first', 'oldest_first'] as const;

useClockOfSandbox();

function ago(seconds: number): Date {
  return new Date(sandbox.clock.now().getTime() - seconds * 1000);
}

/** What a poll gives; the requests recorded afterwards are those of this poll. */
async function poll(form: object = {}, meta: object = {}): Promise<string[]> {
  sandbox.clearRequests();
  const fired = await run(perform, { ...form }, meta);
  return fired.map(({ id }) => id);
}

/** A Zap that is on: Zapier drops every id that it has seen. */
function zap(form: object = {}) {
  const seen = new Set<string>();
  const fresh = async (meta: object = {}) => {
    const ids = (await poll(form, meta)).filter((id) => !seen.has(id));
    for (const id of ids) seen.add(id);
    return ids;
  };
  return { turnOn: () => fresh({ isPopulatingDedupe: true }), next: () => fresh() };
}

async function generate(body: object = {}): Promise<string> {
  const response = await fetch(`${sandbox.url}/v2/videos`, {
    method: 'POST',
    headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ replica_id: SEED.replica, script: 'Hello.', ...body }),
  });
  expect(response.status).toBe(200);
  return sandbox.videos.at(-1)?.id ?? '';
}

// ---- what fires, and when

test('a video fires once, when it can be watched, with everything', async () => {
  const { turnOn, next } = zap();
  await turnOn();
  const id = await generate({ video_name: 'Offer' });
  expect(await next()).toEqual([]);
  sandbox.clock.advance(60);
  expect(await next()).toEqual([]);
  sandbox.clock.advance(80);
  const [record] = await run(perform);
  expect(record).toMatchObject({
    id,
    video_name: 'Offer',
    status: 'ready',
    is_ready: true,
    script: 'Hello.',
    hosted_url: `https://tavus.video/${id}`,
    thumbnail_url: expect.stringMatching(/^https:/),
    gif_thumbnail_url: expect.stringMatching(/^https:/),
    progress: 100,
  });
  expect(await next()).toEqual([id]);
  sandbox.clock.advance(HOUR);
  expect(await next()).toEqual([]);
});

test('a video that waits for a training of hours is not missed', async () => {
  const { turnOn, next } = zap();
  await turnOn();
  const id = await generate({ replica_id: SEED.trainingReplica });
  sandbox.clock.advance(4 * HOUR);
  expect(await next()).toEqual([]);
  sandbox.clock.advance(120);
  expect(await next()).toEqual([id]);
});

test('turning it on marks as seen what is ready, and not what is under way', async () => {
  const ready = sandbox.addVideo({ createdAt: ago(HOUR) }).id;
  const underWay = await generate();
  const { turnOn, next } = zap();
  expect(await turnOn()).toEqual([ready]);
  sandbox.clock.advance(130);
  expect(await next()).toEqual([underWay]);
});

describe('outcome', () => {
  test.each<[object, readonly string[]]>([
    [{}, ['good']],
    [{ outcome: '' }, ['good']],
    [{ outcome: 'ready' }, ['good']],
    [{ outcome: 'failed' }, ['bad']],
    [{ outcome: 'both' }, ['good', 'bad']],
    [{ outcome: 'Ready or Failed' }, ['good', 'bad']],
  ])('%j', async (form, ids) => {
    sandbox.addVideo({ id: 'good', createdAt: ago(100) });
    sandbox.addVideo({ id: 'bad', status: 'error', createdAt: ago(200) });
    sandbox.addVideo({ status: 'deleted', createdAt: ago(300) });
    sandbox.addVideo({ status: 'generating', createdAt: ago(400) });
    sandbox.addVideo({ answered: { status: 'odd' }, createdAt: ago(500) });
    expect(await poll(form)).toEqual(ids);
  });

  test('one that failed says why', async () => {
    await generate({ script: BAD_SCRIPT });
    sandbox.clock.advance(130);
    const [record] = await run(perform, { outcome: 'failed' });
    expect(record).toMatchObject({ status: 'error', is_ready: false, progress: 0 });
    expect(record?.error_message).toMatch(/^The script violates the community guidelines/);
  });

  test('another word is refused', async () => {
    const error = await errorOf(run(perform, { outcome: 'maybe' }));
    expect(error.message).toContain('Outcome accepts Ready, Failed or Ready or Failed');
  });
});

test('narrowed to a replica, under either name', async () => {
  sandbox.addVideo({ id: 'mine', replicaId: SEED.replica, createdAt: ago(100) });
  sandbox.addVideo({ id: 'other', replicaId: SEED.otherReplica, createdAt: ago(200) });
  expect(await poll({ replica_id: SEED.replica })).toEqual(['mine']);
  sandbox.behaviour.names = 'new';
  expect(await poll({ replica_id: SEED.otherReplica })).toEqual(['other']);
});

test('one that does not say its replica is given to no Zap that is narrowed', async () => {
  sandbox.addVideo({ id: 'silent', answered: { replica_id: null }, createdAt: ago(100) });
  expect(await poll({ replica_id: SEED.replica })).toEqual([]);
  expect(await poll()).toEqual(['silent']);
});

describe('a list that leaves out the replica', () => {
  const MINE = { replica_id: SEED.replica };
  const without = (video: object) => ({ ...video, replica_id: undefined });
  const single = { method: 'GET', path: /^\/v2\/videos\/./ } as const;

  beforeEach(() => {
    sandbox.fault({
      kind: 'changed_json',
      change: (body) => ({ ...Object(body), data: Object(body).data.map(without) }),
      when: LIST,
      times: Number.POSITIVE_INFINITY,
    });
  });

  test('each video is requested once, and fires if it is of the replica', async () => {
    const { turnOn, next } = zap(MINE);
    sandbox.addVideo({ id: 'past', replicaId: SEED.replica, createdAt: ago(100) });
    expect(await turnOn()).toEqual(['past']);
    expect(sandbox.requests).toHaveLength(1);
    sandbox.addVideo({ id: 'mine', replicaId: SEED.replica, createdAt: ago(50) });
    sandbox.addVideo({ id: 'other', replicaId: SEED.otherReplica, createdAt: ago(40) });
    sandbox.addVideo({ status: 'generating', replicaId: SEED.replica, createdAt: ago(30) });
    expect(await next()).toEqual(['mine']);
    expect(sandbox.requests).toHaveLength(4);
    expect(await poll(MINE)).toEqual(['mine', 'past']);
    expect(sandbox.requests).toHaveLength(1);
    expect(await poll({ replica_id: SEED.otherReplica })).toEqual(['other']);
    expect(await poll()).toEqual(['other', 'mine', 'past']);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('many are requested in several polls', async () => {
    sandbox.addVideos(25, (index) => ({ replicaId: SEED.replica, createdAt: ago(60 + index) }));
    expect(await poll(MINE)).toHaveLength(10);
    expect(sandbox.requests).toHaveLength(11);
    expect(await poll(MINE)).toHaveLength(20);
    expect(await poll(MINE)).toHaveLength(25);
    expect(sandbox.requests).toHaveLength(6);
  });

  test('what cannot be requested now fires later', async () => {
    sandbox.addVideo({ id: 'late', replicaId: SEED.replica, createdAt: ago(60) });
    sandbox.fault({ kind: 'status', status: 500, when: single });
    expect((await errorOf(run(perform, MINE))).message).toMatch(
      /^Tavus could not list your videos: its service has a problem/,
    );
    sandbox.addVideo({ id: 'later', replicaId: SEED.replica, createdAt: ago(50) });
    sandbox.fault({ kind: 'status', status: 500, when: single });
    expect(await poll(MINE)).toHaveLength(1);
    sandbox.fault({
      kind: 'status',
      status: 400,
      body: { error: 'Invalid video_id' },
      when: single,
    });
    expect(await poll(MINE)).toHaveLength(1);
  });

  test('the editor shows those of the replica', async () => {
    sandbox.addVideo({ id: 'mine', replicaId: SEED.replica, createdAt: ago(50) });
    sandbox.addVideo({ id: 'other', replicaId: SEED.otherReplica, createdAt: ago(40) });
    expect(await poll({ replica_id: SEED.otherReplica }, { isLoadingSample: true })).toEqual([
      'other',
    ]);
  });
});

// ---- what is looked at

describe.each(ORDERS)('%s', (listOrder) => {
  beforeEach(() => {
    sandbox.behaviour.listOrder = listOrder;
  });

  test('what was created in the last 24 hours, newest first', async () => {
    sandbox.addVideo({ id: 'old', createdAt: ago(DAY + 60) });
    sandbox.addVideo({ id: 'early', createdAt: ago(DAY - 60) });
    sandbox.addVideo({ id: 'late', createdAt: ago(60) });
    expect(await poll()).toEqual(['late', 'early']);
  });

  test.each([10, 1000, 100_000])(
    'nothing new among %i: one request, and with the oldest first two',
    async (count) => {
      sandbox.addVideos(count, (index) => ({ createdAt: ago(2 * DAY + index) }));
      await poll();
      const isFew = listOrder === 'newest_first' || count < 100;
      expect(sandbox.requests).toHaveLength(isFew ? 1 : 2);
    },
    30_000,
  );

  test('many new ones: all of them, a request for each hundred', async () => {
    sandbox.addVideos(500, (index) => ({ createdAt: ago(2 * DAY + index) }));
    sandbox.addVideos(230, (index) => ({ id: `new${index}`, createdAt: ago(60 + index) }));
    await poll();
    expect(new Set(await poll()).size).toBe(230);
    expect(sandbox.requests.length).toBeLessThanOrEqual(5);
  });
});

test.each(['rfc_1123', 'iso'] as const)('dates as %s', async (videoDates) => {
  sandbox.behaviour.videoDates = videoDates;
  sandbox.addVideo({ id: 'old', createdAt: ago(DAY + 60) });
  sandbox.addVideo({ id: 'late', createdAt: ago(60) });
  expect(await poll()).toEqual(['late']);
});

test.each([null, '', 'yesterday'])('a date that says nothing (%j) counts as new', async (date) => {
  sandbox.addVideo({ id: 'dateless', answered: { created_at: date }, createdAt: ago(60) });
  expect(await poll()).toEqual(['dateless']);
});

test('what has no ID is no video', async () => {
  sandbox.addVideo({ id: 'late', createdAt: ago(60) });
  sandbox.addVideo({ answered: { video_id: '' }, createdAt: ago(60) });
  expect(await poll()).toEqual(['late']);
  expect(await poll({}, { isLoadingSample: true })).toEqual(['late', SEED.video]);
});

// ---- odd worlds

const WORLDS: readonly (readonly [string, Partial<Behaviour>])[] = [
  ['by last change', { listOrder: 'last_changed_first' }],
  ['by last change, the oldest first', { listOrder: 'last_changed_last' }],
  ['in no order', { listOrder: 'shuffled' }],
  ['in another order each time', { listOrder: 'turning' }],
  ['short pages', { longestPage: 30 }],
  ['short pages, the oldest first', { longestPage: 30, listOrder: 'oldest_first' }],
  ['no total', { totalCount: 'missing' }],
  ['pages from 1', { videoPagesFrom: 1 }],
  ['pages from 1, the oldest first', { videoPagesFrom: 1, listOrder: 'oldest_first' }],
  ['pages that repeat the last', { pageBeyondEnd: 'last' }],
];

test.each(WORLDS)('%s: each video fires once', async (_title, behaviour) => {
  Object.assign(sandbox.behaviour, behaviour);
  sandbox.addVideos(170, (index) => ({ createdAt: ago(2 * DAY + 60 * index) }));
  const { turnOn, next } = zap();
  await turnOn();
  const ids: string[] = [];
  const fired: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    if (round < 3) ids.push(await generate());
    sandbox.clock.advance(60);
    fired.push(...(await next()));
    expect(sandbox.requests.length).toBeLessThan(30);
  }
  expect(fired.sort()).toEqual(ids.sort());
});

test('a list in no order that is too long to be read: it says so', async () => {
  sandbox.behaviour.listOrder = 'shuffled';
  sandbox.addVideos(6000, (index) => ({ createdAt: ago(2 * DAY + 60 * index) }));
  const error = await errorOf(run(perform));
  expect(error.message).toMatch(
    /^The app could read only 5000 of your videos, and found no new ones\. /,
  );
});

// ---- when something goes wrong

test('if a later page fails, what was read is given', async () => {
  sandbox.addVideos(150, (index) => ({ id: `v${index}`, createdAt: ago(60 + index) }));
  sandbox.fault({ kind: 'status', status: 500, after: 1, when: LIST });
  expect(await poll()).toHaveLength(100);
  expect(await poll()).toHaveLength(150);
});

test('if the list is slow, what was read in time is given, and the rest by a faster poll', async () => {
  sandbox.addVideos(150, (index) => ({ id: `v${index}`, createdAt: ago(60 + index) }));
  setLimits({ step: 6.3 });
  sandbox.fault({ kind: 'delay', seconds: 0.4, when: LIST });
  expect(await poll()).toHaveLength(100);
  expect(await poll()).toHaveLength(150);
});

test('if a later page fails when a Zap is turned on, it stays off: else it would fire for the past', async () => {
  sandbox.addVideos(150, (index) => ({ id: `v${index}`, createdAt: ago(60 + index) }));
  const turnOn = () => run(perform, {}, { isPopulatingDedupe: true });
  sandbox.fault({ kind: 'status', status: 500, after: 1, when: LIST });
  expect((await errorOf(turnOn())).message).toMatch(/its service has a problem/);
  setLimits({ step: 6.3 });
  sandbox.fault({ kind: 'delay', seconds: 0.4, times: 2, when: LIST });
  expect(await turnOn()).toHaveLength(150);
  setLimits({ step: 0.5 });
  sandbox.fault({ kind: 'delay', seconds: 0.4, times: 2, when: LIST });
  expect((await errorOf(turnOn())).message).toMatch(/it did not reply in time/);
});

test('if the first fails, the poll does', async () => {
  sandbox.fault({ kind: 'status', status: 500, when: LIST });
  const error = await errorOf(run(perform));
  expect(error.message).toMatch(/^Tavus could not list your videos: its service has a problem/);
});

test.each<[string, () => Promise<unknown>]>([
  ['never answers', () => new Promise(() => undefined)],
  ['fails', () => Promise.reject(new Error('The cache is gone'))],
  ['remembers nonsense', () => Promise.resolve({ oldestFirstTotal: 'many' })],
])('with a cache that %s, a poll is slower and not wrong', async (_title, answer) => {
  setLimits({ cache: 0.01 });
  sandbox.behaviour.listOrder = 'oldest_first';
  sandbox.addVideos(150, (index) => ({ createdAt: ago(2 * DAY + index) }));
  sandbox.addVideo({ id: 'late', createdAt: ago(60) });
  const fired = await run((z, bundle) => {
    const cache = { get: answer, set: answer, delete: answer };
    return perform(Object.assign(Object.create(z), { cache }), bundle);
  });
  expect(fired.map(({ id }) => id)).toEqual(['late']);
});

// ---- in the editor

describe('samples', () => {
  const EDITOR = { isLoadingSample: true };

  test('the three newest that fit, however old', async () => {
    for (let index = 0; index < 5; index += 1) {
      sandbox.addVideo({ id: `v${index}`, createdAt: ago((10 + index) * DAY) });
    }
    sandbox.addVideo({ status: 'generating', createdAt: ago(60) });
    expect(await poll({}, EDITOR)).toEqual(['v0', 'v1', 'v2']);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('without any, the editor shows the sample', async () => {
    sandbox.deleteVideo(SEED.video);
    expect(await poll({}, EDITOR)).toEqual([]);
  });

  test('they are narrowed as well', async () => {
    expect(await poll({ outcome: 'failed' }, EDITOR)).toEqual([SEED.failedVideo]);
    expect(await poll({ replica_id: SEED.otherReplica }, EDITOR)).toEqual([]);
  });

  test('it does not go through a long list for them', async () => {
    sandbox.addVideos(5000, (index) => ({ status: 'error', createdAt: ago(index) }));
    expect(await poll({}, EDITOR)).toEqual([]);
    expect(sandbox.requests.length).toBeLessThanOrEqual(6);
  });
});
