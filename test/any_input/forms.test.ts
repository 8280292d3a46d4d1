import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { perform as addMemory } from '../../creates/add_memory.ts';
import { perform as createConversation } from '../../creates/create_conversation.ts';
import { perform as createDocument } from '../../creates/create_document.ts';
import { perform as createPersona } from '../../creates/create_persona.ts';
import { perform as endConversation } from '../../creates/end_conversation.ts';
import { perform as generateVideo, form as videoForm } from '../../creates/generate_video.ts';
import { perform as refreshDocument } from '../../creates/refresh_document.ts';
import { perform as sendMessage } from '../../creates/send_message.ts';
import { perform as setPostCallFields } from '../../creates/set_post_call_fields.ts';
import { perform as updateDocument } from '../../creates/update_document.ts';
import { perform as updatePersona } from '../../creates/update_persona.ts';
import { contractOperations } from '../../sandbox/contract.ts';
import { type RecordedRequest, SEED } from '../../sandbox/sandbox.ts';
import {
  perform as findConversation,
  form as findConversationForm,
} from '../../searches/find_conversation.ts';
import {
  perform as findConversations,
  form as findConversationsForm,
} from '../../searches/find_conversations.ts';
import { perform as findDocument } from '../../searches/find_document.ts';
import { perform as findPersona } from '../../searches/find_persona.ts';
import { perform as findReplica } from '../../searches/find_replica.ts';
import { perform as findVideo } from '../../searches/find_video.ts';
import { perform as conversationEnded } from '../../triggers/conversation_ended.ts';
import { perform as documentReady } from '../../triggers/document_ready.ts';
import { perform as newConversation } from '../../triggers/new_conversation.ts';
import { perform as perceptionAnalysisReady } from '../../triggers/perception_analysis_ready.ts';
import { perform as postCallDataReady } from '../../triggers/post_call_data_ready.ts';
import { perform as recordingReady } from '../../triggers/recording_ready.ts';
import { perform as replicaReady } from '../../triggers/replica_ready.ts';
import { perform as transcriptReady } from '../../triggers/transcript_ready.ts';
import { perform as videoReady } from '../../triggers/video_ready.ts';
import { draws } from '../draws.ts';
import { errorOf, inputFieldsOf, requestsOf, run, type StepError, sandbox } from '../tavus_app.ts';
import { oddText, oddValue } from './odd_values.ts';

/** Whatever is filled in: a valid request that says the same, or none and an error that names fields. */

type Filled = Readonly<Record<string, unknown>>;

beforeEach(() => {
  sandbox.behaviour.maxConcurrent = Number.POSITIVE_INFINITY;
  sandbox.behaviour.idsInCreateResponse = true;
});

/** The labels of all fields of an operation, also of those that depend on a choice. */
async function labelsOf(operation: string): Promise<ReadonlySet<string>> {
  const forms = [undefined, 's3', 'gcs', 'azure_blob'].map((provider) =>
    inputFieldsOf(operation, provider ? { recording_storage_provider: provider } : {}),
  );
  return new Set((await Promise.all(forms)).flat().map(({ label }) => label));
}

/** What a run gives: its error, if it fails. */
async function outcomeOf(running: Promise<unknown>): Promise<StepError | undefined> {
  const settled = running.then(() => undefined);
  return (await settled.catch(() => 'failed')) === undefined ? undefined : errorOf(running);
}

/** The requests have to be valid by the contract, down to their path and query. */
function expectValid(
  requests: readonly RecordedRequest[],
  body: (request: RecordedRequest) => unknown,
) {
  for (const request of requests) {
    const operation = contractOperations().find(
      ({ method, pathParameters }) => method === request.method && pathParameters(request.path),
    );
    expect(operation?.readQuery(new URLSearchParams(request.query)).problems).toBeUndefined();
    expect(operation?.bodyProblems(body(request))).toBeUndefined();
  }
}

