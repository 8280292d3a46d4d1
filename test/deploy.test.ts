import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { missing } from '../release/deploy.ts';

/** `npm run push` and `npm run promote`, as far as they go without a Zapier account. */

const home = mkdtempSync(join(tmpdir(), 'tavus-zapier-home-'));

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe.each(['push', 'promote'])('%s', (command) => {
  test('fails at once, with a sentence, without a deploy key', () => {
    const { ZAPIER_DEPLOY_KEY: _, ...environment } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['release/deploy.ts', command], {
      env: { ...environment, HOME: home },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      `Cannot ${command}: There is no deploy key. Run \`npx zapier-platform login\`, or set ZAPIER_DEPLOY_KEY (docs/publishing.md).\n`,
    );
  });
});

test('a folder that is not linked gets instructions', () => {
  expect(missing({ ZAPIER_DEPLOY_KEY: 'key' }, home)).toContain(
    'This folder is not linked to an integration.',
  );
});

test('with a key and a linked folder nothing is missing', () => {
  writeFileSync(join(home, '.zapierapprc'), '{"id": 1}');
  expect(missing({ ZAPIER_DEPLOY_KEY: 'key' }, home)).toBeNull();
});
