import type { Turn } from './events.ts';
import type { SpeakerNames } from './transcript.ts';

/** Transcripts as files, to attach or upload. */

/** A transcript as a text file: the title, the date, and each turn with its time. */
export function transcriptFile(
  title: string | null,
  createdAt: string | null,
  turns: readonly Turn[],
  names: SpeakerNames,
): string {
  const heading = [title, createdAt === null ? null : whenOf(createdAt)].filter(Boolean);
  const lines = turns.map(({ speaker, text, seconds_from_start }) => {
    const time = seconds_from_start === null ? '' : `[${clockOf(seconds_from_start)}] `;
    return `${time}${names[speaker]}: ${text}`;
  });
  return `${[...heading, ...(heading.length > 0 ? [''] : []), ...lines].join('\n')}\n`;
}

/** How long a turn without a duration is shown, in seconds: at least this, and long enough to read it. */
const MIN_SHOWN = 4;
const CHARACTERS_PER_SECOND = 15;

/** A transcript as subtitles (WebVTT), with times from the first turn; null if a turn has no time. */
export function subtitlesFile(turns: readonly Turn[], names: SpeakerNames): string | null {
  const timed = turns.flatMap((turn) => {
    const start = turn.seconds_from_start;
    return start === null ? [] : [{ ...turn, start: Math.max(0, start) }];
  });
  if (timed.length < turns.length || turns.length === 0) return null;
  timed.sort((one, other) => one.start - other.start);
  const cues = timed.map(({ start, duration_seconds, speaker, text }, index) => {
    const next = timed[index + 1]?.start;
    const shown = duration_seconds || Math.max(MIN_SHOWN, text.length / CHARACTERS_PER_SECOND);
    // Two cues at the same time are hard to read, so a cue ends when the next begins, unless both begin together.
    const isCut = !duration_seconds && next !== undefined && next > start && next < start + shown;
    const end = isCut ? next : start + shown;
    const voice = escaped(names[speaker]).replaceAll('.', ' ');
    return `${cueTime(start)} --> ${cueTime(end)}\n<v ${voice}>${escaped(text)}`;
  });
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}

/** The name of a file about a conversation, without characters that some systems reject. */
export function fileName(
  title: string | null,
  createdAt: string | null,
  extension: 'txt' | 'vtt',
): string {
  const date = createdAt === null ? '' : `${createdAt.slice(0, 10)} `;
  const safe = (title ?? '').replace(/[\s\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]+/gu, ' ').trim();
  const name = safe
    .slice(0, 100 - date.length)
    // The cut may leave half an emoji.
    .replace(/\p{Cs}$/u, '')
    // A name of dots has a meaning of its own, and some systems drop dots and spaces at the end.
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${date}${name || 'Conversation'}.${extension}`;
}

function whenOf(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Minutes and seconds, and hours if needed. */
function clockOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const two = (number: number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Such as 00:01:06.500. */
function cueTime(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const whole = Math.floor(milliseconds / 1000);
  const clock = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(two);
  return `${clock.join(':')}.${String(milliseconds % 1000).padStart(3, '0')}`;
}

/** Cue text on one line, with the special characters of WebVTT escaped. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s+/g, ' ')
    .trim();
}
