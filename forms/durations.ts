/** How many seconds the units of a duration have, by their first letter. */
const SECONDS: ReadonlyMap<string, number> = new Map([
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]);

/** ISO 8601, such as `PT1H30M`. */
const ISO = /^pt(?=\d)((\d+h)?(\d+m)?(\d+s)?)$/i;

/** Words and abbreviations, such as `30 minutes` or `1h 30 min`. */
const WORDS = /^(\s*\d+\s*(h|hours?|hrs?|m|min|mins|minutes?|s|sec|secs|seconds?)\s*(and|,)?)+$/i;

/**
 * The seconds in a duration that a person or an AI agent wrote where a number of seconds belongs; null
 * for anything else. It is used for a better error only, never sent: what was meant is for them to say.
 */
export function secondsOf(given: unknown): number | null {
  if (
    typeof given !== 'string' ||
    given.length > 40 ||
    !(ISO.test(given.trim()) || WORDS.test(given))
  ) {
    return null;
  }
  let seconds = 0;
  for (const [, count, unit] of given.matchAll(/(\d+)\s*([hms])/gi)) {
    seconds += Number(count) * Number(SECONDS.get(String(unit).toLowerCase()));
  }
  return seconds;
}
