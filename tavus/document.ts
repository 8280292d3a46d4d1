import * as z from 'zod/mini';
import { lazily } from '../lazily.ts';
import { maybeText, maybeTime, text } from './record.ts';
import type { Resource } from './resource.ts';
import { asList, asText, asTime, textOf } from './wire.ts';

/** A document of the knowledge base, as searches give it out. */
export const documentRecord = lazily(() =>
  z.object({
    id: text('ID'),
    document_id: text('Document ID'),
    document_name: maybeText('Document Name'),
    document_url: maybeText('Document URL'),
    status: maybeText('Processing Status'),
    tags: maybeText('Tags (Separated by Commas)'),
    error_message: maybeText('Error Message'),
    created_at: maybeTime('Created At'),
    updated_at: maybeTime('Updated At'),
  }),
);

export type TavusDocument = z.infer<ReturnType<typeof documentRecord>>;

export const documents: Resource<TavusDocument> = {
  plural: 'documents',
  firstPage: 0,
  query: {},
  read: (wire) => {
    const id = textOf(wire, 'document_id');
    if (id === null) return null;
    return {
      id,
      document_id: id,
      document_name: textOf(wire, 'document_name'),
      document_url: textOf(wire, 'document_url'),
      status: textOf(wire, 'status'),
      tags: asText(
        asList(wire.tags)
          .flatMap((tag) => asText(tag) ?? [])
          .join(', '),
      ),
      error_message: textOf(wire, 'error_message'),
      created_at: asTime(wire.created_at),
      updated_at: asTime(wire.updated_at),
    };
  },
};
