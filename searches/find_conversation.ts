import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checkedValues, inputError } from '../forms/input_error.ts';
import { oneOf, text } from '../forms/kinds.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import { type ConversationStatus, newestPages } from '../tavus/conversation_list.ts';
import {
  type ConversationRecord,
  conversationDetail,
  conversationRecord,
} from '../tavus/conversation_record.ts';
import { getConversation } from '../tavus/conversations.ts';
import { errorOf } from '../tavus/errors.ts';
import { outOfTime } from '../tavus/failure.ts';
import type { LookUp } from '../tavus/resource.ts';
import { conversationField } from '../triggers/conversation_list.ts';
import { finishedConversation } from '../triggers/conversation_samples.ts';

/** How many matches of a name are given: each takes a request, and a Zap uses the first. */
const MOST_MATCHES = 3;

export const form = formOf({
  conversation_id: field(conversationField.lenientKind, {
    label: 'Conversation',
    helpText: 'The ID from an earlier step, or the link of the call. It counts before the name.',
    dropdown: { dynamic: conversationField.dropdown.dynamic },
  }),
  conversation_name: field(text, {
    label: 'Conversation Name',
    helpText:
      'The name or a part of it, in capitals or not. A full match comes before a part, then the newest comes first.',
  }),
  status: field(oneOf(['active', 'ended'], { active: 'Active', ended: 'Ended' }), {
    label: 'Status',
    helpText: 'Only conversations that are going on, or only those that have ended.',
  }),
});

/** Finds conversations by id or link, or by name. */
export const perform = (async (zapier, bundle) => {
  const { conversation_id, conversation_name, status } = checkedValues(
    zapier,
    form.read(bundle.inputData),
  );
  const client = tavusClient(zapier, bundle);
  const looking =
    conversation_id !== undefined
      ? byId(client, conversation_id, status)
      : conversation_name && byName(client, conversation_name, status);
  if (!looking) {
    throw inputError(zapier, [
      'Fill in Conversation or Conversation Name: the search needs one of them.',
    ]);
  }
  const found = await looking;
  if (!found.ok) throw errorOf(zapier, found.failure, { doing: 'search your conversations' });
  return [...found.found];
}) satisfies SearchPerform;

async function byId(
  client: TavusClient,
  id: string,
  status: ConversationStatus | undefined,
): Promise<LookUp<readonly ConversationRecord[]>> {
  const got = await getConversation(client, id);
  if (!got.ok) return got;
  const record = got.found?.record;
  return { ok: true, found: record && (!status || record.status === status) ? [record] : [] };
}

async function byName(
  client: TavusClient,
  name: string,
  status: ConversationStatus | undefined,
): Promise<LookUp<readonly ConversationRecord[]>> {
  const word = name.trim().toLowerCase();
  const matches = await matchesOf(client, word, status);
  if (!matches.ok) return matches;
  const records: ConversationRecord[] = [];
  for (const { id } of matches.found.slice(0, MOST_MATCHES)) {
    const got = await getConversation(client, id);
    if (!got.ok) return got;
    if (got.found) records.push(got.found.record);
  }
  return { ok: true, found: records };
}

/** The conversations with the word in their names, as the list tells them; full matches first. */
async function matchesOf(
  client: TavusClient,
  word: string,
  status: ConversationStatus | undefined,
): Promise<LookUp<readonly ConversationRecord[]>> {
  const full: ConversationRecord[] = [];
  const partial: ConversationRecord[] = [];
  for await (const page of newestPages(client, status, null)) {
    if (!page.ok) return page;
    for (const wire of page.found.conversations) {
      const record = conversationDetail(wire)?.record;
      const name = record?.conversation_name?.trim().toLowerCase();
      if (record && name === word) full.push(record);
      else if (record && name?.includes(word)) partial.push(record);
    }
    // The pages go from new to old, so nothing better can follow.
    if (full.length > 0) break;
    if (client.secondsLeft() < 5) return { ok: false, failure: outOfTime() };
  }
  return { ok: true, found: [...full, ...partial] };
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
    outputFields: outputFieldsOf(conversationRecord),
    sample: { ...finishedConversation },
  },
});
