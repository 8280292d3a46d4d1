import type { Bundle } from 'zapier-platform-core';

/**
 * The API key of a connection without what is pasted along: its name in a header, a command or a settings
 * file, quotes, white space, or the key a second time. Only replaces, no branch: Zapier runs this with a
 * placeholder to learn where the key goes (zapier-platform-core 19.1.0, get-auth-template.js).
 */
export function apiKeyOf({ authData }: Bundle): string {
  return String(authData?.api_key ?? '')
    .replace(AROUND, '')
    .replace(NAME, '')
    .replace(/^((bearer|token|(api )?key)(\s*:\s*|\s+))+/i, '')
    .replace(AROUND, '')
    .replace(TWICE, '$1');
}

/** White space, zero-width characters, quotes, brackets and the ends of lines. */
const AROUND = /^[\s\p{Cf}"'“”„‘’`«»<>,;()[\]{}\\]+|[\s\p{Cf}"'“”„‘’`«»<>,;()[\]{}\\]+$/gu;

/** Such as `x-api-key: `, `Authorization: ` or `export TAVUS_API_KEY=`. */
const NAME =
  /^((-H|--header)\s+["'“”‘’]?)?(export\s+)?(x-api-key|authorization|(tavus[\s_-]*)?api[\s_-]*key)["'“”‘’]?(\s*[:=]\s*|\s+)["'“”‘’]?/i;

/** No key of Tavus repeats itself. */
const TWICE = /^(\S{16,128}?)(?:[\s,;]*\1)+$/;
