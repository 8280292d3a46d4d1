import { beforeEach, describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/create_conversation.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { FIELDS } from '../create_conversation_fields.ts';
import { errorOf, inputFieldsOf, requestsOf, run, sandbox } from '../tavus_app.ts';

/** What the form understands, and what it says of what it does not. */

beforeEach(() => {
  sandbox.behaviour.maxConcurrent = Number.POSITIVE_INFINITY;
});

const withReplica = { replica_id: SEED.replica, conversation_name: 'Demo' };

/** The body that goes out with the form filled in like that. */
async function bodyOf(filledIn: Readonly<Record<string, unknown>>): Promise<unknown> {
  await run(perform, { ...withReplica, ...filledIn });
  return requestsOf('POST').at(-1)?.body;
}

/** What the person reads; nothing must have been sent. */
async function refusalOf(filledIn: Readonly<Record<string, unknown>>): Promise<string> {
  const { name, message } = await errorOf(run(perform, filledIn));
  expect([name, sandbox.requests]).toEqual(['AppError', []]);
  return message;
}

/** The sentence about a field, with what arrived in it. */
function about(sentence: string, value: unknown): string {
  const arrived = Array.isArray(value) ? 'a list' : `"${String(value).replace('\n', ' ')}"`;
  const what = typeof value === 'object' && !Array.isArray(value) ? 'an object' : arrived;
  return sentence.includes(' accepts ')
    ? `${sentence.slice(0, -1)}, not ${what}.`
    : `${sentence} What arrived: ${what}.`;
}

describe('what other steps hand over', () => {
  const yes = ['true', 'TRUE', ' True ', 'Yes', 'yes', 'y', 't', 'on', '1', 1, true];
  const no = ['false', 'False', ' no ', 'NO', 'n', 'f', 'off', '0', 0, false];

  test.each<[key: string, place: (value: boolean) => object]>([
    ['audio_only', (value) => ({ audio_only: value })],
    ['require_auth', (value) => ({ require_auth: value })],
    ['test_mode', (value) => ({ test_mode: value })],
    ['enable_recording', (value) => ({ properties: { enable_recording: value } })],
    ['enable_transcription', (value) => ({ properties: { enable_closed_captions: value } })],
    ['apply_greenscreen', (value) => ({ properties: { apply_greenscreen: value } })],
  ])('yes and no in %s', async (key, place) => {
    for (const [words, value] of [
      [yes, true],
      [no, false],
    ] as const) {
      for (const word of words) {
        expect([word, await bodyOf({ [key]: word })]).toEqual([
          word,
          { ...withReplica, ...place(value) },
        ]);
      }
    }
  });

  test.each<[key: string, place: (value: number) => object]>([
    ['max_participants', (value) => ({ max_participants: value })],
    ['max_call_duration', (value) => ({ properties: { max_call_duration: value } })],
    ['participant_left_timeout', (value) => ({ properties: { participant_left_timeout: value } })],
    [
      'participant_absent_timeout',
      (value) => ({ properties: { participant_absent_timeout: value } }),
    ],
  ])('whole numbers in %s', async (key, place) => {
    for (const written of ['60', ' 60 ', '060', '60.0', '+60', 60]) {
      expect([written, await bodyOf({ [key]: written })]).toEqual([
        written,
        { ...withReplica, ...place(60) },
      ]);
    }
  });

  test.each([
    ['Speed', 'speed'],
    [' QUALITY ', 'quality'],
    ['balanced', 'balanced'],
  ])('the choice %j', async (written, sent) => {
    expect(await bodyOf({ document_retrieval_strategy: written })).toEqual({
      ...withReplica,
      document_retrieval_strategy: sent,
    });
  });

  test.each([
    ['Yes', { policy: 'eu' }],
    ['false', {}],
  ])('European Union Rules %j', async (policy, sent) => {
    expect(await bodyOf({ policy })).toEqual({ ...withReplica, ...sent });
  });

  test('numbers and yes/no where text is asked for', async () => {
    const filledIn = { conversation_name: 42, custom_greeting: true, memory_stores: [7, 'a'] };
    expect(await bodyOf(filledIn)).toEqual({
      ...withReplica,
      conversation_name: '42',
      custom_greeting: 'true',
      memory_stores: ['7', 'a'],
    });
  });

  test('a single text where a list is asked for', async () => {
    const filledIn = { memory_stores: 'maria@example.com', document_ids: ` ${SEED.document} ` };
    expect(await bodyOf(filledIn)).toEqual({
      ...withReplica,
      memory_stores: ['maria@example.com'],
      document_ids: ['d8-ca7a10900001'],
    });
  });

  test('ids, links and names of a storage with white space around them', async () => {
    const body = await bodyOf({
      replica_id: ' r5a1e50000001\n',
      persona_id: '\tp5a1e50000001 ',
      callback_url: ' https://example.com/tavus ',
      recording_s3_bucket_name: ' our-calls ',
      recording_s3_bucket_region: 'eu-north-1 ',
      aws_assume_role_arn: ' arn:aws:iam::123456789012:role/TavusRecording ',
    });
    expect(body).toEqual({
      conversation_name: 'Demo',
      replica_id: 'r5a1e50000001',
      persona_id: 'p5a1e50000001',
      callback_url: 'https://example.com/tavus',
      properties: {
        recording_s3_bucket_name: 'our-calls',
        recording_s3_bucket_region: 'eu-north-1',
        aws_assume_role_arn: 'arn:aws:iam::123456789012:role/TavusRecording',
      },
    });
  });
});

describe('values that a field does not take', () => {
  describe.each<[key: string, label: string, accepts: string, tooLow: readonly unknown[]]>([
    [
      'max_call_duration',
      'Max Call Duration (Seconds)',
      'a whole number of seconds, 60 or more, or a duration with its unit, such as 30 minutes',
      ['0', 0],
    ],
    [
      'participant_left_timeout',
      'Participant Left Timeout (Seconds)',
      'a whole number of seconds, 0 or more, or a duration with its unit, such as 30 minutes',
      ['-1'],
    ],
    [
      'participant_absent_timeout',
      'Participant Absent Timeout (Seconds)',
      'a whole number of seconds, 1 or more, or a duration with its unit, such as 30 minutes',
      ['0', 0],
    ],
    [
      'max_participants',
      'Max Participants',
      'a whole number of participants, 2 or more, in digits only',
      ['0', '1', 1],
    ],
  ])('%s', (key, label, accepts, tooLow) => {
    test.each([
      ...[
        'soon',
        '30 min late',
        '1,000',
        '10-15',
        '1.5 hours',
        '1:30',
        '1e3',
        '0x10',
        'Infinity',
        '١٢',
      ],
      ...[1.5, '1.5', -1, '-1', Number.NaN, true, [], {}, [60], { seconds: 60 }],
      ...['99999999999999999999', 1e20],
      ...tooLow,
    ])('%j', async (value) => {
      expect(await refusalOf({ ...withReplica, [key]: value })).toBe(
        about(`${label} accepts ${accepts}.`, value),
      );
    });
  });

  test.each([
    ['audio_only', 'maybe', 'Audio Only accepts yes or no.'],
    ['require_auth', '2', 'Require Authentication accepts yes or no.'],
    ['enable_recording', {}, 'Enable Recording accepts yes or no.'],
    ['enable_transcription', ['true'], 'Enable Transcription accepts yes or no.'],
    ['apply_greenscreen', 'green', 'Apply Greenscreen accepts yes or no.'],
    ['test_mode', -1, 'Test Mode accepts yes or no.'],
    ['policy', 'us', 'European Union Rules accepts yes or no.'],
    ['policy', {}, 'European Union Rules accepts yes or no.'],
    [
      'document_retrieval_strategy',
      'fast',
      'Document Retrieval Strategy accepts Speed, Quality or Balanced.',
    ],
    [
      'recording_storage_provider',
      'dropbox',
      'Recording Storage Provider accepts Amazon S3, Google Cloud Storage or Azure Blob Storage.',
    ],
    ['conversation_name', { name: 'Demo' }, 'Conversation Name accepts text.'],
    ['conversation_name', ['Demo'], 'Conversation Name accepts text.'],
    ['conversational_context', { a: 1 }, 'Conversational Context accepts text.'],
    ['custom_greeting', ['Hi'], 'Custom Greeting accepts text.'],
    ['language', { code: 'de' }, 'Language accepts the name of a language.'],
    ['memory_stores', { a: 1 }, 'Memory Stores accepts a list of names.'],
    ['memory_stores', ['maria', { a: 1 }], 'Memory Stores accepts a list of names.', {}],
    ['document_tags', [['sales']], 'Document Tags accepts a list of texts.'],
    [
      'document_ids',
      { id: 'd8-5c71baca86fc' },
      'Documents accepts a list of items, each the ID of a document.',
    ],
    ['replica_id', { id: 'r5a1e50000001' }, 'Replica (Face) accepts the ID of a replica.'],
  ])('%s: %j', async (key, value, sentence, arrived: unknown = value) => {
    expect(await refusalOf({ ...withReplica, [key]: value })).toBe(about(sentence, arrived));
  });

  test.each([
    ['callback_url', 'example.com/tavus', 'Callback URL', 'https:// or http://'],
    ['callback_url', '/tavus', 'Callback URL', 'https:// or http://'],
    ['callback_url', 'ftp://example.com', 'Callback URL', 'https:// or http://'],
    ['callback_url', 'mailto:maria@example.com', 'Callback URL', 'https:// or http://'],
    ['callback_url', 'javascript:alert(1)', 'Callback URL', 'https:// or http://'],
    ['callback_url', 'https:example.com', 'Callback URL', 'https:// or http://'],
    ['callback_url', 'https://', 'Callback URL', 'https:// or http://'],
    ['callback_url', 'https://exa mple.com', 'Callback URL', 'https:// or http://'],
    ['callback_url', 'https://example.com/a\nb', 'Callback URL', 'https:// or http://'],
    ['meeting_url', 'http://meet.google.com/abc-defg-hij', 'Meeting URL', 'https://'],
    ['meeting_url', 'example.com/abc-defg-hij', 'Meeting URL', 'https://'],
    ['meeting_url', '123 456 789', 'Meeting URL', 'https://'],
  ])('%s: %j', async (key, value, label, schemes) => {
    expect(await refusalOf({ ...withReplica, [key]: value })).toBe(
      about(`${label} accepts a complete link that starts with ${schemes}.`, value),
    );
  });
});

describe('the replica and the persona', () => {
  test.each([{}, { replica_id: ' ', persona_id: '' }, { replica_id: 'null', persona_id: null }])(
    'both blank: %j',
    async (filledIn) => {
      expect(await refusalOf(filledIn)).toBe(
        'Choose a Persona (PAL), a Replica (Face) or both: Tavus needs at least one of them.',
      );
    },
  );

  test.each([
    [
      'a persona',
      'p5317866',
      'Replica (Face): This is the ID of a persona. Put it in Persona (PAL) instead.',
    ],
    [
      'a persona',
      'pcb7a34da5fe',
      'Replica (Face): This is the ID of a persona. Put it in Persona (PAL) instead.',
    ],
    [
      'a name',
      'Sam from Sales',
      'Replica (Face): This is not the ID of a replica. Choose one from the list, or look up its ID by name with Find Replica.',
    ],
    [
      'a name',
      'Anna',
      'Replica (Face): This is not the ID of a replica. Choose one from the list, or look up its ID by name with Find Replica.',
    ],
  ])('%s in the box of the replica: %j', async (_what, value, sentence) => {
    const words = about(sentence, value);
    expect(await refusalOf({ replica_id: value })).toBe(words);
    expect(await refusalOf({ replica_id: value, persona_id: SEED.persona })).toBe(words);
  });

  test.each([
    [
      'a replica',
      'r79e1c033f',
      'Persona (PAL): This is the ID of a replica. Put it in Replica (Face) instead.',
    ],
    [
      'a replica',
      'r90bbd427f71',
      'Persona (PAL): This is the ID of a replica. Put it in Replica (Face) instead.',
    ],
    [
      'a name',
      'Discovery Call',
      'Persona (PAL): This is not the ID of a persona. Choose one from the list, or look up its ID by name with Find Persona.',
    ],
  ])('%s in the box of the persona: %j', async (_what, value, sentence) => {
    expect(await refusalOf({ persona_id: value })).toBe(about(sentence, value));
  });

  test('both in the wrong box', async () => {
    expect(await refusalOf({ replica_id: SEED.persona, persona_id: SEED.replica })).toBe(
      [
        '2 things in this step need a correction:',
        `- Persona (PAL): This is the ID of a replica. Put it in Replica (Face) instead. What arrived: "${SEED.replica}".`,
        `- Replica (Face): This is the ID of a persona. Put it in Persona (PAL) instead. What arrived: "${SEED.persona}".`,
      ].join('\n'),
    );
  });

  test('a name among the documents', async () => {
    expect(await refusalOf({ ...withReplica, document_ids: [SEED.document, 'Price list'] })).toBe(
      'Documents: One of these is not the ID of a document. Choose it from the list, or look up its ID by name with Find Document. What arrived: "Price list".',
    );
  });

  // Ids are opaque and their length has changed before.
  test.each(['r79e1c033f', 'rfe12d8b9597', 'R90BBD427F71', 'replica_abc1', '12345678'])(
    'the id %j goes to Tavus, which knows best',
    async (id) => {
      const { message } = await errorOf(run(perform, { ...withReplica, replica_id: id }));
      expect(message).toContain('Invalid replica_uuid');
      expect(requestsOf('POST').at(-1)?.body).toEqual({ ...withReplica, replica_id: id });
    },
  );
});

describe('the language', () => {
  test.each<[string, readonly string[]]>([
    // ISO 639-1, -2 (both kinds) and -3, retired codes, tags of BCP 47 and POSIX
    ['German', ['de', 'DE', 'deu', 'ger', 'GER', 'de_DE.UTF-8', 'de_AT@euro', 'de_DE_formal']],
    ['Portuguese', ['pt', 'por', 'pt-BR', 'pt_BR', 'PT-BR', 'pt-PT-ao90']],
    ['Chinese', ['zh', 'zho', 'chi', 'cmn', 'zh-Hans', 'zh-Hant-TW', 'zh_CN']],
    ['Norwegian', ['no', 'nor', 'nb', 'nob', 'nn', 'nno', 'nb_NO']],
    ['Tagalog', ['tl', 'tgl', 'fil', 'fil-PH']],
    ['Hebrew', ['he', 'heb', 'iw']],
    ['Indonesian', ['id', 'ind', 'in']],
    ['Spanish', ['es', 'spa', 'es-419', ' es ', '"es"', '["es"]']],
    ['Romanian', ['ro', 'ron', 'rum', 'mo', 'mol']],
    // of ISO, but not in the list of Tavus
    ['Esperanto', ['eo', 'epo', 'esperanto']],
    ['Icelandic', ['is', 'isl', 'ice', 'is-IS', 'íslenska', 'Icelandic (Iceland)']],
    ['Cantonese', ['yue', 'yue-HK', '粵語', 'cantonese']],
    ['Swiss German', ['gsw', 'Swiss German']],
    ['Twi', ['tw', 'twi', 'Twi']],
    // names in English
    ['French', ['french', 'FRENCH', 'French.', 'Canadian French', 'French (fra)', 'fr: French']],
    ['Bengali', ['Bengali', 'bangla', 'ben']],
    ['Dutch', ['Dutch; Flemish', 'Flemish', 'nld', 'dut']],
    ['Punjabi', ['Panjabi', 'pan']],
    // own names, also without accents
    ['German', ['Deutsch', 'DEUTSCH', 'Deutsch (Österreich)', 'Schweizer Hochdeutsch']],
    ['Turkish', ['Türkçe', 'turkce', 'TÜRKÇE']],
    ['Spanish', ['español', 'Espanol', 'español (México)', 'Español (Latinoamérica)']],
    [
      'Chinese',
      [
        '中文',
        '简体中文',
        '繁體中文',
        '中文（简体）',
        'Chinese, Mandarin',
        'Mandarin',
        'Mandarin Chinese',
        '普通话',
        '國語',
      ],
    ],
    ['Vietnamese', ['Tiếng Việt', 'tieng viet']],
    ['Indonesian', ['Bahasa Indonesia', 'Indonesia']],
    ['Hindi', ['हिन्दी', 'हिंदी', 'hindi_IN']],
    // regions
    ['English', ['English (US)', 'English - United States', 'English, UK', 'English/US', 'en us']],
    ['English', ['English US', 'US English', 'british english', 'English-India', '🇺🇸 English']],
    ['Portuguese', ['Português (Brasil)', 'Brazilian Portuguese', 'Portuguese Brazil']],
    ['Spanish', ['Spanish – Latin America', 'Spanish Latin America', 'Mexico Spanish']],
    // the first of several
    ['English', ['en-US,en;q=0.9', 'en', 'en;q=0.8, de', 'English, French']],
    ['French', ['fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5', 'French / English']],
    // detection
    ['Portuguese', ['Português do Brasil', 'Portuguese - Brazil']],
    ['Norwegian', ['Nynorsk']],
    ['Spanish', ['Castellano']],
    ['multilingual', ['Multilingual', 'multilingual', 'auto', 'Auto-Detect', 'mul', 'multi']],
    ['multilingual', ['Multilingual (Detect Automatically)']],
  ])('%s: %j', async (sent, written) => {
    for (const language of written) {
      expect([language, await bodyOf({ language })]).toEqual([
        language,
        { ...withReplica, properties: { language: sent } },
      ]);
    }
  });

  // Tavus may know more languages than its pages list.
  test.each([
    ...['Dothraki', 'Hochsprache', 'Toki Pona', 'French-based creole', 'Lingua Franca (old)'],
    ...['English and Spanish', 'No English', '文言文'],
    // one letter off a name, and a language
    ...['Javanese', 'Prussian', 'Romany', 'Aromanian'],
    // two letters off, or short
    ...['Frnech', 'Gernam', 'Thia', 'Dane'],
  ])('the name %j is sent as it is', async (language) => {
    expect(await bodyOf({ language })).toEqual({ ...withReplica, properties: { language } });
  });

  test.each(['xx', 'QQ', 'xyz', 'xx-YY', 'xyz-AB', 'zxx', 'und', 'x1y', '1033', 'US', '?', '古文'])(
    '%j is no language',
    async (language) => {
      expect(await refusalOf({ ...withReplica, language })).toBe(
        `Language: The app does not know the language "${language}". Choose one from the list, or write its full English name, such as German.`,
      );
    },
  );

  test.each([
    ['Germn', 'German'],
    ['germann', 'German'],
    ['Garman', 'German'],
    ['Germn (Austria)', 'German'],
    ['Englisch', 'English'],
    ['Portugese', 'Portuguese'],
    ['Thaii', 'Thai'],
    ['polskii', 'Polish'],
    ['Deutch', 'Dutch or German'],
    ['Multilingal', 'multilingual'],
  ])('%j is a near miss of %s', async (language, meant) => {
    expect(await refusalOf({ ...withReplica, language })).toBe(
      `Language: The app does not know the language "${language}". Did you mean ${meant}?`,
    );
  });
});

describe('the storage of recordings', () => {
  const bucket = { recording_s3_bucket_name: 'our-calls' };
  const region = { recording_s3_bucket_region: 'eu-north-1' };
  const role = { aws_assume_role_arn: 'arn:aws:iam::123456789012:role/TavusRecording' };
  const gcs = {
    recording_gcs_bucket_name: 'our-calls',
    recording_gcs_project_id: 'our-project-123',
    recording_gcs_workload_identity_provider: 'projects/1/locations/global/a',
    recording_gcs_service_account_email: 'tavus@example.com',
  };
  const together =
    'fill in the three S3 fields (bucket, region and role) together, or leave all of them blank.';

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['Recording S3 Bucket Region and AWS Assume Role ARN', bucket],
    ['Recording S3 Bucket Name and AWS Assume Role ARN', region],
    ['Recording S3 Bucket Name and Recording S3 Bucket Region', role],
    ['AWS Assume Role ARN', { ...bucket, ...region }],
    ['Recording S3 Bucket Region', { ...bucket, ...role, recording_s3_bucket_region: ' ' }],
    ['Recording S3 Bucket Name', { ...region, ...role }],
  ])('without a provider, missing: %s', async (missing, filledIn) => {
    expect(await refusalOf({ ...withReplica, ...filledIn })).toBe(`${missing}: ${together}`);
  });

  test.each([
    'arn:aws:iam::123456789012:user/Tavus',
    'arn:aws:iam::12345:role/Tavus',
    'arn:aws:s3:::our-calls',
    'TavusRecording',
    'The role is arn:aws:iam::123456789012:role/Tavus',
    'arn:aws:iam::123456789012:role/Tavus Recording',
  ])('%j is not the ARN of a role', async (value) => {
    const sentence =
      'AWS Assume Role ARN accepts the ARN of an IAM role, such as arn:aws:iam::123456789012:role/TavusRecording.';
    const words = about(sentence, value.slice(0, 40) + (value.length > 40 ? '…' : ''));
    const filledIn = { ...withReplica, ...bucket, ...region, aws_assume_role_arn: value };
    expect(await refusalOf(filledIn)).toBe(words);
    expect(await refusalOf({ ...filledIn, recording_storage_provider: 's3' })).toBe(words);
  });

  test.each([
    'arn:aws:iam::123456789012:role/path/to/Tavus',
    'arn:aws-us-gov:iam::123456789012:role/T',
  ])('%j is the ARN of a role', async (value) => {
    expect(await bodyOf({ ...bucket, ...region, aws_assume_role_arn: value })).toMatchObject({
      properties: { aws_assume_role_arn: value },
    });
  });

  test.each<[string, string, readonly string[]]>([
    [
      'recording_s3_bucket_name',
      'our-calls',
      ['s3://our-calls', 's3://our-calls/', 'S3://our-calls', 's3a://our-calls', 'our-calls/'],
    ],
    [
      'recording_s3_bucket_name',
      'our.calls.2026',
      ['arn:aws:s3:::our.calls.2026', 'arn:aws-us-gov:s3:::our.calls.2026/*', 'our.calls.2026'],
    ],
    ['recording_s3_bucket_name', 'a1b', ['a1b', 's3://a1b']],
    [
      'recording_s3_bucket_region',
      'us-east-1',
      [
        ...['US East (N. Virginia) us-east-1', 'us-east-1 (N. Virginia)', 'US-EAST-1', 'us-east-1'],
        ...['"us-east-1"', 'us–east–1', 'AWS region: us-east-1', 'us-east-1, us-east-1'],
      ],
    ],
    [
      'recording_s3_bucket_region',
      'eu-central-1',
      ['Europe (Frankfurt) eu-central-1', 'Europe (Frankfurt), eu-central-1'],
    ],
    ['recording_s3_bucket_region', 'us-gov-west-1', ['AWS GovCloud (US-West) us-gov-west-1']],
    ['recording_s3_bucket_region', 'us-isob-east-1', ['us-isob-east-1']],
    ['recording_s3_bucket_region', 'eusc-de-east-1', ['eusc-de-east-1']],
    ['recording_s3_bucket_region', 'xx-newplace-12', ['xx-newplace-12']],
  ])('%s is %s', async (key, sent, written) => {
    for (const value of written) {
      expect(await bodyOf({ ...bucket, ...region, ...role, [key]: value })).toMatchObject({
        properties: { [key]: sent },
      });
    }
  });

  const S3_NAME =
    'the name of an S3 bucket: 3 to 63 lower-case letters, digits, dots or hyphens, with a letter or digit at each end';

  test.each<[string, string, readonly string[], (value: string) => string]>([
    [
      'recording_s3_bucket_name',
      'a name',
      [
        ...['Our-Calls', 'our_calls', 'ab', 'a'.repeat(64), '-our-calls', 'our-calls.'],
        ...['our..calls', '192.168.5.4', 'our calls', 'gs://our-calls', '/our-calls', 's3://'],
        ...['https://our-calls.s3.amazonaws.com', 'our-calls.s3.amazonaws.com'],
        ...['xn--our-calls', 'sthree-calls', 'arn:aws:iam::123456789012:role/T'],
      ],
      (value) => `"${value}" is not ${S3_NAME}.`,
    ],
    [
      'recording_s3_bucket_name',
      'without a path',
      ['s3://our-calls/2026', 'arn:aws:s3:::our-calls/2026/*', 'our-calls/2026/'],
      (value) =>
        `"${value}" contains a path, but Tavus has no setting for one. Fill in only our-calls.`,
    ],
    [
      'recording_s3_bucket_name',
      'no access point',
      [
        'arn:aws:s3:us-east-1:123456789012:accesspoint/calls',
        's3://arn:aws:s3:us-east-1:123456789012:accesspoint/calls/2026',
        'arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap',
        'arn:aws-cn:s3-object-lambda:cn-north-1:123456789012:accesspoint/calls',
        'calls-hrzrlukc5m36-s3alias',
        'calls-hrzrlukc5m36--ol-s3',
        'mfzwi23gnjvgw.mrap',
      ],
      (value) => `"${value}" is an access point. Fill in the name of its bucket.`,
    ],
    [
      'recording_s3_bucket_region',
      'a region',
      [
        ...[
          'us-east',
          'US East (N. Virginia)',
          'Frankfurt',
          'EU',

          'us_east_1',
          'us-east-1b2',
        ],
        ...['us-west-2-lax-1a', 'us-east-1, eu-west-1', 'https://us-east-1.amazonaws.com'],
      ],
      (value) => `"${value}" is not the code of an AWS region, such as us-east-1.`,
    ],
    [
      'recording_s3_bucket_region',
      'no zone',
      ['us-east-1a', 'US-East-1F'],
      (value) => `"${value}" is an availability zone. Fill in its region instead: us-east-1.`,
    ],
  ])('%s is %s', async (key, _what, written, sentence) => {
    const labels = new Map([
      ['recording_s3_bucket_name', 'Recording S3 Bucket Name'],
      ['recording_s3_bucket_region', 'Recording S3 Bucket Region'],
    ]);
    for (const value of written) {
      const filledIn = { ...withReplica, ...bucket, ...region, ...role, [key]: value };
      const shown = value.length > 40 ? `${value.slice(0, 40)}…` : value;
      expect(await refusalOf(filledIn)).toBe(`${labels.get(key)}: ${sentence(shown)}`);
    }
  });

  test('a bucket of Google is taken as a URI, and without a path', async () => {
    const filledIn = { ...withReplica, ...gcs, recording_storage_provider: 'gcs' };
    expect(await refusalOf({ ...filledIn, recording_gcs_bucket_name: 'gs://calls/2026' })).toBe(
      'Recording GCS Bucket Name: "gs://calls/2026" contains a path, but Tavus has no setting for one. Fill in only calls.',
    );
    expect(
      await refusalOf({ ...filledIn, recording_gcs_bucket_name: 'https://example.com/calls' }),
    ).toBe('Recording GCS Bucket Name: "https://example.com/calls" is not the name of a bucket.');
    for (const written of ['gs://our_calls/', 'https://storage.googleapis.com/our_calls']) {
      expect(await bodyOf({ ...filledIn, recording_gcs_bucket_name: written })).toMatchObject({
        properties: { recording_storage: { bucket_name: 'our_calls' } },
      });
    }
  });

  test.each([
    [
      's3',
      'Amazon S3',
      ['Recording S3 Bucket Name', 'Recording S3 Bucket Region', 'AWS Assume Role ARN'],
    ],
    [
      'gcs',
      'Google Cloud Storage',
      [
        'Recording GCS Bucket Name',
        'Recording GCS Project',
        'Recording GCS Workload Identity Provider',
        'Recording GCS Service Account Email',
      ],
    ],
    [
      'azure_blob',
      'Azure Blob Storage',
      [
        'Recording Azure Storage Account',
        'Recording Azure Container',
        'Recording Azure Tenant',
        'Recording Azure Client',
      ],
    ],
  ])('%s alone asks for everything it needs', async (provider, name, labels) => {
    expect(await refusalOf({ ...withReplica, recording_storage_provider: provider })).toBe(
      [
        `${labels.length} things in this step need a correction:`,
        ...labels.map(
          (label) => `- ${label} is required when Recording Storage Provider is ${name}.`,
        ),
      ].join('\n'),
    );
  });

  test('by its name, the provider is understood too', async () => {
    const filledIn = { ...bucket, ...region, ...role, recording_storage_provider: 'amazon s3' };
    expect(await bodyOf(filledIn)).toMatchObject({
      properties: { recording_storage: { provider: 's3' } },
    });
  });

  test('one field of the chosen provider is missing', async () => {
    const filledIn = { ...gcs, recording_gcs_project_id: '', recording_storage_provider: 'gcs' };
    expect(await refusalOf({ ...withReplica, ...filledIn })).toBe(
      'Recording GCS Project is required when Recording Storage Provider is Google Cloud Storage.',
    );
  });

  test.each(['tavus', 'Tavus tavus@example.com', 'tavus@example.com, x'])(
    'a service account that is no email address: %s',
    async (written) => {
      const filledIn = { ...gcs, recording_gcs_service_account_email: written };
      expect(
        await refusalOf({ ...withReplica, ...filledIn, recording_storage_provider: 'gcs' }),
      ).toBe(
        about(
          'Recording GCS Service Account Email accepts the email address of a service account.',
          written,
        ),
      );
    },
  );

  test.each<[string, Readonly<Record<string, unknown>>, string, string]>([
    [
      'an S3 field with gcs',
      { ...gcs, recording_storage_provider: 'gcs', ...bucket },
      'Recording S3 Bucket Name',
      'Amazon S3',
    ],
    [
      'a GCS field with s3',
      {
        ...bucket,
        ...region,
        ...role,
        recording_storage_provider: 's3',
        recording_gcs_project_id: 'our-project-123',
      },
      'Recording GCS Project',
      'Google Cloud Storage',
    ],
    [
      'an Azure field without a provider',
      { recording_azure_container: 'recordings' },
      'Recording Azure Container',
      'Azure Blob Storage',
    ],
    [
      'the external ID without a provider',
      { ...bucket, ...region, ...role, recording_s3_external_id: 'tavus-42' },
      'Recording S3 External Identifier',
      'Amazon S3',
    ],
  ])('%s', async (_name, filledIn, label, provider) => {
    expect(await refusalOf({ ...withReplica, ...filledIn })).toBe(
      `${label} applies only when Recording Storage Provider is ${provider}. Clear it, or make that choice.`,
    );
  });

  test('every field of another provider is named', async () => {
    const message = await refusalOf({
      ...withReplica,
      recording_storage_provider: 'azure_blob',
      recording_azure_storage_account: 'ourcalls',
      recording_azure_container: 'recordings',
      recording_azure_tenant_id: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      recording_azure_client_id: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
      ...gcs,
      ...bucket,
      recording_s3_external_id: 'tavus-42',
    });
    for (const label of [
      'Recording S3 Bucket Name',
      'Recording S3 External Identifier',
      'Recording GCS Bucket Name',
      'Recording GCS Project',
      'Recording GCS Workload Identity Provider',
      'Recording GCS Service Account Email',
    ]) {
      expect(message).toContain(`- ${label} applies only when Recording Storage Provider is`);
    }
    expect(message.split('\n- ')).toHaveLength(1 + 6);
  });
});

