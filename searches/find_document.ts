import { documentChoices } from '../fields/document.ts';
import { document } from '../samples/document.ts';
import { documentColumns, documents } from '../tavus/documents.ts';
import { catalogSearch } from './catalog_search.ts';

/** Finds documents by id or by name. */
export const { form, columns, perform, definition } = catalogSearch({
  thing: 'document',
  noun: 'Document',
  label: 'Document',
  description:
    'Finds a document of your knowledge base by its whole name, and returns its ID for Create Conversation.',
  resource: documents,
  nameOf: ({ document_name }) => document_name,
  choices: documentChoices,
  columns: documentColumns,
  sample: document,
  isOrCreate: true,
});

export default definition;
