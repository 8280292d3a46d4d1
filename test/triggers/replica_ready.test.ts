import { describe, expect, test } from '@jest/globals';
import { replica as sampleOfSearch } from '../../samples/replica.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform } from '../../triggers/replica_ready.ts';
import { setLimits } from '../limits.ts';
import { errorOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** A replica fires when it can be used, or has failed: not before, and with one request. */

useClockOfSandbox();

const HOUR = 3600;

async function fired(fields = {}, meta = {}) {
  const records = await run(perform, fields, meta);
  return records.map(({ id }) => id);
}

/** Those that the seed has: two that can be used, one in training, one that has failed. */
const SEEDED = [SEED.otherReplica, SEED.replica];

describe('the training', () => {
  test('of Phoenix-4.5: fires when it is tuned', async () => {
    const { id } = sandbox.trainReplica({ name: 'Nadia' });
    expect(await fired()).toEqual(SEEDED);
    sandbox.clock.advance(60);
    expect(sandbox.replica(id)).toMatchObject({ status: 'completed', finetuneStatus: 'training' });
    expect(await fired()).toEqual(SEEDED);
    sandbox.clock.advance(4 * HOUR);
    expect(await fired()).toEqual([id, ...SEEDED]);
  });

  test('of Phoenix-4.5: fires with its preview if that is accepted, under the same id', async () => {
    const { id } = sandbox.trainReplica();
    expect(await fired({ accept_preview: 'yes' })).toEqual(SEEDED);
    sandbox.clock.advance(60);
    expect(await fired({ accept_preview: 'yes' })).toEqual([id, ...SEEDED]);
    expect(await fired({ accept_preview: 'no' })).toEqual(SEEDED);
    sandbox.clock.advance(4 * HOUR);
    expect(await fired({ accept_preview: 'yes' })).toEqual([id, ...SEEDED]);
  });

  test('of other models: fires at its end', async () => {
    const { id } = sandbox.trainReplica({ modelName: 'phoenix-4' });
    sandbox.clock.advance(4 * HOUR - 1);
    expect(await fired({ accept_preview: 'yes' })).toEqual(SEEDED);
    sandbox.clock.advance(1);
    expect(await fired()).toEqual([id, ...SEEDED]);
  });

  test('that fails fires only if that is chosen, and says why', async () => {
    const { id } = sandbox.trainReplica({ fails: 'training' });
    sandbox.clock.advance(5 * HOUR);
    expect(await fired()).toEqual(SEEDED);
    expect(await fired({ outcome: 'ready' })).toEqual(SEEDED);
    expect(await fired({ outcome: 'failed' })).toEqual([id, SEED.failedReplica]);
    expect(await fired({ outcome: 'Ready or Failed' })).toEqual([
      id,
      SEED.failedReplica,
      ...SEEDED,
    ]);
    const [failed] = await run(perform, { outcome: 'failed' });
    expect(failed).toMatchObject({
      status: 'error',
      error_message: expect.stringContaining(
        'Your consent phrase does not match our requirements.',
      ),
      is_preview: false,
    });
  });

  test('whose tuning fails stays a preview, and has failed', async () => {
    const { id } = sandbox.trainReplica({ fails: 'tuning' });
    sandbox.clock.advance(5 * HOUR);
    expect(await fired()).toEqual(SEEDED);
    expect(await fired({ accept_preview: 'yes' })).toEqual([id, ...SEEDED]);
    const [failed] = await run(perform, { outcome: 'failed' });
    expect(failed).toMatchObject({
      id,
      status: 'completed',
      finetune_status: 'errored',
      is_preview: true,
      error_message:
        'The tuning of this replica failed, so it stays a preview with a watermark. Create a new replica to try again.',
    });
  });
});

describe('what Tavus says', () => {
  function tell(...faces: object[]): void {
    sandbox.fault({ kind: 'json', value: { data: faces, total_count: faces.length } });
  }

  test.each([
    [{ status: 'completed' }, true],
    [{ status: 'completed', finetune_status: null }, true],
    [{ status: 'completed', finetune_status: '' }, true],
    [{ status: 'Ready', finetune_status: 'COMPLETED' }, true],
    [{ status: 'completed', finetune_status: 'queued' }, false],
    [{ status: 'started' }, false],
    [{ status: null }, false],
    [{}, false],
    [{ status: 'error', finetune_status: 'completed' }, false],
  ])('%j is ready: %j', async (face, isReady) => {
    tell({ face_id: 'r1', ...face });
    expect(await fired()).toEqual(isReady ? ['r1'] : []);
  });

  test.each([
    [{ status: 'error', error_message: 'No consent.' }, 'No consent.'],
    [{ status: 'Failed' }, 'The training failed, and Tavus does not give a reason.'],
    [{ status: 'completed', finetune_status: 'error', error_message: 'Too dark.' }, 'Too dark.'],
  ])('%j has failed: %s', async (face, error_message) => {
    tell({ face_id: 'r1', ...face });
    expect(await run(perform, { outcome: 'both' })).toMatchObject([{ id: 'r1', error_message }]);
  });

  test('under its older names it is understood too, and what has no id is left out', async () => {
    const known = { replica_id: 'r1', replica_name: 'Anna', replica_type: 'user' };
    tell({ ...known, status: 'completed' }, { status: 'completed' });
    expect(await run(perform)).toMatchObject([{ id: 'r1', replica_name: 'Anna', is_stock: false }]);
  });

  test('the newest are first, those without a date last', async () => {
    const face = (face_id: string, dates: object) => ({ face_id, status: 'completed', ...dates });
    tell(
      face('r1', {}),
      face('r2', { updated_at: '2026-11-19T10:00:00Z' }),
      face('r3', { created_at: '2026-11-20T10:00:00Z' }),
      face('r4', { created_at: '2026-11-01T10:00:00Z', updated_at: '2026-11-20T11:00:00Z' }),
    );
    expect(await fired()).toEqual(['r4', 'r3', 'r2', 'r1']);
  });
});

describe('requests', () => {
  test('one, for one’s own replicas', async () => {
    await run(perform);
    expect(sandbox.requests).toMatchObject([
      {
        method: 'GET',
        path: '/v2/faces',
        query: { face_type: 'user', verbose: 'true', limit: '100', page: '1' },
      },
    ]);
  });

  test('one more for each further hundred, and each replica fires once', async () => {
    for (let index = 0; index < 101; index += 1) sandbox.addReplica();
    expect(await fired()).toHaveLength(103);
    expect(sandbox.requests).toHaveLength(2);
  });

  test('no more if pages repeat, whatever the total says', async () => {
    const face = { face_id: 'r1', status: 'completed' };
    const value = { data: [face], total_count: 5000 };
    sandbox.fault({ kind: 'json', value, times: 99 });
    expect(await fired()).toEqual(['r1']);
    expect(sandbox.requests).toHaveLength(2);
  });

  test('a failure is returned', async () => {
    sandbox.fault({ kind: 'status', status: 500 });
    expect((await errorOf(run(perform))).message).toContain('Tavus could not list your replicas');
  });
});

test('turning on gives all that is ready, so that it is known; the editor shows three', async () => {
  for (let index = 0; index < 5; index += 1) sandbox.addReplica();
  expect(await fired({}, { isPopulatingDedupe: true })).toHaveLength(7);
  expect(await fired({}, { isLoadingSample: true })).toHaveLength(3);
});

test('stays off if there is no time for all of them, because it would fire for the rest later', async () => {
  for (let index = 0; index < 101; index += 1) sandbox.addReplica();
  setLimits({ request: 0.1 });
  sandbox.fault({ kind: 'never_answer', after: 1 });
  expect(await fired()).toHaveLength(98);
  sandbox.fault({ kind: 'never_answer', after: 1 });
  expect((await errorOf(run(perform, {}, { isPopulatingDedupe: true }))).message).toBe(
    'Tavus could not list your replicas: it did not reply in time. Try again in a few minutes.',
  );
});

test('every key is there', async () => {
  for (const record of await run(perform, { outcome: 'both' })) {
    expect(Object.keys(record)).toEqual(Object.keys(sampleOfSearch));
  }
});

test('rejects an unknown outcome', async () => {
  expect((await errorOf(run(perform, { outcome: 'maybe' }))).message).toContain(
    'Outcome accepts Ready, Failed or Ready or Failed, not "maybe".',
  );
});
