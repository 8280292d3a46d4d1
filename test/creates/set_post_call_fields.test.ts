import { describe, expect, test } from '@jest/globals';
import { perform } from '../../creates/set_post_call_fields.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform as postCallDataReady } from '../../triggers/post_call_data_ready.ts';
import { errorOf, requestsOf, run, sandbox } from '../tavus_app.ts';

/** The fields that are filled in after a call; lost answers are in ../faults/. */

const NAME = `zapier_${SEED.persona}_fields`;
const NEXT = 'next_step: The one next step, with its day, and who does it; empty if there is none.';

function set(fields: unknown, more: object = {}) {
  return run(perform, { persona_id: SEED.persona, fields, ...more });
}

/** What Tavus's model is asked to fill in. */
function parameters() {
  return sandbox.tools.map((tool) => tool.parameters);
}

test('a tool is made and attached, in four requests', async () => {
  const result = await set(['summary', NEXT]);
  const [tool] = sandbox.tools;
  const summary = {
    type: 'string',
    description:
      'Three sentences: what the participant wanted, what answers they got, how it ended.',
  };
  const nextStep = { type: 'string', description: NEXT.replace('next_step: ', '') };
  expect(sandbox.tools).toMatchObject([
    {
      name: NAME,
      description: expect.stringMatching(
        / Made by the Zapier action Set Post-Call Fields, which replaces it\.$/,
      ),
      parameters: {
        type: 'object',
        properties: { summary, next_step: nextStep },
        required: ['summary', 'next_step'],
      },
      delivery: { api: { url: 'https://zapier.invalid/none', method: 'POST' } },
    },
  ]);
  expect(sandbox.toolsOf(SEED.persona)).toEqual(sandbox.tools);
  expect(result).toEqual({
    id: tool?.id,
    tool_id: tool?.id,
    tool_name: NAME,
    persona_id: SEED.persona,
    fields: [
      { name: 'summary', description: summary.description },
      { name: 'next_step', description: nextStep.description },
    ],
    had_existed: false,
    had_changed: true,
  });
  expect(sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v2/tools',
    `GET /v2/pals/${SEED.persona}`,
    'POST /v2/tools',
    `POST /v2/pals/${SEED.persona}/tools`,
  ]);
  expect(sandbox.requests[0]?.query).toEqual({ type: 'user', limit: '100', name_or_uuid: NAME });
});

test('the next call has them, and the trigger shows them', async () => {
  await set('summary\nemail');
  const { id } = sandbox.addConversation({ status: 'active', personaId: SEED.persona });
  sandbox.playCall(id, [['user', 'Hello.']]);
  sandbox.clock.advance(600);
  const [record] = await run(postCallDataReady, {}, { isLoadingSample: true });
  expect(record).toMatchObject({
    // Nobody is at the address.
    post_call_status: 'failed_delivery',
    post_call__summary: 'What was said about summary.',
    post_call__email: 'What was said about email.',
  });
});

describe('a second run', () => {
  test('with the same fields changes nothing, in whatever order', async () => {
    await set(['summary', 'sentiment', NEXT]);
    sandbox.clearRequests();
    expect(await set([NEXT, 'summary', 'Sentiment'])).toMatchObject({
      had_existed: true,
      had_changed: false,
    });
    expect(requestsOf('PATCH')).toEqual([]);
    expect(sandbox.toolsOf(SEED.persona)).toHaveLength(1);
  });

  test.each([
    ['a new field', ['summary', NEXT], {}],
    ['one field less', ['sentiment'], {}],
    ['other words to choose from', ['summary', 'sentiment: How they felt.'], {}],
    ['another address', ['summary', 'sentiment'], { delivery_url: 'https://example.com/calls' }],
  ])('replaces all of them: %s', async (_, fields, more) => {
    await set(['summary', 'sentiment']);
    const fresh = await set(fields, more);
    expect(fresh).toMatchObject({ had_existed: true, had_changed: true });
    expect(Object.keys(Object(parameters()[0]?.properties))).toEqual(
      fresh.fields.map(({ name }) => name),
    );
    expect(await set(fields, more)).toMatchObject({ had_changed: false });
    expect(sandbox.tools).toHaveLength(1);
  });

  test('without Delivery URL sends to nobody again', async () => {
    await set(['summary'], { delivery_url: 'https://example.com/calls' });
    expect(sandbox.tools).toMatchObject([
      { delivery: { api: { url: 'https://example.com/calls' } } },
    ]);
    await set(['summary']);
    expect(sandbox.tools).toMatchObject([
      { delivery: { api: { url: 'https://zapier.invalid/none' } } },
    ]);
  });

  test('for another persona makes another tool', async () => {
    await set(['summary']);
    await set(['summary'], { persona_id: SEED.personaOfOtherReplica });
    expect(sandbox.tools).toHaveLength(2);
    expect(sandbox.toolsOf(SEED.persona)).toHaveLength(1);
  });
});

