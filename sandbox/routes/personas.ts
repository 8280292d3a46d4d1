import type { Account, Persona } from '../account/account.ts';
import { storedName } from '../account/stored_name.ts';
import type { Behaviour } from '../behaviour.ts';
import { contractOperations } from '../contract.ts';
import {
  isRecord,
  type JsonRecord,
  readFlag,
  readRecord,
  readText,
  readValue,
} from '../reading.ts';
import { hasNewNames } from '../wire/names.ts';
import { wirePal, wirePersona, writtenPal } from '../wire/personas.ts';
import { wireTime } from '../wire/times.ts';
import { type Answer, badRequest, failure, ok } from './answers.ts';
import type { Handlers, Tavus } from './handler.ts';
import { isPatchOperation, isSame, patched } from './json_patch.ts';
import { listBody } from './list.ts';

/** Personas and PALs, their newer name. Only PALs can be written. */
export const personaHandlers: Handlers = {
  listPersonas: ({ account, behaviour }, request) => {
    const found = ofType(account, readText(request.query, 'persona_type'));
    const wire = (persona: Persona) =>
      wirePersona(
        persona,
        hasNewNames(behaviour.names, account.personas.indexOf(persona)),
        behaviour,
      );
    return ok(listBody(found, request, behaviour, wire));
  },

  getPersona: ({ account, behaviour }, { id }) => {
    const persona = account.persona(id);
    if (persona === undefined) return failure(400, 'error', 'Invalid persona_id');
    const newNames = hasNewNames(behaviour.names, account.personas.indexOf(persona));
    return ok(inShape(wirePersona(persona, newNames, behaviour), behaviour.personaDetailShape));
  },

  listPals: ({ account, behaviour }, request) => {
    const found = ofType(account, readText(request.query, 'pal_type'));
    return ok(listBody(found, request, behaviour, (persona) => wirePal(persona, behaviour)));
  },

  getPal: ({ account, behaviour }, { id }) => {
    const persona = account.persona(id);
    return persona === undefined
      ? unknownPal(behaviour)
      : ok(inShape(wirePal(persona, behaviour), behaviour.palDetailShape));
  },

  createPal: (tavus, { body }) => {
    const { account, behaviour } = tavus;
    const unknown = unknownIdIn(tavus, body);
    if (unknown !== undefined) return failure(400, 'error', `Invalid ${unknown}`);
    const persona = account.addPersona(settingsIn(body, behaviour));
    const username = usernameIn(persona.layers);
    return ok({
      pal_id: persona.id,
      pal_name: persona.name,
      pal_description: null,
      created_at: wireTime(persona.createdAt, behaviour.age),
      tool_ids: [],
      ...(username === undefined ? {} : { conferencing_email: `${username}@tavusinvite.com` }),
    });
  },

  updatePal: (tavus, { id, query, items }) => {
    const { account, behaviour } = tavus;
    const persona = account.persona(id);
    if (persona === undefined || persona.type !== 'user') return unknownPal(behaviour);
    const { hasUnpublishedEdits } = persona;
    if (hasUnpublishedEdits && !readFlag(query, 'force')) return conflict();
    const before = writtenPal(persona);
    const after = patched(before, items.filter(isPatchOperation));
    if (after === undefined) return failure(422, 'message', 'Invalid JSON patch format');
    // The parts that the patch does not change are checked too, such as a model that was retired since.
    const problems = schemaProblems(after);
    if (problems !== undefined) return problems;
    const unknown = unknownIdIn(tavus, after);
    if (unknown !== undefined) return failure(400, 'error', `Invalid ${unknown}`);
    const settings = settingsIn(after, behaviour);
    const stored = { ...after, pal_name: settings.name };
    if (isSame(before, stored)) return { status: 304, body: undefined };
    account.changePersona(id, { ...settings, hasUnpublishedEdits: false });
    return ok({
      pal_id: id,
      pal_name: settings.name,
      ...(hasUnpublishedEdits ? { discarded_maker_changes: true } : {}),
    });
  },

  deletePal: ({ account, behaviour }, { id }) => {
    if (account.persona(id)?.type !== 'user') return unknownPal(behaviour);
    account.deletePersona(id);
    return { status: 204, body: undefined };
  },
};

