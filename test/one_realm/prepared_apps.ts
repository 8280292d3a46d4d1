import { createRequire } from 'node:module';

/**
 * Before each run the platform copies and freezes the whole app twice, which takes longer than most operations do.
 * What it makes is frozen and the same each time, so here it is made once for each app.
 */

interface SchemaTools {
  prepareApp(app: object): object;
}

const require = createRequire(import.meta.url);
const ofPlatform = createRequire(require.resolve('zapier-platform-core'));
const schemaTools: SchemaTools = ofPlatform('./src/tools/schema.js');

const preparedApps = new WeakMap<object, object>();

const { prepareApp } = schemaTools;
schemaTools.prepareApp = (app) => {
  // The platform's tester puts a function that is no operation into the app for one run.
  if ('_testRequest' in app) return prepareApp(app);
  const prepared = preparedApps.get(app) ?? prepareApp(app);
  preparedApps.set(app, prepared);
  return prepared;
};
