import { describe, expect, test } from '@jest/globals';
import { form, perform } from '../../creates/generate_video.ts';
import { BAD_SCRIPT, type Fault, SEED } from '../../sandbox/sandbox.ts';
import { perform as find } from '../../searches/find_video.ts';
import { errorOf, NOW, requestsOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

const SCRIPT = 'Hi Maria, here is {{what}} you asked for.\n  “Grüße” – 50 %';
const FORM = { replica_id: SEED.replica, script: SCRIPT };
const GENERATE = { method: 'POST', path: '/v2/videos' };
const LIST = { method: 'GET', path: '/v2/videos' };
const TESTING = { isLoadingSample: true };

useClockOfSandbox();

/** Videos that were not there from the start. */
function made() {
  const fromTheStart: readonly string[] = [SEED.video, SEED.failedVideo];
  return sandbox.videos.filter(({ id }) => !fromTheStart.includes(id));
}

function bodySent(): unknown {
  return requestsOf('POST').at(-1)?.body;
}

// ---- the request

describe('every field goes to its place', () => {
  const WEBSITE = { background_url: 'https://example.com/' };
  test.each<[string, object, object]>([
    ['script', {}, {}],
    [
      'audio',
      { script: '', audio_url: ' https://files.example.com/a.mp3 ' },
      { script: undefined, audio_url: 'https://files.example.com/a.mp3' },
    ],
    ['name', { video_name: ' Offer for Maria ' }, { video_name: ' Offer for Maria ' }],
    ['website', WEBSITE, WEBSITE],
    [
      'background video',
      { background_source_url: 'https://files.example.com/b.mp4' },
      { background_source_url: 'https://files.example.com/b.mp4' },
    ],
    [
      'watermark',
      { watermark_image_url: 'https://files.example.com/w.png' },
      { watermark_image_url: 'https://files.example.com/w.png' },
    ],
    ['fast', { fast: 'yes' }, { fast: true }],
    [
      'transparent',
      { fast: 'true', transparent_background: 'yes' },
      { fast: true, transparent_background: true },
    ],
    ['no wave', { start_with_wave: 'no' }, { properties: { start_with_wave: false } }],
    [
      'scrolling',
      {
        ...WEBSITE,
        background_scroll: 'yes',
        background_scroll_type: 'smooth',
        background_scroll_depth: 'To the Bottom',
        background_scroll_return: 'halt',
      },
      {
        ...WEBSITE,
        properties: {
          background_scroll: true,
          background_scroll_type: 'smooth',
          background_scroll_depth: 'bottom',
          background_scroll_return: 'halt',
        },
      },
    ],
    [
      'callback',
      { callback_url: 'https://hooks.example.com/a' },
      { callback_url: 'https://hooks.example.com/a' },
    ],
    [
      'additional fields, under what the form says',
      { start_with_wave: 'no', additional_fields: '{"properties": {}}' },
      { properties: { start_with_wave: false } },
    ],
    ['blank ones are not sent', { background_url: ' ', fast: 'N/A', video_name: null }, {}],
  ])('%s', async (_title, filled, sent) => {
    await run(perform, { ...FORM, ...filled });
    const expected = {
      replica_id: SEED.replica,
      script: SCRIPT,
      video_name: expect.stringMatching(/^Zapier 20\d\d-\d\d-\d\d \d\d:\d\d UTC \w{8}$/),
      ...sent,
    };
    expect(bodySent()).toEqual(expected);
    expect(sandbox.requests).toHaveLength(1);
  });
});

// ---- the form

describe('what is wrong is said before anything is sent', () => {
  test.each<[string, object, RegExp]>([
    ['nothing filled in', { replica_id: '', script: '' }, /Replica.* is required/],
    ['nothing to say', { script: ' ' }, /Fill in Script or Audio URL: the replica needs something/],
    [
      'words and audio',
      { audio_url: 'https://files.example.com/a.wav' },
      /either Script or Audio URL, not both/,
    ],
    [
      'two backgrounds',
      {
        background_url: 'https://example.com',
        background_source_url: 'https://files.example.com/b.mp4',
      },
      /either Background URL or Background Source URL/,
    ],
    [
      'a fast video with a website',
      { fast: 'yes', background_url: 'https://example.com' },
      /A fast video has no background\. Clear Background URL, or choose No in Fast\./,
    ],
    [
      'a fast video with a video behind',
      { fast: 'yes', background_source_url: 'https://files.example.com/b.mp4' },
      /A fast video has no background\. Clear Background Source URL/,
    ],
    ['transparent but not fast', { transparent_background: 'yes' }, /only in a fast video/],
    [
      'transparent and slow',
      { transparent_background: 'yes', fast: 'no' },
      /only in a fast video\. Choose Yes in Fast, or clear Transparent Background\./,
    ],
    ['scrolling nothing', { background_scroll: 'no' }, /Scroll the Website needs a website/],
    ['how to scroll nothing', { background_scroll_depth: 'bottom' }, /Scroll Depth needs a web/],
    ['another scroll type', { background_scroll_type: 'wild' }, /Scroll Type accepts/],
    ['a link that is none', { background_url: 'example' }, /Background URL accepts/],
    [
      'a page of Google Drive in place of the audio',
      { script: '', audio_url: 'https://drive.google.com/file/d/1AbC/view?usp=sharing' },
      /^Audio URL: This link opens a page of Google Drive, not the file itself\. Use https:\/\/drive\.google\.com\/uc\?export=download&id=1AbC instead/,
    ],
    [
      'a page of Dropbox in place of the background',
      { background_source_url: 'https://www.dropbox.com/scl/fi/a/b.mp4?rlkey=c&dl=0' },
      /^Background Source URL: This link opens a page of Dropbox, .* Use https:\/\/www\.dropbox\.com\/scl\/fi\/a\/b\.mp4\?rlkey=c&dl=1 instead/,
    ],
    [
      'a folder in place of the watermark',
      { watermark_image_url: 'https://drive.google.com/drive/folders/1AbC' },
      /^Watermark Image URL: This link opens a folder of Google Drive\. Use the link of one file\./,
    ],
    [
      'no link at all',
      { watermark_image_url: 'logo.png' },
      /^Watermark Image URL accepts a complete link .* and leads to an image file, not "logo\.png"\.$/,
    ],
    [
      'the other name of the replica',
      { additional_fields: { face_id: 'r1' } },
      /"face_id" has its own field/,
    ],
    ['a field of the form', { additional_fields: { script: 'x' } }, /"script" has its own field/],
    ['the ID of a persona', { replica_id: SEED.persona }, /ID of a persona/],
  ])('%s', async (_title, filled, sentence) => {
    const error = await errorOf(run(perform, { ...FORM, ...filled }));
    expect(error.name).toBe('AppError');
    expect(error.message).toMatch(sentence);
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    ['not transparent', { transparent_background: 'no' }],
    ['not fast, with a background', { fast: 'no', background_url: 'https://example.com' }],
  ])('%s is fine', async (_title, filled) => {
    await run(perform, { ...FORM, ...filled });
    expect(made()).toHaveLength(1);
  });

  test('the form begins with what it costs', () => {
    const [first] = form.inputFields;
    expect(first).toMatchObject({ type: 'copy', helpText: expect.stringContaining('live run') });
  });
});

// ---- the result

test('the record has every key, from the answer or from what was sent', async () => {
  const record = await run(perform, { ...FORM, video_name: 'Offer' });
  const [video] = made();
  expect(record).toEqual({
    id: video?.id,
    video_id: video?.id,
    video_name: 'Offer',
    reference: null,
    status: 'queued',
    is_ready: false,
    status_details: null,
    error_message: null,
    replica_name: null,
    replica_id: SEED.replica,
    script: SCRIPT,
    audio_url: null,
    hosted_url: `https://tavus.video/${video?.id}`,
    download_url: null,
    stream_url: null,
    thumbnail_url: null,
    gif_thumbnail_url: null,
    progress: null,
    background_url: null,
    background_source_url: null,
    created_at: NOW,
    updated_at: null,
    is_test: false,
  });
});

test('a reference comes back from everything, and the name stays as the user wrote it', async () => {
  const named = { video_name: 'Offer [7]', reference: '0035g00000ABC-7_x' };
  const { id } = await run(perform, { ...FORM, ...named, video_name: 'Offer' });
  const video = await run(perform, { ...FORM, ...named });
  expect(video).toMatchObject(named);
  expect(made().at(-1)?.name).toMatch(/^Offer \[7\] \[ref 0035g00000ABC-7_x [0-9a-f]{8}\]$/);
  expect(bodySent()).not.toHaveProperty('reference');
  const found = await run(find, { reference: named.reference });
  expect(found.map((each) => each.id).sort()).toEqual([id, video.id].sort());
  expect(await run(find, { video_name: 'Offer [7]' })).toMatchObject([{ ...named, id: video.id }]);
  expect(await run(find, { reference: '0035g00000ABC' })).toEqual([]);
  expect(await run(perform, { ...FORM, reference: '17' }, TESTING)).toMatchObject({
    reference: '17',
    is_test: true,
  });
});

test('what was sent stands in for what the answer leaves out', async () => {
  const background_source_url = 'https://files.example.com/b.mp4';
  const audio_url = 'https://files.example.com/a.wav';
  const form = { replica_id: SEED.replica, audio_url, background_source_url };
  expect(await run(perform, form)).toMatchObject({
    script: null,
    audio_url,
    background_url: null,
    background_source_url,
  });
  expect(await run(perform, { ...FORM, background_url: 'https://example.com/a' })).toMatchObject({
    background_url: 'https://example.com/a',
  });
});

test('a link without https is left blank, and the video is returned', async () => {
  sandbox.fault({
    kind: 'json',
    value: { video_id: 'abc1234567', status: 'queued', hosted_url: 'http://tavus.video/x' },
    when: GENERATE,
  });
  expect(await run(perform, FORM)).toMatchObject({ id: 'abc1234567', hosted_url: null });
});

test('a replica in training is allowed: the video waits', async () => {
  const record = await run(perform, { ...FORM, replica_id: SEED.trainingReplica });
  expect(record).toMatchObject({ status: 'queued', is_test: false });
});

// ---- in the editor, and live

describe('in the editor', () => {
  test.each([{}, { test_mode: 'yes' }, { test_mode: '' }])(
    'nothing is generated with %j: the newest ready video comes out',
    async (filled) => {
      const createdAt = new Date(Date.parse(NOW) - 3_600_000);
      const { id } = sandbox.addVideo({ name: 'Newest', createdAt });
      sandbox.addVideo({ status: 'generating', createdAt: NOW });
      sandbox.addVideo({ status: 'deleted', createdAt: NOW });
      sandbox.addVideo({ status: 'error', createdAt: NOW });
      sandbox.addVideo({ answered: { video_id: '' }, createdAt: NOW });
      const before = sandbox.videos.length;
      const record = await run(perform, { ...FORM, ...filled }, TESTING);
      expect(record).toMatchObject({ id, video_name: 'Newest', is_ready: true, is_test: true });
      expect(record.thumbnail_url).toMatch(/^https:/);
      expect(sandbox.videos).toHaveLength(before);
      expect(requestsOf('POST')).toEqual([]);
      expect(requestsOf('GET')).toHaveLength(2);
    },
  );

  test('an account without a ready video shows the sample', async () => {
    sandbox.deleteVideo(SEED.video);
    const record = await run(perform, FORM, TESTING);
    expect(record).toMatchObject({ id: '8a4f94e736', is_ready: true, is_test: true });
    expect(Object.keys(record)).toEqual(Object.keys(await run(perform, FORM)));
  });

  test('Test Mode No generates a real one', async () => {
    const record = await run(perform, { ...FORM, test_mode: 'no' }, TESTING);
    expect(made().map(({ id }) => id)).toEqual([record.id]);
    expect(record).toMatchObject({ status: 'queued', is_test: false });
    expect(bodySent()).not.toHaveProperty('test_mode');
  });

  test('the form is checked', async () => {
    const error = await errorOf(run(perform, { ...FORM, script: '' }, TESTING));
    expect(error.message).toContain('Fill in Script or Audio URL');
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    ['is not there', 'r000000000000', 'has no replica with this ID'],
    ['has failed', SEED.failedReplica, 'because its training failed'],
  ])('a replica that %s is told', async (_title, replica_id, sentence) => {
    const error = await errorOf(run(perform, { ...FORM, replica_id }, TESTING));
    expect(error.name).toBe('AppError');
    expect(error.message).toContain(sentence);
  });

  test.each([
    ['no status', {}],
    ['a tuning that has failed', { status: 'completed', finetune_status: 'error' }],
  ])('a replica with %s can speak', async (_title, state) => {
    const value = { replica_id: SEED.replica, replica_name: 'Sam', ...state };
    sandbox.fault({ kind: 'json', value, when: { path: /^\/v2\/replicas\// } });
    expect(await run(perform, FORM, TESTING)).toMatchObject({ is_test: true });
  });

  test('one in training is fine', async () => {
    const form = { ...FORM, replica_id: SEED.trainingReplica };
    expect(await run(perform, form, TESTING)).toMatchObject({ is_test: true });
  });

  test('a wrong key is reported', async () => {
    const error = await errorOf(run(perform, FORM, TESTING, { api_key: 'wrong' }));
    expect(error.name).toBe('ExpiredAuthError');
  });

  test('when Tavus cannot be asked, the test says so', async () => {
    sandbox.fault({ kind: 'status', status: 500, when: LIST });
    const error = await errorOf(run(perform, FORM, TESTING));
    expect(error.message).toMatch(/^Tavus could not test the step: its service has a problem/);
  });
});

test.each(['yes', 'no', ''])('a live run generates whatever Test Mode says: %j', async (mode) => {
  const record = await run(perform, { ...FORM, test_mode: mode });
  expect(made().map(({ id }) => id)).toEqual([record.id]);
  expect(record.is_test).toBe(false);
  expect(requestsOf('GET')).toEqual([]);
});

// ---- refusals

describe('Tavus refuses', () => {
  test('an unknown replica: the field is named', async () => {
    const error = await errorOf(run(perform, { ...FORM, replica_id: 'r000000000000' }));
    expect(error).toMatchObject({ name: 'AppError' });
    expect(error.message).toMatch(
      /^Tavus could not generate the video: it rejected the value of Replica.*Nothing was generated\.$/,
    );
  });

  test.each<[string, Fault]>([
    ['402', { kind: 'status', status: 402, body: { message: 'Payment required' } }],
    ['400 with words', { kind: 'status', status: 400, body: { message: 'Video quota exceeded' } }],
    [
      '403 with words',
      { kind: 'status', status: 403, body: { error: 'You are out of video generation minutes' } },
    ],
    [
      '429 with words',
      { kind: 'status', status: 429, body: { error: 'Monthly video quota has been used up' } },
    ],
  ])('because the video minutes are used up: %s', async (_title, fault) => {
    sandbox.fault({ ...fault, when: GENERATE });
    const error = await errorOf(run(perform, FORM));
    expect(error.name).toBe('AppError');
    expect(error.message).toContain(
      'your Tavus account has no video minutes left. Add video minutes or change your plan',
    );
    expect(error.message).toContain('Nothing was generated.');
  });

  test('a script against the guidelines, in its own words', async () => {
    sandbox.behaviour.badScripts = 'refused';
    const error = await errorOf(run(perform, { ...FORM, script: `${BAD_SCRIPT}` }));
    expect(error.message).toContain('the script violates community guidelines');
    expect(made()).toEqual([]);
  });

  test('too many requests: Zapier tries again', async () => {
    sandbox.fault({ kind: 'too_many_requests', retryAfter: 7, when: GENERATE });
    const error = await errorOf(run(perform, FORM));
    expect(error).toMatchObject({ name: 'ThrottledError', delay: 7 });
  });
});
