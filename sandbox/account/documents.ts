import type { Age, Behaviour } from '../behaviour.ts';
import { type JsonRecord, readNumber, readRecord, readText, readValue } from '../reading.ts';
import { AgeIndex } from './age_index.ts';
import type { Clock } from './clock.ts';
import type { IdSource } from './ids.ts';

const RECRAWL_COOLDOWN_SECONDS = 3600;

export type DocumentStatus = 'started' | 'processing' | 'ready' | 'error' | 'recrawling';

/** How far a crawl goes; Tavus has defaults for both. */
export interface CrawlSettings {
  readonly depth?: number;
  readonly max_pages?: number;
}

export interface KnowledgeDocument {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly status: DocumentStatus;
  /** Percent while it is processed, else null. */
  readonly progress: number | null;
  /** A code, with status error. */
  readonly errorMessage: string | null;
  readonly tags: readonly string[];
  readonly callbackUrl: string;
  /** Null for a file or a single page. */
  readonly crawl: CrawlSettings | null;
  readonly crawledUrls: readonly string[] | null;
  readonly lastCrawledAt: Date | null;
  readonly crawlCount: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** The wire form of this record; by default that of all. */
  readonly age: Age | undefined;
}

/** The codes of Tavus's docs (get-document) for a document that could not be processed. */
const ERROR_CODES = [
  'file_download_failed',
  'file_format_unsupported',
  'file_size_too_large',
  'file_empty',
  'invalid_file_url',
  'document_processing_failed',
  'website_processing_failed',
  'chunking_failed',
  'embedding_failed',
  'vector_store_failed',
  'contact_support',
];

/** How much of its time a new document is only `started`. */
const SHARE_BEFORE_PROCESSING = 0.1;

interface Work {
  readonly since: number;
  readonly until: number;
  readonly crawl: CrawlSettings | null;
}

class StoredDocument implements KnowledgeDocument {
  readonly #clock: Clock;
  readonly id: string;
  readonly sequence: number;
  readonly url: string;
  readonly callbackUrl: string;
  readonly crawl: CrawlSettings | null;
  readonly createdAt: Date;
  readonly age: Age | undefined;
  name: string;
  status: DocumentStatus;
  errorMessage: string | null;
  tags: readonly string[];
  crawledUrls: readonly string[] | null;
  lastCrawledAt: Date | null;
  crawlCount: number | null;
  updatedAt: Date;
  /** When it was last told to be crawled again. */
  recrawledAt: Date | undefined;
  /** What is under way; a document that was added as it is stays so. */
  work: Work | undefined;
  readonly #progress: number | null;

  constructor(clock: Clock, sequence: number, record: KnowledgeDocument) {
    this.#clock = clock;
    this.sequence = sequence;
    this.id = record.id;
    this.url = record.url;
    this.callbackUrl = record.callbackUrl;
    this.crawl = record.crawl;
    this.createdAt = record.createdAt;
    this.age = record.age;
    this.name = record.name;
    this.status = record.status;
    this.errorMessage = record.errorMessage;
    this.tags = record.tags;
    this.crawledUrls = record.crawledUrls;
    this.lastCrawledAt = record.lastCrawledAt;
    this.crawlCount = record.crawlCount;
    this.updatedAt = record.updatedAt;
    this.#progress = record.progress;
  }

