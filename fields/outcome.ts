import { type FieldOptions, field } from '../forms/field.ts';
import { oneOf } from '../forms/kinds.ts';

/** The two final states of an item that Tavus processes. */
interface Ended {
  readonly isReady: boolean;
  readonly hasFailed: boolean;
}

const kind = oneOf(['ready', 'failed', 'both'], {
  ready: 'Ready',
  failed: 'Failed',
  both: 'Ready or Failed',
});

type Outcome = 'ready' | 'failed' | 'both';

/** The field of a trigger for the outcomes that start the Zap; blank means ready. */
export function outcomeField(helpText: FieldOptions['helpText']) {
  return field(kind, { label: 'Outcome', helpText });
}

/** Whether the chosen outcome includes this state. */
export function isChosen(outcome: Outcome | undefined, { isReady, hasFailed }: Ended): boolean {
  return (
    (outcome !== 'failed' && isReady) || (outcome !== undefined && outcome !== 'ready' && hasFailed)
  );
}
