import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/send_message.ts';
import type { Fault } from '../../sandbox/sandbox.ts';
import { errorOf, requestsOf, run, sandbox } from '../tavus_app.ts';

/** What a Zap says into a call; lost answers are in ../faults/. */

let conversation_id: string;

beforeEach(() => {
  conversation_id = sandbox.addConversation({ status: 'active' }).id;
});

function send(fields: object, meta: object = {}) {
  return run(perform, { conversation_id, ...fields }, meta);
}

/** What the replica got. */
function messages() {
  return sandbox.conversation(conversation_id)?.messages;
}

/** The whole body of a message with a text of one letter has so many bytes more than the text. */
const ECHO_BYTES =
  '{"message_type":"conversation","event_type":"conversation.echo","properties":{"modality":"text","text":"","done":true}}'
    .length;

const TEXT = 'The offer is now €900 "net".';

test.each([
  ['respond', 'respond', { text: TEXT }],
  ['Answer This as if the Guest Said It', 'respond', { text: TEXT }],
  ['echo', 'echo', { modality: 'text', text: TEXT, done: true }],
  ['append_llm_context', 'append_llm_context', { context: TEXT }],
  ['overwrite_llm_context', 'overwrite_llm_context', { context: TEXT }],
  ['interrupt', 'interrupt', undefined],
])('%s is one request', async (event_type, event, properties) => {
  expect(await send({ event_type, text: TEXT })).toEqual({
    id: conversation_id,
    conversation_id,
    event_type: event,
    text: event === 'interrupt' ? null : TEXT,
    was_sent: true,
    is_test: false,
  });
  expect(sandbox.requests.map(({ path, body }) => ({ path, body }))).toEqual([
    {
      path: `/v2/conversations/${conversation_id}/send-app-message`,
      body: {
        message_type: 'conversation',
        event_type: `conversation.${event}`,
        ...(properties && { properties }),
      },
    },
  ]);
});

test('the link of the call will do, and Stop Talking needs no text', async () => {
  const link = `https://tavus.daily.co/${conversation_id}?t=1`;
  await send({ conversation_id: link, event_type: 'Stop Talking' });
  expect(messages()).toMatchObject([{ eventType: 'conversation.interrupt' }]);
});

describe('nothing is sent', () => {
  test.each([
    [
      'without a text',
      { event_type: 'echo' },
      'Text is required when What To Do is Say Exactly This.',
    ],
    [
      'with the word that stands for an empty field',
      { event_type: 'append_llm_context', text: 'null' },
      'Text is required when What To Do is Add to What It Knows.',
    ],
    [
      'with such a word in HTML',
      { event_type: 'echo', text: '<p>N/A</p>' },
      'Text is required when What To Do is Say Exactly This.',
    ],
    [
      'with nothing but characters that nobody sees',
      { event_type: 'echo', text: '\u200b<p>&#8203;\u00ad</p>' },
      'Text is required when What To Do is Say Exactly This.',
    ],
    [
      'for something else than what can be done',
      { event_type: 'dance', text: TEXT },
      'What To Do accepts Answer This as if the Guest Said It, Say Exactly This, Add to What It Knows, Replace Its Context for This Call or Stop Talking, not "dance".',
    ],
    [
      'if the message is longer than Tavus takes',
      { event_type: 'echo', text: 'a'.repeat(65_537 - ECHO_BYTES) },
      'Text: the message has 65537 bytes with it, and Tavus allows 65536. Shorten it.',
    ],
    [
      'if it is so only in bytes',
      { event_type: 'respond', text: '€'.repeat(22_000) },
      'Text: the message has 66092 bytes with it, and Tavus allows 65536. Shorten it.',
    ],
  ])('%s', async (_, fields, message) => {
    expect(await errorOf(send(fields))).toMatchObject({ name: 'AppError', message });
    expect(sandbox.requests).toEqual([]);
  });

  test('in the editor, which only looks the conversation up', async () => {
    const fields = { event_type: 'echo', text: TEXT };
    expect(await send(fields, { isLoadingSample: true })).toMatchObject({
      ...fields,
      was_sent: false,
      is_test: true,
    });
    expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
  });
});

test('the longest message is taken', async () => {
  await send({ event_type: 'echo', text: 'a'.repeat(65_536 - ECHO_BYTES) });
  expect(messages()).toHaveLength(1);
});

