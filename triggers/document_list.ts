import { identifier, listOf } from '../forms/kinds.ts';
import { documents, type TavusDocument } from '../tavus/document.ts';
import { isName } from '../tavus/ids.ts';
import { type DropdownItem, dropdownPerform, dropdownTrigger } from './dropdown.ts';

/** Offers the documents of the knowledge base, and says which are not ready yet. */
export const perform = dropdownPerform({ resource: documents, entry });

function entry(document: TavusDocument): DropdownItem | null {
  if (document.status === 'error') return null;
  const name = document.document_name ?? document.document_url ?? document.id;
  const isReady = document.status === null || document.status === 'ready';
  return { id: document.id, name: isReady ? name : `${name} (not ready yet)` };
}

export default dropdownTrigger('document_list', 'Document', 'Document List', perform);

/** A field that takes the ids of documents. Zapier has no search button on a list. */
export const documentField = {
  kind: listOf(
    identifier('the ID of a document', {
      accepts: (value) => !isName(value),
      otherwise:
        'One of these is not the ID of a document. Choose it from the list, or look up its ID by name with Find Document.',
    }),
  ),
  dropdown: { dynamic: 'document_list.id.name' },
};
