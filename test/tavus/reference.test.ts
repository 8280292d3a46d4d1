import { expect, test } from '@jest/globals';
import { newName, readName } from '../../tavus/reference.ts';

/** References on their way through the names of conversations. */

const REFERENCES = [
  '7',
  '0035g00000ABCdeQAH',
  '0035G00000ABCDEQAH',
  '550e8400-e29b-41d4-a716-446655440000',
  'deal_2026-11_A',
  '-a',
  'a-',
  '_Z_',
  'ref',
  'ref-1',
  'REF_ref-Ref',
  'X'.repeat(100),
  'a-_B'.repeat(25),
  '0'.repeat(100),
];

test.each(REFERENCES)('comes back: %s', (reference) => {
  for (const title of ['Demo for Maria', 'Call [ref 12]', 'ref', 'A ref B', 'Ærø 東京 🎬', '']) {
    expect(readName(newName(title, reference).name)).toEqual({ title, reference });
  }
});

test('a person can read the reference', () => {
  expect(newName('Demo for Maria', '20417').name).toMatch(
    /^Demo for Maria \[ref 20417 [0-9a-f]{8}\]$/,
  );
});

test('twice the length of a name takes at most 2.5 times the time', () => {
  const timed = (count: number) => {
    const name = 'ref '.repeat(count);
    const began = performance.now();
    for (let round = 0; round < 2000; round += 1) readName(name);
    return performance.now() - began;
  };
  // The best of several tries: the machine may be busy.
  const best = (count: number) => Math.min(...Array.from({ length: 9 }, () => timed(count)));
  best(1000);
  expect(best(20_000)).toBeLessThan(2.5 * best(10_000));
});

test('no two names are the same', () => {
  const names = Array.from({ length: 1000 }, () => newName('Demo', '1').name);
  expect(new Set(names).size).toBe(1000);
});

test.each([
  '',
  'ref',
  '[ref]',
  '[ref abc-1]',
  'Demo [ref abc-1 k3f97f3a]',
  'Demo [ref abc-1 7f3a9c1]',
  'Demo [ref abc 1 7f3a9c1e]',
  'Demo ref abc-1 7f3a9c1e',
  'Demo [REF ABC-1 7F3A9C1E]',
  'Demo [ref abc-1 7f3a9c1e] and more',
  'Your ref 12345 of 2026',
])('is not read from other text: %s', (name) => {
  expect(readName(name)).toEqual({ title: name, reference: null });
});
