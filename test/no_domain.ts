import { EventEmitter } from 'node:events';

/**
 * Replaces node:domain (jest.config.js). The platform runs each step in a domain, which follows every promise and so makes
 * all tests slower. Without it, an error outside of promises ends the test run. The demo, the test of the zip and the
 * benchmark use real domains.
 */
class Domain extends EventEmitter {
  run<Result>(step: () => Result): Result {
    return step();
  }
}

export function create(): Domain {
  return new Domain();
}
