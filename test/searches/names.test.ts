import { describe, expect, test } from '@jest/globals';
import { perform as findConversation } from '../../searches/find_conversation.ts';
import { perform as findDocument } from '../../searches/find_document.ts';
import { perform as findPersona } from '../../searches/find_persona.ts';
import { perform as findReplica } from '../../searches/find_replica.ts';
import { perform as findVideo } from '../../searches/find_video.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';
import type { Perform } from '../zapier.ts';

/** Names in the five searches. */

interface Found {
  readonly id: string;
  readonly matched_whole_name?: unknown;
}

interface NameCase {
  readonly things: string;
  readonly field: string;
  readonly search: Perform<readonly Found[]>;
  readonly add: (name: string) => { readonly id: string };
  /** Whether Zapier may create what is not found: then a part of a name never counts. */
  readonly isOrCreate?: true;
}

const SEARCHES: readonly NameCase[] = [
  {
    things: 'conversations',
    field: 'conversation_name',
    search: findConversation,
    add: (name) => sandbox.addConversation({ name }),
  },
  {
    things: 'videos',
    field: 'video_name',
    search: findVideo,
    add: (name) => sandbox.addVideo({ name }),
  },
  {
    things: 'replicas',
    field: 'replica_name',
    search: findReplica,
    add: (name) => sandbox.addReplica({ name }),
  },
  {
    things: 'personas',
    field: 'persona_name',
    search: findPersona,
    add: (name) => sandbox.addPersona({ name }),
    isOrCreate: true,
  },
  {
    things: 'documents',
    field: 'document_name',
    search: findDocument,
    add: (name) => sandbox.addDocument({ name }),
    isOrCreate: true,
  },
];

const [OR_CREATE, WITH_PARTS] = [true, undefined].map((isOrCreate) =>
  SEARCHES.filter((each) => each.isOrCreate === isOrCreate),
);

/** What the searches find of one name, asked for another: the whole name, a part of it, or nothing. */
async function found(stored: string, asked: string, searches = SEARCHES): Promise<string[]> {
  const answers: string[] = [];
  for (const { field, search, add } of searches) {
    sandbox.reset();
    const { id } = add(stored);
    const ways = ['', 'part'].map(async (match) => {
      const given = await run(search, { [field]: asked, match });
      const hit = given.find((each) => each.id === id);
      if (!hit) return 'nothing';
      return hit.matched_whole_name ? 'whole' : 'part';
    });
    answers.push((await Promise.all(ways)).join(', '));
  }
  return [...new Set(answers)];
}

test.each([
  ["Call with Sean O'Brien", 'call with SEAN O’BRIEN'],
  ['Call with Sean O’Brien', 'Call with Sean O&#39;Brien'],
  ["Leilani Ka'ahumanu", 'Leilani Kaʻahumanu'],
  ['O`Neil', 'O´Neil'],
  ['Zoë Müller', 'Zoe\u0308 Mu\u0308ller'],
  ['Nguyễn Thị', 'Nguyễn Thị'.normalize('NFD')],
  ['Demo for Maria', 'Demo\u00a0for\u202fMaria'],
  ['Demo for Maria', 'Demo  for\t\nMaria'],
  ['Demo for Maria', '\ufeffDemo for Ma\u200bria\u2060'],
  ['Co\u00adop\u200d call', 'Coop call'],
  ['Mia – Max', 'Mia - Max'],
  ['2026‑11‑20', '2026-11-20'],
  ['5 − 3', '5 - 3'],
  ['Straße 7', 'STRASSE 7'],
  ['GROẞ', 'groß'],
  ['İstanbul', 'istanbul'],
  ['ΟΔΟΣ', 'οδος'],
  ['ＡＢＣ　１２', 'abc 12'],
  ['ｶﾞｲﾄﾞ', 'ガイド'],
  ['Smith & Sons', 'Smith &amp; Sons'],
  ['Smith ＆ Sons', 'Smith & Sons'],
  ['"Big" deal', '“Big” deal'],
  ['Wait…', 'Wait...'],
  ['ﬁrst', 'first'],
  ['— ! —', '- ! -'],
  ['🎉', '🎉\ufe0f'],
])('%j is %j', async (one, other) => {
  expect(await found(one, other)).toEqual(['whole, whole']);
  expect(await found(other, one)).toEqual(['whole, whole']);
});

