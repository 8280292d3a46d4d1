import {
  type Case,
  creating,
  type Finding,
  isAccepted,
  outcomeOf,
  sorted,
  sortedBy,
} from './case.ts';
import { type JsonRecord, parseJson, readNumber, readRecord, readText } from './reading.ts';
import { type Answer, itemsOf, type TavusApi } from './tavus_api.ts';

/** What a create accepts and answers. */
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
    appDependsOnIt: true,
    why: 'Create Conversation sends the language as a full name, or as multilingual.',
  },
  {
    name: 'language_code',
    question: 'Does `properties.language` take a code such as `de`?',
    run: (api) => creating(api, { properties: { language: 'de' } }),
    expected: 'refused with 400',
  },
  {
    name: 'languages',
    question: 'Is there a field `properties.languages` that takes a list of codes?',
    run: (api) => creating(api, { properties: { languages: ['de', 'en'] } }),
    expected: 'accepted',
  },

  // ---- captions
  {
    name: 'enable_closed_captions',
    question: 'Is `properties.enable_closed_captions` accepted?',
    run: (api) => creating(api, { properties: { enable_closed_captions: true } }),
    expected: 'accepted',
    appDependsOnIt: true,
    why: 'The field Enable Transcription is sent under this name.',
  },
  {
    name: 'enable_transcription',
    question: 'Is the older name `properties.enable_transcription` known, ignored or refused?',
    run: async (api) => {
      const proper = await creating(api, { properties: { enable_transcription: true } });
      if (proper.did !== 'accepted') return proper;
      // A field that is known has a type; one that is ignored takes anything.
      const odd = await creating(api, { properties: { enable_transcription: ['odd'] } });
      return odd.did === 'accepted'
        ? { did: 'ignored: any value is accepted' }
        : { ...odd, did: 'known: its type is checked' };
    },
    expected: 'refused with 400',
  },

  // ---- unknown fields, and values that say nothing
  {
    name: 'unknown_fields',
    question: 'What becomes of fields that the API does not know?',
    run: (api) =>
      sorted({
        'at the top level': () => creating(api, { live_suite_unknown: 'x' }),
        'in properties': () => creating(api, { properties: { live_suite_unknown: 'x' } }),
      }),
    expected: 'refused with 400: at the top level, in properties',
  },
  {
    name: 'empty_texts',
    question: 'Are empty texts accepted where a field is optional?',
    run: (api) => each(api, OPTIONAL_TEXTS, ''),
    expected:
      'refused with 400: callback_url, conversation_name, conversational_context, custom_greeting, language',
  },
  {
    name: 'nulls',
    question: 'Is null accepted where a field is optional?',
    run: (api) => each(api, [...OPTIONAL_TEXTS, 'audio_only', 'properties'], null),
    expected:
      'refused with 400: callback_url, conversation_name, conversational_context, custom_greeting, language, audio_only, properties',
  },
  {
    name: 'empty_lists',
    question: 'Are empty lists and objects accepted?',
    run: (api) =>
      sorted({
        memory_stores: () => creating(api, { memory_stores: [] }),
        document_ids: () => creating(api, { document_ids: [] }),
        properties: () => creating(api, { properties: {} }),
      }),
    expected: 'accepted: memory_stores, document_ids, properties',
  },
  {
    name: 'numbers_as_texts',
    question: 'Is a text accepted where a number belongs, such as "3600"?',
    run: (api) => creating(api, { properties: { max_call_duration: '3600' } }),
    expected: 'refused with 400',
  },

  // ---- limits of the timeouts
  {
    name: 'max_call_duration',
    question: 'Which values does `max_call_duration` take?',
    run: (api) => durations(api, 'max_call_duration', [-1, 0, 1, 59, 3600, 3601, 86_400]),
    expected: 'accepted: -1 s, 0 s, 1 s, 59 s, 3600 s, 3601 s, 86400 s',
  },
  {
    name: 'participant_left_timeout',
    question: 'Which values does `participant_left_timeout` take?',
    run: (api) => durations(api, 'participant_left_timeout', [-1, 0, 1, 3600, 3601]),
    expected: 'accepted: -1 s, 0 s, 1 s, 3600 s, 3601 s',
  },
  {
    name: 'participant_absent_timeout',
    question: 'Which values does `participant_absent_timeout` take?',
    run: (api) => durations(api, 'participant_absent_timeout', [-1, 0, 1, 3600, 3601]),
    expected: 'accepted: -1 s, 0 s, 1 s, 3600 s, 3601 s',
  },
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
    appDependsOnIt: true,
    why: 'Create Conversation sends the timeouts as numbers under these names.',
  },

  // ---- names of replica and persona
  {
    name: 'old_names',
    question: 'Are `replica_id` and `persona_id` still accepted?',
    run: (api) => withIds(api, ['replica_id'], ['persona_id']),
    expected: 'accepted',
    appDependsOnIt: true,
    why: 'Create Conversation sends these names.',
  },
  {
    name: 'new_names',
    question: 'Are `face_id` and `pal_id` accepted?',
    run: (api) => withIds(api, ['face_id'], ['pal_id']),
    expected: 'accepted',
  },
  {
    name: 'mixed_pairs',
    question: 'Can an old name of one pair go with a new name of the other?',
    run: (api) =>
      sorted({
        'face_id with persona_id': () => withIds(api, ['face_id'], ['persona_id']),
        'replica_id with pal_id': () => withIds(api, ['replica_id'], ['pal_id']),
      }),
    expected: 'accepted: face_id with persona_id, replica_id with pal_id',
  },
  {
    name: 'both_names_of_a_pair',
    question: 'What does the API say to both names of a pair with the same ID?',
    run: (api) =>
      sorted({
        'replica_id and face_id': () => withIds(api, ['replica_id', 'face_id'], []),
        'persona_id and pal_id': () => withIds(api, ['replica_id'], ['persona_id', 'pal_id']),
      }),
    expected: 'refused with 400: replica_id and face_id, persona_id and pal_id',
  },
  {
    name: 'unknown_ids_in_create',
    question: 'What does a create say to IDs that nobody has?',
    run: (api) =>
      sorted({
        replica_id: () => creating(api, { replica_id: 'r000000000001' }),
        persona_id: () => creating(api, { persona_id: 'p000000000001' }),
      }),
    expected: 'refused with 400: replica_id, persona_id',
  },

  // ---- the answer
  {
    name: 'answer_in_test_mode',
    question: 'Which fields has the answer to a create in test mode?',
    run: async (api) => {
      const { body } = await created(api);
      return { did: Object.keys(body).sort().join(', ') };
    },
    expected:
      'callback_url, conversation_id, conversation_name, conversation_url, created_at, policy, room_url, status',
  },
  {
    name: 'link_in_test_mode',
    question: 'Does a conversation in test mode have a `conversation_url`?',
    run: async (api) => {
      const link = readText((await created(api)).body, 'conversation_url');
      return { did: link?.startsWith('https://') ? 'an https link' : 'no https link' };
    },
    expected: 'an https link',
    appDependsOnIt: true,
    why: 'A test in the Zap editor shows the link, which the next step is mapped to.',
  },
  {
    name: 'ids_in_create_answer',
    question: 'Does the answer to a create tell the replica and the persona?',
    run: async (api) => ({ did: idNames((await created(api)).body) }),
    expected: 'neither',
  },
  {
    name: 'room_url',
    question: 'Is there a `room_url`, the hosted page, in test mode?',
    run: async (api) => ({ did: 'room_url' in (await created(api)).body ? 'yes' : 'no' }),
    expected: 'yes',
  },
  {
    name: 'meeting_token',
    question: 'Does `require_auth` give a `meeting_token` in test mode?',
    run: (api) =>
      sorted({
        'at the top level': async () => tokenFinding(await created(api, { require_auth: true })),
        'in properties': async () => {
          return tokenFinding(await created(api, { properties: { require_auth: true } }));
        },
      }),
    expected: 'a token: at the top level, in properties',
  },
  {
    name: 'meeting_token_expiry',
    question: 'How long is a `meeting_token` good if no `participant_absent_timeout` is given?',
    run: async (api) => ({ did: lifetime((await created(api, { require_auth: true })).body) }),
    expected: 'the token does not tell',
  },
  {
    name: 'meeting_url',
    question: 'Is `meeting_url` accepted, and is there no `room_url` then?',
    run: async (api) => {
      // Google's own placeholder for a meeting code; in test mode nobody joins it.
      const meeting_url = 'https://meet.google.com/abc-defg-hij';
      const answer = await api.create({ replica_id: await api.replicaId(), meeting_url });
      if (!isAccepted(answer)) return outcomeOf(answer);
      return { did: `accepted, ${'room_url' in answer.body ? 'with' : 'without'} room_url` };
    },
    expected: 'accepted, without room_url',
  },
  {
    name: 'names_in_get_and_list',
    question: 'Under which names do get and list tell replica and persona?',
    run: (api) =>
      sorted({
        'created with the old names': () => namesAfter(api, 'replica_id', 'persona_id'),
        'created with the new names': () => namesAfter(api, 'face_id', 'pal_id'),
      }),
    expected:
      'get: replica_id and persona_id, list: replica_id and persona_id: created with the old names, created with the new names',
  },
];

