import { expect, test } from '@jest/globals';
import { form as createConversation } from '../creates/create_conversation.form.ts';
import { form as createPersona } from '../creates/create_persona.ts';
import { form as findConversations } from '../searches/find_conversations.ts';
import { matcherOf } from '../searches/same_name.ts';
import { postCallOutputs } from '../tavus/conversations/post_call.ts';
import { conversationDetail } from '../tavus/conversations/record.ts';
import { transcriptShort } from '../tavus/conversations/transcript.ts';
import {
  fileName,
  subtitlesFile,
  transcriptFile,
} from '../tavus/conversations/transcript_files.ts';
import { newestDocuments } from '../tavus/documents.ts';
import type { TavusClient } from '../tavus/http/client.ts';
import { errorMessage } from '../tavus/http/error_message.ts';
import type { WireObject } from '../tavus/http/wire.ts';
import { languageOf } from '../tavus/languages.ts';
import { type Resource, search } from '../tavus/lists/list.ts';
import { searchNewest } from '../tavus/lists/search.ts';
import { compareTexts } from '../tavus/once/likeness.ts';
import { newName, readName } from '../tavus/reference.ts';

/** Whatever reads a list inside an answer: twice the size takes at most 2.5 times the time. */

const NAMES = { Participant: 'Maria', Replica: 'Anna' };

function many<Item>(size: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: size }, (_, index) => make(index));
}

function momentOf(index: number): string {
  return new Date(Date.UTC(2026, 10, 20, 15) - index * 3000).toISOString();
}

function withEvents(events: readonly WireObject[]): WireObject {
  return { conversation_id: 'c1', created_at: '2026-11-20T15:00:00Z', events };
}

function eventsOf(
  size: number,
  event_type: string,
  properties: (index: number) => WireObject,
): WireObject {
  return withEvents(
    many(size, (index) => ({
      event_type: `application.${event_type}`,
      timestamp: momentOf(index),
      properties: properties(index),
    })),
  );
}

function transcriptOf(size: number, content = 'Well, that is what I wanted to know.'): WireObject {
  const transcript = many(size, (index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content,
    timestamp: momentOf(index),
  }));
  return eventsOf(1, 'transcription_ready', () => ({ transcript }));
}

function turnsOf(size: number) {
  return conversationDetail(transcriptOf(size))?.events.turns ?? [];
}

function refusal(error: unknown): () => unknown {
  return () => errorMessage('', { error }, 'a-key');
}

/** A Tavus with so many things in pages of 100, of which no page is the last that is needed. */
function clientWith(size: number): TavusClient {
  return {
    secondsLeft: () => 25,
    send: async ({ query = {} }) => {
      const first = 100 * (Number(query.page) - 1);
      const data = many(Math.max(0, Math.min(100, size - first)), (index) => ({
        conversation_id: `c${first + index}`,
        created_at: momentOf(first + index),
      }));
      return {
        status: 200,
        data: { data, total_count: size },
        isUnreadable: false,
        answeredAt: '',
      };
    },
  };
}

const things: Resource<{ readonly id: string }> = {
  path: 'things',
  firstPage: 1,
  query: {},
  idNames: ['conversation_id'],
  read: ({ conversation_id }) => ({ id: String(conversation_id) }),
};

/** Fills a form with a text, in a field of each kind that searches it. */
const filledWith = (text: string) => () =>
  createConversation.read({
    ...{ custom_greeting: text, callback_url: text, reference: text, max_call_duration: text },
    additional_fields: `{"${text}`,
  });

/** What regular expressions may stumble over. */
const HARD = [
  ...['<!--', '<style>', '<head>', '<p ', '<a b="', '&amp', '& ', '<br> ', '<br>\n', ' '],
  ...['.', ')', ',', '&amp;', ', https', '"key"', '“', '{"a":', '["', 'key ', '1,', '```'],
];

/** The shortest time that is measured, in milliseconds. */
const MIN_MS = 3;

