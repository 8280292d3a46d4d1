import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, jest } from '@jest/globals';
import { createAppHandler } from 'zapier-platform-core';
import { z } from 'zod';
import { perform } from '../../creates/create_conversation.ts';
import * as generateVideo from '../../creates/generate_video.ts';
import App from '../../index.ts';
import { limits } from '../../platform/limits.ts';
import { type Behaviour, type Fault, type Sandbox, SEED } from '../../sandbox/sandbox.ts';
import { type OwnTavus, parallelTest } from '../faults/own_sandbox.ts';
import { startZapierCache, type ZapierCache } from '../faults/zapier_cache.ts';
import { errorOf, NOW, type StepError } from '../tavus_app.ts';
import { CREATIONS, ROW_ID } from './creations.ts';

/** Nothing is created twice for one step, nothing is lost, and no step gets what another one created. */

/** Ways to lose the answer although the work is done. */
const DONE: readonly (readonly [string, Fault])[] = [
  ['reset', { kind: 'reset_after' }],
  ['truncated', { kind: 'truncated_body' }],
  ['empty', { kind: 'empty_200' }],
  ['garbage', { kind: 'garbage' }],
  ['a page with 200', { kind: 'html_error', status: 200, workDone: true }],
  ['a page with 502', { kind: 'html_error', workDone: true }],
  ['500', { kind: 'status', status: 500, workDone: true }],
  ['504', { kind: 'status', status: 504, workDone: true }],
  ['never', { kind: 'never_answer' }],
  ['too slowly', { kind: 'slow_drip', seconds: 60 }],
  ['without an ID', { kind: 'json', value: { name: 'no ID' } }],
  ['a list', { kind: 'json', value: [] }],
];

/** Ways in which nothing can have been done, or will be. */
const NOT_DONE: readonly (readonly [string, Fault])[] = [
  ['reset', { kind: 'reset_before' }],
  ['500', { kind: 'status', status: 500 }],
  ['503', { kind: 'status', status: 503 }],
  ['a page with 502', { kind: 'html_error' }],
];

/** Ways in which nothing was done so far, but the thing may still come. */
const MAY_COME: readonly (readonly [string, Fault])[] = [
  ['never', { kind: 'never_answer', workDone: false }],
  ['504', { kind: 'status', status: 504 }],
  ['a page with 200', { kind: 'html_error', status: 200 }],
];

/** Ways in which the list cannot be read. */
const UNREADABLE: readonly (readonly [string, Fault])[] = [
  ['reset', { kind: 'reset_before' }],
  ['500', { kind: 'status', status: 500 }],
  ['401', { kind: 'status', status: 401 }],
  ['429', { kind: 'too_many_requests' }],
  ['garbage', { kind: 'garbage' }],
  ['never', { kind: 'never_answer' }],
];

/** Lists in every order, with pages of several lengths and names as Tavus may store them. */
const LISTS: readonly Partial<Behaviour>[] = [
  { listOrder: 'newest_first', longestPage: 100, storedNames: 'trimmed' },
  { listOrder: 'oldest_first', longestPage: 100, storedNames: 'without_punctuation' },
  { listOrder: 'last_changed_first', longestPage: 50, storedNames: 'punctuation_to_spaces' },
  { listOrder: 'last_changed_last', longestPage: 50, storedNames: 'small_letters' },
  { listOrder: 'shuffled', longestPage: 20, storedNames: 'capitals' },
];

/** Changes of the date in a list, by what they lead to. */
const DATES = {
  found: { 'a date as HTTP writes it': { created_at: new Date(NOW).toUTCString() } },
  unclear: {
    'no date': { created_at: null },
    'words as its date': { created_at: 'just now' },
  },
  other: { 'a date a minute and a half earlier': { created_at: secondsAfter(new Date(NOW), -90) } },
};

const ALWAYS = Number.POSITIVE_INFINITY;

function secondsAfter(time: Date | undefined, seconds: number): Date {
  return new Date((time?.getTime() ?? Number.NaN) + seconds * 1000);
}

