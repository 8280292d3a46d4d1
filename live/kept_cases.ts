import {
  isRecord,
  type JsonRecord,
  parseJson,
  readNumber,
  readRecord,
  readText,
  readValue,
} from '../sandbox/reading.ts';
import { type Case, type Finding, isAccepted, outcomeOf, sortedBy } from './case.ts';
import { type Answer, CannotAsk, itemsOf, type TavusApi } from './tavus_api.ts';

/** What Tavus keeps of what it was told, and what it adds after a call. */
export const keptCases: readonly Case[] = [
  {
    name: 'names_as_sent',
    question: 'Does the name of a conversation come back as it was sent?',
    run: (api) =>
      sortedBy(Object.keys(NAMES), String, (kind) =>
        nameFinding(api, `${api.runName} ${NAMES[kind]}`),
      ),
    expected: `as sent: punctuation, brackets, capitals, other scripts, emoji, spaces, 200 characters, 500 characters`,
  },
  {
    name: 'reference_marker',
    question: 'Do the letters and digits of a Reference come back at the end of a name?',
    run: (api) => nameFinding(api, `${api.runName} [ref 0035g_ABC-1 k3f97f3a]`, wordsOf),
    expected: 'as sent',
    appDependsOnIt: true,
    why: 'A Reference is read back from the name, whatever becomes of its punctuation and capitals.',
  },
  {
    name: 'callback_url_with_query',
    question: 'Does a `callback_url` with a query come back unchanged, in create, get and list?',
    run: (api) => callbackFinding(api),
    expected: 'as sent: create, get, list',
  },
  {
    name: 'post_call_event',
    question: 'What is in the event of a post-call action?',
    run: async (api) => {
      const { event } = await newestPostCall(api);
      return { did: formOf(readRecord(event, 'properties')) };
    },
    expected: 'request, response, status, tool_id, tool_name; the body is an object in a JSON text',
    appDependsOnIt: true,
    why: 'The results Post-Call Data are read from it.',
    appCopesWith: [
      'request, response, status, tool_id; the body is an object in a JSON text',
      'request, response, status, tool_id, tool_name; the body is an object',
      'request, response, status, tool_id, tool_name; the body is a text',
    ],
  },
  {
    name: 'post_call_order',
    question: 'Does a post-call action run after the transcript is there?',
    run: async (api) => {
      const { event, events } = await newestPostCall(api);
      const transcript = events.find((each) => typeOf(each) === 'application.transcription_ready');
      if (transcript === undefined) return { did: 'there is no transcript' };
      return { did: timeOf(event) >= timeOf(transcript) ? 'after it' : 'before it' };
    },
    expected: 'after it',
  },
];

/** How long the name of a run and a space are. */
const RUN_NAME = 28;

/** Names that calendars and CRMs may give a call. */
const NAMES: Readonly<Record<string, string>> = {
  punctuation: "O'Neil & Sons, 50% (demo) - no. 1/2!",
  brackets: '[A] {B} <C>',
  capitals: 'Demo McDEMO',
  'other scripts': 'Ærø 東京 Ωμέγα',
  emoji: '🎬👩‍💻',
  spaces: ' two  spaces ',
  '200 characters': 'x'.repeat(200 - RUN_NAME),
  '500 characters': 'x'.repeat(500 - RUN_NAME),
};

/** How a name comes back, in the answers to get and list, compared by a part of it. */
async function nameFinding(
  api: TavusApi,
  name: string,
  partOf: (name: string) => string = String,
): Promise<Finding> {
  const { answers, refusal } = await allAnswers(api, { conversation_name: name });
  if (refusal !== undefined) return refusal;
  const names = answers.map(({ record }) => readText(record, 'conversation_name') ?? '');
  return {
    did: [...new Set(names.map((told) => changeOf(partOf(name), partOf(told))))].join(', '),
  };
}

