import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord, textsIn } from './columns.ts';
import type { Answer, TavusClient } from './http/client.ts';
import { wordsIn } from './http/error_message.ts';
import type { Attempt } from './http/errors.ts';
import { type Failure, notFound, resultOf, TavusError, unreadableAnswer } from './http/failure.ts';
import { asObject, numberOf, textOf, type WireObject } from './http/wire.ts';
import { getById, type Resource } from './lists/list.ts';
import { compareTexts, compareUrls } from './once/likeness.ts';
import { type Finding, findCreated, type LostCreate } from './once/recovery.ts';
import { changeShared, listAfter } from './once/shared_change.ts';

/** Documents of the knowledge base: all known forms of them, and all requests about them. */

const from = columnsOf<WireObject>();

/** Answers of 2025 have the ID under the second name. */
const ID_NAMES = ['document_id', 'uuid'] as const;

/** The columns of a document: one record for the actions, the trigger and the search. */
export const documentColumns = {
  id: column.id('ID', ...ID_NAMES),
  document_id: column.id('Document ID', ...ID_NAMES),
  document_name: column.text('Document Name', 'document_name'),
  document_url: column.text('Document URL', 'document_url'),
  status: column.text('Processing Status', 'status'),
  is_ready: from.yesNo('Is Ready', isReady),
  progress: column.number('Progress (Percent)', 'progress'),
  tags: column.list('Tags (Separated by Commas)', 'tags'),
  tags_json: column.jsonList('Tags (JSON)', 'tags'),
  error_message: from.text('Error Message', (wire) => wordsIn(wire.error_message)),
  error_reason: from.text('Error Reason', errorReason),
  crawl_depth: from.number('Crawl Depth', (wire) => numberOf(crawlIn(wire), 'depth')),
  crawl_max_pages: from.number('Max Crawl Pages', (wire) => numberOf(crawlIn(wire), 'max_pages')),
  crawled_pages: from.number('Number of Crawled Pages', crawledPages),
  last_crawled_at: column.time('Last Crawled At', 'last_crawled_at'),
  crawl_count: column.number('Number of Crawls', 'crawl_count'),
  created_at: column.time('Created At', 'created_at'),
  updated_at: column.time('Updated At', 'updated_at'),
};

/** A document; `Document` alone is a type of the browser. */
export type TavusDocument = RecordOf<typeof documentColumns>;

/** Reads a document; null if there is no id in it. */
function readDocument(wire: WireObject): TavusDocument | null {
  const document = readRecord(documentColumns, wire);
  return document.id === '' ? null : document;
}

export const documents: Resource<TavusDocument> = {
  path: 'documents',
  firstPage: 0,
  query: {},
  idNames: ID_NAMES,
  read: readDocument,
};

/** Whether a document could not be processed. */
export function hasFailed({ status }: Pick<TavusDocument, 'status'>): boolean {
  return status === 'error';
}

/** Whether calls can use a document; null if it has no status. */
function isReady(wire: WireObject): boolean | null {
  const status = textOf(wire, 'status');
  return status === null ? null : status === 'ready';
}

function crawlIn({ crawl_config }: WireObject): WireObject {
  return asObject(crawl_config);
}

function crawledPages({ crawled_urls }: WireObject): number | null {
  return Array.isArray(crawled_urls) ? crawled_urls.length : null;
}

// ---- why a document could not be processed

const BROKE_OFF =
  'Something went wrong at Tavus. Create the document again, or refresh it if it is a website.';

