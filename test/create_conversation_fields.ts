/**
 * Every field of Create Conversation as somebody fills it in (`given`), and what has to stand in the
 * request body for it (`sent`). The one table of all tests; written by hand.
 */

interface FilledField {
  readonly given: unknown;
  readonly sent: object;
}

const ROLE = 'arn:aws:iam::123456789012:role/TavusRecording';
const IDENTITY_PROVIDER =
  'projects/123456/locations/global/workloadIdentityPools/tavus/providers/tavus';

/** The fields that are always there. */
export const FIELDS = {
  replica_id: { given: 'r5a1e50000001', sent: { replica_id: 'r5a1e50000001' } },
  persona_id: { given: 'p5a1e50000001', sent: { persona_id: 'p5a1e50000001' } },
  conversation_name: {
    given: 'Demo for Maria Lopez',
    sent: { conversation_name: 'Demo for Maria Lopez' },
  },
  conversational_context: {
    given: 'Maria Lopez\nwants to see the price list.',
    sent: { conversational_context: 'Maria Lopez\nwants to see the price list.' },
  },
  custom_greeting: { given: 'Hi Maria!', sent: { custom_greeting: 'Hi Maria!' } },
  enable_dynamic_greeting: { given: 'false', sent: { enable_dynamic_greeting: false } },
  language: { given: 'Spanish', sent: { properties: { language: 'Spanish' } } },
  max_call_duration: { given: '1800', sent: { properties: { max_call_duration: 1800 } } },
  participant_left_timeout: {
    given: '60',
    sent: { properties: { participant_left_timeout: 60 } },
  },
  participant_absent_timeout: {
    given: '900',
    sent: { properties: { participant_absent_timeout: 900 } },
  },
  audio_only: { given: 'false', sent: { audio_only: false } },
  require_auth: { given: 'true', sent: { require_auth: true } },
  max_participants: { given: '4', sent: { max_participants: 4 } },
  meeting_url: {
    given: 'https://zoom.us/j/123456789?pwd=abc',
    sent: { meeting_url: 'https://zoom.us/j/123456789?pwd=abc' },
  },
  policy: { given: 'true', sent: { policy: 'eu' } },
  apply_greenscreen: { given: 'false', sent: { properties: { apply_greenscreen: false } } },
  participant_tag: { given: 'contact-42', sent: { participant_tags: ['contact-42'] } },
  memory_stores: {
    given: ['maria@example.com', 'sales'],
    sent: { memory_stores: ['maria@example.com', 'sales'] },
  },
  document_ids: {
    given: ['d8-ca7a10900001', 'd8-5c71baca86fc'],
    sent: { document_ids: ['d8-ca7a10900001', 'd8-5c71baca86fc'] },
  },
  document_tags: {
    given: ['sales', 'price list'],
    sent: { document_tags: ['sales', 'price list'] },
  },
  document_retrieval_strategy: {
    given: 'balanced',
    sent: { document_retrieval_strategy: 'balanced' },
  },
  enable_recording: { given: 'true', sent: { properties: { enable_recording: true } } },
  enable_transcription: {
    given: 'true',
    sent: { properties: { enable_closed_captions: true } },
  },
  callback_url: {
    given: 'https://example.com/tavus?from=zap',
    sent: { callback_url: 'https://example.com/tavus?from=zap' },
  },
  test_mode: { given: 'false', sent: { test_mode: false } },
  additional_fields: {
    given: '{"new_setting": true, "properties": {"livekit_ws_url": "wss://a"}}',
    sent: { new_setting: true, properties: { livekit_ws_url: 'wss://a' } },
  },
} satisfies Readonly<Record<string, FilledField>>;

/** The fields of a storage of recordings, which go together, and what stands in `properties` for them. */
export const STORAGES = {
  'no provider': {
    given: {
      recording_s3_bucket_name: 'our-calls',
      recording_s3_bucket_region: 'eu-north-1',
      aws_assume_role_arn: ROLE,
    },
    sent: {
      recording_s3_bucket_name: 'our-calls',
      recording_s3_bucket_region: 'eu-north-1',
      aws_assume_role_arn: ROLE,
    },
  },
  s3: {
    given: {
      recording_storage_provider: 's3',
      recording_s3_bucket_name: 'our-calls',
      recording_s3_bucket_region: 'eu-north-1',
      aws_assume_role_arn: ROLE,
      recording_s3_external_id: 'tavus-42',
    },
    sent: {
      recording_storage: {
        provider: 's3',
        bucket_name: 'our-calls',
        bucket_region: 'eu-north-1',
        assume_role_arn: ROLE,
        external_id: 'tavus-42',
      },
    },
  },
  gcs: {
    given: {
      recording_storage_provider: 'gcs',
      recording_gcs_bucket_name: 'our-calls',
      recording_gcs_project_id: 'our-project-123',
      recording_gcs_workload_identity_provider: IDENTITY_PROVIDER,
      recording_gcs_service_account_email: 'tavus@our-project-123.iam.gserviceaccount.com',
    },
    sent: {
      recording_storage: {
        provider: 'gcs',
        bucket_name: 'our-calls',
        project_id: 'our-project-123',
        workload_identity_provider: IDENTITY_PROVIDER,
        service_account_email: 'tavus@our-project-123.iam.gserviceaccount.com',
      },
    },
  },
  azure_blob: {
    given: {
      recording_storage_provider: 'azure_blob',
      recording_azure_storage_account: 'ourcalls',
      recording_azure_container: 'recordings',
      recording_azure_tenant_id: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      recording_azure_client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
    },
    sent: {
      recording_storage: {
        provider: 'azure_blob',
        storage_account: 'ourcalls',
        container: 'recordings',
        tenant_id: '72f988bf-86f1-41af-91ab-2d7cd011db47',
        client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
      },
    },
  },
} satisfies Readonly<Record<string, { readonly given: object; readonly sent: object }>>;

/** A form in which every field that is always there is filled in, but those left out. */
export function filledForm(...without: readonly string[]): Readonly<Record<string, unknown>> {
  const fields = Object.entries(FIELDS).filter(([key]) => !without.includes(key));
  return Object.fromEntries(fields.map(([key, { given }]) => [key, given]));
}

/** The request body for that form, with more in `properties`. */
export function sentBody(properties: object): object {
  const sent: object[] = Object.values(FIELDS).map((field) => field.sent);
  const inner = sent.map((each) => ('properties' in each ? each.properties : {}));
  return Object.assign({}, ...sent, {
    properties: Object.assign({}, ...inner, properties),
  });
}
