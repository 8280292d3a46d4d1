import type { Turn } from './events.ts';
import type { SpeakerNames } from './transcript.ts';

/** A transcript as the files that people attach and upload. */

/** A transcript as a text file: the title, when it was, and each turn with its time. */
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

/** How long a turn is shown if nobody says how long it was: at least so many seconds, and till it is read. */
const MIN_SHOWN = 4;
const CHARACTERS_PER_SECOND = 15;

/**
 * A transcript as subtitles (WebVTT), counted from the first thing said; null if Tavus has not told
 * when things were said.
 */
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
    // Two at a time are hard to read, but what was said at the same time is shown so.
    const isCut = !duration_seconds && next !== undefined && next > start && next < start + shown;
    const end = isCut ? next : start + shown;
    const voice = escaped(names[speaker]).replaceAll('.', ' ');
    return `${cueTime(start)} --> ${cueTime(end)}\n<v ${voice}>${escaped(text)}`;
  });
  return `WEBVTT\n\n${cues.join('\n\n')}\n`;
}

/** A name for a file about a conversation, without what some systems do not take. */
export function fileName(
  title: string | null,
  createdAt: string | null,
  extension: 'txt' | 'vtt',
): string {
  const words = [createdAt?.slice(0, 10), title ?? 'Conversation'].filter(Boolean).join(' ');
  const safe = words.replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ').replace(/\s+/g, ' ');
  return `${safe
    .slice(0, 100)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
    .replace(/\.+$/, '')}.${extension}`;
}

function whenOf(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Minutes and seconds, with hours if there are any. */
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

/** Cue text in one line, without what WebVTT reads as its own. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s+/g, ' ')
    .trim();
}