/** A person has to see which fields are meant, and nothing else. */
function expectNamesFields(error: StepError | undefined, labels: ReadonlySet<string>): void {
  expect(error?.name).toBe('AppError');
  const message = error?.message ?? '';
  expect(message.length).toBeLessThan(10_000);
  expect(message).not.toMatch(/What happened|TypeError|RangeError|undefined|\[object/);
  const lines = message.split('\n').filter((line) => !/^\d+ things in this step/.test(line));
  expect(lines.length).toBeGreaterThan(0);
  const isNamed = (line: string) => [...labels].some((label) => line.includes(label));
  expect(lines.filter((line) => !isNamed(line))).toEqual([]);
}

// ---- Create Conversation

const anyText = fc.oneof({ weight: 3, arbitrary: fc.string() }, { weight: 1, arbitrary: oddText });
const yesNo = fc.constantFrom<unknown>('true', 'false', true, false, 'Yes', 'no', 1, '0', 'on');
const seconds = fc.oneof(
  fc.integer({ min: 1, max: 7200 }),
  fc.integer({ min: 1, max: 7200 }).map(String),
  fc.constantFrom<unknown>(' 60 ', '+60', '60.0'),
);
const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{3,20}$/);
const roleArn = fc.constant('arn:aws:iam::123456789012:role/tavus');
const listOfTexts = fc.oneof(
  fc.array(anyText, { maxLength: 5 }),
  fc.array(fc.stringMatching(/^[a-z]{5,9}$/), { maxLength: 5 }),
  anyText,
);

/** What each field takes. */
const PLAUSIBLE: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  conversation_name: anyText,
  conversational_context: anyText,
  custom_greeting: anyText,
  enable_dynamic_greeting: fc.constantFrom<unknown>('false', 'no', false, 'N/A'),
  participant_tag: fc.oneof(word, fc.integer(), fc.constant('null')),
  max_call_duration: seconds,
  participant_left_timeout: seconds,
  participant_absent_timeout: seconds,
  language: fc.constantFrom('german', 'Lao', 'multilingual', 'de', 'pt-BR', 'Klingon'),
  enable_recording: yesNo,
  enable_transcription: yesNo,
  apply_greenscreen: yesNo,
  audio_only: yesNo,
  require_auth: yesNo,
  max_participants: fc.constantFrom<unknown>(2, '3', 99),
  meeting_url: fc.webUrl({ validSchemes: ['https'] }),
  policy: yesNo,
  callback_url: fc.webUrl({ withQueryParameters: true, withFragments: true }),
  memory_stores: listOfTexts,
  document_ids: fc.array(fc.constantFrom(SEED.document, 'd8-000000000000')),
  document_tags: listOfTexts,
  document_retrieval_strategy: fc.constantFrom('speed', 'Quality', 'BALANCED'),
  test_mode: yesNo,
  additional_fields: fc.oneof(
    fc.dictionary(fc.stringMatching(/^new_[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 3,
    }),
    fc
      .dictionary(fc.stringMatching(/^new_[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 2 }))
      .map((properties) => JSON.stringify({ properties })),
  ),
};

const participants: fc.Arbitrary<Filled> = fc.constantFrom(
  { replica_id: SEED.replica },
  { persona_id: SEED.persona },
  { replica_id: ` ${SEED.replica} `, persona_id: SEED.persona },
);

const s3 = {
  recording_s3_bucket_name: fc.stringMatching(/^[a-z\d][a-z\d-]{1,61}[a-z\d]$/),
  recording_s3_bucket_region: fc.stringMatching(/^[a-z]{2}-[a-z]{1,9}-\d$/),
  aws_assume_role_arn: roleArn,
};

const storage: fc.Arbitrary<Filled> = fc.oneof(
  fc.constant({}),
  fc.record(s3),
  fc.record({ recording_storage_provider: fc.constantFrom('s3', 'Amazon S3'), ...s3 }),
  fc.record({
    recording_storage_provider: fc.constant('gcs'),
    recording_gcs_bucket_name: fc.stringMatching(/^[a-z\d][a-z\d_-]{1,61}[a-z\d]$/),
    recording_gcs_project_id: word,
    recording_gcs_workload_identity_provider: word,
    recording_gcs_service_account_email: fc.constant('recorder@acme.iam.gserviceaccount.com'),
  }),
  fc.record({
    recording_storage_provider: fc.constant('azure_blob'),
    recording_azure_storage_account: word,
    recording_azure_container: word,
    recording_azure_tenant_id: fc.uuid(),
    recording_azure_client_id: fc.uuid(),
  }),
);

