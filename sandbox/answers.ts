import type { Problems } from './contract.ts';

/** What goes back over HTTP; a body of undefined is an empty one. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Tavus uses either key for the same purpose, by endpoint and by mood. */
export function failure(status: number, key: 'error' | 'message', text: string): Answer {
  return { status, body: { [key]: text } };
}

/** A failed schema check: the findings as Python prints a dict, inside a text. */
export function badRequest(problems: Problems): Answer {
  return failure(400, 'error', `Bad Request. ${pythonText(problems)}`);
}

function pythonText(value: string | readonly string[] | Problems): string {
  if (typeof value === 'string') {
    return value.includes("'") ? `"${value}"` : `'${value}'`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(pythonText).join(', ')}]`;
  }
  const entries = Object.entries(value).map(([key, each]) => `'${key}': ${pythonText(each)}`);
  return `{${entries.join(', ')}}`;
}
