import type { KnowledgeDocument } from '../account/documents.ts';
import type { Behaviour } from '../behaviour.ts';
import type { JsonRecord } from '../reading.ts';
import { wireTime } from './times.ts';

/** Tavus docs: get-document, get-documents; those of 2025 have `uuid` and no crawls. */
export function wireDocument(
  document: KnowledgeDocument,
  behaviour: Behaviour,
  crawl: unknown = document.crawl,
): JsonRecord {
  const age = document.age ?? behaviour.age;
  const rest = {
    document_name: document.name,
    document_url: document.url,
    status: document.status,
    progress: document.progress,
    error_message: document.errorMessage,
    created_at: wireTime(document.createdAt, age),
    updated_at: wireTime(document.updatedAt, age),
    callback_url: document.callbackUrl,
    tags: document.tags,
  };
  return age === '2025'
    ? { uuid: document.id, ...rest, properties: {} }
    : {
        document_id: document.id,
        ...rest,
        crawl_config: crawl ?? null,
        crawled_urls: document.crawledUrls,
        last_crawled_at:
          document.lastCrawledAt === null ? null : wireTime(document.lastCrawledAt, age),
        crawl_count: document.crawlCount,
      };
}