const plausibleForm: fc.Arbitrary<Filled> = fc
  .tuple(participants, storage, fc.record(PLAUSIBLE, { requiredKeys: [] }))
  .map((parts) => Object.assign({}, ...parts));

/** What the body has to say of a text: undefined where nothing is to be sent. */
function sentText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  // A list of blanks is blank, however deep they are.
  const text = Array.isArray(value)
    ? value.map((item) => sentText(item) ?? '').join('')
    : String(value);
  const readable = text.toWellFormed().replaceAll('\u0000', '');
  return readable.trim() === '' ? undefined : readable;
}

/** What may be in a list that is sent: nothing blank, no word for nothing, nothing that was not given. */
function expectListOf(sent: unknown, given: unknown): void {
  const items: unknown[] = Array.isArray(sent) ? sent : [];
  const texts = (Array.isArray(given) ? given : [given]).flatMap((item) => sentText(item) ?? []);
  for (const item of items) {
    expect(item).toMatch(/^\S(.*\S)?$/s);
    expect(item).not.toMatch(/^(null|n\/a|none|undefined|\[\])$/i);
  }
  // Words without anything between or around them are the items themselves.
  if (texts.every((text) => /^[a-z]{5,}$/.test(text))) expect(items).toEqual(texts);
  const letters = (all: readonly unknown[]) => all.join('').replace(/[^\p{L}\p{N}]/gu, '').length;
  expect(letters(items)).toBeLessThanOrEqual(letters(texts));
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function additionalIn(filled: Filled): Json {
  const given = filled.additional_fields;
  const parsed: unknown = typeof given === 'string' && given.trim() ? JSON.parse(given) : given;
  return isObject(parsed) ? parsed : {};
}

/** The body without what Additional Fields has brought, which has to be in it just so. */
function withoutAdditional(body: Json, additional: Json): Json {
  const rest = new Map(Object.entries(body));
  for (const [name, value] of Object.entries(additional)) {
    const here = rest.get(name);
    if (isObject(value) && isObject(here) && name === 'properties') {
      rest.set(name, withoutAdditional(here, value));
    } else if (name !== 'properties') {
      expect(here).toEqual(value);
      rest.delete(name);
    }
  }
  return Object.fromEntries(rest);
}

describe('Create Conversation', () => {
  let labels: ReadonlySet<string>;

  beforeAll(async () => {
    labels = await labelsOf('creates.create_conversation');
  });

  /** Runs a filled form; gives whether a request was sent. */
  async function check(filled: Filled): Promise<boolean> {
    sandbox.clearRequests();
    const error = await outcomeOf(run(createConversation, filled));
    const [request, ...more] = sandbox.requests;
    expect(more).toEqual([]);
    if (!request) {
      expectNamesFields(error, labels);
      return false;
    }
    const { body } = request;
    if (!isObject(body)) throw new Error('The body is no JSON object.');
    expectValid([request], () => withoutAdditional(body, additionalIn(filled)));
    for (const key of ['conversation_name', 'conversational_context', 'custom_greeting']) {
      const generated =
        key === 'conversation_name' ? expect.stringMatching(/^Zapier 20/) : undefined;
      expect(body[key]).toEqual(sentText(filled[key]) ?? generated);
    }
    for (const key of ['memory_stores', 'document_tags']) {
      expectListOf(body[key], filled[key]);
    }
    // Ids that Tavus does not know are refused; that is an error too, but never a dump.
    expect(error?.message ?? '').not.toMatch(/What happened|TypeError|undefined/);
    expect(error === undefined || error.name === 'AppError').toBe(true);
    return true;
  }

  test('what every field takes goes out as it is', async () => {
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(plausibleForm, async (filled) => {
        if (await check(filled)) sent += 1;
      }),
      draws(60),
    );
    // Only what fast-check draws from the odd texts may be refused.
    expect(sent).toBeGreaterThan(45);
  });

  test('a few fields with anything in them', async () => {
    const keys = [...Object.keys(PLAUSIBLE), ...Object.keys(s3), 'replica_id', 'persona_id'];
    const oddFields = fc.dictionary(fc.constantFrom(...keys), oddValue, { minKeys: 1, maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(plausibleForm, oddFields, async (filled, odd) => {
        await check({ ...filled, ...odd });
      }),
      draws(60),
    );
  });

  test('anything in all fields, and fields that there are not', async () => {
    const keys = [...labelledKeys, '__proto__', 'constructor', 'toString', 'no_such_field'];
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...keys), oddValue), async (odd) => {
        await check(odd);
      }),
      draws(40),
    );
  });

  const labelledKeys = [...Object.keys(PLAUSIBLE), ...Object.keys(s3), 'replica_id', 'persona_id'];

  test.each([1_000, 20_000, 200_000])('JSON that is %d levels deep', async (depth) => {
    const additional_fields = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const error = await outcomeOf(
      run(createConversation, { replica_id: SEED.replica, additional_fields }),
    );
    if (sandbox.requests.length === 0) expectNamesFields(error, labels);
    else expect(requestsOf('POST')).toHaveLength(1);
  });
});

