import { describe, expect, test } from '@jest/globals';
import { hydrators } from '../hydrators.ts';
import { finishedConversation } from '../samples/conversation.ts';
import type { FiredRecord } from '../triggers/polling/big_parts.ts';
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

function poll(): Promise<FiredRecord[]> {
  sandbox.clearRequests();
  return run(perform);
}

function addCall(lines: readonly (readonly ['user' | 'assistant', string])[], rest: object = {}) {
  return sandbox.addConversation({ lines, perception: 'Calm and friendly.', ...rest });
}

function firstOf(records: readonly FiredRecord[]): FiredRecord {
  const [first] = records;
  if (!first) throw new Error('The trigger was to fire.');
  return first;
}

/** What Zapier gets in place of a part: which function of the app gives it, and for which input. */
function pointerIn(value: unknown): { method: unknown; conversationId: unknown } {
  const json =
    /^hydrate\|\|\|(\{.*\}):[^:]+\|\|\|hydrate$|^hydrate\|\|\|(\{.*\})\|\|\|hydrate$/.exec(
      String(value),
    );
  const { type, method, bundle } = JSON.parse(json?.[1] ?? json?.[2] ?? '{}');
  expect(type).toBe('method');
  return { method, conversationId: bundle?.conversation_id };
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

  test('is given for six hours, in which every other Zap polls', async () => {
    addCall([['user', 'Hello']]);
    await poll();
    sandbox.clock.advance(6 * 3600);
    expect(await poll()).toHaveLength(1);
    sandbox.clock.advance(60);
    expect(await poll()).toHaveLength(1);
    expect(await poll()).toEqual([]);
    expect(sandbox.requests).toHaveLength(1);
  });
});

describe('much text', () => {
  test('is given at once as long as it is not too much together', async () => {
    // Twice in each record, as text and as line items: 0.8 million characters per call.
    const ids = [1, 2, 3].map((hours) => {
      const createdAt = new Date(sandbox.clock.now().getTime() - hours * 3_600_000);
      return addCall([['user', `${hours}`.repeat(400_000)]], { createdAt }).id;
    });
    const fired = await poll();
    expect(fired.map(({ id }) => id)).toEqual(ids);
    expect(fired[0]?.transcript_text).toBe(`Participant: ${'1'.repeat(400_000)}`);
    expect(fired[1]?.transcript_text).toBe(`Participant: ${'2'.repeat(400_000)}`);
    expect(pointerIn(fired[2]?.transcript_text)).toEqual({
      method: 'hydrators.transcriptText',
      conversationId: ids[2],
    });
    const whole = await run(hydrators.transcriptText, { conversation_id: ids[2] });
    expect(whole).toBe(`Participant: ${'3'.repeat(400_000)}`);
    expect(JSON.stringify(fired).length).toBeLessThan(6_000_000);
  });

  test('counts what was seen as well as what was said', async () => {
    const perception = 'p'.repeat(1_100_000);
    for (const hours of [1, 2]) {
      const createdAt = new Date(sandbox.clock.now().getTime() - hours * 3_600_000);
      addCall([['user', 'Hello']], { createdAt, perception });
    }
    const [first, second] = await poll();
    expect(first?.perception_analysis).toBe(perception);
    expect(pointerIn(second?.perception_analysis)).toMatchObject({
      method: 'hydrators.perceptionAnalysis',
    });
  });

  test('of one call alone that is too much is behind pointers, in the editor too', async () => {
    const { id } = addCall([['user', 'x'.repeat(1_100_000)]]);
    for (const meta of [{ isLoadingSample: true }, {}]) {
      const [only] = await run(perform, {}, meta);
      expect(pointerIn(only?.transcript)).toEqual({
        method: 'hydrators.transcript',
        conversationId: id,
      });
    }
  });
});

describe('a pointer', () => {
  test('to a part that is not there gives what a record without it has', async () => {
    const { id } = sandbox.addConversation({ lines: [] });
    const values = [];
    for (const name of NAMES) {
      values.push(await run<unknown>(hydrators[PARTS[name]], { conversation_id: id }));
    }
    expect(values).toEqual([null, [], null]);
  });

  test('to a conversation that is gone gives nothing', async () => {
    expect(await run(hydrators.transcriptText, { conversation_id: 'cffffffffffff' })).toBeNull();
    expect(await run(hydrators.transcriptText, {})).toBeNull();
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
  });
});
