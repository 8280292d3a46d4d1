import * as z from 'zod/mini';
import { lazily } from '../lazily.ts';
import { maybeText, maybeTime, maybeYesNo, text } from './record.ts';
import type { Resource } from './resource.ts';
import { asTime, textOf } from './wire.ts';

/** A replica (newer Tavus pages: a face), as searches give it out. */
export const replicaRecord = lazily(() =>
  z.object({
    id: text('ID'),
    replica_id: text('Replica ID'),
    replica_name: maybeText('Replica Name'),
    status: maybeText('Training Status'),
    is_stock: maybeYesNo('Is a Stock Replica'),
    model_name: maybeText('Model Name'),
    thumbnail_video_url: maybeText('Preview Video URL'),
    created_at: maybeTime('Created At'),
    updated_at: maybeTime('Updated At'),
  }),
);

export type Replica = z.infer<ReturnType<typeof replicaRecord>>;

export const replicas: Resource<Replica> = {
  plural: 'replicas',
  firstPage: 1,
  // Without it the API does not tell own replicas from stock ones.
  query: { verbose: true },
  read: (wire) => {
    const id = textOf(wire, 'replica_id', 'face_id');
    if (id === null) return null;
    const type = textOf(wire, 'replica_type', 'face_type');
    return {
      id,
      replica_id: id,
      replica_name: textOf(wire, 'replica_name', 'face_name'),
      status: textOf(wire, 'status'),
      is_stock: type === null ? null : type === 'system',
      model_name: textOf(wire, 'model_name'),
      thumbnail_video_url: textOf(wire, 'thumbnail_video_url'),
      created_at: asTime(wire.created_at),
      updated_at: asTime(wire.updated_at),
    };
  },
};

/** Whether a conversation can be created with the replica: not so while it is being trained. */
export function isUsable(replica: Replica): boolean {
  return replica.status === null || replica.status === 'completed' || replica.status === 'ready';
}
