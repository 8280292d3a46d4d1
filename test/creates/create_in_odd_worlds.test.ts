import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { perform } from '../../creates/create_conversation.ts';
import { type Behaviour, type Fault, SEED } from '../../sandbox/sandbox.ts';
import { draws } from '../draws.ts';
import { errorOf, requestsOf, run, sandbox } from '../tavus_app.ts';

/**
 * A create whose answer is lost, where the list does not tell the conversation as it was sent, or is
 * not ordered as one hopes. Whatever the list is like, "Nothing was created" is never said of what
 * was, and no other conversation is taken for it.
 */

const CREATE = { method: 'POST', path: '/v2/conversations' };
const DONE: Fault = { kind: 'reset_after', when: CREATE };
const NOT_DONE: Fault = { kind: 'reset_before', when: CREATE };
const SAFE = /Nothing was created\. It is safe to run this step again\.$/;
const UNCERTAIN = /^It is not certain whether Tavus created the conversation/;

const FORM = {
  replica_id: SEED.replica,
  persona_id: SEED.persona,
  callback_url: 'https://hooks.example.com/catch/12/ab?from=zap',
};
const NAME = 'Démo – for "Zoë & Ko." #3';
const NAMED = { ...FORM, conversation_name: NAME };

/** Conversations of before, an hour apart; each was over two minutes later. */
function addOthers(count: number, rest: object = {}): void {
  const now = sandbox.clock.now().getTime();
  sandbox.addConversations(count, (index) => ({
    createdAt: new Date(now - (index + 1) * 3_600_000),
    endedAt: new Date(now - (index + 1) * 3_600_000 + 120_000),
    ...rest,
  }));
}

type Result = 'found' | 'nothing was created' | 'uncertain';

/** What the step says of its lost answer. */
async function outcome(form: object, fault: Fault): Promise<Result> {
  const before = new Set(sandbox.conversations.map(({ id }) => id));
  sandbox.fault(fault);
  const running = run(perform, { ...form });
  const result = await running.catch(() => null);
  const mine = sandbox.conversations.find(({ id }) => !before.has(id));
  if (result !== null) {
    expect(z.object({ id: z.string() }).parse(result).id).toBe(mine?.id);
    return 'found';
  }
  const { name, message } = await errorOf(running);
  if (name === 'AppError') {
    expect(message).toMatch(SAFE);
    expect(mine).toBeUndefined();
    return 'nothing was created';
  }
  expect(name).toBe('HaltedError');
  expect(message).toMatch(UNCERTAIN);
  return 'uncertain';
}

describe('a row that differs from what was sent', () => {
  /** What comes of a create with a name of the user's own, and of one without. */
  const cases: readonly (readonly [string, Partial<Behaviour>, Result, Result])[] = [
    ['nothing differs', {}, 'found', 'found'],
    ['the name is trimmed', { storedNames: 'trimmed' }, 'found', 'found'],
    ['the name lost its punctuation', { storedNames: 'without_punctuation' }, 'found', 'found'],
    ['the name is cut', { longestName: 9 }, 'uncertain', 'uncertain'],
    ['the name is gone', { longestName: 0 }, 'uncertain', 'uncertain'],
    ['ids in other case', { listedIds: 'upper_case' }, 'found', 'found'],
    ['no ids', { listedIds: 'missing' }, 'found', 'found'],
    ['no scheme', { listedCallbackUrls: 'without_scheme' }, 'found', 'found'],
    ['a slash more', { listedCallbackUrls: 'with_slash' }, 'found', 'found'],
    ['no callback URL', { listedCallbackUrls: 'empty' }, 'found', 'found'],
    ['no time', { listedTimes: 'missing' }, 'uncertain', 'found'],
    ['null as time', { listedTimes: 'null' }, 'uncertain', 'found'],
    ['an empty time', { listedTimes: 'empty' }, 'uncertain', 'found'],
    ['a time that is none', { listedTimes: 'zero' }, 'uncertain', 'found'],
    ['words as time', { listedTimes: 'words' }, 'uncertain', 'found'],
    ['a time without T and Z', { listedTimes: 'spaced' }, 'found', 'found'],
    ['a time of another zone', { listedTimes: 'offset' }, 'found', 'found'],
    ['seconds of an epoch', { listedTimes: 'epoch_seconds' }, 'found', 'found'],
    ['milliseconds of an epoch', { listedTimes: 'epoch_milliseconds' }, 'found', 'found'],
    ['a time without seconds', { listedTimes: 'minutes' }, 'uncertain', 'found'],
    ['a date', { listedTimes: 'date' }, 'uncertain', 'found'],
  ];

  test.each(cases)('%s', async (_, behaviour, named, unnamed) => {
    // Half a minute past the minute, so that a time without seconds is another one.
    sandbox.clock.advance(30);
    Object.assign(sandbox.behaviour, behaviour, { maxConcurrent: 10 });
    expect(await outcome(NAMED, DONE)).toBe(named);
    sandbox.clock.advance(60);
    expect(await outcome(FORM, DONE)).toBe(unnamed);
  });

  test.each(['🎉', '¡!', ' ~ '])('a name without letters and digits: %s', async (name) => {
    expect(await outcome({ ...FORM, conversation_name: name }, DONE)).toBe('found');
    sandbox.behaviour.storedNames = 'without_punctuation';
    sandbox.clock.advance(60);
    expect(await outcome({ ...FORM, conversation_name: name }, DONE)).not.toBe(
      'nothing was created',
    );
  });
});

