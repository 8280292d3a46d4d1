import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as zod from 'zod';
import { type Opened, open, VISIBLE } from './opened.ts';

/** The pages of `npm run preview`, as the server gives them; test/browser/ has what a browser adds. */

const KEY = 'a-key-that-must-stay-in-the-process';
const REPLICA = 'r5a1e50000001';
const PERSONA = 'p5a1e50000001';

const dropdownPage = zod.object({
  results: zod.array(zod.object({ id: zod.string(), label: zod.string() })),
  paging_token: zod.nullable(zod.string()),
});

let preview: Opened;

beforeEach(async () => {
  preview = await open({ apiKey: KEY });
});

afterEach(async () => {
  await preview.stop();
});

/** What a page says, without its tags. */
function wordsOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

describe('the forms', () => {
  test('the first page leads to everything that can be added to a Zap', async () => {
    const home = await preview.page('/');
    for (const { path, label } of VISIBLE) {
      expect(home).toContain(`href="${path}"`);
      expect(wordsOf(home)).toContain(label);
    }
  });

  test.each(VISIBLE)(
    '$label has a page, and one that a picture is taken of',
    async ({ path, label }) => {
      expect(wordsOf(await preview.page(path))).toContain(label);
      expect(await preview.page(`${path}/picture`)).toContain(`<h1>${label}</h1>`);
    },
  );

  test('a form has its notice, groups, required marks, defaults, placeholders and choices', async () => {
    const create = await preview.page('/creates/create_conversation');
    expect(wordsOf(create)).toContain('Testing this step is free:');
    expect(create.indexOf('<legend>Time Limits')).toBeGreaterThan(create.indexOf('<legend>Call'));
    expect(create).toMatch(/name="participant_left_timeout"[^>]*value="60"/);
    expect(create).toMatch(/name="max_call_duration"[^>]*placeholder="3600 if blank"/);
    expect(create).toMatch(/<option value="gcs"[^>]*>\s*Google Cloud Storage/);
    expect(wordsOf(create)).toContain('Advanced (extra group, further down)');
    expect(wordsOf(create)).not.toContain('Time Limits (extra group');
    const end = await preview.page('/creates/end_conversation');
    expect(wordsOf(end)).toContain('Conversation (required)');
    expect(end).toMatch(/name="conversation_id"[^>]*aria-required="true"/);
    expect(wordsOf(end)).toContain('Zapier offers to add a step for it: Find Conversation.');
  });

  test('a picture has the filled-in fields only, in one column', async () => {
    const path = '/creates/create_conversation/picture';
    const picture = await preview.page(`${path}?max_call_duration=300`);
    expect([...picture.matchAll(/<label for="field-(\w+)"/g)].map((match) => match[1])).toEqual([
      'max_call_duration',
    ]);
    expect([...picture.matchAll(/<legend>([^<]+)/g)].map((match) => match[1])).toEqual([
      'Time Limits',
    ]);
    expect(picture).toContain('<form class="one">');
    expect(await preview.page(path)).toContain('<form class="two">');
  });

  test('fields appear with a choice, and what was filled in stays', async () => {
    const path = '/creates/create_conversation';
    expect(await preview.page(path)).not.toContain('name="recording_gcs_bucket_name"');
    const chosen = await preview.page(path, {
      conversation_name: 'A "name" <b>',
      recording_storage_provider: 'gcs',
    });
    expect(chosen).toContain('name="recording_gcs_bucket_name"');
    expect(chosen).not.toContain('name="aws_assume_role_arn"');
    expect(chosen).toContain('value="A &quot;name&quot; &lt;b&gt;"');
    expect(chosen).not.toContain('id="result"');
  });

  test('a dropdown is filled page by page', async () => {
    const path = '/creates/create_conversation/dropdown';
    const pageAt = async (token: string) =>
      dropdownPage.parse(
        await (await preview.ask(`${path}?field=replica_id&token=${token}`, {})).json(),
      );
    const first = await pageAt('');
    const second = await pageAt(first.paging_token ?? '');
    expect(first.results.map(({ id }) => id)).toContain(REPLICA);
    expect(second.results.length).toBeGreaterThan(0);
    expect(second.results).not.toEqual(first.results);
    expect((await preview.ask(`${path}?field=language`, {})).status).toBe(404);
  });
});

