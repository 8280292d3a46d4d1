import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import OpenAPISchemaValidator from 'openapi-schema-validator';
import { parse } from 'yaml';
import { contractOperations } from '../../sandbox/contract.ts';

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

test('every operation in use is described', () => {
  expect(contractOperations().map((each) => each.id)).toEqual([
    'listConversations',
    'createConversation',
    'getConversation',
    'endConversation',
    'listReplicas',
    'getReplica',
    'listFaces',
    'listPersonas',
    'getPersona',
    'listPals',
    'createPal',
    'getPal',
    'updatePal',
    'deletePal',
    'listMemoryStores',
    'createMemoryStore',
    'deleteMemoryStore',
    'listPinnedMemories',
    'createPinnedMemory',
    'updatePinnedMemory',
    'listVoices',
    'listObjectives',
    'listGuardrails',
    'listDocuments',
    'createDocument',
    'getDocument',
    'updateDocument',
    'recrawlDocument',
    'listVideos',
    'generateVideo',
    'getVideo',
  ]);
});

test.each([
  [
    'every field',
    {
      replica_id: 'r1',
      persona_id: 'p1',
      audio_only: true,
      callback_url: 'https://a.example',
      conversation_name: 'a',
      conversational_context: 'b',
      custom_greeting: 'c',
      memory_stores: ['anna'],
      participant_tags: ['contact-42'],
      enable_dynamic_greeting: true,
      document_ids: ['d1'],
      document_tags: ['sales'],
      document_retrieval_strategy: 'speed',
      test_mode: false,
      require_auth: true,
      max_participants: 2,
      policy: 'eu',
      meeting_url: 'https://meet.example/abc',
      properties: {
        max_call_duration: 60,
        participant_left_timeout: 0,
        participant_absent_timeout: 30,
        enable_recording: true,
        enable_closed_captions: true,
        apply_greenscreen: true,
        require_auth: true,
        language: 'multilingual',
        languages: ['en'],
        recording_s3_bucket_name: 'b',
        recording_s3_bucket_region: 'us-east-1',
        aws_assume_role_arn: 'arn:aws:iam::1:role/a',
      },
    },
  ],
  ['the new names', { face_id: 'r1', pal_id: 'p1' }],
  ['a new and an old name of different pairs', { face_id: 'r1', persona_id: 'p1' }],
  [
    'S3',
    {
      properties: {
        recording_storage: {
          provider: 's3',
          bucket_name: 'b',
          bucket_region: 'r',
          assume_role_arn: 'a',
          external_id: 'e',
        },
      },
    },
  ],
  [
    'Google Cloud Storage',
    {
      properties: {
        recording_storage: {
          provider: 'gcs',
          bucket_name: 'b',
          project_id: 'p',
          workload_identity_provider: 'projects/1',
          service_account_email: 'a@b.example',
        },
      },
    },
  ],
  [
    'Azure Blob Storage',
    {
      properties: {
        recording_storage: {
          provider: 'azure_blob',
          storage_account: 's',
          container: 'c',
          tenant_id: 't',
          client_id: 'i',
        },
      },
    },
  ],
])('accepts %s', (_what, body) => {
  expect(problemsWith(body)).toBeUndefined();
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

test('an answer that the contract does not describe is found out', () => {
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
