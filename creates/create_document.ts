import { type CreatePerform, defineCreate } from 'zapier-platform-core';
import { additionalFieldsRule } from '../fields/additional_fields.ts';
import { crawlDepth, crawlMaxPages, documentTags } from '../fields/document.ts';
import { fileOrWebsiteLink } from '../fields/file_link.ts';
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
        '**Testing this step adds the document for real**, and a second test adds a second one.',
      ),
      document_url: requiredField(fileOrWebsiteLink, {
        label: 'Document URL',
        helpText:
          'A public link to a website, or to a PDF, TXT, DOC, DOCX, PPTX, CSV, XLSX, PNG or JPG file of up to 50 MB. It has to open without a login: take the link that downloads the file.',
        placeholder: 'https://',
      }),
      document_name: field(text, {
        label: 'Document Name',
        helpText: 'How it is listed, and how **Find Document** finds it.',
      }),
      tags: field(documentTags, {
        label: 'Tags',
        helpText:
          'A conversation or persona that has one of these tags among its document tags can use the document. Commas separate tags; a tag with a comma goes in as JSON, such as ["Pricing, EU"].',
      }),
    }),
    ...group('website', {
      crawl_depth: field(crawlDepth, {
        label: 'Crawl Depth',
        helpText:
          'How many levels of links to follow from the page, 1 to 10. If this and Max Crawl Pages are blank, only the one page is read.',
        to: 'crawl.depth',
      }),
      crawl_max_pages: field(crawlMaxPages, {
        label: 'Max Crawl Pages',
        helpText:
          'How many pages to read at most, 1 to 100. With this or Crawl Depth, **Refresh Document** can read the website again as it is. An account has room for 100 such documents.',
        to: 'crawl.max_pages',
      }),
    }),
    ...group('advanced', {
      callback_url: field(link(['https', 'http']), {
        label: 'Callback URL',
        helpText:
          'Gets a request whenever the processing has come further. Leave it blank unless you run a receiver: **Document Ready** works without it.',
        placeholder: 'https://example.com/tavus-events',
      }),
      additional_fields: field(jsonObject, {
        label: 'Additional Fields',
        helpText:
          'A JSON object that is added to the request, for settings of the Tavus API that have no field here yet. Use the other fields for everything that they offer.',
        to: null,
      }),
    }),
  },
  [additionalFieldsRule(OTHER_NAMES)],
);

export { documentColumns as columns };

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
      `Do not replay this run before you have looked: it is not certain whether Tavus created a document from ${withoutQuery(document_url)}: ${why}. Look for it in the knowledge base of Tavus before you run this step again: the same link twice makes two documents.`,
  });
  return withRequest(document, values);
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
      'Creates a document of the knowledge base from the public link of a file or website. Calls can use it some minutes later: Document Ready starts a Zap then.',
  },
  operation: {
    inputFieldGroups,
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(documentColumns),
    sample: { ...sample },
  },
});
