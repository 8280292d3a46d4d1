import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as zod from 'zod';
import { form } from '../../creates/generate_video.ts';
import { contractOperations } from '../../sandbox/contract.ts';
import { inputFieldsOf } from '../tavus_app.ts';

/** The form of Generate Video and the contract of the API must not drift apart. */

const property = zod.looseObject({
  type: zod.enum(['string', 'boolean', 'object']),
  enum: zod.optional(zod.array(zod.string())),
  properties: zod.optional(zod.record(zod.string(), zod.unknown())),
});

const { VideoRequest } = zod
  .looseObject({
    components: zod.looseObject({ schemas: zod.looseObject({ VideoRequest: property }) }),
  })
  .parse(parse(readFileSync('contract/tavus.openapi.yaml', 'utf8'))).components.schemas;

/** The places of a body with what the contract says of each. */
function placesIn(schema: unknown, path = ''): [string, zod.infer<typeof property>][] {
  return Object.entries(property.parse(schema).properties ?? {}).flatMap(([name, each]) => {
    const inner = property.parse(each);
    return inner.type === 'object' ? placesIn(inner, `${path}${name}.`) : [[path + name, inner]];
  });
}

const contract = placesIn(VideoRequest);

test('the form has the fields of the contract, each at its place, and no others', () => {
  expect(contract.length).toBeGreaterThan(10);
  const places = form.fields.flatMap((field) => field.places);
  expect(places.toSorted()).toEqual(contract.map(([place]) => place).sort());
});

test('the choices are those of the contract', async () => {
  const fields = await inputFieldsOf('creates.generate_video');
  const offered = form.fields.flatMap(({ key, places: [place] }) => {
    const choices = fields.find((each) => each.key === key)?.choices?.map(({ value }) => value);
    return place && choices && !choices.includes('true') ? [[place, choices]] : [];
  });
  const known = contract.flatMap(([place, said]) => (said.enum ? [[place, said.enum]] : []));
  expect(Object.fromEntries(offered)).toEqual(Object.fromEntries(known));
});

const EVERYTHING = {
  replica_id: 'r5a1e50000001',
  script: 'Hi Maria!',
  video_name: 'Offer for Maria',
  background_url: 'https://example.com',
  watermark_image_url: 'https://files.example.com/w.png',
  fast: 'no',
  transparent_background: 'no',
  start_with_wave: 'yes',
  background_scroll: 'yes',
  background_scroll_type: 'smooth',
  background_scroll_depth: 'bottom',
  background_scroll_return: 'halt',
  callback_url: 'https://example.com/tavus',
};
const { background_url, ...REST } = EVERYTHING;
const FILLED_IN = [
  EVERYTHING,
  {
    replica_id: REST.replica_id,
    audio_url: 'https://files.example.com/a.wav',
    background_source_url: 'https://files.example.com/b.mp4',
  },
];

test('a filled form makes a body that the contract knows, with every field in it', () => {
  const operation = contractOperations().find(({ id }) => id === 'generateVideo');
  const seen = new Set<string>();
  for (const filled of FILLED_IN) {
    const { body, problems, filledIn } = form.read(filled);
    expect(problems).toEqual([]);
    expect(operation?.bodyProblems(body)).toBeUndefined();
    for (const key of filledIn) seen.add(key);
  }
  const sent = form.fields.filter(({ places }) => places.length > 0).map(({ key }) => key);
  expect([...seen].sort()).toEqual(sent.sort());
});
