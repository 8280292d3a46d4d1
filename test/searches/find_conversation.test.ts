import { describe, expect, jest, test } from '@jest/globals';
import { finishedConversation } from '../../samples/conversation.ts';
import type { Fault } from '../../sandbox/sandbox.ts';
import { perform } from '../../searches/find_conversation.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

/** A conversation by its id, its link or its name. */

const TALK = [
  ['user', 'Hello'],
  ['assistant', 'Hi'],
] as const;
const LIST = '/v2/conversations';

function find(form: object) {
  return run(perform, { ...form });
}

async function idsFound(form: object): Promise<string[]> {
  return (await find(form)).map(({ id }) => id);
}

/** A conversation that ended so many hours ago. */
function named(name: string, hoursAgo: number, rest: object = {}): string {
  const createdAt = new Date(sandbox.clock.now().getTime() - hoursAgo * 3_600_000);
  return sandbox.addConversation({ name, createdAt, lines: TALK, ...rest }).id;
}

describe('by id', () => {
  test('takes one request and gives everything', async () => {
    const { id } = sandbox.addConversation({ status: 'active', name: 'Demo' });
    sandbox.playCall(id, TALK);
    sandbox.clock.advance(300);
    const found = await find({ conversation_id: id });
    expect(found).toMatchObject([
      {
        id,
        conversation_id: id,
        conversation_name: 'Demo',
        status: 'ended',
        shutdown_reason: 'participant_left',
        participant_joined: true,
        transcript_text: 'Participant: Hello\nReplica: Hi',
        perception_analysis: expect.any(String),
        ended_at: '2026-11-20T15:00:10.000Z',
        duration_seconds: 10,
      },
    ]);
    const keys = Object.keys({ ...finishedConversation, matched_whole_name: null }).sort();
    expect(Object.keys(found[0] ?? {}).sort()).toEqual(keys);
    expect(sandbox.requests).toMatchObject([
      { method: 'GET', path: `${LIST}/${id}`, query: { verbose: 'true' } },
    ]);
  });

  test('one that goes on has the same keys', async () => {
    const { id } = sandbox.addConversation({ status: 'active' });
    const [found] = await find({ conversation_id: id });
    expect(found).toMatchObject({ id, status: 'active', ended_at: null, transcript: [] });
    const keys = Object.keys({ ...finishedConversation, matched_whole_name: null }).sort();
    expect(Object.keys(found ?? {}).sort()).toEqual(keys);
  });

  test.each([
    (id: string) => `https://tavus.daily.co/${id}`,
    (id: string) => `https://tavus.daily.co/${id}?t=eyJhbGciOi.J9`,
    (id: string) => `  https://tavus.daily.co/${id}/ `,
    (id: string) => `HTTPS://tavus.example/room/${id}#top`,
    (id: string) => ` ${id}\n`,
  ])('or by its link: %s', async (linkOf) => {
    const id = named('Demo', 1);
    named('Other', 2);
    expect(await idsFound({ conversation_id: linkOf(id) })).toEqual([id]);
  });

  test.each(['cffffffffffff', 'https://tavus.daily.co/cffffffffffff', '0..1', '../personas1'])(
    'an unknown one is no match: %s',
    async (id) => {
      named('Demo for Maria', 1);
      expect(await find({ conversation_id: id })).toEqual([]);
    },
  );

  test('by name, white space around it does not count', async () => {
    const id = named('Demo', 1);
    expect(await idsFound({ conversation_name: ' demo ' })).toEqual([id]);
  });

  test('404 is no match either', async () => {
    sandbox.fault({ kind: 'status', status: 404, body: { message: 'Not found' } });
    expect(await find({ conversation_id: 'c1' })).toEqual([]);
  });

  test('counts before the name', async () => {
    const one = named('One', 1);
    named('Two', 2);
    expect(await idsFound({ conversation_id: one, conversation_name: 'Two' })).toEqual([one]);
    expect(await idsFound({ conversation_id: 'cffffffffffff', conversation_name: 'Two' })).toEqual(
      [],
    );
  });

  test('is narrowed by the status', async () => {
    const ended = named('Demo', 1);
    const { id: active } = sandbox.addConversation({ status: 'active' });
    expect(await idsFound({ conversation_id: ended, status: 'ended' })).toEqual([ended]);
    expect(await idsFound({ conversation_id: ended, status: 'active' })).toEqual([]);
    expect(await idsFound({ conversation_id: active, status: 'active' })).toEqual([active]);
    expect(await idsFound({ conversation_id: active, status: 'ended' })).toEqual([]);
  });
});

