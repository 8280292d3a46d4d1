import { jsonObject, textList } from '../forms/compound_kinds.ts';
import { field, group, requiredField } from '../forms/field.ts';
import { converted, longText, oneOf, spokenTextOrNothing, yesNoAs } from '../forms/kinds.ts';
import type { Rule } from '../forms/reading.ts';
import { isObject, type WireObject } from '../tavus/http/wire.ts';
import { additionalFieldsRule } from './additional_fields.ts';
import { documentChoices, documentIds } from './document.ts';
import { PERSONA } from './persona.ts';
import {
  guardrailChoices,
  guardrailIds,
  objectivesChoices,
  objectivesId,
  voiceChoices,
  voiceId,
} from './persona_parts.ts';
import { REPLICA, replicaChoices, replicaId } from './replica.ts';

/**
 * Settings shared by Create Persona and Update Persona. The places are those of POST /v2/pals, and of a
 * JSON Patch to /v2/pals/{pal_id} (docs of autumn 2026, as read and tried by others; the older path has
 * other names).
 */

// ---- kinds of this form

/** Tavus leaves out punctuation, but 1.5 must not become 15, which Find Persona would not find. */
const personaName = converted(
  'a name',
  (name) => name.replace(/(?<=\p{N})[^\p{L}\p{M}\p{N}\s]+(?=\p{N})/gu, ' '),
  {
    accepts: (name) => /[\p{L}\p{N}]/u.test(name),
    otherwise:
      'Tavus keeps only the letters and digits of a name, and this value contains neither.',
  },
);

/** An empty cell must not turn the instructions into the word null. */
const instructions = { ...longText, placeholdersAreBlank: true };

/** Perception is off or a model: yes selects the one that Tavus recommends. */
const perception = yesNoAs('raven-1', 'off');

const LEVELS = ['low', 'medium', 'high'] as const;
const LEVEL_LABELS = { low: 'Low', medium: 'Medium', high: 'High' };

/** The models of Tavus in autumn 2026; new ones appear every few weeks. */
const LANGUAGE_MODELS = [
  { value: 'tavus-gpt-oss', label: 'GPT OSS' },
  { value: 'tavus-gpt-4.1', label: 'GPT 4.1' },
  { value: 'tavus-gpt-5.2', label: 'GPT 5.2' },
  { value: 'tavus-gemini-2.5-flash', label: 'Gemini 2.5 Flash' },
  { value: 'tavus-gemini-3-flash', label: 'Gemini 3 Flash' },
  { value: 'tavus-claude-haiku-4.5', label: 'Claude Haiku 4.5' },
  { value: 'tavus-gemma-4', label: 'Gemma 4' },
];

/** A model, by its value or its label. */
const languageModel = converted('the name of a language model', (name) => {
  const isMeant = ({ label }: { label: string }) => label.toLowerCase() === name.toLowerCase();
  return LANGUAGE_MODELS.find(isMeant)?.value ?? name;
});

// ---- the fields

const NAME_TEXTS = {
  label: `${PERSONA} Name`,
  helpText:
    "The name in Tavus's list, which **Find Persona** can look up. Tavus removes punctuation.",
  to: 'pal_name',
};
const PROMPT_TEXTS = {
  label: 'System Prompt',
  helpText:
    'The instructions: who the persona is, what it should achieve in a call and how it talks. You can map a document or a spreadsheet cell.',
};
const REPLICA_TEXTS = {
  label: REPLICA,
  helpText:
    "The persona's face, unless Create Conversation sets another. **Find Replica** looks one up by name.",
  dropdown: replicaChoices,
  search: 'find_replica.id',
  to: 'default_face_id',
};

/** The settings that a new persona requires. */
export const requiredSettings = {
  persona_name: requiredField(personaName, NAME_TEXTS),
  system_prompt: requiredField(instructions, PROMPT_TEXTS),
  replica_id: requiredField(replicaId, REPLICA_TEXTS),
};

/** The same settings, each of them optional in a change. */
export const changedSettings = {
  persona_name: field(personaName, NAME_TEXTS),
  system_prompt: field(instructions, PROMPT_TEXTS),
  prompt_mode: field(oneOf(['replace', 'add'], { replace: 'Replace All', add: 'Add at the End' }), {
    label: 'Prompt Mode',
    helpText:
      'Replace the current prompt, or add to its end. A prompt that already ends with this text stays the same. If blank, Replace All.',
    to: null,
  }),
  replica_id: field(replicaId, REPLICA_TEXTS),
};

/** The fields whose values are lists, by their keys in the form and in the API. */
export const LISTS = ['document_ids', 'document_tags', 'guardrail_ids'] as const;

/** How a change treats the {@link LISTS}. */
export const listsMode = field(
  oneOf(['replace', 'add', 'remove'], {
    replace: 'Replace All',
    add: 'Add These',
    remove: 'Remove These',
  }),
  {
    label: 'Lists Mode',
    helpText:
      "Whether Documents, Document Tags and Guardrails replace the persona's current ones, are added, or are removed. If blank, Replace All.",
    to: null,
  },
);