/** Requests to create something at this path. */
function createsAt(path: string, { requests }: Sandbox) {
  return requests.filter((request) => request.method === 'POST' && request.path === path);
}

describe.each(CREATIONS)('$title', (creation) => {
  const { form, path, things, add, listed } = creation;
  const CREATE = { method: 'POST', path };
  const LIST = { method: 'GET', path };
  const SAFE = {
    name: 'AppError',
    message: expect.stringMatching(
      new RegExp(`${creation.nothing} It is safe to run this step again\\.$`),
    ),
  };

  const create = ({ run }: OwnTavus, fields = form) => run(creation.perform, fields);
  const names = (sandbox: Sandbox) =>
    createsAt(path, sandbox).map(({ body }) => {
      const sent = z.record(z.string(), z.unknown()).parse(body);
      return z.string().parse(sent[creation.nameField]);
    });
  const uncertain = (sandbox: Sandbox): StepError => ({
    name: 'HaltedError',
    message: creation.unclear(names(sandbox)[0] ?? ''),
  });
  const newest = (sandbox: Sandbox) => things(sandbox).at(-1)?.id;

  /** Ten seconds ago the same form created another thing; it must not be taken for this step's. */
  async function createOlder(tavus: OwnTavus) {
    const record = await create(tavus);
    tavus.forget();
    tavus.sandbox.clock.advance(10);
    tavus.sandbox.clearRequests();
    return { record, count: things(tavus.sandbox).length };
  }

  parallelTest('when nothing goes wrong, one request is all', async (tavus) => {
    const { id } = await create(tavus);
    expect(id).toBe(newest(tavus.sandbox));
    expect(tavus.sandbox.requests).toHaveLength(1);
    // No other thing can have a generated name.
    expect(tavus.cached() === '{}').toBe(listed === null);
  });

  if (listed === null) {
    parallelTest('each gets a name of its own', async (tavus) => {
      tavus.sandbox.behaviour.maxConcurrent = 20;
      for (let count = 0; count < 20; count += 1) await create(tavus);
      const sent = names(tavus.sandbox);
      expect(new Set(sent).size).toBe(20);
      for (const name of sent)
        expect(name).toMatch(/^Zapier 20\d\d-\d\d-\d\d \d\d:\d\d UTC \w{8}$/);
    });
  }

  for (const [title, fault] of DONE) {
    parallelTest(
      `the answer is lost (${title}), the thing is there: the step returns it`,
      async (tavus) => {
        const { sandbox } = tavus;
        const { record, count } = await createOlder(tavus);
        sandbox.fault({ ...fault, when: CREATE });
        const found = await create(tavus);
        expect(things(sandbox)).toHaveLength(count + 1);
        expect(createsAt(path, sandbox)).toHaveLength(1);
        expect(found).toMatchObject({ ...creation.record, id: newest(sandbox) });
        expect(Object.keys(found)).toEqual(Object.keys(record));
      },
      // What takes time here takes it at Tavus too.
      { clock: 'real' },
    );
  }

  for (const [title, fault] of NOT_DONE) {
    parallelTest(
      `nothing was done (${title}): it is safe to run the step again`,
      async (tavus) => {
        const { sandbox } = tavus;
        const { count } = await createOlder(tavus);
        sandbox.fault({ ...fault, when: CREATE });
        expect(await errorOf(create(tavus))).toEqual(SAFE);
        expect(things(sandbox)).toHaveLength(count);
        expect(createsAt(path, sandbox)).toHaveLength(1);
        expect((await create(tavus)).id).toBe(newest(sandbox));
        expect(things(sandbox)).toHaveLength(count + 1);
      },
      { clock: 'real' },
    );
  }

  for (const [title, fault] of MAY_COME) {
    parallelTest(`it may still come (${title}): the step halts`, async (tavus) => {
      const { sandbox } = tavus;
      const count = things(sandbox).length;
      sandbox.fault({ ...fault, when: CREATE });
      expect(await errorOf(create(tavus))).toEqual(uncertain(sandbox));
      expect(things(sandbox)).toHaveLength(count);
      expect(createsAt(path, sandbox)).toHaveLength(1);
    });
  }

  for (const [title, fault] of UNREADABLE) {
    parallelTest(`the list cannot be read either (${title}): the step halts`, async (tavus) => {
      const { sandbox } = tavus;
      const count = things(sandbox).length;
      sandbox.fault({ kind: 'reset_after', when: CREATE });
      sandbox.fault({ ...fault, when: LIST, times: ALWAYS });
      const began = performance.now();
      expect(await errorOf(create(tavus))).toEqual(uncertain(sandbox));
      expect(performance.now() - began).toBeLessThan(limits.step * 1000 + 500);
      expect(things(sandbox)).toHaveLength(count + 1);
      expect(createsAt(path, sandbox)).toHaveLength(1);
    });
  }

  parallelTest('the list can be read only at the last look', async (tavus) => {
    const { sandbox } = tavus;
    const failing = { kind: 'status', status: 503, when: LIST, times: 2 } as const;
    sandbox.fault({ kind: 'reset_before', when: CREATE });
    sandbox.fault(failing);
    expect(await errorOf(create(tavus))).toEqual(SAFE);
    tavus.forget();
    sandbox.fault({ kind: 'reset_after', when: CREATE });
    sandbox.fault(failing);
    expect((await create(tavus)).id).toBe(newest(sandbox));
  });

  parallelTest('the last look fails: it may have come since', async (tavus) => {
    const { sandbox } = tavus;
    sandbox.fault({ kind: 'reset_before', when: CREATE });
    sandbox.fault({ kind: 'status', status: 503, when: LIST, after: 2, times: ALWAYS });
    expect(await errorOf(create(tavus))).toEqual(uncertain(sandbox));
  });

  for (const list of LISTS) {
    parallelTest(`among hundreds: ${Object.values(list).join(', ')}`, async (tavus) => {
      const { sandbox } = tavus;
      Object.assign(sandbox.behaviour, list, { documentSort: 'ignored' });
      const now = sandbox.clock.now();
      for (let count = 120; count > 0; count -= 1) {
        add(sandbox, secondsAfter(now, -60 * count));
        add(sandbox, now, 'Another');
      }
      sandbox.fault({ kind: 'reset_before', when: CREATE });
      expect(await errorOf(create(tavus))).toEqual(SAFE);
      tavus.forget();
      sandbox.fault({ kind: 'reset_after', when: CREATE });
      expect((await create(tavus)).id).toBe(newest(sandbox));
      expect(createsAt(path, sandbox)).toHaveLength(2);
    });
  }

  for (const hours of [-26, 26]) {
    parallelTest(
      `the clock of Tavus is ${hours} hours away`,
      async (tavus) => {
        const { sandbox } = tavus;
        const { count } = await createOlder(tavus);
        sandbox.fault({ kind: 'reset_before', when: CREATE });
        expect(await errorOf(create(tavus))).toEqual(SAFE);
        tavus.forget();
        sandbox.fault({ kind: 'reset_after', when: CREATE });
        expect((await create(tavus)).id).toBe(newest(sandbox));
        expect(things(sandbox)).toHaveLength(count + 1);
      },
      { startTime: secondsAfter(new Date(), hours * 3600).toISOString(), clock: 'real' },
    );
  }

  for (const [title, other] of [
    ['the same form', {}],
    ['a form that Tavus may not distinguish', creation.alike],
  ] as const) {
    parallelTest(`two steps at the same time, with ${title}`, async (tavus) => {
      const { sandbox } = tavus;
      const count = things(sandbox).length;
      // The first is carried out at once, the second is lost with nothing done.
      sandbox.fault({ kind: 'delay', seconds: 0.1, when: CREATE });
      sandbox.fault({ kind: 'reset_before', when: CREATE });
      const steps = [create(tavus), create(tavus, { ...form, ...other })];
      const outcomes = await Promise.allSettled(steps);
      expect(things(sandbox)).toHaveLength(count + 1);
      const mine = expect.objectContaining({ id: newest(sandbox) });
      expect(outcomes).toContainEqual({ status: 'fulfilled', value: mine });
      const name = listed === null ? 'AppError' : 'HaltedError';
      expect(outcomes).toContainEqual({
        status: 'rejected',
        reason: expect.objectContaining({ name }),
      });
    });
  }

  if (listed === null) return;

  parallelTest('two that are alike in everything: the step halts', async (tavus) => {
    const { sandbox } = tavus;
    const count = things(sandbox).length;
    add(sandbox, sandbox.clock.now());
    sandbox.fault({ kind: 'reset_after', when: CREATE });
    expect(await errorOf(create(tavus))).toEqual(uncertain(sandbox));
    expect(things(sandbox)).toHaveLength(count + 2);
  });

  for (const kind of ['found', 'unclear', 'other'] as const) {
    for (const [title, change] of Object.entries({ ...listed[kind], ...DATES[kind] })) {
      parallelTest(
        `the list contains one with ${title}: ${kind}`,
        async (tavus) => {
          const { sandbox } = tavus;
          const row = { ...listed.row, created_at: NOW, ...change };
          const value = { data: [row], total_count: 1 };
          sandbox.fault({ kind: 'reset_before', when: CREATE });
          sandbox.fault({ kind: 'json', value, when: LIST, times: ALWAYS });
          if (kind === 'found') {
            expect(await create(tavus)).toMatchObject({ id: ROW_ID });
            return;
          }
          const error = await errorOf(create(tavus));
          expect(error).toEqual(kind === 'other' ? SAFE : uncertain(sandbox));
        },
        { startTime: NOW },
      );
    }
  }
});

