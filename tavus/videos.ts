import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord } from './columns.ts';
import { NO_VIDEO_REASON, videoAdvice } from './documented.ts';
import type { TavusClient } from './http/client.ts';
import { wordsIn } from './http/error_message.ts';
import { TavusError, unreadableAnswer } from './http/failure.ts';
import { asHttpsLink, asNumber, asObject, linkOf, textOf, type WireObject } from './http/wire.ts';
import { getById, type Resource } from './lists/list.ts';
import { compareIds, compareTexts, compareUrls, type Likeness } from './once/likeness.ts';
import { type Finding, findCreated, type LostCreate } from './once/recovery.ts';
import { readName } from './reference.ts';

/** Videos: all known forms of them, and generating one (Tavus docs: video). */

const from = columnsOf<WireObject>();

/** The columns of a video: one record for the action, the trigger and the search. */
export const videoColumns = {
  /** The name as the user wrote it. */
  video_name: from.text('Video Name', (wire) => nameIn(wire).title || null),
  /** The user's own ID, which Tavus keeps at the end of the name. */
  reference: from.text('Reference', (wire) => nameIn(wire).reference),
  status: column.text('Status', 'status'),
  is_ready: from.yesNo<boolean>('Is Ready', isReady),
  error_message: from.text('Error Message', errorMessage),
  hosted_url: column.link('Hosted URL (Page to Share)', 'hosted_url'),
  gif_thumbnail_url: column.link('GIF Thumbnail URL', 'gif_thumbnail_url'),
  thumbnail_url: column.link('Thumbnail URL', 'still_image_thumbnail_url', 'thumbnail_url'),
  download_url: column.link('Download URL', 'download_url'),
  stream_url: column.link('Stream URL', 'stream_url'),
  created_at: column.time('Created At', 'created_at'),
  script: from.text('Script', (wire) => requested(wire, textOf, 'script')),
  audio_url: from.text('Audio URL', (wire) => requested(wire, linkOf, 'audio_url')),
  background_url: column.link('Background URL', 'background_url'),
  background_source_url: column.link('Background Source URL', 'background_source_url'),
  progress: from.number('Progress (Percent)', progress),
  status_details: column.text('Status Details', 'status_details'),
  updated_at: column.time('Updated At', 'updated_at'),
  replica_name: column.text('Replica (Face) Name', 'replica_name', 'face_name'),
  replica_id: column.text('Replica (Face) ID', 'replica_id', 'face_id'),
  video_id: column.id('Video ID', 'video_id'),
  id: column.id('ID', 'video_id'),
};

function nameIn(wire: WireObject) {
  return readName(textOf(wire, 'video_name') ?? '');
}

export type Video = RecordOf<typeof videoColumns>;

/** The columns of Generate Video. */
export const generatedColumns = {
  ...videoColumns,
  is_test: { label: 'Is a Test', type: 'boolean' },
} as const;

export type GeneratedVideo = Video & { readonly is_test: boolean };

/** Reads a video; null if there is no id in it. A link that does not start with https:// is null. */
export function readVideo(wire: WireObject): Video | null {
  const video = readRecord(videoColumns, wire);
  return video.id === '' ? null : video;
}

export const videos: Resource<Video> = {
  path: 'videos',
  firstPage: 0,
  query: {},
  idNames: ['video_id'],
  read: readVideo,
};

/** Tavus still returns a deleted video that can be restored; for people it does not exist. */
export function isDeleted({ status }: Video): boolean {
  return /^deleted$/i.test(status ?? '');
}

/** Whether the video could not be generated. */
export function hasFailed({ status }: Pick<Video, 'status'>): boolean {
  return /^(error|failed)$/i.test(status ?? '');
}

function isReady(wire: WireObject): boolean {
  return /^(ready|completed)$/i.test(textOf(wire, 'status') ?? '');
}

/** The settings of the request are under `data`, in one form of answer at the top level. */
function requested(
  wire: WireObject,
  read: (object: WireObject, name: string) => string | null,
  name: string,
): string | null {
  return read(asObject(wire.data), name) ?? read(wire, name);
}

/** A percentage from "40/100", "40%" or a number; null for anything else. */
function progress({ generation_progress: given }: WireObject): number | null {
  const [, done, , all] = /^\s*(\d+(\.\d+)?)\s*(?:%|\/\s*(\d+))?\s*$/.exec(String(given)) ?? [];
  const [part, whole] = [asNumber(done), asNumber(all ?? 100)];
  if (part === null || !whole) return null;
  return Math.min(100, Math.round((100 * part) / whole));
}

// ---- why there is no video

/** Advice, and the reason in Tavus's own words, which is often only in status_details. */
function errorMessage(wire: WireObject): string | null {
  const details = wordsIn(wire.error_details);
  if (!hasFailed({ status: textOf(wire, 'status') })) return details;
  const reason = details ?? wordsIn(wire.status_details);
  if (reason === null) return NO_VIDEO_REASON;
  const advice = videoAdvice(reason);
  return advice === undefined ? reason : `${advice} Tavus says: "${reason}"`;
}

// ---- generating one

