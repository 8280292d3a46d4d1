import { type Bundle, type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import { withAdditionalFields, withAdditionalLabels } from '../fields/additional_fields.ts';
import { checked } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output_fields.ts';
import { claimName, type NameClaim } from '../platform/name_claim.ts';
import { createdConversation as sample } from '../samples/conversation.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import {
  type CreatedConversation,
  createdColumns,
  createdConversation,
  joinUrl,
} from '../tavus/conversation.ts';
import {
  type CreatedAnswer,
  createConversation,
  endConversation,
  findCreatedConversation,
  type LostConversation,
  withIds,
} from '../tavus/conversations.ts';
import { errorOf, halt } from '../tavus/errors.ts';
import { outcomeOf } from '../tavus/failure.ts';
import { essenceOf } from '../tavus/likeness.ts';
import { nameWithReference } from '../tavus/reference.ts';
import { form, inputFieldGroups } from './create_conversation.form.ts';

export { createdColumns as columns, form };

/**
 * Creates the conversation that the form describes; in the editor, one that costs nothing. If the
 * answer is lost, it finds out what happened before it says anything.
 */
export const perform = (async (z, bundle) => {
  const { values, body, labels } = checked(z, form.read(bundle.inputData));
  // A name with a reference is unique too.
  const hasOwnName = values.conversation_name === undefined || values.reference !== undefined;
  const chosen = {
    conversation_name: nameOf(values.conversation_name, values.reference),
    ...testMode(values.test_mode, bundle),
  };
  const request = { ...values, ...chosen };
  const client = tavusClient(z, bundle);
  const claim = hasOwnName
    ? null
    : await claimName(z, bundle, 'create_conversation', essenceOf(request.conversation_name));
  try {
    const sentAt = performance.now();
    const whole = withAdditionalFields({ ...body, ...chosen }, values.additional_fields);
    const created = await outcomeOf(() => createConversation(client, whole));
    if (created.ok) return await handedOver(z, client, created.value, request);
    const { failure } = created;
    if (!failure.mayBeDone) {
      const known = withAdditionalLabels(labels, body, values.additional_fields);
      throw errorOf(z, failure, { doing: DOING, labels: known, outcome: NOTHING_CREATED });
    }
    return await recovered(z, client, { request, failure, sentAt, hasOwnName }, claim);
  } finally {
    claim?.end();
  }
}) satisfies CreatePerform;

const DOING = 'create the conversation';
const NOTHING_CREATED = 'Nothing was created.';

/** Testing a step must not cost anything, unless the form says so. */
function testMode(given: boolean | undefined, { meta }: Bundle) {
  const isTest = meta?.isLoadingSample ? (given ?? true) : given;
  return isTest === undefined ? {} : { test_mode: isTest };
}

/** The name to send; one that no other conversation has, unless it is the user's own without a reference. */
function nameOf(given: string | undefined, reference: string | undefined): string {
  if (reference !== undefined) return nameWithReference(given ?? timedName(), reference);
  return given ?? `${timedName()} ${crypto.randomUUID().slice(0, 8)}`;
}

function timedName(): string {
  return `Zapier ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The record of what was created. Throws if nobody could join it. */
async function handedOver(
  z: ZObject,
  client: TavusClient,
  { conversation, meetingToken, hasUnsafeLink }: CreatedAnswer,
  request: LostConversation['request'],
): Promise<CreatedConversation> {
  const hasLink = joinUrl({ conversation, meetingToken, request }) !== null;
  if (hasUnsafeLink && !hasLink) return endUnusable(z, client, conversation.id, UNSAFE_LINK);
  const complete = await withIds(client, conversation, request);
  return createdConversation({ conversation: complete, meetingToken, request });
}

/** Finds out what became of a create whose answer was lost. Throws unless the conversation is found. */
async function recovered(
  z: ZObject,
  client: TavusClient,
  lost: LostConversation,
  claim: NameClaim | null,
): Promise<CreatedConversation> {
  const { request, failure } = lost;
  const finding = await findCreatedConversation(client, lost);
  if (finding.kind === 'absent') {
    const outcome = `${NOTHING_CREATED} It is safe to run this step again.`;
    throw errorOf(z, failure, { doing: DOING, outcome });
  }
  if (finding.kind === 'unclear' || (claim && !(await claim.isUncontested()))) {
    throw halt(
      z,
      `It is not certain whether Tavus created the conversation "${request.conversation_name}": its answer got lost and it could not be told apart. Look for it in Tavus before you run this step again. If it is there, use it or end it: it is being billed.`,
    );
  }
  const { thing: conversation } = finding;
  const needsToken = request.require_auth && request.meeting_url === undefined;
  if (needsToken) return endUnusable(z, client, conversation.id, LOST_TOKEN);
  const complete = await withIds(client, conversation, request);
  return createdConversation({ conversation: complete, meetingToken: null, request });
}

const LOST_TOKEN = 'is private, and the token to join it got lost with the answer of Tavus';
const UNSAFE_LINK = 'has no link that starts with https://, and no other is handed on';

/** A conversation that nobody can join must not go on being billed. Always throws. */
async function endUnusable(
  z: ZObject,
  client: TavusClient,
  id: string,
  why: string,
): Promise<never> {
  const ending = await outcomeOf(() => endConversation(client, id));
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
    outputFields: outputFieldsOf(createdColumns),
    sample,
  },
});
