import fc from 'fast-check';

/** Text that has broken something somewhere. */
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\u001b[31mred',
  '\u202egnirts',
  '\ud800',
  '\ufeffBOM',
  'e\u0301',
  '👩‍👩‍👧‍👦',
  'line\nline\r\nline\ttab',
  '"quotes" \'and\' \\backslashes\\',
  '<script>alert(1)</script>',
  '{{first_name}}',
  '{{bundle.inputData.conversation_name}}',
  '{{bundle.authData.api_key}}',
  '{{process.env.HOME}}',
  '{{',
  '}}{{}}',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'N/A',
  'NaN',
  'true',
  '[object Object]',
  '0',
  '-0',
  '1e400',
  '0x10',
  '1,000',
  '9'.repeat(400),
  '2026-02-30',
  '0000-00-00T00:00:00Z',
  '99999-12-31',
  'javascript:alert(1)',
  'data:text/html,hi',
  'https://',
  'https://user:password@example.com/',
  'http://[::1]:1/',
  'https://example.com/%2e%2e/%zz?a=b#c',
  'https://exämple.com/a b',
  '../../etc/passwd',
  '..',
  '.',
  '%2e%2e',
  '?limit=1',
  '#fragment',
  'r5a1e50000001/end',
  'x'.repeat(100_000),
  'ä€😀'.repeat(10_000),
  JSON.stringify({ properties: { __proto__: 1 } }),
  '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
  `${'{"a": '.repeat(200)}1${'}'.repeat(200)}`,
  '['.repeat(20_000) + ']'.repeat(20_000),
] as const;

function nested(depth: number): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

export const oddText = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.string({ unit: 'grapheme', maxLength: 50 }),
);

/** Anything that JSON can say, with a liking for what is awkward. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    1e21,
    5e-324,
    Number.MAX_SAFE_INTEGER + 2,
    [],
    [[]],
    {},
    [null],
    ['', ' '],
    Array.from({ length: 10_000 }, (_, index) => `item ${index}`),
    Array.from({ length: 10_000 }, () => null),
    nested(100),
    JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "toString": null}'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Moments as an API may write them, and as none should. */
export const oddTime = fc.oneof(
  // Lately, so that polls take notice.
  fc.constant(new Date(Date.now() - 3_600_000).toISOString()),
  fc.constantFrom<unknown>(
    '2026-11-20T15:00:00Z',
    '2026-11-20T15:00:00.123456+00:00',
    '2026-11-20 15:00:00',
    1763650800,
    '1763650800000',
    '+275760-09-13T00:00:00.000Z',
    '-000001-01-01T00:00:00Z',
    '2026-13-45T99:99:99Z',
    8.64e15,
    -1,
  ),
  oddValue,
);
