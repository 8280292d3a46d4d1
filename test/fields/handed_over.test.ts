import { beforeAll, describe, expect, test } from '@jest/globals';
import { perform as addMemory } from '../../creates/add_memory.ts';
import { perform as createConversation } from '../../creates/create_conversation.ts';
import { perform as generateVideo } from '../../creates/generate_video.ts';
import type { Form } from '../../forms/form.ts';
import App from '../../index.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { errorOf, everyInputField, requestsOf, run, sandbox } from '../tavus_app.ts';

/**
 * What calendars, spreadsheets, CRMs and mails hand over. The fields of each kind are found in the app's
 * definition by what Zapier shows of them, so that a new field is held to the same rows.
 */

interface OneField {
  /** Such as `creates.add_memory.participant_tag`. */
  readonly name: string;
  readonly key: string;
  readonly label: string;
  readonly type: string;
  /** Reads the form with this field filled in: its value, and what is wrong with it. */
  readonly read: (value: unknown) => { value: unknown; problems: readonly string[] };
}

let all: readonly OneField[] = [];

beforeAll(async () => {
  const names = (['triggers', 'searches', 'creates'] as const).flatMap((kind) =>
    Object.keys(App[kind] ?? {}).map((key): [string, string] => [kind, key]),
  );
  const fields = names.map(async ([kind, key]) => {
    const code: { form?: Form<Readonly<Record<string, unknown>>> } = await import(
      `../../${kind}/${key}.ts`
    );
    const shown = await everyInputField(`${kind}.${key}`);
    return shown.map((field): OneField => {
      // With a provider that is mapped, each of its fields is there.
      const others = /^recording_/.test(field.key)
        ? { recording_storage_provider: '{{1__p}}' }
        : {};
      return {
        name: `${kind}.${key}.${field.key}`,
        key: field.key,
        label: field.label,
        type: field.list ? 'list' : (field.type ?? 'string'),
        read: (value) => {
          const reading = code.form?.read({ ...others, [field.key]: value });
          if (!reading) throw new Error(`${kind}.${key} exports no form.`);
          const about = (problem: string) => problem.startsWith(field.label);
          return { value: reading.values[field.key], problems: reading.problems.filter(about) };
        },
      };
    });
  });
  all = (await Promise.all(fields)).flat();
});

const KINDS = {
  link: ({ key }: OneField) => /_url$/.test(key),
  file: ({ key }: OneField) =>
    /_url$/.test(key) && !/callback|delivery|meeting|background_url/.test(key),
  id: ({ key, type }: OneField) =>
    /_id$|^reference$|^participant_tag$/.test(key) && type !== 'list' && !/external/.test(key),
  ownId: ({ key }: OneField) => /^reference$|^participant_tag$|^memory_stores$/.test(key),
  seconds: ({ label }: OneField) => label.endsWith('(Seconds)'),
  spoken: ({ key, type }: OneField) => type === 'text' && key !== 'system_prompt',
  json: ({ type }: OneField) => type === 'json',
};

/** What every field of a kind makes of a value: one entry for each different reading. */
function readings(kind: keyof typeof KINDS, value: unknown): unknown[] {
  const fields = all.filter(KINDS[kind]);
  expect(fields.length).toBeGreaterThan(1);
  const each = fields.map((field) => {
    const { value: read, problems } = field.read(value);
    // Create Conversation sends a list with one ID.
    const plain = Array.isArray(read) ? read[0] : read;
    return problems.length > 0
      ? problems.map((problem) => problem.replace(field.label, '…'))
      : plain;
  });
  return [...new Map(each.map((one) => [JSON.stringify(one), one])).values()];
}

/** Expects that every field of a kind refuses a value with such a sentence. */
function expectRefused(kind: keyof typeof KINDS, value: unknown, sentence: RegExp): void {
  for (const read of readings(kind, value)) {
    expect(Array.isArray(read) ? read.join('\n') : `taken: ${read}`).toMatch(sentence);
  }
}

// ---- one field, several values

const MEET = 'https://meet.google.com/abc-defg-hij';
const ZOOM = 'https://us02web.zoom.us/j/123?pwd=a';