/** Tavus's error codes in plain words (Tavus docs: get-document, May 2026). */
const REASONS: ReadonlyMap<string, string> = new Map([
  [
    'file_download_failed',
    'Tavus could not download the file. Its link must open for everyone, without a login.',
  ],
  [
    'file_format_unsupported',
    'Tavus cannot read this type of file. It reads PDF, TXT, DOC, DOCX, PPTX, CSV, XLSX, PNG and JPG files, and websites.',
  ],
  ['file_size_too_large', 'The file is too large. Tavus reads files of up to 50 MB.'],
  ['file_empty', 'The file contains nothing that Tavus can read.'],
  [
    'invalid_file_url',
    'The link does not lead to a file or a website. It must be complete, and open for everyone.',
  ],
  [
    'document_processing_failed',
    'Tavus could not read the file. Check that it opens without a password.',
  ],
  [
    'website_processing_failed',
    'Tavus could not read the website. Check that it opens for everyone, without a login.',
  ],
  ['chunking_failed', BROKE_OFF],
  ['embedding_failed', BROKE_OFF],
  ['vector_store_failed', BROKE_OFF],
  [
    'contact_support',
    'Tavus could not process the document. Contact Tavus support: support@tavus.io.',
  ],
]);

/** The code of an error as a sentence; null unless the document has failed. */
function errorReason(wire: WireObject): string | null {
  if (!hasFailed({ status: textOf(wire, 'status') })) return null;
  const code = wordsIn(wire.error_message);
  if (code === null) return 'Tavus could not process the document, and does not give a reason.';
  const reason = REASONS.get(code.trim().toLowerCase());
  return reason ?? `Tavus could not process the document. Tavus says: "${code}".`;
}

// ---- list

/**
 * The list of documents, newest first if Tavus follows the query; with `tag`, only those that have it.
 */
export function newestDocuments(tag?: string): Resource<TavusDocument> {
  // The API splits tags on commas.
  const isNarrowed = tag !== undefined && !tag.includes(',');
  const query = { sort: 'descending', ...(isNarrowed && { tags: tag }) };
  const hasTag = (wire: WireObject) => tag === undefined || textsIn(wire, 'tags').includes(tag);
  return { ...documents, query, read: (wire) => (hasTag(wire) ? readDocument(wire) : null) };
}

// ---- create

/** The settings of a document to create that its record contains; keys as in the form. */
export interface DocumentRequest {
  readonly document_url: string;
  readonly document_name?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly crawl_depth?: number | undefined;
  readonly crawl_max_pages?: number | undefined;
}

/**
 * Adds a document to the knowledge base. Throws a TavusError; after one that `mayHaveSucceeded`,
 * {@link findCreatedDocument} finds out what happened.
 */
export async function createDocument(
  client: TavusClient,
  body: WireObject,
): Promise<TavusDocument> {
  const answer = await client.send({ method: 'POST', path: ['v2', 'documents'], body });
  const document = readDocument(asObject(answer.data));
  if (!document) throw new TavusError(unreadableAnswer(answer));
  return document;
}

/**
 * Finds out whether a create with a lost answer has created a document, by its link and its time. Never
 * throws a TavusError.
 */
export function findCreatedDocument(
  client: TavusClient,
  request: DocumentRequest,
  lost: LostCreate,
): Promise<Finding<TavusDocument>> {
  return findCreated(client, {
    ...lost,
    resource: newestDocuments(),
    compareMark: ({ document_url }) => compareUrls(document_url, request.document_url),
    isMarkUnique: false,
    compareRest: ({ document_name }) => [compareTexts(document_name, request.document_name)],
  });
}

/** Fills the gaps of a new document with what was sent: answers of 2025 have no crawl settings. */
export function withRequest(document: TavusDocument, request: DocumentRequest): TavusDocument {
  const sent = { tags: request.tags };
  return {
    ...document,
    document_name: document.document_name ?? request.document_name ?? null,
    document_url: document.document_url ?? request.document_url,
    tags: document.tags ?? documentColumns.tags.read(sent),
    tags_json: document.tags_json ?? documentColumns.tags_json.read(sent),
    crawl_depth: document.crawl_depth ?? request.crawl_depth ?? null,
    crawl_max_pages: document.crawl_max_pages ?? request.crawl_max_pages ?? null,
  };
}

// ---- update