  get progress(): number | null {
    if (this.status !== 'processing' && this.status !== 'recrawling') {
      return null;
    }
    if (this.work === undefined) {
      return this.#progress;
    }
    const { since, until } = this.work;
    return Math.floor((100 * (this.#clock.now().getTime() - since)) / (until - since));
  }

  /** Crawls that are under way count against the limit; files and single pages do not. */
  get isBeingCrawled(): boolean {
    const isWorkedOn = this.status !== 'ready' && this.status !== 'error';
    return isWorkedOn && (this.crawl !== null || this.status === 'recrawling');
  }
}

/** Which documents a list shows; all of them when nothing is said. */
export interface DocumentFilter {
  readonly status: string | undefined;
  /** A part of the name in any case, or the id. */
  readonly search: string | undefined;
  /** One of these is enough. */
  readonly tags: readonly string[] | undefined;
}

/** Why a document is not crawled again: the current state, or the minutes that are left to wait. */
export type RecrawlRefusal =
  | { readonly why: 'state'; readonly status: DocumentStatus }
  | { readonly why: 'no_crawl_settings' }
  | { readonly why: 'cooldown'; readonly minutes: number }
  | { readonly why: 'too_many_crawls' };

/** The knowledge base: documents that are processed as time passes. Nothing is ever downloaded. */
export class Documents {
  readonly #clock: Clock;
  readonly #behaviour: Behaviour;
  readonly #ids: IdSource;
  readonly #byId = new Map<string, StoredDocument>();
  readonly #all = new AgeIndex<StoredDocument>();
  #sequence = 0;

  constructor(parts: { clock: Clock; behaviour: Behaviour; ids: IdSource }) {
    this.#clock = parts.clock;
    this.#behaviour = parts.behaviour;
    this.#ids = parts.ids;
  }

  /** From oldest to newest. */
  get items(): readonly KnowledgeDocument[] {
    return this.#all.items;
  }

  find(id: string): KnowledgeDocument | undefined {
    return this.#byId.get(id);
  }

  /** A document that comes into the account as it is, and stays so. */
  add(record: Partial<KnowledgeDocument> = {}): KnowledgeDocument {
    return this.#keep(record);
  }

  /** Whether one more crawl document can be made, and if not, which limit is in the way. */
  get crawlLimit(): 'documents' | 'crawls' | undefined {
    const crawled = this.#all.items.filter((each) => each.crawl !== null);
    if (crawled.length >= this.#behaviour.maxCrawlDocuments) {
      return 'documents';
    }
    return this.#crawlsUnderWay >= this.#behaviour.maxCrawls ? 'crawls' : undefined;
  }

  /** What create-document does with a body that the contract has accepted. */
  create(body: JsonRecord): KnowledgeDocument {
    const url = readText(body, 'document_url') ?? '';
    const crawl = readCrawl(body);
    const document = this.#keep({
      url,
      name: readText(body, 'document_name') ?? nameFor(url),
      status: 'started',
      tags: readTags(body) ?? [],
      callbackUrl: readText(body, 'callback_url') ?? '',
      crawl,
      crawlCount: crawl === null ? null : 0,
    });
    this.#workOn(document, crawl);
    const { work } = document;
    if (work !== undefined) {
      const start = work.since + (work.until - work.since) * SHARE_BEFORE_PROCESSING;
      this.#clock.at(new Date(start), () => {
        if (document.work === work) {
          this.#change(document, 'processing');
        }
      });
    }
    return document;
  }

  /** What update-document does; tags replace those that were there. */
  update(id: string, body: JsonRecord): KnowledgeDocument {
    const document = this.#existing(id);
    document.name = readText(body, 'document_name') ?? document.name;
    document.tags = readTags(body) ?? document.tags;
    document.updatedAt = this.#clock.now();
    return document;
  }

  /** What recrawl-document does; the settings count for this time only. */
  recrawl(id: string, body: JsonRecord): RecrawlRefusal | undefined {
    const document = this.#existing(id);
    if (document.status !== 'ready' && document.status !== 'error') {
      return { why: 'state', status: document.status };
    }
    const crawl = readCrawl(body) ?? document.crawl;
    if (crawl === null) {
      return { why: 'no_crawl_settings' };
    }
    const now = this.#clock.now();
    const { recrawledAt } = document;
    if (recrawledAt !== undefined) {
      const waited = (now.getTime() - recrawledAt.getTime()) / 1000;
      const left = RECRAWL_COOLDOWN_SECONDS - waited;
      if (left > 0) {
        return { why: 'cooldown', minutes: Math.ceil(left / 60) };
      }
    }
    if (this.#crawlsUnderWay >= this.#behaviour.maxCrawls) {
      return { why: 'too_many_crawls' };
    }
    document.recrawledAt = now;
    document.errorMessage = null;
    this.#change(document, 'recrawling');
    this.#workOn(document, crawl);
    return undefined;
  }

  /** Ends what is under way, now; with an error code if there is one. */
  finish(id: string, errorCode?: string): KnowledgeDocument {
    const document = this.#existing(id);
    if (document.status === 'ready' || document.status === 'error') {
      throw new Error(`Nothing is under way with document ${id}, it is ${document.status}`);
    }
    this.#finish(document, errorCode ?? null);
    return document;
  }

  /** From oldest to newest. */
  matching(filter: DocumentFilter): readonly KnowledgeDocument[] {
    return this.#all.items.filter((document) => matches(document, filter));
  }

  get #crawlsUnderWay(): number {
    return this.#all.items.filter((document) => document.isBeingCrawled).length;
  }

  #keep(record: Partial<KnowledgeDocument>): StoredDocument {
    const id = record.id ?? this.#ids.next('d8-');
    if (this.#byId.has(id)) {
      throw new Error(`There is a document ${id} already`);
    }
    const createdAt = record.createdAt ?? this.#clock.now();
    const crawl = record.crawl ?? null;
    const url = record.url ?? `https://files.example.com/${id}.pdf`;
    this.#sequence += 1;
    const document = new StoredDocument(this.#clock, this.#sequence, {
      id,
      name: `Document ${this.#sequence}`,
      url,
      status: 'ready',
      progress: record.status === 'processing' ? 40 : null,
      errorMessage: record.status === 'error' ? 'file_format_unsupported' : null,
      tags: [],
      callbackUrl: '',
      crawl,
      crawledUrls: crawl === null || record.status === 'started' ? null : pagesOf(url, crawl),
      lastCrawledAt: crawl === null || record.status === 'started' ? null : createdAt,
      crawlCount: crawl === null ? null : 1,
      createdAt,
      updatedAt: createdAt,
      age: undefined,
      ...record,
    });
    this.#byId.set(id, document);
    this.#all.add(document);
    return document;
  }

  #existing(id: string): StoredDocument {
    const document = this.#byId.get(id);
    if (document === undefined) {
      throw new Error(`There is no document ${id}`);
    }
    return document;
  }

  #workOn(document: StoredDocument, crawl: CrawlSettings | null): void {
    const since = this.#clock.now().getTime();
    const work = { since, until: since + this.#behaviour.documentDelay * 1000, crawl };
    document.work = work;
    this.#clock.at(new Date(work.until), () => {
      if (document.work === work) {
        this.#finish(document, errorFor(document.url));
      }
    });
  }

  #finish(document: StoredDocument, errorCode: string | null): void {
    const crawl = document.work?.crawl ?? document.crawl;
    document.work = undefined;
    document.errorMessage = errorCode;
    this.#change(document, errorCode === null ? 'ready' : 'error');
    if (crawl !== null) {
      document.lastCrawledAt = this.#clock.now();
      document.crawlCount = (document.crawlCount ?? 0) + 1;
    }
    if (crawl !== null && errorCode === null) {
      document.crawledUrls = pagesOf(document.url, crawl);
    }
  }

  #change(document: StoredDocument, status: DocumentStatus): void {
    document.status = status;
    document.updatedAt = this.#clock.now();
  }
}