describe('what contradicts is another conversation', () => {
  const now = () => sandbox.clock.now().getTime();

  test.each([
    ['the name', { name: 'Call with Ada' }],
    ['the replica', { replicaId: SEED.otherReplica }],
    ['the persona', { personaId: SEED.personaOfOtherReplica }],
    ['the callback URL', { callbackUrl: 'https://hooks.example.com/catch/99/xy' }],
    ['the time', { createdAt: new Date(Date.parse('2026-11-20T15:00:00Z') - 8000) }],
  ])('%s alone', async (_, rest) => {
    const alike = {
      name: NAME,
      status: 'active' as const,
      replicaId: SEED.replica,
      personaId: SEED.persona,
      callbackUrl: FORM.callback_url,
      createdAt: new Date(now()),
    };
    sandbox.addConversation({ ...alike, ...rest });
    expect(await outcome(NAMED, NOT_DONE)).toBe('nothing was created');
    expect(await outcome(NAMED, DONE)).toBe('found');
  });

  test('uncertain if nothing contradicts but the time is unknown', async () => {
    addOthers(3, { name: NAME, replicaId: SEED.replica, personaId: SEED.persona });
    sandbox.behaviour.listedTimes = 'missing';
    expect(await outcome(NAMED, NOT_DONE)).toBe('uncertain');
    sandbox.reset();
    addOthers(3, { name: 'Call with Ada', replicaId: SEED.replica, personaId: SEED.persona });
    sandbox.behaviour.listedTimes = 'missing';
    expect(await outcome(NAMED, NOT_DONE)).toBe('nothing was created');
  });
});

describe('408 says that nobody knows', () => {
  test('whether it was done or not', async () => {
    const status = 408;
    expect(await outcome(NAMED, { kind: 'status', status, workDone: true, when: CREATE })).toBe(
      'found',
    );
    sandbox.clock.advance(60);
    expect(await outcome(FORM, { kind: 'status', status, when: CREATE })).toBe('uncertain');
  });
});

