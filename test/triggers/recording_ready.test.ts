import { expect, test } from '@jest/globals';
import { perform } from '../../triggers/recording_ready.ts';
import { run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** The recording is in the customer's storage, or could not be copied there. */

useClockOfSandbox();

const FLAT = {
  recording_s3_bucket_name: 'acme',
  recording_s3_bucket_region: 'eu-central-1',
  aws_assume_role_arn: 'arn:aws:iam::123456789012:role/tavus',
};
const GCS = {
  recording_storage: {
    provider: 'gcs',
    bucket_name: 'acme',
    project_id: 'p',
    workload_identity_provider: 'w',
    service_account_email: 'tavus@acme.example',
  },
};
const AZURE = {
  recording_storage: {
    provider: 'azure_blob',
    storage_account: 'acmecalls',
    container: 'acme',
    tenant_id: 't',
    client_id: 'c',
  },
};

function call(properties: object, options: object = {}): string {
  const body = { properties: { enable_recording: true, ...properties } };
  const { id } = sandbox.addConversation({ status: 'active', body });
  sandbox.playCall(id, [['user', 'Hello']], { record: true, ...options });
  sandbox.clock.advance(60);
  return id;
}

test.each([
  ['2025', FLAT, 's3', 's3://acme/'],
  ['may_2026', FLAT, 's3', 's3://acme/'],
  ['autumn_2026', FLAT, 's3', 's3://acme/'],
  ['autumn_2026', GCS, 'gcs', 'gs://acme/'],
  ['autumn_2026', AZURE, 'azure_blob', 'https://acmecalls.blob.core.windows.net/acme/'],
] as const)('API of %s: says where it is', async (age, properties, provider, place) => {
  sandbox.behaviour.age = age;
  const id = call(properties);
  // The key is where the recording was started: at the start of the call.
  const key = `tavus/${id}/1795186800000`;
  expect(await run(perform)).toMatchObject([
    {
      id,
      recording_status: 'ready',
      recording_provider: provider,
      recording_uri: `${place}${key}`,
      recording_bucket: 'acme',
      recording_key: key,
      recording_duration_seconds: 5,
      recording_error: null,
    },
  ]);
});

test('a copy that failed fires too', async () => {
  const id = call(FLAT, { recordingCopyFails: true });
  expect(await run(perform)).toMatchObject([
    {
      id,
      recording_status: 'failed',
      recording_uri: null,
      recording_error: 'The bucket could not be written to. access_denied',
    },
  ]);
});

test('a call that nobody recorded does not fire', async () => {
  call(FLAT, { record: false });
  call({});
  for (let hours = 0; hours < 4; hours += 1) {
    expect(await run(perform)).toEqual([]);
    sandbox.clock.advance(3600);
  }
});
