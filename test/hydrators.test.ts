import { describe, expect, test } from '@jest/globals';
import { perform as end } from '../creates/end_conversation.ts';
import { hydrators } from '../hydrators.ts';
import { finishedConversation } from '../samples/conversation.ts';
import { SEED } from '../sandbox/sandbox.ts';
import { perform as find } from '../searches/find_conversation.ts';
import { perform as conversationEnded } from '../triggers/conversation_ended.ts';
import { memoryKey } from '../triggers/polling/memory.ts';
import { perform } from '../triggers/transcript_ready.ts';
import { errorOf, run, sandbox, useClockOfSandbox } from './tavus_app.ts';

/** Transcript and analysis: given once, and fetched again only where somebody uses them. */

const PARTS = {
  transcript_text: 'transcriptText',
  transcript: 'transcript',
  perception_analysis: 'perceptionAnalysis',
} as const;
const NAMES = ['transcript_text', 'transcript', 'perception_analysis'] as const;

useClockOfSandbox();

type Fired = Awaited<ReturnType<typeof perform>>[number];

function poll(): Promise<Fired[]> {
  sandbox.clearRequests();
  return run(perform);
}

function addCall(lines: readonly (readonly ['user' | 'assistant', string])[], rest: object = {}) {
  return sandbox.addConversation({ lines, perception: 'Calm and friendly.', ...rest });
}

function firstOf(records: readonly Fired[]): Fired {
  const [first] = records;
  if (!first) throw new Error('The trigger was to fire.');
  return first;
}

/** What Zapier gets in place of a part: which function of the app gives it, and for which input. */
function pointerIn(value: unknown): { method: unknown; conversationId: unknown } {
  const { method, bundle } = hydrationIn(value);
  return { method, conversationId: bundle.conversation_id };
}

function hydrationIn(value: unknown) {
  const json =
    /^hydrate\|\|\|(\{.*\}):[^:]+\|\|\|hydrate$|^hydrate\|\|\|(\{.*\})\|\|\|hydrate$/.exec(
      String(value),
    );
  const { type, method, bundle } = JSON.parse(json?.[1] ?? json?.[2] ?? '{}');
  expect(type).toBe('method');
  return { method, bundle };
}

describe('what fired already', () => {
  test('comes from memory, with pointers in place of its big parts, without a request for it', async () => {
    const { id } = addCall([['user', 'Hello']]);
    const first = firstOf(await poll());
    expect(sandbox.requests).toHaveLength(2);
    const second = firstOf(await poll());
    expect(sandbox.requests).toHaveLength(1);
    expect(Object.keys(second).sort()).toEqual(Object.keys(finishedConversation).sort());
    for (const name of NAMES) {
      expect(pointerIn(second[name])).toEqual({
        method: `hydrators.${PARTS[name]}`,
        conversationId: id,
      });
    }
    expect({ ...second, transcript_text: 0, transcript: 0, perception_analysis: 0 }).toEqual({
      ...first,
      transcript_text: 0,
      transcript: 0,
      perception_analysis: 0,
    });
  });

  test('has the same values behind its pointers', async () => {
    addCall([
      ['user', 'Hello'],
      ['assistant', 'Hi'],
    ]);
    const first = firstOf(await poll());
    expect(first).toMatchObject({
      transcript_text: 'Participant: Hello\nReplica: Hi',
      perception_analysis: 'Calm and friendly.',
    });
    const second = firstOf(await poll());
    for (const name of NAMES) {
      const { conversationId } = pointerIn(second[name]);
      sandbox.clearRequests();
      const value = await run<unknown>(hydrators[PARTS[name]], { conversation_id: conversationId });
      expect(value).toEqual(first[name]);
      expect(sandbox.requests).toHaveLength(1);
    }
  });

  test('is not kept in full', async () => {
    const turn = ['user', `Much that is said. ${'And said again. '.repeat(30)}`] as const;
    const lines = Array.from({ length: 20 }, () => turn);
    addCall([...lines, ['user', 'A secret of the participant'], ...lines]);
    await poll();
    const memory: unknown = await run((z, bundle) =>
      z.cache.get(memoryKey(z, bundle, 'transcript_ready')),
    );
    const text = JSON.stringify(memory);
    expect(text).toContain('"ready"');
    expect(text).not.toContain('A secret of the participant');
    expect(text).not.toContain('Calm and friendly.');
    expect(text).not.toContain('sandbox-key');
  });

  test('is given as long as the look-back reaches, also to a Zap that was held for hours', async () => {
    addCall([['user', 'Hello']]);
    await poll();
    sandbox.clock.advance(23 * 3600);
    expect(await poll()).toHaveLength(1);
    sandbox.clock.advance(3600);
    expect(await poll()).toEqual([]);
    expect(sandbox.requests).toHaveLength(1);
  });
});

