import { columnsOf } from '../columns.ts';
import type { TavusClient } from '../http/client.ts';
import {
  type Failure,
  resultOf,
  sendAgain,
  TavusError,
  unreadableAnswer,
} from '../http/failure.ts';
import type { WireObject } from '../http/wire.ts';

/** Messages to the replica of a running conversation (Tavus docs: send-app-message). */

/** The events that the replica acts on, without `conversation.` before them. */
export const APP_EVENTS = [
  'respond',
  'echo',
  'append_llm_context',
  'overwrite_llm_context',
  'interrupt',
] as const;

export type AppEvent = (typeof APP_EVENTS)[number];

/** What a message does, and how its text is sent. */
interface EventRules {
  /** Whether the message twice is as good as once; what is spoken is not. */
  readonly isRepeatable: boolean;
  /** The `properties` of the message; undefined if it has none. */
  readonly properties: (text: string) => WireObject | undefined;
}

const RULES: Readonly<Record<AppEvent, EventRules>> = {
  respond: { isRepeatable: false, properties: (text) => ({ text }) },
  echo: { isRepeatable: false, properties: (text) => ({ modality: 'text', text, done: true }) },
  append_llm_context: { isRepeatable: true, properties: (context) => ({ context }) },
  overwrite_llm_context: { isRepeatable: true, properties: (context) => ({ context }) },
  interrupt: { isRepeatable: true, properties: () => undefined },
};

/** Whether the message twice is as good as once. */
export function isRepeatable(event: AppEvent): boolean {
  return RULES[event].isRepeatable;
}

/** The longest message, in bytes of its JSON (Tavus docs: send-app-message). */
export const MAX_APP_MESSAGE_BYTES = 65_536;

/** The body of a message; the text is left out if the event has none. */
export function appMessage(event: AppEvent, text: string): WireObject {
  const properties = RULES[event].properties(text);
  return {
    message_type: 'conversation',
    event_type: `conversation.${event}`,
    ...(properties && { properties }),
  };
}

/** A message, and what became of it. */
export interface SentMessage {
  readonly conversationId: string;
  readonly event: AppEvent;
  /** Null for an event without a text. */
  readonly text: string | null;
  /** Whether this was a test, which sends nothing. */
  readonly isTest: boolean;
}

const from = columnsOf<SentMessage>();

/** The columns of a message. */
export const sentMessageColumns = {
  id: from.text('ID', ({ conversationId }) => conversationId),
  conversation_id: from.text('Conversation ID', ({ conversationId }) => conversationId),
  event_type: from.choice('What To Do', APP_EVENTS, ({ event }) => event),
  text: from.text('Text', ({ text }) => text),
  was_sent: from.yesNo('Was Sent', ({ isTest }) => !isTest),
  is_test: from.yesNo('Is a Test', ({ isTest }) => isTest),
};

/**
 * Sends a message. It is sent once more if Tavus says that it was not delivered, and if its answer is
 * lost and it is repeatable. Throws a TavusError, which says whether the message may have arrived.
 */
export async function sendAppMessage(
  client: TavusClient,
  id: string,
  event: AppEvent,
  text: string,
): Promise<void> {
  const path = ['v2', 'conversations', id, 'send-app-message'];
  const body = appMessage(event, text);
  const send = async () => {
    const sent = await resultOf(() => client.send({ method: 'POST', path, body }));
    if (!sent.ok) {
      const { failure } = sent;
      const mayHaveSucceeded = failure.mayHaveSucceeded && !isUndelivered(failure);
      throw new TavusError({ ...failure, mayHaveSucceeded });
    }
    // The answer is not documented, but a page of a proxy is none of Tavus's.
    if (sent.value.isUnreadable) throw new TavusError(unreadableAnswer(sent.value));
  };
  await sendAgain(send, (failure) =>
    failure.mayHaveSucceeded ? isRepeatable(event) : isUndelivered(failure),
  );
}

/** Whether Tavus itself says that nothing was delivered. The 502 of a proxy says nothing. */
export function isUndelivered({ status, message }: Failure): boolean {
  return status === 502 && /\bapp message could not be delivered\b/i.test(message ?? '');
}

/** Whether the conversation is over. The status of the second sentence is not known. */
export function isOver({ message }: Failure): boolean {
  return /only be sent to active conversations|room is no longer available/i.test(message ?? '');
}
