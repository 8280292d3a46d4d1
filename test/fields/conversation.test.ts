import { expect, test } from '@jest/globals';
import { activeConversationChoices } from '../../fields/conversation.ts';
import { dropdownPage, errorOf, sandbox } from '../tavus_app.ts';

/** The dropdown of the conversations that are going on. */

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

test('reads items that say little, and leaves out those that are none', async () => {
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
