import type { PostCallEvent } from './post_call.ts';

export type Role = 'system' | 'user' | 'assistant' | 'tool';

export interface TranscriptLine {
  readonly role: Role;
  readonly content: string;
  readonly at: Date;
  readonly durationSeconds: number;
}

/** The customer's place for recordings, whichever way it was written in the request. */
export interface RecordingPlace {
  readonly provider: 's3' | 'gcs' | 'azure_blob';
  /** The bucket, or with Azure the container. */
  readonly container: string;
  /** Azure's storage account. */
  readonly storageAccount: string | undefined;
}

/** What happened in a conversation, before it takes the wire form of some age of the API. */
export type ConversationEvent = { readonly at: Date } & (
  | { readonly kind: 'replica_joined' }
  | { readonly kind: 'shutdown'; readonly reason: string }
  | { readonly kind: 'transcription_ready'; readonly lines: readonly TranscriptLine[] }
  | {
      readonly kind: 'recording_ready';
      readonly place: RecordingPlace;
      readonly key: string;
      readonly durationSeconds: number;
    }
  | { readonly kind: 'recording_copy_failed' }
  | { readonly kind: 'perception_analysis'; readonly analysis: string }
  | { readonly kind: 'perception_unavailable' }
  | PostCallEvent
  | {
      readonly kind: 'other';
      readonly eventType: string;
      readonly properties: { readonly [name: string]: unknown };
    }
);
