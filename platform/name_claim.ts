import type { Bundle, ZObject } from 'zapier-platform-core';
import { cacheGet, cacheKey, cacheSet } from './cache.ts';

/**
 * Marks that a step is about to create something with this name, so that no step returns what another
 * one has created (docs/reliability.md, "Create exactly once").
 */
export interface NameClaim {
  /** Whether no other step has claimed the name; false if unknown. */
  isUncontested(): Promise<boolean>;
  /** Releases the name. */
  end(): void;
}

/** How long a claim is kept, in seconds: longer than two overlapping steps can take together. */
const CLAIM_SECONDS = 120;

/** Replaces the mark of a step when another step claims the name. */
const CONTESTED = 'contested';

/** The claims of this process: in production it runs one step at a time, in tests several. */
const inProcess = new Map<string, { steps: number; isContested: boolean }>();

/**
 * Claims a name for an action before its request is sent. Costs one call to Zapier's cache, none to
 * Tavus.
 */
export async function claimName(
  z: ZObject,
  bundle: Bundle,
  action: string,
  name: string,
): Promise<NameClaim> {
  const key = cacheKey(z, bundle, `${action} 1`, name);
  const mark = crypto.randomUUID();
  const here = inProcess.get(key) ?? { steps: 0, isContested: false };
  here.isContested ||= here.steps > 0;
  here.steps += 1;
  inProcess.set(key, here);
  const isFirst = await claimInCache(z, key, mark);
  return {
    isUncontested: async () => isFirst && !here.isContested && (await cacheGet(z, key)) === mark,
    end: () => {
      here.steps -= 1;
      if (here.steps === 0) inProcess.delete(key);
    },
  };
}

async function claimInCache(z: ZObject, key: string, mark: string): Promise<boolean> {
  // Only the first of several steps can set it.
  if (await cacheSet(z, key, mark, { seconds: CLAIM_SECONDS, unlessSet: true })) return true;
  await cacheSet(z, key, CONTESTED, { seconds: CLAIM_SECONDS });
  return false;
}
