import { describe, expect, test } from '@jest/globals';
import { postCallOutputs, postCallRuns } from '../../../tavus/conversations/post_call.ts';

/** What an action has filled in after a call, out of the events that tell it. */

const filledIn = (body: unknown, more = {}) => ({
  tool_id: 't1',
  tool_name: 'log_call',
  status: 'success',
  request: { url: 'https://a.example?key=secret', headers: { authorization: 'secret' }, body },
  response: { body: 'secret' },
  ...more,
});

const valuesOf = (body: unknown) => postCallRuns([filledIn(body)])[0]?.values ?? [];

test('each argument with its value, and nothing of the delivery', () => {
  const body = '{"summary":"Wants an offer","score":8.5,"hot":true,"email":null,"note":""}';
  expect(postCallRuns([filledIn(body)])).toEqual([
    {
      tool: 'log_call',
      isDelivered: true,
      values: [
        { name: 'summary', value: 'Wants an offer' },
        { name: 'score', value: 8.5 },
        { name: 'hot', value: true },
        { name: 'email', value: null },
        { name: 'note', value: '' },
      ],
    },
  ]);
});

test.each(['error', 'failed', 'FAILURE', 'delivery_error', 'timeout', 'timed out'])(
  'status %s: not delivered, and the values are there',
  (status) => {
    expect(postCallRuns([filledIn('{"a":1}', { status })])).toMatchObject([
      { isDelivered: false, values: [{ name: 'a', value: 1 }] },
    ]);
  },
);

test.each([
  ['a name', {}, 'log_call'],
  ['no name', { tool_name: undefined }, 't1'],
  ['neither', { tool_name: undefined, tool_id: undefined }, null],
])('a tool with %s', (_, more, tool) => {
  expect(postCallRuns([filledIn('{"a":1}', more)])).toMatchObject([{ tool, isDelivered: true }]);
});

test('no status at all: nothing says that it failed', () => {
  expect(postCallRuns([filledIn('{"a":1}', { status: undefined })])).toMatchObject([
    { isDelivered: true },
  ]);
});

describe('values that are not plain', () => {
  test('arguments inside others', () => {
    const body = '{"contact":{"email":"a@b.co","address":{"city":"Oslo"}},"summary":"Hi"}';
    expect(valuesOf(body)).toEqual([
      { name: 'contact.email', value: 'a@b.co' },
      { name: 'contact.address.city', value: 'Oslo' },
      { name: 'summary', value: 'Hi' },
    ]);
  });

  test.each([
    ['["Send prices","Call back, soon",3,null]', 'Send prices\nCall back, soon\n3\n'],
    ['[]', ''],
    ['[{"what":"Send prices","due":null},{"what":"Call"}]', 'what: Send prices; due: \nwhat: Call'],
    ['[{"who":{"name":"Ann"}},["a","b"]]', 'who.name: Ann\na, b'],
  ])('a list becomes text: %s', (list, value) => {
    expect(valuesOf(`{"items":${list}}`)).toEqual([{ name: 'items', value }]);
  });

  test('the deepest are left out, not the others', () => {
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    expect(valuesOf(`{"deep":${deep},"b":2}`)).toEqual([{ name: 'b', value: 2 }]);
    const lists = `${'['.repeat(5000)}1${']'.repeat(5000)}`;
    expect(valuesOf(`{"deep":${lists},"b":2}`)).toEqual([
      { name: 'deep', value: '' },
      { name: 'b', value: 2 },
    ]);
    const eight = `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`;
    expect(valuesOf(eight)).toEqual([{ name: 'a.a.a.a.a.a.a.a.a', value: 1 }]);
    expect(valuesOf(`{"a":${eight}}`)).toEqual([]);
  });
});

describe('a body that is no JSON object', () => {
  test.each([
    ['text=Wants+an+offer', 'text=Wants+an+offer'],
    ['{"a":', '{"a":'],
    ['"a text"', '"a text"'],
    ['[1,2]', '[1,2]'],
    ['17', '17'],
    [['a', 'b'], 'a\nb'],
    [17, '17'],
  ])('%j is given as text', (body, value) => {
    expect(valuesOf(body)).toEqual([{ name: null, value }]);
  });

  test('one that is an object already is read as such', () => {
    expect(valuesOf({ summary: 'Hi' })).toEqual([{ name: 'summary', value: 'Hi' }]);
  });

  test.each([undefined, null, '', '  ', '{}'])('%j says nothing', (body) => {
    expect(postCallRuns([filledIn(body)])).toEqual([]);
  });

  test.each([undefined, null, 'text', [], 3])('nor does the request %j', (request) => {
    expect(postCallRuns([filledIn('', { request })])).toEqual([]);
  });
});

