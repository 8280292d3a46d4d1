import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readValue } from '../../sandbox/reading.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, create, data } from './asking.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

/** What the list of one's own faces says of the newest one. */
async function newest() {
  const own = data(await ask(sandbox, 'GET /v2/faces?face_type=user&verbose=true&limit=100'));
  const face = own.at(-1) ?? {};
  return ['status', 'finetune_status', 'error_message'].map((name) => readValue(face, name));
}

test('phoenix-4.5: started, then a preview that can be used, then tuned', async () => {
  const { id } = sandbox.trainReplica({ name: 'Pia' });
  expect(await newest()).toEqual(['started', null, null]);
  sandbox.clock.advance(59);
  expect(await newest()).toEqual(['started', null, null]);
  sandbox.clock.advance(1);
  expect(await newest()).toEqual(['completed', 'training', null]);
  await create(sandbox, { replica_id: id });
  sandbox.clock.advance(4 * 3600 - 61);
  expect(await newest()).toEqual(['completed', 'training', null]);
  sandbox.clock.advance(1);
  expect(await newest()).toEqual(['completed', 'completed', null]);
  expect(sandbox.replica(id)?.updatedAt.toISOString()).toBe('2026-11-20T16:00:00.000Z');
});

test('other models have no preview', async () => {
  sandbox.trainReplica({ modelName: 'phoenix-4' });
  sandbox.clock.advance(4 * 3600 - 1);
  expect(await newest()).toEqual(['started', null, null]);
  sandbox.clock.advance(1);
  expect(await newest()).toEqual(['completed', null, null]);
});

test('training and tuning can fail', async () => {
  sandbox.trainReplica({ fails: 'training' });
  sandbox.clock.advance(5 * 3600);
  expect(await newest()).toEqual([
    'error',
    null,
    expect.stringContaining('Your consent phrase does not match our requirements.'),
  ]);
  sandbox.trainReplica({ fails: 'tuning' });
  sandbox.clock.advance(5 * 3600);
  expect(await newest()).toEqual(['completed', 'errored', null]);
});

test('the older names have it too, since autumn 2026', async () => {
  sandbox.trainReplica();
  sandbox.clock.advance(60);
  const list = 'GET /v2/replicas?replica_type=user';
  expect(data(await ask(sandbox, list)).at(-1)).toMatchObject({ finetune_status: 'training' });
  sandbox.behaviour.age = 'may_2026';
  expect(data(await ask(sandbox, list)).at(-1)).not.toHaveProperty('finetune_status');
});
