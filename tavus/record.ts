import * as z from 'zod/mini';

/**
 * The values that records are made of, each with the title that a person reads. A value that may be
 * unknown is null then: its key is always there, so that the filters of a Zap can rely on it.
 */
export const text = (title: string) => titled(z.string(), title);
export const maybeText = (title: string) => titled(z.nullable(z.string()), title);
export const maybeNumber = (title: string) => titled(z.nullable(z.number()), title);
export const yesNo = (title: string) => titled(z.boolean(), title);
export const maybeYesNo = (title: string) => titled(z.nullable(z.boolean()), title);
/** A moment, ISO 8601 UTC. */
export const maybeTime = (title: string) => titled(z.nullable(z.iso.datetime()), title);

function titled<Schema extends z.ZodMiniType>(schema: Schema, title: string): Schema {
  z.globalRegistry.add(schema, { title });
  return schema;
}