describe('the lines', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['one text with line ends', `summary\r\n\n ${NEXT} \n`, ['summary', 'next_step']],
    ['a list', ['summary', NEXT, ''], ['summary', 'next_step']],
    ['a list in a list', ['summary\nemail', 'sentiment'], ['summary', 'email', 'sentiment']],
    ['JSON', JSON.stringify(['action_items', NEXT]), ['action_items', 'next_step']],
    ['commas and semicolons', 'budget: The sum, the currency; the year.', ['budget']],
    ['a second colon', 'link: Such as https://example.com.', ['link']],
    [
      'names with spaces',
      ['Next Step', 'follow-up: When to call again.'],
      ['next_step', 'follow_up'],
    ],
    ['a preset in words of one’s own', 'summary: One sentence.', ['summary']],
    ['a preset with nothing behind its colon', 'summary:', ['summary']],
    ['words for nothing', ['summary', 'null', 'N/A'], ['summary']],
    ['bullets and numbers', `- summary\n* ${NEXT}\n2. email`, ['summary', 'next_step', 'email']],
    ['line ends of Unicode', `summary\u2028${NEXT}\u2029email`, ['summary', 'next_step', 'email']],
    ['a wide colon', 'budget：The sum.', ['budget']],
  ])('%s', async (_, fields, names) => {
    const result = await set(fields);
    expect(result.fields.map(({ name }) => name)).toEqual(names);
  });

  test('keep what is written', async () => {
    expect((await set('budget: The sum, the currency; the year.')).fields).toEqual([
      { name: 'budget', description: 'The sum, the currency; the year.' },
    ]);
    expect((await set('summary: One sentence.')).fields).toEqual([
      { name: 'summary', description: 'One sentence.' },
    ]);
    await set('sentiment');
    expect(parameters()).toMatchObject([
      { properties: { sentiment: { enum: ['positive', 'neutral', 'negative'] } } },
    ]);
  });

  const NO_COLON =
    'has no description of what to note. Add a colon and the description, such as next_step: The one next step that was agreed. The name alone is enough for summary, next_step, action_items, email, sentiment.';
  const NO_NAME =
    'cannot be the name of a field. Use only letters from a to z, digits and _, for example next_step. The name must not begin with tavus_.';

  test.each([
    [
      'summary, next_step',
      `Fields: "summary, next_step" ${NO_COLON.replace('note.', 'note. Write one field a line.')}`,
    ],
    ['budget: null', `Fields: "budget" ${NO_COLON}`],
    ['https://example.com/x', `Fields: "https://example.com/x" ${NO_COLON}`],
    ['password hunter2', `Fields: "password …" ${NO_COLON}`],
    ['budget', `Fields: "budget" ${NO_COLON}`],
    [['summary', 'budget:'], `Fields: "budget" ${NO_COLON}`],
    ['größe: How big it is.', `Fields: "größe" ${NO_NAME}`],
    [': How big it is.', `Fields: "" ${NO_NAME}`],
    ['tavus_id: Any.', `Fields: "tavus_id" ${NO_NAME}`],
    ['2nd: The second.', `Fields: "2nd" ${NO_NAME}`],
    [`${'a'.repeat(65)}: Any.`, `Fields: "${'a'.repeat(40)}…" ${NO_NAME}`],
    [['summary', 'Summary: All.'], 'Fields: "Summary" is in the list twice. Remove one of them.'],
    [['email', 'email'], 'Fields: "email" is in the list twice. Remove one of them.'],
    [
      `all: ${'a'.repeat(10_000)}`,
      /^Fields: Together they have 10\d{3} characters, and Tavus allows 10000\. Shorten the descriptions\.$/,
    ],
    ['N/A', 'Fields is required.'],
  ])('are refused: %j', async (fields, message) => {
    const error = await errorOf(set(fields));
    expect(error.name).toBe('AppError');
    if (typeof message === 'string') expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('what is somebody else’s', () => {
  const theirs = { type: 'object', properties: {}, required: [] };
  const tool = {
    name: NAME,
    description: 'Mine.',
    parameters: theirs,
    trigger_type: 'post_call',
    delivery: { api: { url: 'https://example.com/calls', method: 'POST' } },
  };

  async function addTool(settings: object): Promise<void> {
    await fetch(`${sandbox.url}/v2/tools`, {
      method: 'POST',
      headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ ...tool, ...settings }),
    });
  }

  test.each([true, false])(
    'a tool of that name stays as it is, found at once: %j',
    async (isFound) => {
      await addTool({});
      if (!isFound) {
        const when = { method: 'GET', path: '/v2/tools' };
        sandbox.fault({ kind: 'json', value: { data: [] }, times: 1, when });
      }
      expect(await errorOf(set(['summary']))).toEqual({
        name: 'AppError',
        message: `Your Tavus account has a tool named ${NAME} that this app did not create, so nothing was changed. Rename or delete that tool in Tavus, then run this step again.`,
      });
      expect(sandbox.tools).toMatchObject([{ description: 'Mine.', parameters: theirs }]);
      expect(sandbox.toolsOf(SEED.persona)).toEqual([]);
    },
  );

  test('a tool whose name only contains it is another one', async () => {
    await addTool({ name: `${NAME}_2` });
    expect(await set(['summary'])).toMatchObject({ had_existed: false });
    expect(sandbox.tools).toHaveLength(2);
  });

  test.each(['p000000000000', SEED.defaultPersona])(
    'the persona %s cannot be changed',
    async (id) => {
      const message = `None of your personas has the ID "${id}". Stock personas cannot be changed. Look it up with Find Persona, and check which connection this step uses.`;
      expect(await errorOf(set(['summary'], { persona_id: id }))).toEqual({
        name: 'AppError',
        message,
      });
      expect(sandbox.tools).toEqual([]);
    },
  );
});

