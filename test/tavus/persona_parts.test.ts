import { describe, expect, test } from '@jest/globals';
import { guardrails, objectives, voices } from '../../tavus/persona_parts.ts';

/** What a persona can be put together from, under all names that the API has for it. */

const PART = { id: 'x1', name: 'Calm', isStock: null, isUsable: true };

describe('a voice', () => {
  test.each([
    [{ voice_name: 'Calm' }, PART],
    [{ name: 'Calm' }, PART],
    [{}, { ...PART, name: null }],
    [
      { name: 'Calm', voice_type: 'user', status: 'completed' },
      { ...PART, isStock: false },
    ],
    [
      { name: 'Calm', voice_type: 'stock', status: 'ready' },
      { ...PART, isStock: true },
    ],
    [
      { name: 'Calm', status: 'started' },
      { ...PART, isUsable: false },
    ],
  ])('%j', (wire, part) => {
    expect(voices.read({ voice_id: 'x1', ...wire })).toEqual(part);
    expect(voices.read(wire)).toBeNull();
  });
});

describe('a set of objectives', () => {
  const named = (...names: string[]) => names.map((objective_name) => ({ objective_name }));

  test.each([
    [{ objectives_id: 'x1', objectives_name: 'Calm', data: named('greet') }, 'Calm'],
    [{ uuid: 'x1', objective_name: 'Calm' }, 'Calm'],
    [{ uuid: 'x1', name: 'Calm' }, 'Calm'],
    [{ uuid: 'x1', data: named('greet') }, 'greet'],
    [{ uuid: 'x1', data: named('greet', 'ask', 'thank') }, 'greet, and 2 more'],
    [{ uuid: 'x1' }, null],
  ])('%j', (wire, name) => {
    expect(objectives.read(wire)).toEqual({ ...PART, name });
  });
});

describe('a guardrail', () => {
  test.each([
    { uuid: 'x1', guardrail_name: 'Calm' },
    { guardrail_id: 'x1', name: 'Calm' },
    { guardrails_id: 'x1', name: 'Calm' },
  ])('%j', (wire) => {
    expect(guardrails.read(wire)).toEqual(PART);
  });
});