describe('a link', () => {
  test.each([
    `${MEET},tel:+1-234-567-8901`,
    `${MEET},${ZOOM}`,
    `${MEET}, ${ZOOM}`,
    `${MEET};${ZOOM}`,
    `${MEET}\n${ZOOM}`,
    `${MEET} | ${ZOOM}`,
    `${MEET}${ZOOM}`,
    `tel:+1-234,${MEET}`,
    `${MEET},+1 234-567-8901`,
    `${MEET},+1 234-567-8901,,123456#`,
    `${MEET}，${ZOOM}`,
    `${MEET},teams.microsoft.com/l/meetup-join/abc`,
    `${MEET},us02web.zoom.us/j/123`,
    `${MEET},www.example.com`,
    `${MEET},mailto:maria@example.com`,
    `["${MEET}","${ZOOM}"]`,
    [MEET, ZOOM],
  ])('several: %j', (value) => {
    expectRefused('link', value, /^… has several links in it\. Map one of them\./);
  });

  test.each([
    'https://example.com/a,b/c;d',
    'https://example.com/a?q=1,2,3&r=a,+b',
    'https://example.com/r?to=https://example.org/x',
    'https://web.archive.org/web/2026/https://example.org/x',
    'https://example.com/@52.5,13.4,15z',
    'https://example.com/a_(film)',
    'https://example.com/?a={{first_name}}&b[]',
    'https://example.com/a.pdf#page=2',
    'HTTPS://Example.com/a',
  ])('one, as it is: %s', (value) => {
    expect(readings('link', value)).toEqual([value]);
  });

  test.each([
    'https://example.com/a?b=1&amp;c=2',
    'https://example.com/a?b=1&amp;amp;c=2',
    'https://example.com/a?b=1&#38;c=2',
    ' <https://example.com/a?b=1&c=2>. ',
    '"https://example.com/a?b=1&c=2",',
    '(https://example.com/a?b=1&c=2)',
    '\ufeffhttps://example.com/a?b=1&c=2\u200b',
    '[Join](https://example.com/a?b=1&c=2)',
    '<https://example.com/a?b=1&c=2|Join>',
    '<a class="x" href="https://example.com/a?b=1&amp;c=2">Join</a>',
    '<p>https://example.com/a?b=1&amp;c=2<br></p>',
    'Join: https://example.com/a?b=1&c=2',
    'Microsoft Teams Meeting; https://example.com/a?b=1&c=2',
    '\u200ehttps://example.com/a?b=1&c=2\u202c',
    'https://https://example.com/a?b=1&c=2',
    'https://example.com/a?b=1&c=2,https://example.com/a?b=1&c=2',
    'https://www.google.com/url?q=https://example.com/a?b%3D1%26c%3D2&sa=D&usg=x',
    'https://www.google.de/url?sa=t&url=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2',
    'https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1%26c%3D2&data=x',
  ])('with what clings to it: %s', (value) => {
    expect(readings('link', value)).toEqual(['https://example.com/a?b=1&c=2']);
  });

  test.each([
    'https://www.google.com/url?sa=D',
    'https://www.google.com/url?q=javascript:alert(1)',
    'https://www.google.com/search?q=https://example.com',
  ])('of Google itself stays: %s', (value) => {
    expect(readings('link', value)).toEqual([value]);
  });

  test.each([
    'meet.google.com/abc-defg-hij',
    '(meet.google.com/abc-defg-hij)',
    '//meet.google.com/abc-defg-hij',
  ])('of a known host: %s', (value) => {
    expect(readings('link', value)).toEqual([MEET]);
  });

  test.each([
    'https://us02web.zoom.us/s/123?zak=eyJhbGciOi',
    'us02web.zoom.us/s/123?pwd=1&amp;zak=eyJhbGciOi',
    'https://www.google.com/url?q=https://zoom.us/s/123?zak%3DeyJhbGciOi&sa=D',
  ])('a secret of the host is not repeated: %s', (value) => {
    expectRefused('link', value, /start link of a Zoom meeting(?!.*eyJ)/s);
  });

  test.each([
    'https://www.google.com/calendar/event?eid=abc',
    'https://calendar.google.com/calendar/u/0/r/eventedit/abc',
    'https://calendar.app.google/abc',
    'https://outlook.office365.com/owa/?itemid=abc',
    'https://outlook.live.com/calendar/0/item/abc',
    'https://calendly.com/maria/30min',
    'https://tel.meet/abc-defg-hij?pin=1',
    'https://example.com/invite.ics',
    'https://calendar.yahoo.com/abc',
    'https://outlook.cloud.microsoft/calendar/item/abc',
    'https://us02web.zoom.us/meeting/register/abc',
  ])('no meeting: %s', async (meeting_url) => {
    const form = { persona_id: SEED.persona, meeting_url };
    const { message } = await errorOf(run(createConversation, form));
    expect(message).toMatch(/^Meeting URL: This is a page about a meeting/);
    expect(sandbox.requests).toEqual([]);
  });

  test.each(['(US) +1 234-567-8901', '1-234-567-8901', 'null'])(
    'a meeting and something else: %s',
    async (other) => {
      const form = {
        persona_id: SEED.persona,
        meeting_url: `${MEET},${other.replaceAll(' ', '')}`,
      };
      const { message } = await errorOf(run(createConversation, form));
      expect(message).toMatch(/^Meeting URL has several links in it\. Map one of them\./);
    },
  );

  test('of Teams without its scheme', async () => {
    const meeting_url = 'teams.microsoft.com/l/meetup-join/abc';
    await run(createConversation, { persona_id: SEED.persona, meeting_url });
    expect(requestsOf('POST')[0]?.body).toMatchObject({ meeting_url: `https://${meeting_url}` });
  });

  test.each([
    ZOOM,
    'https://calendly.com/events/abc/google_meet',
    'https://meet.google.com/lookup/abc',
    'https://teams.microsoft.com/l/meetup-join/abc',
  ])('a meeting: %s', async (meeting_url) => {
    await run(createConversation, { persona_id: SEED.persona, meeting_url });
    expect(requestsOf('POST')[0]?.body).toMatchObject({ meeting_url });
  });
});

