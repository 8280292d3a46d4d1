import { type Case, type Finding, isAccepted, outcomeOf, sorted, sortedBy } from './case.ts';
import { isRecord, type JsonRecord, readNumber, readText, readValue } from './reading.ts';
import {
  type Answer,
  CannotAsk,
  itemsOf,
  type TavusApi,
  UNKNOWN_CONVERSATION_ID,
  UNKNOWN_DOCUMENT_ID,
} from './tavus_api.ts';

/** The answers of ending, lists and single records. */
export const readCases: readonly Case[] = [
  // ---- ending
  {
    name: 'end_ended',
    question: 'What does ending a conversation that has ended answer?',
    run: async (api) => outcomeOf(await api.endMade(await madeId(api))),
    expected: 'refused with 400',
    why: 'End Conversation counts a refusal as done if the conversation has ended.',
    appCopesWith: ['accepted', 'refused with 404', 'refused with 409', 'refused with 422'],
  },
  {
    name: 'end_unknown',
    question: 'What does ending a conversation that nobody has answer?',
    run: async (api) => unknownIdFinding(await api.endUnknown()),
    expected: '400 that says the ID is invalid',
    why: 'End Conversation must fail for an unknown ID.',
    appCopesWith: ['404', 'another 400'],
  },

  // ---- messages
  {
    name: 'message_to_ended',
    question: 'What does Tavus answer to a message to a conversation that has ended?',
    run: async (api) => {
      const answer = await api.messageToMade(await madeId(api));
      const { did, said } = outcomeOf(answer);
      const namesIt = /only be sent to active conversations/i.test(answer.text);
      return { did: namesIt ? `${did}, in the documented words` : did, ...(said && { said }) };
    },
    expected: 'refused with 400, in the documented words',
    why: 'Send Message to Conversation knows by the words that a call is over.',
  },
  {
    name: 'message_to_unknown',
    question: 'What does a message to a conversation that nobody has answer?',
    run: async (api) => unknownIdFinding(await api.messageToUnknown()),
    expected: '400 that says the ID is invalid',
    why: 'Send Message to Conversation must say that the ID is not there.',
    appCopesWith: ['404', 'another 400'],
  },

  // ---- the list of conversations
  {
    name: 'list_sorted_by_age',
    question: 'Is the list of conversations sorted by age?',
    run: async (api) => {
      const order = await listOrder(api);
      return { did: order === 'no order' ? 'no' : 'yes' };
    },
    expected: 'yes',
    why: 'The triggers read the list from its newest end, back to the day before; else all of it, if it is not too long.',
    appCopesWith: ['no'],
  },
  {
    name: 'list_order',
    question: 'Do the newest or the oldest conversations come first?',
    run: async (api) => ({ did: await listOrder(api) }),
    expected: 'newest first',
    why: 'The triggers find out which end is the newest, and read from there.',
    appCopesWith: ['oldest first', 'no order'],
  },
  {
    name: 'limit_100',
    question: 'Do all lists take `limit=100`?',
    run: (api) => sortedBy(LISTS, String, (list) => fullPageFinding(api, list, 100)),
    expected: 'a full page: conversations, replicas, personas, documents',
    why: 'Searches, dropdowns and triggers ask for pages of 100.',
  },
  {
    name: 'page_1',
    question: 'Is `page=1` the first page of conversations, replicas and personas?',
    run: async (api) => {
      await newPair(api);
      return sortedBy(COUNTED_FROM_1, String, (list) => firstPageFinding(api, list, 1));
    },
    expected: 'the first page: conversations, replicas, personas',
    why: 'Searches, dropdowns and triggers count these pages from 1; otherwise they miss the first page.',
  },
  {
    name: 'documents_page_0',
    question: 'Do the pages of documents count from 0?',
    run: (api) =>
      sorted({
        'page=0': () => firstPageFinding(api, 'documents', 0),
        'page=1': () => firstPageFinding(api, 'documents', 1),
      }),
    expected: 'another page: page=1; the first page: page=0',
    why: 'Find Document and the dropdown count these pages from 0; otherwise they miss or repeat a page.',
  },

  // ---- single records
  {
    name: 'events_in_test_mode',
    question: 'Has a conversation in test mode any events?',
    run: async (api) => {
      // The oldest, because it has had time for events.
      const id = api.made[0] ?? (await madeId(api));
      const answer = await api.get(`conversations/${id}`, { verbose: 'true' });
      if (!isAccepted(answer)) return outcomeOf(answer);
      const events = readValue(answer.body, 'events');
      if (!Array.isArray(events) || events.length === 0) return { did: 'none' };
      const types = events.filter(isRecord).map((event) => readText(event, 'event_type') ?? '?');
      return { did: types.join(', ') };
    },
    expected: 'none',
    why: 'The triggers recognise test mode by a conversation without events.',
  },
  {
    name: 'unknown_conversation',
    question: 'Is a conversation that nobody has a 400 or a 404?',
    run: async (api) => unknownIdFinding(await api.get(`conversations/${UNKNOWN_CONVERSATION_ID}`)),
    expected: '400 that says the ID is invalid',
    why: 'Find Conversation finds nothing for an unknown ID, and fails with any other error.',
    appCopesWith: ['404'],
  },
  {
    name: 'unknown_replica_and_persona',
    question: 'Are a replica and a persona that nobody has a 400 or a 404?',
    run: (api) =>
      sorted({
        replica: async () => unknownIdFinding(await api.get('replicas/r000000000001')),
        persona: async () => unknownIdFinding(await api.get('personas/p000000000001')),
      }),
    expected: '400 that says the ID is invalid: replica, persona',
    why: 'Find Replica and Find Persona find nothing for an unknown ID, and fail with any other error.',
    appCopesWith: [
      '404: replica, persona',
      '400 that says the ID is invalid: replica; 404: persona',
      '400 that says the ID is invalid: persona; 404: replica',
    ],
  },
  {
    name: 'unknown_document',
    question: 'Is a document that nobody has a 400 or a 404?',
    run: async (api) => unknownIdFinding(await api.get(`documents/${UNKNOWN_DOCUMENT_ID}`)),
    expected: '404',
    why: 'Find Document finds nothing for an unknown ID, and fails with any other error.',
    appCopesWith: ['400 that says the ID is invalid'],
  },
  {
    name: 'replica_types',
    question: 'Do replicas tell whether they are stock, and only with `verbose=true`?',
    run: (api) =>
      sorted({
        'verbose=true': () => replicaTypeFinding(api, { verbose: 'true' }),
        'no verbose': () => replicaTypeFinding(api, {}),
      }),
    expected: 'no type: no verbose; replica_type: verbose=true',
    why: 'The result Is a Stock Replica is read from it.',
    appCopesWith: [
      'face_type: verbose=true; no type: no verbose',
      'face_type: verbose=true, no verbose',
      'replica_type: verbose=true, no verbose',
      'no type: no verbose; replica_type and face_type: verbose=true',
      'replica_type and face_type: verbose=true, no verbose',
    ],
  },
  {
    name: 'persona_detail',
    question: 'Is a single persona an object, or inside `data` as an object or a list?',
    run: async (api) => {
      const answer = await api.get(`personas/${await api.personaId()}`);
      return isAccepted(answer) ? { did: detailShape(answer.body) } : outcomeOf(answer);
    },
    expected: 'a list with one object under data',
    why: 'Find Persona reads these three shapes.',
    appCopesWith: ['an object', 'an object under data'],
  },
  {
    name: 'date_header',
    question: 'Do answers have a Date header that is right?',
    run: async (api) => {
      const { dateHeader } = await api.get('replicas', { limit: 1 });
      const time = Date.parse(dateHeader ?? '');
      if (Number.isNaN(time)) return { did: 'there is none' };
      const isNear = Math.abs(time - Date.now()) < 120_000;
      return { did: isNear ? 'within two minutes of this machine' : 'far from this machine' };
    },
    expected: 'within two minutes of this machine',
    why: 'The search for a lost create uses the time of Tavus.',
    appCopesWith: ['there is none'],
  },
];

