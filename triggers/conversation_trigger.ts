import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { PERSONA, personaChoices, personaId } from '../fields/persona.ts';
import { postCallOutputFields } from '../fields/post_call_outputs.ts';
import { REPLICA, replicaChoices, replicaId } from '../fields/replica.ts';
import { field } from '../forms/field.ts';
import { type Form, formOf } from '../forms/form.ts';
import { checked } from '../forms/input_error.ts';
import { type OutputColumns, outputFieldsOf } from '../forms/output_fields.ts';
import { POST_CALL_PREFIX } from '../tavus/post_call.ts';
import type { FiredRecord } from './polling/big_parts.ts';
import { poll } from './polling/poll.ts';
import type { Filter, Watch } from './polling/run.ts';

/** Every trigger can be narrowed to a persona and to a replica. */
export const narrowingFields = {
  persona_id: field(personaId, {
    label: PERSONA,
    helpText: 'Start the Zap only for calls with this persona. Leave it blank for all.',
    dropdown: personaChoices,
  }),
  replica_id: field(replicaId, {
    label: REPLICA,
    helpText: 'Start the Zap only for calls with this replica. Leave it blank for all.',
    dropdown: replicaChoices,
  }),
};

interface ConversationTrigger<Given extends OutputColumns> extends Watch {
  readonly label: string;
  readonly description: string;
  /** What it gives of a conversation. */
  readonly columns: Given;
  readonly sample: object;
  /** What the trigger is narrowed by; left out: what every trigger is. */
  readonly form?: Form<Filter>;
  /** Another watch, with a key of its own, for Zaps that are narrowed in a certain way. */
  readonly watchFor?: (filter: Filter) => Watch | undefined;
}

/** A trigger that gives conversations. */
export function conversationTrigger<Given extends OutputColumns>(
  declared: ConversationTrigger<Given>,
) {
  const { form = formOf(narrowingFields), watchFor, ...others } = declared;
  const { label, description, columns, sample, ...watch } = others;
  const perform = (async (z, bundle) => {
    const { values } = checked(z, form.read(bundle.inputData));
    const records = await poll(z, bundle, watchFor?.(values) ?? watch, values);
    return records.map((record) => withColumns(columns, record));
  }) satisfies PollingTriggerPerform;
  const definition = defineTrigger({
    key: watch.key,
    noun: 'Conversation',
    display: { label, description },
    operation: {
      type: 'polling',
      inputFields: form.inputFields,
      perform,
      outputFields: [
        ...outputFieldsOf(columns),
        ...('post_call' in columns ? [postCallOutputFields] : []),
      ],
      sample: { ...sample },
    },
  });
  return { form, columns, perform, definition };
}

/** The part of a record that has these columns, with the arguments of a post-call action beside its line items. */
function withColumns<Given extends OutputColumns>(columns: Given, record: FiredRecord) {
  const isGiven = (key: string) =>
    key in columns || ('post_call' in columns && key.startsWith(POST_CALL_PREFIX));
  const entries = Object.entries(record).filter(([key]) => isGiven(key));
  // Only what is no column was left out; the id is always one.
  return Object.fromEntries(entries) as Pick<FiredRecord, (keyof Given & keyof FiredRecord) | 'id'>;
}
