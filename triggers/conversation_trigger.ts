import { defineTrigger, type PollingTriggerPerform } from 'zapier-platform-core';
import { PERSONA, personaChoices, personaId } from '../fields/persona.ts';
import { conversationOutputFields } from '../fields/post_call_outputs.ts';
import { REPLICA, replicaChoices, replicaId } from '../fields/replica.ts';
import { field } from '../forms/field.ts';
import { type Form, formOf, type OutputColumns } from '../forms/form.ts';
import { checked } from '../forms/reading.ts';
import { POST_CALL_PREFIX } from '../tavus/conversations/post_call.ts';
import { poll } from './polling/poll.ts';
import type { Filter, Watch } from './polling/run.ts';

/** The filters that every trigger has. */
export const filterFields = {
  persona_id: field(personaId, {
    label: PERSONA,
    helpText: 'Only calls with this persona start the Zap. If blank, all do.',
    dropdown: personaChoices,
  }),
  replica_id: field(replicaId, {
    label: REPLICA,
    helpText: 'Only calls with this replica start the Zap. If blank, all do.',
    dropdown: replicaChoices,
  }),
};

interface ConversationTrigger<Given extends OutputColumns> extends Watch {
  readonly label: string;
  readonly description: string;
  /** The columns that it returns. */
  readonly columns: Given;
  readonly sample: { readonly id: string };
  /** The filters of the trigger; if left out, those that every trigger has. */
  readonly form?: Form<Filter>;
  /** A separate watch, with its own key, for Zaps with certain filters. */
  readonly watchFor?: (filter: Filter) => Watch | undefined;
}

/** A trigger that returns conversations. */
export function conversationTrigger<Given extends OutputColumns>(
  declared: ConversationTrigger<Given>,
) {
  const { form = formOf(filterFields), watchFor, ...others } = declared;
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
      outputFields: conversationOutputFields(columns),
      sample: withColumns(columns, sample),
    },
  });
  return { form, columns, perform, definition };
}

/** The part of a record with these columns, in their order; post-call fields stand before their line items. */
function withColumns<Given extends OutputColumns, Whole extends { readonly id: string }>(
  columns: Given,
  record: Whole,
) {
  const postCall = Object.entries(record).filter(([key]) => key.startsWith(POST_CALL_PREFIX));
  const values = new Map(Object.entries(record));
  const entries = Object.keys(columns).flatMap((key) => [
    ...(key === 'post_call' ? postCall : []),
    [key, values.get(key)] as const,
  ]);
  // Only keys that are not columns were left out; the id is always a column.
  return Object.fromEntries(entries) as Pick<Whole, (keyof Given & keyof Whole) | 'id'>;
}
