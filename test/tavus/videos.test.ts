import { describe, expect, test } from '@jest/globals';
import {
  hasFailed,
  hasSegment,
  isDeleted,
  readVideo,
  videoReference,
  withRequest,
} from '../../tavus/videos.ts';

/** What the words and numbers of a video say of it. */

const videoWith = (more: object) => readVideo({ video_id: 'v1', ...more });

test.each([
  ['ready', 'ready'],
  ['READY', 'ready'],
  ['completed', 'ready'],
  ['already', 'waits'],
  ['ready soon', 'waits'],
  ['not completed', 'waits'],
  ['completed in part', 'waits'],
  ['error', 'failed'],
  ['Failed', 'failed'],
  ['no error', 'waits'],
  ['errors are possible', 'waits'],
  ['failed once', 'waits'],
  ['deleted', 'deleted'],
  ['undeleted', 'waits'],
  ['deleted soon', 'waits'],
  ['queued', 'waits'],
  [null, 'waits'],
])('the status %j: it %s', (status, is) => {
  const video = videoWith({ status });
  expect(video?.is_ready).toBe(is === 'ready');
  expect(hasFailed({ status })).toBe(is === 'failed');
  expect(video && isDeleted(video)).toBe(is === 'deleted');
});

describe('how far it is, in percent', () => {
  test.each([
    ['40/100', 40],
    [' 1 / 3 ', 33],
    ['12/10', 100],
    ['40%', 40],
    ['12.55%', 13],
    ['12.4', 12],
    [55, 55],
    [0, 0],
    ['40/0', null],
    ['about 40', null],
    ['40 of 100', null],
    ['40% done', null],
    ['1.x%', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%j is %j', (generation_progress, percent) => {
    expect(videoWith({ generation_progress })).toMatchObject({ progress: percent });
  });
});

test('is null without an id', () => {
  expect(readVideo({ video_name: 'Offer' })).toBeNull();
});

test('the answer counts more than what was sent', () => {
  const video = videoWith({ video_name: 'Offer (2)' });
  const sent = { replica_id: 'r1', script: 'Hello.', video_name: 'Offer' };
  expect(video && withRequest(video, sent)).toMatchObject({
    video_name: 'Offer (2)',
    replica_id: 'r1',
    script: 'Hello.',
  });
  const bare = videoWith({});
  expect(bare && withRequest(bare, sent)).toMatchObject({ video_name: 'Offer' });
});

test('of the links that were sent, only those with https:// are returned', () => {
  const request = { replica_id: 'r1', video_name: 'Offer' };
  const video = videoWith({});
  const links = (scheme: string) => ({
    audio_url: `${scheme}://example.com/a.mp3`,
    background_url: `${scheme}://example.com/`,
    background_source_url: `${scheme}://example.com/b.mp4`,
  });
  const none = { audio_url: null, background_url: null, background_source_url: null };
  expect(video && withRequest(video, { ...request, ...links('https') })).toMatchObject(
    links('https'),
  );
  expect(video && withRequest(video, { ...request, ...links('http') })).toMatchObject(none);
});

describe('the video that is meant', () => {
  test.each([
    ['v1', 'v1'],
    ['tavus.video/v1', 'v1'],
    ['www.tavus.video/v1', 'v1'],
    ['VIDEOS.tavus.io/video/v1', 'v1'],
    ['https://maker.tavus.io/dev/videos/v1?tab=1', 'v1'],
    ['https://example.com/v1.2.mp4', 'v1.2'],
    ['https://stream.mux.com/abc/high.mp4?download=%20v1.mp4%20', 'v1'],
    ['https://tavus.video/', ''],
    ['see tavus.video/v1', 'see tavus.video/v1'],
    ['see https://tavus.video/v1', 'see https://tavus.video/v1'],
    ['https://[', 'https://['],
  ])('%j: the id %j', (text, id) => {
    expect(videoReference(text)).toEqual({ kind: 'id', id });
  });

  test.each(['https://stream.mux.com/abc.m3u8', 'https://image.mux.com/abc/thumbnail.jpg'])(
    '%s: the one with the same part in a link',
    (text) => {
      expect(videoReference(text)).toEqual({ kind: 'link', segment: 'abc' });
    },
  );

  test.each([
    [{ stream_url: 'https://stream.mux.com/abc.m3u8' }, true],
    [{ download_url: 'https://stream.mux.com/abc/high.mp4?download=v1.mp4' }, true],
    [{ hosted_url: 'https://tavus.video/abc' }, true],
    [{ stream_url: 'https://stream.mux.com/abcd.m3u8' }, false],
    [{}, false],
  ])('%j has the part: %s', (links, expected) => {
    const video = videoWith(links);
    expect(video && hasSegment(video, 'abc')).toBe(expected);
  });
});
