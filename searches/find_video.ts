import { defineSearch, type SearchPerform, type ZObject } from 'zapier-platform-core';
import { reference } from '../fields/conversation.ts';
import { foundColumns } from '../fields/found.ts';
import { anyVideoReference, videoChoices } from '../fields/video.ts';
import { field } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { text } from '../forms/kinds.ts';
import { checked, inputError } from '../forms/reading.ts';
import { readyVideo } from '../samples/video.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import type { Match } from '../tavus/lists/list.ts';
import { searchNewest } from '../tavus/lists/search.ts';
import { namesFor } from '../tavus/names.ts';
import {
  getVideo,
  hasSegment,
  isDeleted,
  type Video,
  videoColumns,
  videoReference,
  videos,
} from '../tavus/videos.ts';
import {
  bestOf,
  foundOtherwise,
  matchField,
  NAME_HELP,
  type Named,
  wantedMatcherOf,
} from './by_name.ts';

export const form = formOf({
  video_id: field(anyVideoReference, {
    label: 'Video',
    helpText:
      'The ID from an earlier step, or any link of the video. Used instead of Reference if both are filled in.',
    dropdown: videoChoices,
  }),
  reference: field(reference, {
    label: 'Reference',
    helpText:
      'The exact Reference from Generate Video. Used instead of Video Name if both are filled in.',
  }),
  video_name: field(text, {
    label: 'Video Name',
    helpText: NAME_HELP,
  }),
  match: matchField,
});

export const columns = { ...videoColumns, ...foundColumns };

/** Finds videos by id or link, by reference, or by name. */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { video_id, reference, video_name, match } = values;
  const client = tavusClient(z, bundle);
  const found = await attempt(z, { doing: 'search your videos' }, async () => {
    if (video_id !== undefined) return byIdOrLink(z, client, video_id);
    if ((reference ?? video_name) === undefined) {
      throw inputError(z, 'Fill in Video, Reference or Video Name. The search needs one of them.');
    }
    const wanted = { name: video_name, reference };
    const matchOf = wantedMatcherOf(wanted);
    const matches = await searchVideos(client, (video) =>
      matchOf(video.video_name, video.reference),
    );
    const instead = 'Fill in Video with its ID or its link.';
    return bestOf(z, matches, { ...wanted, things: 'videos', match, instead });
  });
  const records = found.map(({ item, matched_whole_name }) => ({ ...item, matched_whole_name }));
  return records.map(await namesFor(z, bundle, client, records));
}) satisfies SearchPerform;

async function byIdOrLink(z: ZObject, client: TavusClient, text: string): Promise<Named<Video>[]> {
  const given = videoReference(text);
  if (given.kind === 'id') {
    const video = await getVideo(client, given.id);
    return video === null ? [] : [foundOtherwise(video)];
  }
  // No request finds a video by its link, but the list contains the links.
  const { found, count, isComplete } = await searchVideos(client, (video) =>
    hasSegment(video, given.segment) ? 'whole' : null,
  );
  if (found.length > 0 || isComplete) return found.map(({ item }) => foundOtherwise(item));
  throw new z.errors.Error(
    `None of the ${count} videos that the app checked in time has this link, and more remain. Fill in Video with its ID or the link of its page.`,
    'unfinished_search',
  );
}

function searchVideos(client: TavusClient, matchOf: (video: Video) => Match) {
  return searchNewest(client, videos, (video) => (isDeleted(video) ? null : matchOf(video)));
}

export default defineSearch({
  key: 'find_video',
  noun: 'Video',
  display: {
    label: 'Find Video',
    description:
      'Finds a video by ID, link, reference or name, and returns its status, links and thumbnails.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(columns),
    sample: { ...readyVideo, matched_whole_name: true },
  },
});
