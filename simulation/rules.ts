import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Ready, Thing } from './facts.ts';
import type { Cache } from './platform.ts';
import type { Together } from './together.ts';
import type { World } from './world.ts';
import {
  type FiredRecord,
  HURRIED_SECONDS,
  keysOf,
  type Observer,
  type RunResult,
  recordsOf,
  type StepEnd,
  type StepPlan,
  urlOf,
  type Zap,
} from './zaps.ts';

/** What must hold, at every moment. It knows what happened, and what the app made of it. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How far back the triggers look, by the creation of a conversation (docs/polling.md). */
const LOOK_BACK = 24 * HOUR;

/** The age of the last look at a conversation. */
const LAST_LOOK = 23 * HOUR;

/** What is ready within this time after the creation is never lost, whatever goes wrong. */
const SURE = 12 * HOUR;

/** Requests take time, and Tavus cuts moments to seconds. */
const SLACK = MINUTE;

/** Zapier stops a step after this many seconds. */
const MAX_RUN_SECONDS = 30;

/** The most processor time for one answer, in seconds: a transcript of 2,400 turns needs a tenth. */
const MAX_WORK_SECONDS = 1.5;

/** The most GETs of one conversation while nothing goes wrong (docs/polling.md). */
const MAX_LOOKS = 12;

/** How often a Zap that is turned on looks again at what fails, at least. */
const MIN_LOOKS_AGAIN = 3;

/** The most pages that a poll reads. */
const MAX_PAGES = 50;

/** The rules, in the words of a story that breaks one. */
export const RULES = {
  once: 'A Zap fires once for each thing',
  ready: 'A Zap fires only for what is ready',
  fitting: 'A Zap fires only for what it is narrowed to',
  tests: 'No test starts a Zap',
  past: 'A Zap that is turned on does not fire for the past',
  whole: 'A record has every key, and what its trigger promises',
  parts: 'A part of a record is there for the steps that use it, and it is what was said',
  in_time: 'A Zap fires in time, and for everything',
  reasons: 'A poll fails only for a reason',
  requests: 'A poll asks for no more than it needs',
  seconds: 'A run ends within 30 seconds',
  one_each: 'A step that succeeds has made one thing, and gives that one',
  nothing: 'A step that says that it made nothing has made nothing',
  halted: 'A step halts only where something went wrong',
  together: 'Of two steps that change one thing at the same moment, neither undoes the other',
} as const;

export type RuleName = keyof typeof RULES;

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

export const NOTHING_COUNTED: Readonly<Counts> = {
  polls: 0,
  requests: 0,
  faults: 0,
  fired: 0,
  parts: 0,
  created: 0,
  nothingCreated: 0,
  halted: 0,
};

/** What one Zap still owes. */
interface Account {
  /** What it has fired for, in its whole life. */
  readonly fired: Set<string>;
  /** What clean polls have not given, and how often. */
  readonly missed: Map<string, number>;
  /** What was looked after until now; what leaves the look-back is checked once more. */
  open: Set<string>;
  /** Whether it was turned on while nobody could read all pages of the list. */
  beganBlind: boolean;
}

/** What the Zaps of one memory have done. */
interface MemoryAccount {
  /** How often each conversation was got since the memory was last in doubt. */
  readonly looks: Map<string, number>;
  /** How often each was got again although its record was known. */
  readonly vain: Map<string, number>;
  /** How often the mood of the cache had changed by then. */
  moods: number;
  /** When the last poll began that went well, in milliseconds. */
  lastSound: number;
}

export class Rules implements Observer {
  readonly counts: Counts = { ...NOTHING_COUNTED };
  readonly violations: string[] = [];
  readonly #world: World;
  readonly #cache: Cache;
  readonly #accounts = new Map<Zap, Account>();
  /** Conversations for which Tavus returned a wrong answer, and the time of the first, in milliseconds. */
  readonly #liedAbout = new Map<string, number>();
  readonly #memories = new Map<string, MemoryAccount>();
  readonly #steps = new Map<
    string,
    { readonly creates: StepPlan['creates']; readonly end: StepEnd }
  >();
  /** Conversations that a step has ended because nobody could join them. */
  readonly #endedAgain = new Set<string>();

