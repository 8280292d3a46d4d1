import { field, object, requiredField, variants } from '../forms/field.ts';
import {
  converted,
  identifier,
  jsonObject,
  link,
  longText,
  oneOf,
  text,
  textList,
  wholeNumber,
  yesNo,
} from '../forms/kinds.ts';
import { isLanguageTag, LANGUAGE_NAMES, languageName, MULTILINGUAL } from '../tavus/languages.ts';
import { documentField } from '../triggers/document_list.ts';
import { personaField } from '../triggers/persona_list.ts';
import { replicaField } from '../triggers/replica_list.ts';

/** The groups of the form, in its order; the rarely used ones are collapsed. */
export const inputFieldGroups = [
  { key: 'participants', label: 'Replica and Persona', emphasize: true },
  { key: 'conversation', label: 'What It Is About', emphasize: true },
  { key: 'time_limits', label: 'Time Limits (Each Minute Costs Money)', emphasize: true },
  { key: 'room', label: 'Room and Access', emphasize: false },
  { key: 'knowledge', label: 'Memory and Documents', emphasize: false },
  { key: 'recording', label: 'Recording and Captions', emphasize: false },
  { key: 'advanced', label: 'Test Mode and Advanced', emphasize: false },
];

const PROVIDER = 'recording_storage_provider';
const PROVIDERS = ['s3', 'gcs', 'azure_blob'] as const;
const PROVIDER_LABELS = {
  s3: 'Amazon S3',
  gcs: 'Google Cloud Storage',
  azure_blob: 'Azure Blob Storage',
};

const language = converted('the name of a language', languageName, {
  accepts: (word) => isPossibleName(languageName(word)),
  otherwise:
    'Tavus has no language with this code. Choose one from the list, or write its full English name, such as German.',
});

/** Three letters may be a name (Lao) rather than a code. */
function isPossibleName(name: string): boolean {
  return /[a-z]{3}/i.test(name) && (name.length === 3 || !isLanguageTag(name));
}

const roleArn = identifier(
  'the ARN of an IAM role, such as arn:aws:iam::123456789012:role/TavusRecording',
  { accepts: (value) => /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/.test(value) },
);

