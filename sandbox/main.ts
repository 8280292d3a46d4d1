import { parseArgs } from 'node:util';
import { SEED } from './account/seed.ts';
import { startSandbox } from './sandbox.ts';

const HELP = `A local Tavus API: nothing costs money, and nothing leaves this machine.

Usage: npm run sandbox -- [--port N]

  --port N   where to listen (default: any free port)
  --help     this text
`;

function usage(url: string, apiKey: string): string {
  return `
Let the integration use it, in another terminal:
  export TAVUS_API_URL=${url} authData_api_key=${apiKey}
  npm run build
  npx zapier-platform invoke auth test

Create a conversation:
  curl ${url}/v2/conversations -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' \\
    -d '{"persona_id": "${SEED.persona}"}'

Play a call in it, then let three minutes pass, so that transcript and analysis are there:
  curl -X POST ${url}/sandbox/conversations/CONVERSATION_ID/call
  curl ${url}/sandbox/clock -d '{"advance_seconds": 180}'

Start the training of a replica, which is a preview after a minute and tuned after four hours:
  curl -X POST ${url}/sandbox/replicas

Let somebody edit a persona in PAL Maker without pushing that:
  curl -X POST ${url}/sandbox/personas/${SEED.persona}/edit

See what was asked, or start over:
  curl ${url}/sandbox/requests
  curl -X POST ${url}/sandbox/reset

Ctrl+C stops it.
`;
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a number up to 65535, not ${text}`);
  }
  return port;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const sandbox = await startSandbox({ port: readPort(values.port), clock: 'real' });
  process.stdout.write(`Tavus sandbox on ${sandbox.url} (API key: ${sandbox.apiKey})\n`);
  process.stdout.write(usage(sandbox.url, sandbox.apiKey));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.stop());
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
