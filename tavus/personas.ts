import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord } from './columns.ts';
import type { Resource } from './list.ts';
import { textOf, type WireObject } from './wire.ts';

const from = columnsOf<WireObject>();

/**
 * The columns of a persona (newer Tavus pages: a PAL), as searches give it out. Its prompts, and the
 * keys of other services that the API sends with it, stay out.
 */
export const personaColumns = {
  id: column.id('ID', 'persona_id', 'pal_id'),
  persona_id: column.id('Persona (PAL) ID', 'persona_id', 'pal_id'),
  persona_name: column.text('Persona (PAL) Name', 'persona_name', 'pal_name'),
  default_replica_id: column.text(
    'Default Replica (Face) ID',
    'default_replica_id',
    'default_face_id',
  ),
  is_stock: from.yesNo('Is a Stock Persona (PAL)', isStock),
  created_at: column.time('Created At', 'created_at'),
  updated_at: column.time('Updated At', 'updated_at'),
};

export type Persona = RecordOf<typeof personaColumns>;

function isStock(wire: WireObject): boolean | null {
  const type = textOf(wire, 'persona_type', 'pal_type');
  return type === null ? null : type === 'system';
}

export const personas: Resource<Persona> = {
  path: 'personas',
  firstPage: 1,
  query: {},
  read: (wire) => {
    const persona = readRecord(personaColumns, wire);
    return persona.id === '' ? null : persona;
  },
};