/** Settings that many people use. The note says what becomes of the list that the persona has. */
export function usualSettings(listNote = '') {
  return {
    greeting: field(spokenTextOrNothing, {
      label: 'Greeting',
      helpText: 'The first thing the persona says when someone joins.',
    }),
    voice_id: field(voiceId, {
      label: 'Voice',
      helpText: "How the persona sounds. A persona without its own voice uses its replica's voice.",
      dropdown: voiceChoices,
      to: 'layers.tts.voice_id',
    }),
    document_ids: field(documentIds, {
      label: 'Documents',
      helpText: `Documents it can use in every conversation; separate IDs with commas.${listNote} **Find Document** looks up an ID by name.`,
      dropdown: documentChoices,
    }),
    document_tags: field(textList, {
      label: 'Document Tags',
      helpText: `It can use all documents with these tags, even later ones.${listNote} Separate tags with commas, or use a JSON list: ["Pricing, EU"].`,
    }),
  };
}

/** The group of settings that few people use; it is collapsed. */
export const modelGroup = { key: 'model', label: 'Model, Turn Taking and Rules', emphasize: false };

/** Settings that few people use. The note says what becomes of the list that the persona has. */
export function modelSettings(listNote = '') {
  return group('model', {
    language_model: field(languageModel, {
      label: 'Language Model',
      helpText:
        'The language model that it uses. You can also enter another Tavus model name, for example `tavus-gpt-oss`.',
      suggestions: LANGUAGE_MODELS,
      to: 'layers.llm.model',
    }),
    turn_taking_patience: field(oneOf(LEVELS, LEVEL_LABELS), {
      label: 'Turn-Taking Patience',
      helpText: 'How patiently it waits before it answers. High suits people who think aloud.',
      to: 'layers.conversational_flow.turn_taking_patience',
    }),
    interruptibility: field(oneOf(LEVELS, LEVEL_LABELS), {
      label: 'Interruptibility',
      helpText: 'How easily someone can interrupt it.',
      to: 'layers.conversational_flow.pal_interruptibility',
    }),
    idle_engagement: field(
      oneOf(['off', 'patient', 'eager'], { off: 'Off', patient: 'Patient', eager: 'Eager' }),
      {
        label: 'Idle Engagement',
        helpText: 'Whether, and how soon, it speaks up during silence.',
        to: 'layers.conversational_flow.idle_engagement',
      },
    ),
    perception: field(perception, {
      label: 'Perception',
      helpText:
        'Whether it can see the participants and notice how they feel. If No, calls have no perception analysis.',
      to: 'layers.perception.perception_model',
    }),
    objectives_id: field(objectivesId, {
      label: 'Objectives',
      helpText: 'A set of goals you created in Tavus. It works towards them in every call.',
      dropdown: objectivesChoices,
    }),
    guardrail_ids: field(guardrailIds, {
      label: 'Guardrails',
      helpText: `Rules you created in Tavus, which it follows in every call.${listNote} Separate IDs with commas.`,
      dropdown: guardrailChoices,
    }),
  });
}

export const additionalSettings = group('model', {
  additional_fields: field(jsonObject, {
    label: 'Additional Fields',
    helpText:
      'A JSON object of Tavus API settings that have no field here, for example `{"layers": {"stt": {"hotwords": "Acme"}}}`. Set the API keys of other services in Tavus, not here.',
    to: null,
  }),
});

/** Other API names of the form's fields, by their place in the body. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['persona_name', 'persona_name'],
  ['default_replica_id', 'replica_id'],
  ['layers.conversational_flow.replica_interruptibility', 'interruptibility'],
]);

/** Layers that no field has (Tavus docs: create-pal). */
const OTHER_LAYERS = ['layers.stt', 'layers.transport', 'layers.conferencing', 'layers.mcp'];

/** What Additional Fields may contain. */
export const additionalSettingsRule = additionalFieldsRule(OTHER_NAMES, new Map(), OTHER_LAYERS);

/** Names of settings and headers that contain a secret. */
const SECRET_NAME = /^authorization$|(^|[_-])(api[_-]?key|secret|password|credentials?|token)$/i;

/** Rejects secrets of other services: everybody who may edit the Zap could read them. */
export const noSecretsRule: Rule = ({ values }) => {
  const additional = values.additional_fields;
  return secretsIn(isObject(additional) ? additional : {}, []).map((place) => ({
    field: 'additional_fields',
    sentence: `Additional Fields: "${place}" may contain a secret of another service. Set it in Tavus, not in a Zap.`,
  }));
};

function secretsIn(object: WireObject, path: readonly string[]): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const here = [...path, name];
    if (SECRET_NAME.test(name)) return [here.join('.')];
    const inner: WireObject = Array.isArray(value) ? { ...value } : isObject(value) ? value : {};
    return secretsIn(inner, here);
  });
}
