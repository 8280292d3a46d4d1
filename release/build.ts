/**
 * `npm run build`: makes dist/index.js, the one file that Zapier runs, out of index.ts and all that it
 * imports. Only the platform stays outside.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minify } from '@swc/core';
import { build, type Plugin } from 'esbuild';

const PROJECT = new URL('..', import.meta.url).pathname;

/** The app needs only the version of package.json. */
const onlyTheVersion: Plugin = {
  name: 'only the version of package.json',
  setup({ onLoad }) {
    onLoad({ filter: /\/package\.json$/ }, ({ path }) => {
      const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

const { outputFiles } = await build({
  absWorkingDir: PROJECT,
  entryPoints: ['index.ts'],
  write: false,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['zapier-platform-core'],
  // V8 checks literals when it parses, which takes 4 ms with these; so they become calls of RegExp.
  supported: { 'regexp-unicode-property-escapes': false },
  plugins: [onlyTheVersion],
  logLevel: 'warning',
});

// esbuild minifies each module by itself; swc sees them as one and makes the zip 2.7 kB smaller.
const { code } = await minify(String(outputFiles[0]?.text), {
  module: true,
  ecma: 2022,
  compress: { passes: 3 },
  mangle: true,
  format: { comments: false },
});
mkdirSync(join(PROJECT, 'dist'), { recursive: true });
writeFileSync(join(PROJECT, 'dist/index.js'), code);
