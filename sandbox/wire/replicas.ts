import type { Replica } from '../account/account.ts';
import type { Behaviour } from '../behaviour.ts';
import { timeInForm } from './times.ts';

/** Tavus docs: get-replica, get-replicas, and list-faces for the newer names. */
export function wireReplica(
  replica: Replica,
  newNames: boolean,
  { age, timeForm }: Behaviour,
  verbose: boolean,
): object {
  const { id, name, type } = replica;
  const named = newNames
    ? { face_id: id, face_name: name, ...(verbose ? { face_type: type } : {}) }
    : { replica_id: id, replica_name: name, ...(verbose ? { replica_type: type } : {}) };
  return {
    ...named,
    thumbnail_video_url: `https://cdn.example.com/${replica.id}.mp4`,
    training_progress: replica.status === 'completed' ? '100/100' : '37/100',
    status: replica.status,
    created_at: timeInForm(replica.createdAt, age, timeForm),
    updated_at: timeInForm(replica.updatedAt, age, timeForm),
    error_message: replica.errorMessage,
    model_name: replica.modelName,
    // Came with phoenix-4.5 in autumn 2026.
    ...(age === 'autumn_2026' ? { finetune_status: replica.finetuneStatus } : {}),
  };
}