// ---- conversations

const NAMED = {
  replica_id: SEED.replica,
  persona_id: SEED.persona,
  conversation_name: 'Demo for Maria Lopez',
};
const { conversation_name: _, ...UNNAMED } = NAMED;
const FORMS = [
  ['without a name', UNNAMED],
  ['with a name', NAMED],
] as const;
const CREATE = { method: 'POST', path: '/v2/conversations' };
const LOST: Fault = { kind: 'reset_after', when: CREATE };
const AUDIO = 'https://files.example.com/a.wav';

const UNCERTAIN = {
  name: 'HaltedError',
  message: expect.stringContaining(
    'Do not replay this run yet: it is not certain whether Tavus created the conversation',
  ),
};

function openIn({ conversations }: Sandbox) {
  return conversations.filter(({ status }) => status === 'active');
}

describe('a conversation whose answer is lost', () => {
  parallelTest('comes with everything but the page that only the answer had', async (tavus) => {
    const { sandbox, run } = tavus;
    const ordinary = await run(perform, { ...NAMED, conversation_name: 'Another one' });
    sandbox.clock.advance(10);
    sandbox.fault(LOST);
    const found = await run(perform, NAMED);
    const mine = sandbox.conversations.at(-1);
    expect(found).toEqual({
      ...ordinary,
      id: mine?.id,
      conversation_id: mine?.id,
      conversation_name: NAMED.conversation_name,
      conversation_url: mine?.conversationUrl,
      room_url: null,
      join_url: mine?.conversationUrl,
      created_at: mine?.createdAt.toISOString(),
      join_by: secondsAfter(mine?.createdAt, 300).toISOString(),
      ends_by: secondsAfter(mine?.createdAt, 3600).toISOString(),
    });
  });

  parallelTest('is found by its persona alone', async ({ sandbox, run }) => {
    sandbox.fault(LOST);
    const { replica_id: _, ...form } = NAMED;
    const { id } = await run(perform, form);
    expect(sandbox.conversations).toMatchObject([{ id }]);
  });

  parallelTest('is ended again if it is private, because the token is lost', async (tavus) => {
    const { sandbox, run } = tavus;
    sandbox.fault(LOST);
    expect(await errorOf(run(perform, { ...NAMED, require_auth: true }))).toEqual({
      name: 'AppError',
      message: `Tavus created the conversation ${sandbox.conversations[0]?.id}, but it is private, and its token was not returned. The app ended it, so it is safe to run this step again.`,
    });
    expect(sandbox.conversations).toHaveLength(1);
    expect(openIn(sandbox)).toEqual([]);
    const again = await run(perform, { ...NAMED, require_auth: true });
    expect(again.meeting_token).toMatch(/^sandbox-token-/);
    expect(openIn(sandbox)).toMatchObject([{ id: again.id }]);
  });

  parallelTest('halts the step if it is private and cannot be ended', async ({ sandbox, run }) => {
    sandbox.fault(LOST);
    sandbox.fault({ kind: 'status', status: 500, when: { method: 'POST', path: /\/end$/ } });
    expect(await errorOf(run(perform, { ...NAMED, require_auth: true }))).toEqual({
      name: 'HaltedError',
      message: `Tavus created the conversation ${sandbox.conversations[0]?.id}, but it is private, and its token was not returned. The app could not end it. End it with End Conversation or in Tavus, because it is being billed. Then run this step again.`,
    });
    expect(openIn(sandbox)).toHaveLength(1);
  });

  parallelTest('needs no token in a meeting that exists already', async ({ sandbox, run }) => {
    sandbox.fault(LOST);
    const meeting_url = 'https://meet.google.com/abc-defg-hij';
    const { id, join_url } = await run(perform, { ...NAMED, require_auth: true, meeting_url });
    expect(join_url).toBe(meeting_url);
    expect(openIn(sandbox)).toMatchObject([{ id }]);
  });

  parallelTest('costs nothing in the editor', async ({ sandbox, run }) => {
    sandbox.fault(LOST);
    const { id, test_mode } = await run(perform, NAMED, { isLoadingSample: true });
    expect(test_mode).toBe(true);
    expect(sandbox.conversations).toMatchObject([{ id, testMode: true, billedSeconds: 0 }]);
  });
});

