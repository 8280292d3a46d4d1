import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { perform as createConversation } from '../creates/create_conversation.ts';
import { perform as endConversation } from '../creates/end_conversation.ts';
import { perform as refreshDocument } from '../creates/refresh_document.ts';
import { perform as sendMessage } from '../creates/send_message.ts';
import { perform as updateDocument } from '../creates/update_document.ts';
import { hydrators } from '../hydrators.ts';
import {
  DELIVERY_SECRET,
  type Fault,
  type Sandbox,
  SEED,
  startSandbox,
} from '../sandbox/sandbox.ts';
import { perform as findConversation } from '../searches/find_conversation.ts';
import { perform as findDocument } from '../searches/find_document.ts';
import { perform as findPersona } from '../searches/find_persona.ts';
import { perform as findReplica } from '../searches/find_replica.ts';
import { FAULTS, namesOf } from './faults/fault_kinds.ts';
import { OPERATIONS, type OperationCase, type OperationName } from './faults/operations.ts';
import { inParallel, type OwnTavus, withOwnTavus } from './faults/own_sandbox.ts';
import { errorOf, run, sandbox } from './tavus_app.ts';

/** What must not get out: the API key and meeting tokens. */

// With characters that change when they are encoded.
const API_KEY = 'tavus/key+3f9c1e7d5b2a4860==';

/** The forms in which a secret could be hidden in a text. */
function disguises(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) =>
    // Without the ends, which depend on what stands around.
    Buffer.from(' '.repeat(offset) + secret)
      .toString('base64')
      .slice(4, -4),
  );
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('base64url'),
    ...base64,
  ];
}

function expectNone(texts: readonly string[], secrets: readonly string[]): void {
  const all = texts.join('\n');
  const found = secrets.filter((secret) => disguises(secret).some((each) => all.includes(each)));
  expect(found).toEqual([]);
}

// ---- everything that the app emits

/** Answers that quote the key back, as an API should not. */
const QUOTES: readonly Fault[] = [400, 401, 500].flatMap((status): Fault[] => [
  { kind: 'status', status, body: { message: `The key ${API_KEY} is not welcome` } },
  { kind: 'status', status, body: { error: `${'x'.repeat(285)} ${API_KEY} ${API_KEY}` } },
]);

/** The faults that take no time of their own. */
const QUICK_FAULTS: readonly Fault[] = namesOf(FAULTS)
  .map((name): Fault => FAULTS[name].fault)
  .filter(({ kind }) => !['never_answer', 'slow_drip', 'truncated_body', 'delay'].includes(kind));

interface Emitted {
  readonly errors: string[];
  readonly urls: string[];
  readonly caches: string[];
  readonly logs: string[];
  readonly keysSent: Set<string | undefined>;
  readonly tokens: Set<string>;
}

const CONSOLE = ['log', 'info', 'warn', 'error', 'debug'] as const;

/** What every operation meets. */
const FEW_FAULTS: readonly Fault[] = [
  FAULTS.garbage.fault,
  FAULTS.redirect.fault,
  ...QUOTES.slice(-2),
];

/** One of each kind, which meets everything; the others of its kind send and read with the same functions. */
const OF_EACH_KIND: readonly OperationName[] = [
  'Create Conversation',
  'Create Conversation, private room',
  'Update Persona',
  'Refresh Document',
  'End Conversation',
  'Find Conversation by name',
  'Find Replica by name',
  'Transcript Ready',
  'Video Ready',
  'dropdown of replicas',
  'connection',
  'pointer to a transcript',
];

/** Runs every operation with quick faults and without, and collects what comes out. */
async function runAll(): Promise<Emitted> {
  const emitted: Emitted = {
    errors: [],
    urls: [],
    caches: [],
    logs: [],
    keysSent: new Set(),
    tokens: new Set(),
  };
  const spies = CONSOLE.map((method) =>
    jest.spyOn(console, method).mockImplementation((...said: unknown[]) => {
      emitted.logs.push(said.map(String).join(' '));
    }),
  );
  const cases = namesOf(OPERATIONS).flatMap((name) => {
    const faults = OF_EACH_KIND.includes(name) ? [...QUICK_FAULTS, ...QUOTES] : FEW_FAULTS;
    return [null, ...faults].map((fault) => ({ operation: OPERATIONS[name], fault }));
  });
  const options = { apiKey: API_KEY, startTime: new Date(Date.now() - 1_800_000).toISOString() };
  await inParallel(cases, 8, ({ operation, fault }) =>
    withOwnTavus((tavus) => runOne(tavus, operation, fault, emitted), options),
  );
  for (const spy of spies) spy.mockRestore();
  return emitted;
}

