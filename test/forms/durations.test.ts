import { expect, test } from '@jest/globals';
import { secondsOf } from '../../forms/durations.ts';

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
  '30 minutes late',
  '5 mice',
  '',
  5,
  null,
  ['30 minutes'],
])('%j is none', (given) => {
  expect(secondsOf(given)).toBeNull();
});

test('a text that is too long to be one is not looked at', () => {
  expect(secondsOf(`${' '.repeat(40)}30 minutes`)).toBeNull();
});
