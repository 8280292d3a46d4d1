import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import OpenAPISchemaValidator from 'openapi-schema-validator';
import { parse } from 'yaml';
import { contractOperations } from '../../sandbox/contract.ts';
import { type Age, type Names, SEED, startSandbox } from '../../sandbox/sandbox.ts';
import { ask } from './asking.ts';

const contract = parse(
  readFileSync(new URL('../../contract/tavus.openapi.yaml', import.meta.url), 'utf8'),
);

function problemsWith(body: unknown): unknown {
  return contractOperations()
    .find((each) => each.id === 'createConversation')
    ?.bodyProblems(body);
}

test('the contract is a valid OpenAPI document', () => {
  const validator = new OpenAPISchemaValidator({ version: 3 });
  expect(validator.validate(contract).errors).toEqual([]);
  expect(validator.validate({ ...contract, paths: 1 }).errors).not.toEqual([]);
});

test.each([
  ['an unknown field', { foo: 1 }, { foo: ['Unknown field.'] }],
  [
    'the old name of closed captions',
    { properties: { enable_transcription: true } },
    { properties: { enable_transcription: ['Unknown field.'] } },
  ],
  [
    'a number as text',
    { properties: { max_call_duration: '60' } },
    { properties: { max_call_duration: ['Not a valid integer.'] } },
  ],
  [
    'an empty text',
    { conversation_name: '' },
    { conversation_name: ['Shorter than minimum length 1.'] },
  ],
  ['null', { callback_url: null }, { callback_url: ['Not a valid string.'] }],
  [
    'a language code as a language',
    { properties: { language: 'de' } },
    { properties: { language: ['Shorter than minimum length 3.'] } },
  ],
  [
    'one participant',
    { max_participants: 1 },
    { max_participants: ['Must be greater than or equal to 2.'] },
  ],
  [
    'two tags of participants',
    { participant_tags: ['contact-42', 'contact-43'] },
    { participant_tags: ['must NOT have more than 1 items'] },
  ],
  ['another policy', { policy: 'us' }, { policy: ['Must be one of: eu.'] }],
  [
    'both names of the replica',
    { replica_id: 'r1', face_id: 'r1' },
    { _schema: ['Only one of replica_id and face_id may be given.'] },
  ],
  [
    'both names of the persona',
    { persona_id: 'p1', pal_id: 'p1' },
    { _schema: ['Only one of persona_id and pal_id may be given.'] },
  ],
  [
    'a storage without provider',
    { properties: { recording_storage: { bucket_name: 'b' } } },
    { properties: { recording_storage: { provider: ['Missing data for required field.'] } } },
  ],
  [
    'an unknown provider',
    { properties: { recording_storage: { provider: 'ftp' } } },
    { properties: { recording_storage: ['Unknown provider.'] } },
  ],
  [
    'another provider’s field',
    { properties: { recording_storage: { provider: 's3', project_id: 'p' } } },
    { properties: { recording_storage: { project_id: ['Unknown field.'] } } },
  ],
  [
    'one of three S3 fields, and a slip beside it',
    { properties: { recording_s3_bucket_name: 'b', language: 3 } },
    {
      properties: {
        _schema: [
          'recording_s3_bucket_name, recording_s3_bucket_region and aws_assume_role_arn must be given together.',
        ],
        language: ['Not a valid string.'],
      },
    },
  ],
])('refuses %s', (_what, body, problems) => {
  expect(problemsWith(body)).toEqual(problems);
});

test('rejects an answer that the contract does not describe', () => {
  const get = contractOperations().find((each) => each.id === 'getConversation');
  const record = { conversation_id: 'c1', status: 'active', created_at: '2026-11-20T12:00:00Z' };
  expect(get?.answerProblems(200, record)).toBeUndefined();
  expect(get?.answerProblems(200, { ...record, transcript: [] })).toMatch('additional properties');
  expect(get?.answerProblems(200, { ...record, replica_id: 'r', face_id: 'r' })).toMatch('NOT');
  expect(get?.answerProblems(200, { ...record, created_at: 'yesterday' })).toMatch('pattern');
  expect(get?.answerProblems(404, { error: 'x' })).toBe(
    '404 is not among the answers of get /v2/conversations/{conversation_id}',
  );
  const end = contractOperations().find((each) => each.id === 'endConversation');
  expect(end?.answerProblems(200, undefined)).toBeUndefined();
  expect(end?.answerProblems(200, {})).toBe('The body should be empty');
});

const AGES: readonly Age[] = ['2025', 'may_2026', 'autumn_2026'];
const NAMES: readonly Names[] = ['old', 'new', 'mixed'];

test.each(AGES.flatMap((age) => NAMES.map((names) => [age, names] as const)))(
  'all that can be read keeps to the contract: %s, %s names',
  async (age, names) => {
    const sandbox = await startSandbox();
    try {
      Object.assign(sandbox.behaviour, { age, names });
      const call = sandbox.addConversation({ lines: [['user', 'Hello.']], perception: 'Smiles.' });
      const store = sandbox.addMemoryStore(SEED.persona, 'crm-42', ['Likes tea']);
      for (const path of [
        'conversations',
        `conversations/${call.id}`,
        `conversations/${call.id}?verbose=true`,
        'replicas?verbose=true&limit=100',
        `replicas/${SEED.failedReplica}?verbose=true`,
        'faces?verbose=true&limit=100',
        'personas?limit=100',
        `personas/${SEED.persona}`,
        'pals?limit=100',
        `pals/${SEED.persona}`,
        'memory-stores',
        `memory-stores/${store.id}/pinned`,
        'voices?source=all',
        'objectives',
        'guardrails?legacy=false',
        'tools?type=user&limit=100',
        'documents?limit=100',
        `documents/${SEED.websiteDocument}`,
        'videos',
        `videos/${SEED.failedVideo}?verbose=true`,
      ]) {
        expect(await ask(sandbox, `GET /v2/${path}`)).toMatchObject({ status: 200 });
      }
    } finally {
      await sandbox.stop();
    }
  },
);
