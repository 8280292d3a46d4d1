import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { isRecord, type JsonRecord, readFlag, readRecord, readText, readValue } from './reading.ts';

const CONTRACT_FILE = fileURLToPath(new URL('../contract/tavus.openapi.yaml', import.meta.url));
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Messages by the name of a field, nested as the fields are; `_schema` for the whole body. */
export interface Problems {
  [field: string]: string[] | Problems;
}

/** One operation of the contract, ready to check requests and answers. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** Undefined if the path does not match. */
  pathParameters(path: string): { readonly [name: string]: string } | undefined;
  readonly hasBody: boolean;
  /** Whether the body may be left out. */
  readonly isBodyOptional: boolean;
  /** Whether the body is a list, as a JSON Patch is. */
  readonly hasListBody: boolean;
  bodyProblems(body: unknown): Problems | undefined;
  /** Converts "10" to 10 while it checks, since a query is text. */
  readQuery(query: URLSearchParams): { values: JsonRecord; problems: Problems | undefined };
  /** The problems of the sandbox's own answer; undefined if there are none. */
  answerProblems(status: number, body: unknown): string | undefined;
}

let operations: readonly Operation[] | undefined;

/** The operations of contract/tavus.openapi.yaml; read once. */
export function contractOperations(): readonly Operation[] {
  operations ??= readOperations();
  return operations;
}

function readOperations(): Operation[] {
  const contract: unknown = parse(readFileSync(CONTRACT_FILE, 'utf8'));
  if (!isRecord(contract)) {
    throw new Error('The contract is not an OpenAPI document');
  }
  // `strict` rejects the keywords of OpenAPI.
  const settings = { strict: false, discriminator: true, verbose: true, allErrors: true };
  const bodies = new Ajv(settings);
  const queries = new Ajv({ ...settings, coerceTypes: true });
  for (const ajv of [bodies, queries]) {
    ajv.addSchema({ $id: 'contract', ...contract }, undefined, undefined, false);
  }
  return Object.entries(readRecord(contract, 'paths')).flatMap(([path, methods]) =>
    METHODS.filter((method) => isRecord(methods) && isRecord(methods[method])).map((method) =>
      readOperation({ contract, path, method, bodies, queries }),
    ),
  );
}

function readOperation({
  contract,
  path,
  method,
  bodies,
  queries,
}: {
  contract: JsonRecord;
  path: string;
  method: string;
  bodies: Ajv;
  queries: Ajv;
}): Operation {
  const operation = readRecord(readRecord(readRecord(contract, 'paths'), path), method);
  const place = `contract#/paths/${path.replaceAll('/', '~1')}/${method}`;
  const requestBody = readValue(operation, 'requestBody');
  const hasBody = isRecord(requestBody);
  const isBodyOptional = hasBody && !readFlag(requestBody, 'required');
  const checkBody = hasBody
    ? bodies.compile({ $ref: `${place}/requestBody/content/application~1json/schema` })
    : undefined;
  const checkQuery = queries.compile(querySchema(operation, place));
  const checkAnswer = new Map<string, ValidateFunction>();
  for (const [status, answer] of Object.entries(readRecord(operation, 'responses'))) {
    const reference = isRecord(answer) ? readText(answer, '$ref') : undefined;
    const schema =
      reference === undefined ? `${place}/responses/${status}` : `contract${reference}`;
    if (
      reference !== undefined ||
      (isRecord(answer) && readValue(answer, 'content') !== undefined)
    ) {
      checkAnswer.set(
        status,
        bodies.compile({ $ref: `${schema}/content/application~1json/schema` }),
      );
    }
  }
  const emptyAnswers = Object.keys(readRecord(operation, 'responses')).filter(
    (status) => !checkAnswer.has(status),
  );

  return {
    id: readText(operation, 'operationId') ?? '',
    method: method.toUpperCase(),
    hasBody,
    isBodyOptional,
    hasListBody: readText(bodySchema(operation), 'type') === 'array',
    pathParameters: matchPath(path),
    bodyProblems: (body) =>
      checkBody === undefined || (isBodyOptional && body === undefined) || checkBody(body)
        ? undefined
        : problems(checkBody.errors ?? []),
    readQuery: (query) => {
      const values: { [name: string]: unknown } = Object.fromEntries(query);
      const valid = checkQuery(values);
      return { values, problems: valid ? undefined : problems(checkQuery.errors ?? []) };
    },
    answerProblems: (status, body) => {
      const check = checkAnswer.get(String(status));
      if (check !== undefined) {
        return check(body) ? undefined : bodies.errorsText(check.errors);
      }
      if (!emptyAnswers.includes(String(status))) {
        return `${status} is not among the answers of ${method} ${path}`;
      }
      return body === undefined || body === '' ? undefined : 'The body should be empty';
    },
  };
}

