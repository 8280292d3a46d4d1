import { lazily } from '../../platform/lazily.ts';
import type { Turn } from './events.ts';

/** A transcript as text, in the sizes that other apps take. */

/** The names of the speakers. */
export type SpeakerNames = { readonly [Speaker in Turn['speaker']]: string };

export const USUAL_NAMES: SpeakerNames = { Participant: 'Participant', Replica: 'Replica' };

/** The whole transcript, one line for each turn; null if it is empty. */
export function transcriptText(turns: readonly Turn[], names = USUAL_NAMES): string | null {
  return turns.length === 0 ? null : linesOf(turns, names).join('\n');
}

/** The turns with the names of their speakers. */
export function namedTurns(turns: readonly Turn[], names: SpeakerNames) {
  return turns.map((turn) => ({ ...turn, speaker: names[turn.speaker] }));
}

function linesOf(turns: readonly Turn[], names: SpeakerNames): string[] {
  return turns.map(({ speaker, text }) => `${names[speaker]}: ${text}`);
}

/** Created once: a poll may read a hundred conversations, and creating it takes longer than using it. */
const segmenter = lazily(() => new Intl.Segmenter(undefined, { granularity: 'word' }));

/** A word of Latin letters between spaces: one word by any rule. */
const plainWord = lazily(
  () => /(?<![^ \n])\p{Script=Latin}+(?:'\p{Script=Latin}+)?[.,!?]*(?:[ \n]+|$)/gu,
);

/** The number of words of a speaker, in any language. */
export function wordsOf(turns: readonly Turn[], speaker: Turn['speaker']): number {
  const said = turns.filter((turn) => turn.speaker === speaker).map(({ text }) => text);
  let words = 0;
  // The segmenter takes ten times as long, so it gets only the rest.
  const rest = said.join('\n').replace(plainWord(), () => {
    words += 1;
    return '';
  });
  for (const { isWordLike } of segmenter().segment(rest)) if (isWordLike) words += 1;
  return words;
}

/** The longest short transcript, in characters. */
const MAX_SHORT = 1900;

/** The longest first or last text of a speaker, in characters. */
const MAX_SAID = 500;

/** The first or last text of a speaker; null if there is none. */
export function saidBy(
  turns: readonly Turn[],
  speaker: Turn['speaker'],
  which: 'first' | 'last',
): string | null {
  const turn = turns.filter((each) => each.speaker === speaker).at(which === 'first' ? 0 : -1);
  return turn ? beginning(turn.text, MAX_SAID) : null;
}

/** The beginning and the end of the transcript, and the number of turns left out; null if it is empty. */
export function transcriptShort(turns: readonly Turn[], names = USUAL_NAMES): string | null {
  const lines = linesOf(turns, names);
  const [first, ...others] = lines;
  if (first === undefined) return null;
  if (lengthOf(lines) <= MAX_SHORT) return lines.join('\n');
  const last = others.at(-1);
  if (last === undefined) return withoutMiddle(first, MAX_SHORT);
  const half = Math.floor((MAX_SHORT - leftOut(lines.length).length) / 2) - 1;
  const head = fitting(lines, half);
  const begin = head.length > 0 ? head : [beginning(first, half)];
  const tail = fitting(lines.slice(begin.length).reverse(), half).reverse();
  const end = tail.length > 0 ? tail : [withoutMiddle(last, half)];
  const missing = lines.length - begin.length - end.length;
  return [...begin, ...(missing > 0 ? [leftOut(missing)] : []), ...end].join('\n');
}

function leftOut(count: number): string {
  return `… (${count === 1 ? '1 turn' : `${count} turns`} left out) …`;
}

/** The first lines that fit together. */
function fitting(lines: readonly string[], longest: number): string[] {
  let count = 0;
  while (count < lines.length && lengthOf(lines.slice(0, count + 1)) <= longest) count += 1;
  return lines.slice(0, count);
}

/** The length of the joined lines. */
function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, -1);
}

/** The text, or its beginning and the number of characters left out. */
function beginning(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const ending = ` … (${text.length} more characters)`;
  const kept = upToWord(text, longest - ending.length);
  return `${kept} … (${text.length - kept.length} more characters)`;
}

/** The beginning and the end of a text that is too long. */
function withoutMiddle(text: string, longest: number): string {
  const half = Math.floor((longest - ` … (${text.length} characters left out) … `.length) / 2);
  const begin = upToWord(text, half);
  const end = [...upToWord([...text].reverse().join(''), half)].reverse().join('');
  return `${begin} … (${text.length - begin.length - end.length} characters left out) … ${end}`;
}

/** Cuts a text between two words if possible, and never inside a character. */
function upToWord(text: string, longest: number): string {
  const cut = text.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
  const space = cut.search(/\s\S*$/);
  return (space > longest / 2 ? cut.slice(0, space) : cut).trimEnd();
}
