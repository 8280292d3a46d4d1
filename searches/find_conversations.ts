import { defineSearch, type SearchPerform } from 'zapier-platform-core';
import { reference } from '../fields/conversation.ts';
import { field } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { oneOf, text, wholeNumberUpTo } from '../forms/kinds.ts';
import { pastMoment } from '../forms/past_moment.ts';
import { checked, inputError } from '../forms/reading.ts';
import { overview } from '../samples/overview.ts';
import { CALL_OUTCOMES, type CallOutcome, OUTCOME_LABELS } from '../tavus/conversations/outcome.ts';
import {
  type OverviewLine,
  overviewColumns,
  overviewLine,
  overviewOf,
} from '../tavus/conversations/overview.ts';
import type { ConversationRecord } from '../tavus/conversations/record.ts';
import { conversationList, getConversation } from '../tavus/conversations/requests.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { concernsAccount, resultOf, TavusError } from '../tavus/http/failure.ts';
import { searchNewest } from '../tavus/lists/search.ts';
import { namesFor } from '../tavus/names.ts';
import { wantedMatcherOf } from './by_name.ts';
import { type Filter, filterFields, fits, mayFit } from './conversation_filter.ts';

/** The most conversations that are given. */
const MAX_GIVEN = 100;

/** The most conversations that are looked into, and how many at the same time. */
const MAX_LOOKS = 50;
const AT_ONCE = 5;

/** The part of the step's time in which no further conversation is looked into, in seconds. */
const RESERVE_SECONDS = 3;

export const form = formOf({
  ...filterFields,
  created_before: field(pastMoment, {
    label: 'Created Before',
    helpText:
      'Find only conversations created before this time. Enter how long ago, such as 2 hours, or a date. A date without a time zone is in UTC.',
  }),
  call_outcome: field(oneOf(CALL_OUTCOMES, OUTCOME_LABELS), {
    label: 'Call Outcome',
    helpText:
      'Find only calls with this outcome, for example Nobody Came. The app checks the newest 50 ended calls that match everything else.',
  }),
  conversation_name: field(text, {
    label: 'Conversation Name',
    helpText: 'The name or a part of it, from the start of a word.',
  }),
  reference: field(reference, {
    label: 'Reference',
    helpText: 'The exact Reference from Create Conversation.',
  }),
  limit: field(wholeNumberUpTo(MAX_GIVEN, 1, 'conversations'), {
    label: 'Limit',
    helpText: 'The most conversations to return, newest first. If blank, 100.',
    placeholder: '100',
  }),
});

export { overviewColumns as columns };

/** Finds the newest conversations that fit, and returns them as one record, also if there are none. */
export const perform = (async (z, bundle) => {
  const { values } = checked(z, form.read(bundle.inputData));
  const { call_outcome, conversation_name, reference, limit = MAX_GIVEN } = values;
  if (call_outcome !== undefined && values.status === 'active') {
    throw inputError(
      z,
      'Call Outcome is known only after the call. Set Status to Ended, or leave one of the two blank.',
    );
  }
  const client = tavusClient(z, bundle);
  const filter = { ...values, ...(call_outcome !== undefined && { status: 'ended' as const }) };
  const matchOf = wantedMatcherOf({ name: conversation_name });
  const mayBeGiven = (listed: ConversationRecord) =>
    mayFit(filter, listed) &&
    (reference === undefined || listed.reference === reference) &&
    (conversation_name === undefined ||
      matchOf(listed.conversation_name, listed.reference) !== null);
  const { lines, isComplete } = await attempt(
    z,
    { doing: 'search your conversations' },
    async () => {
      const most = call_outcome === undefined ? limit : MAX_LOOKS;
      const { found, isComplete } = await searchNewest(
        client,
        conversationList(filter.status),
        (listed) => (mayBeGiven(listed) ? 'whole' : null),
        { most: most + 1, since: filter.created_after },
      );
      const listed = found.slice(0, most).map(({ item }) => item);
      const looked = await linesOf(client, listed, filter, limit);
      const isAll = found.length <= most && looked.lines.length <= limit;
      return {
        lines: looked.lines.slice(0, limit),
        isComplete: isComplete && looked.isComplete && isAll,
      };
    },
  );
  const name = await namesFor(z, bundle, client, lines);
  return [overviewOf({ lines: lines.map(name), isComplete })];
}) satisfies SearchPerform;

interface Wanted extends Filter {
  readonly call_outcome?: CallOutcome | undefined;
}

/**
 * Looks into ended conversations until more than `limit` fit: only then their outcome and duration are
 * known. Throws a TavusError if the whole account fails.
 */
async function linesOf(
  client: TavusClient,
  listed: readonly ConversationRecord[],
  wanted: Wanted,
  limit: number,
) {
  const isSettled = ({ status, persona_id }: ConversationRecord) =>
    status === 'active' && (wanted.persona_id === undefined || persona_id !== null);
  const due = new Set(listed.filter((each) => !isSettled(each)).slice(0, MAX_LOOKS));
  const lines: OverviewLine[] = [];
  let isComplete = true;
  for (let left = listed; left.length > 0 && lines.length <= limit; left = left.slice(AT_ONCE)) {
    const looks = left.slice(0, AT_ONCE).map(async (each) => {
      const isInTime = due.has(each) && client.secondsLeft() > RESERVE_SECONDS;
      const seen = isInTime ? await asItIsNow(client, each) : null;
      const record = seen ?? each;
      const isKnown = seen !== null || isSettled(each);
      const isOutcome =
        wanted.call_outcome === undefined ||
        (isKnown && record.call_outcome === wanted.call_outcome);
      return { isKnown, line: isOutcome && fits(wanted, record) ? overviewLine(record) : null };
    });
    for (const { isKnown, line } of await Promise.all(looks)) {
      isComplete &&= isKnown;
      if (line) lines.push(line);
    }
  }
  return { lines, isComplete };
}

/** Null if it could not be got. Throws a TavusError if the whole account fails. */
async function asItIsNow(
  client: TavusClient,
  listed: ConversationRecord,
): Promise<ConversationRecord | null> {
  const got = await resultOf(() => getConversation(client, listed.id));
  if (got.ok) return got.value?.record ?? null;
  if (concernsAccount(got.failure)) throw new TavusError(got.failure);
  return null;
}

export default defineSearch({
  key: 'find_conversations',
  noun: 'Conversation',
  display: {
    label: 'Find Conversations',
    description:
      'Finds the newest conversations that match, and returns their number, their minutes and a list. For example, find the no-shows of the last 24 hours, or every active call. To read what was said in one call, use Find Conversation.',
  },
  operation: {
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(overviewColumns),
    sample: { ...overview },
  },
});
