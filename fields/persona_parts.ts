import { listOf } from '../forms/compound_kinds.ts';
import { oneId } from '../forms/one_value.ts';
import { isName } from '../tavus/ids.ts';
import { guardrails, objectives, type PersonaPart, voices } from '../tavus/persona_parts.ts';
import { type DropdownItem, dropdownOf, labelWithOrigin } from './dropdown.ts';

/** Fields for the parts of a persona, and the lists that fill their dropdowns. */

function partId(accepts: string) {
  return oneId(accepts, undefined, {
    accepts: (value) => !isName(value),
    otherwise: `This is not ${accepts}. Choose one from the list.`,
  });
}

export const voiceId = partId('the ID of a voice');
export const objectivesId = partId('the ID of a set of objectives');
export const guardrailIds = listOf(partId('the ID of a guardrail'));

export const voiceChoices = dropdownOf({ resource: voices, entry });
export const objectivesChoices = dropdownOf({ resource: objectives, entry });
export const guardrailChoices = dropdownOf({ resource: guardrails, entry });

function entry({ id, name, isStock, isUsable }: PersonaPart): DropdownItem | null {
  return isUsable ? { id, label: labelWithOrigin(name ?? id, isStock) } : null;
}