const OPTIONAL_TEXTS = [
  'callback_url',
  'conversation_name',
  'conversational_context',
  'custom_greeting',
  'language',
];

/** One create for each of the fields, with that value. */
function each(api: TavusApi, fields: readonly string[], value: unknown): Promise<Finding> {
  return sortedBy(fields, String, (field) =>
    creating(api, field === 'language' ? { properties: { language: value } } : { [field]: value }),
  );
}

function durations(api: TavusApi, field: string, seconds: readonly number[]): Promise<Finding> {
  return sortedBy(
    seconds,
    (value) => `${value} s`,
    (value) => creating(api, { properties: { [field]: value } }),
  );
}

async function withIds(
  api: TavusApi,
  replicaNames: readonly string[],
  personaNames: readonly string[],
): Promise<Finding> {
  return outcomeOf(await api.create(await idsUnder(api, replicaNames, personaNames)));
}

async function idsUnder(
  api: TavusApi,
  replicaNames: readonly string[],
  personaNames: readonly string[],
): Promise<JsonRecord> {
  const replicaId = await api.replicaId();
  const personaId = personaNames.length === 0 ? '' : await api.personaId();
  return Object.fromEntries([
    ...replicaNames.map((name) => [name, replicaId]),
    ...personaNames.map((name) => [name, personaId]),
  ]);
}

