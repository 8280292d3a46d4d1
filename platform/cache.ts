import type { ZObject } from 'zapier-platform-core';
import { limits } from './limits.ts';

/**
 * Zapier's cache, as something that may fail: the platform sets no limit to how long it takes, and no
 * step of this app is wrong without it.
 */

/** What is kept under a key; null if nothing is, undefined if the cache does not answer. */
export function cacheGet(z: ZObject, key: string): Promise<unknown> {
  return inTime(() => z.cache.get(key));
}

/** Keeps a value for some time, with `unlessSet` only if nothing is kept yet. True if it was kept. */
export async function cacheSet(
  z: ZObject,
  key: string,
  value: unknown,
  { seconds, unlessSet = false }: { readonly seconds: number; readonly unlessSet?: boolean },
): Promise<boolean> {
  const set = () => z.cache.set(key, value, seconds, undefined, unlessSet);
  return (await inTime(set)) === true;
}

function inTime(ask: () => Promise<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), limits.cache * 1000);
    const answered = (value: unknown) => {
      clearTimeout(timer);
      resolve(value);
    };
    Promise.resolve()
      .then(ask)
      .then(answered, () => answered(undefined));
  });
}

/** Stands for a text of any length and characters, such as in a key of the cache: 32 hexadecimal digits of its SHA-256. */
export function hashOf(z: ZObject, text: string): string {
  return z.hash('sha256', text, 'hex', 'utf8').slice(0, 32);
}
