import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { PERSONA, personaChoices, personaId } from '../fields/persona.ts';
import { REPLICA, replicaChoices, replicaId } from '../fields/replica.ts';
import { field } from '../forms/field.ts';
import { type Form, formOf } from '../forms/form.ts';
import { checked } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output_fields.ts';
import { type ConversationRecord, conversationColumns } from '../tavus/conversation.ts';
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

interface ConversationTrigger extends Watch {
  readonly label: string;
  readonly description: string;
  readonly sample: ConversationRecord;
  /** What the trigger is narrowed by; left out: what every trigger is. */
  readonly form?: Form<Filter>;
  /** Another watch, with a key of its own, for Zaps that are narrowed in a certain way. */
  readonly watchFor?: (filter: Filter) => Watch | undefined;
}

/** A trigger that gives conversations. */
export function conversationTrigger(declared: ConversationTrigger) {
  const { form = formOf(narrowingFields), watchFor, ...others } = declared;
  const { label, description, sample, ...watch } = others;
  const perform = (async (z, bundle) => {
    const { values } = checked(z, form.read(bundle.inputData));
    return poll(z, bundle, watchFor?.(values) ?? watch, values);
  }) satisfies PollingTriggerPerform;
  const definition = defineTrigger({
    key: watch.key,
    noun: 'Conversation',
    display: { label, description },
    operation: {
      type: 'polling',
      inputFields: form.inputFields,
      perform,
      outputFields: outputFieldsOf(conversationColumns),
      sample: { ...sample },
    },
  });
  return { form, columns: conversationColumns, perform, definition };
}
