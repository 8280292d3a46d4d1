import { columnsOf } from './columns.ts';
import type { TavusClient, TavusRequest } from './http/client.ts';
import { resultOf, sendAgain, TavusError, unreadableAnswer } from './http/failure.ts';
import { asList, asObject, asText, textOf, type WireObject } from './http/wire.ts';
import { listIn } from './lists/list.ts';
import { checkOwnPersona } from './personas.ts';

/**
 * The fields that Tavus fills in after each call of a persona: a tool that runs after the call
 * (Tavus docs: create-tool, post-call-tool).
 */

/** A field: what Tavus's model is to write into it. */
export interface PostCallField {
  readonly name: string;
  readonly description: string;
  /** The words to choose from, if the list is closed. */
  readonly words?: readonly string[];
}

/** Changing a tool changes it for every persona that has it, so each persona has one of its own. */
export function toolName(personaId: string): string {
  return `zapier_${personaId}_fields`;
}

/** Ends the description of each tool of this app; a tool without it is somebody else's. */
const MARK = 'Made by the Zapier action Set Post-Call Fields, which replaces it.';

const DESCRIPTION = `After the call, fill in these fields from what was said. ${MARK}`;

/** An address that reaches nobody (RFC 2606): Tavus demands one, and stores the values anyway. */
const NOWHERE = 'https://zapier.invalid/none';

/** The most characters of a tool (Tavus docs: create-tool). */
export const MAX_TOOL_LENGTH = 10_000;

/** The characters of a tool with these fields, as Tavus counts them: description and parameters. */
export function toolLength(fields: readonly PostCallField[]): number {
  return DESCRIPTION.length + JSON.stringify(parametersOf(fields)).length;
}

