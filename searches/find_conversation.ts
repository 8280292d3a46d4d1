import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { conversationId, newestConversationChoices, reference } from '../fields/conversation.ts';
import { conversationOutputFields } from '../fields/post_call_outputs.ts';
import { field } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { converted, oneOf, text } from '../forms/kinds.ts';
import { checked, inputError } from '../forms/reading.ts';
import { type GivenRecord, sizesOf, withinLimit } from '../hydrators.ts';
import { finishedConversation } from '../samples/conversation.ts';
import {
  type ConversationDetail,
  type ConversationRecord,
  conversationColumns,
  conversationDetail,
} from '../tavus/conversations/record.ts';
import {
  type ConversationStatus,
  conversationList,
  getConversation,
} from '../tavus/conversations/requests.ts';
import {
  type SpeakerNames,
  transcriptShort,
  USUAL_NAMES,
} from '../tavus/conversations/transcript.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { searchNewest } from '../tavus/lists/search.ts';
import { namesFor } from '../tavus/names.ts';
import {
  bestOf,
  foundColumns,
  foundOtherwise,
  matchField,
  NAME_HELP,
  type Named,
  wantedMatcherOf,
} from './by_name.ts';

/** The most matches of a name that are returned: each takes a request, and a Zap uses the first. */
const MAX_MATCHES = 3;

const TRANSCRIPT_SIZES = ['full', 'short', 'none'] as const;

/** None is an answer here. */
const transcriptSize = {
  ...oneOf(TRANSCRIPT_SIZES, { full: 'Full', short: 'Short', none: 'None' }),
  placeholdersAreBlank: false,
};

type TranscriptSize = (typeof TRANSCRIPT_SIZES)[number];

/** The name of a speaker; limited, to leave room for the words. */
const personName = converted(
  'a name of up to 100 characters',
  (name) => name.replace(/\s+/g, ' '),
  { accepts: (name) => name.length <= 100 },
);

export const form = formOf({
  conversation_id: field(conversationId, {
    label: 'Conversation',
    helpText:
      'Choose one of the newest 100, or map its ID or the link of the call. If a name is filled in too, this one is used.',
    dropdown: newestConversationChoices,
  }),
  conversation_name: field(text, {
    label: 'Conversation Name',
    helpText: NAME_HELP,
  }),
  match: matchField,
  reference: field(reference, {
    label: 'Reference',
    helpText:
      'The ID of your own that Create Conversation was given, in full. The newest conversation comes first. It counts before the name.',
  }),
  status: field(oneOf(['active', 'ended'], { active: 'Active', ended: 'Ended' }), {
    label: 'Status',
    helpText: 'Only conversations that are going on, or only those that have ended.',
  }),
  participant_name: field(personName, {
    label: 'Participant Name',
    helpText:
      'Stands in place of the word Participant in each transcript and file. Map it from an earlier step.',
  }),
  replica_name: field(personName, {
    label: 'Replica (Face) Name',
    helpText: 'Stands in place of the word Replica in each transcript and file.',
  }),
  transcript_size: field(transcriptSize, {
    label: 'Transcript Size',
    helpText:
      'How much of the transcript is returned: all, its beginning and end (up to 1,900 characters), or nothing. Short is better for an AI agent, which reads the whole answer. Files always have all of it.',
  }),
});

export const columns = { ...conversationColumns, ...foundColumns };

/** Finds conversations by id or link, by reference, or by name. */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { conversation_id, reference, conversation_name, status, transcript_size } = values;
  if ((conversation_id ?? reference ?? conversation_name) === undefined) {
    throw inputError(
      z,
      'Fill in Conversation, Reference or Conversation Name: the search needs one of them.',
    );
  }
  const client = tavusClient(z, bundle);
  const names = {
    Participant: values.participant_name ?? USUAL_NAMES.Participant,
    Replica: values.replica_name ?? USUAL_NAMES.Replica,
  };
  const found = await attempt(z, { doing: 'search your conversations' }, async () => {
    if (conversation_id !== undefined) return byId(client, conversation_id, status);
    const wanted = { name: conversation_name, reference };
    const matchOf = wantedMatcherOf(wanted);
    const list = { ...conversationList(status), read: conversationDetail };
    const matches = await searchNewest(client, list, ({ record }) =>
      matchOf(record.conversation_name, record.reference),
    );
    const { match } = values;
    const instead =
      'Fill in Conversation with its ID or link, or choose a Status, so that there is less to look at.';
    const search = { ...wanted, things: 'conversations', match, instead };
    return asTheyAreNow(client, bestOf(z, matches, search).slice(0, MAX_MATCHES));
  });
  const sizes = found.map(({ item: { record }, matched_whole_name }) => {
    const { whole, small } = sizesOf(z, record, names);
    const more = { ...textsOf(record, names, transcript_size ?? 'full'), matched_whole_name };
    return { whole: { ...whole, ...more }, small: { ...small, ...more } };
  });
  const records = withinLimit(sizes);
  return records.map(await namesFor(z, bundle, client, records));
}) satisfies SearchPerform;

// ---- the result

/** The texts of a transcript that depend on the requested speaker names and size. */
function textsOf(
  { transcript }: ConversationRecord,
  names: SpeakerNames,
  size: TranscriptSize,
): Partial<GivenRecord> {
  const none = { transcript_text: null, transcript: [] };
  if (size === 'none') return { ...none, transcript_short: null };
  const transcript_short = transcriptShort(transcript, names);
  return size === 'short'
    ? { ...none, transcript_short, transcript_text: transcript_short }
    : { transcript_short };
}

// ---- the conversations

async function byId(
  client: TavusClient,
  id: string,
  status: ConversationStatus | undefined,
): Promise<Named<ConversationDetail>[]> {
  const detail = await getConversation(client, id);
  return detail && (!status || detail.record.status === status) ? [foundOtherwise(detail)] : [];
}

/** The conversations with everything that a list leaves out. */
async function asTheyAreNow(
  client: TavusClient,
  found: readonly Named<ConversationDetail>[],
): Promise<Named<ConversationDetail>[]> {
  const now: Named<ConversationDetail>[] = [];
  for (const { item: listed, ...rest } of found) {
    // A listed conversation exists, even if its own GET says otherwise.
    now.push({ ...rest, item: (await getConversation(client, listed.record.id)) ?? listed });
  }
  return now;
}

export default defineSearch({
  key: 'find_conversation',
  noun: 'Conversation',
  display: {
    label: 'Find Conversation',
    description:
      'Finds a conversation by ID, link, reference or name, with its transcript, recording and outcome.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: conversationOutputFields(columns),
    sample: { ...finishedConversation, matched_whole_name: true },
  },
});
