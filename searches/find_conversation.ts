import { defineSearch, type SearchPerform, type ZObject } from 'zapier-platform-core';
import { conversationId, newestConversationChoices, reference } from '../fields/conversation.ts';
import { foundColumns } from '../fields/found.ts';
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
import { conversationList, getConversation } from '../tavus/conversations/requests.ts';
import {
  type SpeakerNames,
  transcriptShort,
  USUAL_NAMES,
} from '../tavus/conversations/transcript.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { resultOf, TavusError } from '../tavus/http/failure.ts';
import type { Matches } from '../tavus/lists/list.ts';
import { searchNewest } from '../tavus/lists/search.ts';
import { namesFor } from '../tavus/names.ts';
import {
  bestOf,
  foundOtherwise,
  matchField,
  NAME_HELP,
  type Named,
  wantedMatcherOf,
} from './by_name.ts';
import { type Filter, filterFields, fits, mayFit } from './conversation_filter.ts';

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
  find_by: field(oneOf(['name_or_id', 'newest'], { name_or_id: 'Name or ID', newest: 'Newest' }), {
    label: 'Find By',
    helpText:
      'If blank, Name or ID. Newest finds the last conversation that matches Status, Persona (PAL) and Created After. For Newest, leave Conversation, Conversation Name and Reference blank.',
  }),
  conversation_id: field(conversationId, {
    label: 'Conversation',
    helpText:
      'Choose one of the newest 100, or map its ID or the link of the call. Used instead of Reference and the name if several are filled in.',
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
      'The exact Reference from Create Conversation. The newest conversation comes first. Used instead of the name if both are filled in.',
  }),
  ...filterFields,
  participant_name: field(personName, {
    label: 'Participant Name',
    helpText: 'Replaces "Participant" in transcripts and files. Map it from an earlier step.',
  }),
  replica_name: field(personName, {
    label: 'Replica (Face) Name',
    helpText: 'Replaces "Replica" in transcripts and files.',
  }),
  transcript_size: field(transcriptSize, {
    label: 'Transcript Size',
    helpText:
      'How much of the transcript to return; if blank, Full. Short returns its beginning and end, up to 1,900 characters, which suits AI agents. Files always contain all of it.',
  }),
});

export const columns = { ...conversationColumns, ...foundColumns };

/** Finds conversations by id or link, by reference or by name, or the newest. */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { conversation_id, reference, conversation_name, transcript_size } = values;
  const isNewest = values.find_by === 'newest';
  const isGiven = (conversation_id ?? reference ?? conversation_name) !== undefined;
  // A mapped value that is blank in this run must not become somebody else's call.
  if (!isNewest && !isGiven) {
    throw inputError(
      z,
      'Fill in Conversation, Reference or Conversation Name. The search needs one of them. For the last conversation, set Find By to Newest.',
    );
  }
  if (isNewest && isGiven) {
    throw inputError(
      z,
      'Find By is Newest. Leave Conversation, Reference and Conversation Name blank, or set Find By to Name or ID.',
    );
  }
  const client = tavusClient(z, bundle);
  const names = {
    Participant: values.participant_name ?? USUAL_NAMES.Participant,
    Replica: values.replica_name ?? USUAL_NAMES.Replica,
  };
  const found = await attempt(z, { doing: 'search your conversations' }, async () => {
    if (conversation_id !== undefined) {
      const detail = await getConversation(client, conversation_id);
      return detail && fits(values, detail.record) ? [foundOtherwise(detail)] : [];
    }
    const wanted = { name: conversation_name, reference };
    const matchOf = isNewest ? () => 'whole' as const : wantedMatcherOf(wanted);
    const list = { ...conversationList(values.status), read: conversationDetail };
    const matches = await searchNewest(
      client,
      list,
      ({ record }) =>
        mayFit(values, record) ? matchOf(record.conversation_name, record.reference) : null,
      { since: values.created_after },
    );
    if (isNewest) return newestOf(z, client, matches, values);
    const instead =
      'Fill in Conversation with its ID or link, or fill in Status or Created After, so that the app has fewer to check.';
    const search = { ...wanted, things: 'conversations', match: values.match, instead };
    const named = bestOf(z, matches, search).slice(0, MAX_MATCHES);
    return asTheyAreNow(client, named, values);
  });
  const sizes = found.map(({ item: { record }, matched_whole_name }) => {
    const { whole, small } = sizesOf(z, record, names);
    const more = { ...textsOf(record, names, transcript_size ?? 'full'), matched_whole_name };
    return { whole: { ...whole, ...more }, small: () => ({ ...small(), ...more }) };
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

/** The newest that still fits. A failure throws: the one before it would be another call. */
async function newestOf(
  z: ZObject,
  client: TavusClient,
  { found, count, isComplete }: Matches<ConversationDetail>,
  filter: Filter,
): Promise<Named<ConversationDetail>[]> {
  for (const { item: listed } of found) {
    const [detail] = await asTheyAreNow(client, [foundOtherwise(listed)], filter);
    if (detail) return [detail];
  }
  if (isComplete) return [];
  throw new z.errors.Error(
    `None of the ${count} conversations that the app checked matches, and more remain. Fill in Created After, so that the app has fewer to check.`,
    'unfinished_search',
  );
}

/**
 * The conversations that still fit, with everything that a list leaves out. Throws a TavusError if one
 * cannot be read, unless a better match was read before.
 */
async function asTheyAreNow(
  client: TavusClient,
  found: readonly Named<ConversationDetail>[],
  filter: Filter,
): Promise<Named<ConversationDetail>[]> {
  const now: Named<ConversationDetail>[] = [];
  for (const { item: listed, ...rest } of found) {
    const got = await resultOf(() => getConversation(client, listed.record.id));
    if (!got.ok && now.length === 0) throw new TavusError(got.failure);
    if (!got.ok) break;
    // A listed conversation exists, even if its own GET says otherwise.
    const item = got.value ?? listed;
    if (fits(filter, item.record)) now.push({ ...rest, item });
  }
  return now;
}

export default defineSearch({
  key: 'find_conversation',
  noun: 'Conversation',
  display: {
    label: 'Find Conversation',
    description:
      'Finds a conversation by ID, link, reference or name, or the newest one, with its transcript and outcome.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: conversationOutputFields(columns),
    sample: { ...finishedConversation, matched_whole_name: true },
  },
});