describe.each(['newest_first', 'oldest_first'] as const)('by name, with the %s', (listOrder) => {
  test('a full match comes before a part, then the newest first', async () => {
    sandbox.behaviour.listOrder = listOrder;
    const part = named('Demo for Maria Lopez, again', 1);
    const newest = named('  demo for MARIA lopez ', 2);
    const older = named('Demo for Maria Lopez', 3);
    named('Demo for Mario', 4);
    const idsOf = (conversation_name: string) => idsFound({ conversation_name, match: 'part' });
    expect(await idsOf('Demo for Maria Lopez')).toEqual([newest, older, part]);
    expect(await idsOf(' again')).toEqual([part]);
    expect(await idsOf('mari')).toEqual([part, newest, older]);
  });

  test('gives the whole record, for a request each', async () => {
    sandbox.behaviour.listOrder = listOrder;
    const id = named('Demo', 1);
    expect(await find({ conversation_name: 'demo' })).toMatchObject([
      { id, transcript_text: 'Participant: Hello\nReplica: Hi' },
    ]);
    expect(sandbox.requests).toHaveLength(2);
  });

  test('finds what is on a later page, and stops there', async () => {
    sandbox.behaviour.listOrder = listOrder;
    sandbox.addConversations(450, (index) => ({
      name: index === 0 ? 'Needle, partly' : 'Hay',
      createdAt: new Date(sandbox.clock.now().getTime() - (10 + index) * 3_600_000),
    }));
    const id = named('Needle', 150.5);
    expect(await idsFound({ conversation_name: 'needle', match: 'part' })).toEqual([
      id,
      sandbox.conversations.find(({ name }) => name === 'Needle, partly')?.id,
    ]);
    const pages = sandbox.requests.filter(({ path }) => path === LIST).length;
    expect(pages).toBeLessThanOrEqual(listOrder === 'newest_first' ? 2 : 3);
    expect(await find({ conversation_name: 'no such thing' })).toEqual([]);
  });

  test('is narrowed by the status', async () => {
    sandbox.behaviour.listOrder = listOrder;
    const ended = named('Demo', 1);
    const { id: active } = sandbox.addConversation({ status: 'active', name: 'Demo' });
    expect(await idsFound({ conversation_name: 'Demo' })).toEqual([active, ended]);
    expect(await idsFound({ conversation_name: 'Demo', status: 'ended' })).toEqual([ended]);
    expect(await idsFound({ conversation_name: 'Demo', status: 'Active' })).toEqual([active]);
  });
});

test('no more than three matches are got', async () => {
  for (let hours = 1; hours <= 6; hours += 1) named('Demo', hours);
  expect(await find({ conversation_name: 'Demo' })).toHaveLength(3);
  expect(sandbox.requests).toHaveLength(1 + 3);
});

test('an account without conversations has no match', async () => {
  expect(await find({ conversation_name: 'Demo' })).toEqual([]);
});

test('a match that is gone when it is got, but that the list still has, is given as listed', async () => {
  const newer = named('Demo', 1);
  const older = named('Demo', 2);
  const body = { error: 'Invalid conversation_id' };
  sandbox.fault({ when: { path: /conversations\/./ }, kind: 'status', status: 400, body });
  expect(await idsFound({ conversation_name: 'Demo' })).toEqual([newer, older]);
});

