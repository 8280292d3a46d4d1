import { listOf, textList } from '../forms/compound_kinds.ts';
import { wholeNumberUpTo } from '../forms/kinds.ts';
import { documents, hasFailed, type TavusDocument } from '../tavus/documents.ts';
import { isName } from '../tavus/ids.ts';
import { type DropdownItem, dropdownOf } from './dropdown.ts';
import { linkedId } from './linked_id.ts';

/** Takes the id of a document. */
export const documentId = linkedId('document', 'the ID of a document', {
  accepts: (value) => !isName(value),
  otherwise:
    'This is not the ID of a document. Choose one from the list, or look up its ID by name with Find Document.',
});

/** Takes the ids of documents. Zapier has no search button on a list. */
export const documentIds = listOf(
  linkedId('document', 'the ID of a document', {
    accepts: (value) => !isName(value),
    otherwise:
      'One of these is not the ID of a document. Choose it from the list, or look up its ID by name with Find Document.',
  }),
);

/** Offers all documents except failed ones, and marks those that are not ready yet. */
export const documentChoices = dropdownOf({
  resource: documents,
  entry: (document) => (hasFailed(document) ? null : entry(document)),
});

/** Offers all documents, and marks those that are not ready or have failed. */
export const anyDocumentChoices = dropdownOf({ resource: documents, entry });

function entry(document: TavusDocument): DropdownItem {
  const { id, document_name, document_url, is_ready } = document;
  const name = document_name ?? document_url ?? id;
  if (hasFailed(document)) return { id, label: `${name} (failed)` };
  return { id, label: is_ready === false ? `${name} (not ready yet)` : name };
}

// ---- settings of a document

/** Takes the tags by which conversations and personas choose documents. */
export const documentTags = textList;

/** Takes the number of levels of links to follow on a website. */
export const crawlDepth = wholeNumberUpTo(10, 1, 'levels');

/** Takes the maximum number of pages to read on a website. */
export const crawlMaxPages = wholeNumberUpTo(100, 1, 'pages');
