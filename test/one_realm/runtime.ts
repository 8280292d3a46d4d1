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

  /**
   * What was reached for the first time in this process: all that a report needs to know. jest would copy, send and
   * add up the whole for each test file, which takes as long as a tenth of the tests.
   */
  override getAllCoverageInfoCopy(): Coverage {
    const files = Object.entries(globalThis.__coverage__ ?? {});
    return structuredClone(Object.fromEntries(files.filter(isReachedFurther)));
  }
}

type Coverage = NonNullable<ReturnType<JestRuntime['getAllCoverageInfoCopy']>>;

declare global {
  /** The counts of all that this process has run, by the path of the file. */
  var __coverage__: Coverage | undefined;
}

/** How many places of a file were reached so far, by its path. */
const reached = new Map<string, number>();

function isReachedFurther([file, { s, f, b }]: readonly [string, Coverage[string]]): boolean {
  const counts = [...Object.values(s), ...Object.values(f), ...Object.values(b).flat()];
  const now = counts.filter((count) => count > 0).length;
  const isFurther = now > (reached.get(file) ?? -1);
  reached.set(file, now);
  return isFurther;
}
