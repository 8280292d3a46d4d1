import { type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import {
  activeConversationChoices,
  conversationId,
  noConversation,
} from '../fields/conversation.ts';
import { field, notice, requiredField } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { oneOf, spokenTextOrNothing } from '../forms/kinds.ts';
import { checked, type Rule } from '../forms/reading.ts';
import { sentMessage } from '../samples/app_message.ts';
import { readRecord } from '../tavus/columns.ts';
import {
  APP_EVENTS,
  type AppEvent,
  appMessage,
  isOver,
  isRepeatable,
  isUndelivered,
  MAX_APP_MESSAGE_BYTES,
  sendAppMessage,
  sentMessageColumns,
} from '../tavus/conversations/app_message.ts';
import { getConversation } from '../tavus/conversations/requests.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { attempt, errorOf, halt } from '../tavus/http/errors.ts';
import { type Failure, resultOf } from '../tavus/http/failure.ts';

export { sentMessageColumns as columns };

const EVENT_LABELS: Readonly<Record<AppEvent, string>> = {
  respond: 'Answer This as if the Guest Said It',
  echo: 'Say Exactly This',
  append_llm_context: 'Add to What It Knows',
  overwrite_llm_context: 'Replace Its Context for This Call',
  interrupt: 'Stop Talking',
};

const textRule: Rule = ({ filledIn, values }) => {
  const event = APP_EVENTS.find((each) => each === values.event_type);
  if (event === undefined || event === 'interrupt') return [];
  if (!filledIn.has('text')) {
    const sentence = `Text is required when What To Do is ${EVENT_LABELS[event]}.`;
    return [{ field: 'text', sentence }];
  }
  const bytes = Buffer.byteLength(JSON.stringify(appMessage(event, String(values.text))));
  if (bytes <= MAX_APP_MESSAGE_BYTES) return [];
  return [
    {
      field: 'text',
      sentence: `Text: the message has ${bytes} bytes with it, and Tavus allows ${MAX_APP_MESSAGE_BYTES}. Shorten it.`,
    },
  ];
};

export const form = formOf(
  {
    message_notice: notice(
      '**The replica receives this during the call.** Testing this step sends nothing: it only looks up the conversation.',
    ),
    conversation_id: requiredField(conversationId, {
      label: 'Conversation',
      helpText:
        'An active conversation, or its mapped ID or link. **Find Conversation** looks it up by name or Reference.',
      dropdown: activeConversationChoices,
      search: 'find_conversation.id',
      to: null,
    }),
    event_type: requiredField(oneOf(APP_EVENTS, EVENT_LABELS), {
      label: 'What To Do',
      helpText:
        'What the replica does with the text. The first two make it speak, so the app never sends them again if they may have arrived. The next two only change what it knows in this call.',
      to: null,
    }),
    text: field(spokenTextOrNothing, {
      label: 'Text',
      helpText:
        "What to say, answer or know. Required unless What To Do is Stop Talking, which sends no text. Say Exactly This is spoken word for word, so don't use formatting.",
      to: null,
    }),
  },
  [textRule],
);

const DOING = 'send the message';

/** Sends a message to the replica of a running call. A test in the editor sends nothing. */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { conversation_id: id, event_type: event } = values;
  const given: { readonly text?: string | undefined } = event === 'interrupt' ? {} : values;
  const { text = '' } = given;
  const client = tavusClient(z, bundle);
  const isTest = bundle.meta?.isLoadingSample === true;
  if (isTest) {
    const found = await attempt(z, { doing: 'look up the conversation' }, () =>
      getConversation(client, id),
    );
    if (found === null) throw new z.errors.Error(noConversation(id), 'not_found');
  } else {
    const sent = await resultOf(() => sendAppMessage(client, id, event, text));
    if (!sent.ok) throw messageError(z, sent.failure, id, event);
  }
  return readRecord(sentMessageColumns, {
    conversationId: id,
    event,
    text: text === '' ? null : text,
    isTest,
  });
}) satisfies CreatePerform;

function messageError(z: ZObject, failure: Failure, id: string, event: AppEvent): Error {
  if (isOver(failure)) {
    return halt(
      z,
      'This conversation is over, so the replica can no longer receive a message. Send messages during the call.',
    );
  }
  if (failure.mayHaveSucceeded && !isRepeatable(event)) {
    const said = failure.message ? ` Tavus says: "${failure.message}".` : '';
    return halt(
      z,
      `Do not replay this run yet: it is not certain whether the message reached the call, because the reply from Tavus was lost. Ask someone in the call before you run this step again, because the replica may say it twice.${said}`,
    );
  }
  const outcome = failure.mayHaveSucceeded
    ? 'The message may have arrived anyway. It is safe to run this step again.'
    : isUndelivered(failure) && 'Nothing was delivered. It is safe to run this step again.';
  return errorOf(z, failure, {
    doing: DOING,
    ifUnknownId: noConversation(id),
    ...(outcome && { outcome }),
  });
}

export default defineCreate({
  key: 'send_message',
  noun: 'Message',
  display: {
    label: 'Send Message to Conversation',
    description:
      'Sends a message to the replica (face) during a call. The replica says it, answers it, takes it into account, or stops talking. For what you know before the call, use Create Conversation.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(sentMessageColumns),
    sample: { ...sentMessage },
  },
});
