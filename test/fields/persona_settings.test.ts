import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as zod from 'zod';
import { form as createForm } from '../../creates/create_persona.ts';
import { form as updateForm } from '../../creates/update_persona.ts';

/** The forms of personas and the contract of the API must not drift apart, whichever of them changes. */

/** What the contract offers and the forms leave to Additional Fields or to Tavus, and why. */
const NOT_IN_THE_FORM: ReadonlyMap<string, string> = new Map([
  ['pipeline_mode', 'always full: with echo there is no persona to be told anything'],
  ['layers.llm.base_url', 'of another service'],
  ['layers.llm.api_key', 'a key of another service, which does not belong in a Zap'],
  ['layers.llm.speculative_inference', 'few know what it does'],
  ['layers.llm.extra_body', 'few know what it does'],
  ['layers.tts.tts_engine', 'Tavus chooses the engine for the voice'],
  ['layers.tts.external_voice_id', 'of another service'],
  ['layers.tts.api_key', 'a key of another service, which does not belong in a Zap'],
  ['layers.tts.tts_model_name', 'Tavus chooses the model for the voice'],
  ['layers.tts.tts_emotion_control', 'few know what it does'],
  ['layers.stt.stt_engine', 'Tavus chooses it'],
  ['layers.stt.hotwords', 'set up once, in Tavus'],
  ['layers.perception.visual_awareness_queries', 'set up once, in Tavus'],
  ['layers.perception.audio_awareness_queries', 'set up once, in Tavus'],
  ['layers.perception.perception_analysis_queries', 'set up once, in Tavus'],
  ['layers.perception.emotion_recognition', 'set up once, in Tavus'],
  ['layers.conversational_flow.turn_detection_model', 'Tavus chooses it'],
  ['layers.conversational_flow.replica_interruptibility', 'the older name of pal_interruptibility'],
  ['layers.conversational_flow.voice_isolation', 'set up once, in Tavus'],
  ['layers.conversational_flow.wake_phrase', 'set up once, in Tavus'],
]);

const property = zod.looseObject({
  $ref: zod.optional(zod.string()),
  type: zod.optional(zod.string()),
  enum: zod.optional(zod.array(zod.string())),
  properties: zod.optional(zod.record(zod.string(), zod.unknown())),
});

const { components } = zod
  .looseObject({
    components: zod.looseObject({ schemas: zod.record(zod.string(), zod.unknown()) }),
  })
  .parse(parse(readFileSync(join(__dirname, '../../contract/tavus.openapi.yaml'), 'utf8')));

type Place = readonly [place: string, said: zod.infer<typeof property>];

/** The places of a body with what the contract says of each. */
function placesIn(schema: unknown, path: readonly string[]): Place[] {
  const { $ref, properties, ...said } = property.parse(schema);
  if ($ref !== undefined) return placesIn(components.schemas[$ref.split('/').at(-1) ?? ''], path);
  if (properties === undefined) return [[path.join('.'), said]];
  return Object.entries(properties).flatMap(([name, each]) => placesIn(each, [...path, name]));
}

const CONTRACT = placesIn(components.schemas.PalRequest, []);
const FORMS = [
  ['Create Persona', createForm],
  ['Update Persona', updateForm],
] as const;

test.each(FORMS)('%s has every setting of the contract, or there is a reason', (_name, form) => {
  const places = form.fields.flatMap((field) => field.places);
  const expected = CONTRACT.map(([place]) => place).filter((place) => !NOT_IN_THE_FORM.has(place));
  expect([...places].sort()).toEqual(expected.sort());
});

test('no reason is left over', () => {
  const places = CONTRACT.map(([place]) => place);
  expect([...NOT_IN_THE_FORM.keys()].filter((place) => !places.includes(place))).toEqual([]);
});

test.each(FORMS)('%s: lists and choices agree with the contract', (_name, form) => {
  for (const { key, kind, places } of form.fields) {
    const said = CONTRACT.find(([place]) => place === places[0])?.[1];
    if (!said) continue;
    expect([key, kind.zapierField.list ?? false]).toEqual([key, said.type === 'array']);
    // Perception is yes or no in the form.
    if (said.enum && key !== 'perception') {
      expect([key, kind.choices?.map(({ value }) => value)]).toEqual([key, said.enum]);
    }
  }
});
