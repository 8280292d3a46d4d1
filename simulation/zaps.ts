import type { Bundle } from 'zapier-platform-core';
import App from '../index.ts';
import type { Filter } from './facts.ts';
import { type Perform, type Pointers, platformOf, Run, type Wire } from './platform.ts';
import { CHOICES } from './world.ts';

/** Zapier: it polls for Zaps, drops records that it has seen, and runs steps. */

const { triggers, creates } = App;

/** The operations of the app that are simulated, by their keys. */
export const TRIGGERS = [
  'new_conversation',
  'conversation_ended',
  'transcript_ready',
  'recording_ready',
  'perception_analysis_ready',
  'post_call_data_ready',
  'video_ready',
  'document_ready',
  'replica_ready',
] as const;

export type TriggerKey = (typeof TRIGGERS)[number];

/** The function of an operation. */
function performOf(operations: object | undefined, key: string): Perform {
  const found: unknown = Object.entries(operations ?? {}).find(([name]) => name === key)?.[1];
  const perform = valueAt(found, 'operation', 'perform');
  if (!isPerform(perform)) throw new Error(`The app has no operation ${key}`);
  return perform;
}

function isPerform(value: unknown): value is Perform {
  return typeof value === 'function';
}

function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null
        ? Object.entries(inside).find(([name]) => name === key)?.[1]
        : undefined,
    value,
  );
}

/** The keys that every record of a trigger must have. */
export function keysOf(trigger: TriggerKey): readonly string[] {
  const found: unknown = Object.entries(triggers ?? {}).find(([name]) => name === trigger)?.[1];
  return Object.keys(Object(valueAt(found, 'operation', 'sample')));
}

/** A record that a trigger returns. */
export type FiredRecord = Readonly<Record<string, unknown>>;

/** The result or the error of a run. */
export type RunResult<Result> = { readonly run: Run; readonly seconds: number } & (
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly name: string; readonly message: string }
);

/** Zapier, with one connection to the account. */
export class Zapier {
  readonly wire: Wire;
  readonly #pointers: Pointers = new Map();
  runs = 0;

  constructor(wire: Wire) {
    this.wire = wire;
  }

  /** Runs an operation of the app. */
  async run(
    perform: Perform,
    inputData: object,
    meta: Partial<Bundle['meta']> = {},
  ): Promise<RunResult<unknown>> {
    const run = new Run();
    const z = platformOf(this.wire, run, this.#pointers);
    const began = this.wire.time.now();
    this.runs += 1;
    const bundle = {
      authData: { api_key: this.wire.sandbox.apiKey },
      inputData: { ...inputData },
      inputDataRaw: { ...inputData },
      meta: { ...NO_META, ...meta },
    };
    const seconds = () => (this.wire.time.now() - began) / 1000;
    try {
      const result = await perform(z, bundle);
      return { run, ok: true, result, seconds: seconds() };
    } catch (error) {
      return { run, ok: false, ...wordsOf(error), seconds: seconds() };
    } finally {
      run.isOver = true;
    }
  }

  poll(
    trigger: TriggerKey,
    inputData: object,
    isPopulatingDedupe: boolean,
  ): Promise<RunResult<unknown>> {
    return this.run(performOf(triggers, trigger), inputData, { isPopulatingDedupe });
  }

  create(key: string, inputData: object): Promise<RunResult<unknown>> {
    return this.run(performOf(creates, key), inputData);
  }

  /** The value that a step gets for a part of a record: Zapier follows pointers. */
  async valueOf(part: unknown): Promise<RunResult<unknown>> {
    const pointer = typeof part === 'string' ? this.#pointers.get(part) : undefined;
    if (!pointer) return { run: new Run(), ok: true, result: part, seconds: 0 };
    return this.run(pointer.perform, pointer.inputData);
  }
}

const NO_META = {
  isBulkRead: false,
  isFillingDynamicDropdown: false,
  isLoadingSample: false,
  isPopulatingDedupe: false,
  isTestingAuth: false,
  limit: -1,
  page: 0,
  timezone: null,
  inputFields: {},
};

/** The class and the message of an error; the platform packs some messages into JSON. */
function wordsOf(error: unknown): { name: string; message: string } {
  if (!(error instanceof Error)) return { name: 'unknown', message: String(error) };
  const { name, message } = error;
  if (!message.startsWith('{')) return { name, message };
  return { name, message: String(valueAt(JSON.parse(message), 'message')) };
}

/** The settings of a Zap. */
export interface ZapPlan {
  readonly trigger: TriggerKey;
  /** The filter of its trigger. */
  readonly filter: Filter;
  /** How often Zapier polls, in minutes. */
  readonly interval: number;
  /** Whether a step of it uses the transcript and the analysis. */
  readonly usesParts: boolean;
}

/** A run that takes longer may have left something out. */
export const HURRIED_SECONDS = 18;

/** Observes Zaps. */
export interface Observer {
  turnedOn(zap: Zap): void;
  polled(zap: Zap, outcome: RunResult<unknown>, began: number): void;
  fired(zap: Zap, record: FiredRecord): void;
  used(zap: Zap, id: string, parts: { readonly [part: string]: RunResult<unknown> }): void;
}

/** A Zap that starts with a trigger of the app. */
export class Zap {
  readonly plan: ZapPlan;
  state: 'off' | 'turning_on' | 'on' = 'off';
  /** When it was last turned on, in milliseconds: the start of its first poll. */
  since = 0;
  /** Its first poll, and whether that may have had no time for some things. */
  first = new Run();
  beganHurried = false;
  polls = 0;
  readonly #zapier: Zapier;
  readonly #observer: Observer;
  /** The ids that Zapier has seen. */
  #seen = new Set<string>();
  #stop: () => void = () => {};
  #period = 0;

