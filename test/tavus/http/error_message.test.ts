import { describe, expect, test } from '@jest/globals';
import { errorMessage } from '../../../tavus/http/error_message.ts';

/** Tavus's own words about a refusal, wherever they stand in its answer. */

const KEY = 'tavus-key-3f9c';

function errorMessageJson(data: unknown): string | null {
  return errorMessage(JSON.stringify(data), data, KEY).text;
}

describe('in JSON', () => {
  test.each<[unknown, string | null]>([
    [{ error: 'No' }, 'No'],
    [{ message: 'No', detail: 'Because' }, 'No'],
    [{ error: null, detail: 'Because' }, 'Because'],
    [{ errors: [{ message: 'First' }, { message: 'Second' }] }, 'First. Second'],
    [{ error: { message: 'Inside' } }, 'Inside'],
    [[{ error: 'In a list' }], 'In a list'],
    ['Only text', 'Only text'],
    [{ error: ' much \n\t  space ' }, 'much space'],
    [{ error: `The key ${KEY} is bad, ${KEY}` }, 'The key [API key] is bad, [API key]'],
    [{ error: { code: 7, description: 'Not now' } }, 'Not now'],
    [{ reason: 'Not now' }, 'Not now'],
    [{ title: 'Not now', status: 400 }, 'Not now'],
    [{ error_message: 'Not now' }, 'Not now'],
    [{ error: null, error_details: { reason: 'Not now' } }, 'Not now'],
    [{ error: '' }, null],
    [{}, null],
    [null, null],
  ])('%j', (data, words) => {
    expect(errorMessageJson(data)).toBe(words);
  });

  test('are cut where they are longer than 300 characters', () => {
    expect(errorMessageJson({ error: 'a'.repeat(300) })).toBe('a'.repeat(300));
    expect(errorMessageJson({ error: 'a'.repeat(301) })).toBe(`${'a'.repeat(299)}…`);
  });

  test.each([
    ["Bad Request. {'face_id': ['It is required.']}", 'Bad Request. face_id: It is required.'],
    ["{'face_id': ['It is required.']}", 'face_id: It is required.'],
    [
      `Bad Request. {'a': ["It's one.", 'Two.'], "b" : [ 'Three.' ]}`,
      "Bad Request. a: It's one. a: Two. b: Three.",
    ],
    ['Braces {like these} stay', 'Braces {like these} stay'],
    ["No dict: 'a': ['b']", "No dict: 'a': ['b']"],
  ])('a dict of Python in them: %s', (error, words) => {
    expect(errorMessageJson({ error })).toBe(words);
  });
});

