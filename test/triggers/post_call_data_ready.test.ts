import { describe, expect, test } from '@jest/globals';
import { postCallOutputFields } from '../../fields/post_call_outputs.ts';
import { hydrators } from '../../hydrators.ts';
import { DELIVERY_SECRET, type PostCallAction, SEED } from '../../sandbox/sandbox.ts';
import { perform as find } from '../../searches/find_conversation.ts';
import { perform } from '../../triggers/post_call_data_ready.ts';
import { perform as transcriptReady } from '../../triggers/transcript_ready.ts';
import { setLimits } from '../limits.ts';
import { command, errorOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** What a persona's post-call action has filled in, as fields of a Zap. */

useClockOfSandbox();

const AGES = ['2025', 'may_2026', 'autumn_2026'] as const;
const TALK = [
  ['assistant', 'Hello!'],
  ['user', 'Hello.'],
] as const;

function personaWith(...postCallActions: readonly PostCallAction[]): string {
  return sandbox.addPersona({ defaultReplicaId: SEED.replica, postCallActions }).id;
}

/** A call with that persona, which ends now. */
function call(personaId: string, lines: Parameters<typeof sandbox.playCall>[1] = TALK): string {
  const { id } = sandbox.addConversation({ status: 'active', personaId });
  sandbox.playCall(id, lines);
  return id;
}

function poll() {
  sandbox.clearRequests();
  return run(perform);
}

describe('fires with what was filled in', () => {
  test.each(AGES)('API of %s', async (age) => {
    sandbox.behaviour.age = age;
    const summary = { summary: 'Wants an offer', score: 8, hot: true };
    const id = call(personaWith({ name: 'log_call', arguments: summary }));
    sandbox.clock.advance(600);
    const [record, ...others] = await poll();
    expect(others).toEqual([]);
    const tool = age === 'autumn_2026' ? 'log_call' : expect.stringMatching(/^t[0-9a-f]{12}$/);
    expect(record).toMatchObject({
      id,
      post_call_status: 'ready',
      post_call: [
        { tool, name: 'summary', value: 'Wants an offer' },
        { tool, name: 'score', value: 8 },
        { tool, name: 'hot', value: true },
      ],
      post_call__summary: 'Wants an offer',
      post_call__score: 8,
      post_call__hot: true,
      call_outcome: 'talked',
    });
  });

  test('also if it could not be delivered', async () => {
    call(personaWith({ delivered: false, arguments: { email: 'maria@example.com' } }));
    sandbox.clock.advance(600);
    expect(await poll()).toMatchObject([
      { post_call_status: 'failed_delivery', post_call__email: 'maria@example.com' },
    ]);
  });

  test('of several actions as line items alone', async () => {
    call(
      personaWith(
        { name: 'log_call', arguments: { summary: 'A' } },
        { name: 'score_call', arguments: { summary: 'B' }, delivered: false },
      ),
    );
    sandbox.clock.advance(600);
    const [record] = await poll();
    expect(record).toMatchObject({
      post_call_status: 'failed_delivery',
      post_call: [
        { tool: 'log_call', name: 'summary', value: 'A' },
        { tool: 'score_call', name: 'summary', value: 'B' },
      ],
    });
    expect(record).not.toHaveProperty('post_call__summary');
  });

  test('as text, if it is no JSON object', async () => {
    call(personaWith({ name: 'log_call', body: 'text=Wants+an+offer' }));
    sandbox.clock.advance(600);
    expect(await poll()).toMatchObject([
      { post_call: [{ tool: 'log_call', name: null, value: 'text=Wants+an+offer' }] },
    ]);
  });

  test('with lists as lines and inner arguments by their path', async () => {
    const given = { contact: { email: 'a@b.co' }, 'Next Steps': ['Send prices', 'Call'] };
    call(personaWith({ arguments: given }));
    sandbox.clock.advance(600);
    expect(await poll()).toMatchObject([
      { post_call__contact_email: 'a@b.co', post_call__next_steps: 'Send prices\nCall' },
    ]);
  });

  test('and never with where it was sent, and what was answered', async () => {
    const id = call(personaWith({}));
    sandbox.clock.advance(600);
    const results = [await poll(), await poll(), await run(find, { conversation_id: id })];
    expect(JSON.stringify(results)).toContain('maria@example.com');
    expect(JSON.stringify(results)).not.toContain(DELIVERY_SECRET);
    expect(JSON.stringify(results)).not.toContain('crm.example.com');
  });
});

describe('when', () => {
  test.each([0, 15, 7200])('as soon as it is there, %d seconds after the call', async (seconds) => {
    sandbox.behaviour.postCallDelay = seconds;
    const id = call(personaWith({}));
    for (let waited = 0; waited < seconds + 60; waited += 60) {
      expect(await poll()).toEqual([]);
      sandbox.clock.advance(60);
    }
    // The time between two looks grows with the time since the call.
    sandbox.clock.advance(seconds + 60);
    expect(await poll()).toMatchObject([{ id, post_call__email: 'maria@example.com' }]);
  });

  test('not before other actions had a minute to come too', async () => {
    const end = sandbox.clock.now().getTime();
    const ran = (toolId: string, seconds: number) =>
      ({
        kind: 'post_call_action',
        at: new Date(end + seconds * 1000),
        toolId,
        toolName: toolId,
        body: '{"a":1}',
        delivered: true,
      }) as const;
    sandbox.addConversation({
      endedAt: new Date(end),
      events: [
        { kind: 'shutdown', at: new Date(end), reason: 'participant_left_timeout' },
        ran('one', 10),
        ran('two', 50),
      ],
    });
    sandbox.clock.advance(20);
    expect(await poll()).toEqual([]);
    sandbox.clock.advance(89);
    expect(await poll()).toEqual([]);
    sandbox.clock.advance(200);
    expect(await poll()).toMatchObject([{ post_call: [{ tool: 'one' }, { tool: 'two' }] }]);
  });

  test('at once, if nobody knows when the call or the action was', async () => {
    const { id } = sandbox.addConversation({
      events: [
        {
          kind: 'other',
          eventType: 'application.post_call_action_executed',
          properties: { request: { body: '{"a":1}' } },
        } as const,
      ].map((event) => ({ ...event, at: sandbox.clock.now() })),
    });
    expect(await poll()).toMatchObject([{ id, post_call: [{ tool: null, name: 'a', value: 1 }] }]);
  });

  test('never for a call in which nobody spoke or to which nobody came, or in test mode', async () => {
    const persona = personaWith({});
    call(persona, []);
    sandbox.addConversation({ personaId: persona });
    sandbox.addConversation({ personaId: persona, testMode: true });
    for (let day = 0; day < 24; day += 1) {
      expect(await poll()).toEqual([]);
      sandbox.clock.advance(3600);
    }
    // The two that will never have any are not even looked at any more.
    expect(await poll()).toEqual([]);
    expect(sandbox.requests.length).toBeLessThanOrEqual(2);
  });

  test('never for a persona without an action, and that soon costs next to nothing', async () => {
    call(SEED.persona);
    let requests = 0;
    for (let minute = 0; minute < 24 * 60; minute += 15) {
      expect(await poll()).toEqual([]);
      requests += sandbox.requests.length - 1;
      sandbox.clock.advance(15 * 60);
    }
    expect(requests).toBeLessThan(12);
  });

  test('one request for the list, one for each new call, none for known calls', async () => {
    const persona = personaWith({});
    for (let calls = 0; calls < 3; calls += 1) call(persona);
    sandbox.clock.advance(600);
    expect(await poll()).toHaveLength(3);
    expect(sandbox.requests).toHaveLength(1 + 3);
    expect(await poll()).toHaveLength(3);
    expect(sandbox.requests).toHaveLength(1);
  });
});

describe('for another Zap, from memory', () => {
  test('short values are there without a request, long ones when a step uses them', async () => {
    const long = 'Much was said. '.repeat(100);
    const id = call(personaWith({ name: 'log_call', arguments: { next: 'Call', summary: long } }));
    sandbox.clock.advance(600);
    const [first] = await poll();
    expect(first).toMatchObject({ post_call__summary: long });
    const [second] = await poll();
    expect(sandbox.requests).toHaveLength(1);
    expect(second).toMatchObject({ post_call__next: 'Call', post_call_status: 'ready' });
    const pointer = expect.stringMatching(
      /^hydrate\|\|\|\{"type":"method","method":"hydrators.postC/,
    );
    expect(second).toMatchObject({
      post_call__summary: pointer,
      post_call: [
        { tool: 'log_call', name: 'next', value: 'Call' },
        { tool: 'log_call', name: 'summary', value: pointer },
      ],
    });
    expect(JSON.stringify(second)).not.toContain('Much was said. Much');
    const inputData = { conversation_id: id, tool: 'log_call', name: 'summary' };
    expect(await run(hydrators.postCallValue, inputData)).toBe(long);
    for (const other of [{ name: 'other' }, { tool: 'other' }]) {
      const error = await errorOf(run(hydrators.postCallValue, { ...inputData, ...other }));
      expect(error.message).toContain('Tavus could not return the post-call value');
    }
  });

  test.each([
    [500, 'x'.repeat(500)],
    [501, expect.stringContaining('hydrate|||')],
  ])('a value of %d characters', async (length, expected) => {
    call(personaWith({ arguments: { note: 'x'.repeat(length) } }));
    sandbox.clock.advance(600);
    await poll();
    expect(await poll()).toMatchObject([{ post_call__note: expected }]);
  });

  test('what is too much for one poll is behind pointers at once', async () => {
    const note = 'x'.repeat(1_500_000);
    const persona = personaWith({ arguments: { note } });
    call(persona);
    call(persona);
    sandbox.clock.advance(600);
    const [first, second] = await poll();
    expect(first).toMatchObject({ post_call__note: note });
    expect(second).toMatchObject({ post_call__note: expect.stringContaining('hydrate|||') });
  });
});

test('other operations have it too, if it is there by then', async () => {
  const id = call(personaWith({ arguments: { summary: 'Wants an offer' } }));
  sandbox.clock.advance(60);
  const given = { id, post_call_status: 'ready', post_call__summary: 'Wants an offer' };
  expect(await run(transcriptReady)).toMatchObject([given]);
  expect(await run(find, { conversation_id: id })).toMatchObject([given]);
});

describe('the outputs that depend on the action', () => {
  const outputs = (form = {}, authData?: Readonly<Record<string, string>>) =>
    run(postCallOutputFields, form, {}, authData);

  test('are those of the newest conversation that has some', async () => {
    const action = { summary: 'A', score: 8, hot: true, email: null, 'next-step': 'B', 概要: 'C' };
    call(personaWith({ arguments: { older: 1 } }));
    sandbox.clock.advance(60);
    call(personaWith({ arguments: action }));
    sandbox.clock.advance(60);
    call(SEED.persona);
    sandbox.clock.advance(60);
    expect(await outputs()).toEqual([
      { key: 'post_call__summary', label: 'Post-Call: Summary', type: 'string' },
      { key: 'post_call__score', label: 'Post-Call: Score', type: 'number' },
      { key: 'post_call__hot', label: 'Post-Call: Hot', type: 'boolean' },
      { key: 'post_call__email', label: 'Post-Call: Email', type: 'string' },
      { key: 'post_call__next_step', label: 'Post-Call: Next Step', type: 'string' },
      {
        key: expect.stringMatching(/^post_call__[0-9a-f]{8}$/),
        label: 'Post-Call: 概要',
        type: 'string',
      },
    ]);
  });

  test('are there before anything is filled in', async () => {
    call(personaWith({ arguments: { summary: 'A' } }));
    sandbox.clock.advance(60);
    const method = 'triggers.post_call_data_ready.operation.outputFields';
    const bundle = { authData: { api_key: sandbox.apiKey }, inputData: undefined };
    const keys = JSON.stringify(await command('execute', { method, bundle }));
    expect(keys).toContain('post_call__summary');
  });

  test('are those of the persona that the trigger is narrowed to', async () => {
    const persona = personaWith({ arguments: { older: 1 } });
    call(persona);
    sandbox.clock.advance(60);
    call(personaWith({ arguments: { newer: 1 } }));
    sandbox.clock.advance(60);
    expect(await outputs({ persona_id: persona })).toMatchObject([{ key: 'post_call__older' }]);
    expect(await outputs({ persona_id: SEED.persona })).toEqual([]);
  });

  test('are found behind unreadable and missing conversations, if the list has no persona', async () => {
    const persona = personaWith({ arguments: { summary: 'A' } });
    const conversation_id = call(persona);
    sandbox.clock.advance(60);
    const gone = { conversation_id: 'c0000000000', status: 'ended' };
    const value = { data: [null, {}, gone, { conversation_id, status: 'ended' }] };
    sandbox.fault({ kind: 'json', value, when: { path: /conversations$/ } });
    sandbox.clearRequests();
    expect(await outputs({ persona_id: persona })).toMatchObject([{ key: 'post_call__summary' }]);
    expect(sandbox.requests).toHaveLength(1 + 2);
  });

  test('are found among the newest 100 conversations', async () => {
    call(personaWith({ arguments: { old: 1 } }));
    sandbox.clock.advance(60);
    for (let calls = 0; calls < 99; calls += 1) call(SEED.persona);
    expect(await outputs()).toMatchObject([{ key: 'post_call__old' }]);
    call(SEED.persona);
    sandbox.clearRequests();
    expect(await outputs()).toEqual([]);
    expect(sandbox.requests).toHaveLength(1 + 100);
  });

  test('are empty if no time is left', async () => {
    call(personaWith({ arguments: { summary: 'A' } }));
    sandbox.clock.advance(60);
    setLimits({ step: 3 });
    sandbox.clearRequests();
    expect(await outputs()).toEqual([]);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('are empty if Tavus does not answer or no account is connected', async () => {
    sandbox.fault({ kind: 'status', status: 500 });
    expect(await outputs()).toEqual([]);
    sandbox.clearRequests();
    expect(await outputs({}, {})).toEqual([]);
    expect(sandbox.requests).toEqual([]);
  });
});
