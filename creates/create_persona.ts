import { type CreatePerform, defineCreate, type ZObject } from 'zapier-platform-core';
import {
  additionalFieldsRule,
  withAdditionalFields,
  withAdditionalLabels,
} from '../fields/additional_fields.ts';
import {
  additionalSettings,
  modelGroup,
  modelSettings,
  noSecretsRule,
  OTHER_NAMES,
  requiredSettings,
  usualSettings,
} from '../fields/persona_settings.ts';
import { group, notice } from '../forms/field.ts';
import { formOf } from '../forms/form.ts';
import { checked } from '../forms/input_error.ts';
import { outputFieldsOf } from '../forms/output_fields.ts';
import { claimName, type NameClaim } from '../platform/name_claim.ts';
import { persona as sample } from '../samples/persona.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import { errorOf, halt } from '../tavus/errors.ts';
import { outcomeOf } from '../tavus/failure.ts';
import {
  personaColumns as columns,
  createPersona,
  findCreatedPersona,
  type LostPersona,
  type Persona,
} from '../tavus/personas.ts';

export { columns };

export const form = formOf(
  {
    ...group('persona', {
      persona_notice: notice(
        'A persona (PAL) is the character that a replica plays in a call: its instructions, its knowledge and its voice. **Testing this step really creates one**, a new one each time. It costs nothing, and you can delete it in Tavus.',
      ),
      ...requiredSettings,
      ...usualSettings,
    }),
    ...modelSettings,
    ...additionalSettings,
  },
  [additionalFieldsRule(OTHER_NAMES), noSecretsRule],
);

const ATTEMPT = { doing: 'create the persona' };
const NOTHING_CREATED = 'Nothing was created.';

/** Creates a persona. If the answer is lost, it finds out what happened before it says anything. */
export const perform = (async (z, bundle) => {
  const { values, body, labels } = checked(z, form.read(bundle.inputData));
  const client = tavusClient(z, bundle);
  const { persona_name, system_prompt, replica_id } = values;
  const settings = withAdditionalFields(body, {
    pipeline_mode: 'full',
    ...values.additional_fields,
  });
  const claim = await claimName(z, bundle, 'create_persona', persona_name);
  try {
    const sentAt = performance.now();
    const created = await outcomeOf(() => createPersona(client, settings));
    if (created.ok) return created.value;
    const { failure } = created;
    if (!failure.mayBeDone) {
      const known = withAdditionalLabels(labels, body, values.additional_fields);
      throw errorOf(z, failure, { ...ATTEMPT, labels: known, outcome: NOTHING_CREATED });
    }
    return await recovered(
      z,
      client,
      { persona_name, system_prompt, replica_id, failure, sentAt },
      claim,
    );
  } finally {
    claim.end();
  }
}) satisfies CreatePerform;

/** Finds out what became of a create whose answer was lost. Throws unless the persona is found. */
async function recovered(
  z: ZObject,
  client: TavusClient,
  lost: LostPersona,
  claim: NameClaim,
): Promise<Persona> {
  const finding = await findCreatedPersona(client, lost);
  if (finding.kind === 'absent') {
    const outcome = `${NOTHING_CREATED} It is safe to run this step again.`;
    throw errorOf(z, lost.failure, { ...ATTEMPT, outcome });
  }
  if (finding.kind === 'unclear' || !(await claim.isUncontested())) {
    throw halt(
      z,
      `It is not certain whether Tavus created the persona "${lost.persona_name}": its answer got lost and it could not be told apart. Look for it in Tavus before you run this step again. If it is there, use it: a second one costs nothing, but the two are hard to tell apart.`,
    );
  }
  return finding.thing;
}

export default defineCreate({
  key: 'create_persona',
  noun: 'Persona',
  display: {
    label: 'Create Persona',
    description:
      'Creates a persona (PAL), the character that a replica plays in a call, for example one for each customer or campaign, and returns its ID for Create Conversation. It costs nothing.',
  },
  operation: {
    inputFieldGroups: [
      { key: 'persona', label: 'Who It Is and What It Knows', emphasize: true },
      modelGroup,
    ],
    inputFields: form.inputFields,
    perform,
    outputFields: outputFieldsOf(columns),
    sample: { ...sample },
  },
});