test.each<[data: unknown, text: string | null, places: readonly string[]]>([
  [
    { detail: [{ loc: ['body', 'properties', 'language'], msg: 'Too short', type: 'x' }] },
    'properties.language: Too short',
    ['properties.language'],
  ],
  [
    {
      detail: [
        { loc: ['body', 'a', 0], msg: 'One' },
        { loc: ['body', 'b'], msg: 'Two' },
      ],
    },
    'a.0: One. b: Two',
    ['a.0', 'b'],
  ],
  [{ detail: [{ loc: ['body'], msg: 'All of it.' }] }, 'All of it.', []],
  [{ error: "{'_schema': ['All of it.']}" }, 'All of it.', []],
  [{ error: "{'json': {'a': ['One.']}}" }, 'a: One.', ['a']],
  [
    { error: "{'a': {0: ['One.'], 'b': {'c': ['Two.']}}}" },
    'a.0: One. a.b.c: Two.',
    ['a.0', 'a.b.c'],
  ],
  [{ error: "Bad: {'a': ['One.']} Sorry" }, 'Bad: a: One. Sorry', ['a']],
  [
    { error: String.raw`{'a': ['It\'s "one".', None, True]}` },
    'a: It\'s "one". a: None. a: True',
    ['a', 'a', 'a'],
  ],
  [{ message: '{"a": ["One."]}' }, 'a: One.', ['a']],
  [{ message: 'No', errors: { a: ['One'] } }, 'No. a: One', ['a']],
  [{ message: 'No', errors: { a: 'One' } }, 'No. a: One', ['a']],
  [{ a: ['One'], status: 'error', code: 4 }, 'a: One', ['a']],
  [{ status: 'error', code: 4 }, null, []],
  [{ error: { code: 400 } }, null, []],
  [{ error: 'Invalid replica_uuid' }, 'Invalid replica_uuid', ['replica_uuid']],
  [
    { error: 'Invalid persona_id and invalid replica_id.' },
    'Invalid persona_id and invalid replica_id.',
    ['persona_id', 'replica_id'],
  ],
  [
    { error: 'Invalid request: crawl.depth must be less' },
    'Invalid request: crawl.depth must be less',
    ['crawl.depth'],
  ],
  [{ error: 'Invalid request: no' }, 'Invalid request: no', []],
  [{ title: ['Too long'] }, 'title: Too long', ['title']],
  [
    { error: 'face_id is required when the PAL has no default face.' },
    'face_id is required when the PAL has no default face.',
    ['face_id'],
  ],
  [{ error: 'A title is required' }, 'A title is required', []],
  [{ error: 'An invalid language' }, 'An invalid language', []],
  [
    { error: 'Unable to assume role with given parameters' },
    'Unable to assume role with given parameters',
    ['properties.aws_assume_role_arn', 'properties.recording_storage.assume_role_arn'],
  ],
])('the places that it names: %j', (data, text, places) => {
  expect(errorMessage(JSON.stringify(data), data, KEY)).toEqual({ text, places });
});

test('a dict that is too long is not looked into', () => {
  const error = (length: number) => `{'a': ['${'x'.repeat(length)}']}`;
  expect(errorMessage('', { error: error(9_989) }, KEY).places).toEqual(['a']);
  expect(errorMessage('', { error: error(9_990) }, KEY).places).toEqual([]);
});

test('what is nested without end is not followed', () => {
  let data: unknown = 'core';
  for (let level = 0; level < 5000; level += 1) data = level % 2 === 0 ? [data] : { a: data };
  expect(errorMessage('', { error: data }, KEY)).toEqual({ text: null, places: [] });
});

describe('in what is no JSON', () => {
  test.each<[string, string | null]>([
    ['Service unavailable', 'Service unavailable'],
    ['<html><head><title>502 Bad Gateway</title></head></html>', '502 Bad Gateway'],
    ['<html><body><h1 class="a">Not now</h1></body></html>', 'Not now'],
    ['<html><body>Nothing to see</body></html>', null],
    ['  <p>Nothing to see</p>', null],
    [`  <p>${'Nothing to see here. '.repeat(20)}`, null],
    ['Only 3 retries < 4, giving up', 'Only 3 retries < 4, giving up'],
    ['', null],
    ['\u0000\u0001\u0002\u0003 ok', null],
    // Nine of ten characters have to be readable, of the first 200.
    [`\u0001${'a'.repeat(9)}`, 'a'.repeat(9)],
    [`\u0001\u0001${'a'.repeat(9)}`, null],
  ])('%j', (content, words) => {
    expect(errorMessage(content, undefined, KEY).text?.replace('\u0001', '') ?? null).toBe(words);
  });

  test('only the beginning counts', () => {
    const late = `${'-'.repeat(10_000)}<title>Late</title>`;
    expect(errorMessage(late, undefined, KEY).text).toBe(`${'-'.repeat(299)}…`);
    const junk = `${'a'.repeat(200)}${'\u0001'.repeat(200)}`;
    expect(errorMessage(junk, undefined, KEY).text).toMatch(/^a{200}/);
  });

  test('no message contains the key', () => {
    expect(errorMessage(`Bad key ${KEY}`, undefined, KEY).text).toBe('Bad key [API key]');
    expect(errorMessage('Bad key', undefined, '').text).toBe('Bad key');
  });
});
