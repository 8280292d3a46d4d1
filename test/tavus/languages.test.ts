import { expect, test } from '@jest/globals';
import { languageOf } from '../../tavus/languages.ts';

/** How long reading takes; what it reads is in the table of Create Conversation's input. */

test.each(['word ', '-', 'a', 'a b,', '(a', '  '])(
  'twice the length of a text of %j takes at most 2.5 times the time',
  (piece) => {
    const timed = (count: number) => {
      const text = `Text${piece.repeat(count)}!`;
      const began = performance.now();
      for (let round = 0; round < 50; round += 1) languageOf(text);
      return performance.now() - began;
    };
    // The best of several tries: the machine may be busy.
    const best = (count: number) => Math.min(...Array.from({ length: 9 }, () => timed(count)));
    best(100);
    expect(best(4000)).toBeLessThan(2.5 * best(2000));
  },
);
