import { describe, expect, test } from '@jest/globals';
import { nameWithReference, readName } from '../../../tavus/conversations/reference.ts';

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

/** What Tavus may do to a name. */
const CHANGES: readonly (readonly [string, (name: string) => string])[] = [
  ['nothing', (name) => name],
  ['no punctuation', (name) => name.replace(/[^\p{L}\p{N}\s]/gu, '')],
  ['no punctuation but underscores', (name) => name.replace(/[^\w\s]/g, '')],
  ['punctuation to spaces', (name) => name.replace(/[^\p{L}\p{N}]/gu, ' ')],
  ['small letters', (name) => name.toLowerCase()],
  ['capitals', (name) => name.toUpperCase()],
  ['small letters, no punctuation', (name) => name.toLowerCase().replace(/[^a-z0-9\s]/g, '')],
  ['capitals, punctuation to spaces', (name) => name.toUpperCase().replace(/[^A-Z0-9]/g, ' ')],
  ['trimmed', (name) => name.trim()],
  ['with spaces around', (name) => ` ${name} `],
];

describe.each(CHANGES)('if Tavus does this to names: %s', (_, changed) => {
  test.each(REFERENCES)('%s', (reference) => {
    const name = changed(nameWithReference('Demo for Maria', reference));
    expect(readName(name).reference).toBe(reference);
  });
});

test('the title is what stands before', () => {
  for (const title of ['Demo for Maria', 'Call [ref 12]', 'ref', 'A ref B', 'Ærø 東京 🎬']) {
    expect(readName(nameWithReference(title, 'a-1')).title).toBe(title);
  }
  const stripped = nameWithReference('Demo for Maria', 'a-1').replace(/[^\p{L}\p{N}\s]/gu, '');
  expect(readName(stripped).title).toBe('Demo for Maria');
});

test('the reference can be read by a person, and the rest is short', () => {
  const name = nameWithReference('Demo for Maria', '0035g00000ABC');
  expect(name).toMatch(/^Demo for Maria \[ref 0035g00000ABC [0-9a-z]{12,18}\]$/);
  expect(nameWithReference('Demo', '12345')).toMatch(/^Demo \[ref 12345 [0-9a-z]{12}\]$/);
  // The longest there can be.
  expect(nameWithReference('', `${'_'.repeat(99)}a`).length).toBeLessThan(200);
});

test('no two names are the same', () => {
  const names = Array.from({ length: 1000 }, () => nameWithReference('Demo', '1'));
  expect(new Set(names).size).toBe(1000);
});

describe('no other text is taken for a reference', () => {
  const NAME = nameWithReference('Demo', 'abc-1');
  test.each([
    '',
    'ref',
    '[ref]',
    '[ref abc-1]',
    'Demo [ref abc-1 k3f97f3a9c1e]',
    'Your ref 12345 of 2026',
    'Letter ref ABC 000000000000',
    NAME.replace('abc', 'abd'),
    NAME.replace('ref', 'reference'),
    NAME.replace('[ref ', '['),
    NAME.slice(0, -2),
    NAME.slice(0, NAME.lastIndexOf(' ')),
    `${NAME} and more`,
  ])('%s', (name) => {
    expect(readName(name)).toEqual({ title: name, reference: null });
  });
});
