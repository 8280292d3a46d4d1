import * as z from 'zod/mini';
import type { Kind } from '../forms/kinds.ts';
import { link } from '../forms/one_value.ts';
import { lazily } from '../platform/lazily.ts';

/** Hosts and paths of calendars and booking pages, which have a meeting and are none; and of its phone numbers. */
const NO_MEETING =
  /^((www\.)?google\.com\/calendar|calendar\.google\.com|calendar\.app\.google|outlook\.(live|office|office365)\.com|([\w-]+\.)?icloud\.com|(api\.)?calendly\.com(?!\/events\/[^/]+\/\w)|(app\.)?cal\.com|([\w-]+\.)?(savvycal|tidycal|acuityscheduling|doodle|addevent|hubspot)\.com|tel\.meet)(\/|$)|\.ics$/;

/** The link of a meeting that a replica joins. */
export const meetingLink = (() => {
  const anyLink = link(['https']);
  const isMeeting = (value: string) => {
    const { hostname, pathname } = new URL(value);
    return !NO_MEETING.test(hostname + pathname);
  };
  return {
    ...anyLink,
    schema: lazily(() =>
      z.pipe(
        anyLink.schema(),
        z.string().check(
          z.refine(isMeeting, {
            error:
              'This is a page about a meeting, such as a calendar entry. Map the link of the Google Meet or Zoom meeting itself.',
          }),
        ),
      ),
    ),
  } satisfies Kind<string>;
})();
