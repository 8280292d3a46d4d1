import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { isChosen, outcomeField } from '../fields/outcome.ts';
import { replicaChoices, replicaId } from '../fields/replica.ts';
import { field } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { checked } from '../forms/reading.ts';
import { readyVideo } from '../samples/video.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { namesFor } from '../tavus/names.ts';
import { hasFailed, type Video, videoColumns, videos } from '../tavus/videos.ts';
import { pollList } from './polling/list_poll.ts';

export const form = formOf({
  outcome: outcomeField(
    'Start the Zap when a video is ready to watch, when it has failed, or both. If blank, Ready.',
  ),
  replica_id: field(replicaId, {
    label: 'Replica (Face)',
    helpText: 'Only videos of this replica start the Zap. If blank, all do.',
    dropdown: replicaChoices,
  }),
});

export { videoColumns as columns };

/** Returns the videos of the last day with the chosen outcome. */
export const perform = (async (z, bundle) => {
  const { outcome, replica_id } = checked(z, form.read(bundle.inputData)).values;
  const isOver = (video: Video) =>
    isChosen(outcome, { isReady: video.is_ready, hasFailed: hasFailed(video) });
  const isOfReplica = (video: Video) => (replica_id ?? video.replica_id) === video.replica_id;
  const client = tavusClient(z, bundle);
  const records = await pollList(z, bundle, client, {
    list: videos,
    fires: (video) => isOver(video) && isOfReplica(video),
    isUndecided: (video) => isOver(video) && !isOfReplica(video) && video.replica_id === null,
  });
  return records.map(await namesFor(z, bundle, client, records));
}) satisfies PollingTriggerPerform;

export default defineTrigger({
  key: 'video_ready',
  noun: 'Video',
  display: {
    label: 'Video Ready',
    description:
      'Triggers when a video of a replica (face) is ready to watch, or could not be generated.',
  },
  operation: {
    type: 'polling',
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(videoColumns),
    sample: { ...readyVideo },
  },
});
