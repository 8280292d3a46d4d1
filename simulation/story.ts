import fc from 'fast-check';
import { limits } from '../platform/limits.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Filter } from './facts.ts';
import { Cache, type CacheMood, type Wire } from './platform.ts';
import { type Counts, Rules } from './rules.ts';
import { inTime, realSeconds, Time } from './time.ts';
import { runTogether, togetherOf } from './together.ts';
import { LIES, type NamedTrouble, type Target, TROUBLES } from './troubles.ts';
import {
  type Beginning,
  type CallPlan,
  CHOICES,
  type DocumentPlan,
  type TavusSettings,
  type VideoPlan,
  World,
} from './world.ts';
import {
  runStep,
  type StepPlan,
  TRIGGERS,
  type TriggerKey,
  Zap,
  Zapier,
  type ZapPlan,
} from './zaps.ts';

/** A story: some days of an account, as commands that fast-check draws and shrinks. */

/** An account, the Zaps on it, and the rules. */
export class Life {
  readonly world: World;
  readonly cache: Cache;
  readonly zapier: Zapier;
  readonly rules: Rules;
  readonly zaps: Zap[] = [];
  /** What has happened, for people. */
  readonly log: string[] = [];
  readonly #began: number;
  #marks = 0;

  constructor(sandbox: Sandbox) {
    sandbox.reset();
    const time = new Time(sandbox.clock);
    this.#began = time.now();
    this.world = new World(sandbox, time);
    this.cache = new Cache(time);
    const wire: Wire = { sandbox, time, cache: this.cache, ...this.world.wire };
    this.zapier = new Zapier(wire);
    this.rules = new Rules(this.world, this.cache);
  }

  get days(): number {
    return (this.world.time.now() - this.#began) / 86_400_000;
  }

  async pass(minutes: number): Promise<void> {
    await this.world.time.pass(minutes * 60);
    const [violation] = this.rules.violations;
    if (violation !== undefined) throw new BrokenRule(violation, this.log);
  }

  note(words: string): void {
    const time = new Date(this.world.time.now()).toISOString().slice(5, 16).replace('T', ' ');
    this.log.push(`${time} ${words}`);
  }

  turnOn(plan: ZapPlan): void {
    const zap = new Zap(plan, this.zapier, this.rules);
    this.zaps.push(zap);
    void zap.turnOn();
  }

  /** One of the existing Zaps. */
  zap(index: number): Zap | undefined {
    return this.zaps[index % Math.max(1, this.zaps.length)];
  }

  runStep(plan: StepPlan, call: CallPlan, isTwice = false): void {
    this.#marks += 1;
    const mark = `step ${this.#marks}`;
    if (isTwice) this.#runTogether(plan, mark);
    void runStep(this.zapier, plan, mark, (end, outcome) => {
      this.rules.stepped(plan.creates, mark, end, outcome);
      const isCall = plan.creates === 'conversation' && end.kind === 'created';
      if (isCall) this.world.attend(end.id, call);
    });
  }

  /** Two more steps change one thing; which one, depends on the plan. */
  #runTogether(plan: StepPlan, mark: string): void {
    const { sandbox } = this.world;
    const together = togetherOf(plan, mark, sandbox);
    if (!together) return;
    void runTogether(this.zapier, together).then((outcomes) =>
      this.rules.changedTogether(together, outcomes),
    );
  }
}

/** A rule was broken. */
export class BrokenRule extends Error {
  /** What had happened, in order. */
  readonly story: readonly string[];

  constructor(rule: string, story: readonly string[]) {
    super(rule);
    this.story = story;
  }
}

/** An event of a story: its words, and the function that makes it happen. */
class Action implements fc.AsyncCommand<object, Life> {
  readonly #words: string;
  readonly #act: (life: Life) => void | Promise<void>;