/** Changes the name or the tags of a document; tags replace all that it has. Throws a TavusError. */
export async function updateDocument(
  client: TavusClient,
  id: string,
  change: WireObject,
): Promise<TavusDocument> {
  const answer = await client.send({
    method: 'PATCH',
    path: ['v2', 'documents', id],
    body: change,
  });
  return documentAfter(client, id, answer);
}

/**
 * Adds tags to those of a document, or removes them, and sets what is in `change`. Idempotent, and right
 * if other steps change the tags at the same moment. Throws a TavusError.
 */
export async function updateTags(
  client: TavusClient,
  id: string,
  change: WireObject,
  mode: 'add' | 'remove',
  tags: readonly string[],
): Promise<TavusDocument> {
  const read = (wire: WireObject) => {
    const document = readDocument(wire);
    return document && { document, tags: textsIn(wire, 'tags') };
  };
  const { document } = await changeShared(client, {
    read: () => existing(client, id, read),
    missing: (known, isWritten) => {
      const after = listAfter(mode, known.tags, tags);
      const missing = { ...(!isWritten && change), ...(after && { tags: after }) };
      return Object.keys(missing).length > 0 ? missing : null;
    },
    write: async (missing, known) => ({
      ...known,
      document: await updateDocument(client, id, missing),
    }),
  });
  return document;
}

/** The document in an answer; if there is none, as in a 304, it is requested. */
async function documentAfter(
  client: TavusClient,
  id: string,
  answer: Answer,
): Promise<TavusDocument> {
  // A proxy may answer 200 with its own page, without passing on the request.
  if (answer.isUnreadable) throw new TavusError(unreadableAnswer(answer));
  return readDocument(asObject(answer.data)) ?? (await existing(client, id, readDocument));
}

/** The attempt of an idempotent action on the document with this ID. */
export function documentAttempt(doing: string, id: string, { mayHaveSucceeded }: Failure): Attempt {
  return {
    doing,
    ...(mayHaveSucceeded && { outcome: 'It is safe to run this step again.' }),
    ifUnknownId: `Your Tavus account has no document with the ID ${id}. Look it up with Find Document, and check which connection this step uses.`,
  };
}

/** The document with this ID, read in this way. Throws a TavusError. */
async function existing<Read>(
  client: TavusClient,
  id: string,
  read: (wire: WireObject) => Read | null,
): Promise<Read> {
  const document = await getById(client, { ...documents, read }, id);
  if (!document) throw new TavusError(notFound());
  return document;
}

// ---- refresh

/** The result of refreshing a document. */
export interface RefreshedDocument {
  readonly document: TavusDocument;
  /** Whether it was already being processed; null if unknown. */
  readonly hadBeenRunning: boolean | null;
}

/**
 * Starts a new crawl of a document, with the settings in `crawl` if given. A document that is already
 * being processed is a success. Throws a TavusError.
 */
export async function refreshDocument(
  client: TavusClient,
  id: string,
  crawl: unknown,
): Promise<RefreshedDocument> {
  const path = ['v2', 'documents', id, 'recrawl'];
  const asked = await resultOf(async () => {
    const answer = await client.send({
      method: 'POST',
      path,
      ...(crawl !== undefined && { body: { crawl } }),
    });
    return documentAfter(client, id, answer);
  });
  if (asked.ok) return { document: asked.value, hadBeenRunning: false };
  const { failure } = asked;
  // A conflict means that it is being processed (Tavus docs: recrawl-document).
  if (failure.status === 409) return runningDocument(client, id);
  // The answer was lost: if a crawl is running now, the request has succeeded.
  const now = failure.mayHaveSucceeded
    ? await resultOf(() => existing(client, id, readDocument))
    : null;
  if (now?.ok && now.value.status === 'recrawling') {
    return { document: now.value, hadBeenRunning: null };
  }
  throw new TavusError(failure);
}

/** The result for a document that is already being processed. Throws a TavusError. */
export async function runningDocument(client: TavusClient, id: string): Promise<RefreshedDocument> {
  return { document: await existing(client, id, readDocument), hadBeenRunning: true };
}
