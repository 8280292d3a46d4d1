import type { TavusClient } from './client.ts';
import {
  type DocumentRequest,
  newestDocuments,
  readDocument,
  type TavusDocument,
} from './documents.ts';
import { type Failure, outcomeOf } from './failure.ts';
import { PAGE_SIZE } from './list.ts';
import { comparableName } from './names.ts';
import { newestPages } from './newest_first.ts';
import { earliestCreation, lookRepeatedly } from './recovery.ts';

/**
 * Finding out what became of a document whose answer was lost (docs/reliability.md). Its link is in
 * the list, and the list can be sorted: the link and the moment decide.
 */

/** A document whose answer was lost. */
export interface LostDocument {
  readonly request: DocumentRequest;
  readonly failure: Failure;
  /** When it was sent, on the clock of `performance.now()`. */
  readonly sentAt: number;
}

export type DocumentFinding =
  | { readonly kind: 'found'; readonly document: TavusDocument }
  /** It was not created, and will not be. */
  | { readonly kind: 'absent' }
  /** Nobody can say. */
  | { readonly kind: 'unclear' };

/** Looks for the document that the request made, within the time that the step has left. */
export function findCreatedDocument(
  client: TavusClient,
  lost: LostDocument,
): Promise<DocumentFinding> {
  return lookRepeatedly<DocumentFinding>(client, lost.failure, UNCLEAR, () => look(client, lost));
}

const UNCLEAR: DocumentFinding = { kind: 'unclear' };

async function look(client: TavusClient, lost: LostDocument): Promise<DocumentFinding> {
  // It is one of the newest, so the first page of them is enough.
  const first = await outcomeOf(() => newestPages(client, newestDocuments(), null).next());
  const page = first.ok ? first.value.value : undefined;
  if (!page) return UNCLEAR;
  const earliest = earliestCreation(page.answeredAt, lost.sentAt);
  const listed = page.items.flatMap((wire) => readDocument(wire) ?? []);
  const possible = listed.filter((each) => !isAnother(each, lost, earliest));
  const [only, another] = possible;
  if (!only) return reaches(listed, earliest) ? { kind: 'absent' } : UNCLEAR;
  return another || !isCertain(only, lost) ? UNCLEAR : { kind: 'found', document: only };
}

/** Whether a page has everything that was created since. */
function reaches(page: readonly TavusDocument[], earliest: number): boolean {
  return page.length < PAGE_SIZE || page.some((each) => isOlder(each, earliest));
}

function isOlder({ created_at }: TavusDocument, moment: number): boolean {
  return created_at !== null && Date.parse(created_at) < moment;
}

/** Whether a document was certainly not made by the request. */
function isAnother(document: TavusDocument, { request }: LostDocument, earliest: number): boolean {
  const { document_url } = document;
  if (isOlder(document, earliest)) return true;
  return document_url !== null && !isSameLink(document_url, request.document_url);
}

/** Links may come back without their scheme or with a slash more. */
function isSameLink(one: string, other: string): boolean {
  const plain = (link: string) =>
    link
      .trim()
      .replace(/^[a-z]+:\/\//i, '')
      .replace(/\/$/, '');
  return plain(one) === plain(other);
}

/** Whether nothing that the document tells is unknown or speaks against it. */
function isCertain(document: TavusDocument, { request }: LostDocument): boolean {
  const { document_name: told, document_url, created_at } = document;
  const { document_name: sent } = request;
  const isName = told === null || !sent || comparableName(told) === comparableName(sent);
  return isName && document_url !== null && created_at !== null;
}