function matches(document: KnowledgeDocument, { status, search, tags }: DocumentFilter): boolean {
  return (
    (status === undefined || document.status === status) &&
    (search === undefined ||
      document.id === search ||
      document.name.toLowerCase().includes(search.toLowerCase())) &&
    (tags === undefined || tags.some((tag) => document.tags.includes(tag)))
  );
}

/** A URL with the name of an error code in it ends with this error, such as …/file_empty.pdf. */
function errorFor(url: string): string | null {
  if (!/^https?:\/\//.test(url)) {
    return 'invalid_file_url';
  }
  return ERROR_CODES.find((code) => url.includes(code)) ?? null;
}

/** The start page and three links a level, as long as the pages last. */
function pagesOf(url: string, { depth = 1, max_pages: most = 10 }: CrawlSettings): string[] {
  const base = url.replace(/\/$/, '');
  const links = Array.from({ length: 3 * depth }, (_, index) => `${base}/page-${index + 1}`);
  return [url, ...links].slice(0, most);
}

function nameFor(url: string): string {
  return url.split('/').findLast((part) => part !== '') ?? url;
}

function readCrawl(body: JsonRecord): CrawlSettings | null {
  if (readValue(body, 'crawl') === undefined) {
    return null;
  }
  const crawl = readRecord(body, 'crawl');
  const depth = readNumber(crawl, 'depth');
  const pages = readNumber(crawl, 'max_pages');
  return {
    ...(depth === undefined ? {} : { depth }),
    ...(pages === undefined ? {} : { max_pages: pages }),
  };
}

function readTags(body: JsonRecord): string[] | undefined {
  const tags = readValue(body, 'tags');
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : undefined;
}