parallelTest('a video of an audio file is distinguished by the file', async (tavus) => {
  const { sandbox, run } = tavus;
  const form = { replica_id: SEED.replica, video_name: 'Offer', audio_url: AUDIO };
  const others = { ...form, audio_url: AUDIO.replace('a.wav', 'b.wav') };
  sandbox.fault({ kind: 'reset_after' });
  const { id } = await run(generateVideo.perform, form);
  expect(id).toBe(sandbox.videos.at(-1)?.id);
  tavus.forget();
  sandbox.fault({ kind: 'reset_before' });
  const { message } = await errorOf(run(generateVideo.perform, others));
  expect(message).toContain('Nothing was generated. It is safe');
});

// ---- two steps with the same input

/** What can happen to one of two creates; what else loses an answer goes the same way (DONE, NOT_DONE). */
const FATES: readonly (readonly [string, Fault | null])[] = [
  ['answered', null],
  ['lost', { kind: 'reset_after' }],
  ['broken', { kind: 'status', status: 500 }],
  ['not answered', { kind: 'never_answer' }],
  ['not heard', { kind: 'never_answer', workDone: false }],
];
const MATCHES = FATES.flatMap((first) => FATES.map((second) => [first, second] as const));

/** Of two steps at the same time either may come first, so the order of their fates is no matter. */
const MATCHES_AT_ONCE = FATES.flatMap((first, index) =>
  FATES.slice(index).map((second) => [first, second] as const),
);

