import type {
  Conversation,
  ConversationRecord,
  CreatedConversation,
} from '../tavus/conversation.ts';

/** A conversation that has just been created, as far as the list tells it. */
export const newConversation: Conversation = {
  id: 'c93a7ead335b',
  conversation_id: 'c93a7ead335b',
  conversation_name: 'Demo for Maria Lopez',
  status: 'active',
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  room_url: null,
  join_url: 'https://tavus.daily.co/c93a7ead335b',
  replica_id: 'r90bbd427f71',
  persona_id: 'pcb7a34da5fe',
  callback_url: null,
  created_at: '2026-11-20T15:00:00.000Z',
};

/** The same conversation when all is over. */
export const finishedConversation: ConversationRecord = {
  ...newConversation,
  status: 'ended',
  join_url: null,
  ended_at: '2026-11-20T15:12:30.000Z',
  duration_seconds: 750,
  shutdown_reason: 'participant_left',
  shutdown_reason_words: 'participant_left_timeout reached',
  participant_joined: true,
  participant_turns: 1,
  replica_turns: 2,
  transcript_text:
    'Replica: Hi Maria, good to see you. What would you like to know?\nParticipant: How long does the set-up take?\nReplica: Usually less than a day.',
  transcript: [
    {
      speaker: 'Replica',
      text: 'Hi Maria, good to see you. What would you like to know?',
      seconds_from_start: 0,
    },
    { speaker: 'Participant', text: 'How long does the set-up take?', seconds_from_start: 6.5 },
    { speaker: 'Replica', text: 'Usually less than a day.', seconds_from_start: 9.2 },
  ],
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
};

/** The same without an analysis, which comes minutes after everything else. */
export const finishedBeforeAnalysis: ConversationRecord = {
  ...finishedConversation,
  perception_analysis: null,
};

/** The same if a step has ended it. */
export const endedByRequest: ConversationRecord = {
  ...finishedConversation,
  shutdown_reason: 'ended_by_request',
  shutdown_reason_words: 'end_conversation_endpoint_hit',
};

/** What Create Conversation gives for a private room, in which only the Join URL lets anybody in. */
export const createdConversation: CreatedConversation = {
  id: newConversation.id,
  conversation_id: newConversation.conversation_id,
  conversation_name: newConversation.conversation_name,
  join_url: `${newConversation.conversation_url}?t=token-of-maria`,
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
