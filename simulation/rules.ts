import type { ConversationState } from '../sandbox/sandbox.ts';
import type { Cache } from './platform.ts';
import { readyAt, type World } from './world.ts';
import {
  type FiredRecord,
  HURRIED_SECONDS,
  keysOf,
  type Outcome,
  recordsOf,
  type StepEnd,
  type Witness,
  type Zap,
} from './zaps.ts';

/** What must hold, at every moment. It knows what happened, and what the app made of it. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How far back the triggers look, by the creation of a conversation (docs/polling.md). */
const LOOK_BACK = 24 * HOUR;

/** From this age on a conversation is looked at for the last time. */
const LAST_LOOK = 23 * HOUR;

/** What is ready this long after the creation is never lost, whatever goes wrong in between. */
const SURE = 12 * HOUR;

/** Requests take time, and Tavus tells moments that are cut to seconds. */
const SLACK = MINUTE;

/** Zapier cuts a step off after so many seconds. */
const LONGEST_RUN = 30;

/** How often one conversation is got at most while nothing goes wrong (docs/polling.md). */
const MOST_LOOKS = 12;

/** How many pages a poll asks for at most. */
const MOST_PAGES = 50;

/** What was counted. */
export interface Counts {
  polls: number;
  requests: number;
  faults: number;
  fired: number;
  parts: number;
  created: number;
  nothingCreated: number;
  halted: number;
}

/** What one Zap still owes. */
interface Account {
  /** What it has fired for, in its whole life. */
  readonly fired: Set<string>;
  /** What clean polls have not given, and how often. */
  readonly missed: Map<string, number>;
  /** What was looked after until now; what leaves the look-back is checked once more. */
  open: Set<string>;
}

export class Rules implements Witness {
  readonly counts: Counts = {
    polls: 0,
    requests: 0,
    faults: 0,
    fired: 0,
    parts: 0,
    created: 0,
    nothingCreated: 0,
    halted: 0,
  };
  readonly violations: string[] = [];
  readonly #world: World;
  readonly #cache: Cache;
  readonly #accounts = new Map<Zap, Account>();
  /** Conversations that Tavus has once told wrongly. */
  readonly #liedAbout = new Set<string>();
  /** How often each trigger has got a conversation since its memory was last in doubt. */
  readonly #looks = new Map<string, { readonly looks: number; readonly moods: number }>();
  readonly #steps = new Map<string, StepEnd>();
  /** Conversations that a step has ended because nobody could join them. */
  readonly #endedAgain = new Set<string>();

  constructor(world: World, cache: Cache) {
    this.#world = world;
    this.#cache = cache;
  }

  #violated(what: string): void {
    const time = new Date(this.#world.time.now()).toISOString().slice(5, 19).replace('T', ' ');
    this.violations.push(`${time} ${what}`);
  }

