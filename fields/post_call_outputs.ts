import type { Bundle, PlainOutputField, ZObject } from 'zapier-platform-core';
import { type OutputColumns, outputFieldsOf } from '../forms/form.ts';
import { postCallOutputs } from '../tavus/conversations/post_call.ts';
import { newestPostCall } from '../tavus/conversations/requests.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { resultOf } from '../tavus/http/failure.ts';
import { asObject, textOf } from '../tavus/http/wire.ts';

/** The output fields of a conversation; the user's own post-call fields stand before their line items. */
export function conversationOutputFields(columns: OutputColumns) {
  const fields = outputFieldsOf(columns);
  const lines = fields.findIndex(({ key }) => key.startsWith('post_call[]'));
  return [...fields.slice(0, lines), postCallOutputFields, ...fields.slice(lines)];
}

/**
 * The outputs of the user's own post-call action, one for each argument in the newest conversation. If
 * Tavus does not answer, the editor shows only the fixed outputs.
 */
export async function postCallOutputFields(
  z: ZObject,
  bundle: Bundle,
): Promise<PlainOutputField[]> {
  // Zapier also reads the definition without a connection, and before anything is filled in.
  if (!bundle.authData?.api_key) return [];
  const persona = textOf(asObject(bundle.inputData), 'persona_id');
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