describe('an ID', () => {
  test.each([
    '20417,20418',
    '20417,,20418,',
    'c0ffee000001, c0ffee000002',
    'maria@example.com;john@example.com',
    '20417\n20418',
    '20417 | 20418',
    '20417，20418',
    'https://tavus.daily.co/c0ffee000001,https://tavus.daily.co/c0ffee000002',
    '["20417","20418"]',
    ['20417', '20418'],
  ])('several: %j', (value) => {
    expectRefused('id', value, /^… has several (IDs|links) in it\. Map one of them\./);
  });

  test.each(['Lopez, Maria', '20,417', '1,234,567', 'CN=Maria,OU=Sales1', 'Doe, John (42)'])(
    'one in Participant: %s',
    async (participant_tag) => {
      await run(createConversation, { persona_id: SEED.persona, participant_tag });
      expect(requestsOf('POST')[0]?.body).toMatchObject({ participant_tags: [participant_tag] });
      const memory = { persona_id: SEED.persona, participant_tag, memory: 'x' };
      expect(await run(addMemory, memory)).toMatchObject({ participant_tag });
    },
  );

  test.each([
    'AAMkAGI2TG93AAA=',
    'urn:crm:contact/20417?v=2',
    'auth0|20417',
    'google-oauth2|103547991597142817347',
    '{550e8400-e29b-41d4-a716-446655440000}',
    'größe',
    'x1'.repeat(80),
  ])('a reference comes back: %s', async (reference) => {
    const result = await run(createConversation, { persona_id: SEED.persona, reference });
    expect(result).toMatchObject({ reference });
  });

  test.each(['a b', '[1]', 'a]', '---', 'x'.repeat(161)])(
    'is no reference: %s',
    async (reference) => {
      const form = { persona_id: SEED.persona, reference };
      expect((await errorOf(run(createConversation, form))).message).toMatch(
        /^Reference accepts an ID of up to 160 characters/,
      );
    },
  );

  // ---- rounded

  test.each([
    '1.23457E+17',
    '1,23457E+17',
    ' 1.23457e17 ',
    '1E+17',
    '123456789012345680.0',
    "'1.23457E+17",
    '"1.23457E+17"',
    '+1.23457E+17',
    2 ** 53,
    1e21,
  ])('rounded: %j', (value) => {
    expectRefused('id', value, /^…: This ID was rounded before it arrived/);
    expectRefused('ownId', value, /^…: This ID was rounded before it arrived/);
  });

  test.each([
    ['12345.0', '12345'],
    ['12345.00', '12345'],
    [12345, '12345'],
    ['00012345', '00012345'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['1234e5678', '1234e5678'],
    ['5e10', '5e10'],
    ['\u200b20417\ufeff', '20417'],
    ['\u202a+12345\u202c', '+12345'],
  ])('as it is: %j', (value, id) => {
    expect(readings('ownId', value)).toEqual([id]);
  });

  test.each(['#N/A', '#REF!', '#VALUE!'])('a formula that failed is blank: %s', (value) => {
    expect(readings('ownId', value)).toEqual([undefined, ['… is required.']]);
  });
});

// ---- times

describe('seconds', () => {
  test.each([1_800_000, '1800000', '86401', 1_763_650_800, '99:00:00'])('too long: %j', (value) => {
    expectRefused(
      'seconds',
      value,
      /^… comes to \d+ seconds, which is longer than a day \(86400\)\./,
    );
  });

  test('the likely unit', () => {
    expectRefused('seconds', 1_800_000, /If you mean milliseconds, write 1800\./);
    expectRefused('seconds', 1_763_650_800, /Enter a number of seconds, such as 1800\./);
  });

  test.each([
    ['00:30:00', 1800],
    ['0:30:00', 1800],
    ['1:00:05.000', 3605],
    ['PT30M', 1800],
    ['24:00:00', 86_400],
    [60, 60],
  ])('%j', (value, seconds) => {
    expect(readings('seconds', value)).toEqual([seconds]);
  });

  test.each(['30:00', '00:60:00', '1,800'])('not understood: %s', (value) => {
    expectRefused('seconds', value, new RegExp(`^… accepts .*, not "${value}"\\.$`));
  });

  test.each([
    [
      30,
      'comes to 30 seconds, which is too short. Enter 60 or more. If you mean minutes, write 1800.',
    ],
    ['59', 'comes to 59 seconds'],
    ['30 s', 'comes to 30 seconds'],
    [1, 'comes to 1 seconds'],
  ])('a call of %j', async (max_call_duration, words) => {
    const form = { persona_id: SEED.persona, max_call_duration };
    const { message } = await errorOf(run(createConversation, form));
    expect(message).toContain(`Max Call Duration (Seconds) ${words}`);
  });

  test('the two timeouts keep their short times', async () => {
    const short = { participant_absent_timeout: 10, participant_left_timeout: 0 };
    await run(createConversation, { persona_id: SEED.persona, ...short });
    expect(requestsOf('POST')[0]?.body).toMatchObject({ properties: short });
  });
});

// ---- HTML

describe('a text that is spoken', () => {
  test.each([
    ['<p>Hi&nbsp;Maria</p>', 'Hi Maria'],
    ['a<br>b<br/>\r\nc<br><br>d', 'a\nb\nc\n\nd'],
    [' \u2028 <b>a</b>\n\n b ', ' \u2028 a\n\n b '],
    ['<p>a</p>\n<p>b</p>', 'a\nb'],
    ['<ul>\n <li>a</li>\n <li>b &amp; c</li></ul>', 'a\nb & c'],
    ['<div style="a: b > c"><b>Hi</b>, <a href="https://x">Maria</a></div>', 'Hi, Maria'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>', 'a b\nc'],
    [
      '<!DOCTYPE html><html><head><meta charset="x"><style>p > a {}</style></head><body><!-- <x> --><P>Hi</P></body></html>',
      'Hi',
    ],
    ['<p data-x hidden>a <td nowrap>b</p><ol type="1" reversed><li>c</ol>', 'a b\nc'],
    ['<?xml version="1.0"?><table><tr><td>a<td>b</table>', 'a b'],
    [
      'Tom &amp; Jerry&#39;s &#x2013; &eacute;&Auml;&szlig;&rsquo;&euro;&#146;',
      "Tom & Jerry's – éÄß’€’",
    ],
    [' as it is &amp; ', ' as it is & '],
    ['&amp;lt;', '&lt;'],
    ['&unknown; &#0; &#xD800; &#1114112;', '&unknown; \ufffd \ufffd \ufffd'],
    ['&#160;|', ' |'],
    ['<x a="<"/> &amp; <b>c</b>', '<x a="<"/> & c'],
    ['3 < 5, a<b and b>c', '3 < 5, a<b and b>c'],
    ['a <b and c> d', 'a <b and c> d'],
    ['Maria <maria@example.com>', 'Maria <maria@example.com>'],
    ['AT&T; R&D', 'AT&T; R&D'],
  ])('%s', (value, text) => {
    expect(readings('spoken', value)).toEqual([text]);
  });

  test.each([
    '<rules>Be short.</rules><p>a</p>',
    'Hi<break/>Maria &amp; <b>x</b>',
    '<break time="1s"/> <p>a</p>',
    '<script>alert(1)</script>',
    'Hello <first name>, &amp; <br>',
    '<o:p></o:p>',
  ])('stays whole: %s', (value) => {
    expect(readings('spoken', value)).toEqual([value]);
  });

  test.each(['<p></p>', '<br>', '&nbsp;', '<p>&nbsp;</p>\n'])('is blank: %s', async (script) => {
    const { message } = await errorOf(run(generateVideo, { replica_id: SEED.replica, script }));
    expect(message).toMatch(/^Fill in Script or Audio URL/);
  });

  test('a system prompt and JSON are never touched', () => {
    const html = '<p>Hi&nbsp;Maria</p>';
    const prompts = all.filter(({ key }) => key === 'system_prompt');
    expect(prompts.map(({ read }) => read(html).value)).toEqual([html, html]);
    expect(readings('json', { a: html })).toEqual([{ a: html }]);
  });
});

// ---- JSON

describe('JSON', () => {
  test.each<[string, object]>([
    ['```json\n{"a": 1}\n```', { a: 1 }],
    ['Here it is:\n```\n{"a": "b"}\n```\nDone.', { a: 'b' }],
    ['```{"a": 1}', { a: 1 }],
    ['"{\\"a\\": 1}"', { a: 1 }],
    ['{“a”: “b”, “c”: [“d”]}', { a: 'b', c: ['d'] }],
    ['{"a": "He said “hi”, twice"}', { a: 'He said “hi”, twice' }],
    ['{"a": "```x```"}', { a: '```x```' }],
    ['~~~json\n{"a": "`b`"}\n~~~', { a: '`b`' }],
    ['`{"a": 1}`', { a: 1 }],
    ['{\\"a\\": [\\"b\\"]}', { a: ['b'] }],
    ['\ufeff{\u00a0"a":\u00a0"b\u00a0c"\u200b}', { a: 'b\u00a0c' }],
  ])('%s', (value, object) => {
    expect(readings('json', value)).toEqual([object]);
  });

  test.each([
    [
      '{"name": "He said "hi""}',
      'character 20. After {"name": "He said " comes hi""}, but it needs a comma or }. Inside a text, write a backslash before each quote.',
    ],
    ['{"a": 1', 'character 8. After {"a": 1 it ends, but it needs a comma or }.'],
    ["{'a': 1}", "character 2. After { comes 'a': 1}, but it needs a name in double quotes."],
    ['{"a": 1,}', 'character 9. After {"a": 1, comes }, but it needs a name in double quotes.'],
    ['{"a" 1}', 'character 6. After {"a" comes 1}, but it needs a colon.'],
    ['{"a": }', 'character 7. After {"a": comes }, but it needs a value.'],
    ['{"a": True}', 'character 7. After {"a": comes True}, but it needs a value.'],
    ['{"a": [1 2]}', 'character 10. After {"a": [1 comes 2]}, but it needs a comma or ].'],
    ['{"a": 1} x', 'character 10. After {"a": 1} comes x, but it needs nothing more.'],
    ['{"a": "b', 'character 9. After {"a": "b it ends, but it needs a closing quote.'],
    [
      '{"a": "C:\\d"}',
      'character 10. After {"a": "C: comes \\d"}, but it needs \\\\ for a backslash.',
    ],
    ['{"a": "\t"}', 'character 8. After {"a": " comes "}, but it needs \\t for a tab.'],
    [
      '{\n "a": "b\nc"}',
      'character 9 of line 2. After {\n "a": "b comes c"}, but it needs \\n for a line break.',
    ],
    [
      '```json\n{"a": 1,}\n```',
      'character 9. After {"a": 1, comes }, but it needs a name in double quotes.',
    ],
    [
      '{"a": {}, "b": [], "c": 01}',
      'character 25. After : {}, "b": [], "c": comes 01}, but it needs a value.',
    ],
  ])('broken: %s', (value, place) => {
    expect(readings('json', value)).toEqual([[`… is broken JSON at ${place}`]]);
  });

  test.each([
    '{"api_key": "sk12345", "a": "x "y""}',
    '{"api_key": "sk12"345", "a": 1}',
    '{"a": 1, "token": sk12345}',
    '{"headers": {"x-auth": "sk12345", "y": "sk12345" "z"}}',
    '{“password”: “sk12345” 1}',
    "{'secret': 'sk12345'}",
    '{"a": 1, "password" "sk12345"}',
    '{"x": {"auth": "sk12345" "y"}}',
    '{"jwt": "sk12345" "y"}',
    '{"db_pass": "sk12345" "y"}',
    '{"private": "sk12345" "y"}',
    '{"a": "x" "sk12345sk12345sk12345sk12345"}',
  ])('shows no secret: %s', (value) => {
    expectRefused('json', value, /is broken JSON at character \d+\.(?!.*(sk12|345))/s);
  });

  test('a hundred levels and more are no place', () => {
    expectRefused('json', `${'{"a":'.repeat(300)}1`, /accepts a JSON object/);
  });
});

// ---- pages where a file belongs

describe('a link to a file', () => {
  test.each([
    [
      'https://contoso.sharepoint.com/:b:/s/team/EabcDEF?e=xyz',
      /SharePoint, .*Use https:\/\/contoso\.sharepoint\.com\/:b:\/s\/team\/EabcDEF\?e=xyz&download=1 instead/,
    ],
    ['https://contoso.sharepoint.us/:f:/s/x', /folder of SharePoint/],
    ['https://contoso-my.sharepoint.com/:f:/g/personal/x', /opens a folder of SharePoint/],
    [
      'https://contoso.sharepoint.com/sites/x/Shared%20Documents/Forms/AllItems.aspx',
      /page of SharePoint, .* Put the file on/,
    ],
    ['https://1drv.ms/b/s!Abc', /page of OneDrive, .* Put the file on/],
    ['https://1drv.ms/f/s!Abc', /folder of OneDrive/],
    ['https://onedrive.live.com/?id=1', /page of OneDrive, .* Put the file on/],
    [
      'https://onedrive.live.com/embed?resid=1',
      /Use https:\/\/onedrive\.live\.com\/download\?resid=1 instead/,
    ],
    ['https://app.box.com/s/abc123', /page of Box, .* Direct Link/],
    ['https://acme.box.com/folder/1', /folder of Box/],
    [
      'https://github.com/o/r/blob/main/docs/a.pdf',
      /Use https:\/\/raw\.githubusercontent\.com\/o\/r\/main\/docs\/a\.pdf instead/,
    ],
    [
      'https://github.com/o/r/blame/main/a.md',
      /Use https:\/\/raw\.githubusercontent\.com\/o\/r\/main\/a\.md instead/,
    ],
    [
      'https://gist.github.com/maria/0a1b2c/',
      /Use https:\/\/gist\.github\.com\/maria\/0a1b2c\/raw instead/,
    ],
    [
      'https://gitlab.com/o/r/-/blob/main/a.pdf',
      /Use https:\/\/gitlab\.com\/o\/r\/-\/raw\/main\/a\.pdf instead/,
    ],
    ['https://acme.slack.com/files/U1/F1/a.pdf', /page of Slack, .* Put the file on/],
    ['https://files.slack.com/files-pri/T1-F1/a.pdf', /page of Slack/],
    ['https://www.icloud.com/iclouddrive/abc', /page of iCloud/],
    ['https://we.tl/t-abc', /page of WeTransfer/],
    ['https://wetransfer.com/downloads/abc', /page of WeTransfer/],
    ['https://mega.nz/file/abc', /page of MEGA/],
    ['https://teams.microsoft.com/l/file/abc', /page of Microsoft Teams/],
    ['https://photos.app.goo.gl/abc', /page of Google Photos/],
    ...[
      ...['http://localhost/a.pdf', 'http://intranet/a.pdf', 'https://nas.local/a.pdf'],
      ...['http://10.1.2.3/a.pdf', 'http://172.16.0.1/a.pdf', 'http://192.168.0.10:5000/a.pdf'],
      ...[
        'http://[::1]/a.pdf',
        'http://[fd00::1]/a.pdf',
        'http://169.254.1.1/',
        'http://2130706433/',
      ],
      ...['https://files.acme.internal./a.pdf', 'http://100.64.0.1/a'],
    ].map((link): [string, RegExp] => [
      link,
      /^…: Tavus cannot reach this address, because it belongs to a private network/,
    ]),
  ])('%s', (value, sentence) => {
    expectRefused('file', value, sentence);
  });

  test.each([
    'https://contoso.sharepoint.com/:b:/s/team/EabcDEF?e=xyz&download=1',
    'https://contoso.sharepoint.com/_layouts/15/download.aspx?share=abc',
    'https://onedrive.live.com/download?resid=1',
    'https://app.box.com/shared/static/abc.pdf',
    'https://github.com/o/r/blob/main/a.pdf?raw=true',
    'https://github.com/o/r/releases/download/v1/a.pdf',
    'https://gist.github.com/maria/0a1b2c/raw/a.txt',
    'https://gitlab.com/o/r/-/raw/main/a.pdf',
    'https://files.slack.com/files-pri/T1-F1/a.pdf?pub_secret=abc',
    'https://slack.com/help/a',
    'https://acme.atlassian.net/browse/A-1',
    'https://acme.atlassian.net/wiki/download/attachments/1/a.pdf',
    'https://www.box.com/pricing',
    'http://172.32.0.1/a.pdf',
    'http://8.8.8.8/a.pdf',
    'https://localhost.example.com/a.pdf',
  ])('is no page: %s', (value) => {
    expect(readings('file', value)).toEqual([value]);
  });

  test.each([
    'https://www.notion.so/acme/Prices-abc',
    'https://app.notion.com/p/Prices-abc',
    'https://acme.notion.site/Prices-abc',
    'https://acme.atlassian.net/wiki/spaces/A/pages/1',
    'https://www.youtube.com/watch?v=abc',
    'https://www.loom.com/share/abc',
    'https://vimeo.com/123',
  ])('is a website and no file: %s', (value) => {
    const readBy = (key: string) => all.find((field) => field.key === key)?.read(value);
    expect(readBy('document_url')).toEqual({ value, problems: [] });
    expect(readBy('background_url')).toEqual({ value, problems: [] });
    for (const key of ['audio_url', 'background_source_url', 'watermark_image_url']) {
      expect(readBy(key)?.problems.join()).toContain('Use a link that downloads the file.');
    }
  });

  test('a website of a private network cannot be filmed', () => {
    const background = all.find(({ key }) => key === 'background_url');
    expect(background?.read('http://intranet/a').problems.join()).toContain('a private network');
  });
});

// ---- a list with one item, as agents send one value

test.each<[keyof typeof KINDS, unknown, string]>([
  ['link', [MEET], MEET],
  ['link', ['', ` ${MEET} `, null], MEET],
  ['id', ['c0ffee000001'], 'c0ffee000001'],
  ['id', ['c0ffee000001', ''], 'c0ffee000001'],
])('the only item is the value: %s %j', (kind, value, expected) => {
  expect(readings(kind, value)).toContainEqual(expected);
  expect(readings(kind, value)).toEqual(readings(kind, expected));
});

test('the only item may be rounded too', () => {
  expectRefused('id', [1.23457e17], /This ID was rounded before it arrived/);
});

// ---- what arrived

describe('a refusal shows what arrived', () => {
  test.each<[unknown, string]>([
    ['1,800', '"1,800"'],
    [`${'long '.repeat(20)}`, `"${'long '.repeat(8)}…"`],
    ['a\n b\u202e', '"a b"'],
    [true, '"true"'],
    [[1800], 'a list'],
    [{ a: 1 }, 'an object'],
  ])('%j', (value, shown) => {
    expectRefused('seconds', value, new RegExp(`, not ${shown}\\.$`));
  });

  test.each([
    'https://example.com/a b?token=sk12345',
    'https://maria:sk12345@example.com/a b',
    'pwd=sk12345 x',
    'x-api-key: sk12345',
    'Bearer sk12345',
    'Passcode: sk12345',
    'sk12345sk12345sk12345sk12345 x',
    `${'x'.repeat(30)} key=sk12345`,
  ])('but no secret: %s', (value) => {
    for (const field of all.filter((each) => KINDS.link(each) || KINDS.seconds(each))) {
      const [problem = ''] = field.read(value).problems;
      expect([field.name, problem]).toEqual([
        field.name,
        expect.stringMatching(/(, not|arrived:) "/),
      ]);
      expect(problem).not.toContain('sk12');
    }
  });
});
