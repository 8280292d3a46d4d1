import { type CreatePerform, defineCreate } from 'zapier-platform-core';
import * as z from 'zod/mini';
import { requiredField } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checkedValues } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { lazily } from '../lazily.ts';
import { tavusClient } from '../tavus/client.ts';
import { conversationDetail, conversationRecord } from '../tavus/conversation_record.ts';
import { endConversation } from '../tavus/conversations.ts';
import { errorOf } from '../tavus/errors.ts';
import { isUnknownId } from '../tavus/failure.ts';
import { yesNo } from '../tavus/record.ts';
import { conversationField } from '../triggers/conversation_list.ts';
import { finishedConversation } from '../triggers/conversation_samples.ts';

export const form = formOf({
  conversation_id: requiredField(conversationField.kind, {
    label: 'Conversation',
    helpText:
      'The conversation to end: choose one that is going on, or map its ID or its link. **Find Conversation** looks it up by name.',
    dropdown: conversationField.dropdown,
  }),
});

const endedConversation = lazily(() =>
  z.extend(conversationRecord(), { had_ended_before: yesNo('Had Ended Before') }),
);

/** Ends a conversation; one that has ended already is a success too. */
export const perform = (async (zapier, bundle) => {
  const { conversation_id } = checkedValues(zapier, form.read(bundle.inputData));
  const ending = await endConversation(tavusClient(zapier, bundle), conversation_id);
  if (!ending.ok) {
    if (!isUnknownId(ending.failure)) {
      throw errorOf(zapier, ending.failure, { doing: 'end the conversation' });
    }
    throw new zapier.errors.Error(
      `Your Tavus account has no conversation with the ID ${conversation_id}. Look it up with Find Conversation, and check which connection this step uses.`,
      'not_found',
    );
  }
  const detail = ending.detail ?? conversationDetail({ conversation_id });
  // Right after the request, Tavus may still call the conversation active.
  return { ...detail?.record, status: 'ended', had_ended_before: ending.hadEnded };
}) satisfies CreatePerform;

export default defineCreate({
  key: 'end_conversation',
  noun: 'Conversation',
  display: {
    label: 'End Conversation',
    description:
      'Ends a conversation that is going on, so that it costs nothing more and frees its slot, and returns it. One that has ended already counts as a success. Find Conversation finds it by name.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(endedConversation),
    sample: {
      ...finishedConversation,
      shutdown_reason: 'ended_by_request',
      shutdown_reason_words: 'end_conversation_endpoint_hit',
      had_ended_before: false,
    },
  },
});
