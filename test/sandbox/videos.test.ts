import { createServer, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type JsonRecord, parseJson, readValue } from '../../sandbox/reading.ts';
import { BAD_SCRIPT, type Sandbox, SEED, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, data } from './asking.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.400Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const GENERATE = 'POST /v2/videos';
const SCRIPT = 'Hi Ada, here is your offer.';

async function generate(body: JsonRecord = {}): Promise<string> {
  const request = { replica_id: SEED.replica, script: SCRIPT, ...body };
  const reply = await ask(sandbox, GENERATE, request);
  expect(reply.status).toBe(200);
  return String(readValue(reply.body, 'video_id'));
}

async function get(id: string, query = ''): Promise<JsonRecord> {
  return (await ask(sandbox, `GET /v2/videos/${id}${query}`)).body;
}

async function list(query = ''): Promise<JsonRecord[]> {
  return data(await ask(sandbox, `GET /v2/videos${query}`));
}

function ids(items: readonly JsonRecord[]): unknown[] {
  return items.map((item) => readValue(item, 'video_id'));
}

describe('generate', () => {
  test('makes up a name', async () => {
    const id = await generate();
    expect(sandbox.video(id)?.name).toBe(
      `replica_id: ${SEED.replica} - November 20, 2026 - video: ${id}`,
    );
  });

  test.each([
    ['an unknown replica', { replica_id: 'r000', script: SCRIPT }, { error: 'Invalid replica_id' }],
    [
      'a body without words',
      { replica_id: SEED.replica },
      { error: "Bad Request. {'_schema': ['Either script or audio_url must be given.']}" },
    ],
    [
      'the new name of the replica',
      { face_id: SEED.replica, script: SCRIPT },
      {
        error:
          "Bad Request. {'replica_id': ['Missing data for required field.'], 'face_id': ['Unknown field.']}",
      },
    ],
  ])('refuses %s', async (_what, body, answer) => {
    const before = sandbox.videos.length;
    expect(await ask(sandbox, GENERATE, body)).toMatchObject({ status: 400, body: answer });
    expect(sandbox.videos).toHaveLength(before);
  });
});