  constructor(words: string, act: (life: Life) => void | Promise<void>) {
    this.#words = words;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  async run(_: object, life: Life): Promise<void> {
    life.note(this.#words);
    await this.#act(life);
    // Everything takes a moment.
    await life.pass(0.05);
  }

  toString(): string {
    return this.#words;
  }
}

const call: fc.Arbitrary<CallPlan> = fc.record({
  kind: fc.constantFrom<CallPlan['kind'][]>(
    'talk',
    'talk',
    'talk',
    'silence',
    'no_show',
    'test',
    'cut_by_plan',
    'ended_by_request',
  ),
  choice: fc.constantFrom(0, 1),
  until: fc.integer({ min: 0, max: 4 }),
  minutes: fc.integer({ min: 1, max: 55 }),
  records: fc.boolean(),
  copyFails: fc.boolean(),
  camera: fc.boolean(),
  actions: fc.constantFrom(0, 0, 1, 2),
  // The longest call has 2,400 turns.
  times: fc.constantFrom(...Array.from({ length: 19 }, () => 1), 800),
});

const video: fc.Arbitrary<VideoPlan> = fc.record({
  choice: fc.constantFrom(0, 1),
  fails: fc.constantFrom(false, false, false, true),
  fast: fc.boolean(),
});

const TAGS = ['', 'sales'];

const document: fc.Arbitrary<DocumentPlan> = fc.record({
  fails: fc.constantFrom(false, false, false, true),
  crawled: fc.boolean(),
  tag: fc.constantFrom(...TAGS),
});

/** Mostly conversations, because they can go wrong in more ways. */
const trigger = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TRIGGERS.slice(0, 5)) },
  { weight: 3, arbitrary: fc.constantFrom(...TRIGGERS.slice(5)) },
);

const anyZap: fc.Arbitrary<AnyZap> = fc.record({
  trigger,
  choice: fc.constantFrom(undefined, undefined, undefined, 0, 1),
  by: fc.constantFrom('replica_id' as const, 'persona_id' as const),
  reason: fc.constantFrom(
    undefined,
    undefined,
    undefined,
    undefined,
    'participant_absent',
    'participant_left',
  ),
  callOutcome: fc.constantFrom(undefined, undefined, undefined, undefined, 'talked', 'no_show'),
  outcome: fc.constantFrom(undefined, 'ready', 'failed', 'both'),
  tag: fc.constantFrom(...TAGS),
  // Zapier asks every 15 minutes at least, and every minute in the dearest plans.
  interval: fc.constantFrom(1, 5, 5, 10, 10, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15),
  usesParts: fc.boolean(),
});

function planOf(any: AnyZap): ZapPlan {
  const { trigger: key, interval, usesParts } = any;
  return { trigger: key, interval, usesParts, filter: filterOf(any) };
}

const zap = anyZap.map(planOf);

/** Some Zaps, often of one trigger, and then polling at the same moments. */
const zaps = fc
  .tuple(fc.array(anyZap, { minLength: 1, maxLength: 3, size: 'max' }), fc.boolean())
  .map(([any, areAlike]) => {
    const { trigger: key, interval } = any[0] ?? {};
    const alike = { ...(key && { trigger: key }), ...(interval && { interval }) };
    return any.map((each) => planOf(areAlike ? { ...each, ...alike } : each));
  });

/** Every choice of a Zap, whatever its trigger. */
interface AnyZap {
  readonly trigger: TriggerKey;
  readonly choice: number | undefined;
  readonly by: 'replica_id' | 'persona_id';
  readonly reason: string | undefined;
  readonly callOutcome: string | undefined;
  readonly outcome: string | undefined;
  readonly tag: string;
  readonly interval: number;
  readonly usesParts: boolean;
}

/** The part of the filter that the trigger has. */
function filterOf({ trigger: key, choice, by, reason, callOutcome, outcome, tag }: AnyZap): Filter {
  const chosen = choice === undefined ? undefined : CHOICES[choice === 0 ? 0 : 1];
  switch (key) {
    case 'replica_ready':
      return { ...(outcome !== undefined && { outcome }) };
    case 'document_ready':
      return { ...(outcome !== undefined && { outcome }), ...(tag !== '' && { tag }) };
    case 'video_ready':
      return {
        ...(outcome !== undefined && { outcome }),
        ...(chosen && { replica_id: chosen.replica_id }),
      };
    default:
      return {
        ...(chosen && { [by]: chosen[by] }),
        ...(key === 'conversation_ended' && {
          ...(reason !== undefined && { shutdown_reason: reason }),
          ...(callOutcome !== undefined && { call_outcome: callOutcome }),
        }),
      };
  }
}

const DELAYS = [0, 5, 60, 400, 1800, 3 * 3600, 9 * 3600, 30 * 24 * 3600];

