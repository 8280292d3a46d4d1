import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { anyVideoReference, videoChoices } from '../fields/video.ts';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checked, inputError } from '../forms/input_error.ts';
import { text } from '../forms/kinds.ts';
import { outputFieldsOf } from '../forms/output_fields.ts';
import { readyVideo } from '../samples/video.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import { attempt } from '../tavus/errors.ts';
import { outOfTime, TavusError } from '../tavus/failure.ts';
import { comparableName } from '../tavus/names.ts';
import {
  getVideo,
  hasSegment,
  isDeleted,
  newestVideos,
  type Video,
  videoColumns,
  videoReference,
} from '../tavus/videos.ts';

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
    if (video_id !== undefined) return byReference(client, video_id);
    if (video_name !== undefined) return byName(client, video_name);
    throw inputError(z, 'Fill in Video or Video Name: the search needs one of them.');
  });
}) satisfies SearchPerform;

/** The part of the step's time that is kept for its end, in seconds. */
const RESERVE_SECONDS = 3;

async function byReference(client: TavusClient, text: string): Promise<Video[]> {
  const reference = videoReference(text);
  if (reference.kind === 'id') {
    const video = await getVideo(client, reference.id);
    return video === null ? [] : [video];
  }
  // No request finds a video by such a link, but the list has the links of all.
  for await (const page of pagesInTime(client)) {
    const video = page.find((each) => hasSegment(each, reference.segment));
    if (video) return [video];
  }
  return [];
}

/** Those of the same name first, then those that contain it; of each the newest first. */
async function byName(client: TavusClient, name: string): Promise<Video[]> {
  const wanted = comparableName(name);
  const full: Video[] = [];
  const partial: Video[] = [];
  for await (const page of pagesInTime(client)) {
    for (const video of page) {
      const own = comparableName(video.video_name ?? '');
      if (own === wanted) full.push(video);
      else if (own.includes(wanted)) partial.push(video);
    }
    // The pages go from new to old, so nothing better can follow.
    if (full.length > 0) break;
  }
  return [...full, ...partial];
}

/** The pages of the list, without what is deleted. Throws a TavusError, also when the time is over. */
async function* pagesInTime(client: TavusClient): AsyncGenerator<Video[], void> {
  for await (const { items } of newestVideos(client, null)) {
    yield items.filter((video) => !isDeleted(video));
    if (client.secondsLeft() < RESERVE_SECONDS) throw new TavusError(outOfTime());
  }
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
