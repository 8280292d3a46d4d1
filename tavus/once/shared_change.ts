import { sleep } from '../../platform/limits.ts';
import type { TavusClient } from '../http/client.ts';
import { changedByOthers, type Failure, resultOf, TavusError } from '../http/failure.ts';

/**
 * Changes that depend on what is there, to something that other steps may change at the same moment
 * (docs/reliability.md, "Two at once"). Tavus has no lock, so each step looks again after it has
 * written, and writes again what another one has undone.
 */
export interface SharedChange<State, Change> {
  readonly read: () => Promise<State>;
  /**
   * What is still to be written; null if nothing. Once this step has written, it is only what another
   * step cannot have meant to undo.
   */
  readonly missing: (state: State, isWritten: boolean) => Change | null;
  /** Writes it, and returns the state that should follow. */
  readonly write: (change: Change, state: State) => Promise<State>;
}

/** The most writes of a step; as many steps at once come to an end. */
const MAX_WRITES = 8;

/** The longest wait before the second look, in seconds. */
const MAX_WAIT = 2;

/** Makes the change, and returns the state after it. Throws a TavusError. */
export async function changeShared<State, Change>(
  client: TavusClient,
  shared: SharedChange<State, Change>,
): Promise<State> {
  const { read, missing, write } = shared;
  let readAt = performance.now();
  let state: State = await read();
  let last: { readonly change: Change; readonly expected: State } | null = null;
  for (let writes = 0; ; writes += 1) {
    const known: State = state;
    const change = missing(known, writes > 0);
    if (change === null) return known;
    // The same as before: Tavus does not show it, or keeps it in a form of its own.
    if (last && JSON.stringify(change) === JSON.stringify(last.change)) return last.expected;
    if (writes === MAX_WRITES) throw new TavusError(changedByOthers());
    const written = await resultOf<State>(() => write(change, known));
    if (!written.ok) return found(shared, written.failure, writes > 0);
    await waitFor(client, (performance.now() - readAt) / 1000);
    readAt = performance.now();
    const again = await resultOf<State>(read);
    if (!again.ok) return written.value;
    last = { change, expected: written.value };
    state = again.value;
  }
}

/** The state if a write has succeeded although it failed. Throws a TavusError otherwise. */
async function found<State>(
  { read, missing }: Pick<SharedChange<State, unknown>, 'read' | 'missing'>,
  failure: Failure,
  isWritten: boolean,
): Promise<State> {
  const mayHaveSucceeded = failure.mayHaveSucceeded || isWritten;
  const again = failure.mayHaveSucceeded ? await resultOf<State>(read) : null;
  if (again?.ok && missing(again.value, false) === null) return again.value;
  throw new TavusError({ ...failure, mayHaveSucceeded });
}

/**
 * A step that has read before this one wrote is to have written by the second look. It takes about as
 * long as this one has taken.
 */
function waitFor(client: TavusClient, seconds: number): Promise<void> {
  return sleep(Math.min(seconds, MAX_WAIT, client.secondsLeft()));
}

/** A list with more items, or without some; null if that changes nothing. */
export function listAfter(
  mode: 'add' | 'remove',
  known: readonly string[],
  given: readonly string[],
): readonly string[] | null {
  if (given.every((each) => known.includes(each) === (mode === 'add'))) return null;
  return mode === 'add'
    ? [...new Set([...known, ...given])]
    : known.filter((each) => !given.includes(each));
}
