import { lazily } from '../platform/lazily.ts';

/** Text from calendars, mails and CRMs that arrives as HTML. */

/** Tags that become text; a text with any other tag, such as `<break/>`, is meant as it is. */
const KNOWN_TAGS = new Set(
  'html head style body p br div span li ul ol a b i strong em u h1 h2 h3 h4 h5 h6 table caption colgroup col thead tbody tfoot tr th td'.split(
    ' ',
  ),
);

/** Tags without a line of their own. */
const INLINE_TAGS = new Set('span a b i strong em u'.split(' '));

/** Anything that looks like a tag; `3 < 5` and `<maria@example.com>` do not. */
const ANY_TAG = /<\/?([a-z][\w.-]*(?::[\w.-]+)?)(?=[\s/>])[^<>]*>/gi;

/** A tag of HTML: all but a few attributes have values, so that `a <b and c> d` has none. */
const TAG =
  /<\/?([a-z]\w*)(?:\s+(?:[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)|(?:data-[\w-]+|hidden|nowrap|reversed|download|compact)(?=[\s/>])))*\s*\/?>/gi;

/** What nobody sees: comments, styles, the head, the kind of the document. Each begins and ends somewhere. */
const UNSEEN = [
  ['<!--', '-->'],
  ['<style\\b', '</style\\s*>'],
  ['<head\\b', '</head\\s*>'],
  ['<!doctype\\b', '>'],
  ['<\\?xml\\b', '>'],
].map(([start, end]) => ({
  upToLastEnd: new RegExp(`^.*${end}`, 'is'),
  each: new RegExp(`${start}.*?${end}`, 'gis'),
}));

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{1,8}\d{0,2}));/gi;

/** What tags leave: a mark and white space. No text has NUL in it. */
const NEW_LINE = '\u0000\n';
const GAP = '\u0000 ';
const SPACE = /[\s\0]+/g;

/**
 * The text of HTML: tags become line breaks or nothing, entities become characters. A text with a tag
 * that is not of a closed list stays whole.
 */
export function plainText(text: string): string {
  if (!/[<&]/.test(text)) return text;
  let seen = text;
  for (const { upToLastEnd, each } of UNSEEN) {
    // Beyond the last end, every start would be searched for one in vain.
    seen = seen.replace(upToLastEnd, (part) => part.replace(each, ''));
  }
  const tags = [...seen.matchAll(ANY_TAG)].map(([, name]) => String(name).toLowerCase());
  if (tags.some((name) => !KNOWN_TAGS.has(name))) return text;
  // In HTML, the line break of the source behind <br> is no second one.
  const flowing = seen.replace(/(<br\s*\/?>)\r?\n/gi, '$1');
  const marked = flowing.replace(TAG, (tag: string, given: string) => {
    const name = given.toLowerCase();
    if (!KNOWN_TAGS.has(name)) return tag;
    if (name === 'br') return '\n';
    if (name === 'td' || name === 'th') return GAP;
    return INLINE_TAGS.has(name) ? '' : NEW_LINE;
  });
  if (!marked.includes('\u0000')) return decoded(marked);
  const lines = marked.replace(SPACE, (space) => {
    if (space.includes(NEW_LINE)) return '\n';
    return space.includes(GAP) ? ' ' : space;
  });
  return decoded(lines.trim());
}

/** Decodes entities, each once; an unknown one stays. */
function decoded(text: string): string {
  return text.replace(ENTITY, (entity: string, decimal?: string, hex?: string, name = '') => {
    if (name) return named().get(name) ?? entity;
    return character(decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal));
  });
}

/** Old mail programs number the signs of Windows, such as 146 for an apostrophe; the HTML standard reads them so. */
function character(code: number): string {
  if (code >= 0x80 && code < 0xa0) {
    return new TextDecoder('windows-1252').decode(Uint8Array.of(code));
  }
  if (code === 0xa0) return ' ';
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : '\ufffd';
}

/** The names of U+00A0 to U+00FF in their order (HTML 4, "Character entity references for ISO 8859-1"). */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

const named = lazily(
  () =>
    new Map<string, string>([
      ...LATIN.split(' ').map((name, index): [string, string] => [name, character(0xa0 + index)]),
      ...Object.entries({
        ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
        ...{ AMP: '&', LT: '<', GT: '>', QUOT: '"' },
        ...{ ensp: ' ', emsp: ' ', thinsp: ' ', zwnj: '\u200c', zwj: '\u200d', hellip: '…' },
        ...{ ndash: '–', mdash: '—', bull: '•', euro: '€', trade: '™' },
        ...{ lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„' },
        ...{ lsaquo: '‹', rsaquo: '›', minus: '−', le: '≤', ge: '≥', ne: '≠' },
        ...{ rarr: '→', larr: '←', check: '✓' },
        ...{ OElig: 'Œ', oelig: 'œ', Scaron: 'Š', scaron: 'š', Yuml: 'Ÿ' },
      }),
    ]),
);
