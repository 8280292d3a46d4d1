import { hash } from 'node:crypto';
import type { VideoState } from '../account/videos.ts';
import type { Behaviour } from '../behaviour.ts';
import { type JsonRecord, readFlag, readText } from '../reading.ts';
import { wireTime } from './times.ts';

type Links = Readonly<
  Record<
    | 'download_url'
    | 'hosted_url'
    | 'stream_url'
    | 'still_image_thumbnail_url'
    | 'gif_thumbnail_url',
    string
  >
>;

/** Tavus docs: generate-video; it has no replica_id. */
export function createdVideo(video: VideoState, behaviour: Behaviour): object {
  return {
    video_id: video.id,
    video_name: video.name,
    status: video.status,
    hosted_url: hostedUrl(video, behaviour),
    created_at: videoTime(video.createdAt, behaviour),
    ...video.answered,
  };
}

/** Tavus docs: list-videos. Has every field, with an empty text if there is no value yet. */
export function listedVideo(video: VideoState, behaviour: Behaviour): object {
  const links = linksOf(video, behaviour);
  return {
    ...record(video, behaviour, links),
    error_details: errorDetails(video, behaviour),
    background_url: readText(video.body, 'background_url') ?? '',
    background_source_url: readText(video.body, 'background_source_url') ?? '',
    still_image_thumbnail_url: links.still_image_thumbnail_url,
    gif_thumbnail_url: links.gif_thumbnail_url,
    ...video.answered,
  };
}

/** Tavus docs: get-video, and an answer recorded in February 2025, which had no error_details. */
export function singleVideo(video: VideoState, behaviour: Behaviour, verbose: boolean): object {
  const links = linksOf(video, behaviour);
  return {
    ...record(video, behaviour, links),
    ...(behaviour.age === '2025' ? {} : { error_details: errorDetails(video, behaviour) }),
    ...(verbose
      ? {
          still_image_thumbnail_url: links.still_image_thumbnail_url,
          gif_thumbnail_url: links.gif_thumbnail_url,
        }
      : {}),
    ...video.answered,
  };
}

/** The body of the callback: the video with another form of dates. */
export function videoCallback(video: VideoState, behaviour: Behaviour): object {
  return {
    ...singleVideo(video, behaviour, false),
    created_at: spacedTime(video.createdAt),
    updated_at: spacedTime(video.updatedAt),
  };
}

function record(video: VideoState, behaviour: Behaviour, links: Links): object {
  return {
    video_id: video.id,
    video_name: video.name,
    status: video.status,
    data: requestData(video.body),
    ...(behaviour.names === 'new' ? { face_id: video.replicaId } : { replica_id: video.replicaId }),
    download_url: links.download_url,
    hosted_url: links.hosted_url,
    stream_url: links.stream_url,
    status_details: statusDetails(video, behaviour),
    generation_progress: `${video.progress}/100`,
    created_at: videoTime(video.createdAt, behaviour),
    updated_at: videoTime(video.updatedAt, behaviour),
  };
}

function requestData(body: JsonRecord): object {
  const script = readText(body, 'script');
  return script === undefined ? { audio_url: readText(body, 'audio_url') ?? null } : { script };
}

function linksOf(video: VideoState, behaviour: Behaviour): Links {
  const hosted = hostedUrl(video, behaviour);
  if (video.status !== 'ready') {
    return { ...NO_LINKS, hosted_url: hosted };
  }
  if (readFlag(video.body, 'fast')) {
    const suffix = readFlag(video.body, 'transparent_background') ? 'webm' : 'mp4';
    const download = `https://files.tavus.example/${video.id}.${suffix}`;
    return { ...NO_LINKS, hosted_url: hosted, download_url: download };
  }
  // Tavus stores its videos at Mux, under an unrelated id.
  const playbackId = hash('sha256', video.id).slice(0, 24);
  return {
    hosted_url: hosted,
    download_url: `https://stream.mux.com/${playbackId}/high.mp4?download=${video.id}`,
    stream_url: `https://stream.mux.com/${playbackId}.m3u8`,
    still_image_thumbnail_url: `https://image.mux.com/${playbackId}/thumbnail.png`,
    gif_thumbnail_url: `https://image.mux.com/${playbackId}/animated.gif`,
  };
}

const NO_LINKS = {
  download_url: '',
  stream_url: '',
  still_image_thumbnail_url: '',
  gif_thumbnail_url: '',
};

/** Tavus's page for the video; it has moved since 2024. */
function hostedUrl({ id }: VideoState, { age }: Behaviour): string {
  return age === '2025' ? `https://videos.tavus.io/video/${id}` : `https://tavus.video/${id}`;
}

function statusDetails(video: VideoState, { videoErrorPlace }: Behaviour): string {
  return video.errorReason !== undefined && videoErrorPlace === 'status_details'
    ? video.errorReason
    : video.statusDetails;
}

function errorDetails(video: VideoState, { videoErrorPlace }: Behaviour): string | null {
  return videoErrorPlace === 'error_details' ? (video.errorReason ?? '') : null;
}

/** As in HTTP, in whole seconds; or as in the rest of the API. */
function videoTime(time: Date, { videoDates, age }: Behaviour): string {
  return videoDates === 'rfc_1123' ? time.toUTCString() : wireTime(time, age);
}

/** Such as 2024-08-28 15:27:40.824457, in UTC. */
function spacedTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '457');
}