describe('several events', () => {
  test('several actions', () => {
    const runs = postCallRuns([
      filledIn('{"a":1}'),
      filledIn('{"b":2}', { tool_id: 't2', tool_name: 'score_call', status: 'error' }),
      filledIn('{"c":3}', { tool_id: undefined, tool_name: undefined }),
      filledIn('{"d":4}', { tool_id: undefined, tool_name: undefined }),
    ]);
    expect(runs.map(({ tool, values }) => [tool, values[0]?.name])).toEqual([
      ['log_call', 'a'],
      ['score_call', 'b'],
      [null, 'c'],
      [null, 'd'],
    ]);
  });

  test('of the same action, the later one counts, unless it says nothing', () => {
    const runs = postCallRuns([
      filledIn('{"a":1}', { status: 'error' }),
      filledIn('{"b":1}', { tool_id: 't2' }),
      filledIn('{"a":2}'),
      filledIn(null, { status: 'error' }),
    ]);
    expect(runs.map(({ isDelivered, values }) => [isDelivered, values])).toEqual([
      [true, [{ name: 'b', value: 1 }]],
      [true, [{ name: 'a', value: 2 }]],
    ]);
  });

  test('none', () => expect(postCallRuns([])).toEqual([]));
});

describe('the action', () => {
  const body = '{"a":1}';

  test.each([
    [{}, 'log_call'],
    [{ tool_name: undefined, name: 'Log' }, 'Log'],
    [{ tool_name: undefined }, 't1'],
    [{ tool_name: undefined, tool_id: undefined }, null],
  ])('with %j is %j', (more, tool) => {
    expect(postCallRuns([filledIn(body, more)])).toMatchObject([{ tool }]);
  });

  test.each([
    [{ tool_id: 't2' }, 2],
    [{ tool_name: 'other' }, 1],
  ])('%j: of two there are %i', (more, count) => {
    expect(postCallRuns([filledIn(body), filledIn(body, more)])).toHaveLength(count);
  });

  test.each(['tool_name', 'name'])('without an id, it is distinguished by its %s', (key) => {
    const none = { tool_id: undefined, tool_name: undefined };
    const run = (name: string) => filledIn(body, { ...none, [key]: name });
    expect(postCallRuns([run('one'), run('other'), run('one')])).toMatchObject([
      { tool: 'other' },
      { tool: 'one' },
    ]);
  });
});

test.each([
  ['lists', (inner: unknown) => [inner]],
  ['objects', (inner: unknown) => ({ x: inner })],
  ['lists of objects', (inner: unknown) => [{ x: inner }]],
])('%s inside each other are read eight deep', (_kind, around) => {
  const textAt = (levels: number) => {
    let value: unknown = 'deep';
    for (let level = 0; level < levels; level += 1) value = around(value);
    return JSON.stringify(valuesOf({ a: value }));
  };
  expect(textAt(4)).toContain('deep');
  expect(textAt(10)).not.toContain('deep');
});

describe('the key of each argument', () => {
  const outputsOf = (names: readonly (string | null)[]) =>
    postCallOutputs(names.map((name) => ({ tool: 'log_call', name, value: name })));
  const keyOf = (name: string) => outputsOf([name])[0]?.key;

  test.each([
    ['next_step', /^next_step$/, 'Next Step'],
    ['Next-Step', /^next_step$/, 'Next Step'],
    ['contact.email', /^contact_email$/, 'Contact Email'],
    ['größe', /^groe_[0-9a-f]{8}$/, 'größe'],
    ['résumé', /^resume_[0-9a-f]{8}$/, 'résumé'],
    ['Имя', /^[0-9a-f]{8}$/, 'Имя'],
    ['下一步', /^[0-9a-f]{8}$/, '下一步'],
    ['下一步 (next step)', /^next_step_[0-9a-f]{8}$/, '下一步 (next step)'],
    ['ｎｅｘｔ', /^next_[0-9a-f]{8}$/, 'ｎｅｘｔ'],
    ['🎉', /^[0-9a-f]{8}$/, '🎉'],
    ['?!', /^[0-9a-f]{8}$/, '?!'],
    [' ', /^[0-9a-f]{8}$/, 'Value'],
    ['contact.größe', /^contact_groe_[0-9a-f]{8}$/, 'contact.größe'],
  ])('%j', (name, key, label) => {
    expect(outputsOf([name])).toMatchObject([
      { key: expect.stringMatching(/^post_call__\w+$/), label: `Post-Call: ${label}` },
    ]);
    expect(keyOf(name)?.slice('post_call__'.length)).toMatch(key);
  });

  test('is the same whatever stands beside it, in whatever order', () => {
    const names = ['grüße', 'größe', 'grosse', 'Имя', 'имя', 'next-step', 'next_step', 'Next Step'];
    const outputs = outputsOf(names);
    expect(outputs.map(({ name }) => name)).toEqual(names);
    expect(new Set(outputs.map(({ key }) => key)).size).toBe(names.length);
    const keysIn = (given: readonly string[]) =>
      new Map(outputsOf(given).map(({ name, key }) => [name, key]));
    expect(keysIn(names.toReversed())).toEqual(keysIn(names));
    for (const name of names.filter((each) => !/^next./i.test(each))) {
      expect(keyOf(name)).toBe(keysIn(names).get(name));
    }
    expect(keysIn(names).get('next_step')).toBe('post_call__next_step');
    expect(keyOf('größe'.normalize('NFD'))).toBe(keyOf('größe'));
  });

  test('two spellings of one letter, and a name that is a key already', () => {
    const names = ['größe', 'größe'.normalize('NFD'), String(keyOf('größe')).slice(11)];
    expect(new Set(outputsOf(names).map(({ key }) => key)).size).toBe(3);
  });

  test('a value without a name has none', () => {
    expect(outputsOf([null, 'a', 'a'])).toMatchObject([{ key: 'post_call__a' }]);
  });
});
