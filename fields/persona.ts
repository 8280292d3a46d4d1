import { shown } from '../forms/shown.ts';
import { isName, isReplicaId } from '../tavus/ids.ts';
import { ownPersonas, type Persona, personas } from '../tavus/personas.ts';
import { type DropdownItem, dropdownOf, labelWithOrigin } from './dropdown.ts';
import { linkedId } from './linked_id.ts';

/** The label of a persona: its name in the API, and that on newer pages of Tavus. */
export const PERSONA = 'Persona (PAL)';

/** Takes the id of a persona. */
export const personaId = linkedId(
  'persona',
  'the ID of a persona',
  {
    accepts: (value) => !isReplicaId(value),
    otherwise: 'This is the ID of a replica. Put it in Replica (Face) instead.',
  },
  {
    accepts: (value) => !isName(value),
    otherwise:
      'This is not the ID of a persona. Choose one from the list, or look up its ID by name with Find Persona.',
  },
);

/** The error if the account has no such persona of its own. */
export function noOwnPersona(id: string): string {
  return `None of your personas has the ID ${shown(id)}. Stock personas cannot be changed. Look it up with Find Persona, and check which connection this step uses.`;
}

/** Offers the personas; the API marks only some as stock or own. */
export const personaChoices = dropdownOf({ resource: personas, entry });

/** Offers the account's own personas. */
export const ownPersonaChoices = dropdownOf({
  resource: ownPersonas,
  entry: ({ id, persona_name }) => ({ id, label: persona_name ?? id }),
});

function entry({ id, persona_name, is_stock }: Persona): DropdownItem {
  return { id, label: labelWithOrigin(persona_name ?? id, is_stock) };
}
