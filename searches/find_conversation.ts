import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { anyConversationId, newestConversationChoices } from '../fields/conversation.ts';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checked, inputError } from '../forms/input_error.ts';
import { oneOf, text } from '../forms/kinds.ts';
import { outputFieldsOf } from '../forms/output_fields.ts';
import { finishedConversation } from '../samples/conversation.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import {
  type Conversation,
  type ConversationRecord,
  conversationColumns,
  readConversation,
} from '../tavus/conversation.ts';
import { getConversation } from '../tavus/conversations.ts';
import { attempt } from '../tavus/errors.ts';
import { outOfTime, TavusError } from '../tavus/failure.ts';
import { type ConversationStatus, newestPages } from '../tavus/newest_first.ts';

/** How many matches of a name are given: each takes a request, and a Zap uses the first. */
const MOST_MATCHES = 3;

/** The part of the step's time that is kept for getting the matches, in seconds. */
const RESERVE_SECONDS = 5;

export const form = formOf({
  conversation_id: field(anyConversationId, {
    label: 'Conversation',
    helpText:
      'Choose one of the newest 100, or map its ID or the link of the call. If a name is filled in too, this one is used.',
    dropdown: newestConversationChoices,
  }),
  conversation_name: field(text, {
    label: 'Conversation Name',
    helpText:
      "All or part of the name; capitals don't matter. Exact matches come first, then the newest.",
  }),
  status: field(oneOf(['active', 'ended'], { active: 'Active', ended: 'Ended' }), {
    label: 'Status',
    helpText: 'Only conversations that are going on, or only those that have ended.',
  }),
});

export { conversationColumns as columns };

/** Finds conversations by id or link, or by name. */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { conversation_id, conversation_name, status } = values;
  if (conversation_id === undefined && conversation_name === undefined) {
    throw inputError(z, 'Fill in Conversation or Conversation Name: the search needs one of them.');
  }
  const client = tavusClient(z, bundle);
  return attempt(z, { doing: 'search your conversations' }, async () =>
    conversation_id === undefined
      ? byName(client, conversation_name ?? '', status)
      : byId(client, conversation_id, status),
  );
}) satisfies SearchPerform;

async function byId(
  client: TavusClient,
  id: string,
  status: ConversationStatus | undefined,
): Promise<ConversationRecord[]> {
  const record = (await getConversation(client, id))?.record;
  return record && (!status || record.status === status) ? [record] : [];
}

async function byName(
  client: TavusClient,
  name: string,
  status: ConversationStatus | undefined,
): Promise<ConversationRecord[]> {
  const matches = await matchesOf(client, name.trim().toLowerCase(), status);
  const records: ConversationRecord[] = [];
  for (const { id } of matches.slice(0, MOST_MATCHES)) {
    const detail = await getConversation(client, id);
    if (detail) records.push(detail.record);
  }
  return records;
}

/** The conversations with the word in their names, as the list shows them; full matches first. */
async function matchesOf(
  client: TavusClient,
  word: string,
  status: ConversationStatus | undefined,
): Promise<Conversation[]> {
  const full: Conversation[] = [];
  const partial: Conversation[] = [];
  for await (const { conversations } of newestPages(client, status, null)) {
    for (const wire of conversations) {
      const listed = readConversation(wire);
      const name = listed?.conversation_name?.trim().toLowerCase();
      if (listed && name === word) full.push(listed);
      else if (listed && name?.includes(word)) partial.push(listed);
    }
    // The pages go from new to old, so nothing better can follow.
    if (full.length > 0) break;
    if (client.secondsLeft() < RESERVE_SECONDS) throw new TavusError(outOfTime());
  }
  return [...full, ...partial];
}

export default defineSearch({
  key: 'find_conversation',
  noun: 'Conversation',
  display: {
    label: 'Find Conversation',
    description:
      'Finds a conversation by its ID, its link or its name, and returns its status, why it ended, its transcript and its recording. Use End Conversation to end it.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(conversationColumns),
    sample: { ...finishedConversation },
  },
});
