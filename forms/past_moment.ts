import * as z from 'zod/mini';
import { lazily } from '../platform/lazily.ts';
import { conversion, type Kind, Rejection, secondsOf, text } from './kinds.ts';

/** A moment in milliseconds of Unix time: a date, with or without a time, or how long ago it was. */
export const pastMoment = {
  schema: lazily(() => z.pipe(text.schema(), conversion(momentOf))),
  zapierField: {},
  accepts: 'a date such as 2026-11-20 or 2026-11-20T09:00:00Z, or how long ago, such as 24 hours',
  placeholdersAreBlank: true,
} satisfies Kind<number>;

/** A date without a time zone is in UTC. */
function momentOf(given: string): number | Rejection {
  const written = given.trim();
  const seconds = secondsAgo(written.replace(/ ago$/i, ''));
  if (seconds !== null) return Date.now() - seconds * 1000;
  const [, date, time = '00:00', zone = 'Z'] = DATE.exec(written) ?? [];
  const moment = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(moment) ? new Rejection() : moment;
}

/** ISO 8601, also with a space before the time and no colon in the zone. */
const DATE =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?: ?(Z|[+-]\d\d:?\d\d))?)?$/i;

const DAYS = /^(\d{1,4})\s*(?:d(?:ays?)?|(w(?:eeks?)?))$/i;

const DAY = 86_400;

/** A number of days or weeks, or a duration; a plain clock time is no duration. */
function secondsAgo(text: string): number | null {
  const days = DAYS.exec(text);
  if (days) return Number(days[1]) * DAY * (days[2] ? 7 : 1);
  return text.includes(':') ? null : secondsOf(text);
}
