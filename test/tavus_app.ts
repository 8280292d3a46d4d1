import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, beforeEach, jest } from '@jest/globals';
import { type Bundle, createAppHandler } from 'zapier-platform-core';
import * as zod from 'zod';
import type { DropdownFunction } from '../forms/field.ts';
import App from '../index.ts';
import {
  type InputField,
  isNotice,
  type OutputField,
  readInputFields,
  readOutputFields,
} from '../preview/definition.ts';
import { type RecordedRequest, type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { type Perform, startZapier } from './zapier.ts';

/**
 * The real app against a sandbox of its own: importing this file starts one for the test file,
 * points the app at it, and puts it back to its seed before each test, with nothing in Zapier's cache.
 */

// The platform's types leave it out.
declare module 'zapier-platform-core' {
  export function createAppHandler(app: object): (event: object) => Promise<{ results: unknown }>;
}

/** Where the sandbox's clock stands at the start of each test. */
export const NOW = '2026-11-20T15:00:00.000Z';

export let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: NOW });
});

beforeEach(() => {
  sandbox.reset();
  zapier.forget();
  process.env.TAVUS_API_URL = sandbox.url;
});

afterAll(async () => {
  await sandbox.stop();
});

/** The app's clock is the sandbox's, in every test of the file. */
export function useClockOfSandbox(): void {
  let clock: { mockRestore(): void } | undefined;
  beforeEach(() => {
    clock = jest.spyOn(Date, 'now').mockImplementation(() => sandbox.clock.now().getTime());
  });
  // Then jest looks how long the file took, by which it orders the files of the next run.
  afterAll(() => clock?.mockRestore());
}

const zapier = startZapier();

/** Zapier's cache is empty for the next run. */
export function forgetCache(): void {
  zapier.forget();
}

/** Runs an operation as Zapier does, with the sandbox's API key unless `authData` says otherwise. */
export function run<Result>(
  perform: Perform<Result>,
  inputData: Readonly<Record<string, unknown>> = {},
  meta: Partial<Bundle['meta']> = {},
  authData: Readonly<Record<string, string>> = { api_key: sandbox.apiKey },
): Promise<Result> {
  return zapier.run(perform, { inputData, meta, authData });
}

const handle = createAppHandler(App);

/** Gives the app a command of the platform, such as `validate` or `definition`. */
export async function command(name: string, event: object = {}): Promise<unknown> {
  const { results } = await handle({ command: name, calledFromCli: true, ...event });
  return results;
}

/** A page of a dropdown, as the editor asks for it; `page` counts from 0. */
export async function dropdownPage(
  choices: DropdownFunction,
  page = 0,
  authData: Readonly<Record<string, string>> = { api_key: sandbox.apiKey },
) {
  const token = page === 0 ? null : String(page);
  return (await dropdownAnswer(choices, token, authData)).results;
}

/** As {@link dropdownPage}, by the token that the page before gave, and with that of the next page. */
export async function dropdownAnswer(
  choices: DropdownFunction,
  paging_token: string | null,
  authData: Readonly<Record<string, string>> = { api_key: sandbox.apiKey },
) {
  const token = paging_token === null ? {} : { paging_token };
  const meta = { ...token, isFillingDynamicDropdown: true };
  // Not by the platform's tester, which does not find functions inside the fields of a trigger.
  const bundle = { authData, meta, inputData: {} };
  const answer = await command('execute', { method: methodOf(choices), bundle });
  return dropdownPages.parse(answer);
}

const dropdownPages = zod.object({
  results: zod.array(zod.record(zod.string(), zod.string())),
  paging_token: zod.nullable(zod.string()),
});

/** Where the definition has the function of a dropdown. */
function methodOf(choices: DropdownFunction): string {
  for (const kind of ['triggers', 'searches', 'creates'] as const) {
    for (const [key, { operation }] of Object.entries(App[kind] ?? {})) {
      const index = [...(operation.inputFields ?? [])].findIndex((field) =>
        isDeepStrictEqual('choices' in field && field.choices, { perform: choices }),
      );
      if (index >= 0) return `${kind}.${key}.operation.inputFields.${index}.choices.perform`;
    }
  }
  throw new Error('No field of the app has this dropdown.');
}

/**
 * The fields that the editor shows of an operation, such as `creates.create_conversation`, without the
 * text between them.
 */
export async function inputFieldsOf(operation: string, inputData: object = {}) {
  const shown = await shownIn(operation, inputData);
  return shown.filter((field) => !isNotice(field));
}

/** The fields of an operation with those that each of its choices brings. */
export async function everyInputField(operation: string): Promise<InputField[]> {
  const first = await inputFieldsOf(operation);
  const fillings = first
    .filter((field) => field.altersDynamicFields)
    .flatMap(({ key, choices = [] }) => choices.map(({ value }) => ({ [key]: value })));
  const others = await Promise.all(fillings.map((filling) => inputFieldsOf(operation, filling)));
  const fields = new Map<string, InputField>();
  for (const field of [...first, ...others.flat()]) {
    fields.set(field.key, fields.get(field.key) ?? field);
  }
  return [...fields.values()];
}

/** What the editor shows of an operation from top to bottom, with the notices between the fields. */
export async function shownIn(operation: string, inputData: object = {}): Promise<InputField[]> {
  const method = `${operation}.operation.inputFields`;
  return readInputFields(await command('execute', { method, bundle: { inputData } }));
}

/** The results of an operation; they may come from a function, which only the platform calls. */
export async function outputFieldsOf(operation: string): Promise<OutputField[]> {
  const method = `${operation}.operation.outputFields`;
  return readOutputFields(await command('execute', { method, bundle: {} }));
}

/** An error as Zapier gets it. */
export interface StepError {
  /** Its class, which decides what Zapier does next: AppError, ThrottledError, … */
  readonly name: string;
  /** What the person reads. */
  readonly message: string;
  /** After how many seconds Zapier tries again; only of a ThrottledError. */
  readonly delay?: unknown;
}

/** The error that a run ends with. The platform packs the message and the rest of some into JSON. */
export async function errorOf(running: Promise<unknown>): Promise<StepError> {
  const outcome: unknown = await running.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error('The run was to fail, but it went through.');
  const { name, message } = outcome;
  if (!message.startsWith('{')) return { name, message };
  const packed: unknown = JSON.parse(message);
  if (typeof packed !== 'object' || packed === null) return { name, message };
  const unpacked: Readonly<Record<string, unknown>> = { ...packed };
  // By which Zapier's log of errors can be filtered.
  if ('code' in unpacked && !/^[a-z]+(_[a-z]+)*$/.test(String(unpacked.code))) {
    throw new Error(`The error has the code "${unpacked.code}": ${message}`);
  }
  return {
    name,
    message: String(unpacked.message),
    ...('delay' in unpacked && { delay: unpacked.delay }),
  };
}

/** The requests that the sandbox got with a method, in order. */
export function requestsOf(method: 'GET' | 'POST' | 'PATCH'): readonly RecordedRequest[] {
  return sandbox.requests.filter((request) => request.method === method);
}
