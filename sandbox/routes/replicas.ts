import type { Replica } from '../account/account.ts';
import type { Names } from '../behaviour.ts';
import { readFlag, readText } from '../reading.ts';
import { hasNewNames } from '../wire/names.ts';
import { wireReplica } from '../wire/replicas.ts';
import { type Answer, failure, ok } from './answers.ts';
import type { Checked, Handlers, Tavus } from './handler.ts';
import { listBody } from './list.ts';

/** Replicas and faces, their newer name. */
export const replicaHandlers: Handlers = {
  listReplicas: (tavus, request) => list(tavus, request, 'replica_type', tavus.behaviour.names),
  listFaces: (tavus, request) => list(tavus, request, 'face_type', 'new'),

  getReplica: (tavus, request) => one(tavus, request, 'replica_id', tavus.behaviour.names),
  getFace: (tavus, request) => one(tavus, request, 'face_id', 'new'),
};

function one(
  { account, behaviour }: Tavus,
  { id, query }: Checked,
  idName: 'replica_id' | 'face_id',
  names: Names,
): Answer {
  const replica = account.replica(id);
  if (replica === undefined) return failure(400, 'error', `Invalid ${idName}`);
  const newNames = hasNewNames(names, account.replicas.indexOf(replica));
  return ok(wireReplica(replica, newNames, behaviour, readFlag(query, 'verbose')));
}

function list(
  { account, behaviour }: Tavus,
  request: Checked,
  typeName: 'replica_type' | 'face_type',
  names: Names,
): Answer {
  const { query } = request;
  const type = readText(query, typeName);
  const ids = readText(query, 'replica_ids')?.split(',');
  const model = readText(query, 'model_name');
  const found = account.replicas.filter(
    (replica) =>
      (type === undefined || replica.type === type) &&
      (ids === undefined || ids.includes(replica.id)) &&
      (model === undefined || replica.modelName === model),
  );
  const wire = (replica: Replica) =>
    wireReplica(
      replica,
      hasNewNames(names, account.replicas.indexOf(replica)),
      behaviour,
      readFlag(query, 'verbose'),
    );
  // In practice, twenty come without a limit.
  return ok(listBody(found, request, behaviour, wire, { usualLimit: 20 }));
}
