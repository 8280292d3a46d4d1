import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';

/** The README's first command, without the build: it runs the real CLI on dist/, which `npm test` has built. */

function startDemo(environment: Readonly<Record<string, string>> = {}) {
  const { TAVUS_API_KEY: _, ...rest } = process.env;
  const demo = spawn(process.execPath, ['demo/demo.ts'], {
    env: { ...rest, ...environment },
    // In a process group of its own, with all that it starts.
    detached: true,
  });
  const said = { text: '' };
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on('data', (data: Buffer) => {
      said.text += data.toString();
    });
  }
  return { demo, said };
}

async function endOf(demo: ChildProcess): Promise<unknown> {
  const [code] = await once(demo, 'close');
  return code;
}

async function saidBy(said: { text: string }, pattern: RegExp): Promise<string> {
  for (;;) {
    const match = pattern.exec(said.text);
    if (match) return match[1] ?? match[0];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('the demo runs to its end and prints the link', async () => {
  const { demo, said } = startDemo();
  expect(await endOf(demo)).toBe(0);
  expect(said.text).toContain('$ zapier-platform invoke create create_conversation');
  expect(said.text).toContain('"name": "Maria Lopez"');
  expect(said.text).toContain('$ zapier-platform invoke trigger transcript_ready');
  expect(said.text).toContain('Note for Maria Lopez: Demo for Maria Lopez');
  expect(said.text).toContain('Participant: Great. Please call me on Monday.');
  expect(said.text).toContain('$ zapier-platform invoke create generate_video');
  expect(said.text).toMatch(/<a href="https:\/\/tavus\.video\/\w+"><img src="https:\/\/\S+\.gif">/);
  expect(said.text.trimEnd()).toMatch(
    /\nconversation_url: https:\/\/tavus\.daily\.co\/c[0-9a-f]+$/,
  );
}, 60_000);

test('a signal ends the sandbox and the CLI with it', async () => {
  const { demo, said } = startDemo();
  const url = await saidBy(said, /on (http:\S+)\. Nothing/);
  await saidBy(said, /zapier-platform invoke auth test/);
  expect((await fetch(`${url}/v2/replicas`)).status).toBe(401);
  demo.kill('SIGINT');
  expect(await endOf(demo)).toBe(130);
  expect(said.text).not.toContain('failed');
  await expect(fetch(`${url}/v2/replicas`)).rejects.toThrow('fetch failed');
  expect(() => process.kill(-Number(demo.pid), 0)).toThrow('ESRCH');
}, 60_000);

test('with a key that Tavus refuses it fails with a sentence', async () => {
  // A port of this machine where nobody listens stands for Tavus.
  const { demo, said } = startDemo({ TAVUS_API_KEY: 'wrong', TAVUS_API_URL: 'http://127.0.0.1:9' });
  expect(await endOf(demo)).toBe(1);
  expect(said.text).toContain('The demo failed:');
  expect(said.text).toContain('its service cannot be reached');
  expect(said.text).not.toContain('conversation_url:');
}, 60_000);
