import { type Case, creating, type Finding, isAccepted, outcomeOf, sorted } from './case.ts';
import { readText, readValue } from './reading.ts';
import { type Answer, itemsOf, type TavusApi } from './tavus_api.ts';

/** Fields that no copy of the API reference has, and the forms in which things are told. */
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
    appDependsOnIt: true,
    why: 'The field Participant is sent as a list with one tag.',
    appCopesWith: ['accepted: one, none, two', 'accepted: one, two; refused with 400: none'],
  },
  {
    name: 'enable_dynamic_greeting',
    question: 'Is `enable_dynamic_greeting` accepted at the top level?',
    run: (api) => creating(api, { enable_dynamic_greeting: true }),
    expected: 'accepted',
    appDependsOnIt: true,
    why: 'The field Enable Dynamic Greeting is sent under this name.',
  },
  {
    name: 'dynamic_greeting',
    question: 'Is it also, or instead, called `dynamic_greeting`?',
    run: (api) => creating(api, { dynamic_greeting: true }),
    expected: 'refused with 400',
  },
  {
    name: 'both_greetings',
    question: 'Are `enable_dynamic_greeting` and `custom_greeting` accepted together?',
    run: (api) => creating(api, { enable_dynamic_greeting: true, custom_greeting: 'Hello.' }),
    expected: 'accepted',
  },

  // ---- forms of answers
  {
    name: 'date_forms',
    question: 'In which form is `created_at` in the answers to create, get and list?',
    run: async (api) => {
      const { created, got, listed } = await answersAbout(api, {});
      const form = (value: unknown) => async () => ({ did: dateForm(value) });
      return sorted({
        create: form(readValue(created, 'created_at')),
        get: form(readValue(got, 'created_at')),
        list: form(readValue(listed, 'created_at')),
      });
    },
    expected: 'ISO 8601 in UTC: create, get, list',
  },
  {
    name: 'access_in_get_and_list',
    question: 'Do get and list tell that a room is private, or which meeting is joined?',
    run: (api) =>
      sorted({
        private: () => toldBesides(api, { require_auth: true }),
        // Google's own placeholder for a meeting code; in test mode nobody joins it.
        meeting: () => toldBesides(api, { meeting_url: 'https://meet.google.com/abc-defg-hij' }),
      }),
    expected: 'nothing more: private, meeting',
  },
  {
    name: 'room_url_in_get_and_list',
    question: 'Do get and list give a `room_url`?',
    run: async (api) => {
      const { got, listed } = await answersAbout(api, {});
      return sorted({
        get: async () => ({ did: 'room_url' in got ? 'yes' : 'no' }),
        list: async () => ({ did: 'room_url' in listed ? 'yes' : 'no' }),
      });
    },
    expected: 'no: get, list',
  },
  {
    name: 'schema_errors',
    question: 'How does a refusal tell which field is wrong?',
    run: async (api) => {
      const replica_id = await api.replicaId();
      return problemForm(await api.create({ replica_id, properties: { max_call_duration: 'x' } }));
    },
    expected: 'a dict inside a text',
    appDependsOnIt: true,
    why: 'An error of Create Conversation names the field that Tavus names in this way.',
    appCopesWith: ['a list with the place of each finding', 'an object'],
  },
];

interface About {
  readonly created: Answer['body'];
  readonly got: Answer['body'];
  /** Another one where it is not on the first page of the list. */
  readonly listed: Answer['body'];
}

/** What create, get and list say about one conversation. */
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
  return { created: created.body, got: got.body, listed };
}

/** Which properties get and list have for such a conversation and not for an ordinary one. */
async function toldBesides(
  api: TavusApi,
  body: Readonly<Record<string, unknown>>,
): Promise<Finding> {
  const usual = await answersAbout(api, {});
  const special = await answersAbout(api, body);
  const besides = [
    ...Object.keys(special.got).filter((name) => !(name in usual.got)),
    ...Object.keys(special.listed).filter((name) => !(name in usual.listed)),
  ];
  return { did: [...new Set(besides)].sort().join(' and ') || 'nothing more' };
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
