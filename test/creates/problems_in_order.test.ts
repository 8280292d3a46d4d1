import { expect, test } from '@jest/globals';
import { form as addMemory } from '../../creates/add_memory.ts';
import { form as createConversation } from '../../creates/create_conversation.form.ts';
import { form as createPersona } from '../../creates/create_persona.ts';
import { form as generateVideo } from '../../creates/generate_video.ts';
import { form as updateDocument } from '../../creates/update_document.ts';
import { SEED } from '../../sandbox/sandbox.ts';

/** What fields demand of each other is told at the place of the field, among what else is wrong. */

const REPLICA = { replica_id: SEED.replica };
const PERSONA = { persona_name: 'Demo', system_prompt: 'Be kind.', ...REPLICA };

test.each([
  [
    'nobody who joins',
    createConversation,
    { language: 'xx', max_participants: 1 },
    [/^Choose a Persona /, /^Language/, /^Max Participants/],
  ],
  [
    'additional fields that say what a field is for',
    createConversation,
    { ...REPLICA, max_call_duration: 'long', additional_fields: { conversation_name: 'Demo' } },
    [/^Max Call Duration/, /^Additional Fields: "conversation_name" has its own field, /],
  ],
  ['nothing to say', generateVideo, { replica_id: 'Sam' }, [/^Replica/, /^Fill in Script or /]],
  [
    'two backgrounds',
    generateVideo,
    {
      ...REPLICA,
      script: 'Hi',
      audio_url: 'https://example.com/hi.mp3',
      background_url: 'https://example.com/',
      background_source_url: 'https://example.com/sea.mp4',
    },
    [/^Fill in either Script /, /^Fill in either Background URL /],
  ],
  [
    'a transparent video that is not fast',
    generateVideo,
    { ...REPLICA, transparent_background: 'yes' },
    [/^Fill in Script or /, /^Transparent Background works only in a fast video\. /],
  ],
  [
    'a memory that is too long',
    addMemory,
    { persona_id: SEED.persona, participant_tag: 'p1', topic: 'a:b', memory: 'x'.repeat(501) },
    [/^Memory: this has /, /^Topic/],
  ],
  ['nothing to change', updateDocument, {}, [/^Document is required/, /^Fill in Document Name, /]],
  [
    'a secret of another service',
    createPersona,
    {
      ...PERSONA,
      interruptibility: 'always, please',
      additional_fields: { layers: { tts: { api_key: 'none' } } },
    },
    [/^Interrupt/, /^Additional Fields: "layers\.tts\.api_key" may contain a secret /],
  ],
])('%s', (_, form, filledIn, sentences) => {
  const { problems } = form.read({ ...filledIn });
  expect(problems).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)));
});
