import { describe, expect, test } from '@jest/globals';
import type { Turn } from '../../../tavus/conversations/events.ts';
import {
  saidBy,
  transcriptShort,
  transcriptText,
  wordsOf,
} from '../../../tavus/conversations/transcript.ts';

/** Transcripts in the sizes that other apps take. */

const turn = (speaker: Turn['speaker'], text: string): Turn => ({
  speaker,
  text,
  seconds_from_start: null,
  duration_seconds: null,
});
const asks = (text: string) => turn('Participant', text);
const answers = (text: string) => turn('Replica', text);
const NAMES = { Participant: 'Maria', Replica: 'Sam' };
const TALK = [answers('Hello!'), asks('What does it cost?'), answers('It depends.')];

/** As many turns, each a line of 50 characters when the replica says it. */
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => answers(`${index + 1} `.padEnd(41, 'x')));

test('the whole text, with the usual names or with others', () => {
  expect(transcriptText(TALK)).toBe(
    'Replica: Hello!\nParticipant: What does it cost?\nReplica: It depends.',
  );
  expect(transcriptText(TALK, NAMES)).toBe(
    'Sam: Hello!\nMaria: What does it cost?\nSam: It depends.',
  );
});

test('nothing was said', () => {
  expect(transcriptText([])).toBeNull();
  expect(transcriptShort([])).toBeNull();
  expect(saidBy([], 'Participant', 'first')).toBeNull();
  expect(wordsOf([], 'Participant')).toBe(0);
});

describe('words', () => {
  test.each([
    ["I'd like 12 seats, please - by e-mail!", 8],
    ['', 0],
    ['… ?!', 0],
    ['¿Cuánto cuesta?', 2],
    ['Ça coûte 3,50 €', 3],
    ['Сколько это стоит', 3],
    ['كم السعر', 2],
    ['你好世界', 2],
    ['こんにちは世界', 2],
    ['ราคาเท่าไหร่', 3],
    ['👍🏽 ok', 1],
  ])('%s', (text, words) => {
    expect(wordsOf([asks(text)], 'Participant')).toBe(words);
  });

  test('of all turns of one of them', () => {
    const turns = [asks('One two'), answers('three'), asks('four')];
    expect(wordsOf(turns, 'Participant')).toBe(3);
    expect(wordsOf(turns, 'Replica')).toBe(1);
  });
});

describe('first and last', () => {
  test('of one of them', () => {
    const turns = [answers('Hello!'), asks('First'), asks('Middle'), answers('Bye'), asks('Last')];
    expect(saidBy(turns, 'Participant', 'first')).toBe('First');
    expect(saidBy(turns, 'Participant', 'last')).toBe('Last');
    expect(saidBy(TALK.slice(0, 1), 'Participant', 'last')).toBeNull();
  });

  test('cut at a word, and it says so', () => {
    expect(saidBy([asks('x'.repeat(500))], 'Participant', 'first')).toHaveLength(500);
    const long = saidBy([asks('word '.repeat(200).trim())], 'Participant', 'first') ?? '';
    expect(long.length).toBeLessThanOrEqual(500);
    expect(long.length).toBeGreaterThan(480);
    const [, kept = '', more] = /^(.*word) … \((\d+) more characters\)$/.exec(long) ?? [];
    expect(kept.length + Number(more)).toBe(999);
  });
});

describe('short', () => {
  test('up to 1,900 characters, it is everything', () => {
    const turns = [...many(37), answers('x'.repeat(4))];
    expect(transcriptText(turns)).toHaveLength(1900);
    expect(transcriptShort(turns)).toBe(transcriptText(turns));
  });

  test('else the beginning and the end, and what is left out', () => {
    const turns = [...many(37), answers('x'.repeat(5))];
    expect(transcriptShort(turns)).toContain('\n… (1 turn left out) …\n');
  });

  test('whole turns, as many at the beginning as at the end', () => {
    const turns = many(45);
    const text = transcriptShort(turns) ?? '';
    const lines = text.split('\n');
    const left = lines.findIndex((line) => line.startsWith('…'));
    expect(lines[left]).toBe(`… (${45 - (lines.length - 1)} turns left out) …`);
    const all = transcriptText(turns)?.split('\n') ?? [];
    expect(lines.slice(0, left)).toEqual(all.slice(0, left));
    expect(lines.slice(left + 1)).toEqual(all.slice(-(lines.length - left - 1)));
    expect(left).toBeGreaterThan(15);
    expect(text.length).toBeLessThanOrEqual(1900);
    expect(text.length).toBeGreaterThan(1750);
  });

  test('a thousand turns', () => {
    const text = transcriptShort(many(1000)) ?? '';
    expect(text.length).toBeLessThanOrEqual(1900);
    const left = Number(/… \((\d+) turns left out\) …/.exec(text)?.[1]);
    expect(left + text.split('\n').length - 1).toBe(1000);
    expect(text.endsWith(transcriptText(many(1000))?.split('\n').at(-1) ?? '')).toBe(true);
  });

  test('turns that are too long are cut, so that each end of the talk is there', () => {
    const long = Array.from({ length: 900 }, (_, index) => `w${index}`).join(' ');
    const one = transcriptShort([asks(long)]) ?? '';
    expect(one).toMatch(/^Participant: w0 w1 .* … \(\d+ characters left out\) … .* w898 w899$/);
    const two = transcriptShort([asks(long), answers(long)]) ?? '';
    expect(two).toMatch(/^Participant: w0 .* more characters\)\nReplica: w0 .* … .* w899$/);
    const three = transcriptShort([asks(long), answers('Yes.'), asks(long)]) ?? '';
    expect(three).toMatch(/ w1 .*\n… \(1 turn left out\) …\nParticipant: w0 .* w899$/);
    const four = transcriptShort([asks(long), answers(long), asks('No?'), answers(long)]) ?? '';
    expect(four).toMatch(/ w1 .*\n… \(2 turns left out\) …\nReplica: w0 .* w899$/);
    for (const text of [one, two, three, four]) {
      expect(text.length).toBeLessThanOrEqual(1900);
      expect(text.length).toBeGreaterThan(1500);
    }
  });

  test('what is left out of a turn is counted', () => {
    const text = 'word '.repeat(1000).trim();
    const one = transcriptShort([asks(text)]) ?? '';
    const parts = /^Participant: (.*) … \((\d+) characters left out\) … (.*)$/.exec(one) ?? [];
    const [, begin = '', left, end = ''] = parts;
    expect(begin.length + Number(left) + end.length).toBe(text.length);
    expect(begin).toMatch(/^(word )+word$/);
    expect(end).toMatch(/^(word )+word$/);
  });

  test('no character is cut in two', () => {
    for (const text of ['👍'.repeat(2000), `a${'👍'.repeat(2000)}`]) {
      for (const cut of [
        transcriptShort([asks(text)]),
        saidBy([asks(text)], 'Participant', 'last'),
      ]) {
        expect(cut).not.toMatch(/\p{Surrogate}/u);
      }
    }
  });
});
