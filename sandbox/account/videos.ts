import type { Behaviour } from '../behaviour.ts';
import { type JsonRecord, readFlag, readText } from '../reading.ts';
import type { Account } from './account.ts';
import { type Clock, secondsAfter } from './clock.ts';
import type { IdSource } from './ids.ts';
import { storedName } from './stored_name.ts';

/** From the creation of a video until its generation starts, with a trained replica. */
const QUEUE_SECONDS = 10;

export type VideoStatus = 'queued' | 'generating' | 'ready' | 'error' | 'deleted';

/** A video as a test sees it; it goes on changing as time passes. */
export interface VideoState {
  readonly id: string;
  readonly name: string;
  readonly status: VideoStatus;
  readonly replicaId: string;
  /** The body of the request that made it. */
  readonly body: JsonRecord;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** In words for people, in every state. */
  readonly statusDetails: string;
  /** Why there is no video, if there is none. */
  readonly errorReason: string | undefined;
  /** From 0 to 100. */
  readonly progress: number;
  /** What it has taken of the plan's video minutes; nothing before it is ready. */
  readonly billedSeconds: number;
  /** In place of what answers would say of it. */
  readonly answered: JsonRecord;
}

/** What addVideo can be told; everything has a default. Dates may be ISO 8601 texts. */
export interface VideoRecord {
  id: string;
  name: string;
  /** Default: ready. One that is queued or being generated stays so. */
  status: VideoStatus;
  replicaId: string;
  /** Default: a script of one sentence. */
  body: JsonRecord;
  /** Default: an hour ago. */
  createdAt: Date | string;
  /** Default: two minutes after its creation. */
  updatedAt: Date | string;
  statusDetails: string;
  errorReason: string;
  answered: JsonRecord;
}

/** A script with these words is against the guidelines; Tavus tells so when it has read it. */
export const BAD_SCRIPT = 'against the guidelines';

/** What Tavus says of videos, word for word (Tavus docs: errors-and-status-details). */
export const VIDEO_WORDS = {
  queued: 'This request is currently queued. It should begin processing in a few minutes.',
  success: 'Your request has processed successfully!',
  error:
    'An error occurred while generating this request. Please check your inputs or try your request again',
  badScript: 'Request has failed as the script violates community guidelines.',
  inTraining: (replicaId: string) =>
    `The training process for replica ${replicaId} is still ongoing. Your request has been placed in the 'queued' status and will automatically proceed to the generation phase once training is complete. To monitor the current progress of the training, please review the detailed status of this replica.`,
  failedReplica: (replicaId: string) =>
    `Request Failed: The replica ${replicaId} is currently in an 'error' state and cannot process requests. For details on the cause of the error and how to resolve it, please review the specific information provided for this replica.`,
};

/** The names of audio files that Tavus cannot use, with what it says. */
const BAD_AUDIO: Readonly<Record<string, string>> = {
  'too-large.wav': 'The audio file exceeds the maximum file size of 750MB.',
  'music.ogg': 'The audio file provided is not a .wav',
  'too-long.wav': 'The duration of the audio file exceeds the maximum duration of 10 minutes.',
  'too-short.wav':
    'The duration of the audio file does not reach the minimum duration requirement of 3 seconds.',
  'missing.wav':
    'We were unable to download your audio file. Please ensure that the link you provided is correct and try again.',
};

/** Videos are billed by what they last, in steps and with a least length. */
const BILLED_STEP_SECONDS = 6;
const MIN_BILLED_SECONDS = 30;
const WORDS_PER_SECOND = 2.5;
/** A fast video is there in this part of the usual time. */
const FAST = 1 / 4;

interface Video extends VideoState {
  readonly sequence: number;
  name: string;
  status: VideoStatus;
  updatedAt: Date;
  statusDetails: string;
  errorReason: string | undefined;
  progress: number;
  billedSeconds: number;
}

/** All videos of the account, and what becomes of them as time passes. */
export class Videos {
  readonly #clock: Clock;
  readonly #behaviour: Behaviour;
  readonly #account: Account;
  readonly #ids: IdSource;
  readonly #callBack: (url: string, video: VideoState) => void;
  readonly #byId = new Map<string, Video>();
  /** From oldest to newest, until there is another one. */
  #sorted: readonly Video[] | undefined;

  constructor(parts: {
    clock: Clock;
    behaviour: Behaviour;
    account: Account;
    ids: IdSource;
    /** Posts the video to that URL. */
    callBack: (url: string, video: VideoState) => void;
  }) {
    this.#clock = parts.clock;
    this.#behaviour = parts.behaviour;
    this.#account = parts.account;
    this.#ids = parts.ids;
    this.#callBack = parts.callBack;
  }

  /** From oldest to newest. */
  get items(): readonly VideoState[] {
    this.#sorted ??= [...this.#byId.values()].sort(byAge);
    return this.#sorted;
  }

  find(id: string): VideoState | undefined {
    return this.#byId.get(id);
  }

  /** Queues a video; the rest happens as time passes. */
  create(body: JsonRecord, replicaId: string): VideoState {
    const now = this.#clock.now();
    const id = this.#nextId();
    const inTraining = this.#account.replica(replicaId)?.status === 'started';
    const day = now.toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' });
    const video: Video = {
      id,
      sequence: this.#byId.size,
      name: storedName(
        readText(body, 'video_name') ?? `replica_id: ${replicaId} - ${day} - video: ${id}`,
        this.#behaviour,
      ),
      status: 'queued',
      replicaId,
      body,
      createdAt: now,
      updatedAt: now,
      statusDetails: inTraining ? VIDEO_WORDS.inTraining(replicaId) : VIDEO_WORDS.queued,
      errorReason: undefined,
      progress: 0,
      billedSeconds: 0,
      answered: {},
    };
    this.#keep(video);
    const wait = inTraining ? this.#behaviour.trainingDelay : QUEUE_SECONDS;
    this.#clock.at(secondsAfter(now, wait), () => this.#generate(video));
    return video;
  }

