import { type Bundle, type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import { formOf } from '../forms/form.ts';
import { checkedValues } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output.ts';
import { tavusClient } from '../tavus/client.ts';
import {
  type CreatedConversation,
  createConversation,
  createdConversation,
} from '../tavus/created_conversation.ts';
import { errorOf } from '../tavus/errors.ts';
import { conversationForm, inputFieldGroups } from './create_conversation.body.ts';
import {
  additionalProblems,
  participantProblems,
  s3Problems,
} from './create_conversation.rules.ts';

export const form = formOf(conversationForm);

/** The labels of the fields by the API's names for them, for the errors that name one. */
const labels: ReadonlyMap<string, string> = new Map(
  form.fields.flatMap(({ label, placements }) =>
    placements.map(({ path }): [string, string] => [path.at(-1) ?? '', label]),
  ),
);

/** Creates the conversation that the form describes; in the editor, one that costs nothing. */
export const perform = (async (z, bundle) => {
  const { additional_fields = {}, ...body } = valuesOf(z, bundle);
  const isFreeTest = bundle.meta?.isLoadingSample && body.test_mode === undefined;
  const request = isFreeTest ? { ...body, test_mode: true } : body;
  const created = await createConversation(tavusClient(z, bundle), request, additional_fields);
  if (!created.ok) {
    throw errorOf(z, created.failure, { doing: 'create the conversation', labels });
  }
  return created.found;
}) satisfies CreatePerform;

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
      'Creates a live video call with an AI replica and returns the link to join it. Billing starts at once, so run it shortly before the call.',
  },
  operation: {
    inputFieldGroups,
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(createdConversation),
    sample,
  },
});
