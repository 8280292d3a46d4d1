import { asObject, asText, isObject, type WireObject } from './wire.ts';

/** The content of an error answer. */
export interface ErrorMessage {
  /** Tavus's own text, on one line and shortened; null if there is no readable text. */
  readonly text: string | null;
  /** The places in the request that it names, such as `properties.language`. */
  readonly places: readonly string[];
}

/** The longest message, in characters: Zapier shows errors in a narrow box. */
const MAX_MESSAGE_LENGTH = 300;

/**
 * Reads the body of an error answer. It has `error` or `message`, sometimes with a Python dict in the
 * text, or `detail` with a list of findings; gateways answer with HTML or nothing. The API key is
 * removed if the answer quotes it.
 */
export function errorMessage(content: string, data: unknown, apiKey: string): ErrorMessage {
  const findings =
    data === undefined ? [{ text: textOfPage(content), path: [] }] : findingsIn(data);
  const joined = sentencesOf(findings);
  const text = (apiKey ? joined.replaceAll(apiKey, '[API key]') : joined)
    .replace(/\s+/g, ' ')
    .trim();
  return {
    text:
      text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH - 1)}…` : text || null,
    places: findings.flatMap(({ text, path }) => [...placesOf(path), ...placesInSentence(text)]),
  };
}

/** As {@link errorMessage}, for a 2xx: only the keys of an error count, because the others are data. */
export function errorInAnswer(data: unknown, apiKey: string): ErrorMessage {
  const said = Object.entries(asObject(data)).filter(([name]) => ERROR_NAMES.includes(name));
  return errorMessage('', Object.fromEntries(said), apiKey);
}

/** The words of a value that should be a text about an error, but may be an object; null if there are none. */
export function wordsIn(value: unknown): string | null {
  return asText(value) ?? (sentencesOf(findingsIn(value, [], 1)) || null);
}

function sentencesOf(findings: readonly Finding[]): string {
  const said = findings.map(({ text, path }) => [...placesOf(path), text].join(': '));
  return said.map((each, index) => (said[index + 1] ? asSentence(each) : each)).join(' ');
}

/** One problem, and the path of names to its place. */
interface Finding {
  readonly text: string;
  readonly path: readonly string[];
}

function asSentence(text: string): string {
  return /[.!?:;,]\s*$/.test(text) ? text : `${text}.`;
}

/** Names in a path that stand for the whole request. */
const NO_PLACE = /^(body|json|_schema|__root__|non_field_errors)$/;

function placesOf(path: readonly string[]): string[] {
  const names = path.filter((name) => !NO_PLACE.test(name));
  return names.length === 0 ? [] : [names.join('.')];
}

/** The fields that are named in sentences of the Tavus docs. */
function placesInSentence(text: string): string[] {
  const ids = [
    ...text.matchAll(/\binvalid (\w+_(?:ids?|uuid))\b/gi),
    ...text.matchAll(/\b([a-z]+(?:[_.][a-z]+)+) is required\b/gi),
  ].map(([, name]) => String(name));
  const [, checked] = /\binvalid request: ([\w.]+) /i.exec(text) ?? [];
  const isRole = /unable to assume role/i.test(text);
  return [...ids, ...(checked ? [checked] : []), ...(isRole ? ROLE_PLACES : [])];
}

const ROLE_PLACES = [
  'properties.aws_assume_role_arn',
  'properties.recording_storage.assume_role_arn',
];

// ---- JSON

/** The keys of the error in a body, the best first. */
const ERROR_NAMES = [
  'error',
  'message',
  'msg',
  'errors',
  'detail',
  'error_message',
  'error_details',
];

/** Further keys of the error. They may be fields of the request too; then they contain a list. */
const DESCRIBING_NAMES = ['description', 'reason', 'title'];

/** The deepest level that is searched for findings. */
const MAX_DEPTH = 8;

function findingsIn(data: unknown, path: readonly string[] = [], depth = 0): Finding[] {
  const text = asText(data);
  if (text !== null) return findingsInText(text, path, depth);
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(data)) return data.flatMap((each) => findingsIn(each, path, depth + 1));
  if (!isObject(data)) return [];
  const place = Array.isArray(data.loc) ? data.loc.map(String) : path;
  const describing = DESCRIBING_NAMES.filter((name) => !Array.isArray(data[name]));
  const said = [...ERROR_NAMES, ...describing].map((name) =>
    findingsIn(data[name], place, depth + 1),
  );
  const [best, ...others] = said.filter((each) => each.length > 0);
  if (!best) return fieldFindings(data, path, depth);
  // One text is enough, but findings with a place are kept.
  return [...best, ...others.flat().filter((each) => each.path.length > place.length)];
}

/** The findings in an object whose keys are fields. */
function fieldFindings(data: WireObject, path: readonly string[], depth: number): Finding[] {
  return Object.entries(data).flatMap(([name, value]) => {
    // At the top level, texts are other properties of the answer; numbers are never findings.
    const isText = typeof value === 'string' && depth > 0;
    if (!isText && !Array.isArray(value) && !isObject(value)) return [];
    return findingsIn(value, [...path, name], depth + 1);
  });
}

/** Reads "Bad Request. {'face_id': ['It is required.']}" as a text and a finding. */
function findingsInText(text: string, path: readonly string[], depth: number): Finding[] {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}') + 1;
  const dict =
    start < 0 || end - start > MAX_DICT_LENGTH ? null : parsedDict(text.slice(start, end));
  const findings = dict && depth <= MAX_DEPTH ? fieldFindings(dict, path, depth + 1) : [];
  if (findings.length === 0) return [{ text, path }];
  const around = (part: string) => (part.trim() === '' ? [] : [{ text: part.trim(), path }]);
  return [...around(text.slice(0, start)), ...findings, ...around(text.slice(end))];
}

/** The longest dict that is parsed, in characters. */
const MAX_DICT_LENGTH = 10_000;

/** A Python dict or a JSON object; null if it is neither. */
function parsedDict(dict: string): WireObject | null {
  const json = dict.replace(
    // An open quote takes the rest: then nothing is to be read, and it is not looked for again.
    /'((?:[^'\\]|\\.)*)'|"(?:[^"\\]|\\.)*"|['"].*|\b(?:True|False|None)\b|(?<!\d)\d+(?!\d)(?=\s*:)/gs,
    (token, inner: string | undefined) => {
      if (inner !== undefined) return JSON.stringify(inner.replace(/\\(['"\\])/g, '$1'));
      if (token.startsWith('"')) return token.replace(/\\'/g, "'");
      return JSON.stringify(token);
    },
  );
  try {
    // JSON that begins and ends with a brace is an object.
    return asObject(JSON.parse(json));
  } catch {
    return null;
  }
}

// ---- anything else

function textOfPage(content: string): string {
  // A page may be large; its error is at the top.
  const page = content.slice(0, 10_000);
  const title = /<(title|h1)[^<>]*>([^<]{1,200})/i.exec(page)?.[2];
  if (title) return title;
  return /^\s*</.test(page) || !isReadable(page) ? '' : page;
}

function isReadable(text: string): boolean {
  const letters = text.slice(0, 200).match(/[\p{L}\p{N}\p{P}\s]/gu)?.length ?? 0;
  return letters >= 0.9 * [...text.slice(0, 200)].length;
}
