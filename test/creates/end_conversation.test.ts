import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { perform } from '../../creates/end_conversation.ts';
import { finishedConversation } from '../../samples/conversation.ts';
import { errorOf, requestsOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** Ends what goes on; what has ended is no failure. */

const GET = { method: 'GET' };
const END = { method: 'POST', path: /\/end$/ };

useClockOfSandbox();

function end(conversation_id: unknown) {
  return run(perform, { conversation_id });
}

/** A conversation that somebody left a quarter of an hour ago. */
function endedConversation(): string {
  const { id } = sandbox.addConversation({ status: 'active', name: 'Demo' });
  sandbox.playCall(id, [['user', 'Hello']]);
  sandbox.clock.advance(900);
  return id;
}

describe('a conversation that goes on', () => {
  test('ends, in two requests, and its record has every key', async () => {
    const { id } = sandbox.addConversation({ status: 'active', name: 'Demo' });
    sandbox.clock.advance(90);
    const result = await end(id);
    expect(sandbox.conversation(id)).toMatchObject({ status: 'ended', billedSeconds: 90 });
    expect(result).toMatchObject({
      id,
      conversation_name: 'Demo',
      status: 'ended',
      shutdown_reason: 'ended_by_request',
      shutdown_reason_words: 'end_conversation_endpoint_hit',
      ended_at: '2026-11-20T15:01:30.000Z',
      duration_seconds: 90,
      had_ended_before: false,
    });
    const keys = [...Object.keys(finishedConversation), 'had_ended_before'];
    expect(Object.keys(result).sort()).toEqual(keys.sort());
    expect(sandbox.requests).toMatchObject([
      { method: 'POST', path: `/v2/conversations/${id}/end`, rawBody: '' },
      { method: 'GET', path: `/v2/conversations/${id}`, query: { verbose: 'true' } },
    ]);
  });

  test.each([
    'https://tavus.daily.co/ID',
    'https://tavus.daily.co/ID?t=a.b.c',
    'http://tavus.daily.co/ID',
    ' ID ',
  ])('ends by its link: %s', async (link) => {
    const { id } = sandbox.addConversation({ status: 'active' });
    expect(await end(link.replace('ID', id))).toMatchObject({ id, status: 'ended' });
    expect(sandbox.conversation(id)?.status).toBe('ended');
  });

  test.each([
    ['500', { kind: 'status', status: 500 }],
    ['401', { kind: 'status', status: 401 }],
    ['429', { kind: 'too_many_requests' }],
    ['a reset', { kind: 'reset_before' }],
    ['an empty answer', { kind: 'empty_200' }],
    ['an unknown id', { kind: 'status', status: 400, body: { error: 'Invalid conversation_id' } }],
  ] as const)('has ended also when its GET afterwards fails with %s', async (_, fault) => {
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.fault({ ...fault, when: GET });
    const result = await end(id);
    expect(result).toMatchObject({
      id,
      conversation_id: id,
      status: 'ended',
      ended_at: null,
      transcript: [],
      had_ended_before: false,
    });
    const keys = [...Object.keys(finishedConversation), 'had_ended_before'];
    expect(Object.keys(result).sort()).toEqual(keys.sort());
  });

  test('counts as ended while Tavus still calls it active', async () => {
    const { id } = sandbox.addConversation({ status: 'active' });
    const value = { conversation_id: id, status: 'active', events: null };
    sandbox.fault({ when: GET, kind: 'json', value });
    expect(await end(id)).toMatchObject({ status: 'ended', had_ended_before: false });
  });

  test('counts as ended whatever JSON Tavus says to that', async () => {
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.fault({ when: END, kind: 'json', value: { message: 'ok' } });
    const value = { conversation_id: id, status: 'active', events: null };
    sandbox.fault({ when: GET, kind: 'json', value });
    expect(await end(id)).toMatchObject({ status: 'ended', had_ended_before: false });
  });

  test('does not count as ended because a page of something on the way says so', async () => {
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.fault({ when: END, kind: 'html_error', status: 200 });
    expect((await errorOf(end(id))).message).toBe(
      'Tavus could not end the conversation: its reply (status 200) was not readable. Try again in a few minutes.',
    );
  });

  test('had ended before if there is another reason, though no time', async () => {
    const { id } = sandbox.addConversation({ status: 'active' });
    const properties = { shutdown_reason: 'participant_left_timeout' };
    const events = [{ event_type: 'system.shutdown', properties }];
    const value = { conversation_id: id, status: 'ended', events };
    sandbox.fault({ when: GET, kind: 'json', value });
    expect(await end(id)).toMatchObject({ ended_at: null, had_ended_before: true });
  });
});

describe.each(['200', '400', '404'] as const)(
  'one that has ended, where Tavus answers %s',
  (answer) => {
    beforeEach(() => {
      sandbox.behaviour.endingEnded = answer;
    });

    test('is a success that says so', async () => {
      const id = endedConversation();
      expect(await end(id)).toMatchObject({
        id,
        status: 'ended',
        shutdown_reason: 'participant_left',
        transcript_text: 'Participant: Hello',
        had_ended_before: true,
      });
      expect(requestsOf('POST')).toHaveLength(1);
    });

    test('by an earlier request, too', async () => {
      const { id } = sandbox.addConversation({ status: 'active' });
      expect(await end(id)).toMatchObject({ had_ended_before: false });
      sandbox.clock.advance(60);
      expect(await end(id)).toMatchObject({
        shutdown_reason: 'ended_by_request',
        had_ended_before: true,
      });
    });

    test('a test mode conversation, in which nothing ever happens, is a success', async () => {
      const { id } = sandbox.addConversation({ testMode: true });
      expect(await end(id)).toMatchObject({ id, status: 'ended' });
    });
  },
);

describe.each([-86_400, 0, 86_400])('with a clock that is %d seconds wrong', (wrong) => {
  beforeEach(() => {
    const now = () => sandbox.clock.now().getTime() + wrong * 1000;
    jest.spyOn(Date, 'now').mockImplementation(now);
    sandbox.behaviour.endingEnded = '200';
  });

  test('what goes on had not ended before', async () => {
    const { id } = sandbox.addConversation({ status: 'active' });
    expect(await end(id)).toMatchObject({ had_ended_before: false });
  });

  test.each([3, 60])('what somebody ended %d seconds ago had', async (seconds) => {
    const { id } = sandbox.addConversation({ status: 'active' });
    await end(id);
    sandbox.clock.advance(seconds);
    expect(await end(id)).toMatchObject({ had_ended_before: true });
  });
});

test('a second is within what two clocks of Tavus may differ', async () => {
  sandbox.behaviour.endingEnded = '200';
  const { id } = sandbox.addConversation({ status: 'active' });
  await end(id);
  sandbox.clock.advance(1);
  expect(await end(id)).toMatchObject({ had_ended_before: false });
});

describe('where Tavus shows no clock', () => {
  beforeEach(() => {
    jest.spyOn(Date, 'now').mockImplementation(() => sandbox.clock.now().getTime());
    sandbox.behaviour.endingEnded = '200';
    sandbox.behaviour.dateHeader = false;
  });

  test.each([
    [29, false],
    [31, true],
  ])('that of this machine counts: %d seconds ago', async (seconds, had_ended_before) => {
    const { id } = sandbox.addConversation({ status: 'active' });
    await end(id);
    sandbox.clock.advance(seconds);
    expect(await end(id)).toMatchObject({ had_ended_before });
  });
});

describe('what cannot be done is an error', () => {
  test('an unknown id', async () => {
    const error = await errorOf(end('cffffffffff1'));
    expect(error.name).toBe('AppError');
    expect(error.message).toContain(
      'Your Tavus account has no conversation with the ID "cffffffffff1". Look it up with Find Conversation, and check which connection this step uses.',
    );
    expect(requestsOf('POST')).toHaveLength(1);
  });

  test('a refusal of one that goes on', async () => {
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.fault({ kind: 'status', status: 400, body: { error: 'Not now' } });
    const error = await errorOf(end(id));
    expect(error.message).toBe(
      'Tavus could not end the conversation: it rejected the request. Tavus says: "Not now". Check the fields of this step, then run it again.',
    );
    expect(sandbox.conversation(id)?.status).toBe('active');
  });

  test.each([
    ['401', { kind: 'status', status: 401 }, 'ExpiredAuthError'],
    ['403', { kind: 'status', status: 403 }, 'AppError'],
    ['429', { kind: 'too_many_requests' }, 'ThrottledError'],
    ['500', { kind: 'status', status: 500 }, 'AppError'],
    ['a reset', { kind: 'reset_before' }, 'AppError'],
  ] as const)('%s, in one request', async (_, fault, name) => {
    const { id } = sandbox.addConversation({ status: 'active' });
    sandbox.fault(fault);
    const error = await errorOf(end(id));
    expect(error.name).toBe(name);
    expect(error.message).toMatch(/^Tavus /);
    expect(error.message).not.toContain('your account has none');
    expect(sandbox.requests).toHaveLength(1);
  });

  test.each(['', '  ', null, undefined, 'N/A'])('nothing to end: %j', async (blank) => {
    const error = await errorOf(end(blank));
    expect(error.message).toContain('Conversation');
    expect(sandbox.requests).toEqual([]);
  });

  test.each(['Demo for Maria', 'Maria'])('a name: %s', async (name) => {
    const error = await errorOf(end(name));
    expect(error.message).toContain('This is not the ID of a conversation.');
    expect(sandbox.requests).toEqual([]);
  });
});
