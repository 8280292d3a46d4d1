import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { unzipSync } from 'fflate';
import zapier from 'zapier-platform-core';
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
  const source = fromTemplate(workshop, 'empty-app', {});
  return deployed('empty app', source, join(workshop, 'empty-app'));
}

/** The empty app with one import of zod, as most projects would have it. */
export function appWithZod(workshop: string): DeployedApp {
  const { zod } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).devDependencies;
  const source = fromTemplate(workshop, 'app-with-zod', { zod });
  const entry = join(source, 'dist/index.js');
  writeFileSync(
    entry,
    `import * as z from 'zod';\nz.object({ id: z.string() });\n${readFileSync(entry, 'utf8')}`,
  );
  return deployed('app with unbundled zod', source, join(workshop, 'app-with-zod'));
}

/**
 * The empty app with a create that declares the same fields, as one has to for somebody to fill them in,
 * and posts the same body, without a check, an error message or a record.
 */
export async function handWrittenApp(workshop: string): Promise<DeployedApp> {
  const source = fromTemplate(workshop, 'hand-written-app', {});
  const entry = join(source, 'dist/index.js');
  const code = readFileSync(entry, 'utf8');
  writeFileSync(join(source, 'dist/create_conversation.js'), handWrittenCreate(await ownForm()));
  writeFileSync(
    entry,
    `import create from './create_conversation.js';\n${code.replace('creates: {}', 'creates: { [create.key]: create }')}`,
  );
  return deployed('hand-written create', source, join(workshop, 'hand-written-app'));
}

/** The template's sources, compiled file by file as its own build does it. */
function fromTemplate(
  workshop: string,
  name: string,
  dependencies: Readonly<Record<string, string>>,
): string {
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
      dependencies: { ...manifest.dependencies, ...dependencies },
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

interface BuiltApp {
  readonly creates: {
    readonly create_conversation: {
      readonly operation: { readonly inputFieldGroups: object; readonly sample: object };
    };
  };
}

/** All fields of this app's Create Conversation, whatever is chosen, its outputs and its sample. */
async function ownForm(): Promise<object> {
  const built = new URL('../dist/index.js', import.meta.url).href;
  const { default: app }: { default: BuiltApp } = await import(built);
  const handler = zapier.createAppHandler(app);
  const ask = async (fields: string, inputData: object): Promise<{ key: string }[]> => {
    const method = `creates.create_conversation.operation.${fields}`;
    const event = { command: 'execute', method, bundle: { inputData }, calledFromCli: true };
    const { results } = await handler(event);
    return Array.isArray(results) ? results : [];
  };
  const { operation } = app.creates.create_conversation;
  const inputFields = new Map<string, object>();
  for (const recording_storage_provider of ['', 's3', 'gcs', 'azure_blob']) {
    for (const field of await ask('inputFields', { recording_storage_provider })) {
      inputFields.set(field.key, field);
    }
  }
  return {
    inputFieldGroups: operation.inputFieldGroups,
    inputFields: [...inputFields.values()],
    outputFields: await ask('outputFields', {}),
    sample: operation.sample,
  };
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

const handWrittenCreate = (form: object) => `
const perform = async (z, bundle) => {
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
      policy: i.policy,
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

export default {
  key: 'create_conversation',
  noun: 'Conversation',
  display: { label: 'Create Conversation', description: 'Creates a conversation.' },
  operation: {
    ...${JSON.stringify(form)},
    perform,
  },
};
`;
