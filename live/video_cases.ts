import { type Case, outcomeOf, sorted } from './case.ts';
import { firstPageFinding, fullPageFinding, unknownIdFinding } from './read_cases.ts';
import { readRecord, readText } from './reading.ts';
import { CannotAsk, itemsOf, type TavusApi } from './tavus_api.ts';

/** The answers about videos, and the reasons to refuse one. All are free. */
export const videoCases: readonly Case[] = [
  {
    name: 'videos_order',
    question: 'Do the newest or the oldest videos come first?',
    run: async (api) => ({ did: await orderOfVideos(api) }),
    expected: 'newest first',
    why: 'Video Ready assumes that the first page has the newest videos.',
    appCopesWith: ['oldest first', 'no order by age'],
  },
  {
    name: 'videos_page_0',
    question: 'Do the pages of videos count from 0?',
    run: (api) =>
      sorted({
        'page=0': () => firstPageFinding(api, 'videos', 0),
        'page=1': () => firstPageFinding(api, 'videos', 1),
      }),
    expected: 'another page: page=1; the first page: page=0',
    why: 'Find Video and Video Ready count these pages from 0.',
    appCopesWith: ['the first page: page=0, page=1'],
  },
  {
    name: 'videos_limit_100',
    question: 'Does the list of videos take `limit=100`?',
    run: (api) => fullPageFinding(api, 'videos', 100),
    expected: 'a full page',
    why: 'Find Video and Video Ready ask for pages of 100.',
    appCopesWith: ['10 at most', '20 at most', '50 at most'],
  },
  {
    name: 'video_dates',
    question: 'In which form does the list of videos have dates?',
    run: async (api) => ({ did: formOfDate(readText(await anyVideo(api), 'created_at') ?? '') }),
    expected: 'as in HTTP',
    why: 'Video Ready compares the dates to find videos of the last day.',
    appCopesWith: ['ISO 8601'],
  },
  {
    name: 'videos_have_everything',
    question: 'Has a ready video in the list its script, its links and its thumbnails?',
    run: async (api) => {
      const video = await readyVideo(api);
      const present = LISTED.filter((name) => readText(video, name));
      const script = readText(readRecord(video, 'data'), 'script');
      return { did: [...(script === undefined ? [] : ['script']), ...present].join(', ') };
    },
    expected:
      'script, hosted_url, download_url, stream_url, still_image_thumbnail_url, gif_thumbnail_url, generation_progress',
    why: 'Video Ready and Find Video by name read every result from the list.',
  },
  {
    name: 'video_replica_name',
    question: 'Under which name does the list of videos tell the replica?',
    run: async (api) => {
      const video = await anyVideo(api);
      const names = ['replica_id', 'face_id'].filter((name) => name in video);
      return { did: names.join(' and ') || 'none' };
    },
    expected: 'replica_id',
    why: 'Video Ready can filter by replica.',
    appCopesWith: ['face_id', 'replica_id and face_id'],
  },
  {
    name: 'unknown_video',
    question: 'Is a video that nobody has a 400 or a 404?',
    run: async (api) => unknownIdFinding(await api.get('videos/000000000001')),
    expected: '400 that says the ID is invalid',
    why: 'Find Video finds nothing for an unknown ID, and fails with any other error.',
    appCopesWith: ['404'],
  },
  {
    name: 'video_of_unknown_replica',
    question: 'What does Tavus say to a video with a replica that nobody has?',
    run: async (api) => unknownIdFinding(await api.videoOfNobody({ script: 'Hello.' })),
    expected: '400 that says the ID is invalid',
    why: 'Generate Video then reports that the replica does not exist.',
    appCopesWith: ['404'],
  },
];

const NAME_WITH_SIGNS = 'Live suite: “Ünï” (50 %), no. 1 – it’s/one_two';

