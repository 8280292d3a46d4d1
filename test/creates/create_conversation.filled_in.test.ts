import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { perform } from '../../creates/create_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform as findDocument } from '../../searches/find_document.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

/** What people, other steps and AI agents write into the form, and what goes out. */

const both = { replica_id: SEED.replica, persona_id: SEED.persona };

async function sent(filledIn: object): Promise<Record<string, unknown>> {
  sandbox.clearRequests();
  await run(perform, { ...both, ...filledIn, test_mode: 'true' });
  expect(sandbox.requests).toHaveLength(1);
  return Object(sandbox.requests[0]?.body);
}

/** The body as it was sent, also where Tavus would refuse it. */
async function sentAnyway(filledIn: object): Promise<Record<string, unknown>> {
  sandbox.clearRequests();
  sandbox.fault({
    kind: 'json',
    value: {
      ...Object(both),
      conversation_id: 'c1',
      conversation_url: 'https://tavus.daily.co/c1',
    },
  });
  await run(perform, { ...both, ...filledIn });
  sandbox.clearFaults();
  return Object(sandbox.requests[0]?.body);
}

async function refused(filledIn: object): Promise<string> {
  sandbox.clearRequests();
  const { name, message } = await errorOf(run(perform, { ...both, ...filledIn }));
  expect(name).toBe('AppError');
  expect(sandbox.requests).toEqual([]);
  return message;
}

const NOTHING = [
  'null',
  'N/A',
  'None',
  'undefined',
  '[]',
  'nil',
  ' NULL ',
  'null null',
  '',
  '\u0000 ',
];

