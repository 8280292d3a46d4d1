import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import * as z from 'zod';
import type { Sandbox } from '../sandbox/sandbox.ts';
import {
  dropdownsOf,
  type InputField,
  methodOf,
  type Operation,
  operationsOf,
  readDefinition,
  readInputFields,
  readOutputFields,
} from './definition.ts';
import { FilledForm } from './filled_form.ts';
import { callsPage } from './pages/calls.ts';
import { homePage } from './pages/home.ts';
import { type Html, layout, type Place, pictureLayout } from './pages/layout.ts';
import { formPicture, operationPage } from './pages/operation.ts';
import { problemPage } from './pages/problem.ts';
import { resultSection } from './pages/result.ts';
import type { RecordingProxy } from './recording_proxy.ts';
import type { Zapier } from './zapier.ts';

/** The parts that the pages use. */
export interface Previewed {
  /** The definition of the app. */
  readonly app: object;
  readonly zapier: Zapier;
  readonly proxy: RecordingProxy;
  /** Undefined if the app works against Tavus itself. */
  readonly sandbox: Sandbox | undefined;
}

/** Only this server's own files; the page contains the empty icon. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The names that the buttons of a form send; no field of an app can have such a key. */
const RUN = ':run';
const LIVE = ':live';

/** The pages of the preview. Only a browser of this machine gets them. */
export function previewServer({ app, zapier, proxy, sandbox }: Previewed): Hono {
  const definition = readDefinition(app);
  const operations = operationsOf(definition);
  const place: Place = { version: definition.version, operations, isTavus: sandbox === undefined };
  const server = new Hono();

  server.use(async (context, next) => {
    const { host, origin } = context.req.header();
    if (isOfThisMachine(host, origin)) await next();
    else context.res = context.text('The preview answers only to a browser of this machine.', 403);
    // The key stays in the process, whatever a form or an answer contains.
    const text = zapier.withoutKey(await context.res.clone().text());
    context.res = new Response(context.res.body && text, context.res);
    context.header('content-security-policy', CONTENT_SECURITY_POLICY);
    context.header('cache-control', 'no-store');
  });

  function page(context: Context, title: string, content: Html, current?: Operation) {
    return context.html(layout(place, title, content, current));
  }

  server.onError((error, context) => {
    context.status(error instanceof HTTPException ? error.status : 500);
    return page(context, 'This did not work', problemPage(error.message));
  });

  server.notFound((context) => {
    context.status(404);
    return page(context, 'Not found', problemPage('There is no such page.'));
  });

  for (const [name, type] of [
    ['style.css', 'text/css'],
    ['script.js', 'text/javascript'],
  ] as const) {
    const content = readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');
    server.get(`/assets/${name}`, (context) =>
      context.body(content, 200, { 'content-type': `${type}; charset=utf-8` }),
    );
  }

  server.get('/', (context) => page(context, 'Tavus for Zapier', homePage(operations)));

  // ---- the calls of the sandbox

  server.get('/sandbox', (context) => {
    const { conversations, clock } = ownSandbox();
    return page(context, 'Calls', callsPage(conversations, clock.now()));
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
    const operation = operationAt(context);
    const fields = await fieldsOf(operation, {});
    const content = operationPage(operation, fields, new FilledForm(new Map()), operations);
    return page(context, operation.label, content, operation);
  });

  // The filled-in fields are in the query.
  server.get('/:kind/:key/picture', async (context) => {
    const operation = operationAt(context);
    const filled = filledForm(context.req.query());
    const fields = await fieldsOf(operation, filled.all());
    const content = formPicture(operation, fields, filled, operations);
    return context.html(pictureLayout(operation.label, content));
  });

  server.post('/:kind/:key', async (context) => {
    const operation = operationAt(context);
    const { [RUN]: run, [LIVE]: live, ...sent } = await context.req.parseBody();
    const filled = filledForm(sent);
    const fields = await fieldsOf(operation, filled.all());
    const isLive = run === 'live' || live === 'yes';
    const below = run ? await resultOf(operation, fields, filled.inputData(fields), isLive) : '';
    const content = operationPage(operation, fields, filled, operations, below);
    return page(context, operation.label, content, operation);
  });

  server.post('/:kind/:key/dropdown', async (context) => {
    const operation = operationAt(context);
    const { field: key, token } = context.req.query();
    const filled = filledForm(await context.req.parseBody());
    const fields = await fieldsOf(operation, filled.all());
    const dropdown = dropdownsOf(operation).get(key ?? '');
    if (!dropdown) throw new HTTPException(404, { message: 'The field has no dropdown.' });
    const meta = { isFillingDynamicDropdown: true, ...(token && { paging_token: token }) };
    const outcome = await zapier.run(dropdown, filled.inputData(fields), meta);
    proxy.take();
    return outcome.ok
      ? context.json(dropdownPage.parse(outcome.results))
      : context.json({ message: outcome.message });
  });

  function operationAt(context: Context): Operation {
    const { kind, key } = context.req.param();
    const operation = operations.find((each) => each.kind === kind && each.key === key);
    if (!operation) throw new HTTPException(404, { message: 'The app has no such operation.' });
    return operation;
  }

  async function fieldsOf(operation: Operation, inputData: object): Promise<InputField[]> {
    const outcome = await zapier.run(methodOf(operation, 'inputFields'), inputData);
    if (!outcome.ok) throw new Error(`The form cannot be shown. ${outcome.message}`);
    return readInputFields(outcome.results);
  }

  async function resultOf(
    operation: Operation,
    fields: readonly InputField[],
    inputData: object,
    isLive: boolean,
  ): Promise<Html> {
    const hasTestMode = fields.some(({ key }) => key === 'test_mode');
    const given = place.isTavus && hasTestMode ? { ...inputData, test_mode: 'yes' } : inputData;
    proxy.take();
    const meta = isLive ? {} : { isLoadingSample: true };
    const outcome = await zapier.run(methodOf(operation, 'perform'), given, meta);
    const sent = proxy.take();
    const outputs = await zapier.run(methodOf(operation, 'outputFields'), given);
    proxy.take();
    const columns = readOutputFields(outputs.ok ? outputs.results : []);
    const isTriggerTest = operation.kind === 'triggers' && !isLive;
    return resultSection(outcome, columns, sent, isTriggerTest ? operation.sample : undefined);
  }

  return server;
}