const ways: fc.Arbitrary<Partial<TavusSettings>> = fc.record(
  {
    listOrder: fc.constantFrom<TavusSettings['listOrder'][]>(
      'newest_first',
      'newest_first',
      'newest_first',
      'oldest_first',
      'oldest_first',
      'shuffled',
      'shuffled_anew',
      'turning',
    ),
    longestPage: fc.constantFrom(100, 100, 100, 100, 50, 20),
    totalCount: fc.constantFrom<TavusSettings['totalCount'][]>(
      'right',
      'missing',
      'zero',
      'tenfold',
    ),
    pageBeyondEnd: fc.constantFrom<TavusSettings['pageBeyondEnd'][]>('empty', 'last'),
    listedTimes: fc.constantFrom<TavusSettings['listedTimes'][]>(
      'as_everywhere',
      'spaced',
      'offset',
      'rfc_1123',
      'epoch_seconds',
      'epoch_milliseconds',
    ),
    listedIds: fc.constantFrom<TavusSettings['listedIds'][]>('as_sent', 'upper_case', 'missing'),
    names: fc.constantFrom<TavusSettings['names'][]>('old', 'new', 'mixed'),
    age: fc.constantFrom<TavusSettings['age'][]>('2025', 'may_2026', 'autumn_2026'),
    maxConcurrent: fc.constantFrom(100, 3),
    transcriptDelay: fc.constantFrom(...DELAYS),
    recordingDelay: fc.constantFrom(...DELAYS),
    perceptionDelay: fc.constantFrom(...DELAYS),
    postCallDelay: fc.constantFrom(...DELAYS),
    videoGenerationDelay: fc.constantFrom(60, 600, 3 * 3600, 9 * 3600),
    videoPagesFrom: fc.constantFrom(0, 1),
    videoDates: fc.constantFrom<TavusSettings['videoDates'][]>('rfc_1123', 'iso'),
    documentSort: fc.constantFrom<TavusSettings['documentSort'][]>('honoured', 'ignored'),
    trainingDelay: fc.constantFrom(600, 4 * 3600),
    timeForm: fc.constantFrom<TavusSettings['timeForm'][]>(
      'of_its_age',
      'of_its_age',
      'rfc_1123',
      'other_zone',
      'no_zone',
      'epoch_text',
    ),
    reasonForm: fc.constantFrom<TavusSettings['reasonForm'][]>('code', 'words', 'camel_case'),
  },
  { requiredKeys: [] },
);

const trouble: fc.Arbitrary<{ target: Target; named: NamedTrouble }> = fc.oneof(
  fc.record({
    target: fc.constantFrom<Target[]>('everything', 'lists', 'conversations', 'creates'),
    named: fc.constantFrom(...TROUBLES),
  }),
  fc.record({ target: fc.constant<Target>('conversations'), named: fc.constantFrom(...LIES) }),
);

/** Troubles that lose the answer to a create. */
const loss: fc.Arbitrary<NamedTrouble> = fc.oneof(
  fc.constantFrom(...TROUBLES),
  fc.integer({ min: 1, max: 600 }).map((seconds) => ({
    words: `never answers, and does the work ${seconds} seconds later`,
    effectAfter: seconds,
  })),
);

const step: fc.Arbitrary<StepPlan> = fc.record({
  creates: fc.constantFrom('conversation', 'conversation', 'conversation', 'video', 'document'),
  name: fc.constantFrom('', '', 'Call with Maria Lopez', 'Onboarding: Lopez Bikes!'),
  choice: fc.constantFrom(0, 1),
  isPrivate: fc.constantFrom(false, false, true),
  tries: fc.integer({ min: 1, max: 3 }),
});

const BAD_MOODS: readonly CacheMood[] = [
  'forgets',
  'fails',
  'hangs',
  'is_late',
  'is_old',
  'is_of_another',
  'garbage',
];

/** For how many minutes something lasts. */
const lasting = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 45 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60, max: 400 }) },
);

const minutes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 3, arbitrary: fc.integer({ min: 20, max: 120 }) },
  { weight: 2, arbitrary: fc.integer({ min: 360, max: 840 }) },
);

