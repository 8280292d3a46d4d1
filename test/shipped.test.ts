import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { z } from 'zod';

/**
 * Every package that ships to Zapier, with its version. All of them come with zapier-platform-core;
 * zod is built into dist/index.js. A new one has to be entered here by somebody who has looked at it.
 */
const SHIPPED = `
@babel/runtime                                              7.29.14
@zapier/secret-scrubber                                     1.1.6
asynckit                                                    0.4.0
available-typed-arrays                                      1.0.7
call-bind                                                   1.0.9
call-bind-apply-helpers                                     1.0.2
call-bound                                                  1.0.4
cipher-base                                                 1.0.7
combined-stream                                             1.0.8
content-disposition                                         0.5.4
create-hash                                                 1.2.0
crypto-js                                                   4.2.0
define-data-property                                        1.1.4
delayed-stream                                              1.0.0
dotenv                                                      17.2.1
dunder-proto                                                1.0.1
es-define-property                                          1.0.1
es-errors                                                   1.3.0
es-object-atoms                                             1.1.2
es-set-tostringtag                                          2.1.0
fernet                                                      0.3.3
for-each                                                    0.3.5
form-data                                                   4.0.5
function-bind                                               1.1.2
get-intrinsic                                               1.3.0
get-proto                                                   1.0.1
gopd                                                        1.2.0
has-property-descriptors                                    1.0.2
has-symbols                                                 1.1.0
has-tostringtag                                             1.0.2
hash-base                                                   3.0.5
hasown                                                      2.0.4
inherits                                                    2.0.4
is-callable                                                 1.2.7
is-typed-array                                              1.1.15
isarray                                                     2.0.5
json-metaschema                                             1.3.0
json-schema-to-ts                                           3.1.1
jsonschema                                                  1.5.0
lodash                                                      4.18.1
lodash.isplainobject                                        4.0.6
math-intrinsics                                             1.1.0
md5.js                                                      1.3.5
mime-db                                                     1.54.0
mime-types                                                  3.0.1
node-abort-controller                                       3.1.1
node-fetch                                                  2.7.0
oauth-sign                                                  0.9.0
possible-typed-array-names                                  1.1.0
ripemd160                                                   2.0.3
safe-buffer                                                 5.2.1
set-function-length                                         1.2.2
sha.js                                                      2.4.12
to-buffer                                                   1.2.2
tr46                                                        0.0.3
ts-algebra                                                  2.0.0
typed-array-buffer                                          1.0.3
urlsafe-base64                                              1.0.0
webidl-conversions                                          3.0.1
whatwg-url                                                  5.0.0
which-typed-array                                           1.1.24
zapier-platform-core                                        19.1.0
zapier-platform-core > semver                               7.7.2
zapier-platform-schema                                      19.1.0
`;

const shipped = new Map(
  SHIPPED.trim()
    .split('\n')
    .map((line): [string, string] => {
      const [name = '', version = ''] = line.split(/ {2,}/);
      return [name, version];
    }),
);

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.optional(z.string()),
      dev: z.optional(z.boolean()),
      devOptional: z.optional(z.boolean()),
      optional: z.optional(z.boolean()),
      hasInstallScript: z.optional(z.boolean()),
      resolved: z.optional(z.string()),
      dependencies: z.optional(z.record(z.string(), z.string())),
    }),
  ),
});

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
}

const { packages } = lockFile.parse(read('package-lock.json'));
const production = Object.entries(packages).filter(
  ([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional,
);

function nameOf(path: string): string {
  return path.replace(/^node_modules\//, '').replaceAll('/node_modules/', ' > ');
}

test('exactly these packages ship', () => {
  const locked = production.map(([path, { version }]) => [nameOf(path), version]);
  expect(Object.fromEntries(locked)).toEqual(Object.fromEntries(shipped));
});

test('they are what is installed', () => {
  const installed = production.map(([path]) => {
    const { version } = z.object({ version: z.string() }).parse(read(`${path}/package.json`));
    return [nameOf(path), version.replace(/^v/, '')];
  });
  expect(Object.fromEntries(installed)).toEqual(Object.fromEntries(shipped));
});

test('none of them runs a script when it is installed', () => {
  expect(production.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
});

test('the app itself depends on the platform alone, in one exact version', () => {
  const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
  expect(manifest.parse(read('package.json')).dependencies).toEqual({
    'zapier-platform-core': '19.1.0',
  });
  expect(existsSync(new URL('../npm-shrinkwrap.json', import.meta.url))).toBe(false);
});

test('zod is the only package that is built in', () => {
  const root = new URL('..', import.meta.url).pathname;
  const parts = ['*.ts', '{creates,searches,triggers,tavus,forms}/**/*.ts'];
  const imported = globSync(parts, { cwd: root }).flatMap((file) => {
    const source = readFileSync(`${root}/${file}`, 'utf8');
    return [...source.matchAll(/(?:from|import) '(?!node:)([^.'][^']*)'/g)].map(([, name]) => name);
  });
  expect([...new Set(imported)].sort()).toEqual(['zapier-platform-core', 'zod/mini']);
  expect(packages['node_modules/zod']?.version).toBe('4.6.7');
});
