import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { isChosen, outcomeField } from '../fields/outcome.ts';
import { field } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { yesNo } from '../forms/kinds.ts';
import { checked } from '../forms/reading.ts';
import { trainedReplica as sample } from '../samples/replica.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import {
  replicaColumns as columns,
  hasFailed,
  isTrained,
  ownReplicas,
  type Replica,
} from '../tavus/replicas.ts';
import { listing } from './polling/recent.ts';

export { columns };

export const form = formOf({
  outcome: outcomeField(
    'Start the Zap when a replica is ready to use, when its training has failed, or both. If blank, Ready.',
  ),
  accept_preview: field(yesNo, {
    label: 'Accept a Preview',
    helpText:
      'If Yes, a Phoenix-4.5 replica starts the Zap as a preview, after minutes and with a watermark. If No or blank, the Zap starts hours later, when the replica is tuned.',
  }),
});

/** The most samples in the editor. */
const SAMPLES = 3;

/**
 * Returns the user's own replicas whose training has ended, the newest first. The list contains
 * everything, so nothing is remembered: Zapier drops the replicas that it has seen.
 */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { outcome, accept_preview = false } = values;
  const replicas = await attempt(z, listing('replicas', bundle), () =>
    // A Zap that is turned on would fire later for what is not read now.
    ownReplicas(tavusClient(z, bundle), bundle.meta?.isPopulatingDedupe ?? false),
  );
  const isReady = (replica: Replica) =>
    isTrained(replica) && (accept_preview || !replica.is_preview);
  const fired = replicas
    .filter((each) => isChosen(outcome, { isReady: isReady(each), hasFailed: hasFailed(each) }))
    .toSorted((one, other) => timeOf(other).localeCompare(timeOf(one)));
  return bundle.meta?.isLoadingSample ? fired.slice(0, SAMPLES) : fired;
}) satisfies PollingTriggerPerform;

/** The moment by which replicas are sorted, ISO 8601 UTC; one without a moment counts as old. */
function timeOf({ updated_at, created_at }: Replica): string {
  return updated_at ?? created_at ?? '';
}

export default defineTrigger({
  key: 'replica_ready',
  noun: 'Replica',
  display: {
    label: 'Replica Ready',
    description:
      'Triggers when your own replica (face) is ready to use after training, or when its training has failed.',
  },
  operation: {
    type: 'polling',
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(columns),
    sample: { ...sample },
  },
});