test.each([{}, { isLoadingSample: true }])(
  'an ID that nobody has is an error: %j',
  async (meta) => {
    const fields = { conversation_id: 'c000000000000', event_type: 'interrupt' };
    expect(await errorOf(send(fields, meta))).toMatchObject({
      name: 'AppError',
      message:
        'Your Tavus account has no conversation with the ID "c000000000000". Look it up with Find Conversation, and check which connection this step uses.',
    });
  },
);

describe('a call that is over', () => {
  const OVER = {
    name: 'HaltedError',
    message:
      'This conversation is over, so the replica can no longer receive a message. Send messages during the call.',
  };

  test('cannot be spoken into', async () => {
    const { id } = sandbox.addConversation({ status: 'ended' });
    expect(await errorOf(send({ conversation_id: id, event_type: 'interrupt' }))).toEqual(OVER);
    expect(requestsOf('POST')).toHaveLength(1);
  });

  // The docs do not show which of these numbers it has.
  test.each([400, 404, 409, 410])('also if its room has gone, with %i', async (status) => {
    const error = "The conversation's room is no longer available.";
    sandbox.fault({ kind: 'status', status, body: { error } });
    expect(await errorOf(send({ event_type: 'echo', text: TEXT }))).toEqual(OVER);
  });
});

describe('what Tavus says', () => {
  const UNDELIVERED: Fault = {
    kind: 'status',
    status: 502,
    body: { error: 'The app message could not be delivered. Please retry.' },
  };
  const PERHAPS: Fault = {
    kind: 'status',
    status: 504,
    body: { error: 'The app message may have been delivered; check before retrying.' },
    workDone: true,
  };

  test.each(['respond', 'append_llm_context'])(
    'that nothing was delivered: %s is sent once more',
    async (event_type) => {
      sandbox.fault({ ...UNDELIVERED, times: 1 });
      expect(await send({ event_type, text: TEXT })).toMatchObject({ was_sent: true });
      expect(requestsOf('POST')).toHaveLength(2);
      expect(messages()).toHaveLength(1);
    },
  );

  test('the same of the second one, too: it is safe to run the step again', async () => {
    sandbox.fault({ ...UNDELIVERED, times: 2 });
    expect(await errorOf(send({ event_type: 'echo', text: TEXT }))).toEqual({
      name: 'AppError',
      message:
        'Tavus could not send the message: its service has a problem (status 502). Try again in a few minutes. Tavus says: "The app message could not be delivered. Please retry.". Nothing was delivered. It is safe to run this step again.',
    });
    expect(requestsOf('POST')).toHaveLength(2);
  });

  test.each([
    '<html><body>502: the response could not be delivered</body></html>',
    { message: 'The response of the upstream server could not be delivered.' },
  ])('that is no word of its own, but of a proxy: what is spoken halts: %j', async (body) => {
    sandbox.fault({ kind: 'status', status: 502, body, workDone: true });
    expect((await errorOf(send({ event_type: 'echo', text: TEXT }))).name).toBe('HaltedError');
    expect(messages()).toHaveLength(1);
  });

  test.each([
    ['at once', [PERHAPS]],
    ['of the second one', [UNDELIVERED, PERHAPS]],
  ])('that it may have been delivered, %s: what is spoken halts', async (_, faults) => {
    for (const fault of faults) sandbox.fault({ ...fault, times: 1 });
    expect(await errorOf(send({ event_type: 'respond', text: TEXT }))).toEqual({
      name: 'HaltedError',
      message:
        'Do not replay this run yet: it is not certain whether the message reached the call, because the reply from Tavus was lost. Ask someone in the call before you run this step again, because the replica may say it twice. Tavus says: "The app message may have been delivered; check before retrying.".',
    });
    expect(messages()).toHaveLength(1);
  });

  test('that it may have been delivered, then that the second one was not', async () => {
    sandbox.fault({ ...PERHAPS, times: 1 });
    sandbox.fault({ ...UNDELIVERED, times: 1 });
    const error = await errorOf(send({ event_type: 'append_llm_context', text: TEXT }));
    expect(error.message).toMatch(
      /The message may have arrived anyway\. It is safe to run this step again\.$/,
    );
  });

  test('that there are too many of them: Zapier sends it later', async () => {
    for (let count = 0; count < 120; count += 1) await send({ event_type: 'interrupt' });
    expect(await errorOf(send({ event_type: 'interrupt' }))).toMatchObject({
      name: 'ThrottledError',
      delay: 60,
    });
    sandbox.clock.advance(60);
    expect(await send({ event_type: 'interrupt' })).toMatchObject({ was_sent: true });
  });
});
