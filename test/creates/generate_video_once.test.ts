import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { perform } from '../../creates/generate_video.ts';
import { type Behaviour, type Fault, SEED } from '../../sandbox/sandbox.ts';
import { withOwnTavus } from '../faults/own_sandbox.ts';
import { setLimits } from '../limits.ts';
import { errorOf, requestsOf, run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** A video is never generated twice for one step, never lost, and never taken for another's. */

const SCRIPT = 'Hi Maria, this is for you: 50 % off.';
const NAME = 'Offer for Maria (no. 7)';
const FORM = { replica_id: SEED.replica, script: SCRIPT };
const NAMED = { ...FORM, video_name: NAME };
const GENERATE = { method: 'POST', path: '/v2/videos' };
const LIST = { method: 'GET', path: '/v2/videos' };

const FORMS = [
  ['without a name', FORM],
  ['with a name', NAMED],
] as const;

/** Ways to lose the answer although the work is done. */
const DONE: readonly (readonly [string, Fault])[] = [
  ['reset', { kind: 'reset_after' }],
  ['empty', { kind: 'empty_200' }],
  ['garbage', { kind: 'garbage' }],
  ['a page with 200', { kind: 'html_error', status: 200, workDone: true }],
  ['500', { kind: 'status', status: 500, workDone: true }],
  ['504', { kind: 'status', status: 504, workDone: true }],
  ['never', { kind: 'never_answer' }],
  ['not a video', { kind: 'json', value: { video_name: 'no id' } }],
];

/** Ways in which nothing can have been done, or will be. */
const NOT_DONE: readonly (readonly [string, Fault])[] = [
  ['reset', { kind: 'reset_before' }],
  ['500', { kind: 'status', status: 500 }],
  ['a page with 502', { kind: 'html_error' }],
];

/** Ways in which nothing was done so far, but a video may still come. */
const MAY_COME: readonly (readonly [string, Fault])[] = [
  ['never', { kind: 'never_answer', workDone: false }],
  ['504', { kind: 'status', status: 504 }],
  ['a page with 200', { kind: 'html_error', status: 200 }],
];

const UNCERTAIN =
  /^It is not certain whether Tavus generates the video ".+": its answer got lost and it could not be told apart\. Look for it in Tavus before you run this step again\. If it is there, it has used your video minutes: use it\.$/;
const SAFE = /Nothing was generated\. It is safe to run this step again\.$/;

useClockOfSandbox();
beforeEach(() => {
  setLimits({ request: 0.5 });
});

afterEach(() => {
  jest.restoreAllMocks();
});

function made() {
  const fromTheStart: readonly string[] = [SEED.video, SEED.failedVideo];
  return sandbox.videos.filter(({ id }) => !fromTheStart.includes(id));
}

function ago(seconds: number): Date {
  return new Date(sandbox.clock.now().getTime() - seconds * 1000);
}

function lose(fault: Fault = { kind: 'reset_after' }): void {
  sandbox.fault({ ...fault, when: GENERATE });
}

/** A video that was there before and is like the one to be made. */
function addOlder(): void {
  sandbox.addVideo({ name: NAME, body: FORM, replicaId: SEED.replica, createdAt: ago(10) });
}

describe.each(FORMS)('%s', (_title, form) => {
  test.each(DONE)(
    'the answer is lost (%s), the video is there: the step gives it',
    async (_, fault) => {
      addOlder();
      lose(fault);
      const record = await run(perform, form);
      expect(made()).toHaveLength(2);
      const mine = made().at(-1);
      expect(requestsOf('POST')).toHaveLength(1);
      expect(record).toMatchObject({
        id: mine?.id,
        video_name: mine?.name,
        script: SCRIPT,
        replica_id: SEED.replica,
        hosted_url: `https://tavus.video/${mine?.id}`,
        is_test: false,
      });
    },
  );

  test.each(NOT_DONE)('nothing was done (%s): it is safe to run it again', async (_, fault) => {
    addOlder();
    lose(fault);
    const error = await errorOf(run(perform, form));
    expect(error.name).toBe('AppError');
    expect(error.message).toMatch(SAFE);
    expect(made()).toHaveLength(1);
    expect((await run(perform, form)).id).toBe(made().at(-1)?.id);
  });

  test.each(MAY_COME)('it may still come (%s): the step halts', async (_, fault) => {
    lose(fault);
    const error = await errorOf(run(perform, form));
    expect(error.name).toBe('HaltedError');
    expect(error.message).toMatch(UNCERTAIN);
  });

  test('the list cannot be read either: the step halts', async () => {
    lose();
    sandbox.fault({ kind: 'status', status: 500, times: 9, when: LIST });
    const error = await errorOf(run(perform, form));
    expect(error).toMatchObject({ name: 'HaltedError', message: expect.stringMatching(UNCERTAIN) });
    expect(made()).toHaveLength(1);
  });

  test('the list is read at the third look', async () => {
    lose();
    sandbox.fault({ kind: 'status', status: 500, times: 2, when: LIST });
    expect((await run(perform, form)).id).toBe(made()[0]?.id);
  });

  test('the oldest come first', async () => {
    sandbox.behaviour.listOrder = 'oldest_first';
    sandbox.addVideos(150, (index) => ({ createdAt: ago(1000 + index) }));
    lose();
    expect((await run(perform, form)).id).toBe(sandbox.videos.at(-1)?.id);
  });

  test('the clocks are an hour apart', async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => ago(3600).getTime());
    addOlder();
    lose();
    expect((await run(perform, form)).id).toBe(made().at(-1)?.id);
  });
});