describe('errors are errors', () => {
  test.each<[string, Fault, string, string]>([
    ['401', { kind: 'status', status: 401 }, 'ExpiredAuthError', 'does not accept this API key'],
    ['403', { kind: 'status', status: 403 }, 'AppError', 'no permission'],
    ['429', { kind: 'too_many_requests' }, 'ThrottledError', 'too many requests'],
    [
      '500',
      { kind: 'status', status: 500 },
      'AppError',
      'search your conversations: its service has a problem (status 500)',
    ],
    [
      'another 400',
      { kind: 'status', status: 400, body: { error: 'Bad Request' } },
      'AppError',
      'Bad Request',
    ],
    ['a reset', { kind: 'reset_before' }, 'AppError', 'the connection was lost'],
    ['an empty answer', { kind: 'empty_200' }, 'AppError', 'was not readable'],
  ])('%s by id and by name', async (_, fault, name, words) => {
    named('Demo', 1);
    const { id } = sandbox.addConversation();
    sandbox.fault({ ...fault, when: { path: /conversations\/./ }, times: 2 });
    for (const form of [{ conversation_id: id }, { conversation_name: 'Demo' }]) {
      const error = await errorOf(find(form));
      expect(error.name).toBe(name);
      expect(error.message).toContain(words);
    }
    sandbox.clearFaults();
    if (fault.kind === 'empty_200') return;
    sandbox.fault({ ...fault, when: { path: LIST } });
    expect(await errorOf(find({ conversation_name: 'Demo' }))).toMatchObject({ name });
  });

  test.each([429, 500])(
    '%i for a match after the first: what was read is given',
    async (status) => {
      const [first, second] = [named('Demo', 1), named('Demo', 2)];
      const form = { conversation_name: 'Demo', status: 'ended' };
      sandbox.fault({ kind: 'status', status, when: { path: `${LIST}/${second}` }, times: 2 });
      expect(await find(form)).toMatchObject([{ id: first }]);
      // If nothing was read that fits, it is not known whether there is anything.
      const value = { conversation_id: first, conversation_name: 'Demo', status: 'active' };
      sandbox.fault({ kind: 'json', value, when: { path: `${LIST}/${first}` } });
      expect((await errorOf(find(form))).message).toMatch(/^Tavus could not search your /);
    },
  );

  test('a later page that fails', async () => {
    sandbox.addConversations(150, () => ({ name: 'Hay' }));
    sandbox.fault({ when: { path: LIST }, after: 1, kind: 'status', status: 500 });
    expect(await errorOf(find({ conversation_name: 'Needle' }))).toMatchObject({
      name: 'AppError',
    });
  });

  test('a search that takes too long reports that, not that nothing exists', async () => {
    sandbox.addConversations(150, () => ({ name: 'Hay' }));
    // Twelve seconds go by whenever the app looks at the clock.
    let seconds = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => {
      seconds += 12;
      return seconds * 1000;
    });
    const error = await errorOf(find({ conversation_name: 'Needle' }));
    clock.mockRestore();
    expect(error.message).toMatch(
      /^None of the 100 conversations that the app checked in time matches "Needle", and more remain\./,
    );
    expect(sandbox.requests).toHaveLength(1);
  });

  test.each([
    {},
    { conversation_id: '', conversation_name: ' ' },
    { status: 'ended' },
    { find_by: 'Name or ID', persona_id: 'p1', created_after: '24 hours' },
  ])('nothing to look for: %j', async (form) => {
    const error = await errorOf(find(form));
    expect(error.message).toContain(
      'Fill in Conversation, Reference or Conversation Name. The search needs one of them. For the last conversation, set Find By to Newest.',
    );
    expect(sandbox.requests).toEqual([]);
  });

  test('an unknown status', async () => {
    const error = await errorOf(find({ conversation_name: 'Demo', status: 'paused' }));
    expect(error.message).toContain('Status');
    expect(sandbox.requests).toEqual([]);
  });
});

