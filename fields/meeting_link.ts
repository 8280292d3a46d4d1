import { link, MAP_ONE } from '../forms/one_value.ts';

/** Hosts and paths of calendars and booking pages, which have a meeting and are none; and of its phone numbers. */
const NO_MEETING =
  /^((www\.)?google\.com\/calendar|calendar\.[\w.-]+|(outlook|bookings)\.(live|office|office365|cloud)\.(com|microsoft)|([\w-]+\.)?zoom\.us\/(meeting|webinar)\/register|([\w-]+\.)?icloud\.com|(api\.)?calendly\.com(?!\/events\/[^/]+\/\w)|(app\.)?cal\.com|([\w-]+\.)?(savvycal|tidycal|acuityscheduling|doodle|addevent|hubspot)\.com|tel\.meet)(\/|$)|\.ics$/;

/** A meeting of these sites has no comma in its path, so something else stands behind it. */
const WITH_MORE = /^https:\/\/([\w-]+\.)*(google|zoom|microsoft|live)\.(com|us)\/[^?#]*,/i;

/** The link of a meeting that a replica joins. */
export const meetingLink = link(
  ['https'],
  MAP_ONE,
  { accepts: (value) => !WITH_MORE.test(value), otherwise: `has several links in it. ${MAP_ONE}` },
  {
    accepts: isMeeting,
    otherwise:
      'This is a page about a meeting, such as a calendar entry. Map the link of the Google Meet, Zoom or Teams meeting itself.',
  },
);

function isMeeting(value: string): boolean {
  const { hostname, pathname } = new URL(value);
  return !NO_MEETING.test(hostname + pathname);
}