  #accountOf(zap: Zap): Account {
    const known = this.#accounts.get(zap);
    if (known) return known;
    const account = { fired: new Set<string>(), missed: new Map(), open: new Set<string>() };
    this.#accounts.set(zap, account);
    return account;
  }

  // ---- triggers

  turnedOn(zap: Zap): void {
    const account = this.#accountOf(zap);
    account.missed.clear();
    account.open = new Set();
  }

  fired(zap: Zap, record: FiredRecord): void {
    this.counts.fired += 1;
    const id = String(record.id);
    const { plan, since } = zap;
    const account = this.#accountOf(zap);
    const conversation = this.#world.sandbox.conversation(id);
    const what = `${words(zap)} fired for ${id}`;
    if (!conversation) {
      this.#violated(`${what}, which is not there`);
      return;
    }
    if (account.fired.has(id)) this.#violated(`${what} a second time`);
    account.fired.add(id);
    const ready = readyAt(plan.trigger, plan.filter, conversation);
    if (ready === null) {
      const why = conversation.testMode ? 'which is a test' : 'which is not ready or does not fit';
      this.#violated(`${what}, ${why}`);
      return;
    }
    if (ready < since - this.#tolerance(zap) && !this.#isExcused(zap, conversation)) {
      this.#violated(`${what}, which was ready before it was turned on`);
    }
    const keys = keysOf(plan.trigger);
    const lacking = keys.filter((key) => !(key in record) || record[key] === undefined);
    if (lacking.length > 0) this.#violated(`${what} without ${lacking.join(', ')}`);
    const promised = PROMISED[plan.trigger];
    if (promised && isNothing(record[promised])) this.#violated(`${what} without its ${promised}`);
  }

  /** What a Zap that was turned on while something went wrong may take for new (docs/polling.md). */
  #isExcused(zap: Zap, { createdAt }: ConversationState): boolean {
    return zap.beganBadly && zap.since - createdAt.getTime() < 3 * HOUR;
  }

  #tolerance({ plan }: Zap): number {
    // Without being told, it is certain only later whether nobody came.
    return plan.trigger === 'new_conversation' ? 0 : 1000;
  }

  polled(zap: Zap, outcome: Outcome<unknown>, began: number): void {
    const { run } = outcome;
    this.counts.polls += 1;
    this.counts.requests += run.requests;
    this.counts.faults += run.faults;
    for (const id of run.lies) this.#liedAbout.add(id);
    if (outcome.seconds > LONGEST_RUN) {
      this.#violated(`A poll of ${words(zap)} took ${outcome.seconds} seconds`);
    }
    if (run.lists > MOST_PAGES) {
      this.#violated(`A poll of ${words(zap)} asked for ${run.lists} pages`);
    }
    if (outcome.ok) {
      const ids = recordsOf(outcome.result).map(({ id }) => id);
      if (new Set(ids).size < ids.length)
        this.#violated(`${words(zap)} gave a record twice at once`);
    } else if (run.faults === 0 && !/in no order/.test(outcome.message)) {
      // A list in no order that lies about its length is said to be so (docs/polling.md).
      this.#violated(`A poll of ${words(zap)} failed without a reason: ${outcome.message}`);
    }
    this.#accountOf(zap);
    this.#countLooks(zap, outcome);
    if (zap.state === 'on') this.#checkMissing(zap, outcome, began);
  }

  /** Each time that a memory may have been lost, or an answer was bad, the counting begins anew. */
  #countLooks(zap: Zap, { run }: Outcome<unknown>): void {
    const { trigger } = zap.plan;
    const isSound = run.faults === 0 && this.#cache.mood === 'works' && zap.state === 'on';
    for (const id of run.gets) {
      const key = `${memoryOf(zap)} ${id}`;
      const known = this.#looks.get(key);
      const isCounted = isSound && known && known.moods === this.#cache.moods;
      const looks = isCounted ? known.looks + 1 : 1;
      this.#looks.set(key, { looks, moods: this.#cache.moods });
      // Zaps that poll at the same moment do not know of each other.
      const most = MOST_LOOKS * this.#zapsOf(trigger);
      if (looks > most && !this.#liedAbout.has(id)) {
        this.#violated(`${words(zap)} got ${id} ${looks} times`);
      }
    }
  }

  #zapsOf(trigger: string): number {
    return [...this.#accounts.keys()].filter(({ plan }) => plan.trigger === trigger).length;
  }

  /** What was to be given by now, at the latest. */
  #checkMissing(zap: Zap, outcome: Outcome<unknown>, began: number): void {
    const account = this.#accountOf(zap);
    const isClean = outcome.ok && outcome.run.faults === 0 && outcome.seconds < HURRIED_SECONDS;
    const stillOpen = new Set<string>();
    const all = this.#world.sandbox.conversations;
    for (let index = all.length - 1; index >= 0; index -= 1) {
      const conversation = all[index];
      if (!conversation) break;
      const age = began - conversation.createdAt.getTime();
      if (age > LOOK_BACK + 3 * HOUR) break;
      const { id } = conversation;
      if (account.fired.has(id)) continue;
      const ready = readyAt(zap.plan.trigger, zap.plan.filter, conversation);
      // What became ready while the Zap was being turned on may count as either.
      if (ready === null || ready <= zap.since + LONGEST_RUN * 1000) continue;
      if (zap.beganBadly && zap.since - conversation.createdAt.getTime() > 3 * HOUR) continue;
      if (age <= LOOK_BACK) {
        stillOpen.add(id);
        if (isClean) this.#checkInTime(zap, conversation, ready, began, outcome.run.lists);
      } else if (account.open.has(id) && ready - conversation.createdAt.getTime() < SURE) {
        this.#violated(`${words(zap)} never fired for ${id}`);
      }
    }
    // Where there was no time to look, nobody knows how often that was so.
    account.open = outcome.seconds < HURRIED_SECONDS ? stillOpen : new Set();
  }

  #checkInTime(
    zap: Zap,
    conversation: ConversationState,
    ready: number,
    began: number,
    pages: number,
  ): void {
    const { id, createdAt, endedAt } = conversation;
    const waited =
      zap.plan.trigger === 'new_conversation' ? 0 : ready - (endedAt?.getTime() ?? ready);
    // One that was told wrongly may be taken for a test, and looked at only once more.
    const latest = this.#liedAbout.has(id)
      ? createdAt.getTime() + LAST_LOOK
      : Math.min(ready + waited, createdAt.getTime() + LAST_LOOK);
    if (began < Math.max(latest, ready) + SLACK) return;
    const { missed } = this.#accountOf(zap);
    const times = (missed.get(id) ?? 0) + 1;
    missed.set(id, times);
    // A list of several pages may change while it is read.
    if (times < (pages > 1 ? 2 : 1)) return;
    const late = Math.round((began - ready) / MINUTE);
    this.#violated(`${words(zap)} has not fired for ${id}, ready for ${late} minutes`);
  }

  used(zap: Zap, id: string, parts: { readonly [part: string]: Outcome<unknown> }): void {
    const conversation = this.#world.sandbox.conversation(id);
    for (const [part, outcome] of Object.entries(parts)) {
      this.counts.parts += 1;
      if (!outcome.ok) {
        if (outcome.run.faults === 0) {
          this.#violated(`${part} of ${id} could not be had: ${outcome.message}`);
        }
      } else if (outcome.run.faults === 0 && part === PROMISED[zap.plan.trigger]) {
        if (isNothing(outcome.result)) this.#violated(`${part} of ${id} is not there`);
        if (part !== 'transcript_text') continue;
        const said = conversation?.lines.map(({ content }) => content) ?? [];
        if (!said.every((line) => String(outcome.result).includes(line))) {
          this.#violated(`The transcript of ${id} is not what was said`);
        }
      }
    }
  }

  // ---- steps

  /** A try of a step has ended. */
  stepped(mark: string, end: StepEnd, outcome: Outcome<unknown>): void {
    this.counts.requests += outcome.run.requests;
    this.counts.faults += outcome.run.faults;
    this.#steps.set(mark, end);
    if (outcome.seconds > LONGEST_RUN) {
      this.#violated(`Step ${mark} took ${outcome.seconds} seconds`);
    }
    if (end.kind === 'created') this.counts.created += 1;
    if (end.kind === 'halted') this.counts.halted += 1;
    if (end.kind === 'failed') this.counts.nothingCreated += 1;
    if (end.kind === 'halted' && outcome.run.faults === 0) {
      this.#violated(`Step ${mark} was halted although nothing went wrong: ${end.message}`);
    }
    this.#checkStep(mark, end);
  }

  /** Checks again what every step has said: later it must still be true. */
  checkSteps(): void {
    for (const [mark, end] of this.#steps) this.#checkStep(mark, end);
  }

  #checkStep(mark: string, end: StepEnd): void {
    const made = this.#world.sandbox.conversations.filter(
      ({ id, body }) => body.conversational_context === mark && !this.#endedAgain.has(id),
    );
    const ids = made.map(({ id }) => id).join(', ');
    if (end.kind === 'created') {
      if (made.length !== 1)
        this.#violated(`Step ${mark} succeeded with ${end.id} and made ${ids}`);
      else if (made[0]?.id !== end.id) {
        this.#violated(`Step ${mark} made ${ids} and was given ${end.id}`);
      }
    }
    if (end.kind !== 'failed') return;
    const isEnded = /It was ended again/.test(end.message);
    const open = made.filter(({ status }) => !isEnded || status === 'active');
    if (isEnded) for (const { id } of made) this.#endedAgain.add(id);
    if (open.length > 0) this.#violated(`Step ${mark} made ${ids} and said: ${end.message}`);
  }
}

/** What a record of a trigger must have in it. */
const PROMISED: Readonly<Record<string, string>> = {
  conversation_ended: 'ended_at',
  transcript_ready: 'transcript_text',
  recording_ready: 'recording_status',
  perception_analysis_ready: 'perception_analysis',
};

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Zaps of one memory are looked for together. */
function memoryOf({ plan }: Zap): string {
  const waits = plan.filter.participant_joined !== undefined;
  return waits ? `${plan.trigger} presence` : plan.trigger;
}

/** A Zap in a sentence. */
function words({ plan }: Zap): string {
  const narrowed = Object.entries(plan.filter).map(([key, value]) => `${key} ${value}`);
  const rest = narrowed.length > 0 ? ` (${narrowed.join(', ')})` : '';
  return `The Zap ${plan.trigger}${rest} every ${plan.interval} minutes`;
}