/** A conversation that has to be there for the question to make sense. */
async function created(api: TavusApi, body: JsonRecord = {}): Promise<Answer> {
  const answer = await api.create({ replica_id: await api.replicaId(), ...body });
  if (!isAccepted(answer)) {
    throw new Error(`The create was ${outcomeOf(answer).did}: ${outcomeOf(answer).said}`);
  }
  return answer;
}

function tokenFinding({ body }: Answer): Finding {
  return { did: readText(body, 'meeting_token') === undefined ? 'no token' : 'a token' };
}

/** How long a token is good, if it is a JSON Web Token. */
function lifetime(body: JsonRecord): string {
  const token = readText(body, 'meeting_token');
  if (token === undefined) return 'there is no token';
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const expiry = readNumber(readRecord({ claims }, 'claims'), 'exp');
  const start = Date.parse(readText(body, 'created_at') ?? '') / 1000;
  if (expiry === undefined || Number.isNaN(start)) return 'the token does not tell';
  return `about ${Math.round((expiry - start) / 10) * 10} s`;
}

function idNames(record: JsonRecord): string {
  const names = ['replica_id', 'face_id', 'persona_id', 'pal_id'].filter((name) => name in record);
  return names.join(' and ') || 'neither';
}

async function namesAfter(
  api: TavusApi,
  replicaName: string,
  personaName: string,
): Promise<Finding> {
  const answer = await api.create(await idsUnder(api, [replicaName], [personaName]));
  const id = readText(answer.body, 'conversation_id');
  if (id === undefined) return outcomeOf(answer);
  const got = await api.get(`conversations/${id}`);
  const list = itemsOf(await api.get('conversations', { limit: 100 }));
  const listed = list.find((item) => readText(item, 'conversation_id') === id);
  const names = listed === undefined ? 'not on the first page' : idNames(listed);
  return { did: `get: ${idNames(got.body)}, list: ${names}` };
}
