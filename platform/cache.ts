import type { Bundle, ZObject } from 'zapier-platform-core';
import { apiKeyOf } from './api_key.ts';
import { limits } from './limits.ts';

/** Zapier's cache with a time limit. The app works without it, so failures are ignored. */

/** The cached value; null if there is none, undefined if the cache does not respond. */
export function cacheGet(z: ZObject, key: string): Promise<unknown> {
  return inTime(() => z.cache.get(key));
}

/** Caches a value for some time; with `unlessSet`, only if there is none yet. Returns whether it was cached. */
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

/**
 * The key of a cached value: what it is, with a version, and a hash of the connection and `more`. The
 * cache is shared by all users of the app; the API key tells connections apart.
 */
export function cacheKey(z: ZObject, bundle: Bundle, what: string, more = ''): string {
  return `${what} ${hashOf(z, `tavus-zapier ${apiKeyOf(bundle)}\n${more}`)}`;
}

/** A hash for cache keys: 32 hexadecimal digits of the text's SHA-256. */
export function hashOf(z: ZObject, text: string): string {
  return z.hash('sha256', text, 'hex', 'utf8').slice(0, 32);
}
