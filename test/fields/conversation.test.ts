import { expect, test } from '@jest/globals';
import { activeConversationChoices, newestConversationChoices } from '../../fields/conversation.ts';
import { dropdownAnswer, dropdownPage, errorOf, sandbox } from '../tavus_app.ts';

/** The dropdowns of the conversations that are going on, and of the newest. */

test('offers only those that go on, by name and start', async () => {
  sandbox.addConversation({ name: 'Over' });
  const first = sandbox.addConversation({ status: 'active', name: 'Demo' });
  sandbox.clock.advance(65);
  const second = sandbox.addConversation({ status: 'active', name: '' });
  expect(await dropdownPage(activeConversationChoices)).toEqual([
    { id: second.id, label: `${second.id} (since 2026-11-20 15:01 UTC)` },
    { id: first.id, label: 'Demo (since 2026-11-20 15:00 UTC)' },
  ]);
  expect(sandbox.requests).toMatchObject([
    { path: '/v2/conversations', query: { status: 'active', limit: '100', page: '1' } },
  ]);
});

test('is empty where nothing goes on', async () => {
  sandbox.addConversation();
  expect(await dropdownPage(activeConversationChoices)).toEqual([]);
});

test('goes through the pages, one request each', async () => {
  sandbox.addConversations(250, (index) => ({ status: 'active', name: `Demo ${index}` }));
  const ids = new Set<unknown>();
  for (const [page, count] of [100, 100, 50, 0].entries()) {
    const items = await dropdownPage(activeConversationChoices, page);
    expect([page, items.length]).toEqual([page, count]);
    for (const { id } of items) ids.add(id);
  }
  expect(ids.size).toBe(250);
  expect(sandbox.requests.map(({ query }) => query.page)).toEqual(['1', '2', '3', '4']);
});

test.each([
  [100, 'right', ['1', '2', '3']],
  [40, 'right', ['1', '2', '3', '4']],
  [50, 'right', ['1', '2', '3']],
  [100, 'missing', ['1', '2']],
  [100, 'zero', ['1', '2']],
] as const)('all pages are offered, %i on each at most, total %s', async (most, total, tokens) => {
  const count = total === 'right' && most === 100 ? 250 : 150;
  sandbox.addConversations(count, () => ({ status: 'active' }));
  Object.assign(sandbox.behaviour, { longestPage: most, totalCount: total });
  const ids = new Set<unknown>();
  const given: string[] = [];
  let token: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof dropdownAnswer>> = await dropdownAnswer(
      activeConversationChoices,
      token,
    );
    for (const { id } of page.results) ids.add(id);
    token = page.paging_token;
    if (token !== null) given.push(token);
  } while (token !== null);
  expect(ids.size).toBe(count);
  expect(given).toEqual(tokens);
});

test('reads items with few details, and skips what is not an item', async () => {
  const data = [{ conversation_id: 'c1' }, {}, null, { conversation_id: 'c1' }];
  sandbox.fault({ kind: 'json', value: { data } });
  expect(await dropdownPage(activeConversationChoices)).toEqual([{ id: 'c1', label: 'c1' }]);
});

test('says why it cannot list them', async () => {
  sandbox.fault({ kind: 'status', status: 500 });
  expect(await errorOf(dropdownPage(activeConversationChoices))).toEqual({
    name: 'AppError',
    message:
      'Tavus could not list your conversations: its service has a problem (status 500). Try again in a few minutes.',
  });
});

// ---- the newest

test('offers the newest, and says which have ended', async () => {
  const over = sandbox.addConversation({ name: 'Over' });
  sandbox.clock.advance(65);
  const going = sandbox.addConversation({ status: 'active', name: '' });
  expect(await dropdownPage(newestConversationChoices)).toEqual([
    { id: going.id, label: `${going.id} (since 2026-11-20 15:01 UTC)` },
    { id: over.id, label: 'Over (ended, created 2026-11-20 14:00 UTC)' },
  ]);
});

test.each([
  ['newest_first', 1],
  ['oldest_first', 3],
] as const)(
  'offers a hundred of them, with no second page, in the order %s',
  async (order, requests) => {
    sandbox.behaviour.listOrder = order;
    sandbox.addConversations(250, (index) => ({
      name: `Demo ${index}`,
      createdAt: new Date(Date.parse('2026-11-20T10:00:00Z') + index * 60_000).toISOString(),
    }));
    const labels = (await dropdownPage(newestConversationChoices)).map(({ label = '' }) => label);
    expect(labels).toHaveLength(100);
    expect(labels[0]).toMatch(/^Demo 249 /);
    expect(labels.at(-1)).toMatch(/^Demo 150 /);
    expect(sandbox.requests).toHaveLength(requests);
  },
);

test('offers what says little', async () => {
  const data = [
    { conversation_id: 'c1', status: 'ended' },
    {},
    { conversation_id: 'c2' },
    { conversation_id: 'c2' },
  ];
  sandbox.fault({ kind: 'json', value: { data } });
  expect(await dropdownPage(newestConversationChoices)).toEqual([
    { id: 'c1', label: 'c1 (ended)' },
    { id: 'c2', label: 'c2' },
  ]);
});

test('says why it cannot list the newest', async () => {
  sandbox.fault({ kind: 'status', status: 500 });
  expect((await errorOf(dropdownPage(newestConversationChoices))).message).toContain(
    'Tavus could not list your conversations',
  );
});