  constructor(plan: ZapPlan, zapier: Zapier, observer: Observer) {
    this.plan = plan;
    this.#zapier = zapier;
    this.#observer = observer;
  }

  /** The first poll returns the past; if it fails, the Zap stays off. */
  async turnOn(): Promise<void> {
    if (this.state !== 'off') return;
    this.state = 'turning_on';
    this.#period += 1;
    const period = this.#period;
    this.since = this.#zapier.wire.time.now();
    const { trigger, filter } = this.plan;
    const outcome = await this.#zapier.poll(trigger, filter, true);
    this.polls += 1;
    // It may have been turned off in the meantime.
    if (this.#period !== period) return;
    this.#observer.polled(this, outcome, this.since);
    if (!outcome.ok) {
      this.state = 'off';
      return;
    }
    this.#seen = new Set(recordsOf(outcome.result).map(({ id }) => String(id)));
    this.first = outcome.run;
    this.beganHurried = outcome.seconds > HURRIED_SECONDS;
    this.state = 'on';
    this.#observer.turnedOn(this);
    this.#schedule(period);
  }

  turnOff(): void {
    this.#stop();
    this.#period += 1;
    this.state = 'off';
  }

  #schedule(period: number): void {
    const { time } = this.#zapier.wire;
    this.#stop = time.after(this.plan.interval * 60, () => {
      this.#schedule(period);
      void this.#poll(period);
    });
  }

  async #poll(period: number): Promise<void> {
    const began = this.#zapier.wire.time.now();
    const { trigger, filter } = this.plan;
    const outcome = await this.#zapier.poll(trigger, filter, false);
    this.polls += 1;
    if (this.#period !== period) return;
    const records = outcome.ok ? recordsOf(outcome.result) : [];
    for (const record of records.toReversed()) {
      const id = String(record.id);
      if (this.#seen.has(id)) continue;
      this.#seen.add(id);
      this.#observer.fired(this, record);
      if (this.plan.usesParts) void this.#use(id, record);
    }
    this.#observer.polled(this, outcome, began);
  }

  async #use(id: string, record: FiredRecord): Promise<void> {
    const parts: { [part: string]: RunResult<unknown> } = {};
    for (const part of ['transcript_text', 'transcript', 'perception_analysis']) {
      if (!(part in record)) continue;
      parts[part] = await this.#zapier.valueOf(record[part]);
    }
    this.#observer.used(this, id, parts);
  }
}

/** The records of a poll. */
export function recordsOf(result: unknown): readonly FiredRecord[] {
  if (!Array.isArray(result)) throw new Error('A poll did not return a list');
  return result.map((each: unknown) => ({ ...Object(each) }));
}

/** A step that creates something. */
export interface StepPlan {
  readonly creates: 'conversation' | 'video' | 'document';
  /** If blank, the app makes one up. */
  readonly name: string;
  readonly choice: 0 | 1;
  readonly isPrivate: boolean;
  /** How many times Zapier runs it, if its errors allow that. */
  readonly tries: number;
}

/** The end of a step. */
export type StepEnd =
  | { readonly kind: 'created'; readonly id: string }
  | { readonly kind: 'halted' | 'failed'; readonly message: string };

/** The form of each kind of step. Only what the step creates contains `mark`. */
const ACTIONS = {
  conversation: ({ name, isPrivate, choice }: StepPlan, mark: string) => ({
    ...CHOICES[choice],
    ...(name !== '' && { conversation_name: name }),
    ...(isPrivate && { require_auth: 'yes' }),
    conversational_context: mark,
  }),
  video: ({ name, choice }: StepPlan, mark: string) => ({
    replica_id: CHOICES[choice].replica_id,
    ...(name !== '' && { video_name: name }),
    script: mark,
  }),
  document: ({ name }: StepPlan, mark: string) => ({
    ...(name !== '' && { document_name: name }),
    document_url: urlOf(mark),
  }),
};

/** The URL of the document of a step. */
export function urlOf(mark: string): string {
  return `https://files.example.com/${mark.replaceAll(' ', '-')}.pdf`;
}

const KEYS = {
  conversation: 'create_conversation',
  video: 'generate_video',
  document: 'create_document',
} as const;

/** Runs a step until it ends. Calls `tried` after each try. */
export async function runStep(
  zapier: Zapier,
  plan: StepPlan,
  mark: string,
  tried: (end: StepEnd, outcome: RunResult<unknown>) => void,
): Promise<void> {
  for (let left = plan.tries; left > 0; left -= 1) {
    const inputData = ACTIONS[plan.creates](plan, mark);
    const outcome = await zapier.create(KEYS[plan.creates], inputData);
    const end = endOf(outcome);
    tried(end, outcome);
    if (end.kind !== 'failed') return;
    await new Promise<void>((resolve) => {
      zapier.wire.time.after(60, resolve);
    });
  }
}

function endOf(outcome: RunResult<unknown>): StepEnd {
  if (outcome.ok) return { kind: 'created', id: String(valueAt(outcome.result, 'id')) };
  const { name, message } = outcome;
  return { kind: name === 'HaltedError' ? 'halted' : 'failed', message };
}
