import { beforeEach, describe, expect, test } from '@jest/globals';
import * as zod from 'zod';
import { perform } from '../../creates/create_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
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

const ROLE = 'arn:aws:iam::123456789012:role/TavusRecording';
const S3_FIELDS = {
  recording_s3_bucket_name: 'our-calls',
  recording_s3_bucket_region: 'eu-north-1',
  aws_assume_role_arn: ROLE,
};
const S3_STORAGE = {
  provider: 's3',
  bucket_name: 'our-calls',
  bucket_region: 'eu-north-1',
  assume_role_arn: ROLE,
};
const GCS_FIELDS = {
  recording_storage_provider: 'gcs',
  recording_gcs_bucket_name: 'our-calls',
  recording_gcs_project_id: 'our-project-123',
  recording_gcs_workload_identity_provider:
    'projects/123456/locations/global/workloadIdentityPools/tavus/providers/tavus',
  recording_gcs_service_account_email: 'tavus@our-project-123.iam.gserviceaccount.com',
};
const GCS_STORAGE = {
  provider: 'gcs',
  bucket_name: 'our-calls',
  project_id: 'our-project-123',
  workload_identity_provider:
    'projects/123456/locations/global/workloadIdentityPools/tavus/providers/tavus',
  service_account_email: 'tavus@our-project-123.iam.gserviceaccount.com',
};
const AZURE_FIELDS = {
  recording_storage_provider: 'azure_blob',
  recording_azure_storage_account: 'ourcalls',
  recording_azure_container: 'recordings',
  recording_azure_tenant_id: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  recording_azure_client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
};
const AZURE_STORAGE = {
  provider: 'azure_blob',
  storage_account: 'ourcalls',
  container: 'recordings',
  tenant_id: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
};

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
    ['max_call_duration', '1', { properties: { max_call_duration: 1 } }],
    ['participant_left_timeout', '0', { properties: { participant_left_timeout: 0 } }],
    ['participant_absent_timeout', '1', { properties: { participant_absent_timeout: 1 } }],
    ['max_participants', '2', { max_participants: 2 }],
    ['require_auth', 'true', { require_auth: true }],
    ['policy', 'eu', { policy: 'eu' }],
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
  test.each<[name: string, filledIn: object, place: object]>([
    ['the three S3 fields without a provider', S3_FIELDS, S3_FIELDS],
    [
      'the three S3 fields with the provider s3',
      { ...S3_FIELDS, recording_storage_provider: 's3' },
      { recording_storage: S3_STORAGE },
    ],
    [
      'recording_s3_external_id',
      { ...S3_FIELDS, recording_storage_provider: 's3', recording_s3_external_id: 'tavus-42' },
      { recording_storage: { ...S3_STORAGE, external_id: 'tavus-42' } },
    ],
    ['the fields of gcs', GCS_FIELDS, { recording_storage: GCS_STORAGE }],
    ['the fields of azure_blob', AZURE_FIELDS, { recording_storage: AZURE_STORAGE }],
  ])('%s', async (_name, filledIn, place) => {
    expect(await bodyOf({ replica_id: SEED.replica, ...filledIn })).toEqual({
      replica_id: 'r5a1e50000001',
      properties: place,
    });
  });

  test('additional_fields', async () => {
    const body = await bodyBeyondTheContract({
      replica_id: SEED.replica,
      additional_fields: '{"enable_dynamic_greeting": true}',
    });
    expect(body).toEqual({ replica_id: 'r5a1e50000001', enable_dynamic_greeting: true });
  });

  test('//iam.googleapis.com/ in front of a workload identity provider is dropped', async () => {
    const name = 'projects/1/locations/global/workloadIdentityPools/a/providers/b';
    for (const pasted of [`//iam.googleapis.com/${name}`, `https://iam.googleapis.com/${name}`]) {
      const body = await bodyOf({
        replica_id: SEED.replica,
        ...GCS_FIELDS,
        recording_gcs_workload_identity_provider: pasted,
      });
      expect(body).toMatchObject({
        properties: { recording_storage: { workload_identity_provider: name } },
      });
    }
  });
});

/** Every field but those of the storage of recordings. */
const ALL_FIELDS = {
  replica_id: SEED.replica,
  persona_id: SEED.persona,
  conversation_name: 'Demo for Maria Lopez',
  conversational_context: 'She wants to see the price list.',
  custom_greeting: 'Hi Maria!',
  language: 'Spanish',
  audio_only: 'false',
  callback_url: 'https://example.com/tavus',
  meeting_url: 'https://zoom.us/j/123456789?pwd=abc',
  max_call_duration: '1800',
  participant_left_timeout: '60',
  participant_absent_timeout: '900',
  max_participants: '4',
  require_auth: 'true',
  policy: 'eu',
  enable_recording: 'true',
  enable_transcription: 'true',
  apply_greenscreen: 'false',
  memory_stores: ['maria@example.com'],
  document_ids: [SEED.document],
  document_tags: ['sales'],
  document_retrieval_strategy: 'balanced',
  test_mode: 'false',
  additional_fields:
    '{"enable_dynamic_greeting": true, "properties": {"livekit_ws_url": "wss://a"}}',
};

