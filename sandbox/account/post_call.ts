import { hash } from 'node:crypto';
import type { Age } from '../behaviour.ts';
import type { JsonRecord } from '../reading.ts';
import type { ConversationEvent } from '../wire/events.ts';

/**
 * A tool of a persona that runs once after each of its calls: Tavus's model fills in its arguments
 * from what was said, and Tavus sends them to an address of the customer's (Tavus docs: post-call
 * actions).
 */
export interface PostCallAction {
  /** Default: submit_summary. */
  readonly name?: string;
  /** What the model will have filled in. Default: a summary and an email address. */
  readonly arguments?: JsonRecord;
  /** What is sent in place of the arguments as JSON, as a body template would make it. */
  readonly body?: string;
  /** Whether the customer's server takes it. Default: true. */
  readonly delivered?: boolean;
}

/** Stands in the address, the headers and the answer of every delivery; it must never turn up in a Zap. */
export const DELIVERY_SECRET = 'delivery-secret-that-must-not-leak';

const USUAL_ARGUMENTS: JsonRecord = {
  summary: 'Asked for the price of a team of twelve and wants the details in writing.',
  email: 'maria@example.com',
};

export type PostCallEvent = Extract<ConversationEvent, { kind: 'post_call_action' }>;

/** The event that tells that an action was executed, whether it could be delivered or not. */
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

/**
 * Not in the Tavus docs: read out of four customers' programs of June to October 2026, of which two
 * know a name of the tool and all an id. Here the name came with autumn 2026.
 */
export function postCallProperties(event: PostCallEvent, age: Age): JsonRecord {
  const { toolId, toolName, body, delivered } = event;
  return {
    tool_id: toolId,
    ...(age === 'autumn_2026' ? { tool_name: toolName } : {}),
    status: delivered ? 'success' : 'error',
    request: {
      url: `https://crm.example.com/calls?key=${DELIVERY_SECRET}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${DELIVERY_SECRET}` },
      body,
    },
    response: delivered
      ? { status_code: 200, body: `{"session":"${DELIVERY_SECRET}"}` }
      : { status_code: 404, body: `No such page for ${DELIVERY_SECRET}` },
  };
}
