import {
  type JsonRecord,
  readFlag,
  readNumber,
  readRecord,
  readText,
  readValue,
} from '../reading.ts';
import type { RecordingPlace } from './events.ts';

/** The body of create-conversation as the sandbox needs it; times in seconds. */
export interface ConversationRequest {
  readonly body: JsonRecord;
  readonly replicaId: string | undefined;
  readonly personaId: string | undefined;
  readonly name: string | undefined;
  readonly callbackUrl: string;
  readonly context: string | undefined;
  readonly greeting: string | undefined;
  readonly meetingUrl: string | undefined;
  readonly policy: string | undefined;
  readonly audioOnly: boolean;
  readonly testMode: boolean;
  readonly requireAuth: boolean;
  readonly maxCallDuration: number;
  readonly participantLeftTimeout: number;
  readonly participantAbsentTimeout: number;
  /** Where recordings go, if recording is allowed and has storage. */
  readonly recordingPlace: RecordingPlace | undefined;
  readonly roleArn: string | undefined;
}

/** Reads a body that the contract has accepted. */
export function readConversationRequest(body: JsonRecord): ConversationRequest {
  const properties = readRecord(body, 'properties');
  const storage = readRecord(properties, 'recording_storage');
  return {
    body,
    replicaId: readText(body, 'replica_id') ?? readText(body, 'face_id'),
    personaId: readText(body, 'persona_id') ?? readText(body, 'pal_id'),
    name: readText(body, 'conversation_name'),
    callbackUrl: readText(body, 'callback_url') ?? '',
    context: readText(body, 'conversational_context'),
    greeting: readText(body, 'custom_greeting'),
    meetingUrl: readText(body, 'meeting_url'),
    policy: readText(body, 'policy'),
    audioOnly: readFlag(body, 'audio_only'),
    testMode: readFlag(body, 'test_mode'),
    requireAuth: readFlag(body, 'require_auth') || readFlag(properties, 'require_auth'),
    maxCallDuration: readNumber(properties, 'max_call_duration') ?? 3600,
    participantLeftTimeout: readNumber(properties, 'participant_left_timeout') ?? 0,
    participantAbsentTimeout: readNumber(properties, 'participant_absent_timeout') ?? 300,
    recordingPlace: readFlag(properties, 'enable_recording')
      ? readRecordingPlace(properties, storage)
      : undefined,
    roleArn: readText(storage, 'assume_role_arn') ?? readText(properties, 'aws_assume_role_arn'),
  };
}

function readRecordingPlace(
  properties: JsonRecord,
  storage: JsonRecord,
): RecordingPlace | undefined {
  const provider = readValue(storage, 'provider');
  if (provider === 's3' || provider === 'gcs' || provider === 'azure_blob') {
    const container = readText(storage, provider === 'azure_blob' ? 'container' : 'bucket_name');
    const storageAccount = readText(storage, 'storage_account');
    return container === undefined ? undefined : { provider, container, storageAccount };
  }
  const bucket = readText(properties, 'recording_s3_bucket_name');
  return bucket === undefined
    ? undefined
    : { provider: 's3', container: bucket, storageAccount: undefined };
}
