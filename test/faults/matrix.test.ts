import { expect, test } from '@jest/globals';
import { limits } from '../../platform/limits.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { errorOf } from '../tavus_app.ts';
import { FAULTS } from './fault_kinds.ts';
import { type Change, type Expected, type Pair, TRIED_PAIRS } from './matrix.ts';
import { OPERATION_KEYS, OPERATIONS, type OperationCase } from './operations.ts';
import { type OwnTavus, parallelTest } from './own_sandbox.ts';

test('every operation of the app is in the table', () => {
  const keys = new Set(Object.values(OPERATIONS).map(({ key }) => key));
  expect([...keys].sort()).toEqual([...OPERATION_KEYS].sort());
});

// Half an hour ago, so that all that happens in the sandbox has happened for the app too.
const startTime = new Date(Date.now() - 1_800_000).toISOString();

for (const pair of TRIED_PAIRS) {
  const title = `${pair.operation}, and Tavus ${FAULTS[pair.fault].title}`;
  parallelTest(title, (tavus) => tryPair(tavus, pair), { startTime });
}

/** Runs the operation with the fault, and once more without. */
async function tryPair(tavus: OwnTavus, { operation, fault, expected }: Pair): Promise<void> {
  const { sandbox } = tavus;
  const each: OperationCase = OPERATIONS[operation];
  const { hit, times, prepare, run, result, nextResult, changes } = each;
  const form = prepare(sandbox);
  const before = countOf(sandbox, changes);
  const settings = { when: hit, times: times ?? Number.POSITIVE_INFINITY };
  sandbox.fault({ ...FAULTS[fault].fault, ...settings });

  const began = performance.now();
  const running = run(tavus, form);
  await running.catch(() => undefined);
  expect((performance.now() - began) / 1000).toBeLessThan(limits.step + 1);
  await expectOutcome(sandbox, running, each, expected);
  const after = countOf(sandbox, changes);
  expect(changeOf(before, after)).toEqual({ created: expected.created, open: expected.open });
  expect(createsIn(sandbox)).toHaveLength(/^(Create|Generate) /.test(operation) ? 1 : 0);

  sandbox.clearFaults();
  expect(await run(tavus, form)).toEqual(like(nextResult ?? result));
  const { created, open } = expected.next;
  expect(changeOf(after, countOf(sandbox, changes))).toEqual({ created, open });
}

/** Compares what a run gives with what the table says. */
async function expectOutcome(
  sandbox: Sandbox,
  running: Promise<unknown>,
  { doing, result }: OperationCase,
  { gives, says, delay = 0 }: Expected,
): Promise<void> {
  if (gives === 'result') {
    expect(await running).toEqual(like(result));
    return;
  }
  if (gives === 'nothing yet') {
    expect(await running).toEqual([]);
    return;
  }
  const error = await errorOf(running);
  const message = says
    ?.replace('{doing}', doing)
    .replace('{id}', sandbox.conversations.at(-1)?.id ?? '')
    .replace('{name}', nameIn(createsIn(sandbox).at(-1)?.body));
  expect(error).toMatchObject({ name: gives, message });
  // An HTTP date has no fractions, and the run takes a moment.
  const lost = delay - Number(error.delay ?? 0);
  expect(Math.abs(lost)).toBeLessThanOrEqual(delay > 60 ? 5 : 0);
}

/** Only what the expected one names is compared. */
function like(expected: unknown): unknown {
  if (typeof expected === 'string') return expect.stringContaining(expected);
  if (Array.isArray(expected)) return expected.map(like);
  return expect.objectContaining(typeof expected === 'object' ? { ...expected } : {});
}

function createsIn({ requests }: Sandbox) {
  return requests.filter(
    ({ method, path }) =>
      method === 'POST' && /^\/v2\/(conversations|videos|documents|pals)$/.test(path),
  );
}

function nameIn(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  if ('conversation_name' in body) return String(body.conversation_name);
  if ('pal_name' in body) return String(body.pal_name);
  return 'video_name' in body ? String(body.video_name) : '';
}

/** Only conversations come to an end; everything else is there or not. */
function countOf(sandbox: Sandbox, changes: OperationCase['changes']): Change {
  const { conversations, videos, documents, personas, memoryStores, tools } = sandbox;
  const memories = memoryStores.flatMap(({ pinned }) => pinned);
  const messages = conversations.flatMap((each) => each.messages);
  const there = { videos, documents, personas, memories, messages, tools };
  if (changes) return { created: there[changes].length, open: there[changes].length };
  const open = conversations.filter(({ status }) => status === 'active');
  return { created: conversations.length, open: open.length };
}

function changeOf(before: Change, after: Change): Change {
  return { created: after.created - before.created, open: after.open - before.open };
}
