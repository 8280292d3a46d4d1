import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import App from '../../index.ts';
import { draws } from '../draws.ts';
import { namesOf } from '../faults/fault_kinds.ts';
import { meetsEveryFault } from '../faults/matrix.ts';
import { OPERATIONS, type OperationCase, type OperationName } from '../faults/operations.ts';
import { type OwnTavus, withOwnTavus } from '../faults/own_sandbox.ts';
import { errorOf } from '../tavus_app.ts';
import { oddTime, oddValue } from './odd_values.ts';

/** Whatever JSON Tavus answers: a record with every key, or an error that a person can read. */

/** A value as it should be, or anything else. */
function mostly<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 3, arbitrary }, { weight: 1, arbitrary: oddValue });
}

const id = mostly(fc.constantFrom('c0ffee000001', 'c0ffee000002', 'r5a1e50000001'));
const text = mostly(fc.string());
const link = mostly(
  fc.constantFrom('https://tavus.daily.co/c0ffee000001', 'http://tavus.example/', 'javascript:1'),
);

function anyOf(shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return mostly(fc.record(shape, { requiredKeys: [] }));
}

function listOf(item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return mostly(fc.array(item, { maxLength: 3 }));
}

const turn = anyOf({
  role: mostly(fc.constantFrom('user', 'assistant', 'system', 'USER')),
  content: text,
  timestamp: oddTime,
  seconds_from_start: oddValue,
});

const event = anyOf({
  event_type: mostly(
    fc.constantFrom(
      'system.shutdown',
      'system.replica_joined',
      'application.transcription_ready',
      'application.recording_ready',
      'application.recording_copy_failed',
      'application.perception_analysis',
      'application.perception_unavailable',
    ),
  ),
  timestamp: oddTime,
  properties: anyOf({
    transcript: listOf(turn),
    analysis: text,
    shutdown_reason: text,
    reason: text,
    bucket_name: text,
    container: text,
    s3_key: text,
    storage_provider: mostly(fc.constantFrom('s3', 'gcs')),
    storage_uri: text,
    duration: oddValue,
    error_code: text,
    error_message: text,
  }),
});

const conversation = anyOf({
  conversation_id: id,
  conversation_name: text,
  conversation_url: link,
  room_url: link,
  status: mostly(fc.constantFrom('active', 'ended')),
  callback_url: link,
  replica_id: id,
  face_id: id,
  persona_id: id,
  pal_id: id,
  created_at: oddTime,
  updated_at: oddTime,
  meeting_token: text,
  shutdown_reason: text,
  events: listOf(event),
});

const thing = anyOf({
  replica_id: id,
  face_id: id,
  persona_id: id,
  document_id: id,
  replica_name: text,
  face_name: text,
  finetune_status: mostly(fc.constantFrom('training', 'completed', 'errored')),
  persona_name: text,
  pal_id: id,
  pal_name: text,
  system_prompt: text,
  greeting: text,
  layers: anyOf({ llm: anyOf({ model: text, api_key: text }) }),
  memory_store_id: id,
  participant_tag: text,
  pinned_memories: listOf(anyOf({ memory_id: id, memory: text, created_at: oddTime })),
  memory_id: id,
  memory: text,
  document_name: text,
  document_url: link,
  uuid: id,
  progress: oddValue,
  error_message: text,
  crawl_config: anyOf({ depth: oddValue, max_pages: oddValue }),
  crawled_urls: listOf(link),
  last_crawled_at: oddTime,
  crawl_count: oddValue,
  replica_type: text,
  persona_type: text,
  status: text,
  tags: listOf(text),
  created_at: oddTime,
  updated_at: oddTime,
});

const video = anyOf({
  video_id: id,
  video_name: text,
  status: mostly(fc.constantFrom('queued', 'generating', 'ready', 'error', 'deleted')),
  data: anyOf({ script: text, audio_url: link }),
  replica_id: id,
  face_id: id,
  hosted_url: link,
  download_url: link,
  stream_url: link,
  still_image_thumbnail_url: link,
  gif_thumbnail_url: link,
  status_details: text,
  error_details: text,
  generation_progress: mostly(fc.constantFrom('100/100', '7/0', '-1/100')),
  created_at: oddTime,
  updated_at: oddTime,
});

const item = fc.oneof(conversation, thing, video);

const answer: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: item },
  { weight: 4, arbitrary: anyOf({ data: listOf(item), total_count: oddValue }) },
  { weight: 1, arbitrary: anyOf({ data: item }) },
  { weight: 1, arbitrary: oddValue },
);

