import { describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/create_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform as find } from '../../searches/find_conversation.ts';
import { perform as created } from '../../triggers/new_conversation.ts';
import { errorOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** An id of the user's own goes out with the name and comes back with every result. */

useClockOfSandbox();

const CRM_ID = '0035g00000ABCdeQAH';
const STORED = ['as_sent', 'trimmed'] as const;

function create(filledIn: object, meta = {}) {
  return run(perform, { replica_id: SEED.replica, persona_id: SEED.persona, ...filledIn }, meta);
}

describe('if Tavus stores names', () => {
  test.each(STORED)('%s', async (storedNames) => {
    sandbox.behaviour.storedNames = storedNames;
    const reference = `${CRM_ID}-7_x`;
    const { id, ...result } = await create({ conversation_name: 'Demo for Maria', reference });
    expect(result).toMatchObject({ reference });
    expect(await run(created)).toMatchObject([{ id, reference }]);
    expect(await run(find, { conversation_id: id })).toMatchObject([{ id, reference }]);
    expect(await run(find, { reference })).toMatchObject([{ id, reference }]);
    expect(await run(find, { conversation_name: 'demo for maria' })).toMatchObject([{ id }]);
  });
});

test('it stands at the end of the name, which is otherwise as the user wrote it', async () => {
  const form = { conversation_name: 'Demo for Maria (2)', reference: CRM_ID };
  expect(await create(form)).toMatchObject(form);
  expect(sandbox.conversations.at(-1)?.name).toMatch(
    /^Demo for Maria \(2\) \[ref 0035g00000ABCdeQAH [0-9a-f]{8}\]$/,
  );
  expect(sandbox.conversations.at(-1)?.body).not.toHaveProperty('reference');
  await create({ conversation_name: 'Demo for Maria (2)' });
  expect(sandbox.conversations.at(-1)?.name).toBe('Demo for Maria (2)');
});

test('without a name of its own, the conversation is called after the time', async () => {
  expect(await create({ reference: CRM_ID })).toMatchObject({
    reference: CRM_ID,
    conversation_name: expect.stringMatching(/^Zapier \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
  });
});

test('a test of the step returns it too; without a reference it is blank', async () => {
  const test = await create({ reference: '17' }, { isLoadingSample: true });
  expect(test).toMatchObject({ reference: '17', test_mode: true });
  expect(await create({ reference: ' ' })).toMatchObject({ reference: null });
  expect(await create({ conversation_name: 'Demo [ref 17]' })).toMatchObject({ reference: null });
});

test('if Tavus says nothing of the name, it is what was sent', async () => {
  const value = { conversation_id: 'c1', conversation_url: 'https://tavus.daily.co/c1' };
  sandbox.fault({ kind: 'json', value, when: { method: 'POST' } });
  expect(await create({ reference: CRM_ID })).toMatchObject({ reference: CRM_ID });
});

test.each(['a', '7', '-a', 'a_', 'X'.repeat(160), 'ä', 'a@example.com', ' 17 ', 17])(
  'takes %j',
  async (reference) => {
    expect(await create({ reference })).toMatchObject({ reference: String(reference).trim() });
  },
);

test.each(['a b', '--', '_', 'X'.repeat(161), '[a]', { id: 'a' }])(
  'refuses %j before anything is sent',
  async (reference) => {
    const { message } = await errorOf(create({ reference }));
    expect(message).toContain('Reference');
    expect(message).toContain('an ID of up to 160 characters without spaces and square brackets');
    expect(sandbox.requests).toEqual([]);
  },
);

describe('a create whose answer is lost', () => {
  const lost = { kind: 'reset_after', when: { method: 'POST' } } as const;

  test('is found again by its name, which no other has, although others are called the same', async () => {
    const form = { conversation_name: 'Demo for Maria', reference: CRM_ID };
    const first = await create(form);
    sandbox.fault(lost);
    const second = await create(form);
    expect(second).toMatchObject({ reference: CRM_ID, status: 'active' });
    expect(second.id).not.toBe(first.id);
    expect(sandbox.conversations).toHaveLength(2);
  });

  test('without a reference, two of the same name at the same time are uncertain', async () => {
    await create({ conversation_name: 'Demo for Maria' });
    sandbox.fault(lost);
    const error = await errorOf(create({ conversation_name: 'Demo for Maria' }));
    expect(error.name).toBe('HaltedError');
  });
});

describe('the callback URL', () => {
  test.each([
    ['https://hooks.example.com/a?key=secret', 'https://hooks.example.com/a'],
    ['https://hooks.example.com/a#secret', 'https://hooks.example.com/a'],
    ['https://user:secret@hooks.example.com/a', 'https://hooks.example.com/a'],
    ['https://hooks.example.com/a', 'https://hooks.example.com/a'],
  ])('%s is sent whole and given as %s', async (callback_url, given) => {
    const { id, ...result } = await create({ callback_url });
    expect(sandbox.conversation(String(id))?.callbackUrl).toBe(callback_url);
    expect(result).toMatchObject({ callback_url: given });
    expect(await run(created)).toMatchObject([{ id, callback_url: given }]);
    expect(await run(find, { conversation_id: id })).toMatchObject([{ callback_url: given }]);
  });

  test('is compared whole where an answer is lost', async () => {
    const url = 'https://hooks.example.com/a';
    sandbox.addConversation({
      name: 'Demo',
      status: 'active',
      callbackUrl: `${url}?key=2`,
      replicaId: SEED.replica,
      personaId: SEED.persona,
    });
    sandbox.fault({ kind: 'reset_before', when: { method: 'POST' } });
    const error = await errorOf(
      create({ conversation_name: 'Demo', callback_url: `${url}?key=1` }),
    );
    expect(error.message).toContain('Nothing was created.');
  });

  test('with a query does not keep a lost conversation from being found', async () => {
    sandbox.fault({ kind: 'reset_after', when: { method: 'POST' } });
    const callback_url = 'https://hooks.example.com/a?key=1';
    expect(await create({ conversation_name: 'Demo', callback_url })).toMatchObject({
      conversation_name: 'Demo',
      callback_url: 'https://hooks.example.com/a',
    });
  });

  test('is what was sent if Tavus does not return it', async () => {
    const value = { conversation_id: 'c1', conversation_url: 'https://tavus.daily.co/c1' };
    sandbox.fault({ kind: 'json', value, when: { method: 'POST' } });
    const result = await create({ callback_url: 'https://hooks.example.com/a?key=secret' });
    expect(result).toMatchObject({ callback_url: 'https://hooks.example.com/a' });
  });
});
