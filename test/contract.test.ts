import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as zod from 'zod';
import { form } from '../creates/create_conversation.ts';
import type { InputField } from '../preview/definition.ts';
import { filledForm, STORAGES } from './create_conversation_fields.ts';
import { inputFieldsOf } from './tavus_app.ts';

/** The form and the contract of the API must not drift apart, whichever of them changes. */

/** What the contract offers and the form leaves out, and why. */
const NOT_IN_THE_FORM: ReadonlyMap<string, string> = new Map([
  ['face_id', 'the newer name of replica_id; never both names in one body'],
  ['pal_id', 'the newer name of persona_id; never both names in one body'],
  ['properties.require_auth', 'the same as require_auth, which is the better place'],
  ['dynamic_greeting', 'not official; enable_dynamic_greeting is in the docs'],
  ['properties.auto_start_recording', 'seen in code only'],
  ['properties.daily_room', 'for customers with a Daily account of their own'],
  ['properties.livekit_ws_url', 'for programs that bring a room of their own'],
  ['properties.livekit_room_token', 'the same'],
  ['properties.languages', 'one unconfirmed source; properties.language still works'],
]);

// ---- the contract

const property = zod.looseObject({
  $ref: zod.optional(zod.string()),
  type: zod.optional(zod.enum(['string', 'integer', 'boolean', 'array', 'object'])),
  enum: zod.optional(zod.array(zod.string())),
  minimum: zod.optional(zod.number()),
  maxItems: zod.optional(zod.number()),
  items: zod.optional(zod.looseObject({ type: zod.string() })),
  properties: zod.optional(zod.record(zod.string(), zod.unknown())),
  oneOf: zod.optional(zod.array(zod.unknown())),
});
type Property = zod.infer<typeof property>;

const { schemas } = zod
  .looseObject({ schemas: zod.record(zod.string(), zod.unknown()) })
  .parse(
    zod
      .looseObject({ components: zod.unknown() })
      .parse(parse(readFileSync(join(__dirname, '../contract/tavus.openapi.yaml'), 'utf8')))
      .components,
  );

function resolved(schema: unknown): Property {
  const { $ref, ...rest } = property.parse(schema);
  return $ref === undefined ? rest : resolved(schemas[$ref.split('/').at(-1) ?? '']);
}

/** The places of a body with what the contract says of each; variants of an object lie together. */
function* placesIn(schema: unknown, path: readonly string[]): Generator<[string, Property]> {
  const { properties, oneOf, ...rest } = resolved(schema);
  for (const variant of oneOf ?? []) yield* placesIn(variant, path);
  for (const [name, each] of Object.entries(properties ?? {}))
    yield* placesIn(each, [...path, name]);
  if (!properties && !oneOf) yield [path.join('.'), rest];
}

const contract = [...placesIn(schemas.ConversationRequest, [])];
const contractPlaces = new Set(contract.map(([place]) => place));

// ---- the form

const formPlaces = new Map(
  form.fields.flatMap(({ key, places }) => places.map((place): [string, string] => [place, key])),
);

/** The value at a place of a filled form, whichever storage puts one there. */
function valuesAt(place: string): unknown[] {
  return Object.values(STORAGES).flatMap((storage) => {
    const { body, problems } = form.read({ ...filledForm(), ...storage.given });
    expect(problems).toEqual([]);
    let value: unknown = body;
    for (const name of place.split('.')) {
      const inner: Readonly<Record<string, unknown>> =
        typeof value === 'object' && value !== null ? { ...value } : {};
      value = inner[name];
    }
    return value === undefined ? [] : [value];
  });
}

async function fieldsForAllStorages(): Promise<readonly InputField[]> {
  const shown = await Promise.all(
    Object.values(STORAGES).map(({ given }) => inputFieldsOf('creates.create_conversation', given)),
  );
  return shown.flat();
}

test('the contract has been read', () => {
  expect(contractPlaces.size).toBeGreaterThan(40);
  expect([...contractPlaces]).toEqual(
    expect.arrayContaining([
      'replica_id',
      'properties.max_call_duration',
      'properties.recording_storage.provider',
      'properties.recording_storage.tenant_id',
    ]),
  );
});

describe('every property of the contract is in the form or has a reason not to be', () => {
  test.each([...contractPlaces])('%s', (place) => {
    expect(formPlaces.has(place)).toBe(!NOT_IN_THE_FORM.has(place));
  });

  test('every reason applies', () => {
    for (const place of NOT_IN_THE_FORM.keys()) expect(contractPlaces).toContain(place);
  });
});

describe('every field of the form has its place in the contract', () => {
  test.each([...formPlaces])('%s (%s)', (place) => {
    expect(contractPlaces).toContain(place);
  });

  test('every field is shown in some form', async () => {
    const shown = new Set((await fieldsForAllStorages()).map(({ key }) => key));
    expect([...shown].sort()).toEqual(form.fields.map(({ key }) => key).sort());
  });
});

describe('types and limits agree', () => {
  test.each(contract.filter(([place]) => formPlaces.has(place)))('%s', async (place, said) => {
    const key = formPlaces.get(place);
    const field = (await fieldsForAllStorages()).find((each) => each.key === key);
    const values = valuesAt(place);
    expect(values).not.toEqual([]);
    for (const value of values) {
      expect(Array.isArray(value)).toBe(said.type === 'array');
      if (said.type !== 'array') {
        expect(typeof value).toBe(said.type === 'integer' ? 'number' : said.type);
      }
      if (said.type === 'integer') expect(Number.isInteger(value)).toBe(true);
    }
    // A list of one thing is a field of its own.
    expect(field?.list ?? false).toBe(said.type === 'array' && said.maxItems !== 1);
    // Of a union of variants, each names one value of the field that chooses; a yes/no may send one.
    if (said.enum) {
      const offered = field?.choices?.map(({ value }) => value) ?? [];
      expect([...offered, ...values]).toEqual(expect.arrayContaining(said.enum));
    }
  });

  test('the choices are those of the contract', async () => {
    const fields = await fieldsForAllStorages();
    for (const key of ['document_retrieval_strategy', 'recording_storage_provider']) {
      const offered = fields.find((field) => field.key === key)?.choices?.map((each) => each.value);
      const known = contract
        .filter(([place]) => formPlaces.get(place) === key)
        .flatMap(([, said]) => said.enum ?? []);
      expect([key, offered?.sort()]).toEqual([key, known.sort()]);
    }
  });

  test.each(contract.filter(([, { minimum }]) => minimum !== undefined))(
    'the minimum of %s',
    (place, { minimum = 0 }) => {
      const key = formPlaces.get(place) ?? '';
      expect(form.read({ ...filledForm(), [key]: String(minimum) }).problems).toEqual([]);
      expect(form.read({ ...filledForm(), [key]: String(minimum - 1) }).problems).toHaveLength(1);
    },
  );
});