/** The schema of the body; empty if there is none or it is described elsewhere. */
function bodySchema(operation: JsonRecord): JsonRecord {
  const content = readRecord(readRecord(operation, 'requestBody'), 'content');
  return readRecord(readRecord(content, 'application/json'), 'schema');
}

function querySchema(operation: JsonRecord, place: string): object {
  const listed = readValue(operation, 'parameters');
  const parameters: unknown[] = Array.isArray(listed) ? listed : [];
  const properties: { [name: string]: object } = {};
  for (const [index, parameter] of parameters.entries()) {
    if (isRecord(parameter) && readValue(parameter, 'in') === 'query') {
      properties[readText(parameter, 'name') ?? ''] = {
        $ref: `${place}/parameters/${index}/schema`,
      };
    }
  }
  return { type: 'object', additionalProperties: false, properties };
}

/** Reads the parameters from a path that matches the template. */
function matchPath(template: string): Operation['pathParameters'] {
  const expected = template.split('/').map((segment) => {
    return { segment, name: /^\{(.+)\}$/.exec(segment)?.[1] };
  });
  return (path) => {
    const actual = path.split('/');
    if (expected.length !== actual.length) {
      return undefined;
    }
    const parameters: { [name: string]: string } = {};
    for (const [index, { segment, name }] of expected.entries()) {
      const value = actual[index] ?? '';
      if (name === undefined ? segment !== value : value === '') {
        return undefined;
      }
      if (name !== undefined) {
        parameters[name] = value;
      }
    }
    return parameters;
  };
}

/** Groups the validator's errors by field. Rules between fields have their text in the contract. */
function problems(errors: readonly ErrorObject[]): Problems {
  const found: Problems = {};
  for (const error of errors) {
    const fields = error.instancePath.split('/').slice(1);
    const message = problemText(error);
    // The parts of a rule fail too, but its own text is clearer.
    if (message === undefined) {
      continue;
    }
    const unknownField: unknown = readValue(error.params, 'additionalProperty');
    const missingField: unknown = readValue(error.params, 'missingProperty');
    const named = typeof unknownField === 'string' ? unknownField : missingField;
    addProblem(found, typeof named === 'string' ? [...fields, named] : fields, message);
  }
  return found;
}

function problemText(error: ErrorObject): string | undefined {
  const { parentSchema } = error;
  const rule = isRecord(parentSchema) ? readText(parentSchema, 'description') : undefined;
  const allowed: unknown = readValue(error.params, 'allowedValues');
  switch (error.keyword) {
    case 'type':
      return `Not a valid ${readValue(error.params, 'type')}.`;
    case 'enum':
      return `Must be one of: ${Array.isArray(allowed) ? allowed.join(', ') : ''}.`;
    case 'additionalProperties':
      return 'Unknown field.';
    case 'required':
      // Rules between fields use `required` too.
      return error.schemaPath.includes('/anyOf/') || error.schemaPath.includes('/not/')
        ? undefined
        : 'Missing data for required field.';
    case 'not':
    case 'anyOf':
      return error.schemaPath.includes('/anyOf/') ? undefined : rule;
    case 'minimum':
      return `Must be greater than or equal to ${readValue(error.params, 'limit')}.`;
    case 'maxLength':
      return `Longer than maximum length ${readValue(error.params, 'limit')}.`;
    case 'minLength':
      return `Shorter than minimum length ${readValue(error.params, 'limit')}.`;
    case 'discriminator':
      // `required` reports it as a missing field.
      return readValue(error.params, 'error') === 'mapping' ? 'Unknown provider.' : undefined;
    default:
      return error.message;
  }
}

function addProblem(found: Problems, fields: readonly string[], message: string): void {
  const [field = '_schema', ...rest] = fields;
  const here = found[field];
  if (rest.length > 0) {
    const nested = Array.isArray(here) ? { _schema: here } : (here ?? {});
    found[field] = nested;
    addProblem(nested, rest, message);
  } else if (Array.isArray(here)) {
    here.push(message);
  } else if (here === undefined) {
    found[field] = [message];
  } else {
    addProblem(here, ['_schema'], message);
  }
}
