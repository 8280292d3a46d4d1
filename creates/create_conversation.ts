import { type Bundle, type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import { formOf } from '../forms/form.ts';
import { checkedValues } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import { endConversation } from '../tavus/conversations.ts';
import {
  type CreatedConversation,
  createConversation,
  createdConversation,
  createdRecord,
} from '../tavus/created_conversation.ts';
import { errorOf, halt } from '../tavus/errors.ts';
import { findLost, type LostCreate } from '../tavus/lost_conversation.ts';
import { conversationForm, inputFieldGroups } from './create_conversation.body.ts';
import { announce, type Intent } from './create_conversation.intent.ts';
import {
  additionalProblems,
  participantProblems,
  s3Problems,
} from './create_conversation.rules.ts';

export const form = formOf(
  conversationForm,
  inputFieldGroups.filter(({ emphasize }) => !emphasize).map(({ key }) => key),
);

/** The labels of the fields by the API's names for them, for the errors that name one. */
const labels: ReadonlyMap<string, string> = new Map(
  form.fields.flatMap(({ label, placements }) =>
    placements.map(({ path }): [string, string] => [String(path.at(-1)), label]),
  ),
);

/**
 * Creates the conversation that the form describes; in the editor, one that costs nothing. If the
 * answer is lost, it finds out what became of it before it says anything.
 */
export const perform = (async (z, bundle) => {
  const { additional_fields = {}, ...values } = valuesOf(z, bundle);
  const hasOwnName = values.conversation_name === undefined;
  const request = {
    ...values,
    ...(bundle.meta?.isLoadingSample && { test_mode: values.test_mode ?? true }),
    conversation_name: values.conversation_name ?? uniqueName(),
  };
  const client = tavusClient(z, bundle);
  const intent = hasOwnName ? null : await announce(z, bundle, request.conversation_name);
  try {
    const sentAt = performance.now();
    const created = await createConversation(client, request, additional_fields);
    if (created.ok) {
      const { conversation, unsafeLinks } = created;
      if (unsafeLinks.length === 0) return conversation;
      return await endUnusable(z, client, conversation.id, UNSAFE_LINK);
    }
    const { failure } = created;
    if (!failure.mayBeDone) throw errorOf(z, failure, { ...ATTEMPT, outcome: NOTHING_CREATED });
    return await settle(z, client, { request, failure, sentAt, hasOwnName }, intent);
  } finally {
    intent?.end();
  }
}) satisfies CreatePerform;

const ATTEMPT = { doing: 'create the conversation', labels };
const NOTHING_CREATED = 'Nothing was created.';

/** A name that no other conversation has, so that this one can be found again. */
function uniqueName(): string {
  const time = new Date().toISOString().slice(0, 16).replace('T', ' ');
  return `Zapier ${time} UTC ${crypto.randomUUID().slice(0, 8)}`;
}

/** Finds out what became of a create whose answer was lost. Throws unless the conversation is found. */
async function settle(
  z: ZObject,
  client: TavusClient,
  lost: LostCreate,
  intent: Intent | null,
): Promise<CreatedConversation> {
  const { request, failure } = lost;
  const finding = await findLost(client, lost);
  if (finding.kind === 'absent') {
    const outcome = `${NOTHING_CREATED} It is safe to run this step again.`;
    throw errorOf(z, failure, { ...ATTEMPT, outcome });
  }
  if (finding.kind === 'unclear' || (intent && !(await intent.isAlone()))) {
    throw halt(
      z,
      `It is not certain whether Tavus created the conversation "${request.conversation_name}": its answer got lost and it could not be told apart. Look for it in Tavus before you run this step again. If it is there, use it or end it: it is being billed.`,
    );
  }
  if (request.require_auth)
    return endUnusable(z, client, finding.facts.conversation_id, LOST_TOKEN);
  return createdRecord(client, finding.facts, null, request);
}

const LOST_TOKEN = 'is private, and the token to join it got lost with the answer of Tavus';
const UNSAFE_LINK = 'has a link that does not start with https://, which is not handed on';

/** A conversation that nobody can join must not be billed on. Always throws. */
async function endUnusable(
  z: ZObject,
  client: TavusClient,
  id: string,
  why: string,
): Promise<never> {
  const ending = await endConversation(client, id);
  const sentence = `Tavus created the conversation ${id}, but it ${why}.`;
  if (ending.ok) {
    throw new z.errors.Error(
      `${sentence} It was ended again, so it is safe to run this step again.`,
      'unusable_conversation',
    );
  }
  throw halt(
    z,
    `${sentence} It could not be ended: end it with End Conversation or in Tavus, because it is being billed. Then run this step again.`,
  );
}

/** The checked values of the form. Throws one error that names every field that is wrong. */
function valuesOf(z: ZObject, { inputData }: Bundle) {
  const reading = form.read(inputData);
  return checkedValues(z, reading, [
    ...participantProblems(reading),
    ...s3Problems(form, reading),
    ...additionalProblems(form, inputData.additional_fields),
  ]);
}

const sample: CreatedConversation = {
  id: 'c93a7ead335b',
  conversation_id: 'c93a7ead335b',
  conversation_name: 'Demo for Maria Lopez',
  status: 'active',
  conversation_url: 'https://tavus.daily.co/c93a7ead335b',
  room_url: 'https://tavus.daily.co/c93a7ead335b',
  join_url: 'https://tavus.daily.co/c93a7ead335b',
  meeting_token: null,
  replica_id: 'r90bbd427f71',
  persona_id: 'pcb7a34da5fe',
  callback_url: null,
  created_at: '2026-11-20T15:00:00.000Z',
  join_by: '2026-11-20T15:05:00.000Z',
  ends_by: '2026-11-20T16:00:00.000Z',
  test_mode: false,
};

export default defineCreate({
  key: 'create_conversation',
  noun: 'Conversation',
  display: {
    label: 'Create Conversation',
    description:
      'Creates a live video call with an AI replica and returns the link to join it, without waiting for the call. Billing starts at once, so run it shortly before the call. Find Conversation gets the transcript afterwards.',
  },
  operation: {
    inputFieldGroups,
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(createdConversation),
    sample,
  },
});
