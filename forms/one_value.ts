import * as z from 'zod/mini';
import { lazily } from '../platform/lazily.ts';
import { isBlank } from './blank.ts';
import { type Check, conversion, converted, type Kind, Rejection, word } from './kinds.ts';
import { plainText } from './plain_text.ts';

/**
 * Kinds that take one ID or one link. Other steps hand over what clings to it, and several at once:
 * Zapier joins line items with commas.
 */

/** What to do about several values. */
export const MAP_ONE = 'Map one of them.';

/** The same, where a step for each of them makes sense. */
export const MAP_ONE_OR_LOOP = `${MAP_ONE} To use each of them, add Looping by Zapier before this step.`;

/** Zero-width characters and marks of direction, which stick to what is copied from a page or a chat. */
const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202c\u2060\u2066-\u2069\ufeff]/g;

// ---- IDs

/** One ID, as it is written; see {@link converted}. Rejects several, and one that a spreadsheet has rounded. */
export function oneId(
  accepts: string,
  convert: (value: string) => string | Rejection = (value) => value,
  ...checks: readonly Check[]
) {
  const kind = converted(accepts, convert, ...checks);
  return {
    ...kind,
    schema: lazily(() => z.pipe(z.pipe(exactId(), singleId()), kind.schema())),
  } satisfies Kind<string>;
}

/** `1.23457E+17`, as spreadsheets and programs write a number that is too long for them. */
const ROUNDED = /^[-+'"]*(?:\d[.,]\d+E\+?|\dE\+)\d+["']?$/i;

/** An ID that was a number on its way, such as `12345.0`. */
const NUMBER = /^(\d+)\.0+$/;

const ROUNDED_ID =
  'This ID was rounded before it arrived, so two people could get the same one. In the spreadsheet, format the column as plain text, and enter the IDs again. From another app, map the ID as text.';

/** Reads an ID; rejects one that was rounded. Anything but a text or a number is left to the next schema. */
export const exactId = lazily(() =>
  conversion((arrived: unknown) => {
    const given = onlyItem(arrived);
    if (typeof given !== 'string' && typeof given !== 'number') return given;
    const written = String(given).replace(INVISIBLE, '').trim();
    const [, digits] = NUMBER.exec(written) ?? [];
    const number = typeof given === 'number' ? given : digits && Number(digits);
    const isInexact = typeof number === 'number' && Math.abs(number) > Number.MAX_SAFE_INTEGER;
    if (isInexact || ROUNDED.test(written)) return new Rejection(ROUNDED_ID);
    return digits ?? written;
  }),
);

const singleId = lazily(() => single('IDs', idsIn));

/** Such as `20417`, `maria@example.com` or a link, and not a part of a name. */
const LIKE_AN_ID = /^(?=\S*[\d@_/:])\S+$/;

/** The IDs in a text. One are `Lopez, Maria`, a link, whose path may have commas, `20,417` and `auth0|20417`. */
function idsIn(text: string): readonly string[] {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return linksIn(text);
  const parts = text.split(/[,;，；、\n]|\s\|\s/).flatMap((part) => part.trim() || []);
  return parts.every((part) => LIKE_AN_ID.test(part)) && !isGrouped(text) ? parts : [text];
}

/** A number with commas between its thousands. */
function isGrouped(text: string): boolean {
  return /^\d{1,3}(,\d{3})+$/.test(text);
}

// ---- links

