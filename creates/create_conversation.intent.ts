import type { Bundle, ZObject } from 'zapier-platform-core';
import { cacheGet, cacheSet } from '../cache.ts';

/**
 * Which steps are about to create a conversation of the same name. If the answer to one is lost, it
 * must not take the conversation of another for its own (docs/reliability.md, "Create exactly once").
 */
export interface Intent {
  /** Whether no other step had the same intent in the meantime; false also if that cannot be told. */
  isAlone(): Promise<boolean>;
  /** Ends the intent. */
  end(): void;
}

/** How long an intent is kept, in seconds: longer than two steps that overlap can last together. */
const TIME_TO_LIVE = 120;

/** What stands in place of a step's own mark when another step came. */
const CONTESTED = 'contested';

/** The intents of this process. Production runs one step at a time in it; tests run several. */
const inProcess = new Map<string, { steps: number; isContested: boolean }>();

/** Makes the intent known before the request is sent. Costs one call to Zapier's cache, none to Tavus. */
export async function announce(z: ZObject, bundle: Bundle, name: string): Promise<Intent> {
  const hash = z.hash('sha256', `${bundle.authData.api_key}\n${name}`, 'hex', 'utf8');
  const key = `create_conversation 1 ${hash}`;
  const mark = crypto.randomUUID();
  const here = inProcess.get(key) ?? { steps: 0, isContested: false };
  here.isContested ||= here.steps > 0;
  here.steps += 1;
  inProcess.set(key, here);
  const isFirst = await announceInCache(z, key, mark);
  return {
    isAlone: async () => isFirst && !here.isContested && (await cacheGet(z, key)) === mark,
    end: () => {
      here.steps -= 1;
      if (here.steps === 0) inProcess.delete(key);
    },
  };
}

async function announceInCache(z: ZObject, key: string, mark: string): Promise<boolean> {
  // Only the first of several succeeds in setting it.
  if (await cacheSet(z, key, mark, { seconds: TIME_TO_LIVE, unlessSet: true })) return true;
  await cacheSet(z, key, CONTESTED, { seconds: TIME_TO_LIVE });
  return false;
}
