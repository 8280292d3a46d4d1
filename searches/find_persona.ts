import { PERSONA, personaChoices } from '../fields/persona.ts';
import { persona } from '../samples/persona.ts';
import { personaColumns, personas } from '../tavus/personas.ts';
import { catalogSearch } from './catalog_search.ts';

/** Finds personas by id or by name. */
export const { form, columns, perform, definition } = catalogSearch({
  thing: 'persona',
  noun: 'Persona',
  label: PERSONA,
  description:
    'Finds a persona (PAL), the character that a replica plays, by its whole name, with its ID and prompt.',
  resource: personas,
  nameOf: ({ persona_name }) => persona_name,
  choices: personaChoices,
  columns: personaColumns,
  sample: persona,
  isOrCreate: true,
});

export default definition;