const LISTS = ['conversations', 'replicas', 'personas', 'documents'] as const;
const COUNTED_FROM_1 = ['conversations', 'replicas', 'personas'] as const;

/** The id of a new conversation in test mode. */
async function madeId(api: TavusApi): Promise<string> {
  const answer = await api.create({ replica_id: await api.replicaId() });
  const id = readText(answer.body, 'conversation_id');
  if (id === undefined) throw new Error(`The create was ${outcomeOf(answer).did}.`);
  return id;
}

/** The ids of two new conversations, the older one first, so that every account has two. */
async function newPair(api: TavusApi): Promise<readonly [string, string]> {
  return [await madeId(api), await madeId(api)];
}

type Order = 'newest first' | 'oldest first' | 'no order';

async function listOrder(api: TavusApi): Promise<Order> {
  const pair = await newPair(api);
  const items = itemsOf(await api.get('conversations', { limit: 100 }));
  const ids = items.map((item) => readText(item, 'conversation_id'));
  const times = items.flatMap((item) => {
    const time = Date.parse(readText(item, 'created_at') ?? '');
    return Number.isNaN(time) ? [] : [time];
  });
  const [older, newer] = pair.map((id) => ids.indexOf(id));
  if (older === undefined || newer === undefined) return 'no order';
  const falls = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
  const rises = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? time));
  if (falls && newer !== -1 && newer < older) return 'newest first';
  // The two are on a later page if there are many older ones.
  if (rises && (newer === -1 || newer > older)) return 'oldest first';
  return 'no order';
}

