import { beforeEach, describe, expect, test } from '@jest/globals';
import * as zod from 'zod';
import { perform } from '../../creates/create_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { FIELDS, filledForm, STORAGES, sentBody } from '../create_conversation_fields.ts';
import { requestsOf, run, sandbox } from '../tavus_app.ts';

/** What reaches Tavus. The sandbox refuses with 400 what the contract does not know. */

beforeEach(() => {
  sandbox.behaviour.maxConcurrent = Number.POSITIVE_INFINITY;
});

/**
 * The body of the one request that creates, with the form filled in like that. A conversation is
 * never sent without a name, so it gets one here; it is left out again where it is not the point.
 */
async function bodyOf(
  filledIn: Readonly<Record<string, unknown>>,
  meta: { isLoadingSample?: boolean } = {},
): Promise<unknown> {
  const before = requestsOf('POST').length;
  await run(perform, { conversation_name: 'Demo', ...filledIn }, meta);
  const created = requestsOf('POST').slice(before);
  expect(created.map(({ path, status }) => [path, status])).toEqual([['/v2/conversations', 200]]);
  const body = zod.record(zod.string(), zod.unknown()).parse(created[0]?.body);
  const { conversation_name, ...rest } = body;
  if ('conversation_name' in filledIn) return body;
  expect(conversation_name).toBe('Demo');
  return rest;
}

/** As bodyOf, for a body with names that the contract does not know (yet). */
async function bodyBeyondTheContract(filledIn: Readonly<Record<string, unknown>>) {
  sandbox.fault({
    kind: 'json',
    when: { method: 'POST' },
    value: {
      conversation_id: 'c0000000000ab',
      conversation_name: 'Demo',
      conversation_url: 'https://tavus.daily.co/c0000000000ab',
      status: 'active',
      created_at: '2026-11-20T15:00:00Z',
    },
  });
  return await bodyOf(filledIn);
}

