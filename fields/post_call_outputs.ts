import type { Bundle, PlainOutputField, ZObject } from 'zapier-platform-core';
import { postCallOutputs } from '../tavus/conversations/post_call.ts';
import { newestPostCall } from '../tavus/conversations/requests.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { resultOf } from '../tavus/http/failure.ts';
import { textOf } from '../tavus/http/wire.ts';

/**
 * The outputs of the user's own post-call action, one for each argument in the newest conversation.
 * They are added to the fixed outputs; if Tavus does not answer, the editor shows only those.
 */
export async function postCallOutputFields(
  z: ZObject,
  bundle: Bundle,
): Promise<PlainOutputField[]> {
  // Zapier also reads the definition without a connection.
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
