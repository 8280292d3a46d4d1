import { additionalFieldsRule } from '../fields/additional_fields.ts';
import { reference as referenceKind } from '../fields/conversation.ts';
import { documentChoices, documentIds } from '../fields/document.ts';
import { meetingLink } from '../fields/meeting_link.ts';
import { PERSONA, personaChoices, personaId } from '../fields/persona.ts';
import { REPLICA, replicaChoices, replicaId } from '../fields/replica.ts';
import { jsonObject, nameList, singleItemList, textList } from '../forms/compound_kinds.ts';
import { type Dependence, field, group, notice, type Place } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import {
  emailAddress,
  oneOf,
  seconds,
  spokenText,
  text,
  wholeNumber,
  word,
  yesNo,
  yesNoAs,
} from '../forms/kinds.ts';
import { link, oneId } from '../forms/one_value.ts';
import { DEFAULT_ABSENT_SECONDS, DEFAULT_CALL_SECONDS } from '../tavus/conversations/record.ts';
import { LANGUAGE_NAMES, MULTILINGUAL } from '../tavus/languages.ts';
import {
  gcsBucket,
  language,
  roleArn,
  s3Bucket,
  s3Region,
  workloadIdentityProvider,
} from './create_conversation.kinds.ts';
import { participantRule, s3Rule } from './create_conversation.rules.ts';

/**
 * The form of Create Conversation, from top to bottom. A field is sent under its own key in the body
 * of POST /v2/conversations unless `to` names another place (Tavus docs: create-conversation, May
 * 2026; `policy` and `meeting_url` from later pages).
 */

/** The groups of the form, in its order; the rarely used ones are not emphasized. */
export const inputFieldGroups = [
  { key: 'participants', label: 'Persona (PAL) and Replica (Face)', emphasize: true },
  { key: 'conversation', label: 'Call Details', emphasize: true },
  { key: 'time_limits', label: 'Time Limits', emphasize: true },
  { key: 'access', label: 'Access and Documents', emphasize: false },
  { key: 'recording', label: 'Recording and Captions', emphasize: false },
  { key: 'advanced', label: 'Advanced', emphasize: false },
];

// ---- kinds of this form

const participantTags = singleItemList(oneId('one ID'));

/** The API has one policy, and none is named without it. */
const europeanUnionRules = yesNoAs('eu', undefined);

// ---- settings of the recording storage

const STORAGE = 'properties.recording_storage';

/** A required setting of one storage provider. */
function requiredWith(provider: 'gcs' | 'azure_blob', name: string): Dependence {
  return storageSetting({ [provider]: { to: `${STORAGE}.${name}`, required: true } });
}

/** A setting of S3: in `recording_storage` if S3 is chosen, flat if no provider is chosen. */
function s3Setting(flat: string, name: string): Dependence {
  return storageSetting({
    '': { to: `properties.${flat}`, required: false },
    s3: { to: `${STORAGE}.${name}`, required: true },
  });
}

function storageSetting(places: Readonly<Record<string, Place>>): Dependence {
  return { chooser: 'recording_storage_provider', places };
}

/** Other API names of the form's fields, by their place in the body. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['face_id', 'replica_id'],
  ['pal_id', 'persona_id'],
  ['properties.require_auth', 'require_auth'],
  ['properties.enable_transcription', 'enable_transcription'],
]);

/** Other API settings with the meaning of a field, by their place in the body. */
const OTHER_WAYS: ReadonlyMap<string, string> = new Map([
  ['properties.languages', 'language'],
  ['dynamic_greeting', 'enable_dynamic_greeting'],
]);

/** Settings of the API that no field has (fields/additional_fields.ts). */
const WITHOUT_FIELD = [
  'properties.auto_start_recording',
  'properties.daily_room',
  'properties.livekit_ws_url',
  'properties.livekit_room_token',
];

