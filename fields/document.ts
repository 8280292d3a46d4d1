import { listOf, word } from '../forms/kinds.ts';
import { documents, type TavusDocument } from '../tavus/documents.ts';
import { isName } from '../tavus/ids.ts';
import { type DropdownItem, dropdownOf } from './dropdown.ts';

/** Takes the ids of documents. Zapier has no search button on a list. */
export const documentIds = listOf(
  word('the ID of a document', {
    accepts: (value) => !isName(value),
    otherwise:
      'One of these is not the ID of a document. Choose it from the list, or look up its ID by name with Find Document.',
  }),
);

/** Offers the documents of the knowledge base, and says which are not ready yet. */
export const documentChoices = dropdownOf({ resource: documents, entry });

function entry({ id, document_name, document_url, status }: TavusDocument): DropdownItem | null {
  if (status === 'error') return null;
  const name = document_name ?? document_url ?? id;
  const isReady = status === null || status === 'ready';
  return { id, label: isReady ? name : `${name} (not ready yet)` };
}
