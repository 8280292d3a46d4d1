import * as column from './columns.ts';
import { columnsOf, type RecordOf, readRecord, textsIn } from './columns.ts';
import type { TavusClient } from './http/client.ts';
import { type Failure, notFound, resultOf, TavusError, unreadableAnswer } from './http/failure.ts';
import { asObject, isObject, textOf, type WireObject } from './http/wire.ts';
import { getById, type Resource } from './lists/list.ts';
import { compareIds, compareTexts } from './once/likeness.ts';
import { type Finding, findCreated, type LostCreate } from './once/recovery.ts';
import { changeShared, listAfter } from './once/shared_change.ts';

const from = columnsOf<WireObject>();

/**
 * The columns of a persona (newer Tavus pages: a PAL). Of its layers, which contain keys of other
 * services, only the named settings are read.
 */
export const personaColumns = {
  id: column.id('ID', 'persona_id', 'pal_id'),
  persona_id: column.id('Persona (PAL) ID', 'persona_id', 'pal_id'),
  persona_name: column.text('Persona (PAL) Name', 'persona_name', 'pal_name'),
  default_replica_id: column.text(
    'Default Replica (Face) ID',
    'default_replica_id',
    'default_face_id',
  ),
  system_prompt: column.text('System Prompt', 'system_prompt'),
  greeting: column.text('Greeting', 'greeting'),
  document_ids: column.list('Documents (Separated by Commas)', 'document_ids'),
  document_tags: column.list('Document Tags (Separated by Commas)', 'document_tags'),
  document_tags_json: column.jsonList('Document Tags (JSON)', 'document_tags'),
  guardrail_ids: column.list('Guardrails (Separated by Commas)', 'guardrail_ids'),
  language_model: from.text('Language Model', languageModel),
  meeting_email: from.text('Meeting Email', meetingEmail),
  is_stock: from.yesNo('Is a Stock Persona (PAL)', isStock),
  created_at: column.time('Created At', 'created_at'),
  updated_at: column.time('Updated At', 'updated_at'),
};

export type Persona = RecordOf<typeof personaColumns>;

/**
 * The address that a calendar can invite; only the answer to a create has it as a whole (Tavus docs:
 * PAL meetings, create-pal).
 */
function meetingEmail(wire: WireObject): string | null {
  const username = textOf(asObject(asObject(wire.layers).conferencing), 'username');
  const email = username === null ? null : `${username.toLowerCase()}@tavusinvite.com`;
  return textOf(wire, 'conferencing_email') ?? email;
}

/** A setting of the layers, most of which may contain keys of other services. */
function languageModel({ layers }: WireObject): string | null {
  return textOf(asObject(asObject(layers).llm), 'model');
}

function isStock(wire: WireObject): boolean | null {
  const type = textOf(wire, 'persona_type', 'pal_type');
  return type === null ? null : type === 'system';
}

export const personas: Resource<Persona> = {
  path: 'personas',
  firstPage: 1,
  query: {},
  idNames: ['persona_id', 'pal_id'],
  read: (wire) => {
    const persona = readRecord(personaColumns, wire);
    return persona.id === '' ? null : persona;
  },
};

/** The account's own personas; only these can be changed. */
export const ownPersonas: Resource<Persona> = { ...personas, query: { persona_type: 'user' } };

// ---- writing personas, under the newer path /v2/pals with its own names (docs of autumn 2026)

const PALS = ['v2', 'pals'];

/** A persona under the newer path; its layers must not get into a record. */
const wirePals: Resource<WireObject> = {
  path: 'pals',
  firstPage: 1,
  query: {},
  idNames: ['pal_id', 'persona_id'],
  read: (wire) => (textOf(wire, 'pal_id', 'persona_id') === null ? null : wire),
};

/** Creates a persona. Throws a TavusError, also for an answer without an ID. */
export async function createPersona(client: TavusClient, settings: WireObject): Promise<Persona> {
  const answer = await client.send({ method: 'POST', path: PALS, body: settings });
  // The answer has little more than ID and name; the rest comes from the request.
  const persona = personas.read({ ...settings, ...asObject(answer.data) });
  if (persona === null) throw new TavusError(unreadableAnswer(answer));
  return { ...persona, is_stock: false };
}

/** The settings by which a new persona is recognized. */
export interface PersonaRequest {
  readonly persona_name: string;
  readonly system_prompt: string;
  readonly replica_id: string;
}

