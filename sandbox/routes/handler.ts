import type { Account } from '../account/account.ts';
import type { Conversations } from '../account/conversations.ts';
import type { Documents } from '../account/documents.ts';
import type { Videos } from '../account/videos.ts';
import type { Behaviour } from '../behaviour.ts';
import type { JsonRecord } from '../reading.ts';
import type { Answer } from './answers.ts';

/** What a route has access to. */
export interface Tavus {
  readonly apiKey: string;
  readonly behaviour: Behaviour;
  readonly account: Account;
  readonly conversations: Conversations;
  readonly videos: Videos;
  readonly documents: Documents;
  /** The number of requests of each operation. */
  readonly counts: Map<string, number>;
}

/** A request that the contract has accepted. */
export interface Checked {
  /** Counts the requests of this operation, from 1. */
  readonly count: number;
  /** The first parameter of the path. */
  readonly id: string;
  readonly parameters: { readonly [name: string]: string };
  readonly query: JsonRecord;
  /** Empty when the body is a list. */
  readonly body: JsonRecord;
  /** Empty unless the body is a list. */
  readonly items: readonly unknown[];
}

export type Handler = (tavus: Tavus, request: Checked) => Answer;

/** Handlers by the operation ids of the contract. */
export interface Handlers {
  readonly [operationId: string]: Handler;
}