describe.each(['newest_first', 'oldest_first'] as const)('the newest, with the %s', (listOrder) => {
  const newest = (form: object = {}) => {
    sandbox.behaviour.listOrder = listOrder;
    sandbox.clearRequests();
    return idsFound({ find_by: 'newest', ...form });
  };

  test('is one, with everything, in two requests', async () => {
    named('Older', 2);
    const id = named('Newer', 1);
    named('Oldest', 3);
    expect(await newest()).toEqual([id]);
    expect(sandbox.requests).toHaveLength(2);
    const [found] = await find({ find_by: 'Newest' });
    expect(found).toMatchObject({
      transcript_text: 'Participant: Hello\nReplica: Hi',
      matched_whole_name: null,
    });
  });

  test('that fits Status, Persona and Created After', async () => {
    const mine = named('Mine', 30, { personaId: 'p1' });
    const other = named('Other', 2, { personaId: 'p2' });
    const { id: active } = sandbox.addConversation({ status: 'active', personaId: 'p3' });
    expect(await newest({ status: 'active' })).toEqual([active]);
    expect(await newest({ status: 'ended' })).toEqual([other]);
    expect(await newest({ persona_id: 'p1' })).toEqual([mine]);
    const since = new Date(sandbox.clock.now().getTime() - 24 * 3_600_000).toISOString();
    expect(await newest({ persona_id: 'p2', created_after: since })).toEqual([other]);
    expect(await newest({ persona_id: 'p1', created_after: since })).toEqual([]);
    expect(await newest({ persona_id: 'p4' })).toEqual([]);
  });

  test('of a persona that the list does not tell', async () => {
    const mine = named('Mine', 3, { personaId: 'p1' });
    const other = named('Other', 2, { personaId: 'p2' });
    const data = [other, mine].map((conversation_id) => ({ conversation_id, status: 'ended' }));
    const value = { data, total_count: 2 };
    sandbox.fault({ kind: 'json', value, when: { path: LIST }, times: Infinity });
    expect(await newest({ persona_id: 'p1' })).toEqual([mine]);
    expect(await newest({ persona_id: 'p4' })).toEqual([]);
  });

  test('is not one that has ended since it was listed', async () => {
    const id = named('Demo', 1);
    const value = { data: [{ conversation_id: id, status: 'active' }], total_count: 1 };
    sandbox.fault({ kind: 'json', value, when: { path: LIST }, times: Infinity });
    expect(await newest({ status: 'active' })).toEqual([]);
    expect(await idsFound({ conversation_id: id, status: 'active' })).toEqual([]);
  });

  test('is not an older one if it cannot be got', async () => {
    named('Older', 2);
    const id = named('Newer', 1);
    const when = { path: `${LIST}/${id}` };
    sandbox.fault({ kind: 'status', status: 500, when, times: Infinity });
    expect((await errorOf(newest())).message).toContain('Tavus could not search');
  });

  test('is not nothing if only a part of the list was looked at', async () => {
    sandbox.addConversations(150, (index) => ({ name: `Hay ${index}`, personaId: 'p2' }));
    const data = sandbox.conversations.slice(0, 100).map(({ id }) => ({ conversation_id: id }));
    const dated = data.map((each, index) => ({
      ...each,
      created_at: new Date(Date.UTC(2026, 9, 1) - index * 60_000).toISOString(),
    }));
    const value = { data: dated, total_count: 150 };
    sandbox.fault({ kind: 'json', value, when: { path: LIST }, times: Infinity });
    expect((await errorOf(newest({ persona_id: 'p1' }))).message).toBe(
      'None of the 100 conversations that the app checked matches, and more remain. Fill in Created After, so that the app has fewer to check.',
    );
  });

  test.each([{ conversation_id: 'c1' }, { reference: '20417' }, { conversation_name: 'Demo' }])(
    'is not asked for together with %j',
    async (form) => {
      expect((await errorOf(newest(form))).message).toBe(
        'Find By is Newest. Leave Conversation, Reference and Conversation Name blank, or set Find By to Name or ID.',
      );
    },
  );
});

test('a name is narrowed by Persona and Created After too', async () => {
  const mine = named('Demo', 3, { personaId: 'p1' });
  named('Demo', 2, { personaId: 'p2' });
  expect(await idsFound({ conversation_name: 'demo', persona_id: 'p1' })).toEqual([mine]);
  const created_after = new Date(sandbox.clock.now().getTime() - 9_000_000).toISOString();
  const form = { conversation_name: 'demo', created_after };
  expect(await idsFound({ ...form, persona_id: 'p1' })).toEqual([]);
  expect(await idsFound({ conversation_id: mine, persona_id: 'p2' })).toEqual([]);
});
