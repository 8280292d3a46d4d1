/**
 * Readers for JSON from the Tavus API. Its forms differ by age, so each reader returns null for unknown
 * forms and never throws.
 */

/** A JSON object whose values are not known yet. */
export type WireObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; anything else is an empty one. */
export function asObject(value: unknown): WireObject {
  return isObject(value) ? value : {};
}

/** The value as a list; anything else is an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text, also for a number; null for blank text and all else. */
export function asText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** A number, also one in a string. */
export function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** The first readable value under one of the names: old and new names of one thing. */
function firstOf<Value>(
  read: (value: unknown) => Value | null,
  object: WireObject,
  names: readonly string[],
): Value | null {
  for (const name of names) {
    const value = Object.hasOwn(object, name) ? read(object[name]) : null;
    if (value !== null) return value;
  }
  return null;
}

/** The first text under one of the names. */
export function textOf(object: WireObject, ...names: readonly string[]): string | null {
  return firstOf(asText, object, names);
}

/** The first number under one of the names. */
export function numberOf(object: WireObject, ...names: readonly string[]): number | null {
  return firstOf(asNumber, object, names);
}

/** The first moment under one of the names, ISO 8601 UTC. */
export function timeOf(object: WireObject, ...names: readonly string[]): string | null {
  return firstOf(asTime, object, names);
}

/** The first link under one of the names that starts with https://. */
export function linkOf(object: WireObject, ...names: readonly string[]): string | null {
  return firstOf(asHttpsLink, object, names);
}

/** A link that starts with https://; null for any other. */
export function asHttpsLink(value: unknown): string | null {
  const text = asText(value);
  if (text === null || !URL.canParse(text)) return null;
  return new URL(text).protocol === 'https:' ? text : null;
}

/**
 * A link without its query, fragment, user and password. People put secrets into the query of their
 * callback URLs, because Tavus does not sign its requests. Null if nothing is left.
 */
export function withoutSecrets(link: string): string | null {
  const url = URL.canParse(link) ? new URL(link) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return asText(withoutQuery(link.replace(/^(https?:)?([/\\]{2})?[^/\\]*@/i, '$1$2')));
  }
  if (url.username === '' && url.password === '') return withoutQuery(link);
  url.username = '';
  url.password = '';
  return withoutQuery(url.href);
}

function withoutQuery(link: string): string {
  return link.replace(/[?#].*$/s, '');
}

/** Epochs up to this number are seconds, larger ones milliseconds. In seconds it is the year 5138. */
const MAX_EPOCH_SECONDS = 99_999_999_999;

/**
 * A moment as ISO 8601 UTC. Reads ISO 8601 and RFC 1123, with extra white space, with any form of zone
 * or without one (UTC), and Unix epochs in seconds or milliseconds, as numbers or text.
 */
export function asTime(value: unknown): string | null {
  const epoch = asNumber(value);
  if (epoch !== null) {
    return isoOf(new Date(Math.abs(epoch) <= MAX_EPOCH_SECONDS ? epoch * 1000 : epoch));
  }
  const written = typeof value === 'string' ? ISO.exec(monthInDigits(value.trim())) : null;
  if (!written) return null;
  const [, date, time = '00:00', hours = '+00', minutes = '00'] = written;
  return isoOf(new Date(`${date}T${time.replace(',', '.')}${hours}:${minutes}`));
}

const ISO =
  /^(\d{4}-\d\d-\d\d)(?:[t\s]+(\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?))?\s*(?:z|utc|gmt|([+-]\d\d):?(\d\d)?)?$/i;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Converts a date of RFC 1123, such as `Fri, 20 Nov 2026`, to ISO 8601; leaves other text unchanged. */
function monthInDigits(text: string): string {
  return text.replace(
    /^(?:[a-z]+,?\s+)?(\d{1,2})[\s-]([a-z]{3})[a-z]*[\s-](\d{4})(?=\s)/i,
    (_, day: string, name: string, year: string) => {
      const month = MONTHS.indexOf(name.toLowerCase()) + 1;
      return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
    },
  );
}

function isoOf(date: Date): string | null {
  // Zapier cannot read the ISO form of years with more than four digits.
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString() : null;
}

/** The moment `seconds` after another, both ISO 8601 UTC; null if the time is null or out of range. */
export function secondsAfter(time: string | null, seconds: number): string | null {
  return time === null ? null : isoOf(new Date(Date.parse(time) + seconds * 1000));
}
