import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type JsonRecord, readRecord } from '../../sandbox/reading.ts';
import { type Sandbox, SEED, startSandbox } from '../../sandbox/sandbox.ts';
import { ask, create, data, events } from './asking.ts';

/** Tools that run after each call of the personas which have them. */

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ startTime: '2026-11-20T12:00:00.000Z' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

const TOOL = {
  name: 'log_call',
  description: 'Note the call.',
  parameters: {
    type: 'object',
    properties: { summary: { type: 'string', description: 'One sentence.' } },
    required: ['summary'],
  },
  trigger_type: 'post_call',
  delivery: { api: { url: 'https://example.com/calls', method: 'POST' } },
};

async function makeTool(settings: JsonRecord = {}): Promise<string> {
  await ask(sandbox, 'POST /v2/tools', { ...TOOL, ...settings });
  return sandbox.tools.at(-1)?.id ?? '';
}

function sendingTo(url: string) {
  return { delivery: { api: { url, method: 'POST' } } };
}

function patch(id: string, path: string, value: unknown) {
  return ask(sandbox, `PATCH /v2/tools/${id}`, [{ op: 'replace', path, value }]);
}

test('a tool is made, found by a part of its name, changed and deleted', async () => {
  const id = await makeTool();
  await makeTool({ name: 'other' });
  const found = data(await ask(sandbox, 'GET /v2/tools?type=user&limit=100&name_or_uuid=LOG'));
  expect(found).toMatchObject([{ tool_id: id, ...TOOL }]);
  expect(data(await ask(sandbox, `GET /v2/tools?name_or_uuid=${id}`))).toHaveLength(1);
  expect(await patch(id, '/description', 'Note it.')).toMatchObject({
    status: 200,
    body: { tool_id: id, ...TOOL, description: 'Note it.' },
  });
  expect((await ask(sandbox, `DELETE /v2/tools/${id}`)).status).toBe(204);
  expect(sandbox.tools.map(({ name }) => name)).toEqual(['other']);
  await makeTool();
});

test.each([
  ['the name of another', {}, 409],
  ['a name with a hyphen', { name: 'log-call' }, 400],
  ['no encryption', sendingTo('http://example.com'), 400],
  ['a private address', { name: 'a', ...sendingTo('https://127.0.0.1/a') }, 400],
  [
    'a reserved name',
    {
      name: 'a',
      parameters: {
        type: 'object',
        properties: { tavus_a: { type: 'string', description: 'A.' } },
      },
    },
    400,
  ],
  ['too many characters', { name: 'a', description: 'a'.repeat(10_000) }, 400],
  ['another moment', { name: 'a', trigger_type: 'in_call' }, 400],
])('refuses a tool with %s', async (_, settings, status) => {
  await makeTool();
  expect((await ask(sandbox, 'POST /v2/tools', { ...TOOL, ...settings })).status).toBe(status);
  expect(sandbox.tools).toHaveLength(1);
});

test('may refuse an address under .invalid', async () => {
  const nobody = sendingTo('https://zapier.invalid/none');
  await makeTool(nobody);
  expect(sandbox.tools).toHaveLength(1);
  sandbox.behaviour.takesInvalidHosts = false;
  const refused = await ask(sandbox, 'POST /v2/tools', { ...TOOL, ...nobody, name: 'other' });
  expect(refused.status).toBe(400);
});

test('refuses changes that do not fit, and of what is not there', async () => {
  const id = await makeTool();
  expect((await patch(id, '/parameters', { type: 'list' })).status).toBe(400);
  expect((await patch(id, '/delivery/api/url', 'https://10.0.0.1')).status).toBe(400);
  expect((await patch(id, '/name', 'other')).status).toBe(422);
  expect((await patch('t000', '/description', 'Note it.')).status).toBe(400);
  expect((await ask(sandbox, 'DELETE /v2/tools/t000')).status).toBe(400);
  const { description, parameters, delivery } = TOOL;
  expect(sandbox.tools).toMatchObject([{ description, parameters, delivery }]);
});

test('a persona gets a tool once, and it runs after its calls', async () => {
  const id = await makeTool();
  const attach = `POST /v2/pals/${SEED.persona}/tools`;
  for (const _ of [1, 2]) {
    expect(data(await ask(sandbox, attach, { tool_ids: [id] }))).toMatchObject([{ tool_id: id }]);
  }
  const call = await create(sandbox, { persona_id: SEED.persona });
  const other = await create(sandbox, { persona_id: SEED.personaOfOtherReplica });
  for (const each of [call, other]) sandbox.playCall(each, [['user', 'Hello.']]);
  sandbox.clock.advance(60);
  const EVENT = 'application.post_call_action_executed';
  const { properties } = (await events(sandbox, call)).get(EVENT) ?? {};
  expect(properties).toMatchObject({ tool_name: 'log_call', status: 'success' });
  expect(readRecord(Object(properties), 'request').body).toBe(
    '{"summary":"What was said about summary."}',
  );
  expect((await events(sandbox, other)).has(EVENT)).toBe(false);
});

test('only one’s own personas get tools, and only tools that are there', async () => {
  const id = await makeTool();
  const stock = `POST /v2/pals/${SEED.defaultPersona}/tools`;
  expect((await ask(sandbox, stock, { tool_ids: [id] })).status).toBe(400);
  const own = `POST /v2/pals/${SEED.persona}/tools`;
  expect((await ask(sandbox, own, { tool_ids: ['t000'] })).status).toBe(400);
  expect(sandbox.toolsOf(SEED.persona)).toEqual([]);
});