describe('the form in the editor', () => {
  const S3 = ['recording_s3_bucket_name', 'recording_s3_bucket_region', 'aws_assume_role_arn'];
  const GCS = [
    'recording_gcs_bucket_name',
    'recording_gcs_project_id',
    'recording_gcs_workload_identity_provider',
    'recording_gcs_service_account_email',
  ];
  const AZURE = [
    'recording_azure_storage_account',
    'recording_azure_container',
    'recording_azure_tenant_id',
    'recording_azure_client_id',
  ];

  const fieldsFor = (inputData: object) => inputFieldsOf('creates.create_conversation', inputData);

  test.each([
    [undefined, S3, []],
    ['', S3, []],
    ['s3', [...S3, 'recording_s3_external_id'], S3],
    ['gcs', GCS, GCS],
    ['azure_blob', AZURE, AZURE],
    ['dropbox', S3, []],
  ])('shows the fields of the provider %j only', async (provider, shown, required) => {
    const fields = await fieldsFor({ recording_storage_provider: provider });
    const storage = fields.filter(({ key }) =>
      [...S3, ...GCS, ...AZURE, 'recording_s3_external_id'].includes(key),
    );
    expect(storage.map(({ key }) => key)).toEqual(shown);
    expect(fields.filter((field) => field.required).map(({ key }) => key)).toEqual(required);
  });

  test('has these fields, whatever is chosen', async () => {
    const fields = await fieldsFor({});
    expect(fields.map(({ key }) => key).sort()).toEqual(
      [...Object.keys(FIELDS), 'reference', 'recording_storage_provider', ...S3].sort(),
    );
  });

  test('offers multilingual and 42 languages, and takes others', async () => {
    const fields = await fieldsFor({});
    const language = fields.find(({ key }) => key === 'language');
    const values = [
      ...['multilingual', 'English', 'French', 'German', 'Spanish', 'Portuguese', 'Chinese'],
      ...['Japanese', 'Hindi', 'Italian', 'Korean', 'Dutch', 'Polish', 'Russian', 'Swedish'],
      ...['Turkish', 'Tagalog', 'Bulgarian', 'Romanian', 'Arabic', 'Czech', 'Greek', 'Finnish'],
      ...['Croatian', 'Malay', 'Slovak', 'Danish', 'Tamil', 'Ukrainian', 'Hungarian'],
      ...['Norwegian', 'Vietnamese', 'Bengali', 'Thai', 'Hebrew', 'Georgian', 'Indonesian'],
      ...['Telugu', 'Gujarati', 'Kannada', 'Malayalam', 'Marathi', 'Punjabi'],
    ];
    expect(values).toHaveLength(43);
    expect(language).toMatchObject({ choices: values.map((value) => ({ value })) });
  });
});