// ---- what the list shows

/** What a list shows in place of what is there. */
function listed(...rows: readonly object[]): void {
  const created_at = new Date(sandbox.clock.now()).toUTCString();
  const data = rows.map((row, index) => ({ video_id: `row${index}`, created_at, ...row }));
  const value = { data, total_count: data.length };
  sandbox.fault({ kind: 'json', value, times: 9, when: LIST });
}

const ROW = { video_name: NAME, replica_id: SEED.replica, data: { script: SCRIPT } };

describe('a name of the user’s own', () => {
  test.each<[string, object]>([
    ['as it is', {}],
    ['trimmed of its signs', { video_name: 'Offer for Maria no 7' }],
    ['in capitals', { video_name: 'OFFER FOR MARIA (NO. 7)' }],
    ['the replica in capitals', { replica_id: SEED.replica.toUpperCase() }],
    ['no replica', { replica_id: null }],
    ['the new name', { replica_id: undefined, face_id: SEED.replica }],
    ['the script without its signs', { data: { script: 'Hi Maria this is for you 50 off' } }],
    ['ISO dates', { created_at: new Date('2026-11-20T15:00:00Z').toISOString() }],
  ])('found: %s', async (_, change) => {
    lose();
    listed({ ...ROW, ...change });
    expect((await run(perform, NAMED)).id).toBe('row0');
  });

  test.each<[string, object]>([
    ['no script', { data: {} }],
    ['a script that was cut', { data: { script: SCRIPT.slice(0, 12) } }],
    ['no date', { created_at: null }],
    ['a date that says nothing', { created_at: 'just now' }],
    ['a name that was cut', { video_name: NAME.slice(0, 9) }],
    ['no name', { video_name: null }],
    ['the name that Tavus gives', { video_name: 'replica_id: r1 - video: row0' }],
  ])('uncertain: %s', async (_, change) => {
    lose({ kind: 'reset_before' });
    listed({ ...ROW, ...change });
    const error = await errorOf(run(perform, NAMED));
    expect(error).toMatchObject({ name: 'HaltedError', message: expect.stringMatching(UNCERTAIN) });
  });

  test.each<[string, object]>([
    ['another replica', { replica_id: SEED.otherReplica }],
    ['another script', { data: { script: 'Hi Ben, this is for you.' } }],
    ['another name', { video_name: 'Offer for Ben' }],
    ['a minute older', { created_at: 'Fri, 20 Nov 2026 14:58:30 GMT' }],
  ])('certainly another one: %s', async (_, change) => {
    lose({ kind: 'reset_before' });
    listed({ ...ROW, ...change });
    expect((await errorOf(run(perform, NAMED))).message).toMatch(SAFE);
  });

  test('two that could both be it: uncertain', async () => {
    lose();
    listed(ROW, ROW);
    expect((await errorOf(run(perform, NAMED))).name).toBe('HaltedError');
  });

  test('audio says as much as a script', async () => {
    const audio_url = 'https://files.example.com/a.wav';
    const form = { replica_id: SEED.replica, audio_url, video_name: NAME };
    lose();
    listed({ ...ROW, data: { audio_url } });
    expect((await run(perform, form)).id).toBe('row0');
    sandbox.clearFaults();
    lose({ kind: 'reset_before' });
    listed({ ...ROW, data: { audio_url: 'https://files.example.com/b.wav' } });
    expect((await errorOf(run(perform, form))).message).toMatch(SAFE);
  });
});

