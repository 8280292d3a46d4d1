import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { create } from './asking.ts';

/** Ways in which Tavus may differ from what its docs say, and from what was seen. */

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.500Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

describe('names', () => {
  const NAME = ' Démo – for "Zoë & Ko." #3 ';

  test.each([
    ['as_sent', NAME],
    ['trimmed', 'Démo – for "Zoë & Ko." #3'],
    ['without_punctuation', ' Démo  for Zoë  Ko 3 '],
  ] as const)('%s', async (storedNames, name) => {
    sandbox.behaviour.storedNames = storedNames;
    const id = await create(sandbox, { conversation_name: NAME });
    expect(sandbox.conversation(id)?.name).toBe(name);
  });

  test('are cut between characters', async () => {
    sandbox.behaviour.longestName = 2;
    const id = await create(sandbox, { conversation_name: '👋🏻 Hello' });
    expect(sandbox.conversation(id)?.name).toBe('👋🏻');
  });
});
