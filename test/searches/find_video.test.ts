import { beforeEach, describe, expect, test } from '@jest/globals';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform } from '../../searches/find_video.ts';
import { setLimits } from '../limits.ts';
import { errorOf, requestsOf, run, sandbox } from '../tavus_app.ts';

const ID = '1e30440cf9';
const OTHER = '2f41551da0';

function addVideos(): void {
  sandbox.addVideo({ id: OTHER, name: 'Another' });
  sandbox.addVideo({ id: ID, name: 'Offer for Maria' });
}

/** The links of a video as its answer has them. */
async function linksOf(id: string): Promise<Readonly<Record<string, string | null>>> {
  const [video] = await run(perform, { video_id: id });
  const { hosted_url, download_url, stream_url, thumbnail_url, gif_thumbnail_url } = video ?? {};
  return Object.fromEntries(
    Object.entries({
      hosted_url,
      download_url,
      stream_url,
      thumbnail_url,
      gif_thumbnail_url,
    }).map(([name, link]) => [name, link ?? null]),
  );
}

function idsOf(found: readonly { readonly id: string }[]): string[] {
  return found.map(({ id }) => id);
}

describe('by ID', () => {
  test('one request, with the thumbnails', async () => {
    const found = await run(perform, { video_id: ` ${SEED.video} ` });
    expect(found).toEqual([
      {
        id: SEED.video,
        video_id: SEED.video,
        video_name: 'Welcome, Lopez Bikes',
        reference: null,
        status: 'ready',
        is_ready: true,
        status_details: 'Your request has processed successfully!',
        error_message: null,
        replica_name: null,
        replica_id: SEED.replica,
        script: 'Hi Maria, thank you for your interest.',
        audio_url: null,
        hosted_url: `https://tavus.video/${SEED.video}`,
        download_url: expect.stringMatching(/^https:\/\/stream\.mux\.com\/.+\?download=/),
        stream_url: expect.stringMatching(/\.m3u8$/),
        thumbnail_url: expect.stringMatching(/thumbnail\.png$/),
        gif_thumbnail_url: expect.stringMatching(/animated\.gif$/),
        progress: 100,
        background_url: null,
        background_source_url: null,
        created_at: '2026-02-02T09:00:00.000Z',
        updated_at: '2026-02-02T09:02:00.000Z',
        matched_whole_name: null,
      },
    ]);
    expect(sandbox.requests).toMatchObject([
      { path: `/v2/videos/${SEED.video}`, query: { verbose: 'true' } },
    ]);
  });

  test.each([
    ['unknown', 'ffffffffff'],
    ['with a slash', 'a/b'],
    ['dots', '..'],
  ])('%s: nothing is found', async (_title, video_id) => {
    expect(await run(perform, { video_id })).toEqual([]);
  });

  test('a deleted one is not found', async () => {
    sandbox.deleteVideo(SEED.video);
    expect(await run(perform, { video_id: SEED.video })).toEqual([]);
  });

  test('404 is nothing found, too', async () => {
    sandbox.fault({ kind: 'status', status: 404, body: { message: 'Video not found' } });
    expect(await run(perform, { video_id: SEED.video })).toEqual([]);
  });

  test('the ID counts before the name', async () => {
    addVideos();
    const found = await run(perform, { video_id: ID, video_name: 'Another' });
    expect(idsOf(found)).toEqual([ID]);
  });
});

