import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checkedValues } from '../forms/input_error.ts';
import { identifier, text } from '../forms/kinds.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { type Persona, personaRecord, personas } from '../tavus/persona.ts';
import { findByIdOrName } from './by_id_or_name.ts';

export const form = formOf({
  persona_name: field(text, {
    label: 'Persona Name',
    helpText: 'The name or a part of it, in capitals or not. A full match comes before a part.',
  }),
  persona_id: field(identifier('the ID of a persona'), {
    label: 'Persona',
    helpText: 'Choose one, or map its ID from an earlier step. It counts before the name.',
    dropdown: { dynamic: 'persona_list.id.name' },
  }),
});

/** Finds personas by id or by name. */
export const perform = (async (zapier, bundle) => {
  const { persona_id: id, persona_name: name } = checkedValues(zapier, form.read(bundle.inputData));
  const nameOf = (each: Persona) => each.persona_name;
  return findByIdOrName(zapier, bundle, personas, { id, name, nameOf, label: 'Persona' });
}) satisfies SearchPerform;

const sample: Persona = {
  id: 'pcb7a34da5fe',
  persona_id: 'pcb7a34da5fe',
  persona_name: 'Onboarding Coach',
  default_replica_id: 'r90bbd427f71',
  is_stock: false,
  created_at: '2026-03-05T09:00:00.000Z',
  updated_at: '2026-04-11T16:20:00.000Z',
};

export default defineSearch({
  key: 'find_persona',
  noun: 'Persona',
  display: {
    label: 'Find Persona',
    description:
      'Finds a persona, the character that a replica plays in a call, by name, and returns its ID for Create Conversation.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(personaRecord),
    sample,
  },
});
