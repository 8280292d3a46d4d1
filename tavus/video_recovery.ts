import { limits } from '../platform/limits.ts';
import type { TavusClient } from './client.ts';
import { type Failure, outcomeOf } from './failure.ts';
import { PAGE_SIZE } from './list.ts';
import { comparableName } from './names.ts';
import { newestVideos, type Video, type VideoPage, type VideoRequest } from './videos.ts';

/**
 * Finding out what became of a video whose answer was lost (docs/reliability.md). Tavus has no
 * idempotency key, so it is looked for in the list, which has the script of every video.
 */

/** A video whose answer was lost. */
export interface LostVideo {
  readonly request: VideoRequest;
  readonly failure: Failure;
  /** When it was asked for, on the clock of `performance.now()`. */
  readonly sentAt: number;
  /** Whether no other video can have its name. */
  readonly hasOwnName: boolean;
}

export type Finding =
  | { readonly kind: 'found'; readonly found: Video }
  /** It is not there, and nothing in the list can be it. */
  | { readonly kind: 'absent' }
  /** Nobody can say. */
  | { readonly kind: 'unclear' };

/** How far the clocks of Tavus's machines may be apart, in milliseconds, and dates have whole seconds. */
const CLOCK_DIFFERENCE_MS = 2000 + 1000;

/** Looks for the video that the request made, within the time that the step has left. */
export async function findGenerated(client: TavusClient, lost: LostVideo): Promise<Finding> {
  let lastLook: Finding = { kind: 'unclear' };
  let waited = 0;
  for (const after of limits.looks) {
    if (client.secondsLeft() < after - waited + limits.look) break;
    await sleep(after - waited);
    waited = after;
    lastLook = await look(client, lost);
    if (lastLook.kind === 'found') return lastLook;
  }
  // An answer 2xx, or none in time, may still become a video that is not listed yet.
  const { kind, status } = lost.failure;
  const mayCome = kind === 'timed_out' || kind === 'unreadable_answer' || status === 504;
  return lastLook.kind === 'absent' && mayCome ? { kind: 'unclear' } : lastLook;
}

async function look(client: TavusClient, lost: LostVideo): Promise<Finding> {
  // It is one of the newest, so the first page of them is enough.
  const first = await outcomeOf(() => newestVideos(client, null).next());
  const page = first.ok ? first.value.value : undefined;
  if (!page) return { kind: 'unclear' };
  const earliest = earliestCreation(page, lost.sentAt);
  const possible = page.items.filter(
    (each) => (lost.hasOwnName && proves(each, lost)) || !contradicts(each, lost, earliest),
  );
  const proven = possible.filter((each) => proves(each, lost));
  const [only] = proven;
  if (only && proven.length === 1) return { kind: 'found', found: only };
  return possible.length === 0 && reaches(page, earliest)
    ? { kind: 'absent' }
    : { kind: 'unclear' };
}

/** When the request was sent by the clock of Tavus, in milliseconds; by this machine's, if Tavus shows none. */
function earliestCreation({ answeredAt }: VideoPage, sentAt: number): number {
  const told = Date.parse(answeredAt ?? '');
  const now = Number.isNaN(told) ? Date.now() : told;
  return now - (performance.now() - sentAt) - CLOCK_DIFFERENCE_MS;
}

/** Whether the page has everything that was created since. */
function reaches({ items }: VideoPage, earliest: number): boolean {
  return items.length < PAGE_SIZE || items.some((each) => isOlder(each, earliest));
}

function isOlder({ created_at }: Video, moment: number): boolean {
  return created_at !== null && Date.parse(created_at) < moment;
}

/** Whether a video is certainly another one. */
function contradicts(video: Video, { request }: LostVideo, earliest: number): boolean {
  if (isOlder(video, earliest)) return true;
  const { id, video_name, replica_id, script, audio_url } = video;
  // The name that Tavus gives a video has its id in it.
  const name = video_name?.includes(id) ? null : video_name;
  return (
    isOther(replica_id, request.replica_id) ||
    isOther(script, request.script) ||
    isOther(audio_url, request.audio_url) ||
    isOther(name, request.video_name)
  );
}

/** Whether two texts cannot be the same one, which may have been cut and stripped of punctuation. */
function isOther(told: string | null, sent: string | undefined): boolean {
  if (told === null || sent === undefined) return false;
  const [one, other] = [comparableName(told), comparableName(sent)];
  return !one.startsWith(other) && !other.startsWith(one);
}

/** Whether a video is the one: by a name that no other has, or by its name, its date and its words. */
function proves(video: Video, { request, hasOwnName }: LostVideo): boolean {
  if (!isSame(video.video_name, request.video_name)) return false;
  if (hasOwnName) return true;
  const saysTheSame =
    isSame(video.script, request.script) || isSame(video.audio_url, request.audio_url);
  return saysTheSame && video.created_at !== null;
}

function isSame(told: string | null, sent: string | undefined): boolean {
  if (told === null || sent === undefined) return false;
  return comparableName(told) === comparableName(sent);
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
