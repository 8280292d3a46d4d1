import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isBlank, isPlaceholder } from '../../forms/blank.ts';
import {
  jsonObject,
  listOf,
  nameList,
  singleItemList,
  textList,
} from '../../forms/compound_kinds.ts';
import {
  converted,
  type Kind,
  longText,
  oneOf,
  Rejection,
  seconds,
  secondsOf,
  text,
  wholeNumber,
  word,
  yesNo,
} from '../../forms/kinds.ts';
import { link } from '../../forms/one_value.ts';

/** What a kind makes of a value; 'refused' if it does not understand it. */
function reading({ schema }: Kind, value: unknown): unknown {
  const result = schema().safeParse(value);
  return result.success ? result.data : 'refused';
}

/** The kind's own message for a value that it refuses; empty if the field says what it accepts. */
function messageOf({ schema }: Kind, value: unknown): string | undefined {
  return schema().safeParse(value, { error: () => '' }).error?.issues[0]?.message;
}

// Made by each test for itself, so that mutants of the making are judged by all.
const colour = () => oneOf(['red', 'dark_blue'], { red: 'Red', dark_blue: 'Dark Blue' });
const even = () =>
  word('an even word', {
    accepts: (value) => value.length % 2 === 0,
    otherwise: 'This word is odd.',
  });

test('kinds as Zapier shows them', () => {
  expect(
    [text, longText, wholeNumber(1, 'boxes'), yesNo, colour()].map((kind) => kind.zapierField),
  ).toEqual([{}, { type: 'text' }, {}, {}, {}]);
  expect([even(), colour()].map((kind) => kind.zapierField)).toEqual([{}, {}]);
  expect([textList, listOf(even()), jsonObject].map((kind) => kind.zapierField)).toEqual([
    { list: true },
    { list: true },
    { type: 'json' },
  ]);
  expect(colour().choices).toEqual([
    { value: 'red', label: 'Red' },
    { value: 'dark_blue', label: 'Dark Blue' },
  ]);
  expect(yesNo.choices).toEqual([
    { value: 'true', label: 'Yes' },
    { value: 'false', label: 'No' },
  ]);
});

test('kinds as an error describes them', () => {
  const accepts = [
    wholeNumber(2, 'boxes'),
    yesNo,
    colour(),
    oneOf(['a', 'b', 'c'], { a: 'A', b: 'B', c: 'C' }),
    oneOf(['a'], { a: 'A' }),
    link(['https']),
    link(['https', 'http', 'ftp']),
    listOf(even()),
    textList,
    nameList,
    seconds(1),
  ].map((kind) => kind.accepts);
  expect(accepts).toEqual([
    'a whole number of boxes, 2 or more, in digits only',
    'yes or no',
    'Red or Dark Blue',
    'A, B or C',
    'A',
    'a complete link that starts with https://',
    'a complete link that starts with https:// or http:// or ftp://',
    'a list of items, each an even word',
    'a list of texts',
    'a list of names',
    'a whole number of seconds, 1 or more, or a duration with its unit, such as 30 minutes',
  ]);
});

