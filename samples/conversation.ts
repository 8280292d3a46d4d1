import type {
  Conversation,
  ConversationRecord,
  CreatedConversation,
} from '../tavus/conversations/record.ts';

/** A new conversation, with what the list returns. */
export const newConversation: Conversation = {
  id: 'c93a7ead335b',
  conversation_id: 'c93a7ead335b',
  conversation_name: 'Demo for Maria Lopez [ref 0035g00000ABC 7f3a9c1e]',
  reference: '0035g00000ABC',
  status: 'active',
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  room_url: null,
  join_url: 'https://tavus.daily.co/c93a7ead335b',
  replica_id: 'r90bbd427f71',
  persona_id: 'pcb7a34da5fe',
  callback_url: null,
  created_at: '2026-11-20T15:00:00.000Z',
};

const TRANSCRIPT =
  'Replica: Hi Maria, good to see you. What would you like to know?\nParticipant: How long does the set-up take?\nReplica: Usually less than a day.';

/** The same conversation after its end, with everything that Tavus adds later. */
export const finishedConversation: ConversationRecord = {
  ...newConversation,
  status: 'ended',
  join_url: null,
  ended_at: '2026-11-20T15:12:30.000Z',
  duration_seconds: 750,
  shutdown_reason: 'participant_left',
  shutdown_reason_words: 'participant_left_timeout reached',
  participant_joined: true,
  call_outcome: 'talked',
  participant_turns: 1,
  replica_turns: 2,
  participant_words: 7,
  replica_words: 17,
  seconds_to_first_word: 18,
  first_participant_text: 'How long does the set-up take?',
  last_participant_text: 'How long does the set-up take?',
  transcript_preview: TRANSCRIPT,
  transcript_short: TRANSCRIPT,
  transcript_text: TRANSCRIPT,
  transcript: [
    {
      speaker: 'Replica',
      text: 'Hi Maria, good to see you. What would you like to know?',
      seconds_from_start: 0,
      duration_seconds: 5.9,
    },
    {
      speaker: 'Participant',
      text: 'How long does the set-up take?',
      seconds_from_start: 6.5,
      duration_seconds: 2.4,
    },
    {
      speaker: 'Replica',
      text: 'Usually less than a day.',
      seconds_from_start: 9.2,
      duration_seconds: 2.1,
    },
  ],
  transcript_file: null,
  transcript_subtitles_file: null,
  recording_status: 'ready',
  recording_provider: 's3',
  recording_uri: 's3://acme-call-recordings/tavus/c93a7ead335b/1763651550000',
  recording_bucket: 'acme-call-recordings',
  recording_key: 'tavus/c93a7ead335b/1763651550000',
  recording_duration_seconds: 742,
  recording_error: null,
  recordings: [
    {
      status: 'ready',
      uri: 's3://acme-call-recordings/tavus/c93a7ead335b/1763651550000',
      bucket: 'acme-call-recordings',
      key: 'tavus/c93a7ead335b/1763651550000',
      duration_seconds: 742,
    },
  ],
  perception_analysis:
    'The participant sat in a quiet office, smiled often and took notes on paper.',
  post_call_status: 'ready',
  post_call: [
    { tool: 'log_call', name: 'summary', value: 'Maria asked how long the set-up takes.' },
    { tool: 'log_call', name: 'next_step', value: 'Send her an offer.' },
  ],
};

/** The same with post-call data but without an analysis, which arrives last. */
export const finishedWithPostCall: ConversationRecord = {
  ...finishedConversation,
  perception_analysis: null,
};

/** The same without post-call data and without an analysis. */
export const finishedBeforeAnalysis: ConversationRecord = {
  ...finishedWithPostCall,
  post_call_status: null,
  post_call: [],
};

/** The same, ended by a step. */
export const endedByRequest: ConversationRecord = {
  ...finishedConversation,
  shutdown_reason: 'ended_by_request',
  shutdown_reason_words: 'end_conversation_endpoint_hit',
};

/** The result of Create Conversation for a private room, which only the Join URL opens. */
export const createdConversation: CreatedConversation = {
  id: newConversation.id,
  conversation_id: newConversation.conversation_id,
  conversation_name: newConversation.conversation_name,
  join_url: `${newConversation.conversation_url}?t=token-of-maria`,
  reference: newConversation.reference,
  status: newConversation.status,
  conversation_url: newConversation.conversation_url,
  room_url: newConversation.conversation_url,
  meeting_token: 'token-of-maria',
  replica_id: newConversation.replica_id,
  persona_id: newConversation.persona_id,
  callback_url: null,
  created_at: newConversation.created_at,
  join_by: '2026-11-20T15:05:00.000Z',
  minutes_to_join: 5,
  ends_by: '2026-11-20T16:00:00.000Z',
  test_mode: false,
};
