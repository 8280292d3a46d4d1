/** ISO 8601, such as `PT1H30M`. */
const ISO = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/i;

/** Numbers with their units written out, such as `30 minutes`, `1h30m` or `1 hour, 5 min. and 10 secs`. */
const WRITTEN_OUT = (() => {
  const then = '(?:(?:\\s*,)?(?:\\s*and\\s)?\\s*(?=\\d)|$)';
  const hours = `(?:(\\d+)\\s*h(?:(?:ou)?rs?)?\\.?${then})?`;
  const minutes = `(?:(\\d+)\\s*m(?:in(?:ute)?s?)?\\.?${then})?`;
  const seconds = '(?:(\\d+)\\s*s(?:ec(?:ond)?s?)?\\.?)?';
  return new RegExp(`^(?=\\d)${hours}${minutes}${seconds}$`, 'i');
})();

/**
 * The seconds in a duration whose units are written out, the larger before the smaller; null for
 * anything else, also for a mere number: what was meant by that is not for here to say.
 */
export function secondsOf(text: string): number | null {
  const parts = ISO.exec(text.trim()) ?? WRITTEN_OUT.exec(text.trim());
  if (!parts) return null;
  const [, hours = 0, minutes = 0, seconds = 0] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