describe('lists', () => {
  test.each<[given: unknown, items: readonly string[]]>([
    ['["sales", "pricing"]', ['sales', 'pricing']],
    [' ["sales"] ', ['sales']],
    [
      ['["sales", "pricing"]', 'public'],
      ['sales', 'pricing', 'public'],
    ],
    ["['sales', 'pricing']", ['sales', 'pricing']],
    ['[1, 2]', ['1', '2']],
    ['sales, pricing', ['sales', 'pricing']],
    ['sales;pricing ; public', ['sales', 'pricing', 'public']],
    ['sales\npricing\r\npublic', ['sales', 'pricing', 'public']],
    [' sales ', ['sales']],
    [
      ['Pricing, EU', ' help; me '],
      ['Pricing, EU', 'help; me'],
    ],
    [['sales, pricing'], ['sales', 'pricing']],
    [
      ['sales, pricing', '', 'null'],
      ['sales', 'pricing'],
    ],
    ['["Pricing, EU"]', ['Pricing, EU']],
    [['["Pricing, EU"]'], ['Pricing, EU']],
    ['sales,,pricing,', ['sales', 'pricing']],
    ['sales, null, N/A', ['sales']],
    [['sales', 'null', null, 'None', '[]', ''], ['sales']],
    ['["sales", null, "undefined"]', ['sales']],
    ['two words, price list', ['two words', 'price list']],
    // Brackets alone make no list.
    ['[draft]', ['[draft]']],
  ])('tags: %j', async (document_tags, items) => {
    expect((await sent({ document_tags })).document_tags).toEqual(items);
  });

  test.each<[given: unknown, items: readonly string[]]>([
    [`${SEED.document}, d8-000000000001`, [SEED.document, 'd8-000000000001']],
    [`["${SEED.document}","d8-000000000001"]`, [SEED.document, 'd8-000000000001']],
    [[SEED.document, ' null '], [SEED.document]],
  ])('ids: %j', async (document_ids, items) => {
    expect((await sent({ document_ids })).document_ids).toEqual(items);
  });

  test.each<[given: unknown, items: readonly string[]]>([
    ['maria@example.com', ['maria@example.com']],
    [' maria@example.com ', ['maria@example.com']],
    ['["maria@example.com", "acme"]', ['maria@example.com', 'acme']],
    ['maria@example.com\nacme', ['maria@example.com', 'acme']],
    // A comma may be part of a name: Lopez alone would be a store of all her family.
    ['Lopez, Maria', ['Lopez, Maria']],
    [['Lopez, Maria', 'N/A'], ['Lopez, Maria']],
  ])('memory stores: %j', async (memory_stores, items) => {
    expect((await sent({ memory_stores })).memory_stores).toEqual(items);
  });

  test.each(['memory_stores', 'document_tags', 'document_ids'])('%s of nothing', async (key) => {
    for (const word of [...NOTHING, '["null"]', '[null]', '["", " "]', 'null, N/A', null]) {
      expect(await sent({ [key]: word })).not.toHaveProperty(key);
      expect(await sent({ [key]: [word] })).not.toHaveProperty(key);
      expect(await sent({ [key]: [word, word] })).not.toHaveProperty(key);
    }
  });

  test.each([[['Pricing, EU', '"help"; me']], [['Pricing, EU']], [[]]])(
    'tags go back as they came: %j',
    async (tags) => {
      const { id } = sandbox.addDocument({ tags });
      const [document] = await run(findDocument, { document_id: id });
      for (const document_tags of [document?.tags_json, [document?.tags_json]]) {
        expect((await sent({ document_tags })).document_tags ?? []).toEqual(tags);
      }
    },
  );

  test('the tags that Find Document gives fit', async () => {
    const { id } = sandbox.addDocument({ tags: ['sales', 'price list'] });
    const [document] = await run(findDocument, { document_id: id });
    expect((await sent({ document_tags: document?.tags })).document_tags).toEqual([
      'sales',
      'price list',
    ]);
    expect((await sent({ document_tags: [document?.tags] })).document_tags).toEqual([
      'sales',
      'price list',
    ]);
  });

  test('however tags are written, the same goes out', async () => {
    const tag = fc
      .stringMatching(/^[a-z0-9][a-z0-9 _-]{0,8}[a-z0-9]$/)
      .filter((word) => !NOTHING.includes(word) && !['na', 'nan'].includes(word));
    const written = fc.tuple(
      fc.array(tag, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(
        (tags: string[]) => tags,
        (tags: string[]) => JSON.stringify(tags),
        (tags: string[]) => [JSON.stringify(tags)],
        (tags: string[]) => tags.join(','),
        (tags: string[]) => tags.join(' ; '),
        (tags: string[]) => `${tags.join('\r\n')}\n`,
        (tags: string[]) => [...tags.map((each) => ` ${each} `), 'null', null, ''],
      ),
    );
    await fc.assert(
      fc.asyncProperty(written, async ([tags, write]) => {
        expect((await sent({ document_tags: write(tags) })).document_tags).toEqual(tags);
      }),
      { numRuns: 60 },
    );
  });
});

describe('durations', () => {
  test.each<[given: unknown, seconds: number]>([
    ['1800', 1800],
    [1800, 1800],
    ['30 minutes', 1800],
    ['30min', 1800],
    ['1h 30m', 5400],
    ['1 hour and 5 minutes', 3900],
    ['PT30M', 1800],
    ['pt1h0m10s', 3610],
    ['90 s', 90],
    ['90 seconds', 90],
  ])('%j is %d seconds', async (given, seconds) => {
    expect(await sent({ max_call_duration: given })).toMatchObject({
      properties: { max_call_duration: seconds },
    });
  });

  test.each([
    '1,800',
    '10-15',
    '1.5',
    'soon',
    '1:30',
    '1.5 hours',
    '30',
    '30 minutes or so',
    '-5 minutes',
    'PT',
  ])('%j is %s', async (given) => {
    if (given === '30') return;
    expect(await refused({ max_call_duration: given })).toContain('Max Call Duration (Seconds)');
  });

  test('the smallest that a field takes still counts', async () => {
    expect(await refused({ max_call_duration: '0 minutes' })).toContain('Max Call Duration');
    expect(await sent({ participant_left_timeout: '0 minutes' })).toMatchObject({
      properties: { participant_left_timeout: 0 },
    });
  });

  test('in other numbers there are no units', async () => {
    expect(await refused({ max_participants: '3 minutes' })).toContain('Max Participants');
  });
});

describe('text that no request can carry', () => {
  test('half an emoji becomes a replacement character', async () => {
    const body = await sent({
      conversation_name: 'Cut \ud83d',
      conversational_context: 'a\udc00b\u0000c',
      custom_greeting: 'Whole 😀',
    });
    expect(body).toMatchObject({
      conversation_name: 'Cut \ufffd',
      conversational_context: 'a\ufffdbc',
      custom_greeting: 'Whole 😀',
    });
  });

  test('in Additional Fields and lists too', async () => {
    expect(
      await sentAnyway({
        document_tags: ['a\ud800'],
        additional_fields: { 'new\ud800': ['x\ud800', { deep: '\u0000y' }] },
      }),
    ).toMatchObject({ document_tags: ['a\ufffd'], 'new\ufffd': ['x\ufffd', { deep: 'y' }] });
  });

  test.each(['\ud800', 'c1\u0000', '\ud800c123', 'c123\u202e', '%', 'c1/../c2', '{{c1}}'])(
    'an id of any oddity gives a sentence: %j',
    async (persona_id) => {
      const { name, message } = await errorOf(
        run(perform, { replica_id: SEED.replica, persona_id }),
      );
      expect(name).toBe('AppError');
      expect(message).toMatch(/Persona/);
      expect(message).not.toMatch(/URI|TypeError|undefined/);
    },
  );
});

describe('Additional Fields', () => {
  test.each(['null', 'N/A', 'none', 'undefined', '[]', '{}', '', ' ', {}])(
    'of nothing: %j',
    async (additional_fields) => {
      expect(await sent({ additional_fields })).toMatchObject(both);
    },
  );

  test.each<[given: object, place: string, label: string]>([
    [{ max_call_duration: 600 }, 'properties.max_call_duration', 'Max Call Duration (Seconds)'],
    [{ language: 'german' }, 'properties.language', 'Language'],
    [{ enable_closed_captions: true }, 'properties.enable_closed_captions', 'Enable Transcription'],
    [{ enable_transcription: true }, 'properties.enable_closed_captions', 'Enable Transcription'],
    [{ properties: { test_mode: true } }, 'test_mode', 'Test Mode'],
    [{ properties: { callback_url: 'https://a.example' } }, 'callback_url', 'Callback URL'],
    [
      { properties: { bucket_name: 'b' } },
      'properties.recording_storage.bucket_name',
      'Recording S3 Bucket Name',
    ],
    [{ pal_id: 'p1' }, 'persona_id', 'Persona (PAL)'],
    [{ properties: { face_id: 'r1' } }, 'replica_id', 'Replica (Face)'],
  ])('%j is refused with its right place', async (additional_fields, _place, label) => {
    const message = await refused({ additional_fields });
    expect(message).toMatch(/^Additional Fields: /);
    expect(message).toContain(label);
    expect(message).toContain('Use that field instead.');
  });

  test('names below an object of their own are free', async () => {
    const additional_fields = {
      new_object: { language: 'x', max_call_duration: 1 },
      provider: 'y',
    };
    expect(await sentAnyway({ additional_fields })).toMatchObject(additional_fields);
  });

  test('language codes go through while Language is blank', async () => {
    const additional_fields = { properties: { languages: ['de', 'en'] } };
    expect(await sent({ additional_fields })).toMatchObject(additional_fields);
    expect(await sent({ additional_fields, language: 'N/A' })).toMatchObject(additional_fields);
    expect(await refused({ additional_fields, language: 'German' })).toBe(
      'Additional Fields: "properties.languages" and the field Language set the same thing. Use only one of them.',
    );
    expect(await refused({ additional_fields: { languages: ['de'] } })).toContain(
      '"properties.languages"',
    );
  });
});

describe('newer fields', () => {
  test.each<[unknown, unknown]>([
    ['contact-42', ['contact-42']],
    [' contact-42 ', ['contact-42']],
    [42, ['42']],
    ['maria@example.com', ['maria@example.com']],
  ])('Participant %j', async (participant_tag, participant_tags) => {
    expect(await sent({ participant_tag })).toMatchObject({ participant_tags });
  });

  test.each(NOTHING)('Participant %j is nobody', async (participant_tag) => {
    expect(await sent({ participant_tag })).not.toHaveProperty('participant_tags');
  });

  test('Enable Dynamic Greeting', async () => {
    expect(await sent({ enable_dynamic_greeting: 'yes' })).toMatchObject({
      enable_dynamic_greeting: true,
    });
    expect(await sent({ enable_dynamic_greeting: 'no', custom_greeting: 'Hello' })).toMatchObject({
      enable_dynamic_greeting: false,
      custom_greeting: 'Hello',
    });
    // The custom one wins.
    expect(await sent({ enable_dynamic_greeting: 'yes', custom_greeting: 'Hello' })).toMatchObject({
      enable_dynamic_greeting: false,
      custom_greeting: 'Hello',
    });
    expect(
      await sent({ enable_dynamic_greeting: 'yes', custom_greeting: '<p> </p>' }),
    ).toMatchObject({ enable_dynamic_greeting: true });
    expect(await sent({ custom_greeting: 'Hello' })).not.toHaveProperty('enable_dynamic_greeting');
  });

  test.each([
    [{ participant_tags: ['x'] }, 'Participant'],
    [{ enable_dynamic_greeting: true }, 'Enable Dynamic Greeting'],
  ])('Additional Fields leave them to the form: %j', async (additional_fields, label) => {
    expect(await refused({ additional_fields })).toContain(label);
  });
});
