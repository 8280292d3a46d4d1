import { type Bundle, type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import { withAdditionalFields } from '../fields/additional_fields.ts';
import { outputFieldsOf } from '../forms/form.ts';
import { checked } from '../forms/reading.ts';
import { createdConversation as sample } from '../samples/conversation.ts';
import {
  type CreatedConversation,
  createdColumns,
  createdConversation,
} from '../tavus/conversations/record.ts';
import {
  createConversation,
  endConversation,
  findCreatedConversation,
  idsOf,
} from '../tavus/conversations/requests.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { halt } from '../tavus/http/errors.ts';
import { resultOf } from '../tavus/http/failure.ts';
import { asObject, type WireObject } from '../tavus/http/wire.ts';
import { namesFor } from '../tavus/names.ts';
import { normalized } from '../tavus/once/likeness.ts';
import { newName } from '../tavus/reference.ts';
import { form, inputFieldGroups } from './create_conversation.form.ts';
import { createOnce } from './create_once.ts';

export { createdColumns as columns, form };

/**
 * Creates the conversation that the form describes, exactly once (create_once.ts); in the editor, one
 * that costs nothing. Throws if nobody could join it.
 */
export const perform = (async (z, bundle) => {
  const { values, body, labels } = checked(z, form.read(bundle.inputData));
  const { name, isUnique } = newName(values.conversation_name, values.reference);
  const chosen = {
    conversation_name: name,
    ...testMode(values.test_mode, bundle),
    // A greeting that somebody has written is the one that is said.
    ...(values.custom_greeting !== undefined &&
      values.enable_dynamic_greeting && { enable_dynamic_greeting: false }),
  };
  const request = { ...values, ...chosen };
  const client = tavusClient(z, bundle);
  const { conversation, meetingToken, hasUnsafeLink } = await createOnce(z, bundle, {
    claim: isUnique ? null : { action: 'create_conversation', name: normalized(name) },
    body: { ...body, ...chosen },
    additional: values.additional_fields,
    send: (whole) => createConversation(client, whole),
    find: (lost) => findCreatedConversation(client, request, isUnique, lost),
    attempt: { doing: 'create the conversation' },
    labels,
    nothing: 'Nothing was created.',
    unclear: (why) =>
      `Do not replay this run yet: it is not certain whether Tavus created the conversation "${name}": ${why}. Look for it in Tavus before you run this step again. If it exists, use it or end it, because it is being billed.`,
  });
  const created = createdConversation({ conversation, meetingToken, request });
  const sent = withAdditionalFields({ ...body, ...chosen }, values.additional_fields);
  const flaw = isInTavusRoom(sent) ? flawOf(created, request.require_auth, hasUnsafeLink) : null;
  if (flaw !== null) return endUnusable(z, client, created.id, flaw);
  const ids = await idsOf(client, conversation, request);
  const result = { ...created, ...ids };
  return (await namesFor(z, bundle, client, [result]))(result);
}) satisfies CreatePerform;

/** A test in the editor is free unless the form turns Test Mode off. */
function testMode(given: boolean | undefined, { meta }: Bundle) {
  const isTest = meta?.isLoadingSample ? (given ?? true) : given;
  return isTest === undefined ? {} : { test_mode: isTest };
}

/** Whether the call is in a room of Tavus, where a link from Tavus is the only way in. */
function isInTavusRoom({ test_mode, meeting_url, chat, properties }: WireObject): boolean {
  const { daily_room, livekit_ws_url, livekit_room_token } = asObject(properties);
  const isElsewhere = [meeting_url, daily_room, livekit_ws_url, livekit_room_token].some(Boolean);
  // A conversation in test mode is created ended, and a chat has no room.
  return test_mode !== true && chat !== true && !isElsewhere;
}

/** Why nobody can join a conversation in a room of Tavus; null if somebody can. */
function flawOf(
  { status, meeting_token, join_url }: CreatedConversation,
  isPrivate: boolean | undefined,
  hasUnsafeLink: boolean,
): string | null {
  if (/^(ended|error)$/i.test(status ?? '')) {
    return `already has the status ${status}, so nobody can join it`;
  }
  if (isPrivate && meeting_token === null) return 'is private, and its token was not returned';
  if (join_url !== null) return null;
  return hasUnsafeLink
    ? 'came without a link that starts with https://'
    : 'came without a link to join it';
}

/** Ends a conversation that nobody can join, so that it is not billed. Always throws. */
async function endUnusable(
  z: ZObject,
  client: TavusClient,
  id: string,
  why: string,
): Promise<never> {
  const ending = await resultOf(() => endConversation(client, id));
  const sentence = `Tavus created the conversation ${id}, but it ${why}.`;
  if (ending.ok) {
    throw new z.errors.Error(
      `${sentence} The app ended it, so it is safe to run this step again.`,
      'unusable_conversation',
    );
  }
  throw halt(
    z,
    `${sentence} The app could not end it. End it with End Conversation or in Tavus, because it is being billed. Then run this step again.`,
  );
}

export default defineCreate({
  key: 'create_conversation',
  noun: 'Conversation',
  display: {
    label: 'Create Conversation',
    description:
      'Creates a live video call with an AI replica, in its own room or in a Google Meet, Zoom or Teams meeting. It returns the link to join; billing starts immediately, so run it just before the call. To get the transcript later, use Find Conversation.',
  },
  operation: {
    inputFieldGroups,
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(createdColumns),
    sample,
  },
});
