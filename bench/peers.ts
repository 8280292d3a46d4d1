import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { unzipSync } from 'fflate';
import { zip } from '../release/build_zip.ts';
import { copyProject } from '../release/production_tree.ts';

/** An app as it would be deployed: its zip, unpacked into a folder. */
export interface DeployedApp {
  readonly name: string;
  readonly folder: string;
  readonly zipBytes: number;
  readonly zipFiles: number;
}

const PROJECT = new URL('..', import.meta.url).pathname;

/** This app. The project has to be built. */
export function thisApp(workshop: string): DeployedApp {
  const source = join(workshop, 'this-app-source');
  copyProject(PROJECT, source);
  return deployed('this app', source, join(workshop, 'this-app'));
}

/** What `zapier-platform init` makes: an app that does nothing. */
export function emptyApp(workshop: string): DeployedApp {
  const source = fromTemplate(workshop, 'empty-app');
  return deployed('empty app', source, join(workshop, 'empty-app'));
}

/**
 * This app as one would write it by hand: the same definition, because people can use only what it
 * declares, and for Create Conversation a perform that posts the same body, without a check, an error
 * message or a record.
 */
export async function handWrittenApp(workshop: string): Promise<DeployedApp> {
  const source = fromTemplate(workshop, 'hand-written-app');
  const entry = join(source, 'dist/index.js');
  const code = readFileSync(entry, 'utf8');
  writeFileSync(join(source, 'dist/operations.js'), handWrittenOperations(await ownOperations()));
  const [before, after, ...more] = code.split(/triggers: \{\},.*creates: \{\}/s);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The template has no place for operations: ${entry}`);
  }
  const imported = "import * as operations from './operations.js';";
  writeFileSync(entry, `${imported}\n${before}...operations${after}`);
  return deployed('hand-written app', source, join(workshop, 'hand-written-app'));
}

/** The template's sources, compiled file by file as its own build does it. */
function fromTemplate(workshop: string, name: string): string {
  const source = join(workshop, `${name}-source`);
  const cli = join(PROJECT, 'node_modules/.bin/zapier-platform');
  const words = ['init', source, '--template', 'custom-auth', '--language', 'typescript'];
  execFileSync(process.execPath, [cli, ...words], {
    env: { ...process.env, DISABLE_ZAPIER_ANALYTICS: '1' },
    stdio: 'ignore',
  });
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  writeFileSync(
    join(source, 'package.json'),
    JSON.stringify({
      ...manifest,
      name,
      scripts: {},
      devDependencies: {},
      // Without it, no app can be built (docs: CONTRIBUTING.md, dependency updates).
      overrides: { 'get-intrinsic': '1.3.0' },
    }),
  );
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: source, stdio: 'ignore' });
  mkdirSync(join(source, 'dist'));
  for (const file of ['index', 'authentication', 'middleware']) {
    const code = readFileSync(join(source, `src/${file}.ts`), 'utf8');
    writeFileSync(
      join(source, `dist/${file}.js`),
      transformSync(code, { loader: 'ts', target: 'node22' }).code,
    );
  }
  return source;
}

const OPERATIONS = ['triggers', 'searches', 'creates', 'searchOrCreates'] as const;

/** All operations of this app as code, with a function that does nothing for each of its functions. */
async function ownOperations(): Promise<string> {
  const built = new URL('../dist/index.js', import.meta.url).href;
  const { default: app }: { default: Readonly<Record<string, unknown>> } = await import(built);
  const withoutFunctions = (_key: string, value: unknown) =>
    typeof value === 'function' ? 'FUNCTION' : value;
  return OPERATIONS.map((kind) => {
    const json = JSON.stringify(app[kind], withoutFunctions);
    return `export const ${kind} = ${json.replaceAll('"FUNCTION"', 'nothing')};`;
  }).join('\n');
}

/** Builds the zip of an app and unpacks it. */
function deployed(name: string, source: string, folder: string): DeployedApp {
  zip(source);
  const path = join(source, 'build/build.zip');
  const files = unzipSync(readFileSync(path));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    if (!file.endsWith('/')) writeFileSync(join(folder, file), content);
  }
  return { name, folder, zipBytes: statSync(path).size, zipFiles: Object.keys(files).length };
}

const handWrittenOperations = (operations: string) => `
const nothing = async () => [];

${operations}

creates.create_conversation.operation.perform = async (z, bundle) => {
  const i = bundle.inputData;
  const response = await z.request({
    method: 'POST',
    url: process.env.TAVUS_API_URL + '/v2/conversations',
    headers: { 'x-api-key': bundle.authData.api_key },
    body: {
      replica_id: i.replica_id,
      persona_id: i.persona_id,
      conversation_name: i.conversation_name,
      conversational_context: i.conversational_context,
      custom_greeting: i.custom_greeting,
      audio_only: i.audio_only,
      require_auth: i.require_auth,
      max_participants: i.max_participants,
      meeting_url: i.meeting_url,
      policy: i.policy === 'true' ? 'eu' : undefined,
      callback_url: i.callback_url,
      memory_stores: i.memory_stores,
      document_ids: i.document_ids,
      document_tags: i.document_tags,
      document_retrieval_strategy: i.document_retrieval_strategy,
      test_mode: i.test_mode,
      properties: {
        max_call_duration: i.max_call_duration,
        participant_left_timeout: i.participant_left_timeout,
        participant_absent_timeout: i.participant_absent_timeout,
        language: i.language,
        enable_recording: i.enable_recording,
        enable_closed_captions: i.enable_transcription,
        apply_greenscreen: i.apply_greenscreen,
        recording_storage: {
          provider: 's3',
          bucket_name: i.recording_s3_bucket_name,
          bucket_region: i.recording_s3_bucket_region,
          assume_role_arn: i.aws_assume_role_arn,
          external_id: i.recording_s3_external_id,
        },
      },
    },
  });
  return response.data;
};
`;
