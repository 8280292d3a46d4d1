import type { TavusClient } from './client.ts';
import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord } from './columns.ts';
import { listIn, type Resource } from './list.ts';
import { textOf, type WireObject } from './wire.ts';

const from = columnsOf<WireObject>();

/** The columns of a replica (newer Tavus pages: a face), as searches give it out. */
export const replicaColumns = {
  id: column.id('ID', 'replica_id', 'face_id'),
  replica_id: column.id('Replica (Face) ID', 'replica_id', 'face_id'),
  replica_name: column.text('Replica (Face) Name', 'replica_name', 'face_name'),
  status: column.text('Training Status', 'status'),
  is_stock: from.yesNo('Is a Stock Replica (Face)', isStock),
  model_name: column.text('Model Name', 'model_name'),
  thumbnail_video_url: column.text('Preview Video URL', 'thumbnail_video_url'),
  created_at: column.time('Created At', 'created_at'),
  updated_at: column.time('Updated At', 'updated_at'),
};

export type Replica = RecordOf<typeof replicaColumns>;

function isStock(wire: WireObject): boolean | null {
  const type = textOf(wire, 'replica_type', 'face_type');
  return type === null ? null : type === 'system';
}

export const replicas: Resource<Replica> = {
  path: 'replicas',
  firstPage: 1,
  // Without it the API does not say which replicas are stock.
  query: { verbose: true },
  read: (wire) => {
    const replica = readRecord(replicaColumns, wire);
    return replica.id === '' ? null : replica;
  },
};

/** Whether a conversation can be created with the replica: not so while it is being trained. */
export function isUsable({ status }: Replica): boolean {
  return status === null || status === 'completed' || status === 'ready';
}

/** Asks for a single replica, to see whether the API key works. Throws a TavusError. */
export async function askForOneReplica(client: TavusClient): Promise<void> {
  listIn(await client.send({ method: 'GET', path: ['v2', replicas.path], query: { limit: 1 } }));
}
