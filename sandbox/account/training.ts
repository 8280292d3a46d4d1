import type { Behaviour } from '../behaviour.ts';
import { type JsonRecord, readFlag, readText } from '../reading.ts';
import { ok } from '../routes/answers.ts';
import { totalOf } from '../routes/list.ts';
import { onPage, paging } from '../routes/paging.ts';
import type { Handlers } from '../routes/routes.ts';
import { timeInForm } from '../wire/events.ts';
import type { Account, Replica } from './account.ts';
import type { Clock } from './clock.ts';
import { secondsAfter } from './conversation.ts';

/** How a new replica is trained. */
export interface Training {
  readonly name?: string;
  /** Default phoenix-4.5, which can be used as a preview before it is tuned. */
  readonly modelName?: string;
  /** Default: nothing does. tuning: only of phoenix-4.5, which then stays a preview. */
  readonly fails?: 'training' | 'tuning';
}

const WHY_TRAINING_FAILED = 'The consent phrase was not recognised.';

/**
 * Starts the training of a replica. With phoenix-4.5 it is a preview after `previewDelay`, and tuned
 * after `trainingDelay`; other models can be used only then (Tavus docs: Phoenix-4.5 Preview and Status).
 */
export function trainReplica(
  { account, behaviour, clock }: { account: Account; behaviour: Behaviour; clock: Clock },
  { name, modelName = 'phoenix-4.5', fails }: Training = {},
): Replica {
  const replica = account.addReplica({
    ...(name === undefined ? {} : { name }),
    modelName,
    status: 'started',
  });
  const { id } = replica;
  const hasPreview = modelName === 'phoenix-4.5';
  const usableAt = secondsAfter(
    clock.now(),
    hasPreview ? behaviour.previewDelay : behaviour.trainingDelay,
  );
  const tunedAt = secondsAfter(clock.now(), behaviour.trainingDelay);
  clock.at(usableAt, () => {
    if (fails === 'training') {
      account.changeReplica(id, { status: 'error', errorMessage: WHY_TRAINING_FAILED });
    } else {
      const finetuneStatus = hasPreview ? 'training' : null;
      account.changeReplica(id, { status: 'completed', finetuneStatus });
    }
  });
  if (hasPreview && fails !== 'training') {
    clock.at(tunedAt, () => {
      account.changeReplica(id, { finetuneStatus: fails === 'tuning' ? 'errored' : 'completed' });
    });
  }
  return replica;
}

/** The newer names of what is under /v2/replicas; the same replicas. */
export const faceHandlers: Handlers = {
  listFaces: ({ account, behaviour }, { query }) => {
    const type = readText(query, 'face_type');
    const found = account.replicas.filter((replica) => type === undefined || replica.type === type);
    const { limit, page } = paging(query, 20, behaviour);
    const data = onPage(found, limit, page).map((replica) =>
      wireFace(replica, behaviour, readFlag(query, 'verbose')),
    );
    return ok({ data, total_count: totalOf(found.length, data.length, behaviour.totalCount) });
  },
};

function wireFace(replica: Replica, behaviour: Behaviour, verbose: boolean): JsonRecord {
  return {
    face_id: replica.id,
    face_name: replica.name,
    ...replicaState(replica, behaviour),
    ...(verbose ? { face_type: replica.type } : {}),
  };
}

/** What an answer says of a replica, whichever name it has. */
export function replicaState(replica: Replica, { age, timeForm }: Behaviour): JsonRecord {
  return {
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
