import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { personaChoices, personaId } from '../fields/persona.ts';
import { replicaChoices, replicaId } from '../fields/replica.ts';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checked } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output_fields.ts';
import { type ConversationRecord, conversationColumns } from '../tavus/conversation.ts';
import { poll } from './polling/poll.ts';
import type { Watch } from './polling/run.ts';

/** Every trigger can be narrowed to a persona and to a replica. */
const form = formOf({
  persona_id: field(personaId, {
    label: 'Persona',
    helpText:
      'Only conversations with this persona. Leave it blank for all. **Find Persona** looks up its ID.',
    dropdown: personaChoices,
    search: 'find_persona.id',
  }),
  replica_id: field(replicaId, {
    label: 'Replica',
    helpText:
      'Only conversations with this replica. Leave it blank for all. **Find Replica** looks up its ID.',
    dropdown: replicaChoices,
    search: 'find_replica.id',
  }),
});

interface ConversationTrigger extends Watch {
  readonly label: string;
  readonly description: string;
  readonly sample: ConversationRecord;
}

/** A trigger that gives conversations. */
export function conversationTrigger({ label, description, sample, ...watch }: ConversationTrigger) {
  const perform = (async (z, bundle) => {
    const { values } = checked(z, form.read(bundle.inputData));
    return poll(z, bundle, watch, values);
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
