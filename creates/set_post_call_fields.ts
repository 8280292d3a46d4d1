import { type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import { noOwnPersona, ownPersonaChoices, PERSONA, personaId } from '../fields/persona.ts';
import { postCallFields } from '../fields/post_call_fields.ts';
import { field, notice, requiredField } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { link } from '../forms/one_value.ts';
import { checked } from '../forms/reading.ts';
import { oneAtATime } from '../platform/lock.ts';
import { setFields } from '../samples/post_call_fields.ts';
import { readRecord } from '../tavus/columns.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { errorOf, type Labels } from '../tavus/http/errors.ts';
import { type Failure, resultOf } from '../tavus/http/failure.ts';
import { isUnknownPersona } from '../tavus/personas.ts';
import { setFieldsColumns, setPostCallFields, toolName } from '../tavus/tools.ts';

export { setFieldsColumns as columns };

/** The label of the fields, also for what Tavus says about them. */
const FIELDS = 'Fields';

export const form = formOf({
  fields_notice: notice(
    '**Run this once for each persona**, by testing it here or from a sheet. Testing it really sets the fields, and costs nothing. After the next call, a test of **Post-Call Data Ready** shows them.',
  ),
  persona_id: requiredField(personaId, {
    label: PERSONA,
    helpText:
      'Your own persona whose calls fill in the fields. **Find Persona** looks it up by its whole name.',
    dropdown: ownPersonaChoices,
    search: 'find_persona.id',
    to: null,
  }),
  fields: requiredField(postCallFields, {
    label: FIELDS,
    helpText:
      'One field per line: name, colon, what to note. For example `next_step: The agreed next step.` The name alone is enough for `summary`, `next_step`, `action_items`, `email` and `sentiment`.',
    to: null,
  }),
  delivery_url: field(link(['https']), {
    label: 'Delivery URL',
    helpText:
      'Your own `https://` address that should also receive the values, such as a catch hook. If blank, they go to an `.invalid` address that reaches nobody. Your Zaps get them either way.',
    to: 'delivery.api.url',
  }),
});

/** Makes these the post-call fields of a persona. Fields that are there already are a success too. */
export const perform = (async (z, bundle) => {
  const { values, labels } = checked(z, form.read(bundle.inputData));
  const { persona_id: id, delivery_url: url } = values;
  const client = tavusClient(z, bundle);
  const set = await resultOf(() => setPostCallFields(client, id, values.fields, url));
  if (!set.ok) {
    const filledIn = new Map([...labels.filledIn, ['parameters', FIELDS]]);
    const known = { ...labels, filledIn };
    throw settingError(z, set.failure, id, known, url === undefined);
  }
  if (set.value === 'foreign') {
    throw new z.errors.Error(
      `Your Tavus account has a tool named ${toolName(id)} that this app did not create, so nothing was changed. Rename or delete that tool in Tavus, then run this step again.`,
      'foreign_tool',
    );
  }
  return readRecord(setFieldsColumns, set.value);
}) satisfies CreatePerform;

function settingError(
  z: ZObject,
  failure: Failure,
  id: string,
  labels: Labels,
  isUrlBlank: boolean,
): Error {
  if (isUnknownPersona(failure)) return new z.errors.Error(noOwnPersona(id), 'not_found');
  const outcome = failure.mayHaveSucceeded
    ? 'It is safe to run this step again.'
    : 'If Tavus asks for an address, fill in Delivery URL with your own https:// address, such as a Zapier catch hook.';
  const isOutcomeKnown = failure.mayHaveSucceeded || (isUrlBlank && failure.kind === 'refused');
  return errorOf(z, failure, {
    doing: 'set the post-call fields',
    labels,
    ...(isOutcomeKnown && { outcome }),
  });
}

export default defineCreate({
  key: 'set_post_call_fields',
  noun: 'Post-Call Field',
  display: {
    label: 'Set Post-Call Fields',
    description:
      'Sets the fields that are filled in after every call of a persona (PAL), such as a summary. A Zap can map each field without an AI step. Every run replaces the whole set.',
  },
  operation: {
    inputFields: form.inputFields,
    lock: oneAtATime('persona', 'persona_id'),
    perform,
    outputFields: outputFieldsOf(setFieldsColumns),
    sample: { ...setFields },
  },
});