// Tavus leaves out the punctuation of some names.
test.each([
  ["Sean O'Brien", 'Sean OBrien'],
  ['Jean-Luc', 'Jean Luc'],
  ['Jean-Luc', 'JeanLuc'],
  ['Welcome, Zora Bikes!', 'welcome zora bikes'],
  ['Demo – Maria', 'Demo Maria'],
  ['[EU] Demo: Maria (2)', 'EU Demo Maria 2'],
  ['Acme™ demo', 'Acme demo'],
  ['2026-11-20', '2026/11/20'],
])('%j is %j if there is no other', async (one, other) => {
  expect(await found(one, other)).toEqual(['whole, whole']);
  expect(await found(other, one)).toEqual(['whole, whole']);
});

test.each([
  ['Call 15', 'Call 1.5'],
  ['Call 1.5', 'Call 15'],
  ['Order 1-23', 'Order 12-3'],
  ['Order 1 23', 'Order 123'],
  ['1,800', '1800'],
  ['10²', '102'],
  ['½', '12'],
  ['Ann Alopez', 'Anna Lopez'],
  ['Annmarie', 'Ann Marie'],
  ['Jose', 'José'],
  ['Joanna', 'Anna'],
  ['Demo for Diana Silva', 'Ana Silva'],
  ['Rheingold', 'Gold'],
  ['Anything', '.*'],
  ['Anything', '-'],
  ['Anything', '🎉'],
  ['Анна', 'нна'],
  ['김영수', '영수'],
])('%j is not found by %j', async (stored, asked) => {
  expect(await found(stored, asked)).toEqual(['nothing, nothing']);
});

test.each([
  ['Demo for Mariana Silva', 'Demo for '],
  ['Demo for Mariana Silva', 'maria'],
  ['Demo for Mariana Silva', 'silva'],
  ["Call with Sean O'Brien, again", 'sean obrien'],
  ['Call with Sean OBrien, again', 'Sean O’Brien'],
  ['Smith-Jones', 'jones'],
  ['demo_(maria)', 'Maria'],
  ["L'Oréal", 'Ore\u0301al'],
  ['Zoë Müller', 'mu\u0308l'],
  ['田中さんとの通話', '通話'],
  ['Demo田中', '田中'],
  ['田中Anna', 'anna'],
  ['สวัสดีมาเรีย', 'มาเรีย'],
  ['ﾃﾞﾓ 田中', 'デ'],
])('%j has the part %j', async (stored, asked) => {
  expect(await found(stored, asked, WITH_PARTS)).toEqual(['nothing, part']);
  expect(await found(stored, asked, OR_CREATE)).toEqual(['nothing, nothing']);
});

describe.each(SEARCHES)('among several $things', ({ things, field, search, add, isOrCreate }) => {
  const ask = (name: string, match = '') => run(search, { [field]: name, match });
  const idsOf = (given: readonly Found[]) => given.map(({ id }) => id);

  test('the same name comes before one without its punctuation, and that before a part', async () => {
    const [part, almost] = [add("Zora O'Brien, again"), add('Zora OBrien')];
    expect(idsOf(await ask("Zora O'Brien"))).toEqual([almost.id]);
    expect(await ask("Zora O'Brien", 'part')).toMatchObject([
      { id: almost.id, matched_whole_name: true },
      ...(isOrCreate ? [] : [{ id: part.id, matched_whole_name: false }]),
    ]);
    const exact = add('Zora O’Brien');
    expect(idsOf(await ask("Zora O'Brien"))).toEqual([exact.id]);
    expect((await ask("Zora O'Brien", 'Part of the Name'))[0]).toMatchObject({ id: exact.id });
  });

  test('two that differ in punctuation alone are not told apart', async () => {
    const all = [add('Zora: Demo'), add('Zora (Demo)')];
    if (isOrCreate) {
      expect((await errorOf(ask('Zora Demo'))).message).toMatch(
        `Several of your ${things} differ from "Zora Demo" only in punctuation. Choose a `,
      );
      return;
    }
    expect(await ask('Zora Demo')).toEqual([]);
    const parts = await ask('Zora Demo', 'part');
    expect(idsOf(parts).sort()).toEqual(idsOf(all).sort());
    expect(parts).toMatchObject([{ matched_whole_name: false }, { matched_whole_name: false }]);
  });
});