  add(record: Partial<VideoRecord> = {}): VideoState {
    const video = this.#fromRecord(record);
    this.#keep(video);
    return video;
  }

  addMany(count: number, make: (index: number) => Partial<VideoRecord>): void {
    for (let index = 0; index < count; index += 1) {
      this.add(make(index));
    }
  }

  /** Deletes a video softly: the API still returns it, with the status deleted. */
  delete(id: string): void {
    this.#change(this.#existing(id), {
      status: 'deleted',
      statusDetails: 'The video was deleted.',
    });
  }

  /** Brings a video that is under way to its end at once. */
  finish(id: string): void {
    const video = this.#existing(id);
    if (video.status !== 'queued' && video.status !== 'generating') {
      throw new Error(`Video ${id} is ${video.status}`);
    }
    this.#finish(video);
  }

  #generate(video: Video): void {
    if (video.status !== 'queued') {
      return;
    }
    if (this.#account.replica(video.replicaId)?.status === 'error') {
      this.#fail(video, VIDEO_WORDS.failedReplica(video.replicaId));
      return;
    }
    this.#change(video, {
      status: 'generating',
      statusDetails: 'The video is being generated.',
      progress: 10,
    });
    const { videoGenerationDelay } = this.#behaviour;
    const seconds = videoGenerationDelay * (readFlag(video.body, 'fast') ? FAST : 1);
    const now = this.#clock.now();
    this.#clock.at(secondsAfter(now, seconds / 2), () => {
      if (video.status === 'generating') {
        this.#change(video, { progress: 60 });
      }
    });
    this.#clock.at(secondsAfter(now, seconds), () => {
      if (video.status === 'generating') {
        this.#finish(video);
      }
    });
  }

  #finish(video: Video): void {
    const problem = problemWith(video.body);
    if (problem !== undefined) {
      this.#fail(video, problem);
      return;
    }
    this.#change(video, {
      status: 'ready',
      statusDetails: VIDEO_WORDS.success,
      progress: 100,
      billedSeconds: billedSeconds(readText(video.body, 'script')),
    });
    this.#announce(video);
  }

  #fail(video: Video, reason: string): void {
    const statusDetails = VIDEO_WORDS.error;
    this.#change(video, { status: 'error', statusDetails, errorReason: reason, progress: 0 });
    this.#announce(video);
  }

  #announce(video: Video): void {
    const url = readText(video.body, 'callback_url');
    if (url !== undefined) this.#callBack(url, video);
  }

  #change(video: Video, change: Partial<Video>): void {
    Object.assign(video, change, { updatedAt: this.#clock.now() });
  }

  #fromRecord(record: Partial<VideoRecord>): Video {
    const id = record.id ?? this.#nextId();
    const status = record.status ?? 'ready';
    const createdAt = new Date(record.createdAt ?? secondsAfter(this.#clock.now(), -3600));
    const body = record.body ?? { script: 'Hello, and welcome.' };
    const problem = status === 'error' ? (problemWith(body) ?? VIDEO_WORDS.error) : undefined;
    return {
      id,
      sequence: this.#byId.size,
      name: record.name ?? readText(record.body ?? {}, 'video_name') ?? `Video ${id}`,
      status,
      replicaId: record.replicaId ?? this.#account.replicas[0]?.id ?? 'r00000000000',
      body,
      createdAt,
      updatedAt: new Date(record.updatedAt ?? secondsAfter(createdAt, 120)),
      statusDetails: record.statusDetails ?? (status === 'ready' ? VIDEO_WORDS.success : ''),
      errorReason: record.errorReason ?? problem,
      progress: status === 'ready' ? 100 : 0,
      billedSeconds: status === 'ready' ? MIN_BILLED_SECONDS : 0,
      answered: record.answered ?? {},
    };
  }

  #keep(video: Video): void {
    if (this.#byId.has(video.id)) {
      throw new Error(`There is a video ${video.id} already`);
    }
    this.#byId.set(video.id, video);
    this.#sorted = undefined;
  }

  #existing(id: string): Video {
    const video = this.#byId.get(id);
    if (video === undefined) {
      throw new Error(`There is no video ${id}`);
    }
    return video;
  }

  /** Ten hexadecimal digits, with no letter before them. */
  #nextId(): string {
    return this.#ids.next('').slice(0, 10);
  }
}

function byAge(one: Video, other: Video): number {
  return one.createdAt.getTime() - other.createdAt.getTime() || one.sequence - other.sequence;
}

function problemWith(body: JsonRecord): string | undefined {
  if (readText(body, 'script')?.includes(BAD_SCRIPT)) {
    return VIDEO_WORDS.badScript;
  }
  const file = readText(body, 'audio_url')?.split('/').at(-1);
  const problem = BAD_AUDIO[file ?? ''];
  return problem && `There was an issue generating your video. ${problem}`;
}

function billedSeconds(script: string | undefined): number {
  const seconds = script === undefined ? 0 : script.split(/\s+/).length / WORDS_PER_SECOND;
  const steps = Math.ceil(seconds / BILLED_STEP_SECONDS);
  return Math.max(MIN_BILLED_SECONDS, steps * BILLED_STEP_SECONDS);
}
