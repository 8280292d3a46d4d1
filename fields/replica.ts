import { isName, isPersonaId } from '../tavus/ids.ts';
import { isUsable, type Replica, replicas } from '../tavus/replicas.ts';
import { type DropdownItem, dropdownOf, labelWithOrigin } from './dropdown.ts';
import { linkedId } from './linked_id.ts';

/** The label of a replica: its name in the API, and that on newer pages of Tavus. */
export const REPLICA = 'Replica (Face)';

/** Takes the id of a replica. */
export const replicaId = linkedId(
  'replica',
  'the ID of a replica',
  {
    accepts: (value) => !isPersonaId(value),
    otherwise: 'This is the ID of a persona. Put it in Persona (PAL) instead.',
  },
  {
    accepts: (value) => !isName(value),
    otherwise:
      'This is not the ID of a replica. Choose one from the list, or look up its ID by name with Find Replica.',
  },
);

/** Offers the replicas that can join a call, with their origin. */
export const replicaChoices = dropdownOf({ resource: replicas, entry });

function entry(replica: Replica): DropdownItem | null {
  if (!isUsable(replica)) return null;
  const { id, replica_name, is_stock, is_preview } = replica;
  const name = replica_name ?? id;
  return {
    id,
    label: labelWithOrigin(name, is_stock, is_preview ? ['preview with a watermark'] : []),
  };
}
