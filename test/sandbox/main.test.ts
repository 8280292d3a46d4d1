import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const MAIN = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));

function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.err += text;
  });
  return { child, output, closed: once(child, 'close') };
}

describe('npm run sandbox', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('listens, then stops cleanly on %s', async (signal) => {
    const { child, output, closed } = run();
    try {
      while (!output.out.includes('Ctrl+C')) {
        await once(child.stdout, 'data');
      }
      const [firstLine = ''] = output.out.split('\n');
      expect(firstLine).toMatch(
        /^Tavus sandbox on http:\/\/127\.0\.0\.1:\d+ \(API key: sandbox-key\)$/,
      );
      const url = /http:\S+/.exec(firstLine)?.[0] ?? '';
      expect(output.out).toContain(`export TAVUS_API_URL=${url}`);
      const response = await fetch(`${url}/v2/replicas`, {
        headers: { 'x-api-key': 'sandbox-key' },
      });
      expect(response.status).toBe(200);
      child.kill(signal);
      expect(await closed).toEqual([0, null]);
      expect(output.err).toBe('');
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('--help', async () => {
    const { output, closed } = run('--help');
    expect(await closed).toEqual([0, null]);
    expect(output.out).toContain('--port N');
  });

  test.each([
    [['--port', 'many'], '--port must be a number'],
    [['--speed', '3'], "Unknown option '--speed'"],
  ])('rejects %j', async (args, message) => {
    const { output, closed } = run(...args);
    expect(await closed).toEqual([1, null]);
    expect(output.err).toContain(message);
  });
});