describe('as time passes', () => {
  test('a video is queued, generated and ready', async () => {
    const id = await generate({ video_name: 'Offer' });
    expect(await get(id)).toMatchObject({ status: 'queued', generation_progress: '0/100' });
    sandbox.clock.advance(10);
    expect(await get(id)).toMatchObject({ status: 'generating', generation_progress: '10/100' });
    sandbox.clock.advance(60);
    expect(await get(id)).toMatchObject({ status: 'generating', generation_progress: '60/100' });
    expect(sandbox.video(id)?.billedSeconds).toBe(0);
    sandbox.clock.advance(60);
    const ready = await get(id, '?verbose=true');
    expect(ready).toEqual({
      video_id: id,
      video_name: 'Offer',
      status: 'ready',
      data: { script: SCRIPT },
      replica_id: SEED.replica,
      download_url: expect.stringMatching(
        new RegExp(`^https://stream\\.mux\\.com/[0-9a-f]{24}/high\\.mp4\\?download=${id}$`),
      ),
      hosted_url: `https://tavus.video/${id}`,
      stream_url: expect.stringMatching(/^https:\/\/stream\.mux\.com\/[0-9a-f]{24}\.m3u8$/),
      status_details: 'Your request has processed successfully!',
      error_details: null,
      generation_progress: '100/100',
      created_at: 'Fri, 20 Nov 2026 12:00:00 GMT',
      updated_at: 'Fri, 20 Nov 2026 12:02:10 GMT',
      still_image_thumbnail_url: expect.stringMatching(/thumbnail\.png$/),
      gif_thumbnail_url: expect.stringMatching(/animated\.gif$/),
    });
    expect(sandbox.video(id)?.billedSeconds).toBe(30);
  });

  test('thumbnails are in the list, and in a single video only with verbose', async () => {
    expect(await get(SEED.video)).not.toHaveProperty('gif_thumbnail_url');
    const listed = (await list()).find((item) => readValue(item, 'video_id') === SEED.video);
    const { gif_thumbnail_url, still_image_thumbnail_url } = await get(SEED.video, '?verbose=true');
    expect(gif_thumbnail_url).toMatch(/^https:/);
    expect(listed).toMatchObject({ gif_thumbnail_url, still_image_thumbnail_url });
    expect(listed).toMatchObject({ background_url: '', background_source_url: '' });
  });

  test('a fast one is ready sooner, without thumbnails and stream', async () => {
    const id = await generate({ fast: true, transparent_background: true });
    sandbox.clock.advance(40);
    expect(await get(id, '?verbose=true')).toMatchObject({
      status: 'ready',
      download_url: `https://files.tavus.example/${id}.webm`,
      stream_url: '',
      still_image_thumbnail_url: '',
      gif_thumbnail_url: '',
    });
    const other = await generate({ fast: true });
    sandbox.finishVideo(other);
    expect(await get(other)).toMatchObject({
      download_url: `https://files.tavus.example/${other}.mp4`,
    });
  });

  test('long videos are billed in steps of six seconds', async () => {
    const id = await generate({ script: 'word '.repeat(81).trim() });
    sandbox.clock.advance(130);
    expect(sandbox.video(id)?.billedSeconds).toBe(36);
  });

  test('videos of a replica in training wait for hours', async () => {
    const id = await generate({ replica_id: SEED.trainingReplica });
    expect(await get(id)).toMatchObject({
      status: 'queued',
      status_details: expect.stringContaining('training'),
    });
    sandbox.clock.advance(4 * 3600 - 1);
    expect(await get(id)).toMatchObject({ status: 'queued' });
    sandbox.clock.advance(1 + 120);
    expect(await get(id)).toMatchObject({ status: 'ready' });
  });

  test('a failed replica makes no video', async () => {
    const id = await generate({ replica_id: SEED.failedReplica });
    sandbox.clock.advance(10);
    expect(await get(id)).toMatchObject({
      status: 'error',
      status_details: expect.stringContaining(
        `The replica ${SEED.failedReplica} is currently in an 'error' state and cannot process`,
      ),
      error_details: null,
      generation_progress: '0/100',
      download_url: '',
    });
    expect(sandbox.video(id)?.billedSeconds).toBe(0);
  });

  test.each([
    ['too-long', 'exceeds the maximum duration of 10 minutes'],
    ['too-short', 'does not reach the minimum duration requirement of 3 seconds'],
    ['missing', 'We were unable to download your audio file'],
  ])('an audio file that is %s fails later', async (name, reason) => {
    const reply = await ask(sandbox, GENERATE, {
      replica_id: SEED.replica,
      audio_url: `https://files.example.com/${name}.wav`,
    });
    const id = String(readValue(reply.body, 'video_id'));
    sandbox.clock.advance(130);
    expect(await get(id)).toMatchObject({
      status: 'error',
      status_details: expect.stringContaining(reason),
      data: { audio_url: `https://files.example.com/${name}.wav` },
    });
  });

  test('a script that violates the guidelines fails later or is refused', async () => {
    const script = `This is ${BAD_SCRIPT}.`;
    sandbox.behaviour.videoErrorPlace = 'error_details';
    const id = await generate({ script });
    sandbox.clock.advance(130);
    expect(await get(id)).toMatchObject({
      status: 'error',
      status_details: expect.stringContaining('An error occurred while generating this request.'),
      error_details: 'Request has failed as the script violates community guidelines.',
    });
    sandbox.behaviour.badScripts = 'refused';
    const refused = await ask(sandbox, GENERATE, { replica_id: SEED.replica, script });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: 'Request has failed as the script violates community guidelines.' },
    });
  });

  test('a deleted one is still returned, and does not change', async () => {
    const id = await generate();
    sandbox.deleteVideo(id);
    sandbox.clock.advance(3600);
    expect(await get(id)).toMatchObject({ status: 'deleted' });
    expect(ids(await list())).toContain(id);
    const other = await generate();
    sandbox.clock.advance(20);
    sandbox.deleteVideo(other);
    sandbox.clock.advance(3600);
    expect(sandbox.video(other)).toMatchObject({ status: 'deleted', billedSeconds: 0 });
    expect(() => sandbox.finishVideo(other)).toThrow(`Video ${other} is deleted`);
    expect(() => sandbox.deleteVideo('nobody')).toThrow('There is no video nobody');
  });
});

