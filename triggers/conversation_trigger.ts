import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checkedValues } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { type ConversationRecord, conversationRecord } from '../tavus/conversation_record.ts';
import { personaField } from './persona_list.ts';
import { poll, type Watch } from './poll.ts';
import { replicaField } from './replica_list.ts';

/** Every trigger can be narrowed to a persona and to a replica. */
const form = formOf({
  persona_id: field(personaField.kind, {
    label: 'Persona',
    helpText:
      'Only conversations with this persona. Leave it blank for all. **Find Persona** looks up its ID.',
    dropdown: personaField.dropdown,
  }),
  replica_id: field(replicaField.kind, {
    label: 'Replica',
    helpText:
      'Only conversations with this replica. Leave it blank for all. **Find Replica** looks up its ID.',
    dropdown: replicaField.dropdown,
  }),
});

/** The poll of a trigger. */
export function pollPerform(watch: Watch) {
  return (async (zapier, bundle) => {
    const narrowing = checkedValues(zapier, form.read(bundle.inputData));
    return poll(zapier, bundle, watch, narrowing);
  }) satisfies PollingTriggerPerform;
}

/** A trigger that gives conversations. */
export function conversationTrigger(
  { key }: Watch,
  display: { readonly label: string; readonly description: string },
  perform: PollingTriggerPerform,
  sample: ConversationRecord,
) {
  return defineTrigger({
    key,
    noun: 'Conversation',
    display: { ...display },
    operation: {
      type: 'polling',
      inputFields: form.inputFields,
      perform,
      outputFields: outputFieldsOf(conversationRecord),
      sample: { ...sample },
    },
  });
}
