import { describe, expect, jest, test } from '@jest/globals';
import type { Bundle, ZObject } from 'zapier-platform-core';
import * as zod from 'zod';
import { hydrators } from '../../hydrators.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform } from '../../searches/find_conversation.ts';
import { perform as transcriptReady } from '../../triggers/transcript_ready.ts';
import { errorOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** Transcripts in the names and sizes that are asked for, and as files. */

useClockOfSandbox();

const TALK = [
  ['assistant', 'Hi Maria.'],
  ['user', 'How long does it take?'],
] as const;

function addCall(lines: readonly (readonly ['user' | 'assistant', string])[] = TALK, more = {}) {
  const { id } = sandbox.addConversation({ name: 'Demo: Maria / Acme', lines, ...more });
  return id;
}

async function found(form: Readonly<Record<string, unknown>>) {
  const [record, ...others] = await run(perform, form);
  if (!record) throw new Error('The conversation was to be found.');
  expect(others).toEqual([]);
  return record;
}

describe('names of the speakers', () => {
  test('stand in every text', async () => {
    const conversation_id = addCall();
    const names = { participant_name: ' Maria  Lopez\n', replica_name: 'Sam' };
    const text = 'Sam: Hi Maria.\nMaria Lopez: How long does it take?';
    expect(await found({ conversation_id, ...names })).toMatchObject({
      transcript_text: text,
      transcript_short: text,
      transcript: [
        { speaker: 'Sam', text: 'Hi Maria.', seconds_from_start: 0, duration_seconds: 2.15 },
        { speaker: 'Maria Lopez', text: 'How long does it take?' },
      ],
      participant_turns: 1,
      replica_turns: 1,
    });
  });

  test('are the usual ones where they are blank', async () => {
    const conversation_id = addCall();
    expect(
      await found({ conversation_id, participant_name: ' ', replica_name: null }),
    ).toMatchObject({
      transcript_text: 'Replica: Hi Maria.\nParticipant: How long does it take?',
      transcript: [{ speaker: 'Replica' }, { speaker: 'Participant' }],
    });
  });

  test('are not longer than a name', async () => {
    const conversation_id = addCall();
    await found({ conversation_id, participant_name: 'x'.repeat(100) });
    sandbox.clearRequests();
    const error = await errorOf(run(perform, { conversation_id, replica_name: 'x'.repeat(101) }));
    expect(error.message).toContain('Replica (Face) Name');
    expect(error.message).toContain('a name of up to 100 characters');
    expect(sandbox.requests).toEqual([]);
  });
});

describe('the size', () => {
  const long = Array.from({ length: 100 }, (_, index) => [
    'user',
    `${index} ${'x'.repeat(50)}`,
  ]) as readonly (readonly ['user', string])[];

  test('full, or not said', async () => {
    const conversation_id = addCall(long);
    const full = await found({ conversation_id });
    expect(full.transcript_text?.split('\n')).toHaveLength(100);
    expect(full.transcript).toHaveLength(100);
    expect(await found({ conversation_id, transcript_size: 'full' })).toEqual(full);
  });

  test('short', async () => {
    const conversation_id = addCall(long);
    const short = await found({ conversation_id, transcript_size: 'Short' });
    expect(short.transcript_text?.length).toBeLessThanOrEqual(1900);
    expect(short).toMatchObject({
      transcript_text: short.transcript_short,
      transcript: [],
      participant_turns: 100,
      participant_words: 200,
    });
  });

  test('none', async () => {
    const conversation_id = addCall();
    expect(await found({ conversation_id, transcript_size: 'none' })).toMatchObject({
      transcript_text: null,
      transcript_short: null,
      transcript: [],
      call_outcome: 'talked',
      transcript_file: expect.any(String),
    });
  });
});

describe('by reference', () => {
  const named = (reference: string, code: string, minute: number) =>
    sandbox.addConversation({
      name: `Demo [ref ${reference} ${code}]`,
      createdAt: `2026-11-20T14:0${minute}:00.000Z`,
    }).id;

  test('exactly, the newest first, and before the name', async () => {
    const older = named('0035g00000ABC', '7f3a9c1e', 1);
    const newer = named('0035g00000ABC', '7f3a9c1e', 2);
    sandbox.addConversation({ name: 'Demo [ref 0035g00000ABD 7f3a9c1]' });
    sandbox.addConversation({ name: '0035g00000ABC' });
    const form = { reference: '0035g00000ABC', conversation_name: 'No such name' };
    const records = await run(perform, form);
    expect(records.map(({ id }) => id)).toEqual([newer, older]);
    expect(await run(perform, { reference: '0035g00000abc' })).toEqual([]);
    expect(await run(perform, { reference: '0035g00000ABC', status: 'active' })).toEqual([]);
  });

  test('the name is found with and without it', async () => {
    const id = named('0035g00000ABC', '7f3a9c1e', 1);
    sandbox.addConversation({ name: 'Demo of something else', createdAt: '2026-11-20T14:30:00Z' });
    // A full match is better than a part of a newer one.
    for (const conversation_name of ['demo', 'Demo [ref 0035g00000ABC 7f3a9c1e]']) {
      expect((await run(perform, { conversation_name }))[0]?.id).toBe(id);
    }
    expect(await run(perform, { conversation_name: '0035g' })).toEqual([]);
  });
});

describe('files', () => {
  const pointer = zod.object({
    type: zod.literal('file'),
    method: zod.string(),
    bundle: zod.record(zod.string(), zod.unknown()),
  });

  function pointerIn(value: unknown) {
    const json = /^hydrate\|\|\|(\{.*\})\|\|\|hydrate$/.exec(String(value))?.[1];
    return pointer.parse(JSON.parse(json ?? '{}'));
  }

  const stash = jest.fn(
    (_content: unknown, _length?: number, _name?: string, _type?: string) =>
      'https://zapier.example/file',
  );

  /** Follows a pointer, with a storage that only notes what it gets. */
  async function fileOf(value: unknown) {
    const { method, bundle } = pointerIn(value);
    const name =
      method === 'hydrators.transcriptFile' ? 'transcriptFile' : 'transcriptSubtitlesFile';
    expect(method).toBe(`hydrators.${name}`);
    stash.mockClear();
    const link = await run((z: ZObject, given: Bundle) => {
      Object.assign(z, { stashFile: stash });
      return hydrators[name](z, given);
    }, bundle);
    const [content, length, fileName, type] = stash.mock.calls[0] ?? [];
    return {
      link,
      content: content === undefined ? null : String(content),
      length,
      fileName,
      type,
    };
  }

  test('as text, in the names that were asked for', async () => {
    const conversation_id = addCall();
    const record = await found({
      conversation_id,
      participant_name: 'Maria',
      replica_name: 'Sam',
      transcript_size: 'none',
    });
    const content = `Demo: Maria / Acme
2026-11-20 14:00 UTC

[0:00] Sam: Hi Maria.
[0:05] Maria: How long does it take?
`;
    sandbox.clearRequests();
    expect(await fileOf(record.transcript_file)).toEqual({
      link: 'https://zapier.example/file',
      content,
      length: Buffer.byteLength(content),
      fileName: '2026-11-20 Demo Maria Acme.txt',
      type: 'text/plain',
    });
    expect(sandbox.requests).toHaveLength(1);
  });

  test('as subtitles', async () => {
    const conversation_id = addCall([['user', 'Ærø, 東京']]);
    const record = await found({ conversation_id, replica_name: 'Sam' });
    const content = 'WEBVTT\n\n00:00:00.000 --> 00:00:02.150\n<v Participant>Ærø, 東京\n';
    expect(await fileOf(record.transcript_subtitles_file)).toMatchObject({
      content,
      length: Buffer.byteLength(content),
      fileName: '2026-11-20 Demo Maria Acme.vtt',
      type: 'text/vtt',
    });
  });

  test('of triggers, fresh and from memory', async () => {
    addCall();
    for (const [record] of [await run(transcriptReady), await run(transcriptReady)]) {
      const { content } = await fileOf(record?.transcript_file);
      expect(content).toContain('[0:05] Participant: How long does it take?');
      expect((await fileOf(record?.transcript_subtitles_file)).content).toContain('WEBVTT');
    }
  });

  test('without the reference in the title', async () => {
    const conversation_id = addCall(TALK, { name: 'Demo [ref 0035g00000ABC 7f3a9c1e]' });
    const record = await found({ conversation_id });
    expect(await fileOf(record.transcript_file)).toMatchObject({
      fileName: '2026-11-20 Demo.txt',
      content: expect.stringMatching(/^Demo\n/),
    });
  });

  test('without a transcript there are no files and no request for them', async () => {
    const conversation_id = addCall([]);
    expect(await found({ conversation_id })).toMatchObject({
      transcript_file: null,
      transcript_subtitles_file: null,
    });
    expect(sandbox.requests).toHaveLength(1);
  });

  test('there are no subtitles where nobody knows the times', async () => {
    const conversation_id = addCall(TALK, { age: '2025' });
    const record = await found({ conversation_id });
    expect(await fileOf(record.transcript_subtitles_file)).toMatchObject({
      link: null,
      content: null,
    });
    expect((await fileOf(record.transcript_file)).content).toContain('\nReplica: Hi Maria.\n');
  });

  test('odd names in a pointer are not used', async () => {
    const conversation_id = addCall();
    for (const names of [
      null,
      'Maria',
      [],
      { Participant: 7, Replica: ' ' },
      { Participant: null },
    ]) {
      const json = JSON.stringify({
        type: 'file',
        method: 'hydrators.transcriptFile',
        bundle: { conversation_id, names },
      });
      const { content } = await fileOf(`hydrate|||${json}|||hydrate`);
      expect(content).toContain('Replica: Hi Maria.');
    }
  });
});

test('the time until the participant spoke counts from the start of the talk', async () => {
  const { id } = sandbox.addConversation({ status: 'active', replicaId: SEED.replica });
  sandbox.clock.advance(90);
  sandbox.playCall(id, TALK, { secondsPerLine: 4 });
  sandbox.clock.advance(60);
  expect(await found({ conversation_id: id })).toMatchObject({
    seconds_to_first_word: 4,
    first_participant_text: 'How long does it take?',
    last_participant_text: 'How long does it take?',
    participant_words: 5,
    replica_words: 2,
  });
});
