import { describe, expect, jest } from '@jest/globals';
import { createAppHandler } from 'zapier-platform-core';
import { z } from 'zod';
import { perform } from '../../creates/create_conversation.ts';
import App from '../../index.ts';
import { limits } from '../../platform/limits.ts';
import { type Fault, type Sandbox, SEED } from '../../sandbox/sandbox.ts';
import { type OwnTavus, parallelTest } from '../faults/own_sandbox.ts';
import { startZapierCache, type ZapierCache } from '../faults/zapier_cache.ts';
import { errorOf, type StepError } from '../tavus_app.ts';

/** A conversation is never created twice for one step, never lost, and never given to another step. */

const CREATE = { method: 'POST', path: '/v2/conversations' };
const LIST = { method: 'GET', path: '/v2/conversations' };
const END = { method: 'POST', path: /\/end$/ };

const FORM = { replica_id: SEED.replica, persona_id: SEED.persona };
const NAME = 'Demo for Maria Lopez';
const NAMED = { ...FORM, conversation_name: NAME };
const FORMS = [
  ['without a name', FORM],
  ['with a name', NAMED],
] as const;

/** Ways to lose the answer although the work is done. */
const DONE: readonly (readonly [string, Fault])[] = [
  ['reset', { kind: 'reset_after' }],
  ['truncated', { kind: 'truncated_body' }],
  ['empty', { kind: 'empty_200' }],
  ['garbage', { kind: 'garbage' }],
  ['a page with 200', { kind: 'html_error', status: 200, workDone: true }],
  ['a page with 502', { kind: 'html_error', workDone: true }],
  ['500', { kind: 'status', status: 500, workDone: true }],
  ['502', { kind: 'status', status: 502, workDone: true }],
  ['503', { kind: 'status', status: 503, workDone: true }],
  ['504', { kind: 'status', status: 504, workDone: true }],
  ['never', { kind: 'never_answer' }],
  ['too slowly', { kind: 'slow_drip', seconds: 60 }],
  ['not the conversation', { kind: 'json', value: [] }],
];

/** One of each outcome of the way to lose an answer: it cannot come, it may come, it is waited for. */
const DONE_IN_SHORT = DONE.filter(([title]) =>
  ['reset', 'a page with 200', 'never'].includes(title),
);

/** Ways in which nothing can have been done, or will be. */
const NOT_DONE: readonly (readonly [string, Fault])[] = [
  ['reset', { kind: 'reset_before' }],
  ['500', { kind: 'status', status: 500 }],
  ['502', { kind: 'status', status: 502 }],
  ['503', { kind: 'status', status: 503 }],
  ['a page with 502', { kind: 'html_error' }],
];

/** Ways in which nothing was done so far, but a conversation may still come. */
const MAY_COME: readonly (readonly [string, Fault])[] = [
  ['never', { kind: 'never_answer', workDone: false }],
  ['504', { kind: 'status', status: 504 }],
  ['a page with 200', { kind: 'html_error', status: 200 }],
];

function createdIn({ requests }: Sandbox) {
  return requests.filter(({ method, path }) => method === 'POST' && path === CREATE.path);
}

function openIn({ conversations }: Sandbox) {
  return conversations.filter(({ status }) => status === 'active');
}

/** A conversation that is like what FORM creates but ten seconds older; it must not be taken for that. */
function addOlder(sandbox: Sandbox): void {
  sandbox.addConversation({
    name: NAME,
    status: 'active',
    replicaId: SEED.replica,
    personaId: SEED.persona,
    createdAt: secondsAfter(sandbox.clock.now(), -10),
  });
}

function secondsAfter(time: Date | undefined, seconds: number): string {
  return new Date((time?.getTime() ?? Number.NaN) + seconds * 1000).toISOString();
}

/** The name that the only create of the sandbox was sent with. */
function sentName(sandbox: Sandbox): string {
  const [request] = createdIn(sandbox);
  return z.object({ conversation_name: z.string() }).parse(request?.body).conversation_name;
}

