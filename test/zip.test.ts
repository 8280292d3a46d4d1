import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { copyProject } from '../release/production_tree.ts';
import { SEED } from '../sandbox/sandbox.ts';
import { sandbox } from './tavus_app.ts';

/**
 * What would be deployed: the zip that `npm run build:zip` makes, unpacked and called once, as Zapier's
 * Lambda would call it.
 */

const folder = mkdtempSync(join(tmpdir(), 'tavus-zapier-zip-'));
let files: string[];

beforeAll(() => {
  execFileSync(process.execPath, ['release/build_zip.ts'], { stdio: 'pipe' });
  const zipped = unzipSync(readFileSync('build/build.zip'));
  files = Object.keys(zipped);
  for (const [file, content] of Object.entries(zipped)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the zip has the app, and nothing of how it is made', () => {
  const own = files.filter((file) => !file.startsWith('node_modules/')).sort();
  expect(own).toEqual(['definition.json', 'dist/index.js', 'package.json', 'zapierwrapper.js']);
});

test('of package.json, the app has the version alone in its own file', () => {
  const app = readFileSync(join(folder, 'dist/index.js'), 'utf8');
  const { version, description } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(app).toContain(`"${version}"`);
  expect(app).not.toContain(description);
});

test('the source of the app goes along, without keys and what is made', () => {
  const source = Object.keys(unzipSync(readFileSync('build/source.zip')));
  expect(source).toContain('index.ts');
  expect(source.filter((file) => /^(node_modules|build|coverage)\/|^\.env/.test(file))).toEqual([]);
});

test('only the files that git tracks are copied, and the build', () => {
  const project = join(folder, 'project');
  const target = join(folder, 'target');
  for (const path of ['index.ts', 'forms/kinds.ts', 'forms/notes.txt', 'dist/index.js']) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), '');
  }
  writeFileSync(join(project, 'package.json'), '{}');
  writeFileSync(join(project, 'package-lock.json'), '{ "packages": {} }');
  const git = (...words: string[]) => execFileSync('git', words, { cwd: project });
  git('init', '--quiet');
  git('add', 'index.ts', 'forms/kinds.ts', 'package.json', 'package-lock.json');
  copyProject(project, target);
  const copied = readdirSync(target, { recursive: true, withFileTypes: true });
  expect(copied.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort()).toEqual([
    'index.js',
    'index.ts',
    'kinds.ts',
    'package-lock.json',
    'package.json',
  ]);
});

test('its handler creates a conversation', async () => {
  const event = {
    command: 'execute',
    method: 'creates.create_conversation.operation.perform',
    bundle: {
      authData: { api_key: sandbox.apiKey },
      inputData: { replica_id: SEED.replica, conversation_name: 'From the zip' },
      meta: {},
    },
    zcacheTestObj: {},
  };
  const script = `
    const { handler } = await import('./zapierwrapper.js');
    const { results } = await handler(${JSON.stringify(event)});
    process.stderr.write(JSON.stringify(results));
  `;
  const record: unknown = JSON.parse(await runInFolder(script));
  expect(record).toMatchObject({
    conversation_name: 'From the zip',
    status: 'active',
    conversation_url: sandbox.conversations[0]?.conversationUrl,
  });
});

/** What the script prints as an error; asynchronous, because the sandbox lives in this process. */
async function runInFolder(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    // Jest's own environment, which has the sandbox's address, is not the process's.
    env: { ...process.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  for await (const chunk of child.stderr) printed += String(chunk);
  return printed;
}
