import { describe, expect, test } from '@jest/globals';
import { asNumber, asText, asTime, secondsAfter } from '../../tavus/wire.ts';

/** What the API may write for a text, a number or a moment. */

test.each<[unknown, string | null]>([
  ['a', 'a'],
  [' a ', ' a '],
  [' ', null],
  [7, '7'],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [true, null],
  [null, null],
])('%j is the text %j', (value, text) => {
  expect(asText(value)).toBe(text);
});

test.each<[unknown, number | null]>([
  [1.5, 1.5],
  ['1.5', 1.5],
  [' 2 ', 2],
  [' ', null],
  ['', null],
  ['two', null],
  [Number.NaN, null],
  [[], null],
  [null, null],
])('%j is the number %j', (value, number) => {
  expect(asNumber(value)).toBe(number);
});

describe('moments', () => {
  test.each<[unknown, string | null]>([
    ['2026-11-20T15:00:00Z', '2026-11-20T15:00:00.000Z'],
    [' 2026-11-20T15:00:00.123456+00:00 ', '2026-11-20T15:00:00.123Z'],
    ['2026-11-20T15:00:00+0200', '2026-11-20T13:00:00.000Z'],
    ['2026-11-20T15:00:00-02:00', '2026-11-20T17:00:00.000Z'],
    ['2026-11-20 15:00:00', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20T15:00', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    [1_795_186_800, '2026-11-20T15:00:00.000Z'],
    ['1795186800', '2026-11-20T15:00:00.000Z'],
    [1_795_186_800_000, '2026-11-20T15:00:00.000Z'],
    [99_999_999_999, '5138-11-16T09:46:39.000Z'],
    [100_000_000_000, '1973-03-03T09:46:40.000Z'],
    [-1, '1969-12-31T23:59:59.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
    ['9999-12-31T23:59:59-01:00', null],
    [1e15, null],
    ['Fri, 20 Nov 2026 15:00:00 GMT', '2026-11-20T15:00:00.000Z'],
    [' Fri, 6 Nov 2026 15:00:00 +0200 ', '2026-11-06T13:00:00.000Z'],
    ['Fri, 20 Nov 2026', null],
    ['Fri, 40 Nov 2026 15:00:00 GMT', null],
    ['on Fri, 20 Nov 2026 15:00:00 GMT', null],
    ['on 2026-11-20', null],
    ['2026-11-2', null],
    ['x 2026-11-20T15:00:00Z', null],
    ['2026-13-01T00:00:00Z', null],
    ['soon', null],
    [null, null],
  ])('%j is %j', (value, time) => {
    expect(asTime(value)).toBe(time);
  });

  test('some seconds after another', () => {
    expect(secondsAfter('2026-11-20T15:00:00.000Z', 90)).toBe('2026-11-20T15:01:30.000Z');
    expect(secondsAfter(null, 90)).toBeNull();
  });
});