  constructor(world: World, cache: Cache) {
    this.#world = world;
    this.#cache = cache;
  }

  #violated(rule: RuleName, what: string): void {
    const time = new Date(this.#world.time.now()).toISOString().slice(5, 19).replace('T', ' ');
    this.violations.push(`${RULES[rule]}. ${time} ${what}`);
  }

  #accountOf(zap: Zap): Account {
    const known = this.#accounts.get(zap);
    if (known) return known;
    const account = {
      fired: new Set<string>(),
      missed: new Map(),
      open: new Set<string>(),
      beganBlind: false,
    };
    this.#accounts.set(zap, account);
    return account;
  }

  // ---- triggers

  turnedOn(zap: Zap): void {
    const { badLooks, gets } = zap.first;
    for (const [id, how] of zap.beganHurried ? [] : badLooks) {
      const looks = gets.filter((got) => got === id).length;
      if (how === 'failed' && looks <= MIN_LOOKS_AGAIN)
        this.#violated('in_time', `${words(zap)} was turned on after ${looks} looks at ${id}`);
    }
    const account = this.#accountOf(zap);
    account.missed.clear();
    account.open = new Set();
  }

  fired(zap: Zap, record: FiredRecord): void {
    this.counts.fired += 1;
    const id = String(record.id);
    const { plan, since } = zap;
    const account = this.#accountOf(zap);
    const thing = this.#world.thingOf(plan.trigger, id);
    const what = `${words(zap)} fired for ${id}`;
    if (!thing) {
      this.#violated('ready', `${what}, which is not there`);
      return;
    }
    const ready = thing.readyFor(plan.filter);
    const isOfThePast = ready !== null && ready.at < since && this.#isExcused(zap, thing);
    if (account.fired.has(id) && !isOfThePast) this.#violated('once', `${what} a second time`);
    account.fired.add(id);
    if (ready === null) {
      if (thing.isTest) this.#violated('tests', `${what}, which is a test`);
      else if (thing.readyFor(unfiltered(plan.filter)) === null) {
        this.#violated('ready', `${what}, which is not ready`);
      } else this.#violated('fitting', `${what}, which does not fit`);
      return;
    }
    if (ready.at < since - this.#tolerance(zap) && !this.#isExcused(zap, thing)) {
      this.#violated('past', `${what}, which was ready before it was turned on`);
    }
    const keys = keysOf(plan.trigger);
    const missing = keys.filter((key) => !(key in record) || record[key] === undefined);
    if (missing.length > 0) this.#violated('whole', `${what} without ${missing.join(', ')}`);
    const promised = PROMISED[plan.trigger];
    if (!promised || !isNothing(record[promised])) return;
    // The app waits for the end for ten minutes, or until ten minutes after the longest call.
    const toldWronglyFor = this.#world.time.now() - (this.#liedAbout.get(id) ?? Infinity);
    const age = this.#world.time.now() - thing.createdAt.getTime();
    const isOld = age >= 2 * HOUR + 10 * MINUTE || toldWronglyFor + SLACK >= 10 * MINUTE;
    const isGivenUp = promised === 'ended_at' && isOld;
    if (!isGivenUp) this.#violated('whole', `${what} without its ${promised}`);
  }

  /** What a Zap may take for new although it is past (docs/polling.md). */
  #isExcused(zap: Zap, thing: Thing): boolean {
    return (
      this.#accountOf(zap).beganBlind || (isSaidToBeEmpty(zap, thing) && this.#isYoung(zap, thing))
    );
  }

  /** What a Zap may take for past although it is not (docs/polling.md). */
  #isTakenForPast(zap: Zap, thing: Thing): boolean {
    const { id, endedAt } = thing;
    if (isSaidToBeEmpty(zap, thing)) return !this.#isYoung(zap, thing);
    const hasEnded = endedAt && endedAt.getTime() < zap.since + MAX_RUN_SECONDS * 1000;
    return Boolean(hasEnded && (zap.first.badLooks.has(id) || zap.beganHurried));
  }

  #isYoung(zap: Zap, { createdAt }: Thing): boolean {
    return zap.since - createdAt.getTime() < 3 * HOUR || this.#world.isUndated;
  }

  #tolerance({ plan }: Zap): number {
    // Without a reason from Tavus, the app knows only later that nobody came.
    return plan.trigger === 'new_conversation' ? 0 : 1000;
  }

  polled(zap: Zap, outcome: RunResult<unknown>, began: number): void {
    const { run } = outcome;
    this.counts.polls += 1;
    this.counts.requests += run.requests;
    this.counts.faults += run.faults;
    for (const id of run.lies) this.#liedAbout.set(id, this.#liedAbout.get(id) ?? began);
    if (outcome.seconds > MAX_RUN_SECONDS) {
      this.#violated('seconds', `A poll of ${words(zap)} took ${outcome.seconds} seconds`);
    }
    this.#checkWork(words(zap));
    if (run.lists > MAX_PAGES) {
      this.#violated('requests', `A poll of ${words(zap)} asked for ${run.lists} pages`);
    }
    if (outcome.ok) {
      const ids = recordsOf(outcome.result).map(({ id }) => id);
      if (new Set(ids).size < ids.length)
        this.#violated('once', `${words(zap)} gave a record twice at once`);
    } else if (
      run.faults === 0 &&
      outcome.seconds < HURRIED_SECONDS &&
      !/^The app could read only \d+ of your /.test(outcome.message)
    ) {
      // Such a poll states how much of the list it could read (docs/polling.md).
      this.#violated(
        'reasons',
        `A poll of ${words(zap)} failed without a reason: ${outcome.message}`,
      );
    }
    const isChanging = this.#world.isInNoOrder || this.#world.lastChange >= began;
    const isBlind = isChanging && run.lists > 1;
    if (zap.state !== 'on') this.#accountOf(zap).beganBlind = isBlind;
    this.#countRequests(zap, outcome, began);
    if (zap.state !== 'on') return;
    if (isBlind) this.#accountOf(zap).open.clear();
    else this.#checkMissing(zap, outcome, began);
  }

  #checkWork(who: string): void {
    const { longestWork } = this.#world.time;
    if (longestWork > MAX_WORK_SECONDS) {
      this.#violated(
        'seconds',
        `Until a run of ${who} ended, one answer took ${longestWork} seconds of processor time`,
      );
    }
  }

  /** Each time that a memory may have been lost, or an answer was bad, the counting begins anew. */
  #countRequests(zap: Zap, { run }: RunResult<unknown>, began: number): void {
    const { plan } = zap;
    const memory = this.#memoryOf(zap);
    const hasMemory = this.#cache.mood === 'works' && this.#cache.changedAt < began;
    const isSound = run.faults === 0 && hasMemory && zap.state === 'on';
    if (!isSound || memory.moods !== this.#cache.moods) {
      memory.looks.clear();
      memory.vain.clear();
      memory.moods = this.#cache.moods;
      memory.lastSound = isSound ? began : Number.POSITIVE_INFINITY;
    }
    // After a wrong answer the app learns the end of a conversation late.
    const gets = run.gets.filter((id) => !this.#liedAbout.has(id));
    // While it is turned on, it looks again at what is empty, and at what failed.
    const most = zap.state === 'on' ? 1 : 2 + run.faults;
    if (mostFrequent(run.gets) > most) {
      this.#violated(
        'requests',
        `A poll of ${words(zap)} got a conversation more than ${most} times`,
      );
    }
    // Zaps that poll at the same moment do not know of each other.
    const zaps = this.#zapsOf(memoryOf(zap));
    for (const id of isSound ? gets : []) {
      const looks = (memory.looks.get(id) ?? 0) + 1;
      memory.looks.set(id, looks);
      if (looks > MAX_LOOKS * zaps)
        this.#violated('requests', `${words(zap)} got ${id} ${looks} times`);
      const ready = this.#world.thingOf(plan.trigger, id)?.readyFor(unfiltered(plan.filter));
      // What has no date is forgotten after a day, and got once more.
      if (!ready || ready.at > began || this.#world.isUndated) continue;
      const vain = (memory.vain.get(id) ?? 0) + 1;
      memory.vain.set(id, vain);
      if (vain > zaps)
        this.#violated('requests', `${words(zap)} got ${id} again, which it has had`);
    }
    if (!isSound) return;
    const isSettled = memory.lastSound < began && this.#world.lastChange < memory.lastSound;
    const mostPages = this.#maxPages(plan.trigger);
    if (isSettled && run.lists > mostPages) {
      this.#violated(
        'requests',
        `A poll of ${words(zap)} asked for ${run.lists} pages, not ${mostPages}`,
      );
    }
    memory.lastSound = began;
  }

  /** The most pages that a poll reads (docs/polling.md, "Requests by situation"). */
  #maxPages(trigger: string): number {
    if (this.#world.isInNoOrder) return MAX_PAGES;
    const listed = listedBy(trigger, this.#world.sandbox);
    // The first page, one after a full last page, and one more where pages count from 1.
    return Math.min(MAX_PAGES, Math.ceil(listed / this.#world.shortestPages) + 3);
  }

  #memoryOf(zap: Zap): MemoryAccount {
    const key = memoryOf(zap);
    const known = this.#memories.get(key);
    if (known) return known;
    const memory = {
      looks: new Map(),
      vain: new Map(),
      moods: 0,
      lastSound: Number.POSITIVE_INFINITY,
    };
    this.#memories.set(key, memory);
    return memory;
  }

  #zapsOf(memory: string): number {
    return [...this.#accounts.keys()].filter((zap) => memoryOf(zap) === memory).length;
  }

  /** Checks that the Zap has fired for everything that is due. */
  #checkMissing(zap: Zap, outcome: RunResult<unknown>, began: number): void {
    const account = this.#accountOf(zap);
    const isClean = outcome.ok && outcome.run.faults === 0 && outcome.seconds < HURRIED_SECONDS;
    const stillOpen = new Set<string>();
    for (const thing of this.#world.thingsOf(zap.plan.trigger)) {
      const { id, createdAt } = thing;
      const age = began - createdAt.getTime();
      if (age > LOOK_BACK + 3 * HOUR) break;
      if (account.fired.has(id)) continue;
      const ready = thing.readyFor(zap.plan.filter);
      // What became ready while the Zap was being turned on may count as either.
      if (ready === null || ready.at <= zap.since + MAX_RUN_SECONDS * 1000) continue;
      if (this.#isTakenForPast(zap, thing)) continue;
      if (age <= LOOK_BACK) {
        stillOpen.add(id);
        if (isClean) this.#checkInTime(zap, thing, ready, began, outcome.run.lists);
      } else if (account.open.has(id) && ready.at - createdAt.getTime() < SURE) {
        if (ready.shownSince === null || this.#isTakenForTest(thing)) continue;
        this.#violated('in_time', `${words(zap)} never fired for ${id}`);
      }
    }
    // Where there was no time to look, nobody knows how often that was so.
    account.open = outcome.seconds < HURRIED_SECONDS ? stillOpen : new Set();
  }

  /** After two wrong answers only the last look is left, and it may have gone wrong too. */
  #isTakenForTest({ id, createdAt }: Thing): boolean {
    const lastLook = createdAt.getTime() + LAST_LOOK;
    const isLate = this.#world.lastTrouble > lastLook || this.#world.isUndated;
    return this.#liedAbout.has(id) && isLate;
  }

  #checkInTime(zap: Zap, thing: Thing, ready: Ready, began: number, pages: number): void {
    const { id, createdAt, endedAt } = thing;
    if (ready.shownSince === null) return;
    // Nobody knows when the last look at something without a date is, which was taken for a test.
    if (this.#world.isUndated && this.#liedAbout.has(thing.id)) return;
    const since = Math.max(ready.at, ready.shownSince);
    const isListed = zap.plan.trigger === 'new_conversation' || !endedAt;
    const waited = isListed ? 0 : ready.at - endedAt.getTime();
    const lastLook = createdAt.getTime() + LAST_LOOK;
    // After a wrong answer it may be taken for a test, with only one more look.
    const usual = this.#world.isUndated ? since + waited : Math.min(since + waited, lastLook);
    const latest = this.#liedAbout.has(id) ? lastLook : usual;
    if (began < Math.max(latest, since) + SLACK) return;
    const { missed } = this.#accountOf(zap);
    const times = (missed.get(id) ?? 0) + 1;
    missed.set(id, times);
    // A list of several pages may change while it is read.
    if (times < (pages > 1 ? 2 : 1)) return;
    const late = Math.round((began - since) / MINUTE);
    this.#violated('in_time', `${words(zap)} has not fired for ${id}, ready for ${late} minutes`);
  }

  used(zap: Zap, id: string, parts: { readonly [part: string]: RunResult<unknown> }): void {
    const conversation = this.#world.sandbox.conversation(id);
    for (const [part, outcome] of Object.entries(parts)) {
      this.counts.parts += 1;
      if (!outcome.ok) {
        if (outcome.run.faults === 0) {
          this.#violated('parts', `${part} of ${id} could not be had: ${outcome.message}`);
        }
      } else if (outcome.run.faults === 0 && part === PROMISED[zap.plan.trigger]) {
        if (isNothing(outcome.result)) this.#violated('parts', `${part} of ${id} is not there`);
        if (part !== 'transcript_text') continue;
        const said = conversation?.lines.map(({ content }) => content) ?? [];
        if (!said.every((line) => String(outcome.result).includes(line))) {
          this.#violated('parts', `The transcript of ${id} is not what was said`);
        }
      }
    }
  }

  // ---- steps

  /** A try of a step has ended. */
  stepped(
    creates: StepPlan['creates'],
    mark: string,
    end: StepEnd,
    outcome: RunResult<unknown>,
  ): void {
    this.counts.requests += outcome.run.requests;
    this.counts.faults += outcome.run.faults;
    this.#steps.set(mark, { creates, end });
    if (outcome.seconds > MAX_RUN_SECONDS) {
      this.#violated('seconds', `Step ${mark} took ${outcome.seconds} seconds`);
    }
    if (end.kind === 'created') this.counts.created += 1;
    if (end.kind === 'halted') this.counts.halted += 1;
    if (end.kind === 'failed') this.counts.nothingCreated += 1;
    if (end.kind === 'halted' && outcome.run.faults === 0) {
      this.#violated(
        'halted',
        `Step ${mark} was halted although nothing went wrong: ${end.message}`,
      );
    }
    this.#checkStep(creates, mark, end);
  }

  /** Two steps that changed one thing at the same moment have ended. */
  changedTogether(
    { key, forms, isRight }: Together,
    outcomes: readonly RunResult<unknown>[],
  ): void {
    for (const { run, seconds } of outcomes) {
      this.counts.requests += run.requests;
      this.counts.faults += run.faults;
      if (seconds > MAX_RUN_SECONDS) this.#violated('seconds', `${key} took ${seconds} seconds`);
    }
    if (outcomes.some(({ run }) => run.faults > 0)) return;
    const errors = outcomes.flatMap((each) => (each.ok ? [] : each.message));
    if (errors.length > 0 || !isRight()) {
      this.#violated('together', `${key} with ${JSON.stringify(forms)} ${errors.join(' ')}`);
    }
  }

  /** Checks again what every step has said: later it must still be true. */
  checkSteps(): void {
    for (const [mark, { creates, end }] of this.#steps) this.#checkStep(creates, mark, end);
  }

  #checkStep(creates: StepPlan['creates'], mark: string, end: StepEnd): void {
    const all = madeBy(creates, mark, this.#world.sandbox);
    const made = all.filter(({ id }) => !this.#endedAgain.has(id));
    const ids = made.map(({ id }) => id).join(', ');
    if (end.kind === 'created') {
      if (made.length !== 1)
        this.#violated('one_each', `Step ${mark} succeeded with ${end.id} and made ${ids}`);
      else if (made[0]?.id !== end.id) {
        this.#violated('one_each', `Step ${mark} made ${ids} and was given ${end.id}`);
      }
    }
    if (end.kind !== 'failed') return;
    const isEnded = /The app ended it/.test(end.message);
    const open = made.filter(({ isOpen }) => !isEnded || isOpen);
    if (isEnded) for (const { id } of made) this.#endedAgain.add(id);
    if (open.length > 0)
      this.#violated('nothing', `Step ${mark} made ${ids} and said: ${end.message}`);
  }
}

/** What steps with this mark have made. */
function madeBy(
  creates: StepPlan['creates'],
  mark: string,
  { conversations, videos, documents }: Sandbox,
): readonly { readonly id: string; readonly isOpen: boolean }[] {
  switch (creates) {
    case 'conversation':
      return conversations
        .filter(({ body }) => body.conversational_context === mark)
        .map(({ id, status }) => ({ id, isOpen: status === 'active' }));
    case 'video':
      return videos
        .filter(({ body }) => body.script === mark)
        .map(({ id }) => ({ id, isOpen: true }));
    case 'document':
      return documents
        .filter(({ url }) => url === urlOf(mark))
        .map(({ id }) => ({ id, isOpen: true }));
  }
}

/** Whether Tavus said at last, while a Zap was turned on, that nothing had happened in a conversation. */
function isSaidToBeEmpty({ first }: Zap, { id }: Thing): boolean {
  return first.badLooks.get(id) === 'says that nothing has happened';
}

/** How many things the list of a trigger has. */
function listedBy(trigger: string, { conversations, videos, documents }: Sandbox): number {
  switch (trigger) {
    case 'video_ready':
      return videos.length;
    case 'document_ready':
      return documents.length;
    default:
      return conversations.length;
  }
}

/** How often the most frequent of some texts is among them. */
function mostFrequent(texts: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/** The output that each trigger promises. */
const PROMISED: Readonly<Record<string, string>> = {
  conversation_ended: 'ended_at',
  transcript_ready: 'transcript_text',
  recording_ready: 'recording_status',
  perception_analysis_ready: 'perception_analysis',
  post_call_data_ready: 'post_call',
};

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || Object(value).length === 0;
}

/** Zaps of one memory get what they need together. */
function memoryOf({ plan }: Zap): string {
  const { call_outcome, tag = '' } = plan.filter;
  const waits = call_outcome === undefined ? '' : 'outcome';
  return `${plan.trigger} ${waits} ${tag}`;
}

/** What all Zaps of the memory of one with this filter look for. */
function unfiltered({ call_outcome }: Zap['plan']['filter']): Zap['plan']['filter'] {
  return call_outcome === undefined ? {} : { call_outcome };
}

/** The words for a Zap. */
function words({ plan }: Zap): string {
  const narrowed = Object.entries(plan.filter).map(([key, value]) => `${key} ${value}`);
  const rest = narrowed.length > 0 ? ` (${narrowed.join(', ')})` : '';
  return `The Zap ${plan.trigger}${rest} every ${plan.interval} minutes`;
}
