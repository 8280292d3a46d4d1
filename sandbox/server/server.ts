import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../routes/answers.ts';
import { type Fault, type Faults, isWorkDone } from './faults.ts';
import type { RecordedRequest, Recorder } from './recorder.ts';
import { type WireAnswer, wireAnswer } from './wire_answer.ts';

/** What the HTTP server needs. */
export interface ServerParts {
  readonly recorder: Recorder;
  readonly faults: Faults;
  /** How long a request takes to Tavus, and an answer back, in real seconds. */
  latency(): number;
  /** The sandbox's clock, for the Date header; undefined: no such header. */
  now(): Date | undefined;
  /** The Tavus API. */
  answer(request: RecordedRequest): Answer;
  /** The routes under /sandbox/: no key, no faults, not recorded. */
  control(method: string, path: string, rawBody: string): Answer;
}

export interface RunningServer {
  readonly port: number;
  /** Closes immediately, including hanging connections. */
  stop(): Promise<void>;
}

const DRIPS = 20;

/** Listens on this machine only. Port 0 takes a free one. */
export async function startServer(port: number, parts: ServerParts): Promise<RunningServer> {
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    handle(request, response, parts, stopping.signal).catch((error: unknown) => {
      // Clients that disconnect and a sandbox that stops are expected; anything else is a bug.
      if (!stopping.signal.aborted && !request.destroyed && !response.headersSent) {
        sendJson(response, 500, { message: `Mistake in the sandbox: ${String(error)}` });
      }
    });
  });
  // Keeps connections open while a busy process, such as a test run, does not use them for seconds.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        stopping.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(
  incoming: IncomingMessage,
  response: ServerResponse,
  parts: ServerParts,
  stopping: AbortSignal,
): Promise<void> {
  const now = parts.now();
  response.sendDate = false;
  if (now !== undefined) response.setHeader('date', now.toUTCString());
  const method = incoming.method ?? '';
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const rawBody = await readAll(incoming);
  if (pathname.startsWith('/sandbox/')) {
    const { status, body } = parts.control(method, pathname, rawBody);
    sendJson(response, status, body);
    return;
  }
  const request = parts.recorder.record({
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: plainHeaders(incoming.headers),
    rawBody,
  });
  response.on('finish', () => {
    request.status = response.statusCode;
  });
  await pass(parts.latency(), stopping);
  const fault = parts.faults.next(method, pathname);
  const answer = answerOf(parts, request, fault);
  await pass(parts.latency(), stopping);
  await deliver(response, answer, stopping);
}

/** Answers a request, with or without a fault. */
export function answerOf(
  parts: Pick<ServerParts, 'answer'>,
  request: RecordedRequest,
  fault: Fault | undefined,
): WireAnswer {
  if (fault === undefined) return wireAnswer(parts.answer(request));
  request.fault = fault.kind;
  return wireAnswer(
    isWorkDone(fault) ? parts.answer(request) : { status: 200, body: undefined },
    fault,
  );
}

async function deliver(
  response: ServerResponse,
  answer: WireAnswer,
  stopping: AbortSignal,
): Promise<void> {
  const { status, headers, text, seconds } = answer;
  switch (answer.comes) {
    case 'whole':
      await pass(seconds, stopping);
      send(response, status, headers, text);
      return;
    case 'in_drips':
      await drip(response, answer, stopping);
      return;
    case 'half':
      // An empty answer too can announce more than it sends.
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) + 2 });
      await new Promise((resolve) => {
        response.write(text.slice(0, Math.ceil(text.length / 2)) || ' ', resolve);
      });
      response.socket?.destroy();
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'never':
      return;
  }
}

async function pass(seconds: number, stopping: AbortSignal): Promise<void> {
  if (seconds > 0) await wait(seconds * 1000, undefined, { signal: stopping });
}

async function drip(
  response: ServerResponse,
  { status, headers, text, seconds }: WireAnswer,
  stopping: AbortSignal,
): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.flushHeaders();
  const bytes = Buffer.from(text);
  const size = Math.max(1, Math.ceil(bytes.length / DRIPS));
  for (let start = 0; start < bytes.length; start += size) {
    await wait((seconds * 1000) / DRIPS, undefined, { signal: stopping });
    response.write(bytes.subarray(start, start + size));
  }
  response.end();
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const { headers, text } = wireAnswer({ status, body });
  send(response, status, headers, text);
}

function send(
  response: ServerResponse,
  status: number,
  headers: WireAnswer['headers'],
  text: string,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}

function plainHeaders(headers: IncomingHttpHeaders): { [name: string]: string } {
  const plain: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(headers)) {
    plain[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return plain;
}