/** Does not change whose conversation is whose for the app, but for the test. */
const STEPS = ['first step', 'second step'] as const;

interface StepOutcome {
  readonly step: string;
  readonly id: string | undefined;
  readonly error: StepError | undefined;
}

async function stepOutcome(step: string, running: Promise<unknown>): Promise<StepOutcome> {
  const result = await running.catch(() => undefined);
  if (result === undefined) return { step, id: undefined, error: await errorOf(running) };
  const { id } = z.object({ id: z.string() }).parse(result);
  return { step, id, error: undefined };
}

/** What must hold whatever became of them. */
function checkOutcomes(sandbox: Sandbox, outcomes: readonly StepOutcome[]): void {
  const ownerOf = (id: string) => sandbox.conversation(id)?.body.custom_greeting;
  for (const { step, id, error } of outcomes) {
    const own = sandbox.conversations.filter((each) => ownerOf(each.id) === step);
    expect(own.length).toBeLessThanOrEqual(1);
    if (id !== undefined) expect(ownerOf(id)).toBe(step);
    // Who may run the step again by himself must not have a conversation already.
    if (error?.name === 'AppError') expect(own).toEqual([]);
    if (error) expect(['AppError', 'HaltedError']).toContain(error.name);
  }
  expect(createsAt(CREATE.path, sandbox)).toHaveLength(outcomes.length);
}