// ---- everything else that has a form

interface FormCase {
  readonly operation: string;
  readonly keys: readonly string[];
  /** What is filled in rightly, unless something odd takes its place. */
  readonly others?: Filled;
  readonly run: (filled: Filled) => Promise<unknown>;
  /** The most requests to Tavus that change something. */
  readonly posts: number;
}

const narrowing = ['persona_id', 'replica_id', 'call_outcome'];

/** Of a persona, but Additional Fields, whose names the contract need not know. */
const PERSONA_SETTINGS = [
  'persona_name',
  'system_prompt',
  'replica_id',
  'greeting',
  'document_ids',
  'document_tags',
  'voice_id',
  'language_model',
  'turn_taking_patience',
  'interruptibility',
  'idle_engagement',
  'perception',
  'objectives_id',
  'guardrail_ids',
];

const FORMS: readonly FormCase[] = [
  {
    operation: 'creates.end_conversation',
    keys: ['conversation_id'],
    run: (filled) => run(endConversation, filled),
    posts: 1,
  },
  {
    operation: 'creates.send_message',
    keys: ['conversation_id', 'event_type', 'text'],
    others: { conversation_id: 'c0ffee000001', event_type: 'echo', text: 'Hi Maria!' },
    run: (filled) => run(sendMessage, filled),
    posts: 1,
  },
  {
    operation: 'creates.create_document',
    keys: ['document_url', 'document_name', 'tags', 'crawl_depth', 'crawl_max_pages'],
    run: (filled) => run(createDocument, filled),
    posts: 1,
  },
  {
    operation: 'creates.refresh_document',
    keys: ['document_id', 'crawl_depth', 'crawl_max_pages'],
    run: (filled) => run(refreshDocument, filled),
    posts: 1,
  },
  {
    operation: 'creates.update_document',
    keys: ['document_id', 'document_name', 'tags', 'tags_mode'],
    run: (filled) => run(updateDocument, filled),
    posts: 0,
  },
  {
    operation: 'triggers.document_ready',
    keys: ['outcome', 'tag'],
    run: (filled) => run(documentReady, filled),
    posts: 0,
  },
  {
    operation: 'creates.add_memory',
    keys: ['persona_id', 'participant_tag', 'topic', 'memory'],
    others: { persona_id: SEED.persona, participant_tag: 'contact-42', memory: 'Likes tea.' },
    run: (filled) => run(addMemory, filled),
    posts: 1,
  },
  {
    operation: 'creates.create_persona',
    keys: PERSONA_SETTINGS,
    others: { persona_name: 'Coach', system_prompt: 'Be short.', replica_id: SEED.replica },
    run: (filled) => run(createPersona, filled),
    posts: 1,
  },
  {
    operation: 'creates.update_persona',
    keys: [...PERSONA_SETTINGS, 'persona_id', 'overwrite_unpublished_changes'],
    others: { persona_id: SEED.persona },
    run: (filled) => run(updatePersona, filled),
    posts: 0,
  },
  {
    operation: 'creates.set_post_call_fields',
    keys: ['persona_id', 'fields', 'delivery_url'],
    others: { persona_id: SEED.persona, fields: ['summary'] },
    run: (filled) => run(setPostCallFields, filled),
    posts: 2,
  },
  {
    operation: 'triggers.replica_ready',
    keys: ['outcome', 'accept_preview'],
    run: (filled) => run(replicaReady, filled),
    posts: 0,
  },
  {
    operation: 'searches.find_conversation',
    keys: findConversationForm.fields.map(({ key }) => key),
    run: (filled) => run(findConversation, filled),
    posts: 0,
  },
  {
    operation: 'searches.find_conversations',
    keys: findConversationsForm.fields.map(({ key }) => key),
    run: (filled) => run(findConversations, filled),
    posts: 0,
  },
  {
    operation: 'searches.find_replica',
    keys: ['replica_id', 'replica_name', 'match'],
    run: (filled) => run(findReplica, filled),
    posts: 0,
  },
  {
    operation: 'searches.find_persona',
    keys: ['persona_id', 'persona_name'],
    run: (filled) => run(findPersona, filled),
    posts: 0,
  },
  {
    operation: 'searches.find_document',
    keys: ['document_id', 'document_name'],
    run: (filled) => run(findDocument, filled),
    posts: 0,
  },
  {
    operation: 'creates.generate_video',
    // The JSON of Additional Fields may say anything to Tavus.
    keys: videoForm.fields.map(({ key }) => key).filter((key) => key !== 'additional_fields'),
    run: (filled) =>
      run(generateVideo, { replica_id: SEED.replica, script: 'Hi Maria!', ...filled }),
    posts: 1,
  },
  {
    operation: 'searches.find_video',
    keys: ['video_id', 'video_name', 'match'],
    run: (filled) => run(findVideo, filled),
    posts: 0,
  },
  {
    operation: 'triggers.video_ready',
    keys: ['outcome', 'replica_id'],
    run: (filled) => run(videoReady, filled),
    posts: 0,
  },
  ...Object.entries({
    new_conversation: newConversation,
    conversation_ended: conversationEnded,
    transcript_ready: transcriptReady,
    recording_ready: recordingReady,
    perception_analysis_ready: perceptionAnalysisReady,
    post_call_data_ready: postCallDataReady,
  }).map(([key, perform]) => ({
    operation: `triggers.${key}`,
    keys: narrowing,
    run: (filled: Filled) => run(perform, filled),
    posts: 0,
  })),
];