/** A page elsewhere must not reach this one, also under a name of its own (DNS rebinding). */
function isOfThisMachine(host: string | undefined, origin: string | undefined): boolean {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '')) return false;
  return origin === undefined || origin === `http://${host}`;
}

function filledForm(sent: Readonly<Record<string, unknown>>): FilledForm {
  const texts = Object.entries(sent).map(([key, text]): [string, string] => [key, String(text)]);
  return new FilledForm(new Map(texts));
}

const dropdownPage = z.object({
  results: z.array(z.object({ id: z.string(), label: z.string() })),
  paging_token: z.nullable(z.string()),
});

/** How long Tavus needs at most for what it adds after a call, in seconds. */
const SECONDS_AFTER_CALL = 600;

/** Changes a conversation of the sandbox. */
function play(sandbox: Sandbox, id: string, move: string): void {
  // Recorded, if the conversation allows it.
  const record = true;
  const { personaId } = sandbox.conversation(id) ?? {};
  switch (move) {
    case 'join':
      sandbox.join(id, { greet: true, record });
      break;
    case 'say':
      sandbox.say(id, 'user', 'I would like to know what you cost for a team of twelve.');
      sandbox.say(id, 'assistant', 'I would suggest the team plan. Shall I send you the details?');
      break;
    case 'leave':
      sandbox.leave(id);
      break;
    case 'call':
      sandbox.playCall(
        id,
        [
          ['assistant', 'Hello! What brings you here today?'],
          ['user', 'I would like to know what you cost for a team of twelve.'],
          ['assistant', 'I would suggest the team plan. Shall I send you the details?'],
          ['user', 'Yes, please.'],
        ],
        // A persona without post-call fields of its own gets those of the sandbox.
        { record, postCall: personaId && sandbox.toolsOf(personaId).length > 0 ? [] : [{}] },
      );
      sandbox.clock.advance(SECONDS_AFTER_CALL);
      break;
    default:
      throw new HTTPException(400, { message: `There is no move ${move}.` });
  }
}
