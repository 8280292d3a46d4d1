import { MASKED_RUN, SECRET_NAME } from './shown.ts';

/** JSON as people and AI steps hand it over, and where it is broken. */

/** How often JSON text may be packed into JSON text. */
const MAX_WRAPPINGS = 3;

/** The value of JSON text, also in a fence, in JSON text or with typographic quotes. Any other value stays. */
export function parsedJson(given: unknown, wrappings = MAX_WRAPPINGS): unknown {
  if (typeof given !== 'string' || wrappings < 0) return given;
  const repaired = straightened(inFence(given));
  // Escaped quotes without those around the whole.
  const escaped = /^\s*[{[]\s*\\"/.test(repaired) ? [`"${repaired}"`] : [];
  for (const text of [given, repaired, ...escaped]) {
    try {
      return parsedJson(JSON.parse(text), wrappings - 1);
    } catch {
      // Then the next form.
    }
  }
  return given;
}

/**
 * Typographic quotes around keys and values become straight, and between them white space that JSON does
 * not have becomes spaces; inside of a text both stay. No character changes its place.
 */
function straightened(text: string): string {
  return text
    .replace(/([{,:[]\s*)[“”„‟]/g, '$1"')
    .replace(/[“”‟](\s*[:,}\]])/g, '"$1')
    .replace(/"(?:[^"\\]|\\.)*"?|[^\S \t\r\n]|[\u200b\u2060]/gs, (part) =>
      part.startsWith('"') ? part : ' ',
    );
}

/** The text in a Markdown fence, as AI steps write it. */
function inFence(text: string): string {
  const isBare = /^\s*[{["]/.test(text);
  const fenced = isBare
    ? undefined
    : /(```|~~~|`)(?:[a-z][\w-]*)?\s*(.*?)(?:\1|$)/s.exec(text)?.[2];
  return fenced ?? text;
}

// ---- where it is broken

/** How many characters are shown before and after the place. */
const SHOWN = 20;

/** A sentence about the first place at which JSON is broken; undefined if the text does not begin as JSON. */
export function faultOf(given: string, maxDepth: number): string | undefined {
  const text = inFence(given).trim();
  const fault = /^[{["]/.test(text) ? firstFault(straightened(text), maxDepth) : null;
  if (!fault) return undefined;
  const { at, expected } = fault;
  const lines = text.slice(0, at).split('\n');
  const line = lines.length > 1 ? ` of line ${lines.length}` : '';
  const safe = withoutSecrets(text);
  const before = safe.slice(Math.max(0, at - SHOWN), at).trim();
  const after = safe.slice(at, at + SHOWN).trim();
  const place = `${String(lines.at(-1)).length + 1}${line}`;
  const found = after ? `comes ${after}` : 'it ends';
  const isQuote = before.endsWith('"') && expected.startsWith('a comma');
  const advice = isQuote ? ' Inside a text, write a backslash before each quote.' : '';
  return `is broken JSON at character ${place}. After ${before} ${found}, but it needs ${expected}.${advice}`;
}

interface Fault {
  /** From 0. */
  readonly at: number;
  readonly expected: string;
}

const BEGUN = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*`;

/** The signs of JSON (RFC 8259). */
const SIGNS = {
  space: /[ \t\n\r]*/y,
  begunText: new RegExp(BEGUN, 'y'),
  text: new RegExp(`${BEGUN}"`, 'y'),
  plain: /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y,
  '{': /\{/y,
  '}': /\}/y,
  '[': /\[/y,
  ']': /\]/y,
  ',': /,/y,
  ':': /:/y,
  end: /$/y,
};

function firstFault(text: string, maxDepth: number): Fault | null {
  let at = 0;
  let fault: Fault | null = null;
  const take = (sign: keyof typeof SIGNS): boolean => {
    const pattern = SIGNS[sign];
    pattern.lastIndex = at;
    const isThere = pattern.test(text);
    if (isThere) at = pattern.lastIndex;
    return isThere;
  };
  const next = (sign: keyof typeof SIGNS) => take('space') && take(sign);
  const need = (sign: keyof typeof SIGNS, expected: string): boolean => {
    if (next(sign)) return true;
    const isText = (sign === 'text' || sign === 'plain') && take('begunText');
    fault = { at, expected: isText ? missingIn(text.charAt(at)) : expected };
    return false;
  };
  const members = (end: '}' | ']', member: () => boolean): boolean => {
    if (next(end)) return true;
    do {
      if (!member()) return false;
    } while (next(','));
    return need(end, `a comma or ${end}`);
  };
  const value = (levels: number): boolean => {
    if (levels < 0) return false;
    if (next('{')) {
      const named = () => need('text', 'a name in double quotes') && need(':', 'a colon');
      return members('}', () => named() && value(levels - 1));
    }
    if (next('[')) return members(']', () => value(levels - 1));
    return next('text') || need('plain', 'a value');
  };
  if (value(maxDepth)) need('end', 'nothing more');
  return fault;
}

/** What a text that has begun needs in place of a character. */
function missingIn(character: string): string {
  if (character === '') return 'a closing quote';
  if (character === '\t') return '\\t for a tab';
  return character === '\\' ? '\\\\ for a backslash' : '\\n for a line break';
}

/** A value under the name of a secret: up to the next name, or to the end of the object. */
const SECRET_VALUE = new RegExp(
  `((?:${SECRET_NAME.source}|headers)[\\w-]{0,40}(?:["'“”]\\s*[:=]?|\\s*[:=])\\s*)((?:[{[].*?(?:[}\\]]|$)|.*?(?=,\\s*["'“”][^"'“”]*["'“”]\\s*:|$)))`,
  'gis',
);

/** The text with dots in place of secrets, which leaves every other character in its place. */
function withoutSecrets(text: string): string {
  const dots = (part: string) => '•'.repeat(part.length);
  return text
    .replace(SECRET_VALUE, (_, name: string, value: string) => name + dots(value))
    .replace(MASKED_RUN, dots);
}