describe.each(FORMS)('two steps at the same time %s', (formTitle, form) => {
  for (const [[first, firstFault], [second, secondFault]] of MATCHES_AT_ONCE) {
    parallelTest(`one is ${first}, the other ${second}`, async ({ sandbox, run }) => {
      setFates(sandbox, [firstFault, secondFault]);
      const running = STEPS.map((step) => {
        return stepOutcome(step, run(perform, { ...form, custom_greeting: step }));
      });
      const outcomes = await Promise.all(running);
      checkOutcomes(sandbox, outcomes);
      // A name of its own tells each conversation apart, so nothing that exists is given up.
      if (formTitle === 'without a name') {
        for (const { id } of sandbox.conversations) {
          expect(outcomes.map((outcome) => outcome.id)).toContain(id);
        }
      }
    });
  }
});

/** The first create that arrives meets the first fault, the second one the second. */
function setFates(sandbox: Sandbox, faults: readonly (Fault | null)[]): void {
  for (const fault of faults) {
    // A delay of nothing is an ordinary answer.
    sandbox.fault({ ...(fault ?? { kind: 'delay', seconds: 0 }), when: CREATE });
  }
}

// ---- across processes, with a cache as in production

/** A process of Zapier's: a copy of the app that shares no memory with the others. */
type Process = (tavus: OwnTavus, cache: ZapierCache, form: object) => Promise<unknown>;

function processOf(app: object, handlerOf: typeof createAppHandler): Process {
  const handle = handlerOf(app);
  return async ({ sandbox }, cache, form) => {
    const { results } = await handle({
      command: 'execute',
      method: 'creates.create_conversation.operation.perform',
      bundle: { inputData: form, authData: { api_key: sandbox.apiKey }, meta: {} },
      rpc_base: cache.url,
    });
    return results;
  };
}

async function anotherProcess(): Promise<Process> {
  let process: Process | undefined;
  await jest.isolateModulesAsync(async () => {
    const { default: app } = await import('../../index.ts');
    const { limits: itsLimits } = await import('../../platform/limits.ts');
    Object.defineProperties(itsLimits, Object.getOwnPropertyDescriptors(limits));
    const core = await import('zapier-platform-core');
    process = processOf(app, core.createAppHandler);
  });
  if (!process) throw new Error('The app could not be loaded.');
  return process;
}

// A hook, because a file that is loaded meanwhile would get the modules of the other process, and in a test Stryker would
// count the code that runs once, at the start, as covered by that test.
let processes: readonly [Process, Process];
beforeAll(async () => {
  // The platform asks its cache only if it has something to show.
  process.env.ZAPIER_DEPLOY_KEY = 'key-for-the-cache-of-this-test';
  processes = [processOf(App, createAppHandler), await anotherProcess()];
});

