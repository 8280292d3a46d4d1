import type { PlainOutputField } from 'zapier-platform-core';
import * as z from 'zod/mini';

/**
 * The output fields of a record. They are a function to Zapier, because the platform copies all that
 * is static at every call (docs/performance.md).
 */
export function outputFieldsOf(record: () => z.ZodMiniObject): [() => Promise<PlainOutputField[]>] {
  return [async () => fieldsOf(record(), '')];
}

/** The label is the schema's title; a list of objects becomes line items (`list[]key`). */
function fieldsOf(record: z.ZodMiniObject, prefix: string): PlainOutputField[] {
  return Object.entries(record.def.shape).flatMap(([name, schema]) => {
    const key = prefix + name;
    const inner = schema instanceof z.ZodMiniNullable ? schema.def.innerType : schema;
    if (inner instanceof z.ZodMiniArray && inner.def.element instanceof z.ZodMiniObject) {
      return fieldsOf(inner.def.element, `${key}[]`);
    }
    const label = z.globalRegistry.get(schema)?.title ?? name;
    return [{ key, label, type: typeOf(inner) }];
  });
}

function typeOf(schema: z.core.$ZodType): NonNullable<PlainOutputField['type']> {
  if (schema instanceof z.ZodMiniStringFormat && schema.def.format === 'datetime')
    return 'datetime';
  if (schema instanceof z.ZodMiniBoolean) return 'boolean';
  if (schema instanceof z.ZodMiniNumber) return 'number';
  return 'string';
}