describe.each(FORMS)('$operation', ({ operation, keys, others, run: runForm, posts }) => {
  test('anything in any field', async () => {
    const labels = await labelsOf(operation);
    const ids = [SEED.replica, SEED.persona, SEED.document, SEED.video, 'c0ffee000001'];
    const known = fc.constantFrom(...ids);
    const value = fc.oneof(
      { weight: 3, arbitrary: oddValue },
      { weight: 1, arbitrary: known },
      { weight: 1, arbitrary: oddText.map((text) => `https://tavus.daily.co/${text}`) },
    );
    const form = fc.dictionary(fc.constantFrom(...keys, 'constructor'), value);
    await fc.assert(
      fc.asyncProperty(form, async (filled) => {
        sandbox.clearRequests();
        const error = await outcomeOf(runForm({ ...others, ...filled }));
        expectValid(sandbox.requests, ({ body }) => body);
        expect(requestsOf('POST').length).toBeLessThanOrEqual(posts);
        if (sandbox.requests.length > 0) {
          expect(error?.message ?? '').not.toMatch(/What happened|TypeError|undefined/);
        } else if (error) {
          // No id is only dots, so that one is not even asked for.
          if (!/has none with the ID|Correct what it names/.test(error.message)) {
            expectNamesFields(error, labels);
          }
        }
      }),
      draws(15),
    );
  });
});
