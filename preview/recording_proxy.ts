import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';

/** A request of the app, without its headers: the API key is in them. */
export interface SentRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** JSON of the body, written out; empty without a body. */
  readonly body: string;
  /** The status of the answer, or why there is none. */
  readonly answer: number | 'no answer' | 'held back';
}

/** Whether a request may pass the proxy. */
export type Gate = (request: Pick<SentRequest, 'method' | 'path' | 'body'>) => boolean;

/** A proxy between the app and Tavus or the sandbox that records requests. */
export interface RecordingProxy {
  /** Where the app is to send its requests, such as `http://127.0.0.1:43121`. */
  readonly url: string;
  /** Returns the requests since the last call. */
  take(): SentRequest[];
  stop(): void;
}

const testConversation = z.looseObject({ test_mode: z.literal(true) });

/**
 * Whether a request is free and changes nothing in Tavus: a GET, or a conversation in test mode,
 * which ends immediately. No other request of the API has a test mode.
 */
export function isFree({ method, path, body }: Parameters<Gate>[0]): boolean {
  if (method === 'GET') return true;
  if (method !== 'POST' || path !== '/v2/conversations') return false;
  return testConversation.safeParse(parsedJson(body)).success;
}

/** Starts a proxy on this machine that forwards the allowed requests to `target`. */
export async function startRecordingProxy(
  target: string,
  mayPass: Gate = () => true,
): Promise<RecordingProxy> {
  let sent: SentRequest[] = [];
  const server = createServer(async (request, response) => {
    const { method = 'GET', url: path = '/' } = request;
    const body = await textOf(request);
    const keep = (answer: SentRequest['answer']) =>
      sent.push({ method, path, body: prettyJson(body), answer });
    if (!mayPass({ method, path, body })) {
      keep('held back');
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"message":"The preview has not sent this to Tavus."}');
      return;
    }
    try {
      const answer = await fetch(target + path, {
        method,
        headers: forwarded(request),
        redirect: 'manual',
        ...(body !== '' && { body }),
      });
      const { status } = answer;
      const content = await answer.text();
      keep(status);
      const date = answer.headers.get('date');
      const retryAfter = answer.headers.get('retry-after');
      response.writeHead(status, {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        ...(date && { date }),
        ...(retryAfter && { 'retry-after': retryAfter }),
      });
      response.end(status === 204 || status === 304 ? undefined : content);
    } catch {
      keep('no answer');
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    take: () => {
      const taken = sent;
      sent = [];
      return taken;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

function forwarded({ headers }: IncomingMessage): Record<string, string> {
  const names = ['accept', 'content-type', 'user-agent', 'x-api-key'];
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function prettyJson(body: string): string {
  const parsed = parsedJson(body);
  return parsed === undefined ? body : JSON.stringify(parsed, null, 2);
}