function uncertain(sandbox: Sandbox): StepError {
  return {
    name: 'HaltedError',
    message: `It is not certain whether Tavus created the conversation "${sentName(sandbox)}": its answer got lost and it could not be told apart. Look for it in Tavus before you run this step again. If it is there, use it or end it: it is being billed.`,
  };
}

const SAFE = /Nothing was created\. It is safe to run this step again\.$/;

describe('when nothing goes wrong, one request is all', () => {
  for (const [title, form] of FORMS) {
    parallelTest(title, async ({ sandbox, run }) => {
      const { id } = await run(perform, form);
      expect(sandbox.conversations.map((each) => each.id)).toEqual([id]);
      expect(sandbox.requests).toHaveLength(1);
    });
  }

  parallelTest('every conversation without a name gets one of its own', async (tavus) => {
    tavus.sandbox.behaviour.maxConcurrent = 20;
    for (let count = 0; count < 20; count += 1) await tavus.run(perform, FORM);
    const names = tavus.sandbox.conversations.map(({ name }) => name);
    expect(new Set(names).size).toBe(20);
    for (const name of names) expect(name).toMatch(/^Zapier 20\d\d-\d\d-\d\d \d\d:\d\d UTC \w{8}$/);
  });
});

describe.each(FORMS)('%s', (formTitle, form) => {
  describe('the answer is lost, the conversation is there: the step gives it', () => {
    for (const [title, fault] of DONE) {
      parallelTest(
        title,
        async ({ sandbox, run }) => {
          const ordinary = await run(perform, { ...FORM, conversation_name: 'Another one' });
          sandbox.clearRequests();
          addOlder(sandbox);
          sandbox.fault({ ...fault, when: CREATE });
          const found = await run(perform, form);
          const mine = sandbox.conversations.at(-1);
          expect(sandbox.conversations).toHaveLength(3);
          expect(createdIn(sandbox)).toHaveLength(1);
          expect(found).toEqual({
            ...ordinary,
            id: mine?.id,
            conversation_id: mine?.id,
            conversation_name: sentName(sandbox),
            conversation_url: mine?.conversationUrl,
            // Only the lost answer knew Tavus's page for the room.
            room_url: null,
            join_url: mine?.conversationUrl,
            created_at: mine?.createdAt.toISOString(),
            join_by: secondsAfter(mine?.createdAt, 300),
            ends_by: secondsAfter(mine?.createdAt, 3600),
          });
        },
        // What takes time here takes it at Tavus too.
        { clock: 'real' },
      );
    }
  });

  describe('nothing was created: an ordinary error, and a re-run is safe', () => {
    for (const [title, fault] of NOT_DONE) {
      parallelTest(
        title,
        async ({ sandbox, run }) => {
          addOlder(sandbox);
          sandbox.fault({ ...fault, when: CREATE });
          const error = await errorOf(run(perform, form));
          expect(error).toEqual({ name: 'AppError', message: expect.stringMatching(SAFE) });
          expect(sandbox.conversations).toHaveLength(1);
          expect(createdIn(sandbox)).toHaveLength(1);
          await run(perform, form);
          expect(openIn(sandbox)).toHaveLength(2);
        },
        { clock: 'real' },
      );
    }
  });

  describe('nothing is there, but something may come: no automatic re-run', () => {
    for (const [title, fault] of MAY_COME) {
      parallelTest(title, async ({ sandbox, run }) => {
        sandbox.fault({ ...fault, when: CREATE });
        const error = await errorOf(run(perform, form));
        expect(error).toEqual(uncertain(sandbox));
        expect(sandbox.conversations).toEqual([]);
        expect(createdIn(sandbox)).toHaveLength(1);
      });
    }
  });

  describe('the look-up fails too: no automatic re-run, and the message says what to look for', () => {
    const kinds: Fault[] = [
      { kind: 'reset_before' },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 401 },
      { kind: 'too_many_requests' },
      { kind: 'garbage' },
      { kind: 'never_answer' },
    ];
    for (const lookUp of kinds) {
      for (const create of [{ kind: 'reset_after' }, { kind: 'reset_before' }] as const) {
        const title = `${create.kind}, then ${lookUp.kind} ${'status' in lookUp ? lookUp.status : ''}`;
        parallelTest(title, async ({ sandbox, run }) => {
          sandbox.fault({ ...create, when: CREATE });
          sandbox.fault({ ...lookUp, when: LIST, times: Number.POSITIVE_INFINITY });
          const began = performance.now();
          const error = await errorOf(run(perform, form));
          expect(performance.now() - began).toBeLessThan(limits.step * 1000 + 500);
          expect(error).toEqual(uncertain(sandbox));
          expect(error.message).toContain(formTitle === 'with a name' ? NAME : 'Zapier 20');
          expect(openIn(sandbox)).toHaveLength(create.kind === 'reset_after' ? 1 : 0);
          expect(createdIn(sandbox)).toHaveLength(1);
        });
      }
    }
  });

  describe('the look-up fails first and then works', () => {
    for (const failures of [1, 2]) {
      parallelTest(`${failures} times, and it is there`, async ({ sandbox, run }) => {
        sandbox.fault({ kind: 'reset_after', when: CREATE });
        sandbox.fault({ kind: 'status', status: 503, when: LIST, times: failures });
        const { id } = await run(perform, form);
        expect(sandbox.conversations.map((each) => each.id)).toEqual([id]);
      });

      parallelTest(`${failures} times, and it is not there`, async ({ sandbox, run }) => {
        sandbox.fault({ kind: 'reset_before', when: CREATE });
        sandbox.fault({ kind: 'status', status: 503, when: LIST, times: failures });
        expect((await errorOf(run(perform, form))).message).toMatch(SAFE);
      });
    }

    parallelTest('the last one fails: what was not there before may have come', async (tavus) => {
      const { sandbox, run } = tavus;
      sandbox.fault({ kind: 'reset_before', when: CREATE });
      sandbox.fault({ kind: 'status', status: 503, when: LIST, after: 2 });
      expect(await errorOf(run(perform, form))).toEqual(uncertain(sandbox));
    });
  });

  parallelTest('it shows in the list only at the last look', async ({ sandbox, run }) => {
    sandbox.fault({ kind: 'reset_after', when: CREATE });
    const value = { data: [], total_count: 0 };
    sandbox.fault({ kind: 'json', value, when: LIST, times: limits.looks.length - 1 });
    const { id } = await run(perform, form);
    expect(sandbox.conversations.map((each) => each.id)).toEqual([id]);
  });

  for (const order of ['newest_first', 'oldest_first'] as const) {
    parallelTest(`among hundreds of others, ${order}`, async ({ sandbox, run }) => {
      sandbox.behaviour.listOrder = order;
      const start = sandbox.clock.now().getTime();
      sandbox.addConversations(250, (index) => ({
        name: NAME,
        createdAt: new Date(start - (index + 1) * 60_000),
      }));
      sandbox.fault({ kind: 'reset_after', when: CREATE });
      const { id } = await run(perform, form);
      expect(openIn(sandbox).map((each) => each.id)).toEqual([id]);
    });
  }

  for (const hours of [-26, 26]) {
    const startTime = new Date(Date.now() + hours * 3_600_000).toISOString();
    parallelTest(
      `the clock of Tavus is ${hours} hours away, and it is there`,
      async ({ sandbox, run }) => {
        sandbox.fault({ kind: 'reset_after', when: CREATE });
        const { id } = await run(perform, form);
        expect(sandbox.conversations.map((each) => each.id)).toEqual([id]);
      },
      { startTime, clock: 'real' },
    );

    parallelTest(
      `the clock of Tavus is ${hours} hours away, and it is not there`,
      async ({ sandbox, run }) => {
        await run(perform, form);
        sandbox.clock.advance(10);
        sandbox.fault({ kind: 'reset_before', when: CREATE });
        expect((await errorOf(run(perform, form))).message).toMatch(SAFE);
      },
      { startTime, clock: 'real' },
    );
  }

  describe('private room: without the token nobody can join, so it is ended again', () => {
    for (const [title, fault] of DONE_IN_SHORT) {
      parallelTest(title, async ({ sandbox, run }) => {
        sandbox.fault({ ...fault, when: CREATE });
        const error = await errorOf(run(perform, { ...form, require_auth: true }));
        expect(error).toEqual({
          name: 'AppError',
          message: `Tavus created the conversation ${sandbox.conversations[0]?.id}, but it is private, and its token did not arrive. It was ended again, so it is safe to run this step again.`,
        });
        expect(sandbox.conversations).toHaveLength(1);
        expect(openIn(sandbox)).toEqual([]);
        const again = await run(perform, { ...form, require_auth: true });
        expect(again.meeting_token).toMatch(/^sandbox-token-/);
        expect(openIn(sandbox).map(({ id }) => id)).toEqual([again.id]);
      });
    }

    parallelTest('a meeting that exists already needs no token', async ({ sandbox, run }) => {
      sandbox.fault({ kind: 'reset_after', when: CREATE });
      const meeting_url = 'https://meet.google.com/abc-defg-hij';
      const { id, join_url } = await run(perform, { ...form, require_auth: true, meeting_url });
      expect(join_url).toBe(meeting_url);
      expect(openIn(sandbox)).toMatchObject([{ id }]);
    });

    parallelTest('it cannot be ended: the message says so', async ({ sandbox, run }) => {
      sandbox.fault({ kind: 'reset_after', when: CREATE });
      sandbox.fault({ kind: 'status', status: 500, when: END });
      const error = await errorOf(run(perform, { ...form, require_auth: true }));
      expect(error).toEqual({
        name: 'HaltedError',
        message: `Tavus created the conversation ${sandbox.conversations[0]?.id}, but it is private, and its token did not arrive. It could not be ended: end it with End Conversation or in Tavus, because it is being billed. Then run this step again.`,
      });
      expect(openIn(sandbox)).toHaveLength(1);
    });
  });

  describe('a test in the editor costs nothing whatever is lost', () => {
    const editor = { isLoadingSample: true };

    for (const [title, fault] of DONE_IN_SHORT) {
      parallelTest(title, async ({ sandbox, run }) => {
        sandbox.fault({ ...fault, when: CREATE });
        const { id, test_mode } = await run(perform, form, editor);
        expect(test_mode).toBe(true);
        expect(sandbox.conversations).toMatchObject([{ id, testMode: true, billedSeconds: 0 }]);
      });
    }

    parallelTest('nothing was created', async ({ sandbox, run }) => {
      sandbox.fault({ kind: 'reset_before', when: CREATE });
      expect((await errorOf(run(perform, form, editor))).message).toMatch(SAFE);
      expect(sandbox.conversations).toEqual([]);
    });
  });
});