/** Google shows the resource with this prefix; Tavus adds it itself. */
const workloadIdentityProvider = converted('the name of a workload identity provider', (name) =>
  name.replace(/^(https:)?\/\/iam\.googleapis\.com\//, ''),
);

// The S3 settings go out flat, or in `recording_storage` when the provider S3 is chosen.

const s3BucketName = {
  key: 'recording_s3_bucket_name',
  label: 'Recording S3 Bucket Name',
  helpText:
    'The bucket in your own AWS account that recordings are copied to. Fill in the bucket, its region and the role together, or leave all three blank.',
  group: 'recording',
};

const s3BucketRegion = {
  key: 'recording_s3_bucket_region',
  label: 'Recording S3 Bucket Region',
  helpText: 'The AWS region that the bucket is in, such as `us-east-1`.',
  group: 'recording',
};

const assumeRoleArn = {
  key: 'aws_assume_role_arn',
  label: 'AWS Assume Role ARN',
  helpText:
    'The IAM role that Tavus takes on to write to the bucket, such as `arn:aws:iam::123456789012:role/TavusRecording`. [How to set it up](https://docs.tavus.io/sections/conversational-video-interface/quickstart/conversation-recordings).',
  group: 'recording',
};

const s3 = {
  bucket_name: requiredField(identifier('the name of a bucket'), s3BucketName),
  bucket_region: requiredField(identifier('the name of an AWS region'), s3BucketRegion),
  assume_role_arn: requiredField(roleArn, assumeRoleArn),
  external_id: field(identifier('the external ID of the role'), {
    key: 'recording_s3_external_id',
    label: 'Recording S3 External Identifier',
    helpText:
      'The external ID that the trust policy of the role asks for. Leave it blank if the policy asks for none.',
    group: 'recording',
  }),
};

const gcs = {
  bucket_name: requiredField(identifier('the name of a bucket'), {
    key: 'recording_gcs_bucket_name',
    label: 'Recording GCS Bucket Name',
    helpText: 'The bucket in your own Google Cloud project that recordings are copied to.',
    group: 'recording',
  }),
  project_id: requiredField(identifier('the ID of a project'), {
    key: 'recording_gcs_project_id',
    label: 'Recording GCS Project',
    helpText:
      'The ID of the Google Cloud project that the bucket belongs to, such as `my-project-123`.',
    group: 'recording',
  }),
  workload_identity_provider: requiredField(workloadIdentityProvider, {
    key: 'recording_gcs_workload_identity_provider',
    label: 'Recording GCS Workload Identity Provider',
    helpText:
      'The full resource name, such as `projects/123456/locations/global/workloadIdentityPools/tavus/providers/tavus`.',
    group: 'recording',
  }),
  service_account_email: requiredField(
    identifier('the email address of a service account', {
      accepts: (value) => /^[^@\s]+@[^@\s]+$/.test(value),
    }),
    {
      key: 'recording_gcs_service_account_email',
      label: 'Recording GCS Service Account Email',
      helpText: 'The service account that may create objects in the bucket.',
      group: 'recording',
    },
  ),
};

const azureBlob = {
  storage_account: requiredField(identifier('the name of a storage account'), {
    key: 'recording_azure_storage_account',
    label: 'Recording Azure Storage Account',
    helpText: 'The name of the storage account that recordings are copied to.',
    group: 'recording',
  }),
  container: requiredField(identifier('the name of a container'), {
    key: 'recording_azure_container',
    label: 'Recording Azure Container',
    helpText: 'The name of the blob container inside the storage account.',
    group: 'recording',
  }),
  tenant_id: requiredField(identifier('the ID of a tenant'), {
    key: 'recording_azure_tenant_id',
    label: 'Recording Azure Tenant',
    helpText: 'The directory (tenant) ID of your Microsoft Entra ID, a UUID.',
    group: 'recording',
  }),
  client_id: requiredField(identifier('the ID of an app registration'), {
    key: 'recording_azure_client_id',
    label: 'Recording Azure Client',
    helpText: 'The application (client) ID of the app registration that Tavus signs in as, a UUID.',
    group: 'recording',
  }),
};

const properties = object({
  max_call_duration: field(wholeNumber(1, 'seconds'), {
    label: 'Max Call Duration (Seconds)',
    helpText:
      'The call ends after this many seconds at the latest. Tavus takes 3600 (1 hour) if this is blank, and your plan may allow less.',
    placeholder: '3600',
    group: 'time_limits',
  }),
  participant_left_timeout: field(wholeNumber(0, 'seconds'), {
    label: 'Participant Left Timeout (Seconds)',
    helpText:
      'The call ends this many seconds after the last participant has left. Tavus takes 0 if this is blank: one lost connection ends the call at once, and nobody can come back. With 60, they have a minute.',
    placeholder: '0',
    group: 'time_limits',
  }),
  participant_absent_timeout: field(wholeNumber(1, 'seconds'), {
    label: 'Participant Absent Timeout (Seconds)',
    helpText:
      'The room closes if nobody has joined this many seconds after this step ran. Tavus takes 300 (5 minutes) if this is blank. A link made when a meeting is booked is therefore dead when the meeting starts: run this step shortly before it.',
    placeholder: '300',
    group: 'time_limits',
  }),
  language: field(language, {
    label: 'Language',
    helpText:
      'The language that is spoken in the call. Choose `multilingual` to follow the language of the participant. A code from another step, such as `de` or `pt-BR`, works too.',
    suggestions: [
      { value: MULTILINGUAL, label: 'Multilingual (Detect Automatically)' },
      ...LANGUAGE_NAMES.map((name) => ({ value: name, label: name })),
    ],
    group: 'conversation',
  }),
  enable_recording: field(yesNo, {
    label: 'Enable Recording',
    helpText:
      'Allows participants to record the call. It does not start a recording: somebody in the call has to do that.',
    group: 'recording',
  }),
  enable_closed_captions: field(yesNo, {
    key: 'enable_transcription',
    label: 'Enable Transcription',
    helpText:
      'Shows what is said as captions during the call (Tavus also calls this closed captions). The transcript after the call is made in any case.',
    group: 'recording',
  }),
  apply_greenscreen: field(yesNo, {
    label: 'Apply Greenscreen',
    helpText:
      'Puts the replica in front of plain green, for websites that replace the background. Some newer replicas ignore it.',
    group: 'room',
  }),
  recording_storage: variants(
    'provider',
    PROVIDERS,
    PROVIDER_LABELS,
    { s3, gcs, azure_blob: azureBlob },
    {
      key: PROVIDER,
      label: 'Recording Storage Provider',
      helpText:
        'Where your recordings are stored. Choose it first: the fields below change with it. Leave it blank for the classic S3 settings.',
      group: 'recording',
    },
  ),
  recording_s3_bucket_name: field(identifier('the name of a bucket'), {
    ...s3BucketName,
    onlyWithout: PROVIDER,
  }),
  recording_s3_bucket_region: field(identifier('the name of an AWS region'), {
    ...s3BucketRegion,
    onlyWithout: PROVIDER,
  }),
  aws_assume_role_arn: field(roleArn, { ...assumeRoleArn, onlyWithout: PROVIDER }),
});

/**
 * The body of POST /v2/conversations, nested as the API nests it (Tavus docs: create-conversation,
 * May 2026; `policy` and `meeting_url` from later pages). The form, the checks, the types and the
 * reference page all come from here. Blank fields are absent. `additional_fields` is no part of it:
 * with them, a Zap sends what this app does not know yet.
 */
export const conversationForm = {
  replica_id: field(replicaField.kind, {
    label: 'Replica',
    helpText:
      'The AI person that joins the call. Choose a replica, a persona or both; without one, the default replica of the persona joins. Newer Tavus pages call it a Face. **Find Replica** looks it up by name.',
    dropdown: replicaField.dropdown,
    group: 'participants',
  }),
  persona_id: field(personaField.kind, {
    label: 'Persona',
    helpText:
      'How the replica behaves and what it knows. Choose a persona, a replica or both; without one, a default persona of Tavus is used. Newer Tavus pages call it a PAL. **Find Persona** looks it up by name.',
    dropdown: personaField.dropdown,
    group: 'participants',
  }),
  conversation_name: field(text, {
    label: 'Conversation Name',
    helpText:
      'How the conversation is listed in Tavus, and how **Find Conversation** finds it. If this is blank, it gets a name that begins with Zapier.',
    group: 'conversation',
  }),
  conversational_context: field(longText, {
    label: 'Conversational Context',
    helpText:
      'What the replica has to know for this call: who comes, what it is about, what to achieve. It is added to what the persona knows.',
    group: 'conversation',
  }),
  custom_greeting: field(longText, {
    label: 'Custom Greeting',
    helpText: 'The first sentence that the replica says when somebody joins.',
    group: 'conversation',
  }),
  properties,
  audio_only: field(yesNo, {
    label: 'Audio Only',
    helpText: 'Makes it a voice call, without video of the replica.',
    group: 'room',
  }),
  require_auth: field(yesNo, {
    label: 'Require Authentication',
    helpText:
      'Makes the room private. Only somebody with the meeting token gets in, so send the **Join URL** of this step: it contains the token. The token is good for as long as the Participant Absent Timeout.',
    group: 'room',
  }),
  max_participants: field(wholeNumber(2, 'participants'), {
    label: 'Max Participants',
    helpText:
      'How many can be in the room at once. The replica counts as one, so 2 is a call with one person.',
    group: 'room',
  }),
  meeting_url: field(link(['https']), {
    label: 'Meeting URL',
    helpText:
      'The link of an existing Google Meet or Zoom meeting. The replica joins that meeting instead of a room of its own.',
    placeholder: 'https://meet.google.com/abc-defg-hij',
    group: 'room',
  }),
  policy: field(oneOf(['eu'], { eu: 'European Union' }), {
    label: 'Policy',
    helpText:
      'Applies the rules of a region: with European Union, the replica says that it is an AI, and reads emotions less. It does not decide where data is stored.',
    group: 'room',
  }),
  callback_url: field(link(['https', 'http']), {
    label: 'Callback URL',
    helpText:
      'Tavus sends every event of this conversation here, the first within seconds. Leave it blank unless you run a receiver: the triggers of this app work without it.',
    placeholder: 'https://example.com/tavus-events',
    group: 'advanced',
  }),
  memory_stores: field(textList, {
    label: 'Memory Stores',
    helpText:
      'Names under which the replica remembers earlier calls, such as the email address of the participant. One is usually enough.',
    group: 'knowledge',
  }),
  document_ids: field(documentField.kind, {
    label: 'Documents',
    helpText:
      'Documents of your Tavus knowledge base that the replica can use in this call. **Find Document** looks up their IDs by name.',
    dropdown: documentField.dropdown,
    group: 'knowledge',
  }),
  document_tags: field(textList, {
    label: 'Document Tags',
    helpText: 'The replica can use all documents that have one of these tags.',
    group: 'knowledge',
  }),
  document_retrieval_strategy: field(
    oneOf(['speed', 'quality', 'balanced'], {
      speed: 'Speed',
      quality: 'Quality',
      balanced: 'Balanced',
    }),
    {
      label: 'Document Retrieval Strategy',
      helpText:
        'Whether the replica answers from documents faster or more thoroughly. Tavus takes Balanced if this is blank.',
      group: 'knowledge',
    },
  ),
  test_mode: field(yesNo, {
    label: 'Test Mode',
    helpText:
      'With Yes, the conversation is created but has ended at once: it costs nothing, takes no slot, and nobody can join. Testing this step in the Zap editor always does that, unless you choose No here. A live run does it only with Yes.',
    group: 'advanced',
  }),
  additional_fields: field(jsonObject, {
    label: 'Additional Fields',
    helpText:
      'A JSON object that is added to the request, for settings of the Tavus API that have no field here yet, such as `{"properties": {"new_setting": true}}`. Use the other fields for everything that they offer.',
    group: 'advanced',
  }),
};