describe('what Tavus says', () => {
  test('that it wants an address: the error says where to fill it in', async () => {
    sandbox.behaviour.takesInvalidHosts = false;
    const { message } = await errorOf(set(['summary']));
    expect(message).toContain('Tavus says: "delivery.api.url must be a public https URL".');
    expect(message).toContain('fill in Delivery URL with your own https:// address');
    const delivery_url = 'https://hooks.zapier.com/hooks/catch/1/a';
    expect(await set(['summary'], { delivery_url })).toMatchObject({ had_existed: false });
  });

  test.each([
    [{ error: "Bad Request. {'delivery': {'api': {'url': ['It is private.']}}}" }, 'Delivery URL'],
    [{ error: "Bad Request. {'parameters': ['It is no schema.']}" }, 'Fields'],
  ])('which field is wrong: %j', async (body, label) => {
    sandbox.fault({ kind: 'status', status: 400, body, when: { method: 'POST' } });
    const error = await errorOf(set(['summary'], { delivery_url: 'https://10.0.0.1/a' }));
    expect(error.message).toContain(
      `Tavus could not set the post-call fields: it rejected the value of ${label}.`,
    );
  });

  test('that the name exists: the tool that another step has just made gets the fields', async () => {
    await set(['email']);
    const when = { method: 'GET', path: '/v2/tools' };
    sandbox.fault({ kind: 'json', value: { data: [] }, times: 1, when });
    expect(await set(['summary'])).toMatchObject({ had_existed: false, had_changed: true });
    expect(parameters()).toMatchObject([{ required: ['summary'] }]);
  });

  test('that the name exists, and then lists none', async () => {
    await set(['email']);
    const when = { method: 'GET', path: '/v2/tools' };
    sandbox.fault({ kind: 'json', value: { data: [] }, times: 2, when });
    expect((await errorOf(set(['summary']))).message).toContain('already exists');
  });
});
