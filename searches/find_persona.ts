import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { formOf } from '../forms/form.ts';
import { checkedValues } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { type Persona, personaRecord, personas } from '../tavus/persona.ts';
import { personaField } from '../triggers/persona_list.ts';
import { findByIdOrName, idField, nameField } from './by_id_or_name.ts';

export const form = formOf({
  persona_name: nameField('Persona'),
  persona_id: idField('Persona', personaField.dropdown.dynamic),
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