describe('a field alone goes to its place in the body', () => {
  test('replica_id', async () => {
    expect(await bodyOf({ replica_id: SEED.replica })).toEqual({ replica_id: 'r5a1e50000001' });
  });

  test('persona_id', async () => {
    expect(await bodyOf({ persona_id: SEED.persona })).toEqual({ persona_id: 'p5a1e50000001' });
  });

  test.each<[key: string, filledIn: unknown, place: Readonly<Record<string, unknown>>]>([
    ['conversation_name', 'Demo', { conversation_name: 'Demo' }],
    [
      'conversational_context',
      'Maria Lopez\nwants to see the price list.',
      { conversational_context: 'Maria Lopez\nwants to see the price list.' },
    ],
    ['custom_greeting', 'Hi Maria!', { custom_greeting: 'Hi Maria!' }],
    ['language', 'German', { properties: { language: 'German' } }],
    ['language', 'multilingual', { properties: { language: 'multilingual' } }],
    ['audio_only', 'true', { audio_only: true }],
    ['audio_only', 'false', { audio_only: false }],
    [
      'callback_url',
      'https://example.com/tavus?from=zap',
      { callback_url: 'https://example.com/tavus?from=zap' },
    ],
    ['callback_url', 'http://example.com/tavus', { callback_url: 'http://example.com/tavus' }],
    [
      'meeting_url',
      'https://meet.google.com/abc-defg-hij',
      { meeting_url: 'https://meet.google.com/abc-defg-hij' },
    ],
    ['max_call_duration', '60', { properties: { max_call_duration: 60 } }],
    ['participant_left_timeout', '0', { properties: { participant_left_timeout: 0 } }],
    ['participant_absent_timeout', '1', { properties: { participant_absent_timeout: 1 } }],
    ['max_participants', '2', { max_participants: 2 }],
    ['require_auth', 'true', { require_auth: true }],
    ['policy', 'true', { policy: 'eu' }],
    ['enable_recording', 'true', { properties: { enable_recording: true } }],
    ['enable_transcription', 'true', { properties: { enable_closed_captions: true } }],
    ['enable_transcription', 'false', { properties: { enable_closed_captions: false } }],
    ['apply_greenscreen', 'true', { properties: { apply_greenscreen: true } }],
    [
      'memory_stores',
      ['maria@example.com', 'sales'],
      { memory_stores: ['maria@example.com', 'sales'] },
    ],
    [
      'document_ids',
      [SEED.document, 'd8-5c71baca86fc'],
      { document_ids: ['d8-ca7a10900001', 'd8-5c71baca86fc'] },
    ],
    ['participant_tag', 'contact-42', { participant_tags: ['contact-42'] }],
    ['enable_dynamic_greeting', 'true', { enable_dynamic_greeting: true }],
    ['document_tags', ['sales', 'price list'], { document_tags: ['sales', 'price list'] }],
    ['document_retrieval_strategy', 'speed', { document_retrieval_strategy: 'speed' }],
    ['document_retrieval_strategy', 'quality', { document_retrieval_strategy: 'quality' }],
    ['document_retrieval_strategy', 'balanced', { document_retrieval_strategy: 'balanced' }],
    ['test_mode', 'true', { test_mode: true }],
    ['test_mode', 'false', { test_mode: false }],
  ])('%s: %j', async (key, filledIn, place) => {
    expect(await bodyOf({ replica_id: SEED.replica, [key]: filledIn })).toEqual({
      replica_id: 'r5a1e50000001',
      ...place,
    });
  });

  // None of these can stand alone: a storage is all of its fields.
  test.each(Object.entries(STORAGES))('the storage %s', async (_name, { given, sent }) => {
    expect(await bodyOf({ replica_id: SEED.replica, ...given })).toEqual({
      replica_id: 'r5a1e50000001',
      properties: sent,
    });
  });

  test('S3 without an external ID', async () => {
    const { recording_s3_external_id, ...given } = STORAGES.s3.given;
    const body = await bodyOf({ replica_id: SEED.replica, ...given });
    expect(body).toMatchObject({ properties: { recording_storage: { provider: 's3' } } });
    expect(body).not.toHaveProperty('properties.recording_storage.external_id');
  });

  test('additional_fields', async () => {
    const body = await bodyBeyondTheContract({
      replica_id: SEED.replica,
      additional_fields: '{"new_setting": true}',
    });
    expect(body).toEqual({ replica_id: 'r5a1e50000001', new_setting: true });
  });

  test('//iam.googleapis.com/ in front of a workload identity provider is dropped', async () => {
    const name = 'projects/1/locations/global/workloadIdentityPools/a/providers/b';
    for (const pasted of [`//iam.googleapis.com/${name}`, `https://iam.googleapis.com/${name}`]) {
      const body = await bodyOf({
        replica_id: SEED.replica,
        ...STORAGES.gcs.given,
        recording_gcs_workload_identity_provider: pasted,
      });
      expect(body).toMatchObject({
        properties: { recording_storage: { workload_identity_provider: name } },
      });
    }
  });
});

describe('all fields at once', () => {
  test.each(Object.entries(STORAGES))('with %s', async (_provider, { given, sent }) => {
    expect(await bodyBeyondTheContract({ ...filledForm(), ...given })).toEqual(sentBody(sent));
  });
});

/** Every key of the form, but that of the name: see below. */
const KEYS = [
  ...Object.keys(FIELDS),
  ...new Set(Object.values(STORAGES).flatMap(({ given }) => Object.keys(given))),
].filter((key) => key !== 'conversation_name');

const BLANKS = [undefined, null, '', '   ', ' \n\t\u00a0', [], [''], [null, '  ', []]];

/** A list is a mistake here, an empty one too: see the tests of the input. */
const NUMBER_KEYS = [
  'max_call_duration',
  'participant_left_timeout',
  'participant_absent_timeout',
  'max_participants',
];

function blanksFor(key: string): readonly unknown[] {
  return NUMBER_KEYS.includes(key) ? BLANKS.filter((blank) => !Array.isArray(blank)) : BLANKS;
}

