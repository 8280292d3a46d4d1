import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { formOf } from '../forms/form.ts';
import { checkedValues } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { type Replica, replicaRecord, replicas } from '../tavus/replica.ts';
import { replicaField } from '../triggers/replica_list.ts';
import { findByIdOrName, idField, nameField } from './by_id_or_name.ts';

export const form = formOf({
  replica_name: nameField('Replica'),
  replica_id: idField('Replica', replicaField.dropdown.dynamic),
});

/** Finds replicas by id or by name. */
export const perform = (async (zapier, bundle) => {
  const { replica_id: id, replica_name: name } = checkedValues(zapier, form.read(bundle.inputData));
  const nameOf = (each: Replica) => each.replica_name;
  return findByIdOrName(zapier, bundle, replicas, { id, name, nameOf, label: 'Replica' });
}) satisfies SearchPerform;

const sample: Replica = {
  id: 'r90bbd427f71',
  replica_id: 'r90bbd427f71',
  replica_name: 'Anna',
  status: 'completed',
  is_stock: true,
  model_name: 'phoenix-4',
  thumbnail_video_url: 'https://cdn.replica.tavus.io/thumbnails/anna.mp4',
  created_at: '2026-03-02T10:15:00.000Z',
  updated_at: '2026-03-02T14:40:00.000Z',
};

export default defineSearch({
  key: 'find_replica',
  noun: 'Replica',
  display: {
    label: 'Find Replica',
    description:
      'Finds a replica, the AI person that joins a call, by name, and returns its ID for Create Conversation.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(replicaRecord),
    sample,
  },
});
