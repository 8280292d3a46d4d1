import type { Behaviour } from '../behaviour.ts';
import { type Account, type Replica, WHY_TRAINING_FAILED } from './account.ts';
import { type Clock, secondsAfter } from './clock.ts';

/** How a new replica is trained. */
export interface Training {
  readonly name?: string;
  /** Default phoenix-4.5, which can be used as a preview before it is tuned. */
  readonly modelName?: string;
  /** Default: nothing. tuning: only phoenix-4.5, which then stays a preview. */
  readonly fails?: 'training' | 'tuning';
}

/** From the start of the training until a phoenix-4.5 replica is a preview. */
const PREVIEW_SECONDS = 60;

/**
 * Starts the training of a replica. With phoenix-4.5 it is a preview after a minute, and tuned
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
    hasPreview ? PREVIEW_SECONDS : behaviour.trainingDelay,
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
