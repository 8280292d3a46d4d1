import type { Account } from '../account/account.ts';
import { BAD_SCRIPT, type Videos } from '../account/videos.ts';
import type { Behaviour } from '../behaviour.ts';
import { type JsonRecord, readFlag, readNumber, readText } from '../reading.ts';
import { createdVideo, listedVideo, singleVideo } from '../wire/videos.ts';
import { type Answer, failure, ok } from './answers.ts';

interface VideoParts {
  readonly behaviour: Behaviour;
  readonly account: Account;
  readonly videos: Videos;
}

interface Checked {
  readonly id: string;
  readonly query: JsonRecord;
  readonly body: JsonRecord;
}

/** What the API does about videos, by the operation's id in the contract. */
export const VIDEO_HANDLERS = { generateVideo, listVideos, getVideo };

function generateVideo({ behaviour, account, videos }: VideoParts, { body }: Checked): Answer {
  if (behaviour.outOfVideoMinutes) {
    return failure(402, 'message', 'The user is out of video minutes');
  }
  const replicaId = readText(body, 'replica_id') ?? '';
  if (account.replica(replicaId) === undefined) {
    return failure(400, 'error', 'Invalid replica_id');
  }
  if (behaviour.badScripts === 'refused' && readText(body, 'script')?.includes(BAD_SCRIPT)) {
    return failure(400, 'error', 'The script violates the community guidelines.');
  }
  return ok(createdVideo(videos.create(body, replicaId), behaviour));
}

function listVideos({ behaviour, videos }: VideoParts, { query }: Checked): Answer {
  const first = behaviour.videoPagesFrom;
  const asked = (readNumber(query, 'page') ?? first) - first;
  const page = videos.page(readNumber(query, 'limit') ?? 10, Math.max(1, asked + 1));
  const data = page.items.map((video) => listedVideo(video, behaviour));
  return ok({ data, total_count: page.total });
}

function getVideo({ behaviour, videos }: VideoParts, { id, query }: Checked): Answer {
  const video = videos.find(id);
  return video === undefined
    ? failure(400, 'error', 'Invalid video_id')
    : ok(singleVideo(video, behaviour, readFlag(query, 'verbose')));
}
