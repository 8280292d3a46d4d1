/**
 * `npm run preview`: the app as the Zap editor shows it, on a page of this machine. With
 * TAVUS_API_KEY it works against Tavus itself, in test mode; without, against the sandbox.
 */
import { execFile } from 'node:child_process';
import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { openPreview } from './preview.ts';

const HELP = `A page with the forms of the app, as it tells the Zap editor to show them.

Usage: npm run preview -- [--port N] [--open]

  --port N   where to listen (default: any free port)
  --open     opens it in the browser
  --help     this text

It works against the sandbox. With TAVUS_API_KEY set it works against Tavus itself, in test mode:
it reads, it creates conversations in test mode, and it sends nothing else.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      open: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = readPort(values.port);
  const built = new URL('../dist/index.js', import.meta.url).href;
  const { default: app }: { default: object } = await import(built);
  const { server: pages } = await openPreview(app, process.env.TAVUS_API_KEY ?? '');
  const server = serve({ fetch: pages.fetch, hostname: '127.0.0.1', port }, (address) => {
    const url = `http://127.0.0.1:${address.port}/`;
    process.stdout.write(`${url}\n`);
    process.stdout.write('Ctrl+C stops it.\n');
    if (values.open) openInBrowser(url);
  });
  server.once('error', fail);
  // A browser keeps its connections open, so nothing waits for them.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
}

function readPort(text: string): number {
  const port = Number(text);
  if (text === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a number up to 65535, not ${text}`);
  }
  return port;
}

function openInBrowser(url: string): void {
  const opener = { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
  execFile(opener, [url], (error) => {
    // Explorer ends with 1 also when all is well.
    if (error && process.platform !== 'win32') process.stderr.write(`Open ${url} yourself.\n`);
  });
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