describe('two steps at the same time, with names that differ in punctuation and case alone', () => {
  test.each([
    ['Demo for Zoë', 'demo – for Zoë!'],
    ['🎉', ' 🎉'],
  ])('%s, %s: none takes the conversation of the other', async (first, second) => {
    sandbox.fault(NOT_DONE);
    const running = [first, second].map((conversation_name) =>
      run(perform, { ...FORM, conversation_name }),
    );
    const outcomes = await Promise.allSettled(running);
    expect(sandbox.conversations).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('in any list', () => {
  const world = fc.record({
    listOrder: fc.constantFrom<Behaviour['listOrder'][]>(
      'newest_first',
      'oldest_first',
      'last_changed_first',
      'last_changed_last',
      'shuffled',
      'shuffled_anew',
      'turning',
    ),
    longestPage: fc.constantFrom(100, 100, 50, 20, 10),
    totalCount: fc.constantFrom<Behaviour['totalCount'][]>(
      'right',
      'missing',
      'of_page',
      'zero',
      'tenfold',
    ),
    pageBeyondEnd: fc.constantFrom<Behaviour['pageBeyondEnd'][]>('empty', 'last'),
    storedNames: fc.constantFrom<Behaviour['storedNames'][]>(
      'as_sent',
      'trimmed',
      'without_punctuation',
    ),
    longestName: fc.constantFrom(Infinity, Infinity, Infinity, Infinity, 12, 0),
    listedTimes: fc.constantFrom<Behaviour['listedTimes'][]>(
      'as_everywhere',
      'as_everywhere',
      'as_everywhere',
      'as_everywhere',
      'missing',
      'empty',
      'zero',
      'rfc_1123',
      'spaced',
      'minutes',
      'date',
      'epoch_seconds',
    ),
    listedIds: fc.constantFrom<Behaviour['listedIds'][]>('as_sent', 'upper_case', 'missing'),
    listedCallbackUrls: fc.constantFrom<Behaviour['listedCallbackUrls'][]>(
      'as_sent',
      'without_scheme',
      'with_slash',
      'empty',
    ),
  });
  const name = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom(NAME, 'Demo', 'Zoë', '面談 (山田)', 'Ann-Kathrin O’Neil, 3.'),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => /[\p{L}\p{N}]/u.test(text)),
  );
  const others = fc.oneof(fc.nat(30), fc.constantFrom(99, 100, 101, 230));

  test('no false word, and no end of requests', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        world,
        name,
        others,
        fc.boolean(),
        async (behaviour, conversation_name, count, done) => {
          sandbox.reset();
          sandbox.clock.advance(17);
          addOthers(count, {
            name: conversation_name ?? 'Demo',
            replicaId: SEED.replica,
            personaId: SEED.persona,
          });
          Object.assign(sandbox.behaviour, behaviour);
          const form = conversation_name === undefined ? FORM : { ...FORM, conversation_name };
          // That the conversation is the right one, and not created after all, is looked at there.
          const result = await outcome(form, done ? DONE : NOT_DONE);
          if (result === 'found') found += 1;
          expect(requestsOf('POST')).toHaveLength(1);
          expect(requestsOf('GET').length).toBeLessThanOrEqual(3 * 50);
        },
      ),
      { ...draws(15), endOnFailure: true },
    );
    expect(found).toBeGreaterThan(2);
  }, 60_000);

  test.each([
    ['newest_first', 100],
    ['oldest_first', 100],
    ['last_changed_first', 50],
    ['last_changed_last', 50],
    ['shuffled', 20],
  ] as const)('%s, %i on a page at most: it is known', async (listOrder, longestPage) => {
    addOthers(230);
    // A call that began long ago has changed last.
    sandbox.addConversation({ createdAt: '2026-11-10T00:00:00Z', endedAt: sandbox.clock.now() });
    Object.assign(sandbox.behaviour, { listOrder, longestPage });
    expect(await outcome(NAMED, NOT_DONE)).toBe('nothing was created');
    expect(await outcome(NAMED, DONE)).toBe('found');
    sandbox.clock.advance(60);
    expect(await outcome(FORM, NOT_DONE)).toBe('nothing was created');
    expect(await outcome(FORM, DONE)).toBe('found');
  });

  test('more conversations than can be read in no order: uncertain', async () => {
    addOthers(1100, { name: 'Another' });
    Object.assign(sandbox.behaviour, { listOrder: 'shuffled', longestPage: 20 });
    expect(await outcome(NAMED, NOT_DONE)).toBe('uncertain');
    expect(requestsOf('GET')).toHaveLength(3 * 50);
  });
});
