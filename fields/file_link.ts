import * as z from 'zod/mini';
import { type Kind, link } from '../forms/kinds.ts';
import { lazily } from '../platform/lazily.ts';
import { type SharePage, sharePageOf } from './share_page.ts';

/** A link to a file that Tavus fetches, such as `an audio file`. Rejects share pages. */
export function fileLink(file: string) {
  const anyLink = link(['https', 'http']);
  return {
    ...anyLink,
    schema: lazily(() => {
      const isNoPage = z.string().check(({ value, issues }) => {
        const page = sharePageOf(value);
        if (page) issues.push({ code: 'custom', input: value, message: insteadOf(page) });
      });
      return z.pipe(anyLink.schema(), isNoPage);
    }),
    accepts: `${anyLink.accepts} and leads to ${file}`,
  } satisfies Kind<string>;
}

function insteadOf({ service, fileLink }: SharePage): string {
  return fileLink === null
    ? `This link opens a folder of ${service}. Use the link of one file.`
    : `This link opens a page of ${service} and not the file itself. Use ${fileLink} instead, and share the file with everybody who has the link.`;
}
