import type { KnowledgeDocument, RecrawlRefusal } from '../account/documents.ts';
import type { Behaviour } from '../behaviour.ts';
import { readNumber, readText, readValue } from '../reading.ts';
import { wireDocument } from '../wire/documents.ts';
import { type Answer, failure, ok } from './answers.ts';
import type { Checked, Handlers, Tavus } from './handler.ts';
import { inOrder, listBody } from './list.ts';

/** The routes under /v2/documents. */
export const documentHandlers: Handlers = {
  listDocuments,
  createDocument,
  getDocument,
  updateDocument,
  recrawlDocument,
};

function listDocuments({ documents, behaviour }: Tavus, request: Checked): Answer {
  const { query } = request;
  const found = documents.matching({
    status: readText(query, 'status'),
    search: readText(query, 'name_or_uuid'),
    tags: readText(query, 'tags')?.split(','),
  });
  const wanted = readText(query, 'sort') === 'descending' ? 'newest_first' : 'oldest_first';
  const order = behaviour.documentSort === 'ignored' ? behaviour.listOrder : wanted;
  const ordered = inOrder(found, order, request);
  const wire = (document: KnowledgeDocument) => wireDocument(document, behaviour);
  return ok({
    ...listBody(ordered, request, behaviour, wire, { firstPage: 0 }),
    page: readNumber(query, 'page') ?? 0,
    limit: Math.min(readNumber(query, 'limit') ?? 10, behaviour.longestPage),
  });
}

function createDocument({ documents, behaviour }: Tavus, { body }: Checked): Answer {
  const limit = readValue(body, 'crawl') === undefined ? undefined : documents.crawlLimit;
  if (limit === 'documents') {
    const most = behaviour.maxCrawlDocuments;
    return failure(
      429,
      'error',
      `Crawl document limit reached (${most}). Contact support@tavus.io to increase your limit.`,
    );
  }
  if (limit === 'crawls') {
    return tooManyCrawls(behaviour);
  }
  return ok(wireDocument(documents.create(body), behaviour));
}

function getDocument({ documents, behaviour }: Tavus, { id }: Checked): Answer {
  const document = documents.find(id);
  return document === undefined ? notFound(behaviour) : ok(wireDocument(document, behaviour));
}

function updateDocument({ documents, behaviour }: Tavus, { id, body }: Checked): Answer {
  return documents.find(id) === undefined
    ? notFound(behaviour)
    : ok(wireDocument(documents.update(id, body), behaviour));
}

function recrawlDocument({ documents, behaviour }: Tavus, { id, body }: Checked): Answer {
  const document = documents.find(id);
  if (document === undefined) {
    return notFound(behaviour);
  }
  const refusal = documents.recrawl(id, body);
  if (refusal !== undefined) {
    return refusedRecrawl(refusal, behaviour);
  }
  // This answer has the settings of this crawl, later ones those of the document.
  return { status: 202, body: wireDocument(document, behaviour, readValue(body, 'crawl')) };
}

function refusedRecrawl(refusal: RecrawlRefusal, behaviour: Behaviour): Answer {
  switch (refusal.why) {
    case 'state':
      return failure(
        409,
        'error',
        `Document must be in 'ready' or 'error' state to recrawl, current status: ${refusal.status}`,
      );
    case 'no_crawl_settings':
      return failure(400, 'error', 'Document was not created with crawl configuration');
    case 'cooldown':
      return failure(
        429,
        'error',
        `Recrawl cooldown: please wait ${refusal.minutes} minutes before recrawling this document.`,
      );
    case 'too_many_crawls':
      return tooManyCrawls(behaviour);
  }
}

/** The limit is in the docs (create-document), the words are not official. */
function tooManyCrawls({ maxCrawls }: Behaviour): Answer {
  return failure(
    429,
    'error',
    `Concurrent crawl limit reached (${maxCrawls}). Please wait for a crawl to finish.`,
  );
}

function notFound({ age }: Behaviour): Answer {
  return failure(404, age === '2025' ? 'error' : 'message', 'Document not found');
}
