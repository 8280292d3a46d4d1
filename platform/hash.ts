import type { ZObject } from 'zapier-platform-core';

/** Stands for a text of any length and characters, such as in a key of the cache: 32 hexadecimal digits of its SHA-256. */
export function hashOf(z: ZObject, text: string): string {
  return z.hash('sha256', text, 'hex', 'utf8').slice(0, 32);
}