describe('values', () => {
  test.each<[kind: string, of: () => Kind, value: unknown, read: unknown]>([
    ['text', () => text, ' as it is ', ' as it is '],
    ['text', () => text, 1.5, '1.5'],
    ['text', () => text, false, 'false'],
    ['text', () => text, Number.NaN, 'refused'],
    ['text', () => text, null, 'refused'],
    ['word', even, ' ab\n', 'ab'],
    ['word', even, 'abc', 'refused'],
    ['word', even, 42, '42'],
    ['link', () => link(['https']), 'HTTPS://Example.com/a', 'HTTPS://Example.com/a'],
    ['link', () => link(['https']), 'https://example.com/\u0000', 'refused'],
    ['link', () => link(['https']), 'https:\\\\example.com', 'refused'],
    ['link', () => link(['http']), 'https://example.com', 'refused'],
    ['whole number', () => wholeNumber(-5, 'degrees'), '-5', -5],
    ['whole number', () => wholeNumber(-5, 'degrees'), '-6', 'refused'],
    ['whole number', () => wholeNumber(0, 'boxes'), '-0.0', -0],
    ['whole number', () => wholeNumber(0, 'boxes'), '9007199254740993', 'refused'],
    ['whole number', () => wholeNumber(0, 'boxes'), '1.01', 'refused'],
    ['whole number', () => wholeNumber(0, 'boxes'), '1 000', 'refused'],
    ['whole number', () => wholeNumber(0, 'boxes'), '60.00', 60],
    ['whole number', () => wholeNumber(0, 'boxes'), '30 minutes', 'refused'],
    ['yes or no', () => yesNo, ' tRuE', true],
    ['yes or no', () => yesNo, 0, false],
    ['yes or no', () => yesNo, 2, 'refused'],
    ['yes or no', () => yesNo, null, 'refused'],
    ['choice', colour, ' DARK blue ', 'dark_blue'],
    ['choice', colour, 'Dark_Blue', 'dark_blue'],
    ['choice', colour, 'blue', 'refused'],
    ['choice', colour, 3, 'refused'],
    ['list of texts', () => textList, [' a', '', null, 7, []], ['a', '7']],
    ['list of texts', () => textList, 'a, b;c\nd', ['a', 'b', 'c', 'd']],
    ['list of texts', () => textList, ['a,b', ' ["c", 1, null]\n', 'N/A'], ['a,b', 'c', '1']],
    ['list of texts', () => textList, "[ 'it' ,'is, one' ]", ['it', 'is, one']],
    ['list of texts', () => textList, '["is, one", "it"]', ['is, one', 'it']],
    ['list of texts', () => textList, "['it']", ['it']],
    ['list of texts', () => textList, '[a]', ['[a]']],
    ['list of texts', () => textList, "['a]", ["['a]"]],
    ['list of texts', () => textList, [['a']], 'refused'],
    ['list of texts', () => textList, '[["a"]]', 'refused'],
    ['list of names', () => nameList, 'Lopez, Maria; acme\r\nx', ['Lopez, Maria', 'acme', 'x']],
    ['list of names', () => nameList, '["Lopez, Maria", "none"]', ['Lopez, Maria']],
    ['only item', () => singleItemList(even()), ' ab ', ['ab']],
    ['only item', () => singleItemList(even()), 'abc', 'refused'],
    ['only item', () => singleItemList(even()), ['ab'], 'refused'],
    ['seconds', () => seconds(1), '30 minutes', 1800],
    ['seconds', () => seconds(1), ' PT1M ', 60],
    ['seconds', () => seconds(1), '60', 60],
    ['seconds', () => seconds(1), 60, 60],
    ['seconds', () => seconds(1), '0 s', 'refused'],
    ['seconds', () => seconds(0), '0 s', 0],
    ['seconds', () => seconds(0), '9007199254740993 s', 'refused'],
    ['seconds', () => seconds(0), 'soon', 'refused'],
    ['seconds', () => seconds(0), true, 'refused'],
    ['text', () => text, 'a\ud83d\u0000b😀', 'a\ufffdb😀'],
    ['word', even, 'a\ud83d', 'a\ufffd'],
    ['word', even, 'a\u0000', 'a\u0000'],
    ['list of texts', () => textList, ['a\u0000b', ' \u0000 '], ['ab']],
    [
      'JSON object',
      () => jsonObject,
      { 'a\udc00': ['\ud83d', { b: '\u0000c' }], d: null, e: 1, f: false },
      { 'a\ufffd': ['\ufffd', { b: 'c' }], d: null, e: 1, f: false },
    ],
    ['list of texts', () => textList, { a: 1 }, 'refused'],
    ['list of words', () => listOf(even()), [' ab ', 'N/A', 'null', 'cd'], ['ab', 'cd']],
    ['list of words', () => listOf(even()), ['ab', 'abc'], 'refused'],
    ['list of words', () => listOf(even()), { 0: 'ab' }, 'refused'],
    ['JSON object', () => jsonObject, '{"a": [1]}', { a: [1] }],
    ['JSON object', () => jsonObject, { a: 1 }, { a: 1 }],
    ['JSON object', () => jsonObject, '{"a": 1', 'refused'],
    ['JSON object', () => jsonObject, '[]', 'refused'],
    ['JSON object', () => jsonObject, 'null', 'refused'],
  ])('%s: %#', (_kind, of, value, read) => {
    expect(reading(of(), value)).toEqual(read);
  });

  test('no kind throws, whatever it is given', () => {
    const values = [undefined, null, Number.NaN, 10n, Symbol('s'), () => 1, new Date(0)];
    const kinds = [
      text,
      even(),
      link(['https']),
      wholeNumber(0, 'boxes'),
      yesNo,
      colour(),
      textList,
    ];
    for (const kind of [...kinds, listOf(even()), jsonObject]) {
      for (const value of values) expect(() => kind.schema().safeParse(value)).not.toThrow();
    }
  });

  test('JSON may be a hundred levels deep', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(reading(jsonObject, nested(100))).toEqual(JSON.parse(nested(100)));
    expect(reading(jsonObject, nested(101))).toBe('refused');
    expect(reading(jsonObject, `{"a": "${'['.repeat(200)}"}`)).not.toBe('refused');
  });

  test('a value is converted, then checked; a conversion may reject it', () => {
    const isBlue = { accepts: (value: string) => value === 'blue', otherwise: 'It is not blue.' };
    const convert = (value: string) =>
      value === 'x' ? new Rejection(`${value} is no colour.`) : value.toLowerCase();
    const kind = converted('a colour', convert, isBlue);
    expect(reading(kind, ' BLUE ')).toBe('blue');
    expect(messageOf(kind, 'RED')).toBe('It is not blue.');
    expect(messageOf(kind, ' x ')).toBe('x is no colour.');
  });

  test.each<[Kind, unknown, boolean]>([
    [textList, 'null, N/A', true],
    [textList, '["", null]', true],
    [textList, [], true],
    [textList, 'a', false],
    [textList, ['N/A', 'a'], false],
    [textList, {}, false],
    [nameList, 'none;null', true],
    [nameList, 'none; a', false],
  ])('a list that says nothing: %#', (kind, value, isNothing) => {
    expect(kind.isNothing?.(value)).toBe(isNothing);
  });

  test.each([
    ['word', () => even(), { blank: true, empty: undefined }],
    ['whole number', () => wholeNumber(1, 'boxes'), { blank: true, empty: true }],
    ['yes or no', () => yesNo, { blank: true, empty: undefined }],
    ['choice', () => colour(), { blank: true, empty: undefined }],
    ['list of words', () => listOf(even()), { blank: true, empty: undefined }],
    ['text', () => text, { blank: false, empty: undefined }],
  ])('what counts as blank in %s', (_, of, expected) => {
    const kind: Kind = of();
    expect({ blank: kind.placeholdersAreBlank, empty: kind.emptyListIsWrong }).toEqual(expected);
  });

  test('a check that fails uses its own sentence, if it has one', () => {
    const sentences = [even(), word('x', { accepts: () => false })].map((kind) =>
      messageOf(kind, 'abc'),
    );
    expect(sentences).toEqual(['This word is odd.', '']);
  });
});

