import * as z from 'zod/mini';
import { lazily } from '../lazily.ts';
import { maybeText, maybeTime, maybeYesNo, text } from './record.ts';
import type { Resource } from './resource.ts';
import { asTime, textOf } from './wire.ts';

/**
 * A persona (newer Tavus pages: a PAL), as searches give it out. Its prompts, and the keys of other
 * services that the API sends with it, stay out.
 */
export const personaRecord = lazily(() =>
  z.object({
    id: text('ID'),
    persona_id: text('Persona ID'),
    persona_name: maybeText('Persona Name'),
    default_replica_id: maybeText('Default Replica ID'),
    is_stock: maybeYesNo('Is a Stock Persona'),
    created_at: maybeTime('Created At'),
    updated_at: maybeTime('Updated At'),
  }),
);

export type Persona = z.infer<ReturnType<typeof personaRecord>>;

export const personas: Resource<Persona> = {
  plural: 'personas',
  firstPage: 1,
  query: {},
  read: (wire) => {
    const id = textOf(wire, 'persona_id', 'pal_id');
    if (id === null) return null;
    const type = textOf(wire, 'persona_type', 'pal_type');
    return {
      id,
      persona_id: id,
      persona_name: textOf(wire, 'persona_name', 'pal_name'),
      default_replica_id: textOf(wire, 'default_replica_id', 'default_face_id'),
      is_stock: type === null ? null : type === 'system',
      created_at: asTime(wire.created_at),
      updated_at: asTime(wire.updated_at),
    };
  },
};
