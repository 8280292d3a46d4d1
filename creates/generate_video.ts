import { type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import { outputFieldsOf } from '../forms/form.ts';
import { checked, inputError } from '../forms/reading.ts';
import { generatedVideo, readyVideo } from '../samples/video.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { getById } from '../tavus/lists/list.ts';
import { newestPages } from '../tavus/lists/newest_first.ts';
import { namesFor } from '../tavus/names.ts';
import { normalized } from '../tavus/once/likeness.ts';
import { newName } from '../tavus/reference.ts';
import { hasFailedTraining, replicas } from '../tavus/replicas.ts';
import {
  findGeneratedVideo,
  type GeneratedVideo,
  generatedColumns,
  generateVideo,
  readVideo,
  type Video,
  type VideoRequest,
  videos,
  withRequest,
} from '../tavus/videos.ts';
import { createOnce } from './create_once.ts';
import { form, inputFieldGroups } from './generate_video.form.ts';

export { form, generatedColumns as columns };

/**
 * Generates the video that the form describes, exactly once (create_once.ts). Tavus has no test mode
 * for videos, so in the editor nothing is generated unless the form says so.
 */
export const perform = (async (z, bundle) => {
  const { values, body, labels } = checked(z, form.read(bundle.inputData));
  const client = tavusClient(z, bundle);
  if (bundle.meta?.isLoadingSample && values.test_mode !== false) {
    return await previewVideo(z, client, values);
  }
  const { name, isUnique } = newName(values.video_name, values.reference);
  const request = { ...values, video_name: name };
  const video = await createOnce(z, bundle, {
    claim: isUnique ? null : { action: 'generate_video', name: normalized(name) },
    body: { ...body, video_name: name },
    additional: values.additional_fields,
    send: (whole) => generateVideo(client, whole),
    find: (lost) => findGeneratedVideo(client, request, isUnique, lost),
    attempt: { doing: 'generate the video', credits: 'video minutes' },
    labels,
    nothing: 'Nothing was generated.',
    unclear: (why) =>
      `Do not replay this run yet: it is not certain whether Tavus is generating the video "${name}": ${why}. Look for it in Tavus before you run this step again. If it exists, use it, because it has used your video minutes.`,
  });
  const result = { ...withRequest(video, request), is_test: false };
  return (await namesFor(z, bundle, client, [result]))(result);
}) satisfies CreatePerform;

// ---- in the editor

/** The record for a test of the step, instead of a new video that would be billed: the newest ready video. */
async function previewVideo(
  z: ZObject,
  client: TavusClient,
  { replica_id, reference }: Pick<VideoRequest, 'replica_id' | 'reference'>,
): Promise<GeneratedVideo> {
  const [replica, newest] = await attempt(z, { doing: 'test the step' }, () =>
    Promise.all([getById(client, replicas, replica_id), newestReady(client)]),
  );
  if (replica === null) throw inputError(z, NO_REPLICA);
  if (hasFailedTraining(replica)) throw inputError(z, FAILED_REPLICA);
  const video = newest ?? readyVideo;
  return { ...video, reference: reference ?? video.reference, is_test: true };
}

/** The newest ready video on the first page of the list, if any. */
async function newestReady(client: TavusClient): Promise<Video | undefined> {
  let ready: Video | undefined;
  for await (const { things } of newestPages(client, videos)) {
    ready = things.flatMap((wire) => readVideo(wire) ?? []).find(({ is_ready }) => is_ready);
    break;
  }
  return ready;
}

const NO_REPLICA =
  'Replica (Face): your Tavus account has no replica with this ID. Choose one from the list.';
const FAILED_REPLICA =
  'Replica (Face): this replica cannot speak, because its training failed. Choose another one.';

export default defineCreate({
  key: 'generate_video',
  noun: 'Video',
  display: {
    label: 'Generate Video',
    description:
      "Generates a video of a replica (face) that speaks your script or audio, and returns its link. It's ready minutes later: get its thumbnails and file from Find Video or Video Ready. Each live run uses your plan's video minutes.",
  },
  operation: {
    inputFieldGroups,
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(generatedColumns),
    sample: { ...generatedVideo },
  },
});
