import { type Case, creating, type Finding, isAccepted, outcomeOf, sorted } from './case.ts';
import { type JsonRecord, readText, readValue } from './reading.ts';
import { type Answer, itemsOf, type TavusApi } from './tavus_api.ts';

/** Fields that are missing in the API reference, and the forms of answers. */
export const formCases: readonly Case[] = [
  // ---- newer fields
  {
    name: 'participant_tags',
    question: 'Is `participant_tags` accepted with one tag, with none and with two?',
    run: (api) =>
      sorted({
        one: () => creating(api, { participant_tags: ['live-suite'] }),
        none: () => creating(api, { participant_tags: [] }),
        two: () => creating(api, { participant_tags: ['live-suite', 'live-suite-2'] }),
      }),
    expected: 'accepted: one, none; refused with 400: two',
    why: 'The field Participant is sent as a list with one tag.',
    appCopesWith: ['accepted: one, none, two', 'accepted: one, two; refused with 400: none'],
  },
  {
    name: 'enable_dynamic_greeting',
    question: 'Is `enable_dynamic_greeting` accepted at the top level?',
    run: (api) => creating(api, { enable_dynamic_greeting: true }),
    expected: 'accepted',
    why: 'The field Enable Dynamic Greeting is sent under this name.',
  },

  // ---- forms of answers
  {
    name: 'date_forms',
    question: 'In which form does the list of conversations give `created_at`?',
    run: async (api) => {
      const { listed } = await answersAbout(api, {});
      return { did: dateForm(readValue(listed, 'created_at')) };
    },
    expected: 'ISO 8601 in UTC',
    why: 'The triggers and the search for a lost create compare these dates.',
    appCopesWith: ['ISO 8601 with an offset', 'no zone', 'RFC 1123'],
  },
  {
    name: 'names_in_get_and_list',
    question: 'Under which names do get and list return the replica and the persona?',
    run: async (api) => {
      const { got, listed } = await answersAbout(api, { persona_id: await api.personaId() });
      return { did: `get: ${idNames(got)}, list: ${idNames(listed)}` };
    },
    expected: 'get: replica_id and persona_id, list: replica_id and persona_id',
    why: 'The triggers filter by these IDs, and every record shows them.',
    appCopesWith: ['get: face_id and pal_id, list: face_id and pal_id'],
  },
  {
    name: 'schema_errors',
    question: 'How does a refusal tell which field is wrong?',
    run: async (api) => {
      const replica_id = await api.replicaId();
      return problemForm(await api.create({ replica_id, properties: { max_call_duration: 'x' } }));
    },
    expected: 'a dict inside a text',
    why: 'An error of Create Conversation names the field that Tavus names in this way.',
    appCopesWith: ['a list with the place of each finding', 'an object'],
  },
];

interface About {
  readonly got: Answer['body'];
  /** Another conversation, if this one is not on the first page of the list. */
  readonly listed: Answer['body'];
}

/** The answers of get and list about a new conversation. */
async function answersAbout(
  api: TavusApi,
  body: Readonly<Record<string, unknown>>,
): Promise<About> {
  const created = await api.create({ replica_id: await api.replicaId(), ...body });
  const id = readText(created.body, 'conversation_id');
  if (!isAccepted(created) || id === undefined) {
    throw new Error(`The create was ${outcomeOf(created).did}: ${outcomeOf(created).said}`);
  }
  const got = await api.get(`conversations/${id}`);
  const list = itemsOf(await api.get('conversations', { limit: 100 }));
  const listed = list.find((item) => readText(item, 'conversation_id') === id) ?? list[0] ?? {};
  return { got: got.body, listed };
}

function idNames(record: JsonRecord): string {
  const names = ['replica_id', 'face_id', 'persona_id', 'pal_id'].filter((name) => name in record);
  return names.join(' and ') || 'neither';
}

const DATE_FORMS: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'ISO 8601 in UTC'],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-][\d:]+$/, 'ISO 8601 with an offset'],
  [/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?$/, 'no zone'],
  [/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/, 'RFC 1123'],
];

function dateForm(value: unknown): string {
  if (typeof value === 'number') return value > 99_999_999_999 ? 'milliseconds' : 'seconds';
  if (typeof value !== 'string') return 'none';
  return DATE_FORMS.find(([pattern]) => pattern.test(value))?.[1] ?? 'another form';
}

function problemForm(answer: Answer): Finding {
  const { body, text } = answer;
  const said = outcomeOf(answer).said;
  if (isAccepted(answer)) return { did: 'accepted' };
  const values = Object.values(body);
  const isNamed = text.includes('max_call_duration');
  const form = () => {
    if (values.some((value) => typeof value === 'string' && value.includes('{'))) {
      return 'a dict inside a text';
    }
    if (values.some(Array.isArray)) return 'a list with the place of each finding';
    return values.some((value) => typeof value === 'object') ? 'an object' : 'a mere text';
  };
  return { did: isNamed ? form() : 'not at all', ...(said !== undefined && { said }) };
}