describe('a result', () => {
  const long = (text: string) => ({ lines: [['user', text] as const] });
  const turns = Array.from({ length: 15_000 }, () => ['user', 'Yes, "is".'] as const);

  test.each([
    ['much text', long('x'.repeat(1_000_000))],
    ['characters of two bytes', long('я'.repeat(500_000))],
    ['characters that JSON escapes', long('\u0001'.repeat(170_000))],
    ['many short turns', { lines: turns }],
    ['a long analysis', { lines: [], perception: 'p'.repeat(2_000_000) }],
  ])('is not too large for Zapier: %s', async (_, rest) => {
    const ids = [1, 2, 3].map((hours) => {
      const createdAt = new Date(sandbox.clock.now().getTime() - (20 + hours) * 3_600_000);
      return addCall([], { createdAt, name: 'Demo', ...rest }).id;
    });
    for (const records of [
      await run(conversationEnded),
      await run(conversationEnded, {}, { isLoadingSample: true }),
      await run(find, { conversation_name: 'Demo' }),
    ]) {
      expect(records.map(({ id }) => id)).toEqual(ids);
      const sizes = records.map((each) => Buffer.byteLength(JSON.stringify(each)));
      expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(6_000_000);
      // As many as there is room for are whole.
      expect(sizes[0]).toBeGreaterThan(1_500_000);
      expect(sizes[1]).toBe(sizes[0]);
      expect(sizes[2]).toBeLessThan(20_000);
    }
  });

  test('that is too large because of one call alone has pointers in its place', async () => {
    const { id } = addCall([['user', 'x'.repeat(2_600_000)]]);
    const later = addCall([['user', 'Hello']]).id;
    const conversation_id = { conversation_id: id };
    const results: readonly (readonly Partial<Fired>[])[] = [
      await run(perform),
      await run(perform, {}, { isLoadingSample: true }),
      await run(find, conversation_id),
      [await run(end, conversation_id)],
    ];
    for (const records of results) {
      const [record] = records.filter((each) => each.id === id);
      expect(pointerIn(record?.transcript)).toEqual({
        method: 'hydrators.transcript',
        conversationId: id,
      });
      for (const each of records.filter((other) => other.id === later)) {
        expect(each.transcript_text).toBe('Participant: Hello');
      }
    }
    const sized = { ...conversation_id, transcript_size: 'short', participant_name: 'Maria' };
    const [short] = await run(find, sized);
    expect(short?.transcript_text).toMatch(/^Maria: x+ … \(\d+ characters left out/);
    const [whole] = await run(find, { ...sized, transcript_size: 'full' });
    const pointer = { ...conversation_id, names: { Participant: 'Maria' } };
    expect(pointerIn(whole?.transcript_text)).toMatchObject({ conversationId: id });
    expect(await run(hydrators.transcriptText, pointer)).toMatch(/^Maria: x/);
    expect(await run(hydrators.transcript, pointer)).toMatchObject([{ speaker: 'Maria' }]);
  });
});

describe('a pointer', () => {
  const HYDRATORS = [
    ['transcriptText', {}],
    ['transcript', {}],
    ['perceptionAnalysis', {}],
    ['postCallValue', { tool: 'log_call', name: 'note' }],
    ['transcriptFile', {}],
    ['transcriptSubtitlesFile', {}],
  ] as const;
  /** A call with everything in it that can be behind a pointer. */
  function addWholeCall(): string {
    const postCallActions = [{ name: 'log_call', arguments: { note: 'Wants an offer' } }];
    const personaId = sandbox.addPersona({ defaultReplicaId: SEED.replica, postCallActions }).id;
    const { id } = sandbox.addConversation({ status: 'active', personaId });
    sandbox.playCall(id, [['user', 'Hello']]);
    sandbox.clock.advance(600);
    return id;
  }
  /** Each file is just its content. */
  const follow = (key: keyof typeof hydrators, inputData: object) =>
    run<unknown>(
      (z, bundle) => {
        z.stashFile = (content) => String(content);
        return hydrators[key](z, bundle);
      },
      { ...inputData },
    );
  /** What Tavus says at the moment, and how often. */
  const MOMENTS = [
    ['Invalid conversation_id', { status: 400, body: { error: 'Invalid conversation_id' } }],
    ['404', { status: 404, body: { message: 'Not found' } }],
    ['no events', { status: 200, body: { conversation_id: 'c1', events: null } }],
    ['no list of events', { status: 200, body: { conversation_id: 'c1' } }],
  ] as const;

  test.each(
    HYDRATORS.flatMap(([key, more]) =>
      MOMENTS.map(([said, answer]) => ({ key, said, more, answer })),
    ),
  )('$key asks once more, then it is an error: $said', async ({ key, more, answer }) => {
    const inputData = { conversation_id: addWholeCall(), ...more };
    const value = await follow(key, inputData);
    expect(value).toBeTruthy();
    const fault = { kind: 'status', ...answer } as const;
    sandbox.fault(fault);
    expect(await follow(key, inputData)).toEqual(value);
    sandbox.fault({ ...fault, times: 2 });
    sandbox.clearRequests();
    const error = await errorOf(follow(key, inputData));
    expect(error.message).toMatch(
      /^Tavus could not return the (transcript|perception analysis|post-call value) of the conversation \w+\. Replay this run in a few minutes\.$/,
    );
    expect(sandbox.requests).toHaveLength(2);
  });

  test('to a part that the record had as null gives null, or what came later', async () => {
    const { id } = sandbox.addConversation({ lines: [] });
    const [, second] = [await run(conversationEnded), firstOf(await run(conversationEnded))];
    for (const [name, empty] of [
      ['transcript_text', null],
      ['transcript', []],
      ['perception_analysis', null],
    ] as const) {
      const inputData = hydrationIn(second[name]).bundle;
      expect(inputData).toMatchObject({ conversation_id: id, was_null: true });
      expect(await follow(PARTS[name], inputData)).toEqual(empty);
      sandbox.fault({ kind: 'status', status: 404, body: { message: 'Not found' } });
      expect(await follow(PARTS[name], inputData)).toEqual(empty);
    }
    const inputData = { conversation_id: id, was_null: true };
    expect(await follow('transcriptFile', inputData)).toBeNull();
  });

  test('that cannot be followed is an error, so that Zapier tries again', async () => {
    const { id } = addCall([['user', 'Hello']]);
    sandbox.fault({ kind: 'status', status: 500 });
    const error = await errorOf(run(hydrators.transcriptText, { conversation_id: id }));
    expect(error.message).toContain('Tavus could not get the conversation');
    sandbox.fault({ kind: 'too_many_requests' });
    expect(await errorOf(run(hydrators.transcript, { conversation_id: id }))).toMatchObject({
      name: 'ThrottledError',
    });
    expect((await errorOf(run(hydrators.transcript, {}))).message).toContain('could not return');
  });
});