/** Whether a list has as many items as requested, or all. */
export async function fullPageFinding(
  api: TavusApi,
  list: keyof typeof ID_NAMES,
  limit: number,
): Promise<Finding> {
  const answer = await api.get(list, { limit });
  if (!isAccepted(answer)) return outcomeOf(answer);
  const total = readNumber(answer.body, 'total_count');
  if (total === undefined) return { did: 'no total_count' };
  const came = itemsOf(answer).length;
  if (came === Math.min(limit, total)) return { did: 'a full page' };
  return { did: `${came} at most` };
}

const ID_NAMES = {
  conversations: ['conversation_id'],
  replicas: ['replica_id', 'face_id'],
  personas: ['persona_id', 'pal_id'],
  videos: ['video_id'],
  documents: ['document_id', 'uuid'],
} as const;

/** Whether a page equals the one that comes without a page number. */
export async function firstPageFinding(
  api: TavusApi,
  list: keyof typeof ID_NAMES,
  page: number,
): Promise<Finding> {
  const first = await api.get(list, { limit: 1 });
  const asked = await api.get(list, { limit: 1, page });
  if (!isAccepted(asked)) return outcomeOf(asked);
  if ((readNumber(first.body, 'total_count') ?? 0) < 2) {
    throw new CannotAsk(`The account has fewer than two ${list}, so pages can't be told apart.`);
  }
  const [firstId, askedId] = [first, asked].map((answer) => idOf(itemsOf(answer)[0] ?? {}, list));
  return { did: firstId === askedId ? 'the first page' : 'another page' };
}

function idOf(item: JsonRecord, list: keyof typeof ID_NAMES): string | undefined {
  return ID_NAMES[list].map((name) => readText(item, name)).find((id) => id !== undefined);
}

/** The answer to an unknown id, which the app recognises by its words. */
export function unknownIdFinding(answer: Answer): Finding {
  const finding = outcomeOf(answer);
  if (answer.status !== 400) return { ...finding, did: String(answer.status) };
  const namesIt = /invalid \w*(id|uuid)\b/i.test(answer.text);
  return { ...finding, did: namesIt ? '400 that says the ID is invalid' : 'another 400' };
}

async function replicaTypeFinding(
  api: TavusApi,
  query: Readonly<Record<string, string>>,
): Promise<Finding> {
  const items = itemsOf(await api.get('replicas', { limit: 100, ...query }));
  if (items.length === 0) throw new CannotAsk('The account has no replicas.');
  const names = ['replica_type', 'face_type'].filter((name) => items.some((item) => name in item));
  const hasGaps = items.some((item) => !names.some((name) => name in item));
  if (names.length === 0) return { did: 'no type' };
  return { did: `${names.join(' and ')}${hasGaps ? ', not in all' : ''}` };
}

function detailShape(body: JsonRecord): string {
  if (!('data' in body)) return 'persona_id' in body || 'pal_id' in body ? 'an object' : 'unknown';
  const { data } = body;
  if (isRecord(data)) return 'an object under data';
  if (!Array.isArray(data)) return 'unknown';
  return data.length === 1 ? 'a list with one object under data' : `a list of ${data.length}`;
}
