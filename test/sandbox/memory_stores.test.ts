import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readValue } from '../../sandbox/reading.ts';
import { type Sandbox, SEED, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, create, data } from './asking.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const PAIR = { pal_id: SEED.persona, participant_tag: 'crm-42' };
const OF_PAIR = `GET /v2/memory-stores?pal_id=${SEED.persona}&participant_tag=crm-42`;

async function newStore(): Promise<string> {
  const { body } = await ask(sandbox, 'POST /v2/memory-stores', PAIR);
  return String(readValue(body, 'memory_store_id'));
}

test('a pair has one store, which is found by the pair', async () => {
  expect(data(await ask(sandbox, OF_PAIR))).toEqual([]);
  const id = await newStore();
  expect(data(await ask(sandbox, OF_PAIR))).toEqual([
    { memory_store_id: id, ...PAIR, created_at: '2026-11-20T12:00:00.000961Z' },
  ]);
  expect((await ask(sandbox, 'POST /v2/memory-stores', PAIR)).status).toBe(409);
  sandbox.addMemoryStore(SEED.persona, 'crm-43');
  sandbox.addMemoryStore(SEED.personaOfOtherReplica, 'crm-42');
  expect(data(await ask(sandbox, OF_PAIR))).toHaveLength(1);
  expect(data(await ask(sandbox, 'GET /v2/memory-stores?participant_tag=crm-42'))).toHaveLength(2);
  expect(data(await ask(sandbox, 'GET /v2/memory-stores'))).toHaveLength(3);
});

test('a conversation with a participant makes their store once, unless it is a test', async () => {
  const participant_tags = ['crm-42'];
  await create(sandbox, { participant_tags, test_mode: true });
  expect(sandbox.memoryStores).toEqual([]);
  await create(sandbox, { participant_tags });
  await create(sandbox, { participant_tags });
  await create(sandbox, { participant_tags: [] });
  expect(sandbox.memoryStores).toMatchObject([
    { personaId: SEED.persona, participantTag: 'crm-42' },
  ]);
  expect((await ask(sandbox, 'POST /v2/memory-stores', PAIR)).status).toBe(409);
});

test('memories are added, even twice, rewritten by their id and deleted', async () => {
  const id = await newStore();
  const path = `/v2/memory-stores/${id}/pinned`;
  const first = await ask(sandbox, `POST ${path}`, { memory: 'Likes tea' });
  await ask(sandbox, `POST ${path}`, { memory: 'Likes tea' });
  const memoryId = String(readValue(first.body, 'memory_id'));
  sandbox.clock.advance(60);
  const rewritten = await ask(sandbox, `PATCH ${path}/${memoryId}`, { memory: 'Likes coffee' });
  expect(rewritten).toMatchObject({ status: 200, body: { memory_id: memoryId } });
  expect((await ask(sandbox, `GET ${path}`)).body).toMatchObject({
    pinned_memories: [
      {
        memory_id: memoryId,
        memory: 'Likes coffee',
        created_at: '2026-11-20T12:00:00.000961Z',
        updated_at: '2026-11-20T12:01:00.000961Z',
      },
      { memory: 'Likes tea' },
    ],
  });
  expect((await ask(sandbox, `PATCH ${path}/pm000`, { memory: 'x' })).status).toBe(404);
  expect((await ask(sandbox, `DELETE ${path}/${memoryId}`)).status).toBe(204);
  expect((await ask(sandbox, `DELETE ${path}/${memoryId}`)).status).toBe(404);
  expect(sandbox.memoryStores[0]?.pinned).toMatchObject([{ memory: 'Likes tea' }]);
});

test('a store holds thirty memories of 500 characters', async () => {
  const texts = Array.from({ length: 29 }, (_, index) => `Fact ${index}`);
  const { id } = sandbox.addMemoryStore(SEED.persona, 'crm-42', texts);
  const post = `POST /v2/memory-stores/${id}/pinned`;
  expect((await ask(sandbox, post, { memory: 'x'.repeat(501) })).body).toEqual({
    error: "Bad Request. {'memory': ['Longer than maximum length 500.']}",
  });
  expect((await ask(sandbox, post, { memory: '😀'.repeat(500) })).status).toBe(200);
  expect((await ask(sandbox, post, { memory: 'One more' })).status).toBe(400);
  expect(sandbox.memoryStores[0]?.pinned).toHaveLength(30);
  const memoryId = sandbox.memoryStores[0]?.pinned[0]?.id;
  const patch = `PATCH /v2/memory-stores/${id}/pinned/${memoryId}`;
  expect((await ask(sandbox, patch, { memory: 'Fact 0, changed' })).status).toBe(200);
});

test('the stores of others are forbidden, unknown ones not found', async () => {
  const { id } = sandbox.addMemoryStore(SEED.persona, 'crm-42', ['Secret'], true);
  expect(data(await ask(sandbox, OF_PAIR))).toEqual([]);
  expect((await ask(sandbox, `GET /v2/memory-stores/${id}/pinned`)).status).toBe(403);
  expect((await ask(sandbox, 'GET /v2/memory-stores/ms000/pinned')).status).toBe(404);
});
