import type { TavusDocument } from '../tavus/documents.ts';

export const document: TavusDocument = {
  id: 'd8-5c71baca86fc',
  document_id: 'd8-5c71baca86fc',
  document_name: 'Price List 2026',
  document_url: 'https://example.com/price-list-2026.pdf',
  status: 'ready',
  tags: 'sales, pricing',
  error_message: null,
  created_at: '2026-05-20T08:30:00.000Z',
  updated_at: '2026-05-20T08:34:00.000Z',
};
