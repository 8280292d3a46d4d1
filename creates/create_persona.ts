import { type CreatePerform, defineCreate } from 'zapier-platform-core';
import { foundColumns } from '../fields/found.ts';
import {
  additionalSettings,
  additionalSettingsRule,
  modelGroup,
  modelSettings,
  noSecretsRule,
  requiredSettings,
  usualSettings,
} from '../fields/persona_settings.ts';
import { group, notice } from '../forms/field.ts';
import { formOf, outputFieldsOf } from '../forms/form.ts';
import { checked } from '../forms/reading.ts';
import { persona as sample } from '../samples/persona.ts';
import { tavusClient } from '../tavus/http/client.ts';
import { normalized } from '../tavus/once/likeness.ts';
import { createPersona, findCreatedPersona, personaColumns } from '../tavus/personas.ts';
import { createOnce } from './create_once.ts';

/** With the keys of Find Persona, for Find or Create. */
export const columns = { ...personaColumns, ...foundColumns };

export const form = formOf(
  {
    ...group('persona', {
      persona_notice: notice(
        'A persona (PAL) is the character that a replica plays in a call: its instructions, its knowledge and its voice. **Each test of this step really creates a new one.** It costs nothing, and you can delete it in Tavus.',
      ),
      ...requiredSettings,
      ...usualSettings(),
    }),
    ...modelSettings(),
    ...additionalSettings,
  },
  [additionalSettingsRule, noSecretsRule],
);

/** Creates a persona, exactly once (create_once.ts). */
export const perform = (async (z, bundle) => {
  const { values, body, labels } = checked(z, form.read(bundle.inputData));
  const client = tavusClient(z, bundle);
  const { persona_name, system_prompt, replica_id } = values;
  const created = await createOnce(z, bundle, {
    claim: { action: 'create_persona', name: normalized(persona_name) },
    body,
    additional: { pipeline_mode: 'full', ...values.additional_fields },
    send: (settings) => createPersona(client, settings),
    find: (lost) => findCreatedPersona(client, { persona_name, system_prompt, replica_id }, lost),
    attempt: { doing: 'create the persona' },
    labels,
    nothing: 'Nothing was created.',
    unclear: (why) =>
      `Do not replay this run yet: it is not certain whether Tavus created the persona "${persona_name}": ${why}. Look for it in Tavus before you run this step again. If it exists, use it. A second one costs nothing, but the two are hard to tell apart.`,
  });
  return { ...created, matched_whole_name: null };
}) satisfies CreatePerform;

export default defineCreate({
  key: 'create_persona',
  noun: 'Persona',
  display: {
    label: 'Create Persona',
    description:
      'Creates a persona (PAL), the character that a replica plays in a call, and returns its ID. You can create one for each customer or campaign, for example. It costs nothing.',
  },
  operation: {
    inputFieldGroups: [{ key: 'persona', label: 'Persona (PAL)', emphasize: true }, modelGroup],
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(columns),
    sample: { ...sample, matched_whole_name: null },
  },
});
