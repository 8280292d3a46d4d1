import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord } from './columns.ts';
import type { TavusClient } from './http/client.ts';
import { wordsIn } from './http/error_message.ts';
import { outOfTime, TavusError } from './http/failure.ts';
import { textOf, type WireObject } from './http/wire.ts';
import { listIn, type Resource, search } from './lists/list.ts';

const from = columnsOf<WireObject>();

/** The columns of a replica (newer Tavus pages: a face). */
export const replicaColumns = {
  id: column.id('ID', 'replica_id', 'face_id'),
  replica_id: column.id('Replica (Face) ID', 'replica_id', 'face_id'),
  replica_name: column.text('Replica (Face) Name', 'replica_name', 'face_name'),
  status: column.text('Training Status', 'status'),
  is_stock: from.yesNo('Is a Stock Replica (Face)', isStock),
  finetune_status: column.text('Fine-Tuning Status', 'finetune_status'),
  is_preview: from.yesNo('Is a Preview', isPreview),
  error_message: from.text('Error Message', errorMessage),
  model_name: column.text('Model Name', 'model_name'),
  thumbnail_image_url: column.link('Preview Image URL', 'thumbnail_image_url'),
  thumbnail_video_url: column.text('Preview Video URL', 'thumbnail_video_url'),
  created_at: column.time('Created At', 'created_at'),
  updated_at: column.time('Updated At', 'updated_at'),
};

export type Replica = RecordOf<typeof replicaColumns>;

function isStock(wire: WireObject): boolean | null {
  const type = textOf(wire, 'replica_type', 'face_type');
  return type === null ? null : type === 'system';
}

// ---- the state of the training (Tavus docs: Phoenix-4.5 Preview and Status)

interface State {
  readonly status: string | null;
  readonly finetune_status: string | null;
}

const IS_DONE = /^(completed|ready)$/i;
const HAS_FAILED = /^(error|errored|failed)$/i;

/** With Phoenix-4.5, a trained replica is a preview until it is tuned, and stays one if the tuning fails. */
function isPreview(wire: WireObject): boolean | null {
  const { status, finetune_status } = stateIn(wire);
  if (status === null) return null;
  return IS_DONE.test(status) && finetune_status !== null && !IS_DONE.test(finetune_status);
}

function stateIn(wire: WireObject): State {
  return { status: textOf(wire, 'status'), finetune_status: textOf(wire, 'finetune_status') };
}

/** Whether the training has produced a replica that can be used, if only as a preview. */
export function isTrained({ status }: State): boolean {
  return IS_DONE.test(status ?? '');
}

/** Whether a conversation can be created with the replica: not during its training. */
export function isUsable(replica: State): boolean {
  return replica.status === null || isTrained(replica);
}

/** Whether the training has failed, so that the replica can never be used. */
export function hasFailedTraining({ status }: State): boolean {
  return HAS_FAILED.test(status ?? '');
}

/** Whether the training has failed, or the tuning after it. */
export function hasFailed(replica: State): boolean {
  return hasFailedTraining(replica) || HAS_FAILED.test(replica.finetune_status ?? '');
}

const NO_REASON = 'The training failed, and Tavus does not give a reason.';
const TUNING_FAILED =
  'The tuning of this replica failed, so it stays a preview with a watermark. Create a new replica to try again.';

function errorMessage(wire: WireObject): string | null {
  const message = wordsIn(wire.error_message);
  const state = stateIn(wire);
  if (!hasFailed(state)) return message;
  return message ?? (hasFailedTraining(state) ? NO_REASON : TUNING_FAILED);
}

export const replicas: Resource<Replica> = {
  path: 'replicas',
  firstPage: 1,
  idNames: ['replica_id', 'face_id'],
  // Without it the API does not return which replicas are stock.
  query: { verbose: true },
  read: (wire) => {
    const replica = readRecord(replicaColumns, wire);
    return replica.id === '' ? null : replica;
  },
};

/** The account's own replicas, under the newer path, which returns the state of the tuning. */
const ownFaces: Resource<Replica> = {
  ...replicas,
  path: 'faces',
  query: { face_type: 'user', verbose: true },
};

/**
 * The account's own replicas, with one request for each hundred, as far as there is time. Throws a TavusError,
 * also if there is no time for all that are needed.
 */
export async function ownReplicas(
  client: TavusClient,
  needsAll: boolean,
): Promise<readonly Replica[]> {
  const { found, isComplete } = await search(client, ownFaces, () => 'part');
  if (needsAll && !isComplete) throw new TavusError(outOfTime());
  return found.map(({ item }) => item);
}

/** Requests a single replica, to check the API key. Throws a TavusError. */
export async function askForOneReplica(client: TavusClient): Promise<void> {
  listIn(await client.send({ path: ['v2', replicas.path], query: { limit: 1 } }));
}
