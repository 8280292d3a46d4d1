import { expect, test } from '@jest/globals';
import fc from 'fast-check';
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
])('%j is none', (given) => {
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
