import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform as createConversation } from '../../../creates/create_conversation.ts';
import { SEED } from '../../../sandbox/sandbox.ts';
import { perform as findConversation } from '../../../searches/find_conversation.ts';
import { errorOf, requestsOf, run, sandbox } from '../../tavus_app.ts';

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

  test.each(UNSAFE)('%s: only that link is dropped', async (unsafe) => {
    const page = 'https://tavus.example/room/c0ffee000001';
    sandbox.fault({ kind: 'json', value: { room_url: page, ...answerWith(unsafe) } });
    expect(await run(createConversation, { replica_id: SEED.replica })).toMatchObject({
      id: 'c0ffee000001',
      [name]: null,
      join_url: name === 'room_url' ? link : page,
    });
    expect(sandbox.conversation('c0ffee000001')?.status).toBe('active');
  });

  test.each(UNSAFE)(
    '%s alone: the conversation is ended, and the error says why',
    async (unsafe) => {
      const value = { conversation_id: 'c0ffee000001', status: 'active', [name]: unsafe };
      sandbox.fault({ kind: 'json', value });
      const error = await errorOf(run(createConversation, { replica_id: SEED.replica }));
      expect(error).toEqual({
        name: 'AppError',
        message:
          'Tavus created the conversation c0ffee000001, but it came without a link that starts with https://. The app ended it, so it is safe to run this step again.',
      });
      expect(sandbox.conversation('c0ffee000001')?.status).toBe('ended');
      // The ids of one that is ended again are not asked for.
      expect(requestsOf('GET').filter(({ query }) => query.verbose !== 'true')).toEqual([]);
    },
  );

  test('nothing is ended where the replica joins a meeting that exists', async () => {
    const value = { conversation_id: 'c0ffee000001', status: 'active', [name]: 'ftp://x' };
    sandbox.fault({ kind: 'json', value });
    const meeting_url = 'https://meet.google.com/abc-defg-hij';
    const filledIn = { replica_id: SEED.replica, persona_id: SEED.persona, meeting_url };
    expect(await run(createConversation, filledIn)).toMatchObject({ join_url: meeting_url });
    expect(sandbox.conversation('c0ffee000001')?.status).toBe('active');
  });

  test.each(UNSAFE)('%s: searches do not hand it on', async (unsafe) => {
    sandbox.fault({ kind: 'json', value: answerWith(unsafe) });
    const [found] = await run(findConversation, { conversation_id: 'c0ffee000001' });
    expect(found).toMatchObject({ id: 'c0ffee000001', [name]: null });
  });
});