test.each<[unknown, boolean]>([
  [undefined, true],
  [null, true],
  ['', true],
  [' \t\r\n\u00a0\u2003', true],
  [[], true],
  [[null, [' ', []]], true],
  [0, false],
  [false, false],
  ['0', false],
  [{}, false],
  [['', 'a'], false],
  ['\u0000 ', true],
  ['\ud800', false],
])('%j is blank: %j', (value, expected) => {
  expect(isBlank(value)).toBe(expected);
});

test('lists in lists are looked into a hundred levels deep', () => {
  const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  expect(isBlank(nested(100))).toBe(true);
  expect(isBlank(nested(101))).toBe(false);
  expect(isBlank(nested(5000))).toBe(false);
  expect(reading(textList, '['.repeat(5000) + ']'.repeat(5000))).toBe('refused');
});

test.each<[unknown, boolean]>([
  ['null', true],
  ['null null', true],
  ['None, N/A;nil', true],
  ['NaN', true],
  ['[]', true],
  ['{}', true],
  ['na', true],
  ['null Lopez', false],
  [' ', false],
  [',', false],
  [' N/A ', true],
  ['NONE', true],
  ['undefined', true],
  ['nothing', false],
  ['', false],
  [null, false],
])('%j is a word for nothing: %j', (value, expected) => {
  expect(isPlaceholder(value)).toBe(expected);
});

// ---- durations

test.each([
  ['30 minutes', 1800],
  ['PT30M', 1800],
  ['pt1h30m10s', 5410],
  ['1h 30m', 5400],
  ['1 hour and 15 min', 4500],
  ['2 hours, 5 minutes', 7500],
  [' 90s ', 90],
  [' PT30M ', 1800],
])('%s is a duration', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

test.each([
  'soon',
  '30',
  'PT',
  'P1D',
  '1:30',
  '1.5 hours',
  '30 minutes late',
  'about 30 minutes',
  '30 minutes 1 hour',
  '5 m 5 m',
  '1 hour 30',
  '1 hour and',
  '1h30',
  '5 mice',
  '5 ms',
  '',
])('%j is not a duration', (given) => {
  expect(secondsOf(given)).toBeNull();
});

test('any hours, minutes and seconds, however they are written', () => {
  const count = fc.integer({ min: 0, max: 9999 });
  const spelled = (units: readonly string[]) =>
    fc.tuple(count, fc.constantFrom('', ' ', '\u00a0'), fc.constantFrom(...units));
  const parts = fc.tuple(
    fc.option(spelled(['h', 'hr', 'hrs.', 'hour', 'HOURS'])),
    fc.option(spelled(['m', 'min', 'mins.', 'minute', 'Minutes'])),
    fc.option(spelled(['s', 'sec', 'secs.', 'second', 'seconds'])),
  );
  fc.assert(
    fc.property(parts, fc.constantFrom(' ', ', ', ' and ', ', and '), (written, between) => {
      const filled = written.filter((part) => part !== null);
      fc.pre(filled.length > 0);
      const text = filled.map((part) => part.join('')).join(between);
      const [hours, minutes, seconds] = written.map((part) => part?.[0] ?? 0);
      const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
      expect([text, secondsOf(text)]).toEqual([text, total]);
    }),
  );
});

test('a long text is read in no time', () => {
  const started = performance.now();
  for (const long of ['1'.repeat(50_000), ' '.repeat(50_000), '1 h and '.repeat(10_000)]) {
    expect(secondsOf(`${long}x`)).toBeNull();
  }
  expect(performance.now() - started).toBeLessThan(1000);
});