const actions = {
  time: minutes.map((count) => new Action(`${count} minutes pass`, (life) => life.pass(count))),
  call: call.map(
    (plan) => new Action(`somebody plans ${wordsOf(plan)}`, ({ world }) => world.plan(plan)),
  ),
  calls: fc.tuple(call, fc.integer({ min: 2, max: 15 })).map(
    ([plan, count]) =>
      new Action(`${count} people plan ${wordsOf(plan)}`, ({ world }) => {
        for (let index = 0; index < count; index += 1) world.plan(plan);
      }),
  ),
  video: video.map(
    (plan) =>
      new Action(`somebody orders a video ${wordsOf(plan)}`, ({ world }) => world.order(plan)),
  ),
  document: document.map(
    (plan) =>
      new Action(`somebody adds a document ${wordsOf(plan)}`, ({ world }) =>
        world.addDocument(plan),
      ),
  ),
  crawl: fc
    .nat(5)
    .map((index) => new Action('a website is read again', ({ world }) => world.crawlAgain(index))),
  training: fc
    .boolean()
    .map(
      (fails) =>
        new Action(`a replica is trained${fails ? ', in vain' : ''}`, ({ world }) =>
          world.train(fails),
        ),
    ),
  zap: zap.map(
    (plan) => new Action(`a Zap is turned on: ${wordsOf(plan)}`, (life) => life.turnOn(plan)),
  ),
  off: fc
    .nat(5)
    .map((index) => new Action(`Zap ${index} is turned off`, (life) => life.zap(index)?.turnOff())),
  again: fc
    .nat(5)
    .map(
      (index) =>
        new Action(`Zap ${index} is turned on again`, (life) => void life.zap(index)?.turnOn()),
    ),
  ways: ways.map(
    (some) => new Action(`Tavus changes: ${wordsOf(some)}`, ({ world }) => world.behave(some)),
  ),
  trouble: fc
    .tuple(trouble, fc.integer({ min: 1, max: 6 }))
    .map(
      ([{ target, named }, times]) =>
        new Action(`of ${target}, Tavus ${times} times ${named.words}`, ({ world }) =>
          world.stumble(target, named, times),
        ),
    ),
  outage: fc
    .tuple(trouble, fc.integer({ min: 10, max: 300 }))
    .map(
      ([{ target, named }, lasts]) =>
        new Action(`for ${lasts} minutes, to ${target}, Tavus ${named.words}`, ({ world }) =>
          world.breakDown(target, named, lasts),
        ),
    ),
  touch: fc.constant(
    new Action('Tavus changes updated_at of all conversations', ({ world }) =>
      world.sandbox.touchConversations(),
    ),
  ),
  calm: fc.constant(new Action('Tavus works again', ({ world }) => world.calmDown())),
  latency: fc.constantFrom(0.1, 0.3, 1, 2).map(
    (seconds) =>
      new Action(`a request takes ${seconds} seconds`, ({ world }) => {
        world.latency = seconds;
      }),
  ),
  skew: fc.constantFrom(0, 2, -2, 20, -20).map(
    (seconds) =>
      new Action(`Zapier's clock is ${seconds} seconds ahead`, ({ world }) => {
        world.skew = seconds;
      }),
  ),
  cache: fc
    .tuple(fc.constantFrom(...BAD_MOODS), lasting)
    .map(
      ([mood, lasts]) =>
        new Action(
          `for ${lasts} minutes, Zapier's cache ${mood.replaceAll('_', ' ')}`,
          ({ cache }) => cache.setMood(mood, lasts),
        ),
    ),
  step: fc.record({ plan: step, call, lost: fc.option(loss), twice: fc.boolean() }).map(
    ({ plan, call: after, lost, twice }) =>
      new Action(
        `${twice ? 'two steps change one thing, and two create' : 'a step creates'} a ${plan.creates} ${wordsOf(plan)}${lost ? `, and Tavus ${lost.words}` : ''}`,
        async (life) => {
          if (lost) life.world.stumble('creates', lost, 1);
          life.runStep(plan, after);
          if (twice) life.runStep(plan, after, true);
        },
      ),
  ),
};

function wordsOf(plan: object): string {
  return JSON.stringify(plan).replaceAll('"', '');
}