export const form = formOf(
  {
    ...group('participants', {
      billing_notice: notice(
        "**Testing this step is free:** it creates a test conversation whose link doesn't open. A live run is billed from its start.",
      ),
      persona_id: field(personaId, {
        label: PERSONA,
        helpText:
          'The character: how it behaves and what it knows. Choose a persona, a replica or both; if blank, Tavus uses its default persona. **Find Persona** looks one up by name.',
        dropdown: personaChoices,
        search: 'find_persona.id',
      }),
      replica_id: field(replicaId, {
        label: REPLICA,
        helpText:
          "The face that joins the call. Choose a replica, a persona or both; if blank, the persona's own replica joins. **Find Replica** looks one up by name.",
        dropdown: replicaChoices,
        search: 'find_replica.id',
      }),
    }),
    ...group('conversation', {
      conversation_name: field(text, {
        label: 'Conversation Name',
        helpText:
          "The name in Tavus's list, which **Find Conversation** can look up. If blank, the app makes up a name that begins with Zapier.",
      }),
      reference: field(referenceKind, {
        label: 'Reference',
        helpText:
          "Your own ID for this call, such as the CRM contact's ID. Every trigger and search returns it. It's added to the name in Tavus, which the guest may see, so don't use an email address.",
        to: null,
      }),
      participant_tag: field(participantTags, {
        label: 'Participant',
        helpText:
          "A permanent ID for this person, usually the same as in Reference. With it, the persona remembers the person's earlier calls. Never use one ID for two people.",
        to: 'participant_tags',
      }),
      conversational_context: field(spokenText, {
        label: 'Conversational Context',
        helpText:
          "What the replica should know for this call: who's joining, why, and what to achieve. It adds to what the persona already knows.",
      }),
      custom_greeting: field(spokenText, {
        label: 'Custom Greeting',
        helpText: 'The first thing the replica says when someone joins.',
      }),
      enable_dynamic_greeting: field(yesNo, {
        label: 'Enable Dynamic Greeting',
        helpText:
          'If Yes, the persona makes up its own greeting for each call. Ignored if **Custom Greeting** is filled in.',
      }),
      language: field(language, {
        label: 'Language',
        helpText:
          'The language of the call. Multilingual follows the participant. You can also map a code or a name, for example `de`, `pt-BR` or Deutsch.',
        suggestions: [
          { value: MULTILINGUAL, label: 'Multilingual (Detect Automatically)' },
          ...LANGUAGE_NAMES.map((name) => ({ value: name, label: name })),
        ],
        to: 'properties.language',
      }),
      meeting_url: field(meetingLink, {
        label: 'Meeting URL',
        helpText:
          'The link of an existing Google Meet, Zoom or Teams meeting. The replica joins that meeting, not a Tavus room.',
        placeholder: 'https://meet.google.com/abc-defg-hij',
      }),
    }),
    ...group('time_limits', {
      max_call_duration: field(seconds(60), {
        label: 'Max Call Duration (Seconds)',
        helpText: `The longest the call can last, in digits, such as 1800. It counts from this step, so include the waiting time. If blank, ${DEFAULT_CALL_SECONDS} (1 hour); your plan may allow less.`,
        placeholder: `${DEFAULT_CALL_SECONDS} if blank`,
        to: 'properties.max_call_duration',
      }),
      participant_absent_timeout: field(seconds(1), {
        label: 'Participant Absent Timeout (Seconds)',
        helpText: `How long the link works if nobody joins, in digits, such as 1800. It counts from this step, so run it just before the call. If blank, ${DEFAULT_ABSENT_SECONDS} (5 minutes).`,
        placeholder: `${DEFAULT_ABSENT_SECONDS} if blank`,
        to: 'properties.participant_absent_timeout',
      }),
      participant_left_timeout: field(seconds(0), {
        label: 'Participant Left Timeout (Seconds)',
        helpText:
          'How long someone who left can come back, in digits, such as 60. If blank, 60. With 0, one lost connection ends the call immediately.',
        placeholder: '60 if blank',
        // Tavus's default of 0 ends a call when the connection drops once.
        default: '60',
        to: 'properties.participant_left_timeout',
      }),
    }),
    ...group('access', {
      require_auth: field(yesNo, {
        label: 'Require Authentication',
        helpText:
          "Makes the room private: only guests with a token can join. Send this step's **Join URL**, which includes it. The token works as long as the Participant Absent Timeout.",
      }),
      document_ids: field(documentIds, {
        label: 'Documents',
        helpText:
          'Documents in your knowledge base that the replica can use in this call. **Find Document** looks up an ID by name. Separate IDs with commas.',
        dropdown: documentChoices,
      }),
      document_tags: field(textList, {
        label: 'Document Tags',
        helpText:
          'The replica can use every document with one of these tags. Separate tags with commas. For a tag that contains a comma, use JSON: ["Pricing, EU"].',
      }),
    }),
    ...group('recording', {
      enable_recording: field(yesNo, {
        label: 'Enable Recording',
        helpText:
          "Lets participants record the call. Recording doesn't start by itself: someone in the call must start it.",
        to: 'properties.enable_recording',
      }),
      enable_transcription: field(yesNo, {
        label: 'Enable Transcription',
        helpText:
          'Shows live captions during the call (closed captions in Tavus). You get a transcript after the call either way.',
        to: 'properties.enable_closed_captions',
      }),
      recording_storage_provider: field(
        oneOf(['s3', 'gcs', 'azure_blob'], {
          s3: 'Amazon S3',
          gcs: 'Google Cloud Storage',
          azure_blob: 'Azure Blob Storage',
        }),
        {
          label: 'Recording Storage Provider',
          helpText:
            'Where your recordings are stored. Choose this first: it changes the fields below. If blank, the classic S3 settings apply.',
          to: `${STORAGE}.provider`,
        },
      ),
      recording_s3_bucket_name: field(s3Bucket, {
        label: 'Recording S3 Bucket Name',
        helpText:
          'The name of the bucket in your own AWS account that receives the recordings. Fill in the bucket, its region and the role together, or leave all three blank.',
        when: s3Setting('recording_s3_bucket_name', 'bucket_name'),
      }),
      recording_s3_bucket_region: field(s3Region, {
        label: 'Recording S3 Bucket Region',
        helpText: "The bucket's AWS region, for example `us-east-1`.",
        when: s3Setting('recording_s3_bucket_region', 'bucket_region'),
      }),
      aws_assume_role_arn: field(roleArn, {
        label: 'AWS Assume Role ARN',
        helpText:
          'The IAM role that Tavus assumes to write to the bucket, for example `arn:aws:iam::123456789012:role/TavusRecording`. [How to set it up](https://docs.tavus.io/sections/conversational-video-interface/quickstart/conversation-recordings).',
        when: s3Setting('aws_assume_role_arn', 'assume_role_arn'),
      }),
      recording_s3_external_id: field(word('the external ID of the role'), {
        label: 'Recording S3 External Identifier',
        helpText:
          "The external ID in the role's trust policy. Leave it blank if the policy doesn't require one.",
        when: storageSetting({ s3: { to: `${STORAGE}.external_id`, required: false } }),
      }),
      recording_gcs_bucket_name: field(gcsBucket, {
        label: 'Recording GCS Bucket Name',
        helpText: 'The bucket in your own Google Cloud project that receives the recordings.',
        when: requiredWith('gcs', 'bucket_name'),
      }),
      recording_gcs_project_id: field(oneId('the ID of a project'), {
        label: 'Recording GCS Project',
        helpText: "The ID of the bucket's Google Cloud project, for example `my-project-123`.",
        when: requiredWith('gcs', 'project_id'),
      }),
      recording_gcs_workload_identity_provider: field(workloadIdentityProvider, {
        label: 'Recording GCS Workload Identity Provider',
        helpText:
          'The full resource name, for example `projects/123456/locations/global/workloadIdentityPools/tavus/providers/tavus`.',
        when: requiredWith('gcs', 'workload_identity_provider'),
      }),
      recording_gcs_service_account_email: field(
        emailAddress('the email address of a service account'),
        {
          label: 'Recording GCS Service Account Email',
          helpText: 'The service account that can create objects in the bucket.',
          when: requiredWith('gcs', 'service_account_email'),
        },
      ),
      recording_azure_storage_account: field(word('the name of a storage account'), {
        label: 'Recording Azure Storage Account',
        helpText: 'The name of the storage account that receives the recordings.',
        when: requiredWith('azure_blob', 'storage_account'),
      }),
      recording_azure_container: field(word('the name of a container'), {
        label: 'Recording Azure Container',
        helpText: 'The name of the blob container inside the storage account.',
        when: requiredWith('azure_blob', 'container'),
      }),
      recording_azure_tenant_id: field(oneId('the ID of a tenant'), {
        label: 'Recording Azure Tenant',
        helpText: 'Your Microsoft Entra directory (tenant) ID, a UUID.',
        when: requiredWith('azure_blob', 'tenant_id'),
      }),
      recording_azure_client_id: field(oneId('the ID of an app registration'), {
        label: 'Recording Azure Client',
        helpText:
          'The application (client) ID of the app registration that Tavus signs in with, a UUID.',
        when: requiredWith('azure_blob', 'client_id'),
      }),
    }),
    ...group('advanced', {
      test_mode: field(yesNo, {
        label: 'Test Mode',
        helpText:
          "If Yes, the conversation is created already ended: it's free, uses no slot, and nobody can join. If blank, tests in the Zap editor do this and live runs don't.",
      }),
      max_participants: field(wholeNumber(2, 'participants'), {
        label: 'Max Participants',
        helpText:
          'The most participants in the room, in digits, such as 2. The replica counts as one, so 2 means a call with one person.',
      }),
      audio_only: field(yesNo, {
        label: 'Audio Only',
        helpText: "If Yes, it's a voice call without the replica's video.",
      }),
      apply_greenscreen: field(yesNo, {
        label: 'Apply Greenscreen',
        helpText:
          'Shows the replica on a plain green background, so a website can replace it. Some newer replicas ignore this.',
        to: 'properties.apply_greenscreen',
      }),
      policy: field(europeanUnionRules, {
        label: 'European Union Rules',
        helpText:
          "If Yes, the replica says that it is an AI, and analyzes emotions less. It doesn't change where data is stored.",
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
            'Whether the replica answers from documents faster or more thoroughly. If blank, Balanced.',
        },
      ),
      memory_stores: field(nameList, {
        label: 'Memory Stores',
        helpText:
          "The older way to remember earlier calls. Enter store names, such as the guest's email address, separated by semicolons. In a new Zap, use **Participant** instead.",
      }),
      callback_url: field(link(['https', 'http']), {
        label: 'Callback URL',
        helpText:
          'Tavus sends every event of this conversation here, the first within seconds. Leave it blank unless you have your own webhook endpoint. The triggers of this app work without it.',
        placeholder: 'https://example.com/tavus-events',
      }),
      additional_fields: field(jsonObject, {
        label: 'Additional Fields',
        helpText:
          'A JSON object of Tavus API settings that have no field here yet, for example `{"properties": {"new_setting": true}}`. Leave out settings that have their own field.',
        to: null,
      }),
    }),
  },
  [participantRule, s3Rule, additionalFieldsRule(OTHER_NAMES, OTHER_WAYS, WITHOUT_FIELD)],
);
