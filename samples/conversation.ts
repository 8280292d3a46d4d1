import type {
  Conversation,
  ConversationRecord,
  CreatedConversation,
} from '../tavus/conversations/record.ts';

/** A new conversation, with what the list returns. */
export const newConversation: Conversation = {
  conversation_name: 'Demo for Maria Lopez',
  reference: '0035g00000ABC',
  status: 'active',
  join_url: 'https://tavus.daily.co/c93a7ead335b',
  created_at: '2026-11-20T15:00:00.000Z',
  conversation_id: 'c93a7ead335b',
  persona_name: 'Onboarding Coach',
  replica_name: 'Anna',
  persona_id: 'pcb7a34da5fe',
  replica_id: 'r90bbd427f71',
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  room_url: null,
  callback_url: null,
  id: 'c93a7ead335b',
};

/** What Zapier's own examples have in place of a file (zapier-platform-cli, template "files"). */
const SAMPLE_FILE = 'SAMPLE FILE';

const TRANSCRIPT =
  'Replica: Hi Maria, good to see you. What would you like to know?\nParticipant: How long does the set-up take?\nReplica: Usually less than a day.';

/** The same conversation after its end, with everything that Tavus adds later. */
export const finishedConversation: ConversationRecord = {
  conversation_name: newConversation.conversation_name,
  reference: newConversation.reference,
  status: 'ended',
  join_url: null,
  created_at: newConversation.created_at,
  ended_at: '2026-11-20T15:12:30.000Z',
  duration_seconds: 750,
  call_outcome: 'talked',
  shutdown_reason: 'participant_left',
  participant_joined: true,
  transcript_text: TRANSCRIPT,
  transcript_short: TRANSCRIPT,
  transcript_file: SAMPLE_FILE,
  transcript_subtitles_file: SAMPLE_FILE,
  recording_status: 'ready',
  recording_uri: 's3://acme-call-recordings/tavus/c93a7ead335b/1763651550000',
  recording_error: null,
  recording_duration_seconds: 742,
  recording_provider: 's3',
  recording_bucket: 'acme-call-recordings',
  recording_key: 'tavus/c93a7ead335b/1763651550000',
  perception_analysis:
    'The participant sat in a quiet office, smiled often and took notes on paper.',
  post_call_status: 'ready',
  participant_turns: 1,
  replica_turns: 2,
  participant_words: 7,
  replica_words: 17,
  seconds_to_first_word: 18,
  first_participant_text: 'How long does the set-up take?',
  last_participant_text: 'How long does the set-up take?',
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
  post_call: [
    { tool: 'log_call', name: 'summary', value: 'Maria asked how long the set-up takes.' },
    { tool: 'log_call', name: 'next_step', value: 'Send her an offer.' },
  ],
  recordings: [
    {
      status: 'ready',
      uri: 's3://acme-call-recordings/tavus/c93a7ead335b/1763651550000',
      bucket: 'acme-call-recordings',
      key: 'tavus/c93a7ead335b/1763651550000',
      duration_seconds: 742,
    },
  ],
  shutdown_reason_words: 'participant_left_timeout reached',
  conversation_id: newConversation.conversation_id,
  persona_name: newConversation.persona_name,
  replica_name: newConversation.replica_name,
  persona_id: newConversation.persona_id,
  replica_id: newConversation.replica_id,
  conversation_url: newConversation.conversation_url,
  room_url: newConversation.room_url,
  callback_url: newConversation.callback_url,
  id: newConversation.id,
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
  join_url: `${newConversation.conversation_url}?t=token-of-maria`,
  conversation_url: newConversation.conversation_url,
  conversation_name: newConversation.conversation_name,
  reference: newConversation.reference,
  status: newConversation.status,
  minutes_to_join: 5,
  join_by: '2026-11-20T15:05:00.000Z',
  ends_by: '2026-11-20T16:00:00.000Z',
  created_at: newConversation.created_at,
  test_mode: false,
  conversation_id: newConversation.conversation_id,
  persona_name: newConversation.persona_name,
  replica_name: newConversation.replica_name,
  persona_id: newConversation.persona_id,
  replica_id: newConversation.replica_id,
  room_url: newConversation.conversation_url,
  meeting_token: 'token-of-maria',
  callback_url: null,
  id: newConversation.id,
};
