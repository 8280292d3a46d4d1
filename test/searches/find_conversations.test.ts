import { describe, expect, test } from '@jest/globals';
import { overview } from '../../samples/overview.ts';
import { perform } from '../../searches/find_conversations.ts';
import { setLimits } from '../limits.ts';
import { errorOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** Several conversations as one record. */

useClockOfSandbox();

const TALK = [
  ['user', 'Hello'],
  ['assistant', 'Hi'],
] as const;
const DETAIL = /^\/v2\/conversations\/./;

function ago(hours: number): Date {
  return new Date(sandbox.clock.now().getTime() - hours * 3_600_000);
}

/** A conversation of a minute and ten seconds that was created so many hours ago. */
function add(hoursAgo: number, rest: object = {}): string {
  return sandbox.addConversation({ createdAt: ago(hoursAgo), lines: TALK, ...rest }).id;
}

const NO_SHOW = { lines: [], shutdownReason: 'participant_absent_timeout' };

async function find(form: object = {}) {
  sandbox.clearRequests();
  const [found, ...others] = await run(perform, { ...form });
  if (!found || others.length > 0) throw new Error('It is one record.');
  return found;
}

async function idsFound(form: object): Promise<string[]> {
  const { conversations, conversation_ids, count } = await find(form);
  const ids = conversations.map(({ conversation_id }) => conversation_id);
  expect(conversation_ids).toBe(ids.join(', '));
  expect(count).toBe(ids.length);
  return ids;
}

function looks(): number {
  return sandbox.requests.filter(({ path }) => DETAIL.test(path)).length;
}

describe.each(['newest_first', 'oldest_first', 'shuffled'] as const)(
  'with a list %s',
  (listOrder) => {
    test('the newest come first, with what is known of each', async () => {
      sandbox.behaviour.listOrder = listOrder;
      const older = add(3, { name: 'Older', ...NO_SHOW });
      const newer = add(2, {
        name: 'Demo for Maria [ref 20417 0a1b2c3d]',
        personaId: 'p1',
      });
      const active = sandbox.addConversation({ status: 'active', name: 'Now' }).id;
      const found = await find();
      expect(found).toEqual({
        count: 3,
        is_complete: true,
        minutes: expect.any(Number),
        conversation_ids: [active, newer, older].join(', '),
        conversations: [
          {
            conversation_id: active,
            conversation_name: 'Now',
            reference: null,
            status: 'active',
            created_at: '2026-11-20T15:00:00.000Z',
            ended_at: null,
            duration_seconds: null,
            call_outcome: 'unknown',
            persona_name: null,
            persona_id: expect.any(String),
          },
          {
            conversation_id: newer,
            conversation_name: 'Demo for Maria',
            reference: '20417',
            status: 'ended',
            created_at: '2026-11-20T13:00:00.000Z',
            ended_at: '2026-11-20T13:01:10.000Z',
            duration_seconds: 70,
            call_outcome: 'talked',
            persona_name: null,
            persona_id: 'p1',
          },
          expect.objectContaining({ conversation_id: older, call_outcome: 'no_show' }),
        ],
      });
      expect(Object.keys(found)).toEqual(Object.keys(overview));
      // What goes on is known from the list.
      expect(looks()).toBe(2);
    });

    test('only as many as Limit says', async () => {
      sandbox.behaviour.listOrder = listOrder;
      const ids = [5, 1, 3, 2, 4].map((hours) => [hours, add(hours)] as const);
      const newest = new Map(ids);
      expect(await idsFound({ limit: '2' })).toEqual([newest.get(1), newest.get(2)]);
      expect(await find({ limit: 2 })).toMatchObject({ is_complete: false });
      expect(await find({ limit: 5 })).toMatchObject({ is_complete: true, count: 5 });
    });
  },
);

test('nothing found is a record too', async () => {
  expect(await find({ reference: 'nobody' })).toEqual({
    count: 0,
    is_complete: true,
    minutes: 0,
    conversation_ids: '',
    conversations: [],
  });
});

describe('what fits', () => {
  test('by status, also if Tavus lists all', async () => {
    const ended = add(1);
    const active = sandbox.addConversation({ status: 'active' }).id;
    expect(await idsFound({ status: 'Active' })).toEqual([active]);
    expect(await idsFound({ status: 'ended' })).toEqual([ended]);
    const data = ['ended', 'active'].map((status) => ({ conversation_id: status, status }));
    const value = { data, total_count: 2 };
    sandbox.fault({ kind: 'json', value, when: { path: '/v2/conversations' } });
    expect(await idsFound({ status: 'active' })).toEqual(['active']);
  });

  test('by a part of the name and by the whole reference', async () => {
    const one = add(1, { name: 'Demo for Maria [ref 20417 0a1b2c3d]' });
    const two = add(2, { name: 'Demo for María [ref 2041 0a1b2c3d]' });
    add(3, { name: 'Something else' });
    expect(await idsFound({ conversation_name: 'DEMO' })).toEqual([one, two]);
    expect(await idsFound({ reference: '2041' })).toEqual([two]);
    expect(await idsFound({ conversation_name: 'demo', reference: '20417' })).toEqual([one]);
    expect(await idsFound({ conversation_name: 'else', reference: '20417' })).toEqual([]);
  });

  test.each([
    ['24 hours', [23]],
    ['1 day ago', [23]],
    ['2d', [23, 47]],
    ['1 week', [23, 47, 167]],
    ['PT30H', [23]],
    ['2026-11-19T15:00:00Z', [23]],
    ['2026-11-19 16:30:00 +0100', [23]],
    ['2026-11-18', [23, 47]],
  ])('created after %s', async (created_after, hours) => {
    const ids = new Map([23, 47, 167, 200].map((each) => [each, add(each)]));
    expect(await idsFound({ created_after })).toEqual(hours.map((each) => ids.get(each)));
    const others = [23, 47, 167, 200].filter((each) => !hours.includes(each));
    expect(await idsFound({ created_before: created_after })).toEqual(
      others.map((each) => ids.get(each)),
    );
  });

  test.each(['yesterday', '24', '09:00:00', '11/20/2026', '2026-13-20', '20 Nov'])(
    'no moment: %s',
    async (created_after) => {
      const { message } = await errorOf(find({ created_after }));
      expect(message).toBe(
        `Created After accepts a date such as 2026-11-20 or 2026-11-20T09:00:00Z, or how long ago, such as 24 hours, not "${created_after}".`,
      );
    },
  );

  test('one without a date is never given by its date', async () => {
    const value = { data: [{ conversation_id: 'c1', status: 'active' }], total_count: 1 };
    sandbox.fault({ kind: 'json', value, when: { path: '/v2/conversations' }, times: Infinity });
    expect(await idsFound({ created_before: '2 hours' })).toEqual([]);
    expect(await idsFound({ created_after: '2 hours' })).toEqual([]);
    expect(await idsFound({})).toEqual(['c1']);
  });

  test('by persona, also if the list does not tell it', async () => {
    const mine = add(1, { personaId: 'p1' });
    add(2, { personaId: 'p2' });
    const { id: active } = sandbox.addConversation({ status: 'active', personaId: 'p1' });
    expect(await idsFound({ persona_id: 'p1' })).toEqual([active, mine]);
    expect(looks()).toBe(1);
    const data = [active, mine].map((conversation_id) => ({ conversation_id, status: 'active' }));
    const value = { data: [...data, { conversation_id: 'c9', status: 'active' }], total_count: 3 };
    sandbox.fault({ kind: 'json', value, when: { path: '/v2/conversations' } });
    expect(await idsFound({ persona_id: 'p1' })).toEqual([active, mine]);
    expect(looks()).toBe(3);
  });

  test('by outcome, of ended calls alone', async () => {
    const absent = add(1, NO_SHOW);
    const talked = add(2);
    sandbox.addConversation({ status: 'active' });
    const unknown = add(3, { testMode: true, events: [] });
    expect(await idsFound({ call_outcome: 'Nobody Came' })).toEqual([absent]);
    expect(await idsFound({ call_outcome: 'talked' })).toEqual([talked]);
    expect(await idsFound({ call_outcome: 'unknown', status: 'ended' })).toEqual([unknown]);
    expect((await errorOf(find({ call_outcome: 'talked', status: 'active' }))).message).toBe(
      'Call Outcome is known only after the call. Set Status to Ended, or leave one of the two blank.',
    );
  });

  test('by outcome, no more than Limit', async () => {
    for (let hours = 1; hours <= 20; hours += 1) add(hours, hours % 2 ? NO_SHOW : {});
    const found = await find({ call_outcome: 'no_show', limit: 2 });
    expect(found).toMatchObject({ count: 2, is_complete: false });
    expect(looks()).toBeLessThanOrEqual(10);
    expect(await find({ call_outcome: 'no_show', limit: 10 })).toMatchObject({
      count: 10,
      is_complete: true,
    });
  });
});

describe('the bounds', () => {
  test('Limit is from 1 to 100', async () => {
    for (const limit of ['0', '101']) {
      expect((await errorOf(find({ limit }))).message).toContain('Limit accepts a whole number');
    }
  });

  test('it looks into 50, and gives 100', async () => {
    sandbox.addConversations(120, (index) => ({ createdAt: ago(1 + index), lines: TALK }));
    const found = await find();
    expect(found).toMatchObject({ count: 100, is_complete: false, minutes: 58.3 });
    expect(found.conversations.map(({ ended_at }) => ended_at !== null).lastIndexOf(true)).toBe(49);
    expect(looks()).toBe(50);
    expect(await find({ call_outcome: 'no_show' })).toMatchObject({ count: 0, is_complete: false });
    expect(looks()).toBe(50);
    expect(await find({ call_outcome: 'talked' })).toMatchObject({ count: 50, is_complete: false });
  });

  test('Created After ends the reading of the list', async () => {
    sandbox.addConversations(250, (index) => ({ createdAt: ago(1 + index), status: 'active' }));
    expect(await find({ created_after: '3 hours 30 min' })).toMatchObject({
      count: 3,
      is_complete: true,
    });
    const lists = sandbox.requests.filter(({ path }) => path === '/v2/conversations');
    expect(lists).toHaveLength(1);
  });

  test('without time it says that it is not complete', async () => {
    setLimits({ step: 3 });
    const id = add(1);
    const found = await find();
    expect(found).toMatchObject({ count: 1, is_complete: false, minutes: null });
    expect(found.conversation_ids).toBe(id);
    expect(await find({ call_outcome: 'talked' })).toMatchObject({ count: 0, is_complete: false });
  });
});

describe('a conversation that cannot be got', () => {
  test('is given as it is listed', async () => {
    const [other, one] = [add(2), add(1)];
    const when = { path: `/v2/conversations/${one}` };
    sandbox.fault({ kind: 'status', status: 500, when, times: Infinity });
    const found = await find();
    expect(found).toMatchObject({ is_complete: false, minutes: 1.2 });
    expect(found.conversation_ids).toBe(`${one}, ${other}`);
    expect(await find({ call_outcome: 'talked' })).toMatchObject({
      is_complete: false,
      conversation_ids: other,
    });
  });

  test('exists, even if Tavus does not know its ID', async () => {
    const one = add(1);
    const when = { path: DETAIL };
    sandbox.fault({ kind: 'status', status: 404, body: { message: 'Not found' }, when });
    expect(await find()).toMatchObject({ is_complete: false, conversation_ids: one });
  });

  test('for a reason that concerns the account is an error', async () => {
    add(1);
    sandbox.fault({ kind: 'status', status: 429, when: { path: DETAIL }, times: Infinity });
    expect((await errorOf(find())).name).toBe('ThrottledError');
  });
});