function parametersOf(fields: readonly PostCallField[]): WireObject {
  const properties = fields.map(({ name, description, words }) => [
    name,
    { type: 'string', description, ...(words && { enum: words }) },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: fields.map(({ name }) => name),
  };
}

/** The fields of a persona after they were set. */
export interface SetFields {
  readonly toolId: string;
  readonly toolName: string;
  readonly personaId: string;
  readonly fields: readonly PostCallField[];
  /** Whether the tool existed before. */
  readonly hadExisted: boolean;
  /** Whether the tool is another one than before. */
  readonly hadChanged: boolean;
}

const from = columnsOf<SetFields>();
const fieldFrom = columnsOf<PostCallField>();

/** The columns of the fields of a persona. */
export const setFieldsColumns = {
  id: from.text('ID', ({ toolId }) => toolId),
  tool_id: from.text('Tool ID', ({ toolId }) => toolId),
  tool_name: from.text('Tool Name', ({ toolName }) => toolName),
  persona_id: from.text('Persona (PAL) ID', ({ personaId }) => personaId),
  fields: from.lines(
    {
      name: fieldFrom.text('Field Name', ({ name }) => name),
      description: fieldFrom.text('Field Description', ({ description }) => description),
    },
    ({ fields }) => fields,
  ),
  had_existed: from.yesNo('Already Existed', ({ hadExisted }) => hadExisted),
  had_changed: from.yesNo('Changed', ({ hadChanged }) => hadChanged),
};

/** What a tool of this app is to be. */
interface Wanted {
  readonly name: string;
  readonly fields: readonly PostCallField[];
  readonly url: string;
}

/**
 * Makes these the post-call fields of a persona, in place of those before; blank `url`: nobody receives
 * them. Idempotent. Returns 'foreign' if somebody else's tool has the name. Throws a TavusError.
 */
export async function setPostCallFields(
  client: TavusClient,
  personaId: string,
  fields: readonly PostCallField[],
  url = NOWHERE,
): Promise<SetFields | 'foreign'> {
  const wanted = { name: toolName(personaId), fields, url };
  const known = await findTool(client, wanted.name);
  // Nothing is created for a persona that cannot have it.
  if (known === null) await checkOwnPersona(client, personaId);
  const { toolId, tool } = known ?? (await createTool(client, wanted));
  if (!textOf(tool, 'description')?.endsWith(MARK)) return 'foreign';
  const changes = changesOf(tool, wanted);
  if (changes.length > 0) {
    await repeated(client, { method: 'PATCH', path: ['v2', 'tools', toolId], body: changes });
  }
  const path = ['v2', 'pals', personaId, 'tools'];
  await repeated(client, { method: 'POST', path, body: { tool_ids: [toolId] } });
  const hadExisted = known !== null;
  return {
    toolId,
    toolName: wanted.name,
    personaId,
    fields,
    hadExisted,
    hadChanged: !hadExisted || changes.length > 0,
  };
}

/** A tool as Tavus has it. */
interface Tool {
  readonly toolId: string;
  readonly tool: WireObject;
}

/** The tool with this name; null if there is none. Throws a TavusError. */
async function findTool(client: TavusClient, name: string): Promise<Tool | null> {
  const query = { type: 'user', limit: 100, name_or_uuid: name };
  const { items } = listIn(await client.send({ path: ['v2', 'tools'], query }));
  // Tavus also finds names that only contain this one.
  const tool = items.find((each) => textOf(each, 'name') === name) ?? {};
  const toolId = textOf(tool, 'tool_id');
  return toolId === null ? null : { toolId, tool };
}

/** Creates the tool. The name is unique, so a tool with it is the one of a lost answer, or of another step. */
async function createTool(client: TavusClient, { name, fields, url }: Wanted): Promise<Tool> {
  const body = {
    name,
    description: DESCRIPTION,
    parameters: parametersOf(fields),
    trigger_type: 'post_call',
    delivery: { api: { url, method: 'POST' } },
  };
  const made = await resultOf(() => client.send({ method: 'POST', path: ['v2', 'tools'], body }));
  const toolId = made.ok ? textOf(asObject(made.value.data), 'tool_id') : null;
  if (toolId !== null) return { toolId, tool: body };
  const failure = made.ok ? unreadableAnswer(made.value) : made.failure;
  const mayExist = failure.mayHaveSucceeded || failure.status === 409;
  const found = mayExist ? await findTool(client, name) : null;
  if (found === null) throw new TavusError(failure);
  return found;
}

/** The changes that make a tool the wanted one. */
function changesOf(tool: WireObject, { fields, url }: Wanted) {
  const { delivery } = tool;
  const changes = [
    ['/description', DESCRIPTION, textOf(tool, 'description') === DESCRIPTION],
    ['/parameters', parametersOf(fields), hasFields(tool, fields)],
    ['/delivery/api/url', url, textOf(asObject(asObject(delivery).api), 'url') === url],
  ] as const;
  return changes.flatMap(([path, value, isRight]) =>
    isRight ? [] : [{ op: 'replace', path, value }],
  );
}

/** Whether a tool has these fields, in any order: a database may keep another one. */
function hasFields(tool: WireObject, fields: readonly PostCallField[]): boolean {
  const { properties } = asObject(tool.parameters);
  const known = Object.entries(asObject(properties)).map(([name, property]) => {
    const { description, enum: words } = asObject(property);
    return { name, description: asText(description), words: asList(words).map(String) };
  });
  return inOneForm(known) === inOneForm(fields);
}

/** The fields in one order, to be compared. */
function inOneForm(
  fields: readonly { name: string; description: string | null; words?: readonly string[] }[],
): string {
  const each = fields.map(({ name, description, words = [] }) => [name, description, ...words]);
  return JSON.stringify(each.map((parts) => JSON.stringify(parts)).sort());
}

/** Sends an idempotent request, and again if its answer is lost. Nothing in the answer is needed. */
function repeated(client: TavusClient, request: TavusRequest): Promise<void> {
  return sendAgain(async () => {
    const answer = await client.send(request);
    if (answer.isUnreadable) throw new TavusError(unreadableAnswer(answer));
  });
}
