import type { Behaviour } from '../behaviour.ts';
import { type JsonRecord, readNumber } from '../reading.ts';

/** Page numbers from 1; what page 0 does is not known, here it is the first page. */
export function paging(
  query: JsonRecord,
  defaultLimit: number,
  { longestPage }: Behaviour,
): { limit: number; page: number } {
  return {
    limit: Math.min(readNumber(query, 'limit') ?? defaultLimit, longestPage),
    page: Math.max(1, readNumber(query, 'page') ?? 1),
  };
}

export function onPage<Item>(items: readonly Item[], limit: number, page: number): Item[] {
  return items.slice((page - 1) * limit, page * limit);
}