/** Questions that need a generated video, which uses half a minute of the plan's video minutes. */
export const spendCases: readonly Case[] = [
  {
    name: 'video_create',
    question: 'Is `replica_id` accepted for a video, and what does the answer have?',
    run: async (api) => {
      const { answer } = await madeVideo(api);
      return { did: Object.keys(answer.body).sort().join(', ') };
    },
    expected: 'created_at, hosted_url, status, video_id, video_name',
    why: 'Generate Video sends replica_id, and needs the ID of the video.',
    appCopesWith: ['created_at, hosted_url, replica_id, status, video_id, video_name'],
  },
  {
    name: 'video_name_kept',
    question: 'Is the name of a video kept as it was sent?',
    run: async (api) => {
      const name = readText((await madeVideo(api)).answer.body, 'video_name') ?? '';
      if (name === NAME_WITH_SIGNS) return { did: 'as it was' };
      const same = lettersAndDigits(name) === lettersAndDigits(NAME_WITH_SIGNS);
      return {
        did: same ? 'other signs, the same letters and digits' : 'another name',
        said: name,
      };
    },
    expected: 'as it was',
    why: 'The search for a lost video compares its name.',
    appCopesWith: ['other signs, the same letters and digits'],
  },
  {
    name: 'video_listed_at_once',
    question: 'Is a new video in the list immediately, with its script?',
    run: async (api) => {
      const { id, script } = await madeVideo(api);
      const items = itemsOf(await api.get('videos', { limit: 100 }));
      const item = items.find((each) => readText(each, 'video_id') === id);
      if (item === undefined) return { did: 'not on the first page' };
      const kept = readText(readRecord(item, 'data'), 'script') === script;
      return { did: kept ? 'yes, as it was sent' : 'without this script' };
    },
    expected: 'yes, as it was sent',
    why: 'The search for a lost video compares the script in the list.',
  },
  {
    name: 'video_date_is_near',
    question: 'Is the date of a new video near the Date header of the answer?',
    run: async (api) => {
      const { answer } = await madeVideo(api);
      const made = Date.parse(readText(answer.body, 'created_at') ?? '');
      const told = Date.parse(answer.dateHeader ?? '');
      if (Number.isNaN(made) || Number.isNaN(told)) return { did: 'a date is missing' };
      return { did: Math.abs(told - made) <= 30_000 ? 'within half a minute' : 'further apart' };
    },
    expected: 'within half a minute',
    why: 'The search for a lost video compares its date.',
  },
];

const LISTED = [
  'hosted_url',
  'download_url',
  'stream_url',
  'still_image_thumbnail_url',
  'gif_thumbnail_url',
  'generation_progress',
] as const;

/** The new video of this run, which several questions share. */
async function madeVideo(api: TavusApi) {
  const script = `Hello from the live suite, ${api.runName.slice(-6)}.`;
  const made = await api.videoOnce({
    replica_id: await api.replicaId(),
    video_name: NAME_WITH_SIGNS,
    script,
  });
  const id = readText(made.body, 'video_id');
  if (id === undefined) throw new CannotAsk(`The video was ${outcomeOf(made).did}.`);
  return { answer: made, id, script };
}

async function orderOfVideos(api: TavusApi): Promise<string> {
  const items = itemsOf(await api.get('videos', { limit: 100 }));
  const times = items.flatMap((item) => {
    const time = Date.parse(readText(item, 'created_at') ?? '');
    return Number.isNaN(time) ? [] : [time];
  });
  if (new Set(times).size < 2) throw new CannotAsk('The account has fewer than two videos.');
  const falls = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
  const rises = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? time));
  if (falls) return 'newest first';
  return rises ? 'oldest first' : 'no order by age';
}

async function anyVideo(api: TavusApi) {
  const [video] = itemsOf(await api.get('videos', { limit: 1 }));
  if (video === undefined) throw new CannotAsk('The account has no videos.');
  return video;
}

async function readyVideo(api: TavusApi) {
  const videos = itemsOf(await api.get('videos', { limit: 100 }));
  const video = videos.find(
    (each) => readText(each, 'status') === 'ready' && readText(each, 'stream_url'),
  );
  if (video === undefined) throw new CannotAsk('The account has no ready videos.');
  return video;
}

function formOfDate(text: string): string {
  if (/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return 'as in HTTP';
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? 'ISO 8601' : `like ${text}`;
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
