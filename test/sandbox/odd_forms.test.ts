import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Sandbox, SEED, startSandbox, type TimeForm } from '../../sandbox/sandbox.ts';

/** Worlds outside the contract, so nothing here is held against it. */

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.500Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

async function asked(request: string, body?: object): Promise<{ status: number; body: unknown }> {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const create = (body: object = {}) =>
  asked('POST /v2/conversations', { persona_id: SEED.persona, ...body });

function talk(): string {
  const id = sandbox.conversations.at(-1)?.id ?? '';
  sandbox.playCall(id, [
    ['assistant', 'Hello!'],
    ['user', 'Hello.'],
  ]);
  sandbox.clock.advance(200);
  return id;
}

test.each<[TimeForm, unknown]>([
  ['of_its_age', '2026-11-20T12:00:00.500961Z'],
  ['rfc_1123', 'Fri, 20 Nov 2026 12:00:00 GMT'],
  ['hours_offset', '2026-11-20T12:00:00.500961+00'],
  ['other_zone', '2026-11-20T08:30:00.500961-03:30'],
  ['spaces', '2026-11-20 12:00:00.500961 +00:00'],
  ['no_zone', '2026-11-20T12:00:00.500961'],
  ['epoch_seconds', 1795176000.5],
  ['epoch_milliseconds', 1795176000500],
  ['epoch_text', '1795176000500'],
])('%s: every date', async (form, written) => {
  sandbox.behaviour.timeForm = form;
  expect(await create()).toMatchObject({ body: { created_at: written } });
  const id = talk();
  expect(await asked(`GET /v2/conversations/${id}?verbose=true`)).toMatchObject({
    body: {
      created_at: written,
      events: expect.arrayContaining([
        expect.objectContaining({ event_type: 'system.replica_joined', timestamp: written }),
      ]),
    },
  });
  const list = await asked('GET /v2/conversations');
  expect(list).toMatchObject({ body: { data: [{ created_at: written }] } });
});

test.each<[TimeForm, unknown]>([
  ['rfc_1123', 'Fri, 20 Nov 2026 12:00:05 GMT'],
  ['epoch_milliseconds', 1795176005500],
])('%s: the turns of a transcript too', async (form, written) => {
  sandbox.behaviour.timeForm = form;
  await create();
  const { body } = await asked(`GET /v2/conversations/${talk()}?verbose=true`);
  expect(JSON.stringify(body)).toContain(
    `"role":"user","content":"Hello.","timestamp":${JSON.stringify(written)}`,
  );
});

test('speakers under other names; the prompt keeps its own', async () => {
  for (const age of ['2025', 'autumn_2026'] as const) {
    sandbox.behaviour.age = age;
    sandbox.behaviour.roleNames = { user: 'participant', assistant: 'pal' };
    await create();
    const { body } = await asked(`GET /v2/conversations/${talk()}?verbose=true`);
    const roles = [...JSON.stringify(body).matchAll(/"role":"(\w+)"/g)].map(([, role]) => role);
    expect(roles).toEqual(['system', 'pal', 'participant']);
  }
});

test.each([
  ['code', 'participant_left_timeout reached'],
  ['words', 'Participant left timeout reached.'],
  ['capitals', 'PARTICIPANT_LEFT_TIMEOUT_REACHED'],
  ['camel_case', 'participantLeftTimeoutReached'],
] as const)('reasons as %s', async (form, written) => {
  sandbox.behaviour.reasonForm = form;
  await create();
  expect(await asked(`GET /v2/conversations/${talk()}?verbose=true`)).toMatchObject({
    body: {
      shutdown_reason: written,
      events: expect.arrayContaining([
        expect.objectContaining({
          properties: { replica_id: SEED.replica, shutdown_reason: written },
        }),
      ]),
    },
  });
});

describe('errors as FastAPI words them', () => {
  beforeEach(() => {
    sandbox.behaviour.errorForm = 'fastapi';
  });

  test('validation errors with their places', async () => {
    expect(await create({ foo: 1, properties: { language: 'de' } })).toEqual({
      status: 422,
      body: {
        detail: [
          { type: 'value_error', loc: ['body', 'foo'], msg: 'Unknown field.' },
          {
            type: 'value_error',
            loc: ['body', 'properties', 'language'],
            msg: 'Shorter than minimum length 3.',
          },
        ],
      },
    });
    expect(await create({ face_id: 'r1', replica_id: 'r1' })).toMatchObject({
      body: { detail: [{ loc: ['body'], msg: expect.stringContaining('Only one of') }] },
    });
  });

  test('other texts', async () => {
    expect(await create({ replica_id: 'r0' })).toEqual({
      status: 400,
      body: { detail: 'Invalid replica_uuid' },
    });
  });

  test('successes do not change', async () => {
    expect(await create()).toMatchObject({ status: 200, body: { status: 'active' } });
  });
});

describe('recordings', () => {
  const place = {
    enable_recording: true,
    recording_storage: { provider: 's3', bucket_name: 'calls' },
  };

  async function recordings(id: string): Promise<unknown[]> {
    sandbox.leave(id);
    sandbox.clock.advance(30);
    const { body } = await asked(`GET /v2/conversations/${id}?verbose=true`);
    const { events } = Object(body);
    return events.filter(({ event_type }: { event_type: string }) => /recording/.test(event_type));
  }

  test('two in one call have an event each', async () => {
    await create({ properties: place });
    const id = sandbox.conversations.at(-1)?.id ?? '';
    sandbox.join(id, { record: true });
    sandbox.clock.advance(10);
    sandbox.stopRecording(id);
    sandbox.clock.advance(5);
    sandbox.startRecording(id);
    sandbox.startRecording(id);
    sandbox.clock.advance(60);
    sandbox.stopRecording(id);
    sandbox.startRecording(id, { copyFails: true });
    sandbox.clock.advance(3);
    const seen = await recordings(id);
    expect(seen).toMatchObject([
      { properties: { duration: 10 } },
      { properties: { duration: 60 } },
      { event_type: 'application.recording_copy_failed' },
    ]);
    expect(new Set(seen.map((each) => Object(each).properties.s3_key)).size).toBe(3);
  });

  test('are not made unless the request allows them', async () => {
    await create();
    const id = sandbox.conversations.at(-1)?.id ?? '';
    sandbox.join(id);
    sandbox.startRecording(id);
    expect(await recordings(id)).toEqual([]);
  });
});
