import type { Hono } from 'hono';
import { startSandbox } from '../sandbox/sandbox.ts';
import { isFree, startRecordingProxy } from './recording_proxy.ts';
import { previewServer } from './server.ts';
import { Zapier } from './zapier.ts';

/** The pages, and the servers behind them. */
export interface Preview {
  readonly server: Hono;
  stop(): Promise<void>;
}

/**
 * Opens the preview of an app: against Tavus itself with a key, else against a sandbox of its own.
 * The app finds it in TAVUS_API_URL.
 */
export async function openPreview(app: object, key: string): Promise<Preview> {
  const sandbox = key ? undefined : await startSandbox({ clock: 'manual' });
  const proxy = sandbox
    ? await startRecordingProxy(sandbox.url)
    : await startRecordingProxy('https://tavusapi.com', isFree);
  process.env.TAVUS_API_URL = proxy.url;
  const zapier = new Zapier(app, sandbox?.apiKey ?? key);
  return {
    server: previewServer({ app, zapier, proxy, sandbox }),
    stop: async () => {
      proxy.stop();
      await sandbox?.stop();
    },
  };
}