/** The settings of a video to generate that its record contains; keys as in the form. */
export interface VideoRequest {
  readonly replica_id: string;
  readonly video_name: string;
  readonly reference?: string | undefined;
  readonly script?: string | undefined;
  readonly audio_url?: string | undefined;
  readonly background_url?: string | undefined;
  readonly background_source_url?: string | undefined;
}

/**
 * Generates a video, which uses the plan's video minutes. Throws a TavusError, also for an answer
 * without an ID: the video may exist anyway.
 */
export async function generateVideo(client: TavusClient, body: WireObject): Promise<Video> {
  const answer = await client.send({ method: 'POST', path: ['v2', 'videos'], body });
  const video = readVideo(asObject(answer.data));
  if (!video) throw new TavusError(unreadableAnswer(answer));
  return video;
}

/**
 * Finds out whether Tavus generates a video although the answer was lost; `isNameUnique`: no other one
 * can have its name. The list has the script of every video, which is the strongest evidence. Never
 * throws a TavusError.
 */
export async function findGeneratedVideo(
  client: TavusClient,
  request: VideoRequest,
  isNameUnique: boolean,
  lost: LostCreate,
): Promise<Finding<Video>> {
  const finding = await findCreated(client, {
    ...lost,
    resource: { ...videos, read: withWholeName },
    compareMark: ({ video: { id }, name }) =>
      // A name that contains the ID was made by Tavus.
      compareTexts(name?.includes(id) ? null : name, request.video_name),
    isMarkUnique: isNameUnique,
    compareRest: ({ video: listed }) => [
      compareIds(listed.replica_id, request.replica_id),
      request.script === undefined
        ? needed(compareUrls(listed.audio_url, request.audio_url))
        : needed(compareTexts(listed.script, request.script)),
    ],
  });
  return finding.kind === 'found' ? { kind: 'found', thing: finding.thing.video } : finding;
}

/** A listed video, and its whole name; a record contains only a part of it. */
function withWholeName(wire: WireObject) {
  const video = readVideo(wire);
  return video && { video, name: textOf(wire, 'video_name') };
}

/** A value that every list has leaves the match open if it is missing. */
function needed(likeness: Likeness): Likeness {
  return likeness === 'unknown' ? 'perhaps' : likeness;
}

/** Fills the gaps of a new video with what was sent: the answer has neither replica nor script. */
export function withRequest(video: Video, request: VideoRequest): Video {
  return {
    ...video,
    video_name: video.video_name ?? readName(request.video_name).title,
    reference: video.reference ?? request.reference ?? null,
    replica_id: video.replica_id ?? request.replica_id,
    script: video.script ?? request.script ?? null,
    audio_url: video.audio_url ?? asHttpsLink(request.audio_url),
    background_url: video.background_url ?? asHttpsLink(request.background_url),
    background_source_url:
      video.background_source_url ?? asHttpsLink(request.background_source_url),
  };
}

// ---- finding them

/** Gets a video with its thumbnails; null if the ID is unknown. Throws a TavusError. */
export async function getVideo(client: TavusClient, id: string): Promise<Video | null> {
  const video = await getById(client, { ...videos, query: { verbose: true } }, id);
  return video === null || isDeleted(video) ? null : video;
}

// ---- ids and links of videos

/** How a text refers to a video. */
export type VideoReference =
  | { readonly kind: 'id'; readonly id: string }
  /** A link with another ID of the video, which all links of that video contain. */
  | { readonly kind: 'link'; readonly segment: string };

/** Hosts whose links have their own ID instead of the video's. */
const STREAMING_HOST = /(^|\.)mux\.com$/i;

/**
 * Reads a reference to a video: its ID, tavus.video/ID, videos.tavus.io/video/ID, a page of Tavus that
 * ends with the ID, a file named after it, or any link of Mux, with or without `download=ID`.
 */
export function videoReference(text: string): VideoReference {
  const given = /^(www\.)?(tavus\.video|videos\.tavus\.io)\//i.test(text)
    ? `https://${text}`
    : text;
  if (!/^https?:\/\//i.test(given) || !URL.canParse(given)) return { kind: 'id', id: text };
  const { hostname, pathname, searchParams } = new URL(given);
  const download = searchParams.get('download')?.trim();
  if (download) return { kind: 'id', id: withoutExtension(download) };
  const [first, ...others] = pathname.split('/').filter((segment) => segment !== '');
  if (first !== undefined && STREAMING_HOST.test(hostname)) {
    return { kind: 'link', segment: withoutExtension(first) };
  }
  // A link without a path has an empty ID, which no video has.
  return { kind: 'id', id: withoutExtension(others.at(-1) ?? first ?? '') };
}

function withoutExtension(name: string): string {
  return name.replace(/\.\w+$/, '');
}

/** Whether one of the links of a video has this segment in its path. */
export function hasSegment(video: Video, segment: string): boolean {
  const links = [
    video.hosted_url,
    video.download_url,
    video.stream_url,
    video.thumbnail_url,
    video.gif_thumbnail_url,
  ];
  return links.some((link) =>
    link?.split(/[/?]/).some((part) => withoutExtension(part) === segment),
  );
}
