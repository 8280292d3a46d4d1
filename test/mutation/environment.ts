import { TestEnvironment } from 'jest-environment-node';
import { namesIn } from './asked_tests.ts';

type Parameters = ConstructorParameters<typeof TestEnvironment>;

/** The part of jest's event that is read here. */
interface TestEvent {
  readonly name: string;
  readonly test?: Block & { readonly errors: readonly unknown[]; mode?: unknown };
}

/** The part of jest's state that is set here. */
interface TestState {
  testNamePattern?: RegExp | null;
}

interface Block {
  readonly name: string;
  readonly parent?: Block;
}

/** Skips the rest of a suite after a failed test, and hands the suites Stryker's pattern. */
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
      // Matching a pattern of two thousand names takes six milliseconds a test.
      state.testNamePattern = Object.assign(/(?:)/, { test: (each: string) => names.has(each) });
    }
    if (!test) return;
    if (name === 'test_start' && globalThis.lastKill?.run === this.#run) test.mode = 'skip';
    if (name === 'test_done' && test.errors.length > 0) {
      globalThis.lastKill = { run: this.#run, suite: this.#suite, file: fileOf(test) };
    }
  }
}

/** The file of a test: the name of its outermost block, which suite.ts makes. */
function fileOf(test: Block): string | undefined {
  const blocks: Block[] = [];
  for (let block: Block | undefined = test; block; block = block.parent) blocks.push(block);
  // The very outermost is jest's own.
  return blocks.at(-2)?.name;
}
