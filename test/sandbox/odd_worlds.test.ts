import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isRecord, type JsonRecord, readValue } from '../../sandbox/reading.ts';
import { type Behaviour, type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { create } from './asking.ts';

/** Ways in which Tavus may differ from what its docs say, and from what was seen. */

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.500Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

describe('names', () => {
  const NAME = ' Démo – for "Zoë & Ko." #3 ';

  test.each([
    ['as_sent', NAME],
    ['trimmed', 'Démo – for "Zoë & Ko." #3'],
    ['without_punctuation', ' Démo  for Zoë  Ko 3 '],
    ['punctuation_to_spaces', 'Démo for Zoë Ko 3'],
    ['small_letters', ' démo – for "zoë & ko." #3 '],
    ['capitals', ' DÉMO – FOR "ZOË & KO." #3 '],
  ] as const)('%s', async (storedNames, name) => {
    sandbox.behaviour.storedNames = storedNames;
    const id = await create(sandbox, { conversation_name: NAME });
    expect(sandbox.conversation(id)?.name).toBe(name);
  });

  test('are cut between characters', async () => {
    sandbox.behaviour.longestName = 2;
    const id = await create(sandbox, { conversation_name: '👋🏻 Hello' });
    expect(sandbox.conversation(id)?.name).toBe('👋🏻');
  });
});

/** Asks without a look at the contract, which does not know these worlds. */
async function get(address: string): Promise<JsonRecord> {
  const headers = { 'x-api-key': sandbox.apiKey };
  const response = await fetch(`${sandbox.url}${address}`, { headers });
  const body: unknown = await response.json();
  return isRecord(body) ? body : {};
}

function data(body: JsonRecord): JsonRecord[] {
  const items = readValue(body, 'data');
  return Array.isArray(items) ? items.filter(isRecord) : [];
}

async function ids(address: string): Promise<unknown[]> {
  return data(await get(address)).map((each) => each.conversation_id);
}

describe('lists of conversations', () => {
  const LIST = '/v2/conversations?limit=100';
  const ended = (id: string, created: number, over: number) => {
    const at = (minutes: number) => new Date(sandbox.clock.now().getTime() - minutes * 60_000);
    sandbox.addConversation({ id, createdAt: at(created), endedAt: at(over) });
  };

  beforeEach(() => {
    ended('c-long', 50, 1);
    ended('c-short', 40, 39);
    ended('c-middle', 30, 20);
  });

  test.each([
    ['newest_first', ['c-middle', 'c-short', 'c-long']],
    ['oldest_first', ['c-long', 'c-short', 'c-middle']],
    ['last_changed_first', ['c-long', 'c-middle', 'c-short']],
    ['last_changed_last', ['c-short', 'c-middle', 'c-long']],
  ] as const)('%s', async (listOrder, expected) => {
    sandbox.behaviour.listOrder = listOrder;
    expect(await ids(LIST)).toEqual(expected);
    expect(await ids('/v2/conversations?limit=2&page=2')).toEqual(expected.slice(2));
    expect(await ids(`${LIST}&status=active`)).toEqual([]);
  });

  test('turning, and shuffled', async () => {
    sandbox.addConversations(40, (index) => ({ id: `c${index}` }));
    sandbox.behaviour.listOrder = 'turning';
    const first = await ids(LIST);
    expect(await ids(LIST)).toEqual([...first].reverse());
    expect(await ids(LIST)).toEqual(first);
    sandbox.behaviour.listOrder = 'shuffled';
    const shuffled = await ids(LIST);
    expect(shuffled).not.toEqual(first);
    expect(shuffled.sort()).toEqual(first.sort());
    const halves = [await ids('/v2/conversations?limit=22'), await ids(`${LIST}&page=1`)];
    expect(halves[1]?.slice(0, 22)).toEqual(halves[0]);
    sandbox.behaviour.listOrder = 'shuffled_anew';
    expect(await ids(LIST)).not.toEqual(await ids(LIST));
  });

  test('pages shorter than asked for, and beyond the end', async () => {
    sandbox.behaviour.longestPage = 2;
    expect(await ids(LIST)).toEqual(['c-middle', 'c-short']);
    expect(await ids(`${LIST}&page=2`)).toEqual(['c-long']);
    expect(await ids(`${LIST}&page=3`)).toEqual([]);
    sandbox.behaviour.pageBeyondEnd = 'last';
    expect(await ids(`${LIST}&page=3`)).toEqual(['c-long']);
    expect(data(await get('/v2/replicas'))).toHaveLength(2);
  });

  test.each([
    ['right', 3, 120],
    ['missing', undefined, undefined],
    ['of_page', 2, 2],
    ['zero', 0, 0],
    ['tenfold', 30, 1200],
  ] as const)('a total_count that is %s', async (totalCount, conversations, documents) => {
    sandbox.behaviour.totalCount = totalCount;
    expect((await get('/v2/conversations?limit=2')).total_count).toBe(conversations);
    expect((await get('/v2/documents?limit=2')).total_count).toBe(documents);
  });

  test.each<[Behaviour['listedTimes'], unknown]>([
    ['as_everywhere', '2026-11-20T11:10:00.500961Z'],
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['zero', '0001-01-01T00:00:00Z'],
    ['words', 'just now'],
    ['rfc_1123', 'Fri, 20 Nov 2026 11:10:00 GMT'],
    ['spaced', '2026-11-20 11:10:00.500000'],
    ['minutes', '2026-11-20T11:10Z'],
    ['date', '2026-11-20'],
    ['offset', '2026-11-20T13:10:00+02:00'],
    ['epoch_seconds', 1795173000],
    ['epoch_milliseconds', 1795173000500],
  ])('times that are %s, in the list alone', async (listedTimes, created) => {
    sandbox.behaviour.listedTimes = listedTimes;
    expect(data(await get(LIST)).at(-1)?.created_at).toEqual(created);
    expect((await get('/v2/conversations/c-long')).created_at).toBe('2026-11-20T11:10:00.500961Z');
  });

  test('ids and callback URLs', async () => {
    const callbackUrl = 'https://hooks.example.com/a';
    const { id } = sandbox.addConversation({ replicaId: 'rab', personaId: 'pcd', callbackUrl });
    const listed = async () =>
      data(await get(LIST)).find(({ conversation_id }) => conversation_id === id);
    sandbox.behaviour.listedIds = 'upper_case';
    expect(await listed()).toMatchObject({ replica_id: 'RAB', persona_id: 'PCD' });
    sandbox.behaviour.listedIds = 'missing';
    expect(await listed()).not.toHaveProperty('replica_id');
    expect(await listed()).toHaveProperty('callback_url', callbackUrl);
    for (const [how, url] of [
      ['without_scheme', 'hooks.example.com/a'],
      ['with_slash', 'https://hooks.example.com/a/'],
      ['empty', ''],
    ] as const) {
      sandbox.behaviour.listedCallbackUrls = how;
      expect(await listed()).toHaveProperty('callback_url', url);
    }
    expect(data(await get(LIST)).at(-1)?.callback_url).toBe('');
  });

  test('changes a part of an answer', async () => {
    const change = (body: unknown) => (isRecord(body) ? { ...body, events: null } : body);
    sandbox.fault({ kind: 'changed_json', change, when: { path: '/v2/conversations/c-long' } });
    const address = '/v2/conversations/c-long?verbose=true';
    expect(await get(address)).toMatchObject({ conversation_id: 'c-long', events: null });
    expect((await get(address)).events).toHaveLength(3);
  });
});
