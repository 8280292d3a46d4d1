import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Sandbox, SEED, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, create, events } from './asking.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.500Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const STORAGE = {
  s3: { provider: 's3', bucket_name: 'calls' },
  gcs: { provider: 'gcs', bucket_name: 'calls' },
  azure_blob: { provider: 'azure_blob', storage_account: 'acme', container: 'calls' },
};

async function talk(provider: keyof typeof STORAGE = 's3'): Promise<string> {
  const id = await create(sandbox, {
    callback_url: 'https://hooks.example.com/a',
    properties: { enable_recording: true, recording_storage: STORAGE[provider] },
  });
  sandbox.playCall(
    id,
    [
      ['assistant', 'Hello!'],
      ['user', 'Hello.'],
    ],
    { record: true },
  );
  sandbox.clock.advance(200);
  return id;
}

const KEY = /^tavus\/c[0-9a-f]{12}\/\d+$/;

describe('2025', () => {
  beforeEach(() => {
    sandbox.behaviour.age = '2025';
  });

  test('microseconds, one joining event, bare transcript, short recording', async () => {
    const seen = await events(sandbox, await talk());
    expect([...seen.values()]).toEqual([
      {
        event_type: 'system.replica_joined',
        timestamp: '2026-11-20T12:00:00.500961Z',
        properties: { replica_id: SEED.replica },
      },
      {
        event_type: 'system.shutdown',
        timestamp: '2026-11-20T12:00:10.500961Z',
        properties: { replica_id: SEED.replica, shutdown_reason: 'participant_left_timeout' },
      },
      {
        event_type: 'application.transcription_ready',
        timestamp: '2026-11-20T12:00:15.500961Z',
        properties: {
          replica_id: SEED.replica,
          transcript: [
            { role: 'system', content: expect.any(String) },
            { role: 'assistant', content: 'Hello!' },
            { role: 'user', content: 'Hello.' },
          ],
        },
      },
      {
        event_type: 'application.recording_ready',
        timestamp: '2026-11-20T12:00:30.500961Z',
        properties: { bucket_name: 'calls', s3_key: expect.stringMatching(KEY), duration: 10 },
      },
      expect.objectContaining({ event_type: 'application.perception_analysis' }),
    ]);
  });

  test('the answer to create has no policy', async () => {
    const reply = await ask(sandbox, 'POST /v2/conversations', { persona_id: SEED.persona });
    expect(reply.body).not.toHaveProperty('policy');
  });
});

describe('May 2026', () => {
  beforeEach(() => {
    sandbox.behaviour.age = 'may_2026';
  });

  test('whole seconds, a shorter name for the reason, richer entries in epoch seconds', async () => {
    const id = await talk();
    const seen = await events(sandbox, id);
    expect(seen.get('system.shutdown')).toEqual({
      event_type: 'system.shutdown',
      timestamp: '2026-11-20T12:00:10Z',
      properties: { reason: 'participant_left_timeout' },
    });
    const start = Date.parse('2026-11-20T12:00:00.500Z') / 1000;
    expect(seen.get('application.transcription_ready')).toMatchObject({
      properties: {
        transcript: [
          { role: 'system', timestamp: start, seconds_from_start: 0, duration: 0 },
          { role: 'assistant', timestamp: start, duration: 2.15, inference_id: expect.any(String) },
          { role: 'user', timestamp: start + 5, seconds_from_start: 5, duration: 2.15 },
        ],
      },
    });
    expect(seen.has('system.pal_joined')).toBe(false);
    const verbose = await ask(sandbox, `GET /v2/conversations/${id}?verbose=true`);
    expect(verbose.body).toMatchObject({
      shutdown_reason: 'participant_left_timeout',
      created_at: '2026-11-20T12:00:00Z',
    });
  });

  test('callbacks keep the longer name, with " reached"', async () => {
    await talk();
    const shutdown = sandbox.deliveries.find((each) => each.event.event_type === 'system.shutdown');
    expect(shutdown?.event.properties).toEqual({
      replica_id: SEED.replica,
      shutdown_reason: 'participant_left_timeout reached',
    });
  });
});

describe('autumn 2026', () => {
  test('both joining events with the same payload', async () => {
    const seen = await events(sandbox, await talk());
    const joined = seen.get('system.replica_joined');
    expect(seen.get('system.pal_joined')).toEqual({ ...joined, event_type: 'system.pal_joined' });
    expect(joined).toMatchObject({ properties: { replica_id: SEED.replica } });
    sandbox.behaviour.names = 'new';
    const renamed = await events(sandbox, await talk());
    expect(renamed.get('system.pal_joined')).toMatchObject({
      properties: { face_id: SEED.replica },
    });
  });

  test('recordings have a provider and an address', async () => {
    for (const [provider, start] of [
      ['s3', 's3://calls/tavus/'],
      ['gcs', 'gs://calls/tavus/'],
      ['azure_blob', 'https://acme.blob.core.windows.net/calls/tavus/'],
    ] as const) {
      const seen = await events(sandbox, await talk(provider));
      expect(seen.get('application.recording_ready')).toMatchObject({
        properties: {
          storage_provider: provider,
          storage_uri: expect.stringContaining(start),
          s3_key: expect.stringMatching(KEY),
          duration: 10,
        },
      });
    }
  });

  test('transcript times are numbers in one call and ISO 8601 in the next', async () => {
    const times = async (id: string) =>
      (await events(sandbox, id)).get('application.transcription_ready');
    expect(await times(await talk())).toMatchObject({
      properties: { transcript: [{}, { timestamp: expect.any(Number) }, {}] },
    });
    expect(await times(await talk())).toMatchObject({
      properties: { transcript: [{}, { timestamp: expect.stringMatching(/Z$/) }, {}] },
    });
  });

  test('the answer to create has the policy', async () => {
    const body = { persona_id: SEED.persona, policy: 'eu' };
    const reply = await ask(sandbox, 'POST /v2/conversations', body);
    expect(reply.body).toMatchObject({ policy: 'eu' });
  });
});

test('a conversation may have its own age and names', async () => {
  const { id } = sandbox.addConversation({
    age: 'may_2026',
    names: 'new',
    shutdownReason: 'max_call_duration',
  });
  const { body } = await ask(sandbox, `GET /v2/conversations/${id}?verbose=true`);
  expect(body).toMatchObject({
    face_id: SEED.replica,
    pal_id: SEED.defaultPersona,
    shutdown_reason: 'max_call_duration',
    created_at: '2026-11-20T11:00:00Z',
  });
  expect(body).not.toHaveProperty('replica_id');
});
