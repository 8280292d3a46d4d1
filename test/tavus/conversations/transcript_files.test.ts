import { describe, expect, test } from '@jest/globals';
import type { Turn } from '../../../tavus/conversations/events.ts';
import { USUAL_NAMES } from '../../../tavus/conversations/transcript.ts';
import {
  fileName,
  subtitlesFile,
  transcriptFile,
} from '../../../tavus/conversations/transcript_files.ts';

/** Transcripts as files. */

const turn = (
  speaker: Turn['speaker'],
  text: string,
  seconds_from_start: number | null,
  duration_seconds: number | null = null,
): Turn => ({ speaker, text, seconds_from_start, duration_seconds });

const TALK = [
  turn('Replica', 'Hello, Maria!', 0, 2.15),
  turn('Participant', 'What does it cost?', 66.5),
  turn('Replica', 'It depends.', 3725.04, 0),
];
const NAMES = { Participant: 'Maria L.', Replica: 'Sam <sales>' };

describe('text file', () => {
  test('what it is about, and each turn with its time', () => {
    expect(transcriptFile('Demo for Maria', '2026-11-20T15:00:12.000Z', TALK, NAMES)).toBe(
      `Demo for Maria
2026-11-20 15:00 UTC

[0:00] Sam <sales>: Hello, Maria!
[1:06] Maria L.: What does it cost?
[1:02:05] Sam <sales>: It depends.
`,
    );
  });

  test('what is not known is left out', () => {
    const bare = [turn('Replica', 'Hello!', null), turn('Participant', 'Hi', -0.5)];
    expect(transcriptFile(null, null, bare, USUAL_NAMES)).toBe(
      'Replica: Hello!\n[0:00] Participant: Hi\n',
    );
    expect(transcriptFile('Demo', null, [], USUAL_NAMES)).toBe('Demo\n\n');
  });
});

describe('subtitles', () => {
  test('from the first thing said, with who says it', () => {
    expect(subtitlesFile(TALK, NAMES)).toBe(
      `WEBVTT

00:00:00.000 --> 00:00:02.150
<v Sam &lt;sales&gt;>Hello, Maria!

00:01:06.500 --> 00:01:10.500
<v Maria L >What does it cost?

01:02:05.040 --> 01:02:09.040
<v Sam &lt;sales&gt;>It depends.
`,
    );
  });

  test('until it can be read, or until the next turn', () => {
    const long = turn('Replica', 'x'.repeat(90), 0);
    expect(subtitlesFile([long], USUAL_NAMES)).toContain('00:00:00.000 --> 00:00:06.000');
    const later = [long, turn('Participant', 'Two', 6), turn('Replica', 'Three', 8)];
    expect(subtitlesFile(later, USUAL_NAMES)?.match(/.*-->.*/g)).toEqual([
      '00:00:00.000 --> 00:00:06.000',
      '00:00:06.000 --> 00:00:08.000',
      '00:00:08.000 --> 00:00:12.000',
    ]);
    const told = [turn('Replica', 'One', 0, 2.5), turn('Participant', 'Two', 1.5)];
    expect(subtitlesFile(told, USUAL_NAMES)).toContain('00:00:00.000 --> 00:00:02.500');

    const quick = [turn('Replica', 'One', 0), turn('Participant', 'Two', 1.5)];
    expect(subtitlesFile(quick, USUAL_NAMES)).toContain('00:00:00.000 --> 00:00:01.500');
    const together = [turn('Replica', 'One', 1), turn('Participant', 'Two', 1)];
    expect(subtitlesFile(together, USUAL_NAMES)).toContain('00:00:01.000 --> 00:00:05.000');
  });

  test('in the order of time, and never before it begins', () => {
    const odd = [turn('Replica', 'Two', 5, 1), turn('Participant', 'One', -1, 1)];
    expect(subtitlesFile(odd, USUAL_NAMES)?.match(/\d\d:\d\d:\d\d\.\d{3} --> .*|<v.*/g)).toEqual([
      '00:00:00.000 --> 00:00:01.000',
      '<v Participant>One',
      '00:00:05.000 --> 00:00:06.000',
      '<v Replica>Two',
    ]);
  });

  test('text that would read as something else', () => {
    const text = ' a --> b\n\n00:00 & <i>c</i>\n';
    expect(subtitlesFile([turn('Replica', text, 59.9996, 1)], USUAL_NAMES)).toBe(
      'WEBVTT\n\n00:01:00.000 --> 00:01:01.000\n<v Replica>a --&gt; b 00:00 &amp; &lt;i&gt;c&lt;/i&gt;\n',
    );
  });

  test('null if Tavus returned no times', () => {
    expect(subtitlesFile([], USUAL_NAMES)).toBeNull();
    const half = [turn('Replica', 'One', 0), turn('Participant', 'Two', null)];
    expect(subtitlesFile(half, USUAL_NAMES)).toBeNull();
  });
});

describe('the name of a file', () => {
  const DAY = '2026-11-20T15:00:12.000Z';
  test.each([
    ['Demo for Maria', DAY, 'txt', '2026-11-20 Demo for Maria.txt'],
    [null, DAY, 'vtt', '2026-11-20 Conversation.vtt'],
    ['Demo', null, 'txt', 'Demo.txt'],
    ['a/b\\c:d*e?f"g<h>i|j\u0007k\u202el', null, 'txt', 'a b c d e f g h i j k l.txt'],
    ['  Demo ...  ', null, 'txt', 'Demo.txt'],
    ['...', null, 'txt', 'Conversation.txt'],
    ['...', DAY, 'vtt', '2026-11-20 Conversation.vtt'],
    ['. .. ', DAY, 'txt', '2026-11-20 Conversation.txt'],
    ['.profile', null, 'txt', 'profile.txt'],
    ['\u200b', DAY, 'txt', '2026-11-20 Conversation.txt'],
    ['東京 🎬', null, 'vtt', '東京 🎬.vtt'],
    ['v1.2 ?? draft..', null, 'txt', 'v1.2 draft.txt'],
    [null, null, 'txt', 'Conversation.txt'],
    ['Demo \udfac for \ud83c Maria', null, 'txt', 'Demo for Maria.txt'],
    ['\ud83c', null, 'vtt', 'Conversation.vtt'],
  ] as const)('%s, %s, %s', (title, createdAt, extension, name) => {
    expect(fileName(title, createdAt, extension)).toBe(name);
  });

  test('a long one is cut', () => {
    const name = fileName(`x${'👍'.repeat(100)}`, null, 'txt');
    expect(name).toBe(`x${'👍'.repeat(49)}.txt`);
  });
});