describe('the list', () => {
  const START = Date.parse('2026-11-01T00:00:00Z');

  test('pages of ten from the newest, counted from 0', async () => {
    sandbox.addVideos(25, (index) => ({
      id: `b${index}`,
      createdAt: new Date(START + index * 60_000),
    }));
    const first = await ask(sandbox, 'GET /v2/videos');
    expect(first.body).toMatchObject({ total_count: 27 });
    expect(ids(data(first))).toEqual(Array.from({ length: 10 }, (_, index) => `b${24 - index}`));
    expect(await list('?page=0')).toEqual(data(first));
    expect(ids(await list('?page=2'))).toEqual([
      'b4',
      'b3',
      'b2',
      'b1',
      'b0',
      SEED.failedVideo,
      SEED.video,
    ]);
    expect(await list('?page=3')).toEqual([]);
    sandbox.behaviour.listOrder = 'oldest_first';
    expect(ids(await list('?limit=3&page=1'))).toEqual(['b1', 'b2', 'b3']);
    sandbox.behaviour.videoPagesFrom = 1;
    expect(ids(await list('?limit=3&page=1'))).toEqual([SEED.video, SEED.failedVideo, 'b0']);
    expect(ids(await list('?limit=3&page=2'))).toEqual(['b1', 'b2', 'b3']);
  });

  test('pages of a hundred thousand videos are fast', async () => {
    const start = performance.now();
    sandbox.addVideos(100_000, (index) => ({ createdAt: new Date(START - index * 60_000) }));
    expect(await list('?limit=100&page=1000')).toHaveLength(2);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

test('other forms: ISO dates, the page of 2024, the new name, odd values', async () => {
  sandbox.behaviour.videoDates = 'iso';
  sandbox.behaviour.age = '2025';
  sandbox.behaviour.names = 'new';
  sandbox.addVideo({ id: 'odd0000001', answered: { video_name: null, hosted_url: '' } });
  const video = await get(SEED.video);
  expect(video).toMatchObject({
    created_at: '2026-02-02T09:00:00.000961Z',
    hosted_url: `https://videos.tavus.io/video/${SEED.video}`,
    face_id: SEED.replica,
  });
  expect(video).not.toHaveProperty('error_details');
  expect(video).not.toHaveProperty('replica_id');
  expect((await list())[0]).toMatchObject({ video_name: null, hosted_url: '' });
  expect(() => sandbox.addVideo({ id: SEED.video })).toThrow('There is a video');
});

test('the callback comes once, at the end, with another form of dates', async () => {
  const received: unknown[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      received.push(parseJson(text));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  try {
    const callback_url = `http://127.0.0.1:${port}/done`;
    const id = await generate({ callback_url });
    const bad = await generate({ callback_url, script: BAD_SCRIPT });
    sandbox.clock.advance(129);
    expect(sandbox.videoDeliveries).toEqual([]);
    sandbox.clock.advance(1);
    await sandbox.settled();
    expect(received).toMatchObject([
      { video_id: id, status: 'ready', updated_at: '2026-11-20 12:02:10.400457' },
      { video_id: bad, status: 'error', created_at: '2026-11-20 12:00:00.400457' },
    ]);
    expect(sandbox.videoDeliveries.map((each) => each.outcome)).toEqual(['delivered', 'delivered']);
  } finally {
    server.close();
  }
});

test('somebody in another terminal can finish a video', async () => {
  const id = await generate();
  const control = (path: string) => ask(sandbox, `POST /sandbox/videos/${path}`, undefined, null);
  expect(await control(`${id}/finish`)).toMatchObject({
    status: 200,
    body: { video_id: id, status: 'ready', now: '2026-11-20T12:00:00.400Z' },
  });
  expect((await control(`${id}/finish`)).status).toBe(409);
  expect((await control('nobody/finish')).status).toBe(404);
  sandbox.clock.advance(3600);
  expect(sandbox.video(id)).toMatchObject({ status: 'ready', billedSeconds: 30 });
});

test('reset restores the start', async () => {
  await generate({ callback_url: 'https://hooks.example.com/a' });
  sandbox.clock.advance(3600);
  expect(sandbox.videoDeliveries).toMatchObject([{ outcome: 'not_sent' }]);
  sandbox.reset();
  expect(sandbox.videoDeliveries).toEqual([]);
  expect(sandbox.videos.map(({ id }) => id)).toEqual([SEED.video, SEED.failedVideo]);
});