test('more than a page of new videos: it is looked for on the next one', async () => {
  lose({ kind: 'reset_before' });
  sandbox.addVideos(120, () => ({
    name: 'Another',
    body: { script: 'Another.' },
    createdAt: sandbox.clock.now(),
  }));
  expect((await errorOf(run(perform, FORM))).message).toMatch(SAFE);
  expect(new Set(requestsOf('GET').map(({ query }) => query.page)).size).toBeGreaterThan(1);
});

test.each([NAME, 'OFFER for Maria, no 7'])(
  'two steps at the same time, one called %j, are never given each other’s',
  async (video_name) => {
    // One of them is carried out, the other is lost with nothing done.
    sandbox.fault({ kind: 'reset_before', when: GENERATE });
    const running = [run(perform, NAMED), run(perform, { ...NAMED, video_name })];
    const outcomes = await Promise.allSettled(running);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(made()).toHaveLength(1);
  },
);

test('two without a name and with the same script are distinguished', async () => {
  sandbox.fault({ kind: 'reset_before', when: GENERATE });
  const outcomes = await Promise.allSettled([run(perform, FORM), run(perform, FORM)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(made()).toHaveLength(1);
});

test('nothing is noted of a video without a name', () =>
  withOwnTavus(async (tavus) => {
    await tavus.run(perform, FORM);
    expect(tavus.cached()).toBe('{}');
    await tavus.run(perform, { ...FORM, video_name: 'Offer' });
    expect(tavus.cached()).not.toBe('{}');
  }));

// ---- odd worlds

const WORLDS: readonly (readonly [string, Partial<Behaviour>])[] = [
  ['by last change', { listOrder: 'last_changed_first' }],
  ['by last change, the oldest first', { listOrder: 'last_changed_last' }],
  ['in no order', { listOrder: 'shuffled' }],
  ['in another order each time', { listOrder: 'shuffled_anew' }],
  ['short pages', { longestPage: 20 }],
  ['short pages, the oldest first', { longestPage: 20, listOrder: 'oldest_first' }],
  ['no total', { totalCount: 'missing' }],
  ['a total of the page', { totalCount: 'of_page' }],
  ['pages from 1', { videoPagesFrom: 1 }],
  ['pages from 1, the oldest first', { videoPagesFrom: 1, listOrder: 'oldest_first' }],
  ['ISO dates', { videoDates: 'iso' }],
  ['names without punctuation', { storedNames: 'without_punctuation' }],
  ['the new name of the replica', { names: 'new' }],
  ['names that are cut', { longestName: 12 }],
];

/** Without a name in one world, with a name in the next. */
const WORLDS_AND_FORMS = WORLDS.map(
  ([title, behaviour], index) => [title, ...(FORMS[index % 2] ?? FORMS[0]), behaviour] as const,
);

describe.each(WORLDS_AND_FORMS)('%s, %s', (_title, _, form, behaviour) => {
  beforeEach(() => {
    Object.assign(sandbox.behaviour, behaviour);
    sandbox.addVideos(130, (index) => ({ createdAt: ago(100 + index) }));
  });

  test('what was generated is never denied', async () => {
    lose();
    const outcome = await run(perform, form).catch((error: unknown) => String(error));
    if (typeof outcome === 'string') expect(outcome).toContain('It is not certain');
    else expect(outcome.id).toBe(sandbox.videos.at(-1)?.id);
    expect(requestsOf('POST')).toHaveLength(1);
    expect(requestsOf('GET').length).toBeLessThan(40);
  });

  test('what was not generated is never taken for another', async () => {
    lose({ kind: 'reset_before' });
    const error = await errorOf(run(perform, form));
    expect(error.message).toMatch(/It is not certain|Nothing was generated/);
  });
});