/** Up to `most` commands; time passes most often. */
export function story(most: number): fc.Arbitrary<Iterable<fc.AsyncCommand<object, Life>>> {
  const { time, ...others } = actions;
  const { off, again, latency, skew, touch, calm } = others;
  const rare = [off, again, latency, skew, touch, calm];
  return fc.commands(
    [
      ...[time, time, time, time, time, time],
      ...[others.call, others.call, others.call, others.calls],
      ...[others.video, others.document, others.crawl, others.training],
      ...[others.zap, others.ways, others.step, others.step],
      ...[others.trouble, others.outage, others.cache],
      ...rare,
    ],
    { maxCommands: most, size: 'max' },
  );
}

/** How a story begins. */
interface Start extends Beginning {
  readonly zaps: readonly ZapPlan[];
}

export const beginning: fc.Arbitrary<Start> = fc.record({
  past: fc.constantFrom(0, 5, 5, 5, 5, 5, 30, 30, 30, 30, 30, 130),
  minutesBetween: fc.constantFrom(7, 40, 200),
  zaps,
  ways,
  unreadableTimes: fc.constantFrom(
    ...Array.from({ length: 20 }, () => undefined),
    ...(['missing', 'words', 'zero'] as const),
  ),
  documentDelay: fc.constantFrom(30, 300, 3 * 3600),
  eventDelay: fc.constantFrom(0, 0, 0, 60, 16 * 60, 40 * 60),
});

/** The limits of the published app. */
const LIMITS: Readonly<typeof limits> = {
  step: 25,
  request: 15,
  looks: [0, 2, 4],
  look: 2,
  cache: 2,
  nameLooks: 5,
};

/** The counts of a story. */
export interface Summary extends Counts {
  readonly days: number;
  readonly conversations: number;
}

/** Runs a story to its end. Throws a BrokenRule at the first violation. */
export async function live(
  sandbox: Sandbox,
  before: Start,
  commands: Iterable<fc.AsyncCommand<object, Life>>,
): Promise<Summary> {
  process.env.TAVUS_API_URL = sandbox.url;
  // Waiting costs nothing here, whatever a test has set.
  Object.assign(limits, LIMITS);
  const life = new Life(sandbox);
  return inTime(
    life.world.time,
    () => life.world.skew,
    async () => {
      life.note(
        `Tavus has ${before.past} conversations, one every ${before.minutesBetween} minutes`,
      );
      const { ways, documentDelay, eventDelay } = before;
      life.note(`Tavus: ${wordsOf({ ...ways, documentDelay, eventDelay })}`);
      if (before.unreadableTimes) life.note(`Lists have times that are ${before.unreadableTimes}`);
      for (const plan of before.zaps) life.note(`a Zap is turned on: ${wordsOf(plan)}`);
      life.world.begin(before);
      for (const plan of before.zaps) life.turnOn(plan);
      await life.pass(1);
      await fc.asyncModelRun(() => ({ model: {}, real: life }), commands);
      life.world.calmDown();
      life.cache.setMood('works');
      life.note('everything works again, and three hours pass');
      await life.pass(180);
      life.rules.checkSteps();
      await life.pass(0);
      return {
        ...life.rules.counts,
        days: life.days,
        conversations: sandbox.conversations.length,
      };
    },
  );
}

/** The summary of a story, or the shortest version of it that breaks a rule. */
export type Ending =
  | { readonly ok: true; readonly told: Summary }
  | { readonly ok: false; readonly rule: string; readonly story: readonly string[] };

/**
 * Draws the story of a seed and runs it. A story that breaks a rule is shortened for at most
 * `secondsToShorten` seconds.
 */
export async function tell(
  sandbox: Sandbox,
  seed: number,
  { commands, secondsToShorten }: { commands: number; secondsToShorten: number },
): Promise<Ending> {
  let told: Summary | undefined;
  let broken: BrokenRule | undefined;
  const began = realSeconds();
  const property = fc.asyncProperty(beginning, story(commands), async (before, actions) => {
    if (broken && realSeconds() - began > secondsToShorten) return;
    try {
      told = await live(sandbox, before, actions);
    } catch (error) {
      // The last one that fails is the shortest.
      broken = error instanceof BrokenRule ? error : new BrokenRule(String(error), []);
      throw error;
    }
  });
  await fc.check(property, { seed, numRuns: 1 });
  if (broken) return { ok: false, rule: broken.message, story: broken.story };
  if (!told) throw new Error(`Story ${seed} did not end within ${secondsToShorten} seconds`);
  return { ok: true, told };
}
