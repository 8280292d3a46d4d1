/**
 * `npm run build:zip`: makes build/build.zip and build/source.zip, as `zapier-platform push` would, but
 * without the network. `zapier-platform upload` takes them from there.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProject } from './production_tree.ts';

const PROJECT = new URL('..', import.meta.url).pathname;
const CLI = join(PROJECT, 'node_modules/.bin/zapier-platform');

/** Builds the zips of an app in the folder `app` with the packages that ship. Nothing is validated. */
export function zip(app: string): void {
  execFileSync(process.execPath, [CLI, 'build', '--skip-dep-install', '--skip-validation'], {
    cwd: app,
    env: { ...process.env, DISABLE_ZAPIER_ANALYTICS: '1' },
    // Its progress says nothing; what it complains of becomes part of the error.
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

if (import.meta.main) {
  const app = mkdtempSync(join(tmpdir(), 'tavus-zapier-'));
  try {
    copyProject(PROJECT, app);
    zip(app);
    const build = join(PROJECT, 'build');
    mkdirSync(build, { recursive: true });
    for (const name of ['build.zip', 'source.zip']) {
      cpSync(join(app, 'build', name), join(build, name));
    }
    console.log('Made build/build.zip and build/source.zip.');
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}