/** Finds out whether a create with a lost answer has created a persona. Never throws a TavusError. */
export async function findCreatedPersona(
  client: TavusClient,
  request: PersonaRequest,
  lost: LostCreate,
): Promise<Finding<Persona>> {
  const finding = await findCreated(client, {
    ...lost,
    resource: { ...wirePals, query: { pal_type: 'user' } },
    compareMark: (wire) =>
      compareTexts(textOf(wire, 'pal_name', 'persona_name'), request.persona_name),
    isMarkUnique: false,
    compareRest: (wire) => [
      compareTexts(textOf(wire, 'system_prompt'), request.system_prompt),
      compareIds(textOf(wire, 'default_face_id', 'default_replica_id'), request.replica_id),
    ],
  });
  if (finding.kind !== 'found') return finding;
  const persona = readRecord(personaColumns, finding.thing);
  return { kind: 'found', thing: { ...persona, is_stock: false } };
}

/** The most characters of a prompt: 32,000 tokens (Tavus docs: create-persona) of about 4 characters. */
export const MAX_PROMPT_LENGTH = 128_000;

/** What to set in a persona, and what to change in its prompt and its lists. */
export interface PersonaChange {
  readonly settings: WireObject;
  /** What its prompt has to end with. */
  readonly promptEnd?: string | undefined;
  readonly lists?: {
    readonly mode: 'add' | 'remove';
    /** By the names of the API. */
    readonly items: Readonly<Record<string, readonly string[]>>;
  };
}

/** The result of an update. */
export interface Updated {
  readonly persona: Persona;
  /** Whether anything has changed; null if unknown. */
  readonly hadChanged: boolean | null;
}

/**
 * Changes a persona and leaves all else in it unchanged. Idempotent, and right if other steps change the
 * persona at the same moment. Returns 'too_long' if its prompt would become too long, and changes nothing
 * then. Throws a TavusError.
 */
export async function updatePersona(
  client: TavusClient,
  id: string,
  { settings, promptEnd, lists = { mode: 'add', items: {} } }: PersonaChange,
  force: boolean,
): Promise<Updated | 'too_long'> {
  let hadChanged: boolean | null = false;
  const read = () => currentPersona(client, id);
  const write = async (operations: Operations, next: () => Promise<Operations>) => {
    const before = hadChanged;
    hadChanged = null;
    const isChanged = await patch(client, id, operations, force, next);
    hadChanged = before || isChanged;
  };
  const { layers } = settings;
  let persona: WireObject = { ...settings, pal_id: id };
  if (layers === undefined && promptEnd === undefined && Object.keys(lists.items).length === 0) {
    const operations = patchOf(settings, {});
    await write(operations, async () => operations);
    const after = await resultOf(read);
    if (after.ok) persona = after.value;
  } else {
    const promptAfter = promptEndingWith(promptEnd);
    /** What follows from the state of the persona and differs from it. */
    const dependent = (known: WireObject): WireObject => {
      const changed = Object.entries(lists.items).flatMap(([name, items]) => {
        const after = listAfter(lists.mode, textsIn(known, name), items);
        return after ? [[name, after]] : [];
      });
      const prompt = promptAfter(textOf(known, 'system_prompt') ?? '');
      return { ...Object.fromEntries(changed), ...(prompt !== null && { system_prompt: prompt }) };
    };
    const isTooLong = (known: WireObject) =>
      [...(textOf(dependent(known), 'system_prompt') ?? '')].length > MAX_PROMPT_LENGTH;
    let isDone = false;
    const operationsFor = (known: WireObject): Operations => {
      // A patch can only set members of an existing parent, and a persona may lack layers with default
      // values. A parent that another step adds replaces what this one has set in it.
      const fixed = isDone
        ? patchOf(layers === undefined ? {} : { layers }, known, true)
        : patchOf(settings, known);
      return [...fixed, ...patchOf(dependent(known), {})];
    };
    persona = await changeShared<WireObject, Operations>(client, {
      read,
      missing: (known) => {
        const operations = isTooLong(known) ? [] : operationsFor(known);
        return operations.length > 0 ? operations : null;
      },
      write: async (operations, known) => {
        const expected = { ...known, ...settings, ...dependent(known), pal_id: id };
        await write(operations, async () => {
          if (Object.keys(dependent(known)).length === 0) return operations;
          // Another step may have changed more since, and a patch is carried out as a whole or not at all.
          const now = await read();
          return Object.keys(dependent(now)).length === 0 ? [] : operationsFor(now);
        });
        isDone = true;
        return expected;
      },
    });
    if (isTooLong(persona)) return 'too_long';
  }
  return { persona: { ...readRecord(personaColumns, persona), is_stock: false }, hadChanged };
}

