import { TestEnvironment } from 'jest-environment-node';
import { namesIn } from './asked_tests.ts';

type Parameters = ConstructorParameters<typeof TestEnvironment>;

/** What jest tells of a test, as far as it matters here. */
interface TestEvent {
  readonly name: string;
  readonly test?: Block & { readonly errors: readonly unknown[]; mode?: unknown };
}

/** What jest goes by, as far as it matters here. */
interface TestState {
  testNamePattern?: RegExp | null;
}

interface Block {
  readonly name: string;
  readonly parent?: Block;
}

/** Skips what is left of a suite when a test has failed; tells the suites which tests the run is for. */
export default class MutationEnvironment extends TestEnvironment {
  readonly #run: number;
  readonly #suite: string;
  readonly #names: ReadonlySet<string> | undefined;

  constructor(...[config, context]: Parameters) {
    super(config, context);
    const { seed, testNamePattern = '' } = config.globalConfig;
    if (testNamePattern !== '') this.#names = namesIn(testNamePattern);
    this.#run = seed;
    this.#suite = context.testPath;
    Object.assign(this.global, { testNamePattern, lastKill: globalThis.lastKill });
  }

  handleTestEvent({ name, test }: TestEvent, state: TestState): void {
    const names = this.#names;
    if (name === 'run_start' && names) {
      // A pattern of two thousand names takes six milliseconds for each that is not among them.
      state.testNamePattern = Object.assign(/(?:)/, { test: (each: string) => names.has(each) });
    }
    if (!test) return;
    if (name === 'test_start' && globalThis.lastKill?.run === this.#run) test.mode = 'skip';
    if (name === 'test_done' && test.errors.length > 0) {
      globalThis.lastKill = { run: this.#run, suite: this.#suite, file: fileOf(test) };
    }
  }
}

/** The file that a test is in: the name of the outermost block in it, as suite.ts makes them. */
function fileOf(test: Block): string | undefined {
  const blocks: Block[] = [];
  for (let block: Block | undefined = test; block; block = block.parent) blocks.push(block);
  // The outermost of all is jest's own.
  return blocks.at(-2)?.name;
}
