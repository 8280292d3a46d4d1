import type { Persona } from '../account/account.ts';
import type { Behaviour } from '../behaviour.ts';
import type { JsonRecord } from '../reading.ts';
import { timeInForm, wireTime } from './times.ts';

/** Tavus docs: get-persona, list-personas; both include prompts and settings. */
export function wirePersona(persona: Persona, newNames: boolean, behaviour: Behaviour): object {
  const { age, timeForm } = behaviour;
  const rest = {
    system_prompt: persona.systemPrompt,
    document_ids: persona.documentIds,
    document_tags: persona.documentTags,
    ...(age === 'autumn_2026' ? newerMembers(persona) : {}),
    layers: persona.layers,
    created_at: timeInForm(persona.createdAt, age, timeForm),
    updated_at: timeInForm(persona.updatedAt, age, timeForm),
  };
  const { id, name, defaultReplicaId } = persona;
  return newNames
    ? { pal_id: id, pal_name: name, default_face_id: defaultReplicaId, ...rest }
    : { persona_id: id, persona_name: name, default_replica_id: defaultReplicaId, ...rest };
}

/** Members that only newer answers have. */
function newerMembers({ greeting, guardrailIds }: Persona): JsonRecord {
  return {
    ...(greeting === null ? {} : { greeting }),
    ...(guardrailIds.length > 0 ? { guardrail_ids: guardrailIds } : {}),
  };
}

/** Tavus docs: get-pal, list-pals. */
export function wirePal(persona: Persona, { age }: Behaviour): JsonRecord {
  return {
    pal_id: persona.id,
    pal_type: persona.type,
    ...writtenPal(persona),
    // Personas created as personas may have none.
    ...(persona.defaultReplicaId === null ? { default_face_id: null } : {}),
    created_at: wireTime(persona.createdAt, age),
    updated_at: wireTime(persona.updatedAt, age),
  };
}

/** The writable part of a persona, without members that have their default. */
export function writtenPal(persona: Persona): JsonRecord {
  const { greeting, objectivesId, defaultReplicaId, layers } = persona;
  const lists = {
    document_ids: persona.documentIds,
    document_tags: persona.documentTags,
    guardrail_ids: persona.guardrailIds,
  };
  return {
    pal_name: persona.name,
    ...(persona.systemPrompt === '' ? {} : { system_prompt: persona.systemPrompt }),
    ...persona.otherMembers,
    ...(defaultReplicaId === null ? {} : { default_face_id: defaultReplicaId }),
    ...(greeting === null ? {} : { greeting }),
    ...(objectivesId === null ? {} : { objectives_id: objectivesId }),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    ...(Object.keys(layers).length === 0 ? {} : { layers }),
  };
}
