import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as zod from 'zod';
import * as createDocument from '../../creates/create_document.ts';
import * as createPersona from '../../creates/create_persona.ts';
import * as generateVideo from '../../creates/generate_video.ts';
import * as refreshDocument from '../../creates/refresh_document.ts';
import * as updateDocument from '../../creates/update_document.ts';
import * as updatePersona from '../../creates/update_persona.ts';
import { contractOperations } from '../../sandbox/contract.ts';

/** The forms and the contract of the API must not drift apart; Create Conversation is in ../contract.test.ts. */

const property = zod.looseObject({
  $ref: zod.optional(zod.string()),
  type: zod.optional(zod.string()),
  enum: zod.optional(zod.array(zod.string())),
  minimum: zod.optional(zod.number()),
  maximum: zod.optional(zod.number()),
  properties: zod.optional(zod.record(zod.string(), zod.unknown())),
});

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

type Place = readonly [place: string, said: zod.infer<typeof property>];

/** The places of a body with what the contract says of each. */
function placesIn(schema: unknown, path: readonly string[] = []): Place[] {
  const { $ref, properties, ...said } = property.parse(schema);
  if ($ref !== undefined) return placesIn(components.schemas[$ref.split('/').at(-1) ?? ''], path);
  if (properties === undefined) return [[path.join('.'), said]];
  return Object.entries(properties).flatMap(([name, each]) => placesIn(each, [...path, name]));
}

function bodyOf(path: string, method: string): Place[] {
  const { requestBody } = operation.parse(paths[path]?.[method]);
  return placesIn(requestBody.content['application/json'].schema);
}

const DOCUMENT = { document_id: 'd8-1', document_name: 'Help pages', tags: ['website'] };
const CRAWL = { crawl_depth: '2', crawl_max_pages: '20' };
const LINKS = { callback_url: 'https://example.com/tavus' };
const VIDEO = { replica_id: 'r5a1e50000001' };

const persona = {
  id: 'createPal',
  contract: bodyOf('/v2/pals', 'post'),
  notInTheForm: new Map([
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
    ['layers.perception.visual_tools', 'set up once, in Tavus'],
    ['layers.perception.visual_tool_prompt', 'set up once, in Tavus'],
    ['layers.perception.audio_tools', 'set up once, in Tavus'],
    ['layers.perception.audio_tool_prompt', 'set up once, in Tavus'],
    ['layers.llm.headers', 'of another service, and may hold a key of it'],
    ['layers.llm.tools', 'the older way of tools'],
    ['layers.tts.voice_settings', 'few know what they do'],
    ['layers.tts.pronunciation_dictionary_id', 'set up once, in Tavus'],
    ['layers.transport.transport_type', 'for programs that bring a room of their own'],
    ['layers.conferencing.username', 'set up once, in Tavus or in Additional Fields'],
    ['layers.conferencing.allowlist', 'set up once, in Tavus or in Additional Fields'],
    ['guardrails_id', 'the older way of guardrail_ids'],
    ['disclosure_type', 'follows the policy of the conversation'],
    ['verbal_disclosure', 'follows the policy of the conversation'],
    ['visual_disclosure', 'follows the policy of the conversation'],
    ['layers.conversational_flow.turn_detection_model', 'Tavus chooses it'],
    [
      'layers.conversational_flow.replica_interruptibility',
      'the older name of pal_interruptibility',
    ],
    ['layers.conversational_flow.voice_isolation', 'set up once, in Tavus'],
    ['layers.conversational_flow.wake_phrase', 'set up once, in Tavus'],
  ]),
  filled: [
    {
      persona_id: 'p5a1e50000001',
      persona_name: 'Onboarding Coach',
      system_prompt: 'You help new customers.',
      replica_id: 'r5a1e50000001',
      greeting: 'Welcome!',
      document_ids: ['d8-1'],
      document_tags: ['sales'],
      voice_id: 'v1',
      language_model: 'tavus-gpt-oss',
      turn_taking_patience: 'high',
      interruptibility: 'low',
      idle_engagement: 'patient',
      perception: 'no',
      objectives_id: 'o1',
      guardrail_ids: ['g1'],
    },
  ],
};

const FORMS = [
  {
    id: 'createDocument',
    title: 'Create Document',
    form: createDocument.form,
    contract: bodyOf('/v2/documents', 'post'),
    notInTheForm: new Map([
      ['properties', 'in docs of 2025 only, which do not say what it is for'],
    ]),
    filled: [{ document_url: 'https://www.example.com/help', ...DOCUMENT, ...CRAWL, ...LINKS }],
  },
  {
    id: 'recrawlDocument',
    title: 'Refresh Document',
    form: refreshDocument.form,
    contract: bodyOf('/v2/documents/{document_id}/recrawl', 'post'),
    filled: [{ ...DOCUMENT, ...CRAWL }],
  },
  {
    id: 'updateDocument',
    title: 'Update Document',
    form: updateDocument.form,
    contract: bodyOf('/v2/documents/{document_id}', 'patch'),
    filled: [DOCUMENT],
  },
  {
    id: 'generateVideo',
    title: 'Generate Video',
    form: generateVideo.form,
    contract: bodyOf('/v2/videos', 'post'),
    filled: [
      {
        ...VIDEO,
        ...LINKS,
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
      },
      {
        ...VIDEO,
        audio_url: 'https://files.example.com/a.wav',
        background_source_url: 'https://files.example.com/b.mp4',
      },
    ],
  },
  { ...persona, title: 'Create Persona', form: createPersona.form },
  { ...persona, title: 'Update Persona', form: updatePersona.form },
];

describe.each(FORMS)('$title', ({ id, form, contract, notInTheForm = new Map(), filled }) => {
  const sent = form.fields.filter(({ places }) => places.length > 0);

  test('has the fields of the contract, each at its place, or there is a reason', () => {
    expect(contract.length).toBeGreaterThan(1);
    const places = form.fields.flatMap((field) => field.places);
    const known = contract.map(([place]) => place);
    expect([...places, ...notInTheForm.keys()].sort()).toEqual(known.sort());
  });

  test('makes a body that the contract knows, with every field in it', () => {
    const known = contractOperations().find((each) => each.id === id);
    const seen = new Set<string>();
    for (const each of filled) {
      const { body, problems, filledIn } = form.read(each);
      expect(problems).toEqual([]);
      expect(known?.bodyProblems(body)).toBeUndefined();
      for (const key of filledIn) seen.add(key);
    }
    expect([...seen]).toEqual(expect.arrayContaining(sent.map(({ key }) => key)));
  });

  test('has the lists, choices and limits of the contract', () => {
    for (const { key, kind, places } of sent) {
      const [, said] = contract.find(([place]) => place === places[0]) ?? [];
      expect([key, kind.zapierField.list ?? false]).toEqual([key, said?.type === 'array']);
      const choices = kind.choices?.map(({ value }) => value);
      // A choice of yes and no stands for one of two values.
      if (!choices?.includes('true')) expect([key, choices]).toEqual([key, said?.enum]);
      const { minimum, maximum } = said ?? {};
      for (const [value, count] of [
        [minimum, 0],
        [maximum, 0],
        [minimum && minimum - 1, 1],
        [maximum && maximum + 1, 1],
      ] as const) {
        if (value === undefined) continue;
        expect(form.read({ ...filled[0], [key]: String(value) }).problems).toHaveLength(count);
      }
    }
  });
});
