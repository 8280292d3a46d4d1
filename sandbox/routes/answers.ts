import type { Problems } from '../contract.ts';
import { isRecord, readText } from '../reading.ts';

/** An HTTP answer; a body of undefined is empty. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The validation errors that the answer reports. */
  readonly problems?: Problems;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Tavus uses one key or the other, depending on the endpoint. */
export function failure(status: number, key: 'error' | 'message', text: string): Answer {
  return { status, body: { [key]: text } };
}

/** Validation errors as a text: a dict as Python prints it. */
export function badRequest(problems: Problems): Answer {
  return { ...failure(400, 'error', `Bad Request. ${pythonText(problems)}`), problems };
}

/** The same for documents: a sentence about the first error (Tavus docs: create-document). */
export function invalidRequest(problems: Problems): Answer {
  const [field, finding] = firstFinding(problems);
  const text = /^Missing/.test(finding)
    ? 'is required'
    : finding
        .replace(/^Not a valid (?=[aio])/, 'must be an ')
        .replace(/^Not a valid/, 'must be a')
        .replace(/^Must/, 'must');
  return failure(400, 'error', `Invalid request: ${field} ${text.replace(/\.$/, '')}`);
}

function firstFinding(problems: Problems): [field: string, finding: string] {
  const [name, found] = Object.entries(problems)[0] ?? ['', ['']];
  if (Array.isArray(found)) {
    return [name, found[0] ?? ''];
  }
  const [field, finding] = firstFinding(found);
  return [`${name}.${field}`, finding];
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

/** The answer in FastAPI's form: a list of errors, each with its place, or a text. */
export function asFastApi(answer: Answer): Answer {
  const { status, body, problems } = answer;
  if (problems !== undefined)
    return { status: 422, body: { detail: findings(problems, ['body']) } };
  const text = isRecord(body) ? (readText(body, 'error') ?? readText(body, 'message')) : undefined;
  return status < 400 || text === undefined ? answer : { status, body: { detail: text } };
}

function findings(problems: Problems, loc: readonly string[]): object[] {
  return Object.entries(problems).flatMap(([name, each]) => {
    const here = name === '_schema' ? loc : [...loc, name];
    return Array.isArray(each)
      ? each.map((msg) => ({ type: 'value_error', loc: here, msg }))
      : findings(each, here);
  });
}