describe('a blank field is not sent', () => {
  test.each(KEYS)('%s', async (key) => {
    const other =
      key === 'replica_id' ? { persona_id: SEED.persona } : { replica_id: SEED.replica };
    for (const blank of blanksFor(key)) {
      expect([blank, await bodyOf({ ...other, [key]: blank })]).toEqual([blank, other]);
    }
  });

  // If the answer to a create is lost, the conversation is found again by its name.
  test('conversation_name: it gets a name that no other has', async () => {
    const names = new Set<unknown>();
    for (const blank of BLANKS) {
      const body = await bodyOf({ replica_id: SEED.replica, conversation_name: blank });
      expect(body).toEqual({
        replica_id: 'r5a1e50000001',
        conversation_name: expect.stringMatching(
          /^Zapier \d{4}-\d\d-\d\d \d\d:\d\d UTC [0-9a-f]{8}$/,
        ),
      });
      names.add(zod.looseObject({ conversation_name: zod.string() }).parse(body).conversation_name);
    }
    expect(names.size).toBe(BLANKS.length);
  });

  test('all at once', async () => {
    for (const blank of BLANKS) {
      const keys = KEYS.filter((key) => blanksFor(key).includes(blank));
      const filledIn = Object.fromEntries(keys.map((key) => [key, blank]));
      const body = await bodyOf({ ...filledIn, replica_id: SEED.replica });
      expect(body).toEqual({ replica_id: 'r5a1e50000001' });
    }
  });

  test('the fields of every other provider, when one is chosen', async () => {
    const filledIn = Object.fromEntries(KEYS.map((key) => [key, '']));
    const body = await bodyOf({ ...filledIn, replica_id: SEED.replica, ...STORAGES.gcs.given });
    expect(body).toEqual({
      replica_id: 'r5a1e50000001',
      properties: STORAGES.gcs.sent,
    });
  });

  test.each<[key: string, filledIn: unknown[], sent: unknown[]]>([
    ['memory_stores', ['maria', '', null, '  ', undefined], ['maria']],
    ['document_tags', ['', 'sales', ' '], ['sales']],
    ['document_ids', [null, SEED.document, ''], ['d8-ca7a10900001']],
  ])('blank items of %s', async (key, filledIn, sent) => {
    expect(await bodyOf({ replica_id: SEED.replica, [key]: filledIn })).toEqual({
      replica_id: 'r5a1e50000001',
      [key]: sent,
    });
  });

  test.each(['{}', {}])('Additional Fields that add nothing: %j', async (additional) => {
    const filledIn = { replica_id: SEED.replica, additional_fields: additional };
    expect(await bodyOf(filledIn)).toEqual({ replica_id: 'r5a1e50000001' });
  });

  // Other steps and AI agents write such words where they have nothing to say.
  test.each(['null', 'None', 'N/A', ' undefined '])(
    'the word %j, where it can only mean nothing',
    async (word) => {
      const keys = ['persona_id', 'language', 'audio_only', 'callback_url', 'max_call_duration'];
      const filledIn = Object.fromEntries(keys.map((key) => [key, word]));
      const body = await bodyOf({ ...filledIn, replica_id: SEED.replica, document_ids: [word] });
      expect(body).toEqual({ replica_id: 'r5a1e50000001' });
    },
  );

  test('but the same word is text where text is asked for', async () => {
    const filledIn = { conversation_name: 'None', custom_greeting: 'null' };
    expect(await bodyOf({ replica_id: SEED.replica, ...filledIn })).toEqual({
      replica_id: 'r5a1e50000001',
      ...filledIn,
    });
  });
});

describe('text arrives exactly as it was written', () => {
  const CURLY =
    '  Hi {{first_name}}, {{ company }}! {{bundle.inputData.x}} {{bundle.authData.api_key}} {{process.env.PATH}} {{}} }}{{  ';

  test.each([
    ['curly braces', CURLY],
    ['white space around it and line breaks', '  first\r\n\tsecond\u00a0 \n'],
    ['other alphabets and emoji', 'Grüße, 你好, שלום 👩‍💻 \u2028 "quoted" \\ <rules>&amp;</rules>'],
    ['a long text', 'Lorem ipsum dolor sit amet. '.repeat(4000)],
  ])('%s, on top', async (_name, text) => {
    const filledIn = {
      conversation_name: text,
      conversational_context: text,
      custom_greeting: text,
    };
    expect(await bodyOf({ replica_id: SEED.replica, ...filledIn })).toEqual({
      replica_id: 'r5a1e50000001',
      ...filledIn,
    });
  });

  test.each([
    '{{first_name}} {{bundle.inputData.x}} {{bundle.authData.api_key}} {{process.env.PATH}} {{}} }}{{',
    'Grüße 你好 שלום 👩‍💻 "quoted" \\ <b>&amp',
    'Lorem ipsum dolor sit amet. '.repeat(4000).trim(),
  ])('in lists: %#', async (text) => {
    const filledIn = { memory_stores: [text, 'b'], document_tags: ['a', text] };
    expect(await bodyOf({ replica_id: SEED.replica, ...filledIn })).toEqual({
      replica_id: 'r5a1e50000001',
      ...filledIn,
    });
  });

  test('curly braces, in links and in free text', async () => {
    const body = await bodyOf({
      replica_id: SEED.replica,
      callback_url: 'https://example.com/?name={{first_name}}',
      language: '{{language}}',
    });
    expect(body).toEqual({
      replica_id: 'r5a1e50000001',
      callback_url: 'https://example.com/?name={{first_name}}',
      properties: { language: '{{language}}' },
    });
  });

  test('curly braces, at any depth of Additional Fields', async () => {
    const added = { new_text: CURLY, properties: { new_list: [{ deep: [CURLY] }] }, [CURLY]: 1 };
    for (const additional of [added, JSON.stringify(added)]) {
      const filledIn = { replica_id: SEED.replica, additional_fields: additional };
      expect(await bodyBeyondTheContract(filledIn)).toEqual({
        replica_id: 'r5a1e50000001',
        ...added,
      });
    }
  });
});

