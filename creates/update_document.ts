import { type CreatePerform, defineCreate } from 'zapier-platform-core';
import { anyDocumentChoices, documentId, documentTags } from '../fields/document.ts';
import { field, requiredField } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { oneOf, text } from '../forms/kinds.ts';
import { checked, type Rule } from '../forms/reading.ts';
import { oneAtATime } from '../platform/lock.ts';
import { document as sample } from '../samples/document.ts';
import {
  documentAttempt,
  documentColumns,
  updateDocument,
  updateTags,
} from '../tavus/documents.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { errorOf } from '../tavus/http/errors.ts';
import { resultOf } from '../tavus/http/failure.ts';

export const form = formOf(
  {
    document_id: requiredField(documentId, {
      label: 'Document',
      helpText: 'The document to update. **Find Document** looks it up by its whole name.',
      dropdown: anyDocumentChoices,
      search: 'find_document.id',
      to: null,
    }),
    document_name: field(text, {
      label: 'Document Name',
      helpText: 'The new name. If blank, the current name stays.',
    }),
    tags: field(documentTags, {
      label: 'Tags',
      helpText:
        'Tags to set, add or remove, depending on Tags Mode. If blank, the current tags stay. Separate tags with commas, or use a JSON list: ["Pricing, EU"].',
    }),
    tags_mode: field(
      oneOf(['replace', 'add', 'remove'], {
        replace: 'Replace All Tags',
        add: 'Add These Tags',
        remove: 'Remove These Tags',
      }),
      {
        label: 'Tags Mode',
        helpText:
          'Replace all current tags, add to them, or remove from them. If blank, these tags replace all.',
        to: null,
      },
    ),
  },
  [changesSomething],
);

/** Rejects a step that would change nothing. */
function changesSomething({ filledIn }: Parameters<Rule>[0]): ReturnType<Rule> {
  if (filledIn.has('document_name') || filledIn.has('tags')) return [];
  const sentence = 'Fill in Document Name, Tags or both. Without them, this step changes nothing.';
  return [{ field: 'document_name', sentence }];
}

export { documentColumns as columns };

/** Changes the name or the tags of a document. Idempotent. */
export const perform = (async (z, bundle) => {
  const { values, body, labels } = checked(z, form.read(bundle.inputData));
  const { document_id: id, tags = [], tags_mode: mode = 'replace' } = values;
  const { tags: _, ...rest } = body;
  const client = tavusClient(z, bundle);
  const updated = await resultOf(() =>
    mode === 'replace' || tags.length === 0
      ? updateDocument(client, id, {
          ...body,
          ...(tags.length > 0 && { tags: [...new Set(tags)] }),
        })
      : updateTags(client, id, rest, mode, tags),
  );
  if (updated.ok) return updated.value;
  const { failure } = updated;
  throw errorOf(z, failure, {
    ...documentAttempt('update the document', id, failure),
    labels,
  });
}) satisfies CreatePerform;

export default defineCreate({
  key: 'update_document',
  noun: 'Document',
  display: {
    label: 'Update Document',
    description:
      'Updates the name or tags of a document in the knowledge base, and returns it. To read a website again, use Refresh Document. Find Document looks it up by its whole name.',
  },
  operation: {
    inputFields: form.inputFields,
    lock: oneAtATime('document', 'document_id'),
    perform,
    outputFields: outputFieldsOf(documentColumns),
    sample: { ...sample },
  },
});
