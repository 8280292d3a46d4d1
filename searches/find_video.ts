import { defineSearch, type SearchPerform, type ZObject } from 'zapier-platform-core';
import { reference } from '../fields/conversation.ts';
import { anyVideoReference, videoChoices } from '../fields/video.ts';
import { field } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { text } from '../forms/kinds.ts';
import { checked, inputError } from '../forms/reading.ts';
import { readyVideo } from '../samples/video.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { type Matches, searchNewest } from '../tavus/lists/search.ts';
import { namesFor } from '../tavus/names.ts';
import { normalized } from '../tavus/once/likeness.ts';
import {
  getVideo,
  hasSegment,
  isDeleted,
  type Video,
  videoColumns,
  videoReference,
  videos,
} from '../tavus/videos.ts';
import { unfinishedSearch } from './unfinished.ts';

export const form = formOf({
  video_id: field(anyVideoReference, {
    label: 'Video',
    helpText: 'The ID from an earlier step, or any link of the video. It counts before Reference.',
    dropdown: videoChoices,
  }),
  reference: field(reference, {
    label: 'Reference',
    helpText: 'The exact Reference from Generate Video. It counts before Video Name.',
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
  const { video_id, reference, video_name } = values;
  const client = tavusClient(z, bundle);
  const found = await attempt(z, { doing: 'search your videos' }, () => {
    if (video_id !== undefined) return byIdOrLink(z, client, video_id);
    if (reference !== undefined) return byReference(z, client, reference);
    if (video_name !== undefined) return byName(z, client, video_name);
    throw inputError(z, 'Fill in Video, Reference or Video Name: the search needs one of them.');
  });
  return found.map(await namesFor(z, bundle, client, found));
}) satisfies SearchPerform;

async function byIdOrLink(z: ZObject, client: TavusClient, text: string): Promise<Video[]> {
  const given = videoReference(text);
  if (given.kind === 'id') {
    const video = await getVideo(client, given.id);
    return video === null ? [] : [video];
  }
  // No request finds a video by its link, but the list contains the links.
  const { found, count, isComplete } = await searchVideos(client, (video) =>
    hasSegment(video, given.segment),
  );
  if (found.length > 0 || isComplete) return [...found];
  throw new z.errors.Error(
    `None of the ${count} videos that could be looked at in time has this link, and there are more. Fill in Video with its ID or the link of its page.`,
    'unfinished_search',
  );
}

function byReference(z: ZObject, client: TavusClient, wanted: string): Promise<Video[]> {
  return newestOf(z, client, wanted, ({ reference }) => reference === wanted);
}

function byName(z: ZObject, client: TavusClient, name: string): Promise<Video[]> {
  const wanted = normalized(name);
  const nameOf = ({ video_name }: Video) => normalized(video_name ?? '');
  return newestOf(
    z,
    client,
    name,
    (video) => nameOf(video) === wanted,
    (video) => nameOf(video).includes(wanted),
  );
}

async function newestOf(
  z: ZObject,
  client: TavusClient,
  name: string,
  isWhole: (video: Video) => boolean,
  isPart = isWhole,
): Promise<Video[]> {
  const { found, count, isComplete } = await searchVideos(client, isWhole, isPart);
  if (found.length === 0 && !isComplete) {
    const instead = 'Fill in Video with its ID or its link.';
    throw unfinishedSearch(z, { count, things: 'videos', name, instead });
  }
  return [...found];
}

function searchVideos(
  client: TavusClient,
  isWhole: (video: Video) => boolean,
  isPart = isWhole,
): Promise<Matches<Video>> {
  return searchNewest(client, videos, (video) => {
    if (isDeleted(video)) return null;
    if (isWhole(video)) return 'whole';
    return isPart(video) ? 'part' : null;
  });
}

export default defineSearch({
  key: 'find_video',
  noun: 'Video',
  display: {
    label: 'Find Video',
    description:
      'Finds a video by its ID, one of its links, your own reference or its name, and returns its status, its links and thumbnails, or why it could not be generated.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(videoColumns),
    sample: { ...readyVideo },
  },
});
