import { identifier } from '../forms/kinds.ts';
import { isName, isPersonaId } from '../tavus/ids.ts';
import { isUsable, type Replica, replicas } from '../tavus/replica.ts';
import {
  type DropdownItem,
  dropdownPerform,
  dropdownTrigger,
  entryWithOrigin,
} from './dropdown.ts';

/** Offers the replicas that can join a call, and tells one's own from those of Tavus. */
export const perform = dropdownPerform({ resource: replicas, entry });

function entry(replica: Replica): DropdownItem | null {
  if (!isUsable(replica)) return null;
  return entryWithOrigin(replica.id, replica.replica_name, replica.is_stock);
}

export default dropdownTrigger('replica_list', 'Replica', 'Replica List', perform);

/** A field that takes the id of a replica. */
export const replicaField = {
  kind: identifier(
    'the ID of a replica',
    {
      accepts: (value) => !isPersonaId(value),
      otherwise: 'This is the ID of a persona. Put it in Persona instead.',
    },
    {
      accepts: (value) => !isName(value),
      otherwise:
        'This is not the ID of a replica. Choose one from the list, or look up its ID by name with Find Replica.',
    },
  ),
  dropdown: { dynamic: 'replica_list.id.name', search: 'find_replica.id' },
};
