import { type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import { anyDocumentChoices, crawlDepth, crawlMaxPages, documentId } from '../fields/document.ts';
import { field, requiredField } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { checked } from '../forms/reading.ts';
import { recrawlingDocument } from '../samples/document.ts';
import {
  documentAttempt,
  documentColumns,
  refreshDocument,
  runningDocument,
} from '../tavus/documents.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { errorOf } from '../tavus/http/errors.ts';
import { type Failure, resultOf } from '../tavus/http/failure.ts';

export const form = formOf({
  document_id: requiredField(documentId, {
    label: 'Document',
    helpText:
      'The website to read again, at most once an hour. **Find Document** looks it up by its whole name.',
    dropdown: anyDocumentChoices,
    search: 'find_document.id',
    to: null,
  }),
  crawl_depth: field(crawlDepth, {
    label: 'Crawl Depth',
    helpText:
      "How many levels of links to follow this time, 1 to 10. If blank, the document's own setting applies.",
    to: 'crawl.depth',
  }),
  crawl_max_pages: field(crawlMaxPages, {
    label: 'Max Crawl Pages',
    helpText:
      "The most pages to read this time, 1 to 100. If blank, the document's own setting applies.",
    to: 'crawl.max_pages',
  }),
});

export const columns = {
  ...documentColumns,
  had_been_running: { label: 'Was Already Running', type: 'boolean' },
} as const;

/** Starts a new crawl of a document's website. A crawl that is already running is a success too. */
export const perform = (async (z, bundle) => {
  const { values, body } = checked(z, form.read(bundle.inputData));
  const { document_id: id } = values;
  const client = tavusClient(z, bundle);
  const refreshed = await resultOf(() => refreshDocument(client, id, body.crawl));
  // Tavus allows one crawl an hour; a second test within the hour is not an error of the user.
  const isTestTooSoon = !refreshed.ok && refreshed.failure.kind === 'crawl_cooldown';
  const shown =
    isTestTooSoon && bundle.meta?.isLoadingSample
      ? await resultOf(() => runningDocument(client, id))
      : refreshed;
  if (!shown.ok) throw refusal(z, shown.failure, id);
  const { document, hadBeenRunning } = shown.value;
  return { ...document, had_been_running: hadBeenRunning };
}) satisfies CreatePerform;

/** Tavus's crawl settings, which a file or a single page does not have. */
const NO_SETTINGS = /crawl/i;

function refusal(z: ZObject, failure: Failure, id: string): Error {
  if (failure.kind === 'refused' && NO_SETTINGS.test(failure.message ?? '')) {
    return new z.errors.Error(
      `This document was created without Crawl Depth and Max Crawl Pages, so Tavus does not know how far to go. Fill in Crawl Depth or Max Crawl Pages here. To read a single page again, enter 1 in both. Tavus says: "${failure.message}".`,
      'no_crawl_settings',
    );
  }
  return errorOf(z, failure, documentAttempt('refresh the document', id, failure));
}

export default defineCreate({
  key: 'refresh_document',
  noun: 'Document',
  display: {
    label: 'Refresh Document',
    description:
      "Crawls a document's website again, so calls use its current content. Until then, calls use the previous version. To change its name or tags, use Update Document.",
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(columns),
    sample: { ...recrawlingDocument, had_been_running: false },
  },
});
