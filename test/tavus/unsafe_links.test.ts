import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform as createConversation } from '../../creates/create_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform as findConversation } from '../../searches/find_conversation.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

/** A link that is not https is not handed on as a link. */

const UNSAFE = [
  'http://tavus.daily.co/c0ffee000001',
  'javascript:alert(1)',
  'data:text/html,hi',
  'ftp://tavus.daily.co/c0ffee000001',
  'tavus.daily.co/c0ffee000001',
  '//tavus.daily.co/c0ffee000001',
  ' https//tavus.daily.co',
];

describe.each(['conversation_url', 'room_url'])('%s that is not https', (name) => {
  const link = 'https://tavus.daily.co/c0ffee000001';
  const answerWith = (unsafe: string) => ({
    conversation_id: 'c0ffee000001',
    status: 'active',
    conversation_url: link,
    [name]: unsafe,
  });

  beforeEach(() => {
    sandbox.addConversation({ id: 'c0ffee000001', status: 'active' });
  });

  test.each(UNSAFE)('%s: the conversation is ended, and the error says why', async (unsafe) => {
    sandbox.fault({ kind: 'json', value: answerWith(unsafe) });
    const error = await errorOf(run(createConversation, { replica_id: SEED.replica }));
    expect(error).toEqual({
      name: 'AppError',
      message:
        'Tavus created the conversation c0ffee000001, but it has a link that does not start with https://, which is not handed on. It was ended again, so it is safe to run this step again.',
    });
    expect(sandbox.conversation('c0ffee000001')?.status).toBe('ended');
  });

  test.each(UNSAFE)('%s: searches do not hand it on', async (unsafe) => {
    sandbox.fault({ kind: 'json', value: answerWith(unsafe) });
    const [found] = await run(findConversation, { conversation_id: 'c0ffee000001' });
    expect(found).toMatchObject({ id: 'c0ffee000001', [name]: null });
  });
});