describe('other conversations of the same name', () => {
  parallelTest(
    'for another replica, at the same moment: distinguished',
    async ({ sandbox, run }) => {
      sandbox.addConversation({ name: NAME, status: 'active', replicaId: SEED.otherReplica });
      sandbox.fault({ kind: 'reset_before', when: CREATE });
      expect((await errorOf(run(perform, NAMED))).message).toMatch(SAFE);
    },
  );

  parallelTest(
    'for another persona, at the same moment: distinguished',
    async ({ sandbox, run }) => {
      const { replica_id: replicaId } = FORM;
      sandbox.addConversation({ name: NAME, status: 'active', replicaId });
      sandbox.fault({ kind: 'reset_after', when: CREATE });
      const { id } = await run(perform, NAMED);
      expect(sandbox.conversation(id)?.personaId).toBe(SEED.persona);
    },
  );

  parallelTest(
    'created with a persona alone: its own replica is none of another',
    async (tavus) => {
      const { sandbox, run } = tavus;
      sandbox.fault({ kind: 'reset_after', when: CREATE });
      const { persona_id } = FORM;
      const { id } = await run(perform, { persona_id, conversation_name: NAME });
      expect(sandbox.conversations.map((each) => each.id)).toEqual([id]);
    },
  );

  parallelTest('alike in all, at the same moment: nobody may guess', async ({ sandbox, run }) => {
    const alike = { replicaId: SEED.replica, personaId: SEED.persona };
    sandbox.addConversation({ name: NAME, status: 'active', ...alike });
    sandbox.fault({ kind: 'reset_after', when: CREATE });
    expect(await errorOf(run(perform, NAMED))).toEqual(uncertain(sandbox));
    expect(openIn(sandbox)).toHaveLength(2);
  });
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
  expect(createdIn(sandbox)).toHaveLength(outcomes.length);
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

describe('across processes, with a cache as in production', () => {
  // The platform asks its cache only if it has something to show.
  process.env.ZAPIER_DEPLOY_KEY = 'key-for-the-cache-of-this-test';
  const processes = [Promise.resolve(processOf(App, createAppHandler)), anotherProcess()] as const;

  /** Runs a step in the first process, or in the second. */
  async function step(tavus: OwnTavus, cache: ZapierCache, which: 0 | 1, form: object = NAMED) {
    const run = await processes[which];
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

  cacheTest('a conversation of two minutes ago is too old to be taken', async (tavus, cache) => {
    await step(tavus, cache, 0);
    tavus.sandbox.clock.advance(121);
    cache.advance(121);
    tavus.sandbox.fault({ kind: 'reset_after', when: CREATE });
    const { id } = await step(tavus, cache, 1);
    expect(tavus.sandbox.conversations.at(-1)?.id).toBe(id);
  });

  cacheTest('nor one of two minutes ago in the same process', async (tavus, cache) => {
    await Promise.all([step(tavus, cache, 0), step(tavus, cache, 0)]);
    tavus.sandbox.clock.advance(121);
    cache.advance(121);
    tavus.sandbox.fault({ kind: 'reset_after', when: CREATE });
    const { id } = await step(tavus, cache, 0);
    expect(tavus.sandbox.conversations.at(-1)?.id).toBe(id);
  });

  cacheTest('a step alone finds its conversation', async (tavus, cache) => {
    tavus.sandbox.fault({ kind: 'reset_after', when: CREATE });
    const { id } = await step(tavus, cache, 0);
    expect(tavus.sandbox.conversations.map((each) => each.id)).toEqual([id]);
  });

  cacheTest('one call to the cache with a name, none without', async (tavus, cache) => {
    await step(tavus, cache, 0, FORM);
    // No other conversation has the same reference.
    await step(tavus, cache, 0, { ...NAMED, reference: 'order-7' });
    expect(cache.calls).toEqual([]);
    await step(tavus, cache, 0);
    expect(cache.calls).toEqual(['zcache_set']);
    expect(tavus.sandbox.requests).toHaveLength(3);
    expect(cache.sent.join()).not.toContain(tavus.sandbox.apiKey);
  });

  cacheTest('the cache fails: a step creates as usual', async (tavus, cache) => {
    cache.breakDown('fail');
    const { id } = await step(tavus, cache, 0);
    expect(tavus.sandbox.conversations.map((each) => each.id)).toEqual([id]);
  });

  cacheTest('the cache hangs: a step creates as usual', async (tavus, cache) => {
    cache.breakDown('hang');
    tavus.waitAtMost({ cache: 0.2 });
    const { id } = await step(tavus, cache, 0);
    expect(tavus.sandbox.conversations.map((each) => each.id)).toEqual([id]);
  });

  for (const how of ['fail', 'hang'] as const) {
    cacheTest(
      `the cache ${how}s: a step that loses its answer does not guess`,
      async (tavus, cache) => {
        cache.breakDown(how);
        tavus.waitAtMost({ cache: 0.2 });
        tavus.sandbox.fault({ kind: 'reset_after', when: CREATE });
        const { error } = await step(tavus, cache, 0);
        expect(error).toEqual(uncertain(tavus.sandbox));
      },
    );
  }
});
