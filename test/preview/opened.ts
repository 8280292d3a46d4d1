import type { Hono } from 'hono';
import App from '../../index.ts';
import { operationsOf, readDefinition } from '../../preview/definition.ts';
import { isFree, type RecordingProxy, startRecordingProxy } from '../../preview/recording_proxy.ts';
import { previewServer } from '../../preview/server.ts';
import { Zapier } from '../../preview/zapier.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

/** A preview of the app without a port of its own. */
export interface Opened {
  readonly sandbox: Sandbox;
  /** Asks as a browser of this machine; a body makes it a form that is sent. */
  ask(path: string, form?: Readonly<Record<string, string>>, headers?: object): Promise<Response>;
  /** The same, for a page that is there. */
  page(path: string, form?: Readonly<Record<string, string>>): Promise<string>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1:4020';
const ORIGIN = `http://${HOST}`;

/** Opens it; `asTavus`: a sandbox stands where Tavus itself would, and nothing tells the preview. */
export async function open({ apiKey = 'sandbox-key', asTavus = false } = {}): Promise<Opened> {
  const sandbox = await startSandbox({ apiKey });
  const proxy: RecordingProxy = asTavus
    ? await startRecordingProxy(sandbox.url, isFree)
    : await startRecordingProxy(sandbox.url);
  process.env.TAVUS_API_URL = proxy.url;
  const zapier = new Zapier(App, apiKey);
  const server: Hono = previewServer({
    app: App,
    zapier,
    proxy,
    sandbox: asTavus ? undefined : sandbox,
  });
  const ask: Opened['ask'] = async (path, form, headers = {}) =>
    server.request(path, {
      headers: { host: HOST, ...(form && { origin: ORIGIN }), ...headers },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
  return {
    sandbox,
    ask,
    page: async (path, form) => {
      const answer = await ask(path, form);
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.text();
    },
    stop: async () => {
      proxy.stop();
      await sandbox.stop();
    },
  };
}

/** What a person can add to a Zap: the path of its page, and its name. */
export const VISIBLE = operationsOf(readDefinition(App)).map(({ kind, key, label }) => ({
  kind,
  key,
  path: `/${kind}/${key}`,
  label,
}));
