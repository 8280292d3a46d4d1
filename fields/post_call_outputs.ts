import type { Bundle, PlainOutputField, ZObject } from 'zapier-platform-core';
import { postCallOutputs } from '../tavus/conversations/post_call.ts';
import { newestPostCall } from '../tavus/conversations/requests.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { resultOf } from '../tavus/http/failure.ts';
import { textOf } from '../tavus/http/wire.ts';

/**
 * The outputs that depend on the user's own post-call action, one for each of its arguments, as the
 * newest conversation has them. They stand beside those that are always there; should Tavus not
 * answer, the editor shows the others alone.
 */
export async function postCallOutputFields(
  z: ZObject,
  bundle: Bundle,
): Promise<PlainOutputField[]> {
  // The definition is also read where nobody is connected.
  if (!bundle.authData?.api_key) return [];
  const persona = textOf(bundle.inputData, 'persona_id');
  const found = await resultOf(() => newestPostCall(tavusClient(z, bundle), persona));
  if (!found.ok) return [];
  return postCallOutputs(found.value).map(({ key, label, value }) => ({
    key,
    label,
    type: typeOf(value),
  }));
}

function typeOf(value: unknown): 'number' | 'boolean' | 'string' {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}