function ofType({ personas }: Account, type: string | undefined): readonly Persona[] {
  return personas.filter((persona) => type === undefined || persona.type === type);
}

function inShape(wire: object, shape: Behaviour['palDetailShape']): object {
  return { object: wire, data_object: { data: wire }, data_array: { data: [wire] } }[shape];
}

/** 400 as in the docs; one app gets a 404. */
export function unknownPal({ unknownPal: status }: Behaviour): Answer {
  return status === '404'
    ? failure(404, 'message', 'PAL not found')
    : failure(400, 'error', 'Invalid persona_id');
}

function conflict(): Answer {
  const message = 'This PAL has unpublished changes in PAL Maker';
  return { status: 409, body: { conflict: 'maker_changes', message } };
}

/** A request that would create it again, without null members and keys that only answers have. */
function schemaProblems(pal: JsonRecord): Answer | undefined {
  const creation = contractOperations().find(({ id }) => id === 'createPal');
  const problems = creation?.bodyProblems(pal);
  return problems === undefined ? undefined : badRequest(problems);
}

/** The name of a member with an unknown id. */
function unknownIdIn({ account, documents }: Tavus, pal: JsonRecord): string | undefined {
  const { parts } = account;
  const isKnown = (id: string | undefined, known: readonly { readonly id: string }[]) =>
    id === undefined || known.some((each) => each.id === id);
  const voiceId = readText(readRecord(readRecord(pal, 'layers'), 'tts'), 'voice_id');
  const checks: readonly (readonly [string, boolean])[] = [
    ['face_id', isKnown(readText(pal, 'default_face_id'), account.replicas)],
    ['document_ids', textsIn(pal, 'document_ids').every((id) => isKnown(id, documents.items))],
    ['objectives_id', isKnown(readText(pal, 'objectives_id'), parts.objectives)],
    ['guardrail_ids', textsIn(pal, 'guardrail_ids').every((id) => isKnown(id, parts.guardrails))],
    ['voice_id', isKnown(voiceId, parts.voices)],
  ];
  return checks.find(([, isRight]) => !isRight)?.[0];
}

/** Members that nothing in the sandbox depends on; `full` is the default of pipeline_mode. */
const OTHER_MEMBERS: ReadonlySet<string> = new Set([
  'pipeline_mode',
  'guardrails_id',
  'disclosure_type',
  'verbal_disclosure',
  'visual_disclosure',
]);

/** Reads a body that the contract has accepted, with defaults. */
function settingsIn(pal: JsonRecord, behaviour: Behaviour) {
  // A deployed app has seen this for names of personas.
  const stored = { ...behaviour, storedNames: 'without_punctuation' } as const;
  return {
    name: storedName(readText(pal, 'pal_name') ?? '', stored),
    systemPrompt: readText(pal, 'system_prompt') ?? '',
    defaultReplicaId: readText(pal, 'default_face_id') ?? null,
    greeting: readText(pal, 'greeting') ?? null,
    documentIds: textsIn(pal, 'document_ids'),
    documentTags: textsIn(pal, 'document_tags'),
    objectivesId: readText(pal, 'objectives_id') ?? null,
    guardrailIds: textsIn(pal, 'guardrail_ids'),
    otherMembers: Object.fromEntries(
      Object.entries(pal).filter(([name, value]) => OTHER_MEMBERS.has(name) && value !== 'full'),
    ),
    layers: layersIn(pal),
  };
}

function textsIn(record: JsonRecord, name: string): readonly string[] {
  const value = readValue(record, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function layersIn(pal: JsonRecord): Persona['layers'] {
  const layers = Object.entries(readRecord(pal, 'layers'));
  const kept = layers.flatMap(([name, each]) => (isRecord(each) ? [[name, each]] : []));
  const all: Persona['layers'] = Object.fromEntries(kept);
  const username = usernameIn(all);
  // Kept in small letters (Tavus docs, "PAL meetings").
  return username === undefined
    ? all
    : { ...all, conferencing: { ...all.conferencing, username: username.toLowerCase() } };
}

function usernameIn(layers: Persona['layers']): string | undefined {
  return readText(readRecord(layers, 'conferencing'), 'username');
}