/**
 * Returns a function that gives a prompt with the text at its end; null if it needs no change. Once it
 * has given one, a prompt that contains the text once more needs none either: another step has added its
 * own text behind.
 */
function promptEndingWith(end: string | undefined): (prompt: string) => string | null {
  if (end === undefined) return () => null;
  const text = end.trim();
  const count = (prompt: string) => spaced(prompt).split(spaced(text)).length - 1;
  let known: number | null = null;
  return (prompt) => {
    const isThere = known === null ? spaced(prompt).endsWith(spaced(text)) : count(prompt) > known;
    if (isThere) return null;
    known = count(prompt);
    return [prompt.trimEnd(), text].filter(Boolean).join('\n\n');
  };
}

/** A text in the form in which it is compared: Tavus may keep other white space. */
function spaced(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

async function currentPersona(client: TavusClient, id: string): Promise<WireObject> {
  const got = await resultOf(() => getById(client, wirePals, id));
  // Nothing was sent yet that could change the persona.
  if (!got.ok) throw new TavusError({ ...got.failure, mayHaveSucceeded: false });
  if (got.value === null) throw new TavusError(notFound());
  return got.value;
}

/** Throws a TavusError if the account has no such persona of its own. */
export async function checkOwnPersona(client: TavusClient, id: string): Promise<void> {
  const persona = await currentPersona(client, id);
  if (isStock(persona)) throw new TavusError(notFound());
}

/** Whether the failure means that the account has no such persona of its own. */
export function isUnknownPersona({ kind, message }: Failure): boolean {
  return kind === 'not_found' || /invalid (persona|pal)_(id|uuid)\b/i.test(message ?? '');
}

/**
 * Sends a patch, and if its answer is lost, what `next` returns then. Returns whether anything has
 * changed; null if unknown. Throws a TavusError.
 */
async function patch(
  client: TavusClient,
  id: string,
  operations: Operations,
  force: boolean,
  next: () => Promise<Operations>,
): Promise<boolean | null> {
  const send = async (body: Operations) => {
    const path = [...PALS, id];
    const answer = await client.send({ method: 'PATCH', path, body, ...(force && FORCE) });
    if (answer.isUnreadable) throw new TavusError(unreadableAnswer(answer));
    return answer.status;
  };
  const first = await resultOf(() => send(operations));
  if (first.ok) return first.value !== 304;
  if (!first.failure.mayHaveSucceeded) throw new TavusError(first.failure);
  const second = await resultOf(async () => {
    const body = await next();
    return body.length === 0 ? 304 : send(body);
  });
  // Even if the second request fails, the first may have succeeded.
  if (!second.ok) throw new TavusError({ ...second.failure, mayHaveSucceeded: true });
  // For the same reason, a 304 now does not mean that nothing has changed.
  return second.value === 304 ? null : true;
}

const FORCE = { query: { force: true } };

/** One change of a JSON Patch (RFC 6902): sets a member, whether it is there or not. */
interface PatchOperation {
  readonly op: 'add';
  readonly path: string;
  readonly value: unknown;
}

type Operations = readonly PatchOperation[];

/**
 * The changes that set these settings, or only those that are not there; layers keep the settings that
 * are not named.
 */
function patchOf(settings: WireObject, known: WireObject, onlyAbsent = false): PatchOperation[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    operationsAt(`/${escaped(name)}`, value, known[name], name === 'layers' ? 2 : 0, onlyAbsent),
  );
}

/** In the first `levels` of nested objects the members are set one by one, below that whole values. */
function operationsAt(
  path: string,
  value: unknown,
  known: unknown,
  levels: number,
  onlyAbsent: boolean,
): PatchOperation[] {
  if (levels === 0 || !isObject(value)) {
    return onlyAbsent && known !== undefined ? [] : [{ op: 'add', path, value }];
  }
  const parent: PatchOperation[] = isObject(known) ? [] : [{ op: 'add', path, value: {} }];
  const members = Object.entries(value).flatMap(([name, each]) =>
    operationsAt(`${path}/${escaped(name)}`, each, asObject(known)[name], levels - 1, onlyAbsent),
  );
  return [...parent, ...members];
}

/** Escapes a name for a JSON Pointer (RFC 6901). */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
