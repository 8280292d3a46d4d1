import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A record as the CLI prints it. */
export type PrintedRecord = Readonly<Record<string, unknown>>;

const BINARY = new URL('../node_modules/.bin/zapier-platform', import.meta.url).pathname;
const PROJECT = new URL('..', import.meta.url).pathname;

/** Runs `zapier-platform invoke` on the built app, as a person would in a terminal. */
export class ZapierCli {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  #running: ChildProcess | null = null;
  #stopped = false;

  /** `environment` carries the connection: `authData_api_key` and, for the sandbox, TAVUS_API_URL. */
  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = { ...process.env, DISABLE_ZAPIER_ANALYTICS: '1', ...environment };
  }

  /** Runs an action and returns its record. */
  async record(type: 'create', key: string, form: object): Promise<PrintedRecord> {
    return asRecord(await this.run(type, key, '--inputData', JSON.stringify(form)));
  }

  /** Runs a trigger or a search and returns its records. */
  async list(type: 'trigger' | 'search', key: string, form: object): Promise<PrintedRecord[]> {
    const result = await this.run(type, key, '--inputData', JSON.stringify(form));
    return Array.isArray(result) ? result.map(asRecord) : [];
  }

  /** Runs `invoke` with these arguments and returns the JSON that it prints; throws its error. */
  async run(...invokeArguments: readonly string[]): Promise<unknown> {
    const words = ['invoke', ...invokeArguments, '--non-interactive'];
    console.log(`   $ zapier-platform ${words.map(quoted).join(' ')}`);
    const { code, output, complaints } = await this.#spawn(words);
    if (code !== 0) throw new Error(sentenceIn(complaints));
    return JSON.parse(output);
  }

  /** Ends the command that runs, if any, and waits until it is gone; its `run` never settles. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const running = this.#running;
    if (!running) return;
    const gone = once(running, 'close');
    running.kill('SIGKILL');
    await gone;
  }

  #spawn(words: readonly string[]): Promise<{ code: number; output: string; complaints: string }> {
    const child = spawn(process.execPath, [BINARY, ...words], {
      cwd: PROJECT,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running = child;
    let output = '';
    let complaints = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      complaints += data.toString();
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        this.#running = null;
        if (!this.#stopped) resolve({ code: code ?? 1, output, complaints });
      });
    });
  }
}

/** The app's error message, which the CLI prints as JSON in a narrow column; otherwise the whole output. */
function sentenceIn(complaints: string): string {
  const unwrapped = complaints.replace(/\s*\n ›\s+/g, ' ');
  const message = /"message":("(?:[^"\\]|\\.)*")/.exec(unwrapped)?.[1];
  return message ? String(JSON.parse(message)) : complaints;
}

function quoted(word: string): string {
  return /^[\w=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function asRecord(value: unknown): PrintedRecord {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
