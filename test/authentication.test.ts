import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { test as connect } from '../authentication.ts';
import { perform as createConversation } from '../creates/create_conversation.ts';
import { replicaChoices } from '../fields/replica.ts';
import App from '../index.ts';
import { SEED } from '../sandbox/sandbox.ts';
import { perform as findReplica } from '../searches/find_replica.ts';
import { apiUrl } from '../tavus/http/client.ts';
import { memoryKey } from '../triggers/polling/memory.ts';
import {
  command,
  dropdownPage,
  errorOf,
  requestsOf,
  run,
  type StepError,
  sandbox,
} from './tavus_app.ts';

const KEY = 'sandbox-key';

/** What the connect dialog says of a key that it does not accept. */
async function refusal(key: string = KEY): Promise<StepError> {
  const error = await errorOf(run(connect, {}, {}, { api_key: key }));
  expect(error.message).not.toContain(key);
  return error;
}

describe('the connection test', () => {
  test('accepts the right key, with one small request', async () => {
    expect(await run(connect)).toEqual({});
    expect(sandbox.requests).toMatchObject([
      {
        method: 'GET',
        path: '/v2/replicas',
        query: { limit: '1' },
        headers: { 'x-api-key': 'sandbox-key' },
        rawBody: '',
        status: 200,
      },
    ]);
    const { headers } = sandbox.requests[0] ?? { headers: {} };
    expect(headers).toMatchObject({ accept: 'application/json' });
    expect(headers).not.toHaveProperty('content-type');
  });

  test('does not take just any answer for that of Tavus', async () => {
    sandbox.fault({ kind: 'json', value: { ok: true } });
    expect((await refusal()).message).toBe(
      'Tavus could not check the API key: its reply (status 200) was not readable. Try again in a few minutes.',
    );
  });

  // ExpiredAuthError would speak of a connection that expired, and there is none yet.
  test('refuses a wrong key with a plain error', async () => {
    expect(await refusal('key-of-somebody-else')).toEqual({
      name: 'AppError',
      message:
        'Tavus does not accept this API key. Create a new key on https://maker.tavus.io/dev/api-keys, then connect Tavus again with it. Tavus says: "Invalid access token".',
    });
  });

  test('refuses no key at all', async () => {
    const { name, message } = await errorOf(run(connect, {}, {}, {}));
    expect(name).toBe('AppError');
    expect(message).toContain('Tavus does not accept this API key.');
  });

  test('says of a key without permission that IP addresses may be the reason', async () => {
    sandbox.behaviour.keyForbidden = true;
    const { name, message } = await refusal();
    expect(name).toBe('AppError');
    expect(message).toContain('this API key has no permission');
    expect(message).toContain(
      'A key that is restricted to IP addresses does not work from Zapier.',
    );
    expect(message).toContain('Tavus says: "This key may not do that"');
  });

  test('says that Tavus cannot be reached', async () => {
    // Port 9 (discard) is not in use anywhere here.
    process.env.TAVUS_API_URL = 'http://127.0.0.1:9';
    expect(await refusal()).toEqual({
      name: 'AppError',
      message:
        'Tavus could not check the API key: its service cannot be reached. Nothing was sent. Try again in a few minutes.',
    });
  });

  test('says that Tavus has a problem', async () => {
    sandbox.fault({ kind: 'html_error' });
    expect(await refusal()).toEqual({
      name: 'AppError',
      message:
        'Tavus could not check the API key: its service has a problem (status 502). Try again in a few minutes. Tavus says: "502 Bad Gateway".',
    });
  });

  test('is asked to wait, without a retry by Zapier', async () => {
    sandbox.fault({ kind: 'too_many_requests', retryAfter: 30 });
    const { name, message } = await refusal();
    expect(name).toBe('AppError');
    expect(message).toContain(
      'it is receiving too many requests at the moment. Try again in a minute.',
    );
  });
});

