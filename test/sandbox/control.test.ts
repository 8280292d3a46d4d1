import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readValue } from '../../sandbox/reading.ts';
import { type Sandbox, SEED, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, create } from './asking.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

function control(request: string, body?: unknown) {
  return ask(sandbox, request, body, null);
}

test('plays a call, with the given lines or with default ones', async () => {
  const id = await create(sandbox);
  const lines = [
    ['user', 'Hello.'],
    ['assistant', 'Hello!'],
  ];
  const reply = await control(`POST /sandbox/conversations/${id}/call`, { lines });
  expect(reply).toMatchObject({
    status: 200,
    body: { conversation_id: id, status: 'ended', now: '2026-11-20T12:00:10.000Z' },
  });
  expect(sandbox.conversation(id)?.lines).toMatchObject([
    { role: 'user', content: 'Hello.' },
    { role: 'assistant', content: 'Hello!' },
  ]);
  const other = await create(sandbox);
  await control(`POST /sandbox/conversations/${other}/call`);
  expect(sandbox.conversation(other)?.lines.length).toBeGreaterThan(1);
});

test('explains what is wrong', async () => {
  const id = await create(sandbox);
  for (const lines of ['Hello', [['user']], [['nobody', 'Hello']], [3]]) {
    const reply = await control(`POST /sandbox/conversations/${id}/call`, { lines });
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining('lines') } });
  }
  expect(sandbox.conversation(id)).toMatchObject({ status: 'active', lines: [] });
  expect((await control('POST /sandbox/conversations/c000/call')).status).toBe(404);
  sandbox.clock.advance(300);
  expect((await control(`POST /sandbox/conversations/${id}/call`)).status).toBe(409);
  expect((await control('POST /sandbox/clock', { advance_seconds: 'ten' })).status).toBe(400);
  expect((await control('POST /sandbox/clock', { advance_seconds: -1 })).status).toBe(400);
  expect((await control('POST /sandbox/clock', [])).status).toBe(400);
  expect((await control('GET /sandbox/clock')).status).toBe(404);
});

test('advances the clock', async () => {
  const id = await create(sandbox);
  const reply = await control('POST /sandbox/clock', { advance_seconds: 300 });
  expect(reply.body).toEqual({ now: '2026-11-20T12:05:00.000Z' });
  expect(sandbox.conversation(id)?.status).toBe('ended');
});

test('lists the requests without its own, and faults do not hit it', async () => {
  sandbox.fault({ kind: 'reset_before' });
  expect((await control('GET /sandbox/requests')).body).toEqual({ requests: [] });
  sandbox.clearFaults();
  await create(sandbox);
  expect((await control('GET /sandbox/requests')).body).toMatchObject({
    requests: [{ method: 'POST', path: '/v2/conversations', status: 200 }],
  });
});

test('starts over', async () => {
  await create(sandbox);
  expect((await control('POST /sandbox/reset')).status).toBe(200);
  expect(sandbox.conversations).toEqual([]);
  expect(sandbox.requests).toEqual([]);
});

test('trains a replica', async () => {
  const request = { name: 'Pia', model_name: 'phoenix-4.5', fails: 'tuning' };
  const reply = await control('POST /sandbox/replicas', request);
  const id = String(readValue(reply.body, 'replica_id'));
  await control('POST /sandbox/clock', { advance_seconds: 60 });
  expect(sandbox.replica(id)).toMatchObject({
    name: 'Pia',
    modelName: 'phoenix-4.5',
    status: 'completed',
    finetuneStatus: 'training',
  });
  await control('POST /sandbox/clock', { advance_seconds: 4 * 3600 });
  expect(sandbox.replica(id)?.finetuneStatus).toBe('errored');
  expect((await control('POST /sandbox/replicas')).status).toBe(200);
  expect((await control('POST /sandbox/replicas', { fails: 'yes' })).status).toBe(400);
});

test('edits a persona in PAL Maker', async () => {
  expect((await control(`POST /sandbox/personas/${SEED.persona}/edit`)).status).toBe(200);
  expect(sandbox.persona(SEED.persona)?.hasUnpublishedEdits).toBe(true);
  expect((await control('POST /sandbox/personas/p000/edit')).status).toBe(404);
});