describe('Additional Fields', () => {
  test.each([
    ['{"recording_storage": {"provider": "gcs"}}', 'recording_storage', 'properties'],
    ['{"daily_room": "https://acme.daily.co/a"}', 'daily_room', 'properties'],
    ['{"auto_start_recording": true}', 'auto_start_recording', 'properties'],
  ])('%s belongs elsewhere', async (value, name, parent) => {
    expect(await refusalOf({ ...withReplica, additional_fields: value })).toBe(
      `Additional Fields: "${name}" belongs at "${parent}.${name}". Move it there.`,
    );
  });

  test.each(['soon', '[1]', '5', '"text"', 'true', [1], 5, true])(
    '%j is not an object',
    async (value) => {
      expect(await refusalOf({ ...withReplica, additional_fields: value })).toBe(
        about('Additional Fields accepts a JSON object, such as {"key": "value"}.', value),
      );
    },
  );

  test.each([
    ['{"replica_id": "r1"}', '"replica_id" has its own field, Replica (Face)'],
    ['{"face_id": "r1"}', '"face_id" has its own field, Replica (Face)'],
    ['{"persona_id": "p1"}', '"persona_id" has its own field, Persona (PAL)'],
    ['{"pal_id": "p1"}', '"pal_id" has its own field, Persona (PAL)'],
    ['{"conversation_name": ""}', '"conversation_name" has its own field, Conversation Name'],
    ['{"test_mode": true}', '"test_mode" has its own field, Test Mode'],
    ['{"require_auth": null}', '"require_auth" has its own field, Require Authentication'],
    [
      '{"properties": {"require_auth": true}}',
      '"properties.require_auth" has its own field, Require Authentication',
    ],
    [
      '{"properties": {"enable_closed_captions": true}}',
      '"properties.enable_closed_captions" has its own field, Enable Transcription',
    ],
    [
      '{"properties": {"enable_transcription": true}}',
      '"properties.enable_transcription" has its own field, Enable Transcription',
    ],
    ['{"properties": {"language": "German"}}', '"properties.language" has its own field, Language'],
    [
      '{"properties": {"max_call_duration": 60}}',
      '"properties.max_call_duration" has its own field, Max Call Duration (Seconds)',
    ],
    [
      '{"properties": {"aws_assume_role_arn": "a"}}',
      '"properties.aws_assume_role_arn" has its own field, AWS Assume Role ARN',
    ],
    [
      '{"properties": {"recording_storage": {"provider": "gcs"}}}',
      '"properties.recording_storage.provider" has its own field, Recording Storage Provider',
    ],
    [
      '{"properties": {"recording_storage": {"container": "c"}}}',
      '"properties.recording_storage.container" has its own field, Recording Azure Container',
    ],
  ])('%s: the form has a field for that', async (value, words) => {
    const sentence = `Additional Fields: ${words}. Use that field instead.`;
    expect(await refusalOf({ ...withReplica, additional_fields: value })).toBe(sentence);
    expect(await refusalOf({ ...withReplica, additional_fields: JSON.parse(value) })).toBe(
      sentence,
    );
  });

  test.each([
    ['{"properties": "x"}', 'properties'],
    ['{"properties": null}', 'properties'],
    ['{"properties": [{}]}', 'properties'],
    ['{"properties": {"recording_storage": "s3"}}', 'properties.recording_storage'],
  ])('%s: there must be an object', async (value, place) => {
    expect(await refusalOf({ ...withReplica, additional_fields: value })).toBe(
      `Additional Fields: "${place}" must be an object in braces.`,
    );
  });
});

