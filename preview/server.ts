import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import * as z from 'zod';
import type { Sandbox } from '../sandbox/sandbox.ts';
import {
  type Field,
  methodOf,
  type Operation,
  operationsOf,
  readFields,
  readOutputFields,
} from './definition.ts';
import { FilledForm } from './filled_form.ts';
import { callsPage } from './pages/calls.ts';
import { homePage } from './pages/home.ts';
import { layout, type Place } from './pages/layout.ts';
import { operationPage } from './pages/operation.ts';
import { resultSection } from './pages/result.ts';
import type { RecordingProxy } from './recording_proxy.ts';
import type { Zapier } from './zapier.ts';

/** What the pages work with. */
export interface Previewed {
  /** The built definition. */
  readonly app: object;
  readonly zapier: Zapier;
  readonly proxy: RecordingProxy;
  /** Undefined where the app works against Tavus itself. */
  readonly sandbox: Sandbox | undefined;
}

/** The pages of the preview. Only a browser of this machine gets them. */
export function previewServer({ app, zapier, proxy, sandbox }: Previewed): Hono {
  const { version, operations } = operationsOf(app);
  const place: Place = { version, operations, isTavus: sandbox === undefined };
  const server = new Hono();

  // A page elsewhere must not reach this one under a name of its own (DNS rebinding).
  server.use(async (context, next) => {
    const { hostname } = new URL(`http://${context.req.header('host') ?? ''}`);
    if (hostname !== '127.0.0.1' && hostname !== 'localhost') throw new HTTPException(403);
    const origin = context.req.header('origin');
    if (origin !== undefined && new URL(origin).host !== context.req.header('host')) {
      throw new HTTPException(403);
    }
    await next();
  });

  for (const [name, type] of [
    ['style.css', 'text/css'],
    ['script.js', 'text/javascript'],
  ] as const) {
    const content = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
    server.get(`/assets/${name}`, (context) =>
      context.body(content, 200, { 'content-type': type }),
    );
  }

  server.get('/', (context) =>
    context.html(layout(place, 'Tavus for Zapier', homePage(operations))),
  );

  // ---- the calls of the sandbox

  server.get('/sandbox', (context) => {
    const { conversations, clock } = ownSandbox();
    return context.html(layout(place, 'Calls', callsPage(conversations, clock.now())));
  });

  server.post('/sandbox/clock', async (context) => {
    const { seconds } = await context.req.parseBody();
    ownSandbox().clock.advance(Number(seconds));
    return context.redirect('/sandbox', 303);
  });

  server.post('/sandbox/conversations/:id', async (context) => {
    const { move } = await context.req.parseBody();
    play(ownSandbox(), context.req.param('id'), String(move));
    return context.redirect('/sandbox', 303);
  });

  function ownSandbox(): Sandbox {
    if (!sandbox) throw new HTTPException(404, { message: 'There is no sandbox against Tavus.' });
    return sandbox;
  }

  // ---- the operations

  server.get('/:kind/:key', async (context) => {
    const operation = operationAt(context.req.param('kind'), context.req.param('key'));
    const filled = new FilledForm(new Map());
    const page = operationPage(operation, await fieldsOf(operation, {}), filled, '');
    return context.html(layout(place, operation.label, page, operation));
  });

  server.post('/:kind/:key', async (context) => {
    const operation = operationAt(context.req.param('kind'), context.req.param('key'));
    const { run, live, ...sent } = await context.req.parseBody();
    const texts = Object.entries(sent).map(([key, text]): [string, string] => [key, String(text)]);
    const filled = new FilledForm(new Map(texts));
    const fields = await fieldsOf(operation, filled.all());
    const isLive = run === 'live' || live === 'yes';
    const below = run ? await resultOf(operation, filled.inputData(fields), isLive) : '';
    const page = operationPage(operation, fields, filled, below);
    return context.html(layout(place, operation.label, page, operation));
  });

  server.get('/:kind/:key/dropdown', async (context) => {
    const operation = operationAt(context.req.param('kind'), context.req.param('key'));
    const { field: key, token } = context.req.query();
    const field = (await fieldsOf(operation, {})).find((each) => each.key === key);
    if (!field?.dropdown) throw new HTTPException(404);
    const meta = { isFillingDynamicDropdown: true, ...(token && { paging_token: token }) };
    const outcome = await zapier.run(field.dropdown, {}, meta);
    proxy.take();
    return outcome.ok
      ? context.json(dropdownPage.parse(outcome.results))
      : context.json({ message: outcome.message });
  });

  function operationAt(kind: string, key: string): Operation {
    const operation = operations.find((each) => each.kind === kind && each.key === key);
    if (!operation) throw new HTTPException(404, { message: 'The app has no such operation.' });
    return operation;
  }

  async function fieldsOf(operation: Operation, inputData: object): Promise<Field[]> {
    const outcome = await zapier.run(methodOf(operation, 'inputFields'), inputData);
    return outcome.ok ? readFields(operation, outcome.results ?? []) : [];
  }

  async function resultOf(operation: Operation, inputData: object, isLive: boolean) {
    proxy.take();
    const outcome = await zapier.run(
      methodOf(operation, 'perform'),
      place.isTavus && isLive ? { ...inputData, test_mode: 'true' } : inputData,
      isLive ? {} : { isLoadingSample: true },
    );
    const sent = proxy.take();
    const outputs = await zapier.run(methodOf(operation, 'outputFields'), inputData);
    proxy.take();
    return resultSection(outcome, readOutputFields(outputs.ok ? outputs.results : []), sent);
  }

  return server;
}

const dropdownPage = z.object({
  results: z.array(z.object({ id: z.string(), label: z.string() })),
  paging_token: z.nullable(z.string()),
});

/** Lets something happen in a conversation of the sandbox. */
function play(sandbox: Sandbox, id: string, move: string): void {
  switch (move) {
    case 'join':
      sandbox.join(id);
      break;
    case 'say':
      sandbox.say(id, 'assistant', 'Hello! What brings you here today?');
      sandbox.say(id, 'user', 'I would like to know what you cost for a team of twelve.');
      break;
    case 'leave':
      sandbox.leave(id);
      break;
    case 'call':
      sandbox.playCall(id, [
        ['assistant', 'Hello! What brings you here today?'],
        ['user', 'I would like to know what you cost for a team of twelve.'],
        ['assistant', 'I would suggest the team plan. Shall I send you the details?'],
        ['user', 'Yes, please.'],
      ]);
      break;
    default:
      throw new HTTPException(400, { message: `There is no move ${move}.` });
  }
}
