import { hash } from 'node:crypto';
import type { JsonRecord } from '../reading.ts';

/**
 * A tool of a persona that runs once after each of its calls: Tavus's model fills in its arguments
 * from the conversation, and Tavus sends them to the customer's server (Tavus docs: post-call
 * actions).
 */
export interface PostCallAction {
  /** Default: submit_summary. */
  readonly name?: string;
  /** The arguments that the model fills in. Default: a summary and an email address. */
  readonly arguments?: JsonRecord;
  /** The body that is sent in place of the arguments as JSON, as from a body template. */
  readonly body?: string;
  /** Whether the customer's server accepts it. Default: true. */
  readonly delivered?: boolean;
}

/** Part of the address, the headers and the answer of every delivery; it must never reach a Zap. */
export const DELIVERY_SECRET = 'delivery-secret-that-must-not-leak';

const USUAL_ARGUMENTS: JsonRecord = {
  summary: 'Asked for the price of a team of twelve and wants the details in writing.',
  email: 'maria@example.com',
};

/** One of the events that a conversation may have. */
export interface PostCallEvent {
  readonly at: Date;
  readonly kind: 'post_call_action';
  readonly toolId: string;
  readonly toolName: string;
  /** The body that was sent to the customer's server. */
  readonly body: string;
  readonly delivered: boolean;
}

/** The event of an executed action, delivered or not. */
export function postCallEvent(action: PostCallAction, at: Date): PostCallEvent {
  const name = action.name ?? 'submit_summary';
  return {
    kind: 'post_call_action',
    at,
    toolId: `t${hash('sha256', name).slice(0, 12)}`,
    toolName: name,
    body: action.body ?? JSON.stringify(action.arguments ?? USUAL_ARGUMENTS),
    delivered: action.delivered !== false,
  };
}