describe('by a link', () => {
  test.each([
    `https://tavus.video/${ID}`,
    `http://www.tavus.video/${ID}/`,
    `tavus.video/${ID}?autoplay=1`,
    `https://videos.tavus.io/video/${ID}`,
    `videos.tavus.io/video/${ID}`,
    `https://platform.tavus.io/videos/${ID}#top`,
    `https://stream.mux.com/abc123/high.mp4?download=${ID}`,
    `https://stream.mux.com/abc123/high.mp4?download=${ID}.mp4`,
    `https://files.tavus.example/${ID}.webm`,
  ])('%s: one request', async (video_id) => {
    addVideos();
    expect(idsOf(await run(perform, { video_id }))).toEqual([ID]);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('each link that a video has leads to it', async () => {
    addVideos();
    for (const link of Object.values(await linksOf(ID))) {
      expect([link, idsOf(await run(perform, { video_id: link }))]).toEqual([link, [ID]]);
    }
  });

  test.each(['https://tavus.video', 'https://stream.mux.com/', 'https://'])(
    'a link to no video at all: %s',
    async (video_id) => {
      addVideos();
      expect(await run(perform, { video_id })).toEqual([]);
    },
  );

  test('a link of Mux that no video has', async () => {
    addVideos();
    expect(await run(perform, { video_id: 'https://stream.mux.com/nobody.m3u8' })).toEqual([]);
  });
});

describe('by name', () => {
  test('the full name comes first, then the newest', async () => {
    const hour = (number: number) =>
      new Date(Date.parse('2026-11-01T00:00:00Z') + number * 3_600_000);
    sandbox.addVideo({ id: 'a1', name: 'Offer for MARÍA', createdAt: hour(1) });
    sandbox.addVideo({ id: 'a2', name: 'offer for maría', createdAt: hour(2) });
    sandbox.addVideo({ id: 'a3', name: 'Offer for María, second', createdAt: hour(3) });
    sandbox.addVideo({ id: 'a4', name: 'Something else', createdAt: hour(4) });
    const found = await run(perform, { video_name: 'OFFER for María', match: 'part' });
    expect(idsOf(found)).toEqual(['a2', 'a1', 'a3']);
    expect(found[0]?.thumbnail_url).toMatch(/^https:/);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('a name of signs alone is compared as it is', async () => {
    sandbox.addVideo({ id: ID, name: '— ! —' });
    sandbox.addVideo({ id: OTHER, name: '…' });
    expect(idsOf(await run(perform, { video_name: '— ! —' }))).toEqual([ID]);
  });

  test('one without a name, a date or an ID is no trouble', async () => {
    sandbox.addVideo({ answered: { video_name: null } });
    sandbox.addVideo({ answered: { video_id: '' }, name: 'Offer' });
    sandbox.addVideo({ id: OTHER, name: 'Offer for Ben', answered: { created_at: null } });
    sandbox.addVideo({ id: ID, name: 'Offer for Maria' });
    expect(idsOf(await run(perform, { video_name: 'offer', match: 'part' }))).toEqual([OTHER, ID]);
  });

  test('a part of it is enough if the step says so', async () => {
    addVideos();
    const find = (video_name: string) => run(perform, { video_name, match: 'part' });
    expect(idsOf(await find('maria'))).toEqual([ID]);
    expect(await find('nobody')).toEqual([]);
  });

  test('deleted ones are left out', async () => {
    addVideos();
    sandbox.deleteVideo(ID);
    expect(await run(perform, { video_name: 'Offer for Maria' })).toEqual([]);
  });

  test.each(['newest_first', 'oldest_first'] as const)('on later pages, %s', async (listOrder) => {
    sandbox.behaviour.listOrder = listOrder;
    addVideos();
    const start = Date.parse('2026-11-19T00:00:00Z');
    sandbox.addVideos(250, (index) => ({ createdAt: new Date(start + index * 1000) }));
    expect(idsOf(await run(perform, { video_name: 'welcome lopez bikes' }))).toEqual([SEED.video]);
    expect(requestsOf('GET').length).toBeLessThanOrEqual(5);
  });

  test('a server that counts pages from 1, and gives less than it is asked for', async () => {
    sandbox.behaviour.videoPagesFrom = 1;
    sandbox.behaviour.longestPage = 20;
    const start = Date.parse('2026-11-19T00:00:00Z');
    sandbox.addVideos(70, (index) => ({ createdAt: new Date(start + index * 1000) }));
    expect(idsOf(await run(perform, { video_name: 'welcome lopez bikes' }))).toEqual([SEED.video]);
  });
});

describe('a list that cannot be looked through in time', () => {
  beforeEach(() => {
    // A search keeps three seconds for its end, so there is time for one page.
    setLimits({ step: 3.1 });
    const start = Date.parse('2026-11-01T00:00:00Z');
    sandbox.addVideos(300, (index) => ({
      name: `Number ${index}`,
      createdAt: new Date(start + index * 60_000),
    }));
    sandbox.fault({ kind: 'delay', seconds: 0.2 });
  });

  test('what was found is given', async () => {
    const found = await run(perform, { video_name: 'number 2', match: 'part' });
    expect(found.length).toBeGreaterThan(50);
    expect(found[0]?.video_name).toBe('Number 299');
  });

  test('if nothing was read, it does not report that nothing exists', async () => {
    const byName = await errorOf(run(perform, { video_name: 'number 17 b' }));
    expect(byName.message).toBe(
      'None of the 100 videos that the app checked in time matches "number 17 b", and more remain. Fill in Video with its ID or its link.',
    );
  });

  test('nor for a link', async () => {
    const byLink = await errorOf(run(perform, { video_id: 'https://stream.mux.com/a.m3u8' }));
    expect(byLink.message).toBe(
      'None of the 100 videos that the app checked in time has this link, and more remain. Fill in Video with its ID or the link of its page.',
    );
  });

  test('a page that comes too late ends it as well', async () => {
    setLimits({ step: 4, request: 0.5 });
    sandbox.clearFaults();
    sandbox.fault({ kind: 'never_answer', after: 1 });
    const found = await run(perform, { video_name: 'number 2', match: 'part' });
    expect(found.length).toBeGreaterThan(50);
  });
});

describe('why there is no video', () => {
  const ISSUE = 'There was an issue generating your video.';
  /** Every sentence of Tavus's page, word for word (Tavus docs: errors-and-status-details), with other forms of it. */
  const WORDS: readonly (readonly [string, RegExp])[] = [
    [
      'Request has failed as the script violates community guidelines.',
      /^The script violates .* Change the script, then generate/,
    ],
    [
      `${ISSUE} The audio file exceeds the maximum file size of 750MB.`,
      /larger than 750 MB\. Use a smaller/,
    ],
    [
      `${ISSUE} The duration of the audio file exceeds the maximum duration of 10 minutes.`,
      /longer than 10 minutes\. Shorten/,
    ],
    [
      `${ISSUE} The duration of the audio file does not reach the minimum duration requirement of 3 seconds.`,
      /shorter than 3 seconds\. Use a longer/,
    ],
    [
      `${ISSUE} We were unable to download your audio file. Please ensure that the link you provided is correct and try again.`,
      /link to the file itself that opens without a login/,
    ],
    [`${ISSUE} The audio file provided is not a .wav`, /not a \.wav or \.mp3 file/],
    [`${ISSUE} The audio file provided is not a .wav or .mp3`, /not a \.wav or \.mp3 file/],
    [
      "Request Failed: The replica r1 is currently in an 'error' state and cannot process requests. For details on the cause of the error and how to resolve it, please review the specific information provided for this replica.",
      /^The replica cannot be used.* Choose another replica/,
    ],
    [
      "Request Failed: The face r1 is currently in an 'error' state and cannot process requests.",
      /^The replica cannot be used/,
    ],
  ];

  test.each([
    'An error occurred while generating this request. Please check your inputs or try your request again',
    'Something went wrong, please reach out to support@tavus.io.',
    'Access to this information is limited.',
    'The replica could not be reached. An error has been reported.',
    'The wait was longer than 10 minutes.',
    'You have violated the terms of your plan.',
  ])('no advice for a sentence that is not documented: %s', async (errorReason) => {
    sandbox.addVideo({ id: ID, status: 'error', errorReason });
    expect((await run(perform, { video_id: ID }))[0]?.error_message).toBe(errorReason);
  });

  test.each([
    [{ message: 'The moon was full.' }, 'The moon was full.'],
    [{ code: 'moon', description: 'It was full.' }, 'It was full.'],
    [{ reason: { title: 'The moon' } }, 'The moon'],
    [['One.', { detail: 'Two.' }], 'One. Two.'],
  ])('the words in an object: %j', async (error_details, words) => {
    sandbox.addVideo({ id: ID, status: 'error', answered: { error_details } });
    expect((await run(perform, { video_id: ID }))[0]?.error_message).toBe(words);
  });

  test.each(WORDS)('%s', async (errorReason, advice) => {
    sandbox.addVideo({ id: ID, status: 'error', errorReason });
    const [video] = await run(perform, { video_id: ID });
    expect(video).toMatchObject({ status: 'error', is_ready: false, status_details: errorReason });
    expect(video?.error_message).toMatch(advice);
    expect(video?.error_message).toContain(`Tavus says: "${errorReason}"`);
  });

  test('a reason that is not known stands as it is; error_details counts first', async () => {
    sandbox.behaviour.videoErrorPlace = 'error_details';
    sandbox.addVideo({ id: ID, status: 'error', errorReason: 'The moon was full.' });
    const [video] = await run(perform, { video_id: ID });
    expect(video?.error_message).toBe('The moon was full.');
  });

  test('no reason at all', async () => {
    sandbox.addVideo({ id: ID, status: 'error', answered: { status_details: '' } });
    const [video] = await run(perform, { video_id: ID });
    expect(video?.error_message).toMatch(
      /^Tavus does not give a reason\. Check the video in Tavus/,
    );
  });

  test('a video without an error has no reason', async () => {
    sandbox.behaviour.videoErrorPlace = 'error_details';
    expect((await run(perform, { video_id: SEED.video }))[0]?.error_message).toBeNull();
  });
});

describe('odd answers', () => {
  test.each<[unknown, number | null]>([
    ['40/100', 40],
    ['3/8', 38],
    ['0/100', 0],
    ['55%', 55],
    [' 70 ', 70],
    [80, 80],
    ['120/100', 100],
    ['5/0', null],
    ['soon', null],
    ['', null],
    [null, null],
  ])('progress %j is %j', async (generation_progress, progress) => {
    sandbox.addVideo({ id: ID, answered: { generation_progress } });
    expect((await run(perform, { video_id: ID }))[0]?.progress).toBe(progress);
  });

  test.each<[string, boolean]>([
    ['ready', true],
    ['Ready', true],
    ['completed', true],
    ['generating', false],
    ['almost ready', false],
  ])('status %s', async (status, is_ready) => {
    sandbox.addVideo({ id: ID, answered: { status } });
    expect(await run(perform, { video_id: ID })).toMatchObject([{ status, is_ready }]);
  });

  test('links that are not https are left blank, dates are read in every form', async () => {
    const http = 'http://tavus.video/a';
    sandbox.addVideo({
      id: ID,
      answered: {
        hosted_url: http,
        download_url: '',
        stream_url: 'javascript:alert(1)',
        still_image_thumbnail_url: null,
        gif_thumbnail_url: 7,
        data: null,
        background_url: 'ftp://example.com',
        created_at: 'Wed, 05 Feb 2025 04:27:02 GMT',
        updated_at: '2024-08-28 15:27:40.824457',
        face_id: 'r1',
        replica_id: '',
      },
    });
    expect(await run(perform, { video_id: ID })).toMatchObject([
      {
        hosted_url: null,
        download_url: null,
        stream_url: null,
        thumbnail_url: null,
        gif_thumbnail_url: null,
        script: null,
        audio_url: null,
        background_url: null,
        created_at: '2025-02-05T04:27:02.000Z',
        updated_at: '2024-08-28T15:27:40.824Z',
        replica_id: 'r1',
      },
    ]);
  });

  test('an audio video', async () => {
    const audio_url = 'https://files.example.com/a.wav';
    sandbox.addVideo({ id: ID, body: { audio_url } });
    expect(await run(perform, { video_id: ID })).toMatchObject([{ script: null, audio_url }]);
  });
});

test('with neither ID nor name, a sentence', async () => {
  const error = await errorOf(run(perform, { video_id: ' ', video_name: '' }));
  expect(error.message).toBe(
    'Fill in Video, Reference or Video Name. The search needs one of them.',
  );
  expect(sandbox.requests).toEqual([]);
});

test('when Tavus cannot be asked, it says so', async () => {
  sandbox.fault({ kind: 'status', status: 500, times: 9 });
  for (const form of [{ video_id: ID }, { video_name: 'a' }]) {
    const error = await errorOf(run(perform, form));
    expect(error.message).toMatch(/^Tavus could not search your videos: its service has a problem/);
  }
});
