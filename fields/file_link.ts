import * as z from 'zod/mini';
import { conversion, type Kind, Rejection } from '../forms/kinds.ts';
import { link, MAP_ONE_OR_LOOP } from '../forms/one_value.ts';
import { lazily } from '../platform/lazily.ts';
import { isPrivate, type SharePage, sharePageOf } from './share_page.ts';

/** Fields for a link that Tavus opens. */

const webLink = link(['https', 'http'], MAP_ONE_OR_LOOP);

/** A link to a file that Tavus fetches, such as `an audio file`. Rejects pages that show a file. */
export function fileLink(file: string) {
  return publicLink(file, (page) => page);
}

/** A link to a file or a website that Tavus reads. Rejects pages that show a file. */
export const fileOrWebsiteLink = publicLink('a file or a website', (page) =>
  page?.isWebsite ? null : page,
);

/** A link to a website that Tavus opens. */
export const websiteLink = publicLink('a website', () => null);

function publicLink(target: string, wrongPage: (page: SharePage | null) => SharePage | null) {
  const rightPage = (link: string) => {
    if (isPrivate(link)) return new Rejection(PRIVATE);
    const page = wrongPage(sharePageOf(link));
    return page ? new Rejection(insteadOf(page)) : link;
  };
  return {
    ...webLink,
    schema: lazily(() => z.pipe(webLink.schema(), conversion(rightPage))),
    accepts: `${webLink.accepts} and leads to ${target}`,
  } satisfies Kind<string>;
}

const PRIVATE =
  'Tavus cannot reach this address, because it belongs to a private network. Use a public link.';

function insteadOf({ service, fileLink, advice }: SharePage): string {
  if (fileLink !== null) {
    return `This link opens a page of ${service}, not the file itself. Use ${fileLink} instead, and share the file with everyone who has the link.`;
  }
  return advice
    ? `This link opens a page of ${service}, not the file itself. ${advice}`
    : `This link opens a folder of ${service}. Use the link of one file.`;
}
