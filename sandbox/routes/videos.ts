import { BAD_SCRIPT, VIDEO_WORDS, type VideoState } from '../account/videos.ts';
import { readFlag, readText } from '../reading.ts';
import { createdVideo, listedVideo, singleVideo } from '../wire/videos.ts';
import { type Answer, failure, ok } from './answers.ts';
import type { Checked, Handlers, Tavus } from './handler.ts';
import { inOrder, listBody } from './list.ts';

export const videoHandlers: Handlers = { generateVideo, listVideos, getVideo };

function generateVideo({ behaviour, account, videos }: Tavus, { body }: Checked): Answer {
  const replicaId = readText(body, 'replica_id') ?? '';
  if (account.replica(replicaId) === undefined) {
    return failure(400, 'error', 'Invalid replica_id');
  }
  if (behaviour.badScripts === 'refused' && readText(body, 'script')?.includes(BAD_SCRIPT)) {
    return failure(400, 'error', VIDEO_WORDS.badScript);
  }
  return ok(createdVideo(videos.create(body, replicaId), behaviour));
}

function listVideos({ behaviour, videos }: Tavus, request: Checked): Answer {
  const ordered = inOrder(videos.items, behaviour.listOrder, request);
  const wire = (video: VideoState) => listedVideo(video, behaviour);
  const firstPage = behaviour.videoPagesFrom;
  return ok(listBody(ordered, request, behaviour, wire, { firstPage }));
}

function getVideo({ behaviour, videos }: Tavus, { id, query }: Checked): Answer {
  const video = videos.find(id);
  return video === undefined
    ? failure(400, 'error', 'Invalid video_id')
    : ok(singleVideo(video, behaviour, readFlag(query, 'verbose')));
}
