import { identifier } from '../forms/kinds.ts';
import { isName, isReplicaId } from '../tavus/ids.ts';
import { type Persona, personas } from '../tavus/persona.ts';
import {
  type DropdownItem,
  dropdownPerform,
  dropdownTrigger,
  entryWithOrigin,
} from './dropdown.ts';

/** Offers the personas; the API says of some only whether they are of Tavus. */
export const perform = dropdownPerform({ resource: personas, entry });

function entry(persona: Persona): DropdownItem {
  return entryWithOrigin(persona.id, persona.persona_name, persona.is_stock);
}

export default dropdownTrigger('persona_list', 'Persona', 'Persona List', perform);

/** A field that takes the id of a persona. */
export const personaField = {
  kind: identifier(
    'the ID of a persona',
    {
      accepts: (value) => !isReplicaId(value),
      otherwise: 'This is the ID of a replica. Put it in Replica instead.',
    },
    {
      accepts: (value) => !isName(value),
      otherwise:
        'This is not the ID of a persona. Choose one from the list, or look up its ID by name with Find Persona.',
    },
  ),
  dropdown: { dynamic: 'persona_list.id.name', search: 'find_persona.id' },
};