describe('the key', () => {
  let elsewhere: Server | undefined;

  afterEach(() => {
    elsewhere?.closeAllConnections();
    elsewhere?.close();
    elsewhere = undefined;
  });

  /** The URL of another host, and what it was sent. */
  async function otherHost(): Promise<{ url: string; requests: string[] }> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    elsewhere = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : address;
    return { url: `http://localhost:${port}`, requests };
  }

  test('goes to the API with every request', async () => {
    await run(connect);
    await dropdownPage(replicaChoices);
    await run(findReplica, { replica_name: 'Sam from Sales' });
    await run(createConversation, { replica_id: SEED.replica });
    expect(sandbox.requests).toHaveLength(5);
    for (const { headers, query, rawBody } of sandbox.requests) {
      expect(headers['x-api-key']).toBe(KEY);
      expect(JSON.stringify([query, rawBody])).not.toContain(KEY);
    }
  });

  // The platform itself keeps redirects from this machine, so the error has to show that none was tried.
  test.each([301, 302, 303, 307, 308])('does not follow a redirect (%d)', async (status) => {
    const { url, requests } = await otherHost();
    sandbox.fault({ kind: 'redirect', status, location: `${url}/v2/replicas` });
    const { name, message } = await refusal();
    expect(name).toBe('AppError');
    expect(message).toContain(`its service has a problem (status ${status})`);
    expect(requests).toEqual([]);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('goes to no other host that the app may ask: nothing adds it to requests in general', () => {
    expect(App.beforeRequest ?? []).toEqual([]);
    expect(App.requestTemplate ?? {}).toEqual({});
  });

  const LONG_KEY = '0123456789abcdef0123456789abcdfe';

  test.each<(key: string) => string>([
    (key) => ` ${key}\n`,
    (key) => `Bearer ${key}`,
    (key) => `bearer  ${key}`,
    (key) => `x-api-key: ${key}`,
    (key) => `X-API-Key:${key}`,
    (key) => `x-api-key\t${key}`,
    (key) => `"x-api-key": "${key}",`,
    (key) => `-H "x-api-key: ${key}"`,
    (key) => `Authorization: Bearer ${key}`,
    (key) => `export TAVUS_API_KEY="${key}"`,
    (key) => `API Key: ${key}`,
    (key) => `api_key=${key}`,
    (key) => `"${key}"`,
    (key) => `“${key}”`,
    (key) => `'${key}';`,
    (key) => `\`${key}\``,
    (key) => `<${key}>`,
    (key) => `(${key})`,
    (key) => `{"x-api-key": "${key}"}`,
    (key) => `--header 'x-api-key: ${key}' \\`,
    (key) => `Bearer: Bearer ${key}`,
    (key) => `Key: ${key}`,
    (key) => `\ufeff${key}\u200b`,
    (key) => `${key}${key}`,
    (key) => `${key} ${key}`,
    (key) => `${key}\n${key}\n${key}`,
  ])('is sent without what is pasted along: %s', async (pasted) => {
    process.env.LOG_TO_STDOUT = '1';
    process.env.DETAILED_LOG_TO_STDOUT = '1';
    const logs: string[] = [];
    const log = jest.spyOn(console, 'log').mockImplementation((said) => logs.push(String(said)));
    await run(connect, {}, {}, { api_key: pasted(LONG_KEY) }).catch(() => undefined);
    log.mockRestore();
    delete process.env.LOG_TO_STDOUT;
    delete process.env.DETAILED_LOG_TO_STDOUT;
    expect(sandbox.requests[0]?.headers['x-api-key']).toBe(LONG_KEY);
    expect(logs.join()).toContain('GET http');
    expect(logs.join()).not.toContain(LONG_KEY);
  });

  test('has one memory, however it was pasted', async () => {
    const keys = [KEY, `Bearer ${KEY}`, `x-api-key: "${KEY}"`];
    const memories = keys.map((api_key) =>
      run((z, bundle) => memoryKey(z, bundle, 'transcript_ready'), {}, {}, { api_key }),
    );
    expect(new Set(await Promise.all(memories)).size).toBe(1);
  });

  test.each(['api_key_0123456789', 'a=b==', 'tokens', 'bearer'])(
    'stays as it is: %s',
    async (key) => {
      await run(connect, {}, {}, { api_key: key }).catch(() => undefined);
      expect(sandbox.requests[0]?.headers['x-api-key']).toBe(key);
    },
  );
});

describe('TAVUS_API_URL', () => {
  test.each([undefined, ''])('is not needed: %j', (url) => {
    if (url === undefined) delete process.env.TAVUS_API_URL;
    else process.env.TAVUS_API_URL = url;
    expect(apiUrl()).toBe('https://tavusapi.com');
  });

  test.each(['', '/', '//'])('may end with %j', async (end) => {
    process.env.TAVUS_API_URL = sandbox.url + end;
    await run(connect);
    expect(sandbox.requests.map(({ path }) => path)).toEqual(['/v2/replicas']);
  });

  test('may have a path of its own', async () => {
    process.env.TAVUS_API_URL = `${sandbox.url}/proxy/`;
    await errorOf(run(connect));
    expect(sandbox.requests.map(({ path }) => path)).toEqual(['/proxy/v2/replicas']);
  });

  test.each(['/v2', '/v2/', '/proxy/v2'])(
    'must not end with what each request adds: %s',
    async (end) => {
      process.env.TAVUS_API_URL = sandbox.url + end;
      expect((await refusal()).message).toBe(
        'The environment variable TAVUS_API_URL ends with /v2, which the app adds itself. Remove /v2, as in https://tavusapi.com.',
      );
      expect(sandbox.requests).toEqual([]);
    },
  );

  test.each(['127.0.0.1', 'localhost', '127.1.2.3', '127.0.0.123'])(
    'may be plain http on this machine: %s',
    async (host) => {
      process.env.TAVUS_API_URL = sandbox.url.replace('127.0.0.1', host);
      const outcome = await run(connect).catch((error: unknown) => String(error));
      // Not every machine has these names; it is only never refused.
      expect(JSON.stringify(outcome)).not.toContain('TAVUS_API_URL');
    },
  );

  test.each([
    'http://[::1]:9',
    'https://127.0.0.1:9',
    'https://localhost:9',
    'HTTPS://127.0.0.1:9',
  ])('may be %s', async (url) => {
    process.env.TAVUS_API_URL = url;
    expect((await refusal()).message).toContain('its service cannot be reached');
  });

  test.each([
    'http://tavusapi.com',
    'http://192.168.0.1:4010',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://notlocalhost',
    'http://127.0.0.1@example.com',
    'http://example.com/#127.0.0.1',
    'ftp://127.0.0.1',
    'file:///etc/hosts',
    'tavusapi.com',
    '127.0.0.1:4010',
    'nonsense',
  ])('must not be %s', async (url) => {
    process.env.TAVUS_API_URL = url;
    const sentence =
      'The environment variable TAVUS_API_URL must be an https:// URL or an http:// URL of this machine, such as http://127.0.0.1:4010. Correct it or remove it.';
    for (const running of [
      run(connect),
      dropdownPage(replicaChoices),
      run(findReplica, { replica_id: SEED.replica }),
      run(createConversation, { replica_id: SEED.replica }),
    ]) {
      expect(await errorOf(running)).toEqual({ name: 'AppError', message: sentence });
    }
    expect(sandbox.requests).toEqual([]);
  });
});

describe('what Zapier makes of the connection', () => {
  test('its label is the name that its owner gives it', async () => {
    expect(App.authentication).toMatchObject({
      type: 'custom',
      connectionLabel: '{{bundle.authData.connection_name}}',
      fields: [
        { key: 'api_key', type: 'password', required: true },
        { key: 'connection_name', required: true, isNoSecret: true },
      ],
    });
  });

  test('its template is supported, and is the key in its header', async () => {
    delete process.env.TAVUS_API_URL;
    const answer = await command('getAuthTemplate');
    expect(answer).toMatchObject({
      supported: true,
      template: { headers: { 'x-api-key': '{{bundle.authData.api_key}}' } },
    });
    expect(requestsOf('GET')).toEqual([]);
  });

  test('its template is supported with TAVUS_API_URL too', async () => {
    expect(await command('getAuthTemplate')).toMatchObject({ supported: true });
  });
});
