import { identifier } from '../forms/kinds.ts';
import { isName, isPersonaId } from '../tavus/ids.ts';
import { isUsable, type Replica, replicas } from '../tavus/replica.ts';
import { type DropdownItem, dropdownPerform, dropdownTrigger } from './dropdown.ts';

/** Offers the replicas that can join a call, and tells one's own from those of Tavus. */
export const perform = dropdownPerform({ resource: replicas, entry });

function entry(replica: Replica): DropdownItem | null {
  if (!isUsable(replica)) return null;
  const name = replica.replica_name ?? replica.id;
  if (replica.is_stock === null) return { id: replica.id, name };
  return { id: replica.id, name: `${name} (${replica.is_stock ? 'Tavus stock' : 'your own'})` };
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