async function runOne(
  tavus: OwnTavus,
  { hit, times, prepare, run: runOperation }: OperationCase,
  fault: Fault | null,
  emitted: Emitted,
): Promise<void> {
  const form = prepare(tavus.sandbox);
  if (fault) {
    tavus.sandbox.fault({ ...fault, when: hit, times: times ?? Number.POSITIVE_INFINITY });
  }
  // The second run of two finds what the first has left in the cache.
  for (const _ of fault ? [1] : [1, 2]) {
    await runOperation(tavus, form).catch((error: unknown) => {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      emitted.errors.push([name, message, stack, JSON.stringify(error)].join('\n'));
    });
  }
  for (const { path, query, headers } of tavus.sandbox.requests) {
    emitted.urls.push(`${path} ${JSON.stringify(query)}`);
    emitted.keysSent.add(headers['x-api-key']);
  }
  emitted.caches.push(tavus.cached());
  for (const { meetingToken } of tavus.sandbox.conversations) {
    if (meetingToken !== undefined) emitted.tokens.add(meetingToken);
  }
}

describe('every operation, with faults and without', () => {
  let emitted: Emitted;

  beforeAll(async () => {
    // Lets the platform print what it sends to Zapier's log, down to headers and bodies.
    process.env.LOG_TO_STDOUT = '1';
    process.env.DETAILED_LOG_TO_STDOUT = '1';
    emitted = await runAll();
  }, 120_000);

  afterAll(() => {
    delete process.env.LOG_TO_STDOUT;
    delete process.env.DETAILED_LOG_TO_STDOUT;
  });

  test('there was something to search', () => {
    expect(emitted.errors.length).toBeGreaterThan(450);
    expect(emitted.urls.length).toBeGreaterThan(600);
    expect(emitted.logs.join()).toContain('GET http://127.0.0.1');
    expect(emitted.logs.join()).toContain('"require_auth":true');
    expect(emitted.caches.join()).toContain('transcript_ready');
    expect(emitted.tokens.size).toBeGreaterThan(10);
    // The key was in every request, so it could have got everywhere.
    expect([...emitted.keysSent]).toEqual([API_KEY]);
  });

  test.each(['errors', 'urls', 'caches', 'logs'] as const)('no API key in %s', (where) => {
    expectNone(emitted[where], [API_KEY]);
  });

  test.each(['errors', 'urls', 'caches', 'logs'] as const)('no meeting token in %s', (where) => {
    expectNone(emitted[where], [...emitted.tokens]);
  });

  test.each(['errors', 'urls', 'caches', 'logs'] as const)(
    'nothing of the delivery of a post-call action in %s',
    (where) => {
      expectNone(emitted[where], [DELIVERY_SECRET]);
    },
  );
});

// ---- other hosts

