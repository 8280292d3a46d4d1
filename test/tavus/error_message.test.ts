import { describe, expect, test } from '@jest/globals';
import { errorMessage } from '../../tavus/error_message.ts';

/** Tavus's own words about a refusal, wherever they stand in its answer. */

const KEY = 'tavus-key-3f9c';

function errorMessageJson(data: unknown): string | null {
  return errorMessage(JSON.stringify(data), data, KEY);
}

describe('in JSON', () => {
  test.each<[unknown, string | null]>([
    [{ error: 'No' }, 'No'],
    [{ message: 'No', detail: 'Because' }, 'No'],
    [{ error: null, detail: 'Because' }, 'Because'],
    [{ errors: [{ message: 'First' }, { message: 'Second' }] }, 'First'],
    [{ error: { message: 'Inside' } }, 'Inside'],
    [[{ error: 'In a list' }], 'In a list'],
    ['Only text', 'Only text'],
    [{ error: ' much \n\t  space ' }, 'much space'],
    [{ error: `The key ${KEY} is bad, ${KEY}` }, 'The key [API key] is bad, [API key]'],
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
      "Bad Request. a: It's one. b: Three.",
    ],
    ['Braces {like these} stay', 'Braces {like these} stay'],
    ["No dict: 'a': ['b']", "No dict: 'a': ['b']"],
  ])('a dict of Python in them: %s', (error, words) => {
    expect(errorMessageJson({ error })).toBe(words);
  });
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
    expect(errorMessage(content, undefined, KEY)?.replace('\u0001', '') ?? null).toBe(words);
  });

  test('only the beginning counts', () => {
    const late = `${'-'.repeat(10_000)}<title>Late</title>`;
    expect(errorMessage(late, undefined, KEY)).toBe(`${'-'.repeat(299)}…`);
    const junk = `${'a'.repeat(200)}${'\u0001'.repeat(200)}`;
    expect(errorMessage(junk, undefined, KEY)).toMatch(/^a{200}/);
  });

  test('the key is in none', () => {
    expect(errorMessage(`Bad key ${KEY}`, undefined, KEY)).toBe('Bad key [API key]');
    expect(errorMessage('Bad key', undefined, '')).toBe('Bad key');
  });
});
