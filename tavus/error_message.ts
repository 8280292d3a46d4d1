import { asList, asObject, asText } from './wire.ts';

/** Longer messages are cut, in characters: an error is read in a narrow box. */
const LONGEST_MESSAGE = 300;

/**
 * Tavus's own message about a refusal, on one line and shortened; null if there is none that is readable.
 *
 * A body has `error` or `message`, sometimes with a Python-style dict in the string; gateways
 * answer with HTML or with nothing. An API that quotes the key back must not bring it into an error.
 */
export function errorMessage(content: string, data: unknown, apiKey: string): string | null {
  const raw = data === undefined ? textOfPage(content) : textIn(data);
  const safe = raw && apiKey ? raw.replaceAll(apiKey, '[API key]') : raw;
  const message = safe && withoutPythonDict(safe).replace(/\s+/g, ' ').trim();
  if (!message) return null;
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message;
}

function textIn(data: unknown): string | null {
  const list = asList(data);
  if (list.length > 0) return textIn(list[0]);
  const body = asObject(data);
  for (const said of [body.error, body.message, body.errors, body.detail]) {
    const text = asText(said) ?? (typeof said === 'object' && said !== null ? textIn(said) : null);
    if (text) return text;
  }
  return asText(data);
}

function textOfPage(content: string): string | null {
  // A page may be large; what it says of the error is at its top.
  const page = content.slice(0, 10_000);
  const title = /<(title|h1)[^>]*>([^<]{1,200})/i.exec(page)?.[2];
  if (title) return title;
  return /^\s*</.test(page) || !isReadable(page) ? null : page;
}

function isReadable(text: string): boolean {
  const letters = text.slice(0, 200).match(/[\p{L}\p{N}\p{P}\s]/gu)?.length ?? 0;
  return letters >= 0.9 * [...text.slice(0, 200)].length;
}

/** "Bad Request. {'face_id': ['It is required.']}" -> "Bad Request. face_id: It is required." */
function withoutPythonDict(text: string): string {
  const start = text.indexOf('{');
  const dict = start < 0 ? '' : text.slice(start);
  const entries = [...dict.matchAll(/(['"])(\w+)\1\s*:\s*\[\s*(['"])(.*?)\3\s*[\],]/g)];
  const sentences = entries.map(([, , name, , sentence]) => `${name}: ${sentence}`);
  return sentences.length === 0 ? text : `${text.slice(0, start)}${sentences.join(' ')}`;
}
