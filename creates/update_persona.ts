import { type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import { withAdditionalFields, withAdditionalLabels } from '../fields/additional_fields.ts';
import { noOwnPersona, ownPersonaChoices, PERSONA, personaId } from '../fields/persona.ts';
import {
  additionalSettings,
  additionalSettingsRule,
  changedSettings,
  LISTS,
  listsMode,
  modelGroup,
  modelSettings,
  noSecretsRule,
  usualSettings,
} from '../fields/persona_settings.ts';
import { field, group, notice, requiredField } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { yesNo } from '../forms/kinds.ts';
import { checked, inputError } from '../forms/reading.ts';
import { oneAtATime } from '../platform/lock.ts';
import { persona } from '../samples/persona.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { errorOf, type Labels } from '../tavus/http/errors.ts';
import { type Failure, resultOf } from '../tavus/http/failure.ts';
import type { WireObject } from '../tavus/http/wire.ts';
import {
  isUnknownPersona,
  MAX_PROMPT_LENGTH,
  type PersonaChange,
  personaColumns,
  updatePersona,
} from '../tavus/personas.ts';

const LIST_NOTE = ' They replace the current ones unless Lists Mode says otherwise.';

export const form = formOf(
  {
    ...group('persona', {
      persona_notice: notice(
        '**Running or testing this step changes the live persona** for every conversation created from then on. A blank field changes nothing. A text or list replaces the current one unless Prompt Mode or Lists Mode says otherwise.',
      ),
      persona_id: requiredField(personaId, {
        label: PERSONA,
        helpText:
          "Your own persona to change; stock personas can't be changed. **Find Persona** looks it up by its whole name.",
        dropdown: ownPersonaChoices,
        search: 'find_persona.id',
        to: null,
      }),
      ...changedSettings,
      ...usualSettings(LIST_NOTE),
      lists_mode: listsMode,
    }),
    ...modelSettings(LIST_NOTE),
    ...group('model', {
      overwrite_unpublished_changes: field(yesNo, {
        label: 'Overwrite Unpublished Changes',
        helpText:
          'What to do if the persona has unpublished edits in PAL Maker. Yes discards those edits. If No or blank, the step fails and changes nothing.',
        to: null,
      }),
    }),
    ...additionalSettings,
  },
  [additionalSettingsRule, noSecretsRule],
);

export const columns = {
  ...personaColumns,
  had_changed: { label: 'Changed', type: 'boolean' },
} as const;

/** Changes a persona. One that already has the settings is a success too. */
export const perform = (async (z, bundle) => {
  const { values, body, labels } = checked(z, form.read(bundle.inputData));
  const { persona_id, overwrite_unpublished_changes = false } = values;
  const whole = withAdditionalFields(body, values.additional_fields);
  if (Object.keys(whole).length === 0) throw inputError(z, NOTHING_TO_CHANGE);
  const client = tavusClient(z, bundle);
  const updated = await resultOf(() =>
    updatePersona(client, persona_id, changeOf(values, whole), overwrite_unpublished_changes),
  );
  if (!updated.ok) {
    const known = withAdditionalLabels(labels, body, values.additional_fields);
    throw updateError(z, updated.failure, persona_id, known);
  }
  if (updated.value === 'too_long') throw new z.errors.Error(TOO_LONG, 'prompt_too_long');
  return {
    ...updated.value.persona,
    had_changed: updated.value.hadChanged,
  };
}) satisfies CreatePerform;

interface Values extends Readonly<Partial<Record<(typeof LISTS)[number], readonly string[]>>> {
  readonly system_prompt?: string;
  readonly prompt_mode?: 'replace' | 'add';
  readonly lists_mode?: 'replace' | 'add' | 'remove';
}

/** What the modes add or remove is no setting to write as it is. */
function changeOf(
  { prompt_mode, lists_mode: mode = 'replace', ...values }: Values,
  whole: WireObject,
): PersonaChange {
  const settings = new Map(Object.entries(whole));
  const promptEnd = prompt_mode === 'add' ? values.system_prompt : undefined;
  if (promptEnd !== undefined) settings.delete('system_prompt');
  if (mode === 'replace') return { settings: Object.fromEntries(settings), promptEnd };
  const items = LISTS.flatMap((key) => (values[key] ? [[key, values[key]] as const] : []));
  for (const [key] of items) settings.delete(key);
  const lists = { mode, items: Object.fromEntries(items) };
  return { settings: Object.fromEntries(settings), promptEnd, lists };
}

const NOTHING_TO_CHANGE =
  'Fill in at least one field other than Persona (PAL): blank fields change nothing.';

const TOO_LONG = `With this text, the System Prompt of the persona would be longer than ${MAX_PROMPT_LENGTH} characters, about the most that Tavus allows. Nothing was changed. Shorten the prompt in Tavus, or set Prompt Mode to Replace All.`;

function updateError(z: ZObject, failure: Failure, id: string, labels: Labels): Error {
  const outcome = failure.mayHaveSucceeded
    ? 'The persona may have changed anyway. It is safe to run this step again.'
    : 'Nothing was changed.';
  if (failure.status === 409) {
    return new z.errors.Error(
      `This persona has unpublished edits in PAL Maker. ${outcome} Publish or discard those edits in PAL Maker, then run this step again. To discard them with this step, set Overwrite Unpublished Changes to Yes.`,
      'unpublished_changes',
      409,
    );
  }
  if (isUnknownPersona(failure)) {
    return new z.errors.Error(noOwnPersona(id), 'not_found');
  }
  return errorOf(z, failure, { doing: 'update the persona', labels, outcome });
}

export default defineCreate({
  key: 'update_persona',
  noun: 'Persona',
  display: {
    label: 'Update Persona',
    description:
      'Changes your own persona (PAL), such as its instructions, and returns it. Only filled-in fields change, and changes are live immediately. A prompt or list is replaced unless Prompt Mode or Lists Mode says otherwise.',
  },
  operation: {
    inputFieldGroups: [{ key: 'persona', label: PERSONA, emphasize: true }, modelGroup],
    inputFields: form.inputFields,
    lock: oneAtATime('persona', 'persona_id'),
    perform,
    outputFields: outputFieldsOf(columns),
    sample: { ...persona, had_changed: true },
  },
});