describe('other hosts get nothing', () => {
  let other: Sandbox;

  beforeAll(async () => {
    other = await startSandbox();
  });

  beforeEach(() => {
    other.reset();
  });

  afterAll(async () => {
    await other.stop();
  });

  /** The other sandbox under a name of which the platform does not know that it is this machine. */
  function elsewhere(): string {
    return other.url.replace('127.0.0.1', '0.0.0.0');
  }

  const form = { replica_id: SEED.replica, persona_id: SEED.persona };

  test.each([301, 302, 303, 307, 308])('a redirect with %d is not followed', async (status) => {
    sandbox.fault({ kind: 'redirect', status, location: `${elsewhere()}/v2/replicas` });
    await errorOf(run(findReplica, { replica_name: 'sam' }));
    sandbox.addConversation({ id: 'c0ffee000001', status: 'active' });
    sandbox.fault({ kind: 'redirect', status, location: elsewhere(), when: { path: /end$/ } });
    await errorOf(run(endConversation, { conversation_id: 'c0ffee000001' }));
    expect(sandbox.requests.map((request) => request.status)).toEqual([status, status]);
    expect(other.requests).toEqual([]);
  });

  test('a redirect of a create is not followed', async () => {
    sandbox.fault({ kind: 'redirect', status: 307, location: `${elsewhere()}/v2/conversations` });
    await errorOf(run(createConversation, form));
    expect(other.requests).toEqual([]);
    expect(other.conversations).toEqual([]);
  });

  test('links in a list are not followed', async () => {
    const next = `${elsewhere()}/v2/replicas?page=2`;
    const data = [{ replica_id: 'r00000000001', replica_name: 'Sam', thumbnail_video_url: next }];
    const links = { next, next_page: next, links: { next }, paging: { next } };
    sandbox.fault({ kind: 'json', value: { data, total_count: 250, ...links }, times: 9 });
    await run(findReplica, { replica_name: 'somebody else' }).catch(() => []);
    expect(sandbox.requests.length).toBeGreaterThan(0);
    expect(other.requests).toEqual([]);
  });

  test('links of a conversation are not opened', async () => {
    const links = {
      conversation_url: `${elsewhere()}/room`,
      room_url: `${elsewhere()}/room`,
      callback_url: `${elsewhere()}/callback`,
    };
    const value = { conversation_id: 'c0ffee000001', status: 'ended', ...links };
    sandbox.fault({ kind: 'json', value });
    await run(findConversation, { conversation_id: 'c0ffee000001' });
    expect(other.requests).toEqual([]);
  });

  test('a callback URL gets the events of Tavus, and nothing of the app', async () => {
    await run(createConversation, { ...form, callback_url: `${other.url}/callback` });
    await sandbox.settled();
    expect(other.requests.length).toBeGreaterThan(0);
    expectNone(
      other.requests.map((request) => JSON.stringify(request)),
      [sandbox.apiKey],
    );
  });
});

// ---- ids in paths

const IDS = [
  '..',
  '.',
  '...',
  '../replicas/r5a1e50000001',
  '/../../v2/replicas',
  'c0ffee000001/end',
  'c0ffee000001/../c0ffee000002',
  '%2e%2e',
  '%2e%2e%2freplicas',
  '%2F',
  'c1?verbose=false&limit=1',
  'c1#fragment',
  'c1;x=1',
  'c1\\..\\c2',
  'c1\u0000',
  'c1\r\nx-injected:1',
  'ünï-1',
  '会议1',
  '1\u202e',
  '@evil.example1',
  '//evil.example1',
];

describe.each<[string, string, (id: string) => Promise<unknown>]>([
  ['End Conversation', 'conversations', (id) => run(endConversation, { conversation_id: id })],
  [
    'Send Message to Conversation',
    'conversations',
    (id) => run(sendMessage, { conversation_id: id, event_type: 'interrupt' }),
  ],
  ['Find Conversation', 'conversations', (id) => run(findConversation, { conversation_id: id })],
  ['Find Replica', 'replicas', (id) => run(findReplica, { replica_id: id })],
  ['Find Persona', 'personas', (id) => run(findPersona, { persona_id: id })],
  ['Find Document', 'documents', (id) => run(findDocument, { document_id: id })],
  ['Refresh Document', 'documents', (id) => run(refreshDocument, { document_id: id })],
  [
    'Update Document',
    'documents',
    (id) => run(updateDocument, { document_id: id, tags: ['a'], tags_mode: 'add' }),
  ],
  [
    'a pointer to a transcript',
    'conversations',
    (id) => run<unknown>(hydrators.transcript, { conversation_id: id }),
  ],
])('%s', (_name, plural, runWith) => {
  test.each(IDS)('keeps %j in its place', async (id) => {
    await runWith(id).catch(() => undefined);
    const place = `/v2/${plural}/${encodeURIComponent(id)}`;
    for (const { path, query, headers } of sandbox.requests) {
      expect([place, `${place}/end`, `${place}/recrawl`, `${place}/send-app-message`]).toContain(
        path,
      );
      expect(Object.keys(query).filter((name) => name !== 'verbose')).toEqual([]);
      expect(headers).not.toHaveProperty('x-injected');
    }
  });
});
