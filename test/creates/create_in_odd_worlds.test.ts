import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Behaviour, Fault } from '../../sandbox/sandbox.ts';
import { draws } from '../draws.ts';
import { errorOf, requestsOf, run, sandbox } from '../tavus_app.ts';
import { CREATIONS, type Creation } from './creations.ts';

/**
 * A create whose answer is lost, where the list does not contain the thing as it was sent, or has another
 * order than expected. "Nothing was created" is never said of a thing that was created, and no other
 * thing is taken for it.
 */

const WORLD = fc.record({
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
  names: fc.constantFrom<Behaviour['names'][]>('old', 'new', 'mixed'),
  videoPagesFrom: fc.constantFrom(0, 1),
  videoDates: fc.constantFrom<Behaviour['videoDates'][]>('rfc_1123', 'iso'),
  documentSort: fc.constantFrom<Behaviour['documentSort'][]>('honoured', 'ignored'),
});

const NAME = fc.oneof(
  fc.constantFrom('Démo – for "Zoë & Ko." #3', 'Zoë', '面談 (山田)', 'Ann-Kathrin O’Neil, 3.'),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => /[\p{L}\p{N}]/u.test(text)),
);

/** How many things there are already. */
const OTHERS = fc.oneof(fc.nat(30), fc.constantFrom(99, 100, 101, 230));

/** Adds things with the name, an hour apart. */
function addOthers({ add }: Creation, count: number, name: string): void {
  const now = sandbox.clock.now().getTime();
  for (let hours = count; hours > 0; hours -= 1)
    add(sandbox, new Date(now - hours * 3_600_000), name);
}

/** Runs the step, checks what it says of its lost answer, and returns whether the thing was found. */
async function isFound(creation: Creation, form: Creation['form'], isDone: boolean) {
  const { perform, path, things, nothing } = creation;
  const before = new Set(things(sandbox).map(({ id }) => id));
  const kind: Fault['kind'] = isDone ? 'reset_after' : 'reset_before';
  sandbox.fault({ kind, when: { method: 'POST', path } });
  const running = run(perform, form);
  const result = await running.catch(() => null);
  const mine = things(sandbox).filter(({ id }) => !before.has(id));
  expect(mine).toHaveLength(isDone ? 1 : 0);
  if (result !== null) {
    expect(result.id).toBe(mine[0]?.id);
    return true;
  }
  const { name, message } = await errorOf(running);
  if (isDone) expect(name).toBe('HaltedError');
  expect(message).toContain(
    name === 'AppError'
      ? `${nothing} It is safe to run this step again.`
      : 'Do not replay this run',
  );
  return false;
}

test.each(CREATIONS)(
  '$title is never denied, never another one, and not looked for without end',
  async (creation) => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(WORLD, NAME, OTHERS, fc.boolean(), async (world, name, count, isDone) => {
        sandbox.reset();
        sandbox.clock.advance(17);
        addOthers(creation, count, name);
        Object.assign(sandbox.behaviour, world);
        const named = creation.listed && { [creation.nameKey]: name };
        if (await isFound(creation, { ...creation.form, ...named }, isDone)) found += 1;
        expect(requestsOf('POST')).toHaveLength(1);
        expect(requestsOf('GET').length).toBeLessThanOrEqual(3 * 50);
      }),
      { ...draws(30), endOnFailure: true },
    );
    expect(found).toBeGreaterThan(2);
  },
  60_000,
);

const CONVERSATIONS = CREATIONS.filter(({ path }) => path === '/v2/conversations');

test.each(CONVERSATIONS)('$title is uncertain among more than can be read', async (creation) => {
  addOthers(creation, 1100, 'Another');
  Object.assign(sandbox.behaviour, { listOrder: 'shuffled', longestPage: 20 });
  expect(await isFound(creation, creation.form, false)).toBe(false);
  expect(requestsOf('GET')).toHaveLength(3 * 50);
});
