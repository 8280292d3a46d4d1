import { defineSearch, type SearchPerform, type ZObject } from 'zapier-platform-core';
import { anyVideoReference, videoChoices } from '../fields/video.ts';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checked, inputError } from '../forms/input_error.ts';
import { text } from '../forms/kinds.ts';
import { outputFieldsOf } from '../forms/output_fields.ts';
import { readyVideo } from '../samples/video.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import { attempt } from '../tavus/errors.ts';
import { outcomeOf, TavusError } from '../tavus/failure.ts';
import { essenceOf } from '../tavus/likeness.ts';
import { newestPages } from '../tavus/newest_first.ts';
import {
  getVideo,
  hasSegment,
  isDeleted,
  readVideo,
  type Video,
  videoColumns,
  videoList,
  videoReference,
} from '../tavus/videos.ts';
import { unfinishedSearch } from './unfinished.ts';

export const form = formOf({
  video_id: field(anyVideoReference, {
    label: 'Video',
    helpText: 'The ID from an earlier step, or any link of the video. It counts before the name.',
    dropdown: videoChoices,
  }),
  video_name: field(text, {
    label: 'Video Name',
    helpText:
      'The name or a part of it; only letters and digits count. A full match comes before a part, then the newest comes first.',
  }),
});

export { videoColumns as columns };

/** Finds videos by id or link, or by name. */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { video_id, video_name } = values;
  const client = tavusClient(z, bundle);
  return attempt(z, { doing: 'search your videos' }, () => {
    if (video_id !== undefined) return byReference(z, client, video_id);
    if (video_name !== undefined) return byName(z, client, video_name);
    throw inputError(z, 'Fill in Video or Video Name: the search needs one of them.');
  });
}) satisfies SearchPerform;

/** A search looks at so many pages at most: time is over before, unless the list has no end. */
const MOST_REQUESTS = 250;

/** The part of the step's time that is kept for its end, in seconds. */
const RESERVE_SECONDS = 3;

async function byReference(z: ZObject, client: TavusClient, text: string): Promise<Video[]> {
  const reference = videoReference(text);
  if (reference.kind === 'id') {
    const video = await getVideo(client, reference.id);
    return video === null ? [] : [video];
  }
  // No request finds a video by such a link, but the list has the links of all.
  const isMeant = (video: Video) => hasSegment(video, reference.segment);
  const { found, count, isWhole } = await lookFor(client, isMeant, isMeant);
  if (found.length > 0 || isWhole) return [...found];
  throw new z.errors.Error(
    `None of the ${count} videos that could be looked at in time has this link, and there are more. Fill in Video with its ID or the link of its page.`,
    'unfinished_search',
  );
}

/** Those of the same name first, then those that contain it; of each the newest first. */
async function byName(z: ZObject, client: TavusClient, name: string): Promise<Video[]> {
  const wanted = essenceOf(name);
  const nameOf = ({ video_name }: Video) => essenceOf(video_name ?? '');
  const isExact = (video: Video) => nameOf(video) === wanted;
  const { found, count, isWhole } = await lookFor(
    client,
    (video) => nameOf(video).includes(wanted),
    // Nothing better can follow once all that is newer than it has come.
    (video, readSince) => isExact(video) && createdAt(video) >= readSince,
  );
  if (found.length === 0 && !isWhole) {
    const instead = 'Fill in Video with its ID or its link.';
    throw unfinishedSearch(z, { count, things: 'videos', name, instead });
  }
  const sorted = found.toSorted((one, other) => createdAt(other) - createdAt(one));
  return [...sorted.filter(isExact), ...sorted.filter((video) => !isExact(video))];
}

interface Looked {
  readonly found: readonly Video[];
  /** How many videos were looked at. */
  readonly count: number;
  /** Whether these were all. */
  readonly isWhole: boolean;
}

/** Looks through the list, the newest first; `isBest` ends it early. Throws a TavusError. */
async function lookFor(
  client: TavusClient,
  matches: (video: Video) => boolean,
  isBest: (video: Video, readSince: number) => boolean,
): Promise<Looked> {
  const found: Video[] = [];
  let count = 0;
  let isWhole = false;
  const walked = await outcomeOf(async () => {
    const walk = { mostRequests: MOST_REQUESTS };
    for await (const { things, readSince } of newestPages(client, videoList, walk)) {
      count += things.length;
      isWhole = readSince === Number.NEGATIVE_INFINITY;
      const videos = things.flatMap((wire) => readVideo(wire) ?? []);
      found.push(...videos.filter((video) => !isDeleted(video) && matches(video)));
      if (found.some((video) => isBest(video, readSince))) return;
      if (client.secondsLeft() < RESERVE_SECONDS) return;
    }
  });
  const isLate = !walked.ok && walked.failure.kind === 'timed_out' && count > 0;
  if (!walked.ok && !isLate) throw new TavusError(walked.failure);
  return { found, count, isWhole };
}

/** When a video was created, in milliseconds of Unix time; one that does not say so may be new. */
function createdAt({ created_at }: Video): number {
  return created_at === null ? Number.MAX_VALUE : Date.parse(created_at);
}

export default defineSearch({
  key: 'find_video',
  noun: 'Video',
  display: {
    label: 'Find Video',
    description:
      'Finds a video by its ID, one of its links or its name, and returns its status, its links and thumbnails, or why it could not be generated.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(videoColumns),
    sample: { ...readyVideo },
  },
});