describe('a run', () => {
  const path = '/creates/create_conversation';

  test('a test of the step is free, and shows the result with its labels and what was sent', async () => {
    const page = await preview.page(path, { replica_id: REPLICA, ':run': 'test' });
    expect(preview.sandbox.conversations).toMatchObject([{ testMode: true }]);
    expect(wordsOf(page)).toMatch(/Join URL \(Send This One\) join_url https:\/\//);
    expect(wordsOf(page)).toContain('POST /v2/conversations → 200');
    expect(wordsOf(page)).toContain(`"replica_id": "${REPLICA}"`);
  });

  test('the switch runs it live', async () => {
    await preview.page(path, { replica_id: REPLICA, ':run': 'test', ':live': 'yes' });
    expect(preview.sandbox.conversations).toMatchObject([{ testMode: false, status: 'active' }]);
  });

  test('a wrong value gives the sentence, and nothing was sent', async () => {
    const page = await preview.page(path, { max_call_duration: 'soon', ':run': 'test' });
    expect(wordsOf(page)).toContain(
      'Max Call Duration (Seconds) accepts a whole number of seconds',
    );
    expect(wordsOf(page)).toContain('Sent to Tavus Nothing.');
    expect(preview.sandbox.requests).toEqual([]);
  });

  const RECORDED = {
    enable_recording: 'yes',
    recording_s3_bucket_name: 'calls',
    recording_s3_bucket_region: 'us-east-1',
    aws_assume_role_arn: 'arn:aws:iam::123456789012:role/TavusRecording',
  };

  /** Creates a conversation live, and plays a call in it. */
  async function playCall(form: Readonly<Record<string, string>> = {}) {
    await preview.page(path, { replica_id: REPLICA, ...form, ':run': 'test', ':live': 'yes' });
    const id = preview.sandbox.conversations.at(-1)?.id;
    const moved = await preview.ask(`/sandbox/conversations/${id}`, { move: 'call' });
    expect([moved.status, moved.headers.get('location')]).toEqual([303, '/sandbox']);
  }

  test('a trigger finds a call that was played, with its lines as a table', async () => {
    await playCall();
    for (const run of ['test', 'live']) {
      const page = await preview.page('/triggers/transcript_ready', { ':run': run });
      expect(page).toContain('<table class="lines">');
      expect(wordsOf(page)).toContain('a team of twelve');
    }
  });

  test('a played call has post-call data, and a recording if it has a storage for it', async () => {
    await playCall(RECORDED);
    const filled = await preview.page('/triggers/post_call_data_ready', { ':run': 'test' });
    expect(wordsOf(filled)).toContain('Post-Call: Summary post_call__summary Asked for the price');
    const recorded = await preview.page('/triggers/recording_ready', { ':run': 'test' });
    expect(wordsOf(recorded)).toContain('Recording Status recording_status ready');
  });

  test('the post-call fields of a persona are those of its calls', async () => {
    const fields = { persona_id: PERSONA, fields: 'budget: What they can spend.' };
    await preview.page('/creates/set_post_call_fields', { ...fields, ':run': 'test' });
    await playCall({ persona_id: PERSONA });
    const page = wordsOf(await preview.page('/triggers/post_call_data_ready', { ':run': 'test' }));
    expect(page).toContain('post_call__budget What was said about budget.');
    expect(page).not.toContain('post_call__summary');
  });

  test('a test of a trigger that finds nothing shows the sample, marked as one', async () => {
    const tested = await preview.page('/triggers/recording_ready', { ':run': 'test' });
    expect(wordsOf(tested)).toContain("Nothing found, so this is the app's sample.");
    expect(tested).toContain('aria-label="Sample"');
    expect(wordsOf(tested)).toContain('Recording Status recording_status ready');
    for (const [page, form] of [
      ['/triggers/recording_ready', { ':run': 'live' }],
      ['/searches/find_conversation', { conversation_name: 'nothing', ':run': 'test' }],
    ] as const) {
      const empty = await preview.page(page, form);
      expect(empty).toContain('<p>Nothing found.</p>');
      expect(empty).not.toContain('aria-label="Sample"');
    }
  });

  test('a message reaches a call that is going on', async () => {
    await preview.page(path, { replica_id: REPLICA, ':run': 'test', ':live': 'yes' });
    const [{ id } = { id: '' }] = preview.sandbox.conversations;
    await preview.ask(`/sandbox/conversations/${id}`, { move: 'join' });
    const page = await preview.page('/creates/send_message', {
      conversation_id: id,
      event_type: 'echo',
      text: 'The offer is on its way.',
      ':run': 'test',
      ':live': 'yes',
    });
    expect(page).not.toContain('class="error"');
    expect(preview.sandbox.conversation(id)?.messages).toHaveLength(1);
  });

  test('somebody joins, speaks and leaves; the page offers what can happen next', async () => {
    await preview.page(path, { replica_id: REPLICA, ':run': 'test', ':live': 'yes' });
    const [{ id } = { id: '' }] = preview.sandbox.conversations;
    const moves = async () =>
      [...(await preview.page('/sandbox')).matchAll(/name="move" value="(\w+)"/g)].map(
        (match) => match[1],
      );
    expect(await moves()).toEqual(['join', 'call']);
    await preview.ask(`/sandbox/conversations/${id}`, { move: 'join' });
    expect(await moves()).toEqual(['say', 'leave', 'join']);
    await preview.ask(`/sandbox/conversations/${id}`, { move: 'say' });
    await preview.ask(`/sandbox/conversations/${id}`, { move: 'leave' });
    await preview.ask('/sandbox/clock', { seconds: '3600' });
    expect(preview.sandbox.conversation(id)).toMatchObject({ status: 'ended' });
    expect(await moves()).toEqual([]);
  });

  test('what cannot happen is a page with a sentence', async () => {
    const answer = await preview.ask('/sandbox/conversations/none', { move: 'leave' });
    expect(answer.status).toBe(500);
    expect(wordsOf(await answer.text())).toContain('There is no conversation none');
    expect((await preview.ask('/creates/nothing')).status).toBe(404);
    expect((await preview.ask('/a/b/c/d')).status).toBe(404);
  });
});

describe('who may ask, and what nobody gets', () => {
  test.each([
    'example.com',
    'example.com:4020',
    '127.0.0.1.example.com',
    '127.0.0.1:4020@example.com',
    '',
  ])('a page of elsewhere under the host "%s" gets nothing', async (host) => {
    const answer = await preview.ask('/', undefined, { host });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('Create Conversation');
  });

  test.each(['https://example.com', 'null', 'http://127.0.0.1:9999'])(
    'a form of the origin %s does nothing',
    async (origin) => {
      const form = { replica_id: REPLICA, ':run': 'test' };
      const answer = await preview.ask('/creates/create_conversation', form, { origin });
      expect(answer.status).toBe(403);
      expect(preview.sandbox.requests).toEqual([]);
    },
  );

  test('localhost is this machine too', async () => {
    const host = 'localhost:4020';
    expect((await preview.ask('/', undefined, { host })).status).toBe(200);
    const form = { replica_id: REPLICA, ':run': 'test' };
    const headers = { host, origin: `http://${host}` };
    expect((await preview.ask('/creates/create_conversation', form, headers)).status).toBe(200);
  });

  test('the key is on no page, also where somebody has filled it in', async () => {
    const path = '/creates/create_conversation';
    const pages = [
      await preview.page('/'),
      await preview.page(path),
      await preview.page(path, { conversation_name: KEY, replica_id: REPLICA, ':run': 'test' }),
      await preview.page(path, { max_call_duration: KEY, ':run': 'test' }),
      await preview.page('/searches/find_conversation', { conversation_name: KEY, ':run': 'live' }),
      await (await preview.ask(`${path}/dropdown?field=replica_id&token=${KEY}`, {})).text(),
    ];
    expect(preview.sandbox.conversations[0]?.name).toContain(KEY);
    for (const page of pages) {
      expect(page).not.toContain(KEY);
      expect(page.length).toBeGreaterThan(10);
    }
    expect(pages[2]).toContain('[API key]');
  });

  test('a page loads nothing from elsewhere, and no page of elsewhere frames it', async () => {
    const policy = (await preview.ask('/')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

test('the preview knows the app by its definition only', () => {
  const imported = globSync('preview/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import|URL)\s*\(?\s*'(\.[^']+)'/g)].map(
      (match) => join(dirname(file), match[1] ?? ''),
    ),
  );
  expect(imported).toContain('dist/index.js');
  const rooms = new Set(imported.map((path) => path.split('/')[0]));
  expect([...rooms].sort()).toEqual(['dist', 'preview', 'sandbox']);
});