/** What has become of a name, in words. */
function changeOf(sent: string, told: string): string {
  const changes: readonly (readonly [string, (name: string) => string])[] = [
    ['as sent', String],
    ['with other spaces', withoutSpaces],
    ['with other capitals', (name) => name.toLowerCase()],
    ['without punctuation', (name) => wordsOf(name)],
  ];
  const change = changes.find(([, reduced]) => reduced(sent) === reduced(told));
  if (change !== undefined) return change[0];
  return sent.startsWith(told) ? `cut after ${told.length} characters` : 'changed';
}

function withoutSpaces(name: string): string {
  return name.replace(/\s+/g, '');
}

/** The letters and digits of a name. */
function wordsOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

async function callbackFinding(api: TavusApi): Promise<Finding> {
  // Nobody is there, and in test mode nothing should be sent.
  const callback_url = 'https://live-suite.invalid/hook?id=1&key=a%2Fb';
  const { answers, refusal } = await allAnswers(api, { callback_url });
  if (refusal !== undefined) return refusal;
  return sortedBy(
    answers,
    ({ from }) => from,
    async ({ record }) => {
      const told = readText(record, 'callback_url') ?? '';
      if (told === callback_url) return { did: 'as sent' };
      if (told === '') return { did: 'not told' };
      return { did: callback_url.startsWith(told) ? 'without a part' : 'changed' };
    },
  );
}

interface Told {
  readonly from: 'create' | 'get' | 'list';
  readonly record: JsonRecord;
}

/** A new conversation as the answers to create, get and list tell it. */
async function allAnswers(
  api: TavusApi,
  body: JsonRecord,
): Promise<{ answers: readonly Told[]; refusal?: Finding }> {
  const created = await api.create({ replica_id: await api.replicaId(), ...body });
  const id = readText(created.body, 'conversation_id');
  if (!isAccepted(created) || id === undefined) {
    return { answers: [], refusal: outcomeOf(created) };
  }
  const answers: Told[] = [
    { from: 'create', record: created.body },
    { from: 'get', record: (await api.get(`conversations/${id}`)).body },
  ];
  const list = itemsOf(await api.get('conversations', { limit: 100 }));
  const listed = list.find((item) => readText(item, 'conversation_id') === id);
  // In a list that has the oldest first, it may be on the last page.
  if (listed !== undefined) answers.push({ from: 'list', record: listed });
  return { answers };
}

const POST_CALL = 'application.post_call_action_executed';

/** How many ended conversations are looked at for the event of a post-call action. */
const LOOKED_AT = 25;

/** The newest event of a post-call action in the account. What stands in it is told to nobody. */
async function newestPostCall(
  api: TavusApi,
): Promise<{ event: JsonRecord; events: readonly JsonRecord[] }> {
  const ids = await newestEnded(api);
  const others = ids.filter((id) => !api.made.includes(id)).slice(0, LOOKED_AT);
  for (const id of others) {
    const events = eventsOf(await api.get(`conversations/${id}`, { verbose: 'true' }));
    const event = events.find((each) => typeOf(each) === POST_CALL);
    if (event !== undefined) return { event, events };
  }
  throw new CannotAsk(
    `None of the ${others.length} newest ended conversations has post-call data. Talk to a persona with a post-call action first.`,
  );
}

/** The ids of the newest ended conversations, whichever end of the list they are at. */
async function newestEnded(api: TavusApi): Promise<string[]> {
  const asked = { limit: 100, status: 'ended' };
  const first = await api.get('conversations', asked);
  const pages = Math.ceil((readNumber(first.body, 'total_count') ?? 0) / 100);
  // Its last page may have nothing but what this run has made.
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

function timeOf(event: JsonRecord): number {
  return Date.parse(readText(event, 'timestamp') ?? '');
}

/** The names of the properties, and of which kind the body is. */
function formOf(properties: JsonRecord): string {
  const body = readValue(readRecord(properties, 'request'), 'body');
  return `${Object.keys(properties).sort().join(', ')}; the body is ${kindOf(body)}`;
}

function kindOf(body: unknown): string {
  if (isRecord(body)) return 'an object';
  if (typeof body !== 'string') return 'not there';
  return isRecord(parseJson(body)) ? 'an object in a JSON text' : 'a text';
}