/** What is read, its size, and how a reading of a size is prepared. */
type Row = readonly [string, number, (size: number) => () => unknown];

const read = (wire: WireObject) => () => conversationDetail(wire);

const ROWS: readonly Row[] = [
  ['the turns of a transcript', 300, (size) => read(transcriptOf(size))],
  ['one long turn', 5000, (size) => read(transcriptOf(1, 'word '.repeat(size)))],
  ['one long turn without a space', 200_000, (size) => read(transcriptOf(1, 'a'.repeat(size)))],
  ['one long turn of spaces', 200_000, (size) => read(transcriptOf(1, `a${' '.repeat(size)}b`))],
  ['one long turn of signs', 5000, (size) => read(transcriptOf(1, "a' .".repeat(size)))],
  [
    'events that are not known',
    1000,
    (size) => read(eventsOf(size, 'no_such_event', () => ({ nothing: 'known' }))),
  ],
  [
    'transcripts of one call',
    500,
    (size) =>
      read(eventsOf(size, 'transcription_ready', () => ({ transcript: [{ role: 'user' }] }))),
  ],
  [
    'recordings',
    500,
    (size) => read(eventsOf(size, 'recording_ready', (index) => ({ s3_key: `${index}.mp4` }))),
  ],
  [
    'post-call actions',
    500,
    (size) =>
      read(
        eventsOf(size, 'post_call_action_executed', (index) => ({
          tool_name: `action ${index}`,
          request: { body: { answer: index } },
        })),
      ),
  ],
  [
    'the values of a post-call action',
    500,
    (size) => {
      const values = many(size, (index) => [`argument ${index}`, index]);
      const body = JSON.stringify(Object.fromEntries(values));
      const wire = eventsOf(1, 'post_call_action_executed', () => ({ request: { body } }));
      return () => postCallOutputs(conversationDetail(wire)?.record.post_call ?? []);
    },
  ],
  [
    'a list as the value of a post-call action',
    1000,
    (size) => {
      const body = { items: many(size, (index) => ({ item: index })) };
      return read(eventsOf(1, 'post_call_action_executed', () => ({ request: { body } })));
    },
  ],
  [
    'the words of a reason',
    2000,
    (size) => read({ conversation_id: 'c1', shutdown_reason: 'aB_ '.repeat(size) }),
  ],
  [
    'a callback URL',
    200_000,
    (size) => read({ conversation_id: 'c1', callback_url: `x${'?#@\\'.repeat(size)}` }),
  ],
  [
    'a moment',
    200_000,
    (size) => read({ conversation_id: 'c1', created_at: `2026-11-20${' '.repeat(size)}x` }),
  ],
  [
    'a name with a reference',
    500_000,
    (size) => {
      const { name } = newName(' [ref a '.repeat(size), 'deal-7');
      return () => many(200, () => readName(name));
    },
  ],
  [
    'a short transcript',
    2000,
    (size) => {
      const turns = turnsOf(size);
      return () => transcriptShort(turns, NAMES);
    },
  ],
  [
    'a transcript as a text file',
    1000,
    (size) => {
      const turns = turnsOf(size);
      return () => transcriptFile('Demo', null, turns, NAMES);
    },
  ],
  [
    'a transcript as subtitles',
    1000,
    (size) => {
      const turns = turnsOf(size);
      return () => subtitlesFile(turns, NAMES);
    },
  ],
  ['the name of a file', 20_000, (size) => () => fileName('. "'.repeat(size), null, 'txt')],
  [
    'the tags of a document',
    500,
    (size) => {
      const wire = { document_id: 'd1', tags: many(size, (index) => `tag ${index}`) };
      return () => newestDocuments('no such tag').read(wire) ?? newestDocuments().read(wire);
    },
  ],
  ['a long name', 5000, (size) => () => matcherOf(`${'ab '.repeat(size)}c`)('ab-'.repeat(size))],
  [
    'a part of a long name',
    5000,
    (size) => () => matcherOf(`${'ab '.repeat(100)}c`)('ab-'.repeat(size)),
  ],
  [
    'two texts that are alike',
    5000,
    (size) => () => compareTexts('ab'.repeat(size), `b${'ab'.repeat(size)}c`),
  ],
  [
    'a list of errors',
    300,
    (size) => refusal(many(size, (index) => ({ loc: [index], msg: 'no' }))),
  ],
  [
    'errors by field',
    300,
    (size) => refusal(Object.fromEntries(many(size, (index) => [`field ${index}`, ['no']]))),
  ],
  ['an error of many words', 1000, (size) => refusal('invalid replica_id in '.repeat(size))],
  ['errors in a dict', 300, (size) => refusal(`Bad. {${"'a': ['no'], ".repeat(size)}'b': 'no'}`)],
  ['a dict with an open quote', 2400, (size) => refusal(`Bad. {'${"\\'".repeat(size)}}`)],
  ['a dict with another one', 2400, (size) => refusal(`Bad. {"${'\\"'.repeat(size)}}`)],
  ['a dict with a long number', 4900, (size) => refusal(`Bad. {${'1'.repeat(size)}}`)],
  ['an error page', 800, (size) => () => errorMessage('<title'.repeat(size), undefined, 'a-key')],
  [
    'how long ago, with many spaces',
    20_000,
    (size) => () => findConversations.read({ created_after: `1 day${' '.repeat(size)}agox` }),
  ],
  [
    'a name of a persona full of numbers',
    20_000,
    (size) => () => createPersona.read({ persona_name: `${'1..'.repeat(size)}x` }),
  ],
  ...HARD.map(
    (part): Row => [
      `a form filled with ${part}`,
      1000,
      (size) => filledWith(`x${part.repeat(size)}x`),
    ],
  ),
  ['a language of many words', 1000, (size) => () => languageOf('word '.repeat(size))],
  ['a language of one word', 4000, (size) => () => languageOf(`${'a'.repeat(size)}!`)],
  ['a language of many signs', 4000, (size) => () => languageOf(`a${' -('.repeat(size)}b`)],
  [
    'pages of things from the newest on',
    2000,
    (size) => () => searchNewest(clientWith(size), things, () => 'part'),
  ],
  [
    'pages of whole matches from the newest on',
    2000,
    (size) => () => searchNewest(clientWith(size), things, () => 'whole', { most: size }),
  ],
  [
    'pages of things from the first on',
    2000,
    (size) => () => search(clientWith(size), things, () => 'part'),
  ],
];

