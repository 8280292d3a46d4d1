import type { Persona } from '../account/account.ts';
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
import { wireTime } from '../wire/events.ts';
import { type Answer, badRequest, failure, ok } from './answers.ts';
import { isSame, type PatchOperation, patched } from './json_patch.ts';
import { totalOf } from './list.ts';
import { onPage, paging } from './paging.ts';
import type { Handlers, Tavus } from './routes.ts';

/** The newer names of what is under /v2/personas, and the only place where personas are written. */
export const palHandlers: Handlers = {
  listPals: ({ account, behaviour }, { query }) => {
    const type = readText(query, 'pal_type');
    const found = account.personas.filter((persona) => type === undefined || persona.type === type);
    const { limit, page } = paging(query, 10, behaviour);
    const data = onPage(found, limit, page).map((persona) => wirePal(persona, behaviour));
    return ok({ data, total_count: totalOf(found.length, data.length, behaviour.totalCount) });
  },

  getPal: ({ account, behaviour }, { id }) => {
    const persona = account.persona(id);
    if (persona === undefined) return unknownPal(behaviour);
    const wire = wirePal(persona, behaviour);
    return ok(
      { object: wire, data_object: { data: wire }, data_array: { data: [wire] } }[
        behaviour.palDetailShape
      ],
    );
  },

  createPal: (tavus, { body }) => {
    const { account, behaviour } = tavus;
    const unknown = unknownIdIn(tavus, body);
    if (unknown !== undefined) return failure(400, 'error', `Invalid ${unknown}`);
    const persona = account.addPersona(settingsIn(body, behaviour));
    return ok({
      pal_id: persona.id,
      pal_name: persona.name,
      pal_description: null,
      created_at: wireTime(persona.createdAt, behaviour.age),
      tool_ids: [],
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
    // Also what the patch leaves as it was has to be right, such as a model that is retired since.
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

/** 400 as the docs have it; one app gets a 404. */
function unknownPal({ unknownPal: status }: Behaviour): Answer {
  return status === '404'
    ? failure(404, 'message', 'PAL not found')
    : failure(400, 'error', 'Invalid persona_id');
}

function conflict(): Answer {
  const message = 'This PAL has unpublished changes in PAL Maker';
  return { status: 409, body: { conflict: 'maker_changes', message } };
}

function isPatchOperation(item: unknown): item is PatchOperation {
  return isRecord(item) && (item.op === 'add' || item.op === 'replace');
}

/** What a request to create it anew would say; null members and keys of the schema's own are left out. */
function schemaProblems(pal: JsonRecord): Answer | undefined {
  const creation = contractOperations().find(({ id }) => id === 'createPal');
  const problems = creation?.bodyProblems(pal);
  return problems === undefined ? undefined : badRequest(problems);
}

/** The name of a member with an id that the account does not have. */
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

/** Reads a body that the contract has accepted; what it does not say has its default. */
function settingsIn(pal: JsonRecord, behaviour: Behaviour) {
  // Of names of personas it was seen, by a deployed app.
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
    layers: layersIn(pal),
  };
}

function textsIn(record: JsonRecord, name: string): readonly string[] {
  const value = readValue(record, name);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function layersIn(pal: JsonRecord): Persona['layers'] {
  const layers = Object.entries(readRecord(pal, 'layers'));
  return Object.fromEntries(
    layers.flatMap(([name, each]) => (isRecord(each) ? [[name, each]] : [])),
  );
}

function wirePal(persona: Persona, { age }: Behaviour): JsonRecord {
  return {
    pal_id: persona.id,
    pal_type: persona.type,
    ...writtenPal(persona),
    // Personas that were made under the older names may have none.
    ...(persona.defaultReplicaId === null ? { default_face_id: null } : {}),
    created_at: wireTime(persona.createdAt, age),
    updated_at: wireTime(persona.updatedAt, age),
  };
}

/** What of a persona can be written. As in new personas, members with their default are left out. */
function writtenPal(persona: Persona): JsonRecord {
  const { greeting, objectivesId, defaultReplicaId, layers } = persona;
  const lists = {
    document_ids: persona.documentIds,
    document_tags: persona.documentTags,
    guardrail_ids: persona.guardrailIds,
  };
  return {
    pal_name: persona.name,
    system_prompt: persona.systemPrompt,
    ...(defaultReplicaId === null ? {} : { default_face_id: defaultReplicaId }),
    ...(greeting === null ? {} : { greeting }),
    ...(objectivesId === null ? {} : { objectives_id: objectivesId }),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    ...(Object.keys(layers).length === 0 ? {} : { layers }),
  };
}