describe('across processes, with a cache as in production', () => {
  /** Runs a step in the first process, or in the second. */
  async function step(tavus: OwnTavus, cache: ZapierCache, which: 0 | 1, form: object = NAMED) {
    const run = processes[which];
    const title = STEPS[which];
    return stepOutcome(title, run(tavus, cache, { ...form, custom_greeting: title }));
  }

  function cacheTest(
    title: string,
    use: (tavus: OwnTavus, cache: ZapierCache) => Promise<void>,
  ): void {
    parallelTest(title, async (tavus) => {
      const cache = await startZapierCache();
      try {
        await use(tavus, cache);
      } finally {
        await cache.stop();
      }
    });
  }

  describe('two steps at the same time', () => {
    for (const [[first, firstFault], [second, secondFault]] of MATCHES_AT_ONCE) {
      cacheTest(`one is ${first}, the other ${second}`, async (tavus, cache) => {
        setFates(tavus.sandbox, [firstFault, secondFault]);
        const steps = [step(tavus, cache, 0), step(tavus, cache, 1)];
        checkOutcomes(tavus.sandbox, await Promise.all(steps));
      });
    }
  });

  const quick = MATCHES.filter((match) =>
    match.every(([, fault]) => fault?.kind !== 'never_answer'),
  );

  // Inside what clocks may be apart, and far outside.
  describe.each([1, 60])('the second step %d s after the first', (seconds) => {
    for (const [[first, firstFault], [second, secondFault]] of quick) {
      cacheTest(`the first is ${first}, the second ${second}`, async (tavus, cache) => {
        setFates(tavus.sandbox, [firstFault, secondFault]);
        const before = await step(tavus, cache, 0);
        tavus.sandbox.clock.advance(seconds);
        cache.advance(seconds);
        checkOutcomes(tavus.sandbox, [before, await step(tavus, cache, 1)]);
      });
    }
  });

  cacheTest('a name used a minute ago is not taken for certain', async (tavus, cache) => {
    await step(tavus, cache, 0);
    tavus.sandbox.clock.advance(60);
    cache.advance(60);
    tavus.sandbox.fault(LOST);
    expect((await step(tavus, cache, 1)).error).toEqual(UNCERTAIN);
  });

  cacheTest('a name used two minutes ago does not matter', async (tavus, cache) => {
    tavus.sandbox.behaviour.maxConcurrent = 4;
    // Two at the same time, so that the process has had a contested name.
    await Promise.all([step(tavus, cache, 0), step(tavus, cache, 0)]);
    for (const which of [0, 1] as const) {
      tavus.sandbox.clock.advance(121);
      cache.advance(121);
      tavus.sandbox.fault(LOST);
      const { id } = await step(tavus, cache, which);
      expect(tavus.sandbox.conversations.at(-1)?.id).toBe(id);
    }
  });

  cacheTest('a step sends nothing before the name is known as contested', async (tavus, cache) => {
    const { sandbox } = tavus;
    sandbox.fault({ kind: 'never_answer', workDone: false, when: CREATE });
    tavus.waitAtMost({ request: 0.5 });
    const lost = step(tavus, cache, 0);
    while (createsAt(CREATE.path, sandbox).length === 0) await setTimeout(1);
    // The first call of the second step finds the name taken, the next one says so.
    cache.delayNext(1, 1);
    const outcomes = await Promise.all([lost, step(tavus, cache, 1)]);
    expect(outcomes[0].error).toEqual(UNCERTAIN);
    checkOutcomes(sandbox, outcomes);
  });

  cacheTest('one claim with a name, none without', async (tavus, cache) => {
    const claims = () => cache.calls.filter((call) => call === 'zcache_set');
    await step(tavus, cache, 0, UNNAMED);
    // No other conversation has the same reference.
    await step(tavus, cache, 0, { ...NAMED, reference: 'order-7' });
    expect(claims()).toEqual([]);
    await step(tavus, cache, 0);
    expect(claims()).toHaveLength(1);
    expect(tavus.sandbox.requests).toHaveLength(3);
    expect(cache.sent.join()).not.toContain(tavus.sandbox.apiKey);
  });

  for (const how of ['fail', 'hang'] as const) {
    cacheTest(`the cache ${how}s: a step creates, and does not guess`, async (tavus, cache) => {
      cache.breakDown(how);
      tavus.waitAtMost({ cache: 0.2 });
      const { id } = await step(tavus, cache, 0);
      expect(tavus.sandbox.conversations).toMatchObject([{ id }]);
      tavus.sandbox.fault(LOST);
      expect((await step(tavus, cache, 0)).error).toEqual(UNCERTAIN);
    });
  }
});
