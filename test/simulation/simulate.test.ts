import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { tell } from '../../simulation/story.ts';

/** A few days in the life of an account, with lists in every order and the API of every age; `npm run simulate` lives through many more. */

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'empty', startTime: '2026-11-20T15:00:00.000Z' });
});

afterAll(async () => {
  await sandbox.stop();
});

test.each([
  ...[4, 5, 6, 15, 17, 18, 20, 22, 23, 29].map((seed) => [seed, 60] as const),
  // A total below what has come, which no other test takes for a wrong one.
  [900_000, 100],
] as const)(
  'nothing is missed, repeated or paid for twice in story %i',
  async (seed, commands) => {
    const ending = await tell(sandbox, seed, { commands, secondsToShorten: 60 });
    expect(ending).toMatchObject({ ok: true });
  },
  90_000,
);

test('npm run simulate -- --help', () => {
  const main = fileURLToPath(new URL('../../simulation/main.ts', import.meta.url));
  const printed = execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' });
  expect(printed).toContain('--until-broken');
});