// ---- what has to come of it

const definitions = z.record(
  z.string(),
  z.looseObject({
    operation: z.looseObject({ sample: z.optional(z.record(z.string(), z.unknown())) }),
  }),
);
const { creates, searches, triggers } = z
  .object({ creates: definitions, searches: definitions, triggers: definitions })
  .parse(App);

/** The keys that a record of the operation has, always. */
function keysOf(operation: string): readonly string[] {
  const [kind, key = ''] = operation.split('.');
  const definition = { creates, searches, triggers }[String(kind)]?.[key];
  // What fills a dropdown has no sample.
  return Object.keys(definition?.operation.sample ?? { id: '', label: '' }).sort();
}

function checkResult(key: string, result: unknown): void {
  if (key === 'authentication') {
    expect(result).toEqual({});
  } else if (key.startsWith('hydrators.')) {
    const isText = result === null || typeof result === 'string';
    expect(isText || Array.isArray(result)).toBe(true);
  } else {
    const records: unknown[] = Array.isArray(result) ? result : [result];
    expect(Array.isArray(result)).toBe(!key.startsWith('creates.'));
    for (const record of records) {
      // The arguments of a post-call action come on top, under keys of their own.
      const keys = Object.keys(Object(record)).filter((each) => !each.startsWith('post_call__'));
      expect(keys.sort()).toEqual(keysOf(key));
      expect(Object.values(Object(record))).not.toContain(undefined);
    }
  }
}

/** Whatever a list says of its length. */
const MAX_REQUESTS = 30;

const CLASSES = ['AppError', 'HaltedError', 'ThrottledError'];

/**
 * What a run may say: that Tavus could not do it, that nobody knows whether it did, that there is no such
 * thing, or that a list could not be read far enough.
 */
const SENTENCES =
  /^(Tavus c|Do not replay this run |Your Tavus account has no |None of (the \d+|your personas) |Tavus lists your )/;

async function check(name: OperationName, tavus: OwnTavus, value: unknown): Promise<void> {
  const { key, hit, times, prepare, run }: OperationCase = OPERATIONS[name];
  const { sandbox } = tavus;
  sandbox.reset();
  tavus.forget();
  const form = prepare(sandbox);
  const settings = { when: hit, times: times ?? Number.POSITIVE_INFINITY };
  sandbox.fault({ kind: 'json', value, ...settings });
  const running = run(tavus, form);
  const outcome = await running.then(
    (result) => ({ result }),
    () => null,
  );
  expect(sandbox.requests.length).toBeLessThan(MAX_REQUESTS);
  if (outcome) {
    checkResult(key, outcome.result);
    return;
  }
  const error = await errorOf(running);
  expect(CLASSES).toContain(error.name);
  expect(error.message).toMatch(SENTENCES);
  expect(error.message.length).toBeLessThan(2_000);
  expect(error.message).not.toMatch(/What happened|TypeError|RangeError|undefined|\[object/);
}

// Half an hour ago, so that all that happens in the sandbox has happened for the app too.
const options = { startTime: new Date(Date.now() - 1_800_000).toISOString() };

test.each(namesOf(OPERATIONS))('%s: any answer', (name) =>
  withOwnTavus(
    (tavus) =>
      fc.assert(
        fc.asyncProperty(answer, (value) => check(name, tavus, value)),
        // Who reads with the functions of another operation needs fewer.
        draws(meetsEveryFault(name) ? 8 : 3),
      ),
    options,
  ),
);

/** One thing of every kind, so that it is in each list. */
const ITEM = {
  conversation_id: 'c0ffee000001',
  conversation_name: 'Demo',
  replica_id: 'r5a1e50000001',
  persona_id: 'p5a1e50000001',
  document_id: 'd8-ca7a10900001',
  video_id: '5a1e500001',
};
const LISTING = namesOf(OPERATIONS).filter((name) =>
  /by name$|Ready$|New|Ended$|dropdown/.test(name),
);

describe.each([1_000_000, Number.MAX_VALUE])('the same page of a list of %d', (total_count) => {
  test.each(LISTING)('%s', (name) =>
    withOwnTavus(async (tavus) => {
      const times = ['2026-11-20T15:00:00Z', new Date().toISOString()];
      for (const order of [times, times.toReversed()]) {
        const data = order.map((created_at, index) => ({
          ...ITEM,
          conversation_id: `c0ffee00000${index}`,
          video_id: `5a1e50000${index}`,
          created_at,
        }));
        await check(name, tavus, { data, total_count });
      }
    }, options),
  );
});
