/**
 * `npm run preview`: the app as the Zap editor is told to show it, on a page of this machine. With
 * TAVUS_API_KEY it works against Tavus itself, in test mode; without, against the sandbox.
 */
import { execFile } from 'node:child_process';
import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { startSandbox } from '../sandbox/sandbox.ts';
import { startRecordingProxy } from './recording_proxy.ts';
import { previewServer } from './server.ts';
import { Zapier } from './zapier.ts';

const HELP = `The app as the Zap editor is told to show it.

Usage: npm run preview -- [--port N] [--open]

  --port N   where to listen (default: any free port)
  --open     opens it in the browser
  --help     this text
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
  const key = process.env.TAVUS_API_KEY ?? '';
  const sandbox = key ? undefined : await startSandbox({ clock: 'manual' });
  const proxy = await startRecordingProxy(sandbox?.url ?? 'https://tavusapi.com');
  process.env.TAVUS_API_URL = proxy.url;
  const built = new URL('../dist/index.js', import.meta.url).href;
  const { default: app }: { default: object } = await import(built);
  const zapier = new Zapier(app, key || (sandbox?.apiKey ?? ''));
  const { fetch } = previewServer({ app, zapier, proxy, sandbox });
  const server = serve({ fetch, hostname: '127.0.0.1', port: Number(values.port) }, ({ port }) => {
    const url = `http://127.0.0.1:${port}/`;
    process.stdout.write(`${url}\n`);
    process.stdout.write('Ctrl+C stops it.\n');
    if (values.open) openInBrowser(url);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      proxy.stop();
      void sandbox?.stop();
    });
  }
}

function openInBrowser(url: string): void {
  const opener = { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
  execFile(opener, [url], () => undefined);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
