import { describe, expect, test } from '@jest/globals';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform } from '../../searches/find_replica.ts';
import { run, sandbox } from '../tavus_app.ts';

/** The paths and pages of what Tavus was asked. */
const asked = () =>
  sandbox.requests.map(({ path, query }) => (query.page ? `${path} page ${query.page}` : path));

const SAM = {
  id: 'r5a1e50000001',
  replica_id: 'r5a1e50000001',
  replica_name: 'Sam from Sales',
  status: 'completed',
  is_stock: false,
  finetune_status: null,
  is_preview: false,
  error_message: null,
  model_name: 'phoenix-4',
  thumbnail_image_url: null,
  thumbnail_video_url: 'https://cdn.example.com/r5a1e50000001.mp4',
  created_at: '2026-02-02T09:00:00.000Z',
  updated_at: '2026-02-02T09:00:00.000Z',
  matched_whole_name: null,
};

describe('by id', () => {
  test.each(['old', 'new'] as const)('finds the one, under %s names', async (names) => {
    sandbox.behaviour.names = names;
    expect(await run(perform, { replica_id: ' r5a1e50000001 ' })).toEqual([SAM]);
    expect(asked()).toEqual(['/v2/replicas/r5a1e50000001']);
    expect(sandbox.requests[0]?.query).toEqual({ verbose: 'true' });
  });

  test('marks a stock replica', async () => {
    expect(await run(perform, { replica_id: SEED.stockReplica })).toMatchObject([
      { id: 'r57000c000001', replica_name: 'Anna - Office', is_stock: true },
    ]);
  });

  test('finds one that cannot be used yet, and says so', async () => {
    expect(await run(perform, { replica_id: SEED.trainingReplica })).toMatchObject([
      { id: 'r74a190000003', status: 'started' },
    ]);
  });

  test.each(['..', '.', '../personas', 'a/b?c=d#e', 'r1%2F..', 'ü'])(
    'never asks for anything else: %j',
    async (id) => {
      expect(await run(perform, { replica_id: id })).toEqual([]);
      for (const { path, query } of sandbox.requests) {
        expect(path).toMatch(/^\/v2\/replicas\/[^/]+$/);
        expect(query).toEqual({ verbose: 'true' });
      }
    },
  );
});

describe('by name', () => {
  test.each(['old', 'new', 'mixed'] as const)('under %s names', async (names) => {
    sandbox.behaviour.names = names;
    expect(await run(perform, { replica_name: 'Sam from Sales' })).toEqual([
      { ...SAM, matched_whole_name: true },
    ]);
  });

  test('part of the name finds all that have it', async () => {
    const found = await run(perform, { replica_name: 'anna', match: 'part' });
    expect(found.map((each) => each.replica_name)).toEqual([
      'Anna - Office',
      'Anna - Studio',
      'Anna - Home',
      'Anna - Library',
      'Anna - Garden',
    ]);
    expect(asked()).toEqual(['/v2/replicas page 1', '/v2/replicas page 2']);
  });

  test('is found on page two, and looked for no further', async () => {
    for (let index = 0; index < 150; index += 1) sandbox.addReplica();
    expect(await run(perform, { replica_name: 'Zoe - Garden' })).toMatchObject([
      { replica_name: 'Zoe - Garden' },
    ]);
    expect(asked()).toEqual(['/v2/replicas page 1', '/v2/replicas page 2']);
  });
});

describe('what is always there', () => {
  test('the same keys, however little Tavus says', async () => {
    sandbox.fault({ kind: 'json', value: { face_id: 'r90bbd427f71', thumbnail_video_url: '' } });
    expect(await run(perform, { replica_id: 'r90bbd427f71' })).toEqual([
      {
        id: 'r90bbd427f71',
        replica_id: 'r90bbd427f71',
        replica_name: null,
        status: null,
        is_stock: null,
        finetune_status: null,
        is_preview: null,
        error_message: null,
        model_name: null,
        thumbnail_image_url: null,
        thumbnail_video_url: null,
        created_at: null,
        updated_at: null,
        matched_whole_name: null,
      },
    ]);
  });
});

test('shows a preview, a tuned replica, and why a training failed', async () => {
  const { id } = sandbox.trainReplica({ name: 'Nadia' });
  const found = async (replica_id: string) => (await run(perform, { replica_id }))[0];
  expect(await found(id)).toMatchObject({ status: 'started', is_preview: false });
  sandbox.clock.advance(60);
  expect(await found(id)).toMatchObject({
    status: 'completed',
    finetune_status: 'training',
    is_preview: true,
    model_name: 'phoenix-4.5',
  });
  sandbox.clock.advance(4 * 3600);
  expect(await found(id)).toMatchObject({ finetune_status: 'completed', is_preview: false });
  expect(await found(SEED.failedReplica)).toMatchObject({
    status: 'error',
    error_message: expect.stringContaining('Your consent phrase does not match our requirements.'),
  });
});

describe('a list that says little of itself', () => {
  const page = (from: number, count = 100) =>
    Array.from({ length: count }, (_, index) => ({
      replica_id: `r${String(from + index).padStart(11, '0')}`,
      replica_name: `Replica ${from + index}`,
      status: 'completed',
    }));
  const answer = (value: object) => sandbox.fault({ kind: 'json', value });

  test.each([undefined, null, -5, 1.5, 'many', 0])(
    'with the length %j, it is read until nothing comes',
    async (total_count) => {
      answer({ data: page(0), total_count });
      answer({ data: page(100, 99), total_count });
      expect(await run(perform, { replica_name: 'Replica 150' })).toMatchObject([
        { replica_name: 'Replica 150' },
      ]);
      answer({ data: page(0), total_count });
      answer({ data: page(100, 99), total_count });
      answer({ data: [], total_count });
      expect(await run(perform, { replica_name: 'nobody' })).toEqual([]);
      expect(sandbox.requests).toHaveLength(2 + 3);
    },
  );

  test('of a length that is never reached, it ends with what comes again', async () => {
    for (const from of [0, 50, 50]) answer({ data: page(from), total_count: 1000 });
    const parts = await run(perform, { replica_name: 'repl', match: 'part' });
    expect(parts).toHaveLength(150);
    expect(new Set(parts.map(({ id }) => id)).size).toBe(150);
    expect(sandbox.requests).toHaveLength(3);
  });
});
