import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { formOf } from '../forms/form.ts';
import { checkedValues } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { documentRecord, documents, type TavusDocument } from '../tavus/document.ts';
import { documentField } from '../triggers/document_list.ts';
import { findByIdOrName, idField, nameField } from './by_id_or_name.ts';

export const form = formOf({
  document_name: nameField('Document'),
  document_id: idField('Document', documentField.dropdown.dynamic),
});

/** Finds documents by id or by name. */
export const perform = (async (zapier, bundle) => {
  const { document_id: id, document_name: name } = checkedValues(
    zapier,
    form.read(bundle.inputData),
  );
  const nameOf = (each: TavusDocument) => each.document_name;
  return findByIdOrName(zapier, bundle, documents, { id, name, nameOf, label: 'Document' });
}) satisfies SearchPerform;

const sample: TavusDocument = {
  id: 'd8-5c71baca86fc',
  document_id: 'd8-5c71baca86fc',
  document_name: 'Price List 2026',
  document_url: 'https://example.com/price-list-2026.pdf',
  status: 'ready',
  tags: 'sales, pricing',
  error_message: null,
  created_at: '2026-05-20T08:30:00.000Z',
  updated_at: '2026-05-20T08:34:00.000Z',
};

export default defineSearch({
  key: 'find_document',
  noun: 'Document',
  display: {
    label: 'Find Document',
    description:
      'Finds a document of your Tavus knowledge base by name, and returns its ID for the documents of Create Conversation.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(documentRecord),
    sample,
  },
});
