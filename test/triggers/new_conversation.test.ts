import { expect, test } from '@jest/globals';
import { newConversation } from '../../samples/conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { columns, perform } from '../../triggers/new_conversation.ts';
import { NOW, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** Any conversation that was created, as far as the list tells it. */

useClockOfSandbox();

test.each(['old', 'new'] as const)(
  'gives what the list tells, under the %s names',
  async (names) => {
    sandbox.behaviour.names = names;
    const { id } = sandbox.addConversation({
      status: 'active',
      name: 'Demo',
      replicaId: SEED.replica,
      personaId: SEED.persona,
      callbackUrl: 'http://127.0.0.1:9/hook',
    });
    expect(await run(perform)).toEqual([
      {
        ...newConversation,
        id,
        conversation_id: id,
        conversation_name: 'Demo',
        reference: null,
        status: 'active',
        conversation_url: `https://tavus.daily.co/${id}`,
        join_url: `https://tavus.daily.co/${id}`,
        persona_name: null,
        replica_name: null,
        replica_id: SEED.replica,
        persona_id: SEED.persona,
        callback_url: 'http://127.0.0.1:9/hook',
        created_at: NOW,
      },
    ]);
  },
);

test('fires for active, ended and test mode conversations, the newest first', async () => {
  const at = (minute: number) => `2026-11-20T14:0${minute}:00.000Z`;
  const ids = [
    sandbox.addConversation({ createdAt: at(1), testMode: true }).id,
    sandbox.addConversation({ createdAt: at(2) }).id,
    sandbox.addConversation({ createdAt: at(3), status: 'active' }).id,
  ];
  const fired = await run(perform);
  expect(fired.map(({ id }) => id)).toEqual([...ids].reverse());
  expect(fired.map(({ status }) => status)).toEqual(['active', 'ended', 'ended']);
});

test('keeps its id when the conversation ends, so that it does not fire again', async () => {
  const { id } = sandbox.addConversation({ status: 'active' });
  expect(await run(perform)).toMatchObject([{ id, status: 'active' }]);
  sandbox.playCall(id, [['user', 'Hello']]);
  expect(await run(perform)).toMatchObject([{ id, status: 'ended' }]);
});

test('has what can be known of a new conversation, and nothing more', async () => {
  const { id } = sandbox.addConversation({ lines: [['user', 'Hello']], perception: 'Calm.' });
  const [fired] = await run(perform);
  expect(fired?.id).toBe(id);
  expect(Object.keys(fired ?? {})).toEqual(Object.keys(newConversation));
  expect(Object.keys(columns)).toEqual(Object.keys(newConversation));
});

test('has the link to join for as long as somebody can', async () => {
  const { id } = sandbox.addConversation({ status: 'active' });
  expect(await run(perform)).toMatchObject([{ join_url: `https://tavus.daily.co/${id}` }]);
  sandbox.playCall(id, [['user', 'Hello']]);
  expect(await run(perform)).toMatchObject([{ join_url: null }]);
});

test('ids may be written in other case', async () => {
  const { id } = sandbox.addConversation({ replicaId: SEED.replica, personaId: SEED.persona });
  const [replica_id, persona_id] = [SEED.replica.toUpperCase(), SEED.persona.toUpperCase()];
  expect(await run(perform, { replica_id, persona_id })).toMatchObject([{ id }]);
  sandbox.behaviour.names = 'old';
  expect(await run(perform, { replica_id, persona_id })).toMatchObject([{ id }]);
});
