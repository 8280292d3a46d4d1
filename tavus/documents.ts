import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord } from './columns.ts';
import type { Resource } from './list.ts';
import { asList, asText, type WireObject } from './wire.ts';

const from = columnsOf<WireObject>();

/** The columns of a document of the knowledge base, as searches give it out. */
export const documentColumns = {
  id: column.id('ID', 'document_id'),
  document_id: column.id('Document ID', 'document_id'),
  document_name: column.text('Document Name', 'document_name'),
  document_url: column.text('Document URL', 'document_url'),
  status: column.text('Processing Status', 'status'),
  tags: from.text('Tags (Separated by Commas)', tags),
  error_message: column.text('Error Message', 'error_message'),
  created_at: column.time('Created At', 'created_at'),
  updated_at: column.time('Updated At', 'updated_at'),
};

/** A document; `Document` alone is a type of the browser. */
export type TavusDocument = RecordOf<typeof documentColumns>;

function tags(wire: WireObject): string | null {
  const words = asList(wire.tags).flatMap((tag) => asText(tag) ?? []);
  return asText(words.join(', '));
}

export const documents: Resource<TavusDocument> = {
  path: 'documents',
  firstPage: 0,
  query: {},
  read: (wire) => {
    const document = readRecord(documentColumns, wire);
    return document.id === '' ? null : document;
  },
};
