import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Fault, type Sandbox, SEED, startSandbox } from '../../sandbox/sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

/** A create call as it comes, without a check against the contract. */
function post(signal: AbortSignal | null = null): Promise<Response> {
  return fetch(`${sandbox.url}/v2/conversations`, {
    method: 'POST',
    headers: { 'x-api-key': sandbox.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ persona_id: SEED.persona }),
    redirect: 'manual',
    signal,
  });
}

function get(): Promise<Response> {
  return fetch(`${sandbox.url}/v2/replicas`, { headers: { 'x-api-key': sandbox.apiKey } });
}

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

test('network latency applies to the request and to the answer', async () => {
  sandbox.behaviour.latency = 0.02;
  const began = performance.now();
  const answer = post();
  while (sandbox.conversations.length === 0) await soon();
  expect(performance.now() - began).toBeGreaterThan(15);
  await answer;
  expect(performance.now() - began).toBeGreaterThan(35);
});

describe('no answer', () => {
  test.each([
    ['reset_before', 0],
    ['reset_after', 1],
  ] as const)('%s: %d conversations are open', async (kind, count) => {
    sandbox.fault({ kind });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(sandbox.conversations).toHaveLength(count);
    expect(sandbox.requests[0]).toMatchObject({ fault: kind, status: undefined });
    expect((await post()).status).toBe(200);
  });

  test.each([
    [{ kind: 'never_answer' }, 1],
    [{ kind: 'never_answer', workDone: false }, 0],
  ] as const)('%j', async (fault, count) => {
    sandbox.fault(fault);
    await expect(post(AbortSignal.timeout(150))).rejects.toThrow('timeout');
    expect(sandbox.conversations).toHaveLength(count);
  });

  test('stop closes hanging connections', async () => {
    const other = await startSandbox();
    other.fault({ kind: 'never_answer', times: Number.POSITIVE_INFINITY });
    const hanging = expect(fetch(`${other.url}/v2/replicas`)).rejects.toThrow('fetch failed');
    while (other.requests.length === 0) {
      await soon();
    }
    await other.stop();
    await hanging;
  });

  test('truncated_body: half an answer, and the work is done', async () => {
    sandbox.fault({ kind: 'truncated_body' });
    const response = await post();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(sandbox.conversations).toHaveLength(1);
  });
});

describe('late answers', () => {
  test('delay: the work is done immediately, and the answer comes later', async () => {
    sandbox.fault({ kind: 'delay', seconds: 0.3 });
    let isAnswered = false;
    const answer = post().finally(() => {
      isAnswered = true;
    });
    while (sandbox.conversations.length === 0) await soon();
    expect(isAnswered).toBe(false);
    expect((await answer).status).toBe(200);
  });

  test('slow_drip: the answer starts immediately and ends later', async () => {
    sandbox.fault({ kind: 'slow_drip', seconds: 0.4 });
    let isWhole = false;
    const text = (await post()).text().finally(() => {
      isWhole = true;
    });
    await soon();
    expect(isWhole).toBe(false);
    expect(JSON.parse(await text)).toMatchObject({ status: 'active' });
  });
});

describe('odd answers', () => {
  test.each<[Fault, { status: number; type: string | null; text: unknown; open: number }]>([
    [
      { kind: 'wrong_content_type' },
      {
        status: 200,
        type: 'text/plain',
        text: expect.stringContaining('conversation_url'),
        open: 1,
      },
    ],
    [
      { kind: 'html_error' },
      { status: 502, type: 'text/html', text: expect.stringMatching(/^<html>/), open: 0 },
    ],
    [
      { kind: 'html_error', status: 504, workDone: true },
      { status: 504, type: 'text/html', text: expect.stringMatching(/^<html>/), open: 1 },
    ],
    [{ kind: 'empty_200' }, { status: 200, type: 'application/json', text: '', open: 1 }],
    [
      { kind: 'garbage' },
      {
        status: 200,
        type: 'application/json',
        text: expect.stringMatching(/^[^{]{1000000,}$/),
        open: 1,
      },
    ],
    [
      { kind: 'status', status: 500, body: { error: 'x' } },
      { status: 500, type: 'application/json', text: '{"error":"x"}', open: 0 },
    ],
    [
      { kind: 'status', status: 503, workDone: true },
      { status: 503, type: null, text: '', open: 1 },
    ],
    [
      { kind: 'json', value: [1, null] },
      { status: 200, type: 'application/json', text: '[1,null]', open: 1 },
    ],
  ])('%j', async (fault, { status, type, text, open }) => {
    sandbox.fault(fault);
    const response = await post();
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
    expect(await response.text()).toEqual(text);
    expect(sandbox.conversations).toHaveLength(open);
    expect(sandbox.requests[0]).toMatchObject({ status, fault: fault.kind });
  });

  test.each([
    [undefined, null],
    [7, '7'],
    ['Fri, 20 Nov 2026 12:00:00 GMT', 'Fri, 20 Nov 2026 12:00:00 GMT'],
  ])('429 with retry-after %s', async (retryAfter, header) => {
    sandbox.fault({
      kind: 'too_many_requests',
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
    const response = await post();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe(header);
    expect(sandbox.conversations).toHaveLength(0);
  });

  test('redirect', async () => {
    sandbox.fault({ kind: 'redirect', status: 307, location: 'http://127.0.0.1:9/' });
    const response = await post();
    expect([response.status, response.headers.get('location')]).toEqual([
      307,
      'http://127.0.0.1:9/',
    ]);
    expect(sandbox.conversations).toHaveLength(0);
  });
});

describe('when', () => {
  test.each([
    [{ method: 'POST' }, [500, 200]],
    [{ path: '/v2/replicas' }, [200, 500]],
    [{ path: '/v2' }, [200, 200]],
    [{ path: /^\/v2\// }, [500, 500]],
    [{ method: 'get', path: /replicas/ }, [200, 500]],
  ])('%j', async (when, [posted, got]) => {
    sandbox.fault({ when, kind: 'status', status: 500, times: 2 });
    expect((await post()).status).toBe(posted);
    expect((await get()).status).toBe(got);
  });

  test('once, several times, later, for ever, until cleared', async () => {
    const statuses = async (count: number) => {
      const seen: number[] = [];
      for (let index = 0; index < count; index += 1) {
        seen.push((await get()).status);
      }
      return seen;
    };
    sandbox.fault({ kind: 'status', status: 500 });
    sandbox.fault({ kind: 'status', status: 503, times: 2, after: 1 });
    expect(await statuses(5)).toEqual([500, 200, 503, 503, 200]);
    sandbox.fault({ kind: 'status', status: 500, times: Number.POSITIVE_INFINITY });
    expect(await statuses(3)).toEqual([500, 500, 500]);
    sandbox.clearFaults();
    expect(await statuses(1)).toEqual([200]);
  });
});
