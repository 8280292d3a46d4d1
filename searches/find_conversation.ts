import { defineSearch, type SearchPerform, type ZObject } from 'zapier-platform-core';
import { conversationId, newestConversationChoices } from '../fields/conversation.ts';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checked, inputError } from '../forms/input_error.ts';
import { oneOf, text } from '../forms/kinds.ts';
import { outputFieldsOf } from '../forms/output_fields.ts';
import { finishedConversation } from '../samples/conversation.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import {
  type ConversationDetail,
  type ConversationRecord,
  conversationColumns,
  conversationDetail,
} from '../tavus/conversation.ts';
import {
  type ConversationStatus,
  conversationList,
  getConversation,
} from '../tavus/conversations.ts';
import { attempt } from '../tavus/errors.ts';
import { outcomeOf, TavusError } from '../tavus/failure.ts';
import { newestPages } from '../tavus/newest_first.ts';
import { unfinishedSearch } from './unfinished.ts';

/** How many matches of a name are given: each takes a request, and a Zap uses the first. */
const MOST_MATCHES = 3;

/** How many pages are looked at at most: time is over before, unless the list has no end. */
const MOST_REQUESTS = 250;

/** The part of the step's time that is kept for getting the matches, in seconds. */
const RESERVE_SECONDS = 5;

export const form = formOf({
  conversation_id: field(conversationId, {
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
      ? byName(z, client, conversation_name ?? '', status)
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
  z: ZObject,
  client: TavusClient,
  name: string,
  status: ConversationStatus | undefined,
): Promise<ConversationRecord[]> {
  const { matches, count, isWhole } = await matchesOf(client, name.trim().toLowerCase(), status);
  if (matches.length === 0 && !isWhole) {
    const instead =
      'Fill in Conversation with its ID or link, or choose a Status, so that there is less to look at.';
    throw unfinishedSearch(z, { count, things: 'conversations', name, instead });
  }
  const records: ConversationRecord[] = [];
  for (const listed of matches.slice(0, MOST_MATCHES)) {
    // What the list has is there, even if the answer for it alone says otherwise.
    records.push((await getConversation(client, listed.record.id))?.record ?? listed.record);
  }
  return records;
}

interface Matches {
  /** Full matches first, the newest of them first. */
  readonly matches: readonly ConversationDetail[];
  /** How many conversations were looked at. */
  readonly count: number;
  /** Whether these were all. */
  readonly isWhole: boolean;
}

/** The conversations with the word in their names, as the list shows them. */
async function matchesOf(
  client: TavusClient,
  word: string,
  status: ConversationStatus | undefined,
): Promise<Matches> {
  const full: ConversationDetail[] = [];
  const partial: ConversationDetail[] = [];
  let count = 0;
  let isWhole = false;
  const walked = await outcomeOf(async () => {
    const walk = { mostRequests: MOST_REQUESTS };
    for await (const page of newestPages(client, conversationList(status), walk)) {
      count += page.things.length;
      isWhole = page.readSince === Number.NEGATIVE_INFINITY;
      for (const wire of page.things) {
        const listed = conversationDetail(wire);
        const name = listed?.record.conversation_name?.trim().toLowerCase();
        if (listed && name === word) full.push(listed);
        else if (listed && name?.includes(word)) partial.push(listed);
      }
      // Nothing better can follow once all that is newer than a full match has come.
      if (full.some((each) => createdAt(each) >= page.readSince)) return;
      if (client.secondsLeft() < RESERVE_SECONDS) return;
    }
  });
  const isLate = !walked.ok && walked.failure.kind === 'timed_out' && count > 0;
  if (!walked.ok && !isLate) throw new TavusError(walked.failure);
  const matches = [...full.sort(byNewest), ...partial.sort(byNewest)];
  return { matches, count, isWhole };
}

/** When a conversation was created, in milliseconds of Unix time; one that does not say so may be new. */
function createdAt({ record }: ConversationDetail): number {
  return record.created_at === null ? Number.POSITIVE_INFINITY : Date.parse(record.created_at);
}

function byNewest(one: ConversationDetail, other: ConversationDetail): number {
  const [time, otherTime] = [createdAt(one), createdAt(other)];
  return time === otherTime ? 0 : otherTime - time;
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