test.each(ROWS)('twice the size takes at most 2.5 times the time: %s', async (_, size, prepare) => {
  const [once, twice] = [prepare(size), prepare(2 * size)];
  const timed = async (work: () => unknown, rounds: number) => {
    // Processor time: a busy machine interrupts long work, and the longer the more.
    const began = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) await work();
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  const rounds = Math.ceil(MIN_MS / Math.max(0.1, await timed(once, 1)));
  let [one, two] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  // The best of several tries: the machine may be busy with other things.
  for (let tries = 1; tries <= 40; tries += 1) {
    one = Math.min(one, await timed(once, rounds));
    two = Math.min(two, await timed(twice, rounds));
    if (tries >= 3 && two <= 2.5 * one) break;
  }
  expect(two / one).toBeLessThanOrEqual(2.5);
});

test('no list is too long for one call of a function', async () => {
  const size = 130_000;
  expect(conversationDetail(transcriptOf(size, 'Hi'))?.record.participant_turns).toBe(size / 2);
  const page = { ...clientWith(0), send: clientWithOnePage(size) };
  expect((await search(page, things, () => 'part')).count).toBe(size);
  expect((await searchNewest(page, things, () => 'part')).count).toBe(size);
});

/** A Tavus that takes no notice of how much it is asked for. */
function clientWithOnePage(size: number): TavusClient['send'] {
  const data = many(size, (index) => ({ conversation_id: `c${index}` }));
  return async () => ({
    status: 200,
    data: { data, total_count: size },
    isUnreadable: false,
    answeredAt: '',
  });
}
