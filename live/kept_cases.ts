import { type Case, type Finding, isAccepted, outcomeOf, sortedBy } from './case.ts';
import {
  isRecord,
  type JsonRecord,
  parseJson,
  readNumber,
  readRecord,
  readText,
  readValue,
} from './reading.ts';
import { type Answer, CannotAsk, itemsOf, type TavusApi } from './tavus_api.ts';

/** The values that Tavus stores and the data that it adds after a call. */
export const keptCases: readonly Case[] = [
  {
    name: 'reference_marker',
    question: 'Does the marker of a Reference come back unchanged at the end of a name?',
    run: async (api) => {
      const { answers, refusal } = await allAnswers(api, {
        conversation_name: `${api.runName} ${MARKER}`,
      });
      if (refusal !== undefined) return refusal;
      return sortedBy(
        answers,
        ({ from }) => from,
        async ({ record }) => {
          const name = readText(record, 'conversation_name') ?? '';
          return { did: name.endsWith(MARKER) ? 'unchanged' : 'changed' };
        },
      );
    },
    expected: 'unchanged: create, get, list',
    why: 'Records read the Reference from this marker.',
    appCopesWith: ['unchanged: create, get'],
  },
  {
    name: 'callback_url_with_query',
    question: 'Does a `callback_url` with a query come back unchanged, in create, get and list?',
    run: (api) => callbackFinding(api),
    expected: 'as sent: create, get, list',
    why: 'The search for a lost create compares the callback URL.',
    appCopesWith: [
      'as sent: create, get',
      'as sent: create, get; missing: list',
      'as sent: create; missing: get, list',
    ],
  },
  {
    name: 'post_call_event',
    question: 'What is in the event of a post-call action?',
    run: async (api) => {
      const event = await newestPostCall(api);
      return { did: formOf(readRecord(event, 'properties')) };
    },
    expected: 'request, response, status, tool_id, tool_name; the body is an object in a JSON text',
    why: 'The results Post-Call Data are read from it.',
    appCopesWith: [
      'request, response, status, tool_id; the body is an object in a JSON text',
      'request, response, status, tool_id, tool_name; the body is an object',
      'request, response, status, tool_id, tool_name; the body is a text',
    ],
  },
];

const MARKER = '[ref 20417 7f3a9c1e]';

async function callbackFinding(api: TavusApi): Promise<Finding> {
  // Nobody is in the call, and in test mode nothing should be sent.
  const callback_url = 'https://live-suite.invalid/hook?id=1&key=a%2Fb';
  const { answers, refusal } = await allAnswers(api, { callback_url });
  if (refusal !== undefined) return refusal;
  return sortedBy(
    answers,
    ({ from }) => from,
    async ({ record }) => {
      const returned = readText(record, 'callback_url') ?? '';
      if (returned === callback_url) return { did: 'as sent' };
      if (returned === '') return { did: 'missing' };
      return { did: callback_url.startsWith(returned) ? 'without a part' : 'changed' };
    },
  );
}

interface NamedAnswer {
  readonly from: 'create' | 'get' | 'list';
  readonly record: JsonRecord;
}

/** A new conversation in the answers to create, get and list. */
async function allAnswers(
  api: TavusApi,
  body: JsonRecord,
): Promise<{ answers: readonly NamedAnswer[]; refusal?: Finding }> {
  const created = await api.create({ replica_id: await api.replicaId(), ...body });
  const id = readText(created.body, 'conversation_id');
  if (!isAccepted(created) || id === undefined) {
    return { answers: [], refusal: outcomeOf(created) };
  }
  const answers: NamedAnswer[] = [
    { from: 'create', record: created.body },
    { from: 'get', record: (await api.get(`conversations/${id}`)).body },
  ];
  const list = itemsOf(await api.get('conversations', { limit: 100 }));
  const listed = list.find((item) => readText(item, 'conversation_id') === id);
  // It may be on the last page if the list starts with the oldest.
  if (listed !== undefined) answers.push({ from: 'list', record: listed });
  return { answers };
}

const POST_CALL = 'application.post_call_action_executed';

/** How many ended conversations are read to find the event of a post-call action. */
const MAX_LOOKED_AT = 25;

/** The newest event of a post-call action in the account. Its content is never printed. */
async function newestPostCall(api: TavusApi): Promise<JsonRecord> {
  const ids = await newestEnded(api);
  const others = ids.filter((id) => !api.made.includes(id)).slice(0, MAX_LOOKED_AT);
  for (const id of others) {
    const events = eventsOf(await api.get(`conversations/${id}`, { verbose: 'true' }));
    const event = events.find((each) => typeOf(each) === POST_CALL);
    if (event !== undefined) return event;
  }
  throw new CannotAsk(
    `None of the ${others.length} newest ended conversations has post-call data. Talk to a persona with a post-call action first.`,
  );
}

/** The ids of the newest ended conversations, in either order of the list. */
async function newestEnded(api: TavusApi): Promise<string[]> {
  const asked = { limit: 100, status: 'ended' };
  const first = await api.get('conversations', asked);
  const pages = Math.ceil((readNumber(first.body, 'total_count') ?? 0) / 100);
  // Its last page may have only conversations of this run.
  const atTheEnd: JsonRecord[] = [];
  for (const page of [pages - 1, pages].filter((each) => each > 1)) {
    atTheEnd.push(...itemsOf(await api.get('conversations', { ...asked, page })));
  }
  const age = (item: JsonRecord) => Date.parse(readText(item, 'created_at') ?? '');
  return [...itemsOf(first), ...atTheEnd]
    .sort((one, other) => age(other) - age(one))
    .flatMap((item) => readText(item, 'conversation_id') ?? []);
}

function eventsOf({ body }: Answer): JsonRecord[] {
  const events = readValue(body, 'events');
  return Array.isArray(events) ? events.filter(isRecord) : [];
}

function typeOf(event: JsonRecord): string | undefined {
  return readText(event, 'event_type');
}

/** The names of the properties and the type of the body. */
function formOf(properties: JsonRecord): string {
  const body = readValue(readRecord(properties, 'request'), 'body');
  return `${Object.keys(properties).sort().join(', ')}; the body is ${kindOf(body)}`;
}

function kindOf(body: unknown): string {
  if (isRecord(body)) return 'an object';
  if (typeof body !== 'string') return 'not there';
  return isRecord(parseJson(body)) ? 'an object in a JSON text' : 'a text';
}
