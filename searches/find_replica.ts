import { REPLICA, replicaChoices } from '../fields/replica.ts';
import { replica } from '../samples/replica.ts';
import { replicaColumns, replicas } from '../tavus/replicas.ts';
import { catalogSearch } from './catalog_search.ts';

/** Finds replicas by id or by name. */
export const { form, columns, perform, definition } = catalogSearch({
  thing: 'replica',
  noun: 'Replica',
  label: REPLICA,
  description:
    'Finds a replica (face), the AI person that joins a call, by name, and returns its ID.',
  resource: replicas,
  nameOf: ({ replica_name }) => replica_name,
  choices: replicaChoices,
  columns: replicaColumns,
  sample: replica,
  isOrCreate: false,
});

export default definition;
