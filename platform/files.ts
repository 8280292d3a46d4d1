import type { ZObject } from 'zapier-platform-core';

/**
 * Puts a text file into Zapier's storage and gives its address, which later steps can attach or
 * upload. It needs Zapier's servers, so no test can run it for real.
 */
export async function storeFile(
  z: ZObject,
  content: string,
  name: string,
  type: 'text/plain' | 'text/vtt',
): Promise<string> {
  return z.stashFile(Buffer.from(content), Buffer.byteLength(content), name, type);
}
