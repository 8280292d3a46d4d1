import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import JestRuntime from 'jest-runtime';

const SANDBOX = path.resolve(import.meta.dirname, '../../sandbox') + path.sep;
const PACKAGE = `${path.sep}node_modules${path.sep}`;

/**
 * Loads the packages and the sandbox once for all test files of a process, by Node itself: nothing in them is
 * measured, or replaced by a test. jest would load them anew for each file, and the platform alone takes more
 * than half a second.
 */
export default class Runtime extends JestRuntime {
  override requireModule<Exports>(...asked: Parameters<JestRuntime['requireModule']>): Exports {
    const [from, name, optionsOfJest] = asked;
    if (name !== undefined && !isBuiltin(name) && optionsOfJest === undefined) {
      const require = createRequire(from);
      const file = require.resolve(name);
      if (file.includes(PACKAGE) || file.startsWith(SANDBOX)) return require(file);
    }
    return super.requireModule(...asked);
  }
}
