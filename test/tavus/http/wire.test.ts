import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  asNumber,
  asText,
  asTime,
  secondsAfter,
  withoutSecrets,
} from '../../../tavus/http/wire.ts';

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
    ['20 Nov 2026 15:00 +0100', '2026-11-20T14:00:00.000Z'],
    ['Friday, 20-November-2026 15:00:00', '2026-11-20T15:00:00.000Z'],
    ['Sun 1 Mar 2026 15:00:00 UTC', '2026-03-01T15:00:00.000Z'],
    ['Fri, 20 Foo 2026 15:00:00 GMT', null],
    ['on Fri, 20 Nov 2026 15:00:00 GMT', null],
    ['20 Nov 2026', null],
    ['2026-11-20T15:00:00+00', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20T15:00:00-03', '2026-11-20T18:00:00.000Z'],
    ['2026-11-20T15:00:00.123456+05:30', '2026-11-20T09:30:00.123Z'],
    ['2026-11-20  15:00:00 +00:00', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20 15:00:00 UTC', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20 15:00:00 GMT', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20t15:00:00z', '2026-11-20T15:00:00.000Z'],
    ['2026-11-20T15:00:00,5Z', '2026-11-20T15:00:00.500Z'],
    ['2026-11-20T25:00:00Z', null],
    ['2026-11-20 at noon', null],
    ['2026-11-20T15:00:00Z or so', null],
    ['2026-11-20T15:00:00 CET', null],
    ['on 2026-11-20', null],
    ['2026-11-2', null],
    ['x 2026-11-20T15:00:00Z', null],
    ['2026-13-01T00:00:00Z', null],
    ['soon', null],
    [null, null],
  ])('%j is %j', (value, time) => {
    expect(asTime(value)).toBe(time);
  });

  test('the same moment, however it is written', () => {
    const moment = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    const offset = fc.integer({ min: -56, max: 56 }).map((quarters) => quarters * 15);
    const digits = fc.constantFrom('', '000', '999');
    fc.assert(
      fc.property(moment, offset, digits, (date, minutes, more) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().replace('Z', more);
        const two = (count: number) => String(Math.floor(count)).padStart(2, '0');
        const [hours, rest] = [two(Math.abs(minutes) / 60), two(Math.abs(minutes) % 60)];
        const sign = minutes < 0 ? '-' : '+';
        for (const zone of [
          `${sign}${hours}:${rest}`,
          `${sign}${hours}${rest}`,
          ` ${sign}${hours}:${rest}`,
        ]) {
          expect(asTime(local + zone)).toBe(date.toISOString());
          expect(asTime(local.replace('T', ' ') + zone)).toBe(date.toISOString());
        }
        const utc = date.toISOString().replace('Z', more);
        for (const zone of ['', 'Z', '+00', ' UTC'])
          expect(asTime(utc + zone)).toBe(date.toISOString());
        expect(asTime(date.getTime())).toBe(
          Math.abs(date.getTime()) > 99_999_999_999 ? date.toISOString() : asTime(date.getTime()),
        );
        expect(asTime(date.toUTCString())).toBe(`${date.toISOString().slice(0, 19)}.000Z`);
      }),
    );
  });

  test('some seconds after another', () => {
    expect(secondsAfter('2026-11-20T15:00:00.000Z', 90)).toBe('2026-11-20T15:01:30.000Z');
    expect(secondsAfter(null, 90)).toBeNull();
  });
});

describe('a link without what may be a secret in it', () => {
  test.each([
    ['https://a.example/b', 'https://a.example/b'],
    ['https://a.example', 'https://a.example'],
    ['https://a.example?key=1', 'https://a.example'],
    ['https://a.example/b?key=1#c', 'https://a.example/b'],
    ['https://a.example/b#key?c', 'https://a.example/b'],
    ['https://user:key@a.example/b?key=1', 'https://a.example/b'],
    ['https://key@a.example/b', 'https://a.example/b'],
    ['https://:key@a.example/b', 'https://a.example/b'],
    ['https://a.example/mail@b', 'https://a.example/mail@b'],
    ['https://a.example/b?to=x@y#\n', 'https://a.example/b'],
    // What is no whole link.
    ['a.example/b?key=1', 'a.example/b'],
    ['user:key@a.example/b', 'a.example/b'],
    ['user:k?ey@a.example/b', 'a.example/b'],

    ['//user:key@a.example/b', '//a.example/b'],
    ['https://user:k?ey@a.example/b', 'https://a.example/b'],
    ['user@a.example/b', 'a.example/b'],
  ])('%s', (link, given) => {
    expect(withoutSecrets(link)).toBe(given);
  });

  test.each(['?key=1', '#key', ' ?key=1', 'key@'])('of %j nothing is left', (link) => {
    expect(withoutSecrets(link)).toBeNull();
  });
});
