import { describe, expect, test } from '@jest/globals';
import { perform as createConversation } from '../../creates/create_conversation.ts';
import { perform as endConversation } from '../../creates/end_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform as findConversation } from '../../searches/find_conversation.ts';
import { perform as findDocument } from '../../searches/find_document.ts';
import { perform as findPersona } from '../../searches/find_persona.ts';
import { perform as findReplica } from '../../searches/find_replica.ts';
import { perform as newConversation } from '../../triggers/new_conversation.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

/** A link where an id belongs: understood, or refused with the reason. */

const CONVERSATION = 'c0ffee000001';

const CONVERSATION_LINKS = [
  `https://tavus.daily.co/${CONVERSATION}`,
  `https://tavus.daily.co/${CONVERSATION}?t=eyJhbGciOi.J9.x`,
  `http://tavus.daily.co/${CONVERSATION}/`,
  `tavus.daily.co/${CONVERSATION}`,
  `https://tavus.example/room/${CONVERSATION}#top`,
  `https://maker.tavus.io/dev/conversations/${CONVERSATION}`,
  `https://platform.tavus.io/conversations/${CONVERSATION}/transcript`,
  `https://tavusapi.com/v2/conversations/${CONVERSATION}?verbose=true`,
  `https://tavusapi.com/v2/conversations/${CONVERSATION}/end`,
  `https://maker.tavus.io/history?conversation_id=${CONVERSATION}&persona_id=${SEED.persona}`,
  ` HTTPS://TAVUS.DAILY.CO/${CONVERSATION}\n`,
];

describe('of a conversation', () => {
  test.each(CONVERSATION_LINKS)('%s', async (conversation_id) => {
    sandbox.addConversation({ id: CONVERSATION, status: 'active' });
    expect(await run(findConversation, { conversation_id })).toMatchObject([{ id: CONVERSATION }]);
    expect(await run(endConversation, { conversation_id })).toMatchObject({ id: CONVERSATION });
    expect(sandbox.conversation(CONVERSATION)?.status).toBe('ended');
  });

  test.each([
    ['https://meet.google.com/abc-defg-hij', 'This link contains no conversation ID.'],
    ['https://tavus.daily.co/', 'This link contains no conversation ID.'],
    ['https://maker.tavus.io/dev/conversations', 'This link contains no conversation ID.'],
    ['https://[', 'This link contains no conversation ID.'],
    [`https://maker.tavus.io/pals/${SEED.persona}`, 'This is the link of a persona'],
    [`https://platform.tavus.io/replicas/${SEED.replica}`, 'This is the link of a replica'],
    ['Demo for Maria', 'This is not the ID of a conversation.'],
  ])('%s is refused alike', async (conversation_id, reason) => {
    for (const perform of [findConversation, endConversation]) {
      const { message } = await errorOf(run<unknown>(perform, { conversation_id }));
      expect(message).toMatch(/^Conversation: /);
      expect(message).toContain(reason);
    }
    expect(sandbox.requests).toEqual([]);
  });
});

describe('of other things', () => {
  const links = {
    replica_id: [
      `https://maker.tavus.io/dev/faces/${SEED.replica}`,
      `https://platform.tavus.io/replicas/${SEED.replica}?tab=videos`,
      `https://tavusapi.com/v2/replicas/${SEED.replica}`,
      `https://maker.tavus.io/dev/conversations/create?replica_id=${SEED.replica}&persona_id=${SEED.persona}`,
      `maker.tavus.io/faces/${SEED.replica}`,
    ],
    persona_id: [
      `https://maker.tavus.io/pals/${SEED.persona}/edit`,
      `https://platform.tavus.io/#/personas/${SEED.persona}`,
      `https://tavusapi.com/v2/pals/${SEED.persona}?target=live`,
      `https://maker.tavus.io/dev/conversations/create?replica_id=${SEED.replica}&persona_id=${SEED.persona}`,
    ],
  };

  test.each(
    Object.entries(links).flatMap(([key, each]) =>
      each.map((link): [string, string] => [key, link]),
    ),
  )('%s: %s', async (key, link) => {
    const ids = { replica_id: SEED.replica, persona_id: SEED.persona };
    await run(createConversation, { ...ids, [key]: link });
    expect(sandbox.requests[0]?.body).toMatchObject(ids);
    sandbox.clearRequests();
    await run(newConversation, { [key]: link });
    const find = key === 'replica_id' ? findReplica : findPersona;
    expect(await run<unknown>(find, { [key]: link })).toMatchObject([
      { [key]: key === 'replica_id' ? SEED.replica : SEED.persona },
    ]);
  });

  test('of documents, also several in one text', async () => {
    const link = `https://maker.tavus.io/dev/documents/${SEED.document}`;
    expect(await run(findDocument, { document_id: link })).toMatchObject([{ id: SEED.document }]);
    sandbox.clearRequests();
    const document_ids = `${link}, d8-000000000001`;
    await run(createConversation, { replica_id: SEED.replica, document_ids });
    expect(sandbox.requests[0]?.body).toMatchObject({
      document_ids: [SEED.document, 'd8-000000000001'],
    });
  });

  test.each([
    [
      'replica_id',
      `https://maker.tavus.io/pals/${SEED.persona}`,
      'Replica (Face): This is the link of a persona. Put it in Persona (PAL) instead.',
    ],
    [
      'persona_id',
      `https://maker.tavus.io/faces/${SEED.replica}`,
      'Persona (PAL): This is the link of a replica. Put it in Replica (Face) instead.',
    ],
    ['replica_id', 'https://example.com/anna', 'Replica (Face): This link contains no replica ID.'],
    [
      'persona_id',
      `https://tavus.daily.co/${CONVERSATION}`,
      /This is the link of a conversation\. What arrived/,
    ],
    [
      'document_ids',
      ['https://example.com/price-list-2026.pdf'],
      'Documents: This link contains no document ID.',
    ],
  ])('%s does not take %s', async (key, link, reason) => {
    const filledIn = { replica_id: SEED.replica, [key]: link };
    const { message } = await errorOf(run(createConversation, filledIn));
    expect(message).toMatch(reason);
    expect(sandbox.requests).toEqual([]);
  });
});
