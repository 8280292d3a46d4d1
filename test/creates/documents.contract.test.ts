import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as zod from 'zod';
import * as createDocument from '../../creates/create_document.ts';
import * as refreshDocument from '../../creates/refresh_document.ts';
import * as updateDocument from '../../creates/update_document.ts';
import { contractOperations } from '../../sandbox/contract.ts';

/** The forms about documents and the contract of the API must not drift apart. */

const property = zod.looseObject({
  $ref: zod.optional(zod.string()),
  type: zod.optional(zod.string()),
  minimum: zod.optional(zod.number()),
  maximum: zod.optional(zod.number()),
  properties: zod.optional(zod.record(zod.string(), zod.unknown())),
});
type Property = zod.infer<typeof property>;

const operation = zod.looseObject({
  requestBody: zod.looseObject({
    content: zod.looseObject({ 'application/json': zod.looseObject({ schema: property }) }),
  }),
});

const { paths, components } = zod
  .looseObject({
    paths: zod.record(zod.string(), zod.record(zod.string(), zod.unknown())),
    components: zod.looseObject({ schemas: zod.record(zod.string(), zod.unknown()) }),
  })
  .parse(parse(readFileSync('contract/tavus.openapi.yaml', 'utf8')));

function resolved(schema: unknown): Property {
  const read = property.parse(schema);
  return read.$ref ? resolved(components.schemas[read.$ref.split('/').at(-1) ?? '']) : read;
}

/** The places of a body with what the contract says of each. */
function placesIn(schema: unknown, path = ''): [string, Property][] {
  return Object.entries(resolved(schema).properties ?? {}).flatMap(([name, each]) => {
    const inner = resolved(each);
    return inner.properties ? placesIn(inner, `${path}${name}.`) : [[path + name, inner]];
  });
}

function bodyOf(path: string, method: string): [string, Property][] {
  const { requestBody } = operation.parse(paths[path]?.[method]);
  return placesIn(requestBody.content['application/json'].schema);
}

const FORMS = [
  {
    id: 'createDocument',
    form: createDocument.form,
    contract: bodyOf('/v2/documents', 'post'),
    // In docs of 2025 only, where nothing says what it is for.
    notInTheForm: ['properties'],
    filled: {
      document_url: 'https://www.example.com/help',
      document_name: 'Help pages',
      tags: ['website'],
      crawl_depth: '2',
      crawl_max_pages: '20',
      callback_url: 'https://example.com/tavus',
    },
  },
  {
    id: 'recrawlDocument',
    form: refreshDocument.form,
    contract: bodyOf('/v2/documents/{document_id}/recrawl', 'post'),
    notInTheForm: [],
    filled: { document_id: 'd8-1', crawl_depth: '2', crawl_max_pages: '20' },
  },
  {
    id: 'updateDocument',
    form: updateDocument.form,
    contract: bodyOf('/v2/documents/{document_id}', 'patch'),
    notInTheForm: [],
    filled: { document_id: 'd8-1', document_name: 'Help', tags: ['website'] },
  },
];

describe.each(FORMS)('$id', ({ id, form, contract, notInTheForm, filled }) => {
  test('the form has the fields of the contract, each at its place, and no others', () => {
    expect(contract.length).toBeGreaterThan(1);
    const places = form.fields.flatMap((field) => field.places);
    const known = contract.map(([place]) => place);
    expect([...places, ...notInTheForm].sort()).toEqual(known.sort());
  });

  test('a filled form makes a body that the contract knows, with every field in it', () => {
    const { body, problems } = form.read(filled);
    expect(problems).toEqual([]);
    const known = contractOperations().find((each) => each.id === id);
    expect(known?.bodyProblems(body)).toBeUndefined();
    const sent = form.fields.filter(({ places }) => places.length > 0).map(({ key }) => key);
    expect(Object.keys(filled).filter((key) => sent.includes(key))).toEqual(sent);
  });

  test('numbers have the limits of the contract', () => {
    for (const { key, places } of form.fields) {
      const [, said] = contract.find(([place]) => places.includes(place)) ?? [];
      if (said?.type !== 'integer') continue;
      const { minimum = Number.NaN, maximum = Number.NaN } = said;
      for (const fits of [minimum, maximum]) {
        expect(form.read({ ...filled, [key]: String(fits) }).problems).toEqual([]);
      }
      for (const wrong of [minimum - 1, maximum + 1]) {
        expect(form.read({ ...filled, [key]: String(wrong) }).problems).toHaveLength(1);
      }
    }
  });
});