describe('Additional Fields', () => {
  test('is merged into what the form sets', async () => {
    const body = await bodyBeyondTheContract({
      replica_id: SEED.replica,
      language: 'German',
      ...STORAGES.gcs.given,
      additional_fields:
        '{"new_list": [1, {"a": null}], "properties": {"new_flag": false, "recording_storage": {"prefix": "2026/"}}}',
    });
    expect(body).toEqual({
      replica_id: 'r5a1e50000001',
      new_list: [1, { a: null }],
      properties: {
        language: 'German',
        new_flag: false,
        recording_storage: { ...STORAGES.gcs.sent.recording_storage, prefix: '2026/' },
      },
    });
  });

  test('makes places that the form leaves blank', async () => {
    const body = await bodyBeyondTheContract({
      replica_id: SEED.replica,
      additional_fields: { properties: { new_object: { a: { b: 1 } } } },
    });
    expect(body).toEqual({
      replica_id: 'r5a1e50000001',
      properties: { new_object: { a: { b: 1 } } },
    });
  });

  test('does not change the objects of the Zap', async () => {
    const additional = { properties: { new_flag: true } };
    await bodyBeyondTheContract({
      replica_id: SEED.replica,
      language: 'German',
      additional_fields: additional,
    });
    expect(additional).toEqual({ properties: { new_flag: true } });
  });
});

describe('test mode', () => {
  test.each([
    ['blank in the editor', undefined, true, { test_mode: true }],
    ['yes in the editor', 'true', true, { test_mode: true }],
    ['no in the editor', 'false', true, { test_mode: false }],
    ['"No" in the editor', 'No', true, { test_mode: false }],
    ['blank in a live run', undefined, false, {}],
    ['yes in a live run', 'true', false, { test_mode: true }],
    ['no in a live run', 'false', false, { test_mode: false }],
  ])('%s', async (_name, testMode, isLoadingSample, sent) => {
    const body = await bodyOf(
      { replica_id: SEED.replica, test_mode: testMode },
      { isLoadingSample },
    );
    expect(body).toEqual({ replica_id: 'r5a1e50000001', ...sent });
  });

  test('a test in the editor costs nothing and takes no slot', async () => {
    sandbox.behaviour.maxConcurrent = 0;
    sandbox.behaviour.outOfCredits = true;
    await run(perform, { replica_id: SEED.replica }, { isLoadingSample: true });
    sandbox.clock.advance(60);
    expect(
      sandbox.conversations.map(({ status, billedSeconds }) => [status, billedSeconds]),
    ).toEqual([['ended', 0]]);
  });
});

test('the request is JSON with the key in its header, and one is enough', async () => {
  await run(perform, {
    replica_id: SEED.replica,
    persona_id: SEED.persona,
    conversation_name: 'Grüße 👩‍💻',
  });
  expect(sandbox.requests).toHaveLength(1);
  const [request] = sandbox.requests;
  expect(request?.headers).toMatchObject({
    'x-api-key': 'sandbox-key',
    'content-type': 'application/json',
    'user-agent': 'Zapier',
  });
  expect(request?.query).toEqual({});
  expect(request?.rawBody).not.toContain('sandbox-key');
});
