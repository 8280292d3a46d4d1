import { type Case, creating, isAccepted, outcomeOf, sorted } from './case.ts';
import { type JsonRecord, readText } from './reading.ts';
import type { Answer, TavusApi } from './tavus_api.ts';

/** The input and the answers of creates. */
export const createCases: readonly Case[] = [
  // ---- languages
  {
    name: 'language_name',
    question: 'Does `properties.language` still take the full English name of a language?',
    run: (api) =>
      sorted({
        German: () => creating(api, { properties: { language: 'German' } }),
        multilingual: () => creating(api, { properties: { language: 'multilingual' } }),
      }),
    expected: 'accepted: German, multilingual',
    why: 'Create Conversation sends the language as a full name, or as multilingual.',
  },

  // ---- captions
  {
    name: 'enable_closed_captions',
    question: 'Is `properties.enable_closed_captions` accepted?',
    run: (api) => creating(api, { properties: { enable_closed_captions: true } }),
    expected: 'accepted',
    why: 'The field Enable Transcription is sent under this name.',
  },

  // ---- timeouts
  {
    name: 'usual_timeouts',
    question: 'Are common values of all three timeouts accepted together?',
    run: (api) =>
      creating(api, {
        properties: {
          max_call_duration: 900,
          participant_left_timeout: 0,
          participant_absent_timeout: 600,
        },
      }),
    expected: 'accepted',
    why: 'Create Conversation sends the timeouts as numbers under these names.',
  },

  // ---- names of replica and persona
  {
    name: 'old_names',
    question: 'Are `replica_id` and `persona_id` still accepted?',
    run: async (api) => creating(api, { persona_id: await api.personaId() }),
    expected: 'accepted',
    why: 'Create Conversation sends these names.',
  },

  // ---- the answer
  {
    name: 'link_in_test_mode',
    question: 'Does a conversation in test mode have a `conversation_url`?',
    run: async (api) => {
      const link = readText((await created(api)).body, 'conversation_url');
      return { did: link?.startsWith('https://') ? 'an https link' : 'no https link' };
    },
    expected: 'an https link',
    why: 'A test in the Zap editor returns the link, which people map into the next step.',
  },
  {
    name: 'meeting_token',
    question: 'Does `require_auth` give a `meeting_token` in test mode?',
    run: async (api) => {
      const { body } = await created(api, { require_auth: true });
      return { did: 'meeting_token' in body ? 'a token' : 'no token' };
    },
    expected: 'a token',
    why: 'Create Conversation builds the link to a private room with the token.',
  },
  {
    name: 'meeting_url',
    question: 'Is `meeting_url` accepted, and is `room_url` missing then?',
    run: async (api) => {
      // Google's own placeholder for a meeting code; in test mode nobody joins it.
      const meeting_url = 'https://meet.google.com/abc-defg-hij';
      const answer = await api.create({ replica_id: await api.replicaId(), meeting_url });
      if (!isAccepted(answer)) return outcomeOf(answer);
      return { did: `accepted, ${'room_url' in answer.body ? 'with' : 'without'} room_url` };
    },
    expected: 'accepted, without room_url',
    why: 'Create Conversation sends the meeting link under this name.',
    appCopesWith: ['accepted, with room_url'],
  },
];

/** A conversation that a question needs. */
async function created(api: TavusApi, body: JsonRecord = {}): Promise<Answer> {
  const answer = await api.create({ replica_id: await api.replicaId(), ...body });
  if (!isAccepted(answer)) {
    throw new Error(`The create was ${outcomeOf(answer).did}: ${outcomeOf(answer).said}`);
  }
  return answer;
}