describe('all fields at once', () => {
  test.each<[provider: string, filledIn: object, storage: object]>([
    ['no provider', S3_FIELDS, S3_FIELDS],
    [
      's3',
      { ...S3_FIELDS, recording_storage_provider: 's3', recording_s3_external_id: 'tavus-42' },
      { recording_storage: { ...S3_STORAGE, external_id: 'tavus-42' } },
    ],
    ['gcs', GCS_FIELDS, { recording_storage: GCS_STORAGE }],
    ['azure_blob', AZURE_FIELDS, { recording_storage: AZURE_STORAGE }],
  ])('with %s', async (_provider, filledIn, storage) => {
    expect(await bodyBeyondTheContract({ ...ALL_FIELDS, ...filledIn })).toEqual({
      replica_id: 'r5a1e50000001',
      persona_id: 'p5a1e50000001',
      conversation_name: 'Demo for Maria Lopez',
      conversational_context: 'She wants to see the price list.',
      custom_greeting: 'Hi Maria!',
      audio_only: false,
      callback_url: 'https://example.com/tavus',
      meeting_url: 'https://zoom.us/j/123456789?pwd=abc',
      max_participants: 4,
      require_auth: true,
      policy: 'eu',
      memory_stores: ['maria@example.com'],
      document_ids: ['d8-ca7a10900001'],
      document_tags: ['sales'],
      document_retrieval_strategy: 'balanced',
      test_mode: false,
      enable_dynamic_greeting: true,
      properties: {
        max_call_duration: 1800,
        participant_left_timeout: 60,
        participant_absent_timeout: 900,
        language: 'Spanish',
        enable_recording: true,
        enable_closed_captions: true,
        apply_greenscreen: false,
        livekit_ws_url: 'wss://a',
        ...storage,
      },
    });
  });
});

/** Every key of the form, but that of the name: see below. */
const KEYS = [
  'replica_id',
  'persona_id',
  'conversational_context',
  'custom_greeting',
  'language',
  'audio_only',
  'callback_url',
  'meeting_url',
  'max_call_duration',
  'participant_left_timeout',
  'participant_absent_timeout',
  'max_participants',
  'require_auth',
  'policy',
  'enable_recording',
  'enable_transcription',
  'apply_greenscreen',
  'recording_s3_bucket_name',
  'recording_s3_bucket_region',
  'aws_assume_role_arn',
  'recording_storage_provider',
  'recording_s3_external_id',
  'recording_gcs_bucket_name',
  'recording_gcs_project_id',
  'recording_gcs_workload_identity_provider',
  'recording_gcs_service_account_email',
  'recording_azure_storage_account',
  'recording_azure_container',
  'recording_azure_tenant_id',
  'recording_azure_client_id',
  'memory_stores',
  'document_ids',
  'document_tags',
  'document_retrieval_strategy',
  'test_mode',
  'additional_fields',
];

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
    const body = await bodyOf({ ...filledIn, replica_id: SEED.replica, ...GCS_FIELDS });
    expect(body).toEqual({
      replica_id: 'r5a1e50000001',
      properties: { recording_storage: GCS_STORAGE },
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

  test.each(['{}', {}, '{"properties": {}}', { properties: {} }])(
    'Additional Fields that add nothing: %j',
    async (additional) => {
      const filledIn = { replica_id: SEED.replica, additional_fields: additional };
      expect(await bodyOf(filledIn)).toEqual({ replica_id: 'r5a1e50000001' });
    },
  );

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
    const filledIn = { conversation_name: 'None', custom_greeting: 'null', memory_stores: ['n/a'] };
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
    ['other alphabets and emoji', 'Grüße, 你好, שלום 👩‍💻 \u2028 "quoted" \\ <b>&amp;</b>'],
    ['a long text', 'Lorem ipsum dolor sit amet. '.repeat(4000)],
  ])('%s, on top and in lists', async (_name, text) => {
    const filledIn = {
      conversation_name: text,
      conversational_context: text,
      custom_greeting: text,
      memory_stores: [text, 'b'],
      document_tags: ['a', text],
    };
    expect(await bodyOf({ replica_id: SEED.replica, ...filledIn })).toEqual({
      replica_id: 'r5a1e50000001',
      ...filledIn,
    });
  });

  test('curly braces, in links and in the settings of a storage', async () => {
    const body = await bodyOf({
      replica_id: SEED.replica,
      ...GCS_FIELDS,
      callback_url: 'https://example.com/?name={{first_name}}',
      recording_gcs_bucket_name: '{{bundle.x}}',
      language: '{{language}}',
    });
    expect(body).toEqual({
      replica_id: 'r5a1e50000001',
      callback_url: 'https://example.com/?name={{first_name}}',
      properties: {
        language: '{{language}}',
        recording_storage: { ...GCS_STORAGE, bucket_name: '{{bundle.x}}' },
      },
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
      ...S3_FIELDS,
      recording_storage_provider: 's3',
      additional_fields:
        '{"new_list": [1, {"a": null}], "properties": {"new_flag": false, "recording_storage": {"prefix": "2026/"}}}',
    });
    expect(body).toEqual({
      replica_id: 'r5a1e50000001',
      new_list: [1, { a: null }],
      properties: {
        language: 'German',
        new_flag: false,
        recording_storage: { ...S3_STORAGE, prefix: '2026/' },
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
