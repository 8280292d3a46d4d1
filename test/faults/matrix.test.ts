import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { errorOf, type StepError } from '../tavus_app.ts';
import { FAULTS } from './fault_kinds.ts';
import { type Change, PAIRS, type Pair } from './matrix.ts';
import { OPERATION_KEYS, OPERATIONS, type OperationCase } from './operations.ts';
import { inParallel, withOwnTavus } from './own_sandbox.ts';

/** What became of one pair. */
interface Outcome {
  readonly result: unknown;
  readonly error: StepError | undefined;
  readonly seconds: number;
  readonly change: Change;
  /** How many requests to create something a run sends. */
  readonly creates: number;
  readonly names: readonly string[];
  readonly ids: readonly string[];
  readonly next: { readonly result: unknown; readonly change: Change };
}

const outcomes = new Map<Pair, Outcome>();

/** Zapier cuts a step off at 30 s. */
const LONGEST_SECONDS = 28;

/** What takes seconds because somebody waits; all of that is waited for at the same time. */
const WAITING: readonly string[] = ['never_answer', 'slow_drip', 'truncated_body', 'delay'];

beforeAll(async () => {
  const isWaiting = ({ fault }: Pair) => WAITING.includes(FAULTS[fault].fault.kind);
  const isCreate = ({ operation }: Pair) => operation.startsWith('Create Conversation');
  const slow = PAIRS.filter((pair) => isWaiting(pair) || isCreate(pair));
  const quick = PAIRS.filter((pair) => !slow.includes(pair));
  const work = async (pair: Pair) => {
    outcomes.set(pair, await outcomeOf(pair));
  };
  await Promise.all([inParallel(slow, slow.length, work), inParallel(quick, 4, work)]);
}, 90_000);

function outcomeOf({ operation, fault }: Pair): Promise<Outcome> {
  const { hit, times, prepare, run }: OperationCase = OPERATIONS[operation];
  // Half an hour ago, so that all that happens in the sandbox has happened for the app too.
  const startTime = new Date(Date.now() - 1_800_000).toISOString();
  return withOwnTavus(
    async (tavus) => {
      const { sandbox } = tavus;
      const form = prepare(sandbox);
      const before = countOf(sandbox);
      const settings = { when: hit, times: times ?? Number.POSITIVE_INFINITY };
      sandbox.fault({ ...FAULTS[fault].fault, ...settings });
      const began = performance.now();
      const running = run(tavus, form);
      const result = await running.catch(() => undefined);
      const seconds = (performance.now() - began) / 1000;
      const error = await running.then(
        () => undefined,
        () => errorOf(running),
      );
      const after = countOf(sandbox);
      const isCreate = (each: { method: string; path: string }) =>
        each.method === 'POST' && each.path === '/v2/conversations';
      const creates = sandbox.requests.filter(isCreate);
      const names = creates.map(({ body }) => nameIn(body));
      const ids = sandbox.conversations.map(({ id }) => id);
      sandbox.clearFaults();
      const nextResult = await run(tavus, form);
      const next = { result: nextResult, change: changeOf(after, countOf(sandbox)) };
      const change = changeOf(before, after);
      return { result, error, seconds, change, creates: creates.length, names, ids, next };
    },
    { startTime },
  );
}

function nameIn(body: unknown): string {
  const named = typeof body === 'object' && body !== null && 'conversation_name' in body;
  return named ? String(body.conversation_name) : '';
}

function countOf({ conversations }: Sandbox): Change {
  const open = conversations.filter(({ status }) => status === 'active');
  return { created: conversations.length, open: open.length };
}

function changeOf(before: Change, after: Change): Change {
  return { created: after.created - before.created, open: after.open - before.open };
}

function outcome(pair: Pair): Outcome {
  const found = outcomes.get(pair);
  if (!found) throw new Error('There is no outcome of this pair.');
  return found;
}

/** Only what the expected one names is compared. */
function like(expected: unknown): unknown {
  if (typeof expected === 'string') return expect.stringContaining(expected);
  if (Array.isArray(expected)) return expected.map(like);
  return expect.objectContaining(typeof expected === 'object' ? { ...expected } : {});
}

test('every operation of the app is in the table', () => {
  const keys = new Set(Object.values(OPERATIONS).map(({ key }) => key));
  expect([...keys].sort()).toEqual([...OPERATION_KEYS].sort());
});

describe.each(PAIRS.map((pair) => ({ pair, title: FAULTS[pair.fault].title })))(
  '$pair.operation, and Tavus $title',
  ({ pair }) => {
    const { expected } = pair;
    const { doing, result, nextResult }: OperationCase = OPERATIONS[pair.operation];

    test('gives what the table says', () => {
      const { error, ids, names, ...rest } = outcome(pair);
      if (expected.gives === 'result') {
        expect(error).toBeUndefined();
        expect(rest.result).toEqual(like(result));
      } else if (expected.gives === 'nothing yet') {
        expect(error).toBeUndefined();
        expect(rest.result).toEqual([]);
      } else {
        const says = expected.says
          ?.replace('{doing}', doing)
          .replace('{id}', ids.at(-1) ?? '')
          .replace('{name}', names.at(-1) ?? '');
        expect(error).toMatchObject({ name: expected.gives, message: says });
      }
      // An HTTP date has no fractions, and the run takes a moment.
      const delay = Number(error?.delay ?? 0);
      expect(Math.abs(delay - (expected.delay ?? 0))).toBeLessThanOrEqual(delay > 60 ? 5 : 0);
    });

    test('leaves the conversations that the table says, and asks for one at most once', () => {
      const { change, creates } = outcome(pair);
      expect(change).toEqual({ created: expected.created, open: expected.open });
      expect(creates).toBe(pair.operation.startsWith('Create') ? 1 : 0);
    });

    test('the next run goes through', () => {
      const { next } = outcome(pair);
      expect(next.result).toEqual(like(nextResult ?? result));
      expect(next.change).toEqual({ created: expected.next.created, open: expected.next.open });
    });

    test('is over in time, without a stack or a record of the run in the message', () => {
      const { error, seconds } = outcome(pair);
      expect(seconds).toBeLessThan(LONGEST_SECONDS);
      expect(error?.message ?? '').not.toMatch(/What happened|^ {2,}at |TypeError|undefined/m);
    });
  },
);
