import { type Tool, urlIn } from '../account/tools.ts';
import type { Behaviour } from '../behaviour.ts';
import { contractOperations } from '../contract.ts';
import { type JsonRecord, readRecord, readText, readValue } from '../reading.ts';
import { wireTime } from '../wire/times.ts';
import { type Answer, badRequest, failure, ok } from './answers.ts';
import type { Handlers, Tavus } from './handler.ts';
import { isPatchOperation, patched } from './json_patch.ts';
import { listBody } from './list.ts';
import { unknownPal } from './personas.ts';

/** How long the description and the parameters may be together, in characters (Tavus docs: create-tool). */
const MAX_TOOL_LENGTH = 10_000;

/** The routes under /v2/tools, and the tools of a persona. */
export const toolHandlers: Handlers = {
  listTools: ({ account, behaviour }, request) => {
    const part = readText(request.query, 'name_or_uuid')?.toLowerCase() ?? '';
    const found = account.tools.items.filter(
      ({ id, name }) => name.toLowerCase().includes(part) || id === part,
    );
    return ok(listBody(found, request, behaviour, (tool) => wireTool(tool, behaviour)));
  },

  createTool: ({ account, behaviour }, { body }) => {
    const problem = problemWith(body, behaviour);
    if (problem !== undefined) return problem;
    if (account.tools.named(readText(body, 'name') ?? '') !== undefined) {
      return failure(409, 'error', 'A tool with this name already exists');
    }
    const tool = account.tools.add(settingsIn(body));
    return { status: behaviour.statusOfCreated, body: wireTool(tool, behaviour) };
  },

  updateTool: ({ account, behaviour }, { id, items }) => {
    const tool = account.tools.find(id);
    if (tool === undefined) return failure(400, 'error', 'Invalid tool_id');
    const before = { ...settingsIn({ ...tool }), trigger_type: 'post_call' };
    const after = patched(before, items.filter(isPatchOperation));
    if (after === undefined) return failure(422, 'message', 'Invalid JSON patch format');
    const creation = contractOperations().find((each) => each.id === 'createTool');
    const problems = creation?.bodyProblems(after);
    const problem = problems === undefined ? problemWith(after, behaviour) : badRequest(problems);
    return problem ?? ok(wireTool(account.tools.change(tool, settingsIn(after)), behaviour));
  },

  deleteTool: ({ account }, { id }) => {
    if (account.tools.find(id) === undefined) return failure(400, 'error', 'Invalid tool_id');
    account.tools.delete(id);
    return { status: 204, body: undefined };
  },

  attachTools: (tavus, { id, body }) => {
    const { account, behaviour } = tavus;
    if (account.persona(id)?.type !== 'user') return unknownPal(behaviour);
    const ids = readValue(body, 'tool_ids');
    const tools = (Array.isArray(ids) ? ids : []).map((each) => account.tools.find(String(each)));
    if (tools.includes(undefined)) return failure(400, 'error', 'Invalid tool_id');
    for (const tool of tools) if (tool) account.tools.attach(id, tool.id);
    const attached = account.tools.ofPersona(id).map((tool) => wireTool(tool, behaviour));
    return { status: behaviour.statusOfCreated, body: { data: attached } };
  },
};

function wireTool(tool: Tool, { age }: Behaviour): object {
  return {
    tool_id: tool.id,
    owner_id: 'sandbox-owner',
    is_system_tool: false,
    name: tool.name,
    description: tool.description,
    parameters: tool.parameters,
    trigger_type: 'post_call',
    delivery: tool.delivery,
    created_at: wireTime(tool.createdAt, age),
    updated_at: wireTime(tool.updatedAt, age),
  };
}

function settingsIn(
  body: JsonRecord,
): Pick<Tool, 'name' | 'description' | 'parameters' | 'delivery'> {
  return {
    name: readText(body, 'name') ?? '',
    description: readText(body, 'description') ?? '',
    parameters: readRecord(body, 'parameters'),
    delivery: readRecord(body, 'delivery'),
  };
}

/** What the contract cannot say of a tool. */
function problemWith(body: JsonRecord, behaviour: Tavus['behaviour']): Answer | undefined {
  const { description, parameters, delivery } = settingsIn(body);
  if (description.length + JSON.stringify(parameters).length > MAX_TOOL_LENGTH) {
    return failure(400, 'error', `Tools have at most ${MAX_TOOL_LENGTH} characters`);
  }
  const reserved = Object.keys(readRecord(parameters, 'properties')).find((name) =>
    name.startsWith('tavus_'),
  );
  if (reserved !== undefined) return failure(400, 'error', `${reserved} is a reserved name`);
  const { hostname } = new URL(urlIn(delivery));
  const isPrivate = /^(localhost|127\.|10\.|192\.168\.|169\.254\.|\[)/.test(hostname);
  const isNobody = /\.invalid$/.test(hostname) && !behaviour.takesInvalidHosts;
  return isPrivate || isNobody
    ? failure(400, 'error', 'delivery.api.url must be a public https URL')
    : undefined;
}
