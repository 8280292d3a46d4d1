import { type CreatePerform, defineCreate } from 'zapier-platform-core';
import {
  activeConversationChoices,
  conversationId,
  noConversation,
} from '../fields/conversation.ts';
import { requiredField } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { checked } from '../forms/reading.ts';
import { sizesOf, withinLimit } from '../hydrators.ts';
import { endedByRequest } from '../samples/conversation.ts';
import { conversationColumns, recordOfId } from '../tavus/conversations/record.ts';
import { endConversation } from '../tavus/conversations/requests.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { errorOf } from '../tavus/http/errors.ts';
import { resultOf } from '../tavus/http/failure.ts';
import { namesFor } from '../tavus/names.ts';

export const form = formOf({
  conversation_id: requiredField(conversationId, {
    label: 'Conversation',
    helpText:
      'An active conversation, or its mapped ID or link. **Find Conversation** looks it up by Reference or whole name. Testing this step ends the real call.',
    dropdown: activeConversationChoices,
    search: 'find_conversation.id',
  }),
});

export const columns = {
  ...conversationColumns,
  had_ended_before: { label: 'Was Already Ended', type: 'boolean' },
} as const;

/** Ends a conversation. One that has already ended is a success too. */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { conversation_id } = values;
  const client = tavusClient(z, bundle);
  const ending = await resultOf(() => endConversation(client, conversation_id));
  if (!ending.ok) {
    throw errorOf(z, ending.failure, {
      doing: 'end the conversation',
      ifUnknownId: noConversation(conversation_id),
    });
  }
  const ended = ending.value.detail?.record ?? recordOfId(conversation_id);
  // Right after the request, Tavus may still call the conversation active.
  const records = withinLimit([sizesOf(z, ended)]);
  const [record] = records.map(await namesFor(z, bundle, client, records));
  return {
    ...record,
    status: 'ended',
    join_url: null,
    had_ended_before: ending.value.hadEnded,
  };
}) satisfies CreatePerform;

export default defineCreate({
  key: 'end_conversation',
  noun: 'Conversation',
  display: {
    label: 'End Conversation',
    description:
      'Ends an active conversation, so that it costs nothing more, and returns it. If it has already ended, the step still succeeds. Find Conversation looks up one, and Find Conversations all active ones.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(columns),
    sample: { ...endedByRequest, had_ended_before: false },
  },
});