test('all problems of a form are reported together', async () => {
  const message = await refusalOf({
    replica_id: SEED.persona,
    max_call_duration: 'soon',
    participant_left_timeout: -1,
    language: 'xx',
    audio_only: 'maybe',
    meeting_url: 'meet.google.com',
    callback_url: 'nowhere',
    policy: 'us',
    recording_s3_bucket_name: 'our-calls',
    recording_gcs_project_id: 'our-project-123',
    document_ids: ['Price list'],
    additional_fields: '{"face_id": "r1", "pal_id": "p1"}',
  });
  expect(message.split('\n- ').slice(1).sort()).toEqual(
    [
      'Recording S3 Bucket Region and AWS Assume Role ARN: fill in the three S3 fields (bucket, region and role) together, or leave all of them blank.',
      'Additional Fields: "face_id" has its own field, Replica (Face). Use that field instead.',
      'Additional Fields: "pal_id" has its own field, Persona (PAL). Use that field instead.',
      `Replica (Face): This is the ID of a persona. Put it in Persona (PAL) instead. What arrived: "${SEED.persona}".`,
      'Max Call Duration (Seconds) accepts a whole number of seconds, 60 or more, or a duration with its unit, such as 30 minutes, not "soon".',
      'Participant Left Timeout (Seconds) accepts a whole number of seconds, 0 or more, or a duration with its unit, such as 30 minutes, not "-1".',
      'Language: The app does not know the language "xx". Choose one from the list, or write its full English name, such as German.',
      'Recording GCS Project applies only when Recording Storage Provider is Google Cloud Storage. Clear it, or make that choice.',
      'Audio Only accepts yes or no, not "maybe".',
      'Meeting URL accepts a complete link that starts with https://, not "meet.google.com".',
      'European Union Rules accepts yes or no, not "us".',
      'Callback URL accepts a complete link that starts with https:// or http://, not "nowhere".',
      'Documents: One of these is not the ID of a document. Choose it from the list, or look up its ID by name with Find Document. What arrived: "Price list".',
    ].sort(),
  );
  expect(message.split('\n')[0]).toBe('13 things in this step need a correction:');
});

test('a form with mistakes makes no conversation, not even in the editor', async () => {
  const error = await errorOf(
    run(perform, { ...withReplica, max_call_duration: 'soon' }, { isLoadingSample: true }),
  );
  expect(error.name).toBe('AppError');
  expect(sandbox.requests).toEqual([]);
  expect(sandbox.conversations).toEqual([]);
});
