/**
 * `npm run build`: makes dist/index.js, the one file that Zapier runs, out of index.ts and all that it
 * imports. Only the platform stays outside.
 */
import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';

/** Of package.json the app needs its version; the rest stays out of the file. */
const onlyTheVersion: Plugin = {
  name: 'only the version of package.json',
  setup({ onLoad }) {
    onLoad({ filter: /\/package\.json$/ }, ({ path }) => {
      const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

await build({
  absWorkingDir: new URL('..', import.meta.url).pathname,
  entryPoints: ['index.ts'],
  outfile: 'dist/index.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['zapier-platform-core'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [onlyTheVersion],
});
