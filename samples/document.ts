import type { TavusDocument } from '../tavus/documents.ts';

/** A website that is ready. */
export const document: TavusDocument = {
  id: 'd8-5c71baca86fc',
  document_id: 'd8-5c71baca86fc',
  document_name: 'Help Pages',
  document_url: 'https://www.example.com/help',
  status: 'ready',
  is_ready: true,
  progress: null,
  tags: 'website, support',
  tags_json: '["website","support"]',
  error_message: null,
  error_reason: null,
  crawl_depth: 2,
  crawl_max_pages: 20,
  crawled_pages: 14,
  last_crawled_at: '2026-11-20T06:04:00.000Z',
  crawl_count: 3,
  created_at: '2026-11-18T08:30:00.000Z',
  updated_at: '2026-11-20T06:04:00.000Z',
};

/** The same right after it was created. */
export const createdDocument: TavusDocument = {
  ...document,
  status: 'started',
  is_ready: false,
  crawled_pages: null,
  last_crawled_at: null,
  crawl_count: 0,
  updated_at: document.created_at,
};

/** The same during a new crawl. */
export const recrawlingDocument: TavusDocument = {
  ...document,
  status: 'recrawling',
  is_ready: false,
  progress: 0,
};
