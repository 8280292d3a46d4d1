import { type CreatePerform, defineCreate } from 'zapier-platform-core';
import { additionalFieldsRule } from '../fields/additional_fields.ts';
import { crawlDepth, crawlMaxPages, documentTags } from '../fields/document.ts';
import { fileOrWebsiteLink } from '../fields/file_link.ts';
import { foundColumns } from '../fields/found.ts';
import { jsonObject } from '../forms/compound_kinds.ts';
import { field, group, notice, requiredField } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { text } from '../forms/kinds.ts';
import { link } from '../forms/one_value.ts';
import { checked } from '../forms/reading.ts';
import { createdDocument as sample } from '../samples/document.ts';
import {
  createDocument,
  documentColumns,
  findCreatedDocument,
  withRequest,
} from '../tavus/documents.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { normalized, withoutScheme } from '../tavus/once/likeness.ts';
import { createOnce } from './create_once.ts';

const inputFieldGroups = [
  { key: 'document', label: 'File or Website', emphasize: true },
  { key: 'website', label: 'Website Crawl', emphasize: false },
  { key: 'advanced', label: 'Advanced', emphasize: false },
];

/** Other API names of the form's fields, by their place in the body. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([['document_tags', 'tags']]);

/** A field is sent under its own key in the body of POST /v2/documents unless `to` names another place. */
export const form = formOf(
  {
    ...group('document', {
      real_notice: notice(
        '**Testing this step really adds the document**, and a second test adds a second one.',
      ),
      document_url: requiredField(fileOrWebsiteLink, {
        label: 'Document URL',
        helpText:
          "A public link to a website, or to a PDF, TXT, DOC, DOCX, PPTX, CSV, XLSX, PNG or JPG file of up to 50 MB. It must open without a login, so use the file's download link.",
        placeholder: 'https://',
      }),
      document_name: field(text, {
        label: 'Document Name',
        helpText: "The name in Tavus's list, which **Find Document** can look up.",
      }),
      tags: field(documentTags, {
        label: 'Tags',
        helpText:
          'Conversations and personas with one of these document tags can use the document. Separate tags with commas. For a tag that contains a comma, use JSON: ["Pricing, EU"].',
      }),
    }),
    ...group('website', {
      crawl_depth: field(crawlDepth, {
        label: 'Crawl Depth',
        helpText:
          'How many levels of links to follow from the page, 1 to 10. If this and Max Crawl Pages are blank, Tavus reads only the one page.',
        to: 'crawl.depth',
      }),
      crawl_max_pages: field(crawlMaxPages, {
        label: 'Max Crawl Pages',
        helpText:
          'The most pages to read, 1 to 100. With this or Crawl Depth, **Refresh Document** needs no settings to read the website again. An account can have 100 such documents.',
        to: 'crawl.max_pages',
      }),
    }),
    ...group('advanced', {
      callback_url: field(link(['https', 'http']), {
        label: 'Callback URL',
        helpText:
          'Tavus sends a request here as processing progresses. Leave it blank unless you have your own webhook endpoint. **Document Ready** works without it.',
        placeholder: 'https://example.com/tavus-events',
      }),
      additional_fields: field(jsonObject, {
        label: 'Additional Fields',
        helpText:
          'A JSON object of Tavus API settings that have no field here yet. Leave out settings that have their own field.',
        to: null,
      }),
    }),
  },
  [additionalFieldsRule(OTHER_NAMES)],
);

/** With the keys of Find Document, for Find or Create. */
export const columns = { ...documentColumns, ...foundColumns };

/** Adds the document to the knowledge base, exactly once (create_once.ts). */
export const perform = (async (z, bundle) => {
  const { values, body, labels } = checked(z, form.read(bundle.inputData));
  const { document_url } = values;
  const client = tavusClient(z, bundle);
  const document = await createOnce(z, bundle, {
    claim: { action: 'create_document', name: normalized(withoutScheme(document_url)) },
    body,
    additional: values.additional_fields,
    send: (whole) => createDocument(client, whole),
    find: (lost) => findCreatedDocument(client, values, lost),
    attempt: { doing: 'create the document' },
    labels,
    nothing: 'Nothing was created.',
    unclear: (why) =>
      `Do not replay this run yet: it is not certain whether Tavus created a document from ${withoutQuery(document_url)}: ${why}. Look for it in your Tavus knowledge base before you run this step again, because adding the same link twice makes two documents.`,
  });
  return { ...withRequest(document, values), matched_whole_name: null };
}) satisfies CreatePerform;

/** A link for an error, without its query, which may contain a key to the file. */
function withoutQuery(link: string): string {
  const { origin, pathname } = new URL(link);
  return origin + pathname;
}

export default defineCreate({
  key: 'create_document',
  noun: 'Document',
  display: {
    label: 'Create Document',
    description:
      'Creates a document in the knowledge base from a public link to a file or website. Calls can use it a few minutes later, when Document Ready starts a Zap.',
  },
  operation: {
    inputFieldGroups,
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(columns),
    sample: { ...sample, matched_whole_name: null },
  },
});
