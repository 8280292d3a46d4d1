/**
 * `npm run push` and `npm run promote`: the CLI's own commands, which need a Zapier account. They fail
 * here, at once and with a sentence, where the CLI would after a build.
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
  const what = command === 'promote' ? [command, version, ...words] : [command, ...words];
  const { status } = spawnSync(process.execPath, [cli, ...what], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
