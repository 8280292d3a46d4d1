/**
 * `npm run push` and `npm run promote`. They need a Zapier account, and without one they fail
 * immediately with a sentence, where the CLI would fail after a build. `push` uploads the zip of
 * `npm run build:zip`: the CLI's own push and build open every file of node_modules at the same time,
 * which fails on machines with a low limit of open files (EMFILE).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PROJECT = new URL('..', import.meta.url).pathname;

/** What is missing for a deployment, a sentence; null if nothing is. */
export function missing(
  environment: Readonly<Record<string, string | undefined>>,
  project: string,
): string | null {
  const isLoggedIn = environment.ZAPIER_DEPLOY_KEY || existsSync(join(homedir(), '.zapierrc'));
  if (!isLoggedIn) {
    return 'There is no deploy key. Run `npx zapier-platform login`, or set ZAPIER_DEPLOY_KEY (docs/publishing.md).';
  }
  if (!existsSync(join(project, '.zapierapprc'))) {
    return 'This folder is not linked to an integration. Run `npx zapier-platform register "Tavus"` or `npx zapier-platform link` (docs/publishing.md).';
  }
  return null;
}

if (import.meta.main) {
  const [command = '', ...words] = process.argv.slice(2);
  const problem = missing(process.env, PROJECT);
  if (problem) {
    console.error(`Cannot ${command}: ${problem}`);
    process.exit(1);
  }
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  const cli = join(PROJECT, 'node_modules/.bin/zapier-platform');
  const settings = { cwd: PROJECT, stdio: 'inherit' } as const;
  if (command === 'push') {
    const built = spawnSync('npm', ['run', 'build:zip'], settings);
    if (built.status !== 0) process.exit(built.status ?? 1);
  }
  const what = command === 'push' ? ['upload', ...words] : [command, version, ...words];
  const { status } = spawnSync(process.execPath, [cli, ...what], settings);
  process.exit(status ?? 1);
}