/** An absolute URL with one of the given schemes, such as `['https']`. `several`: the advice about several links. */
export function link(schemes: readonly string[], several = MAP_ONE, ...checks: readonly Check[]) {
  const kind = word(
    `a complete link that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    { accepts: (value) => isWholeLink(value, schemes) },
    { accepts: isNoSecretOfHost, otherwise: START_LINK },
    ...checks,
  );
  return {
    ...kind,
    schema: lazily(() => z.pipe(single('links', linksIn, several), kind.schema())),
  } satisfies Kind<string>;
}

/** The URL parser silently strips whitespace and flips backslashes. */
function isWholeLink(value: string, schemes: readonly string[]): boolean {
  const scheme = /^([a-z]+):\/\//i.exec(value)?.[1]?.toLowerCase() ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for control characters
  return schemes.includes(scheme) && !/[\s\u0000-\u001f\u007f]/.test(value) && URL.canParse(value);
}

/** Zoom's `start_url` signs in as the host by its parameter `zak` (Zoom's API reference, "Create a meeting"). */
function isNoSecretOfHost(value: string): boolean {
  return !/[?&#]zak=/i.test(value);
}

const START_LINK =
  'This is the start link of a Zoom meeting, which lets anyone act as its host. Map the Join URL of the meeting instead.';

/** Where the next link or phone number begins; a comma or a link inside a link is no such place. */
const NEXT_LINK =
  /[\s,;|，；、](?=["'<([]*(?:(?:https?|ftp|tel|mailto|sips?|callto|skype|zoommtg|msteams):|www\.|\+\d[\d\s().,;#-]{5,}$|(?:meet\.google|(?:[\w-]+\.)?zoom|teams\.(?:microsoft|live))\.(?:com|us)\/))|(?<=[a-z\d"'<>()[\]])(?=https?:\/\/)/i;

/** What a part of a text has if it is a link or a phone number, and not words before one, such as `Join:`. */
const LIKE_A_LINK = /\S[:.]\S|\+\d/;

/** The links in a text, without what clings to them; one that stands there twice is one. */
function linksIn(text: string): readonly string[] {
  const href = /^\s*<a\s[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(text)?.[1] ?? text;
  const label = /^\s*\[[^\]]*\]\((.*)\)\s*$|^\s*<([^|<>\s]+)\|[^<>]*>\s*$/s.exec(href);
  const bare = plainText(label?.[1] ?? label?.[2] ?? href).replace(INVISIBLE, '');
  const parts = bare.split(NEXT_LINK);
  const links = parts.filter((part) => LIKE_A_LINK.test(part));
  return [...new Set((links.length > 0 ? links : parts).map(cleaned))].filter(
    (each) => each !== '',
  );
}

/** Sites whose links are passed on without their scheme, also after `//`. */
const KNOWN_SITE =
  /^(?:\/\/)?(?=(?:www\.)?(?:meet\.google\.com|(?:[\w-]+\.)?zoom\.(?:us|com)|teams\.(?:microsoft|live)\.com|(?:docs|drive)\.google\.com|dropbox\.com|(?:[\w-]+\.)?sharepoint\.com|onedrive\.live\.com|1drv\.ms|github\.com)\/)/i;

/** What stands before and after a link in a text; a closing bracket belongs to a link that opens one. */
const BEFORE = /[\s"'“”‘’«»„<([{*]/;
const AFTER = /[\s"'“”‘’«»*.,;:|]/;
const BRACKETS = { ')': '(', ']': '[', '}': '{', '>': '<' };

function cleaned(given: string): string {
  let link = given;
  while (BEFORE.test(link.charAt(0))) link = link.slice(1);
  const closing = Object.entries(BRACKETS).filter(([, open]) => !link.includes(open));
  const isAround = (last: string) =>
    AFTER.test(last) || closing.some(([bracket]) => bracket === last);
  while (isAround(link.charAt(link.length - 1))) link = link.slice(0, -1);
  const whole = link
    .replace(/&(?:amp;)+/gi, '&')
    .replace(KNOWN_SITE, 'https://')
    .replace(/^https?:\/\/(?=https?:\/\/)/i, '');
  return behindRedirect(whole);
}

/** The target of a link that Google or Outlook has wrapped. */
function behindRedirect(link: string): string {
  if (!URL.canParse(link)) return link;
  const { hostname, pathname, searchParams } = new URL(link);
  const isGoogle = /^(?:www\.)?google\.[a-z.]+$/.test(hostname) && pathname === '/url';
  if (!isGoogle && !/\.safelinks\.protection\.outlook\.com$/.test(hostname)) return link;
  const target = searchParams.get('q') ?? searchParams.get('url') ?? '';
  return /^https?:\/\//i.test(target) ? target : link;
}

// ---- several values

/** The only filled-in item of a list, as agents send one value; any other value stays. */
function onlyItem(given: unknown): unknown {
  const items = Array.isArray(given) ? given.filter((item) => !isBlank(item)) : [];
  return items.length === 1 ? items[0] : given;
}

/** Takes the only value that `valuesIn` finds; rejects several. */
function single(
  things: 'IDs' | 'links',
  valuesIn: (text: string) => readonly string[],
  advice = MAP_ONE,
) {
  return conversion((given: unknown) => {
    const only = onlyItem(given);
    const values = typeof only === 'string' ? valuesIn(only) : [];
    const isList = Array.isArray(only) && only.some((item) => !isBlank(item));
    if (!isList && values.length < 2) return values[0] ?? only;
    return new Rejection(`has several ${things} in it. ${advice}`);
  });
}
