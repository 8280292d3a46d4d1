import { BAD_SCRIPT, type Behaviour, type Sandbox, SEED } from '../sandbox/sandbox.ts';
import { type End, type Thing, thingOf, thingsOf } from './facts.ts';
import type { Trouble, Wire } from './platform.ts';
import type { Time } from './time.ts';
import { isMeant, type Target } from './troubles.ts';

/** The people of an account, and the behaviour of Tavus. */

/** The faces and personas that people choose. */
export const CHOICES = [
  { replica_id: SEED.replica, persona_id: SEED.persona },
  { replica_id: SEED.otherReplica, persona_id: SEED.personaOfOtherReplica },
] as const;

/** A call that somebody plans. Times in minutes. */
export interface CallPlan {
  readonly kind: 'talk' | 'silence' | 'no_show' | 'test' | 'cut_by_plan' | 'ended_by_request';
  readonly choice: 0 | 1;
  /** From the creation until somebody joins; at most 4, because then Tavus gives up. */
  readonly until: number;
  readonly minutes: number;
  readonly records: boolean;
  readonly copyFails: boolean;
  readonly camera: boolean;
  /** How many post-call actions run after it. */
  readonly actions: number;
  /** How often everything is said. */
  readonly times: number;
}

/** The settings of the sandbox that a story changes. */
export type TavusSettings = Pick<
  Behaviour,
  | 'listOrder'
  | 'longestPage'
  | 'totalCount'
  | 'pageBeyondEnd'
  | 'listedTimes'
  | 'listedIds'
  | 'names'
  | 'age'
  | 'maxConcurrent'
  | 'transcriptDelay'
  | 'recordingDelay'
  | 'perceptionDelay'
  | 'postCallDelay'
  | 'videoGenerationDelay'
  | 'videoPagesFrom'
  | 'videoDates'
  | 'documentDelay'
  | 'documentSort'
  | 'trainingDelay'
  | 'timeForm'
  | 'reasonForm'
>;

/** A video that somebody orders. */
export interface VideoPlan {
  readonly choice: 0 | 1;
  readonly fails: boolean;
  readonly fast: boolean;
}

/** A document that somebody adds to the knowledge base. */
export interface DocumentPlan {
  readonly fails: boolean;
  readonly crawled: boolean;
  readonly tag: string;
}

/** How the account was before the story begins. */
export interface Beginning {
  /** How many conversations, videos and documents there were, and how many minutes lay between two. */
  readonly past: number;
  readonly minutesBetween: number;
  readonly ways: Partial<TavusSettings>;
  /** How lists write creation times, if unreadable. */
  readonly unreadableTimes: TavusSettings['listedTimes'] | undefined;
  /** From when a document is added until it can be used, in seconds. */
  readonly documentDelay: number;
  /** From the end of a conversation until answers contain what happened in it, in seconds. */
  readonly eventDelay: number;
}

/** The account, and the wire to it. */
export class World {
  readonly sandbox: Sandbox;
  readonly time: Time;
  /** How long a request takes, in seconds. */
  latency = 0.2;
  /** By how many seconds the clock of Zapier's machine is ahead. */
  skew = 0;
  /** The time of the last trouble, in milliseconds. */
  lastTrouble = Number.NEGATIVE_INFINITY;
  /** How many things were on a page at least, while there were more. */
  shortestPages = Number.POSITIVE_INFINITY;
  /** The time of the last change of the settings. */
  lastChange = Number.NEGATIVE_INFINITY;
  #outage:
    | { readonly target: Target; readonly trouble: Trouble; readonly until: number }
    | undefined;
  #single: { readonly target: Target; readonly trouble: Trouble; times: number }[] = [];
  #requests = 0;
  #unreadableTimes: TavusSettings['listedTimes'] | undefined;
  /** When the replicas and documents that somebody made are ready. */
  readonly #ends = new Map<string, readonly End[]>();

  constructor(sandbox: Sandbox, time: Time) {
    this.sandbox = sandbox;
    this.time = time;
    sandbox.addReplica({ id: CHOICES[0].replica_id });
    sandbox.addReplica({ id: CHOICES[1].replica_id });
    sandbox.addPersona({ id: CHOICES[0].persona_id, defaultReplicaId: CHOICES[0].replica_id });
    sandbox.addPersona({ id: CHOICES[1].persona_id, defaultReplicaId: CHOICES[1].replica_id });
    sandbox.behaviour.maxConcurrent = 100;
  }

  /** Sets up the account before the story begins. */
  begin(beginning: Beginning): void {
    const { ways, unreadableTimes, documentDelay, eventDelay, past, minutesBetween } = beginning;
    this.#unreadableTimes = unreadableTimes;
    Object.assign(this.sandbox.behaviour, { documentDelay, eventDelay });
    this.behave(ways);
    this.addPast(past, minutesBetween);
    this.addPastFiles(past, minutesBetween);
  }

  // ---- people

  /** Calls of the days before, the wire forms of every age mixed. */
  addPast(calls: number, minutesBetween: number): void {
    const now = this.time.now();
    this.sandbox.addConversations(calls, (index) => {
      const end = now - (2 + index * minutesBetween) * 60_000;
      return {
        createdAt: new Date(end - (2 + (index % 50)) * 60_000),
        endedAt: new Date(end),
        replicaId: CHOICES[index % 2 === 0 ? 0 : 1].replica_id,
        personaId: CHOICES[index % 2 === 0 ? 0 : 1].persona_id,
        lines: index % 5 === 0 ? [] : TALK,
        testMode: index % 11 === 10,
        age: (['2025', 'may_2026', 'autumn_2026'] as const)[index % 3] ?? '2025',
        names: index % 4 === 0 ? 'new' : 'old',
        // Only who was there can be seen.
        ...(index % 5 !== 0 && index % 3 === 0 && { perception: 'The participant smiled.' }),
      };
    });
  }

  /** Videos and documents of the days before. */
  addPastFiles(count: number, minutesBetween: number): void {
    const now = this.time.now();
    const moments = Array.from({ length: count }, (_, index) => {
      const end = now - (2 + index * minutesBetween) * 60_000;
      return { createdAt: new Date(end - 120_000), updatedAt: new Date(end), end };
    });
    for (const [index, { end, ...moment }] of moments.entries()) {
      const hasFailed = index % 7 === 6;
      const status = hasFailed ? 'error' : 'ready';
      const { replica_id: replicaId } = CHOICES[index % 2 === 0 ? 0 : 1];
      this.sandbox.addVideo({ ...moment, status, replicaId });
      const tags = index % 3 === 0 ? ['sales'] : [];
      const { id } = this.sandbox.addDocument({ ...moment, status, tags });
      this.#ends.set(id, [{ at: end, hasFailed }]);
    }
  }

  /** Somebody makes a conversation in Tavus, and goes there. */
  plan(call: CallPlan): void {
    const body = JSON.stringify({
      ...CHOICES[call.choice],
      ...(call.kind === 'test' && { test_mode: true }),
      properties: {
        enable_recording: true,
        recording_s3_bucket_name: 'calls',
        recording_s3_bucket_region: 'eu-central-1',
        aws_assume_role_arn: 'arn:aws:iam::123456789012:role/tavus',
      },
    });
    // The plan may be used up.
    const id = this.#made('/v2/conversations', body, 'conversation_id');
    if (id !== undefined) this.attend(id, call);
  }

  /** Somebody orders a video in Tavus. */
  order({ choice, fails, fast }: VideoPlan): void {
    const { replica_id } = CHOICES[choice];
    const script = fails ? `This is ${BAD_SCRIPT}.` : 'Hello.';
    this.#made('/v2/videos', JSON.stringify({ replica_id, script, fast }), 'video_id');
  }

  /** Somebody adds a document in Tavus. */
  addDocument({ fails, crawled, tag }: DocumentPlan): void {
    this.#requests += 1;
    const body = {
      document_url: `https://files.example.com/${this.#requests}${fails ? '-file_empty' : ''}`,
      ...(tag !== '' && { tags: [tag] }),
      ...(crawled && { crawl: { depth: 1, max_pages: 3 } }),
    };
    this.#made('/v2/documents', JSON.stringify(body), 'document_id');
  }

  /** A website of the knowledge base is read again. */
  crawlAgain(index: number): void {
    const crawled = this.sandbox.documents.filter(
      ({ crawl, status }) => crawl && status === 'ready',
    );
    const document = crawled[index % Math.max(1, crawled.length)];
    if (!document || !this.#ends.has(document.id)) return;
    const made = this.#made(`/v2/documents/${document.id}/recrawl`, '{}', 'document_id');
    if (made !== undefined) this.#endsLater(made, this.sandbox.behaviour.documentDelay, false);
  }

  /** Somebody has a replica trained, of a model without a preview. */
  train(fails: boolean): void {
    const training = { modelName: 'phoenix-4', ...(fails && { fails: 'training' as const }) };
    const { id } = this.sandbox.trainReplica(training);
    this.#endsLater(id, this.sandbox.behaviour.trainingDelay, fails);
  }

  #endsLater(id: string, seconds: number, hasFailed: boolean): void {
    const before = this.#ends.get(id) ?? [];
    this.#ends.set(id, [...before, { at: this.time.now() + seconds * 1000, hasFailed }]);
  }

  /** Documents come from people and from steps; how long one takes does not change in a story. */
  #noteDocuments(): void {
    const { documents, behaviour } = this.sandbox;
    for (const { id, createdAt, url } of documents) {
      if (this.#ends.has(id)) continue;
      const at = createdAt.getTime() + behaviour.documentDelay * 1000;
      this.#ends.set(id, [{ at, hasFailed: url.includes('file_empty') }]);
    }
  }

  /** The id of what a request of a person makes; undefined if Tavus refuses. */
  #made(path: string, body: string, idName: string): string | undefined {
    const headers = { 'x-api-key': this.sandbox.apiKey, 'content-type': 'application/json' };
    const { status, text } = this.sandbox.exchange({ method: 'POST', path, headers, body });
    if (status >= 300) return undefined;
    const made: unknown = JSON.parse(text);
    const id: unknown = Object.entries(Object(made)).find(([name]) => name === idName)?.[1];
    return typeof id === 'string' ? id : undefined;
  }

  // ---- facts

  thingsOf(trigger: string): Iterable<Thing> {
    if (trigger === 'document_ready') this.#noteDocuments();
    return thingsOf(trigger, this.sandbox, this.#ends);
  }

  thingOf(trigger: string, id: string): Thing | undefined {
    if (trigger === 'document_ready') this.#noteDocuments();
    return thingOf(trigger, id, this.sandbox, this.#ends);
  }

  /** People come to a conversation as they have planned. */
  attend(id: string, plan: CallPlan): void {
    const { kind, until, minutes, records, copyFails, camera, actions, times } = plan;
    if (kind === 'test' || kind === 'no_show') return;
    this.#later(until, id, () => {
      const postCall = Array.from({ length: actions }, (_, index) => ({ name: `action_${index}` }));
      this.sandbox.join(id, { record: records, recordingCopyFails: copyFails, camera, postCall });
      if (kind === 'silence') return;
      for (let count = 0; count < times; count += 1) {
        for (const [role, text] of TALK) this.sandbox.say(id, role, text);
      }
    });
    // Who is cut off by the plan does not leave.
    if (kind === 'cut_by_plan') return;
    this.#later(until + minutes, id, () => {
      if (kind === 'ended_by_request') this.#end(id);
      else this.sandbox.leave(id);
    });
  }

  #later(minutes: number, id: string, action: () => void): void {
    this.time.after(minutes * 60, () => {
      if (this.sandbox.conversation(id)?.status === 'active') action();
    });
  }

  #end(id: string): void {
    const headers = { 'x-api-key': this.sandbox.apiKey };
    this.sandbox.exchange({ method: 'POST', path: `/v2/conversations/${id}/end`, headers });
  }

  // ---- Tavus

  behave(ways: Partial<TavusSettings>): void {
    const listedTimes = this.#unreadableTimes;
    Object.assign(this.sandbox.behaviour, ways, listedTimes === undefined ? {} : { listedTimes });
    this.shortestPages = Math.min(this.shortestPages, this.sandbox.behaviour.longestPage);
    this.lastChange = this.time.now();
  }

  /** Whether the order of lists is another one in each answer, so that nobody can read several pages. */
  get isInNoOrder(): boolean {
    return ['shuffled_anew', 'turning'].includes(this.sandbox.behaviour.listOrder);
  }

  /** Whether lists do not say when something was created. */
  get isUndated(): boolean {
    return this.#unreadableTimes !== undefined;
  }

  /** All requests of a target go wrong for some time. */
  breakDown(target: Target, trouble: Trouble, minutes: number): void {
    this.#outage = { target, trouble, until: this.time.now() + minutes * 60_000 };
  }

  /** The next requests of a target go wrong. */
  stumble(target: Target, trouble: Trouble, times: number): void {
    this.#single.push({ target, trouble, times });
  }

  /** Ends all troubles. */
  calmDown(): void {
    this.#outage = undefined;
    this.#single = [];
  }

  get wire(): Pick<Wire, 'trouble' | 'latency'> {
    return {
      trouble: (method, path) => this.#trouble(method, path),
      latency: () => this.#latency(),
    };
  }

  #trouble(method: string, path: string): Trouble | undefined {
    const found = this.#found(method, path);
    if (found) this.lastTrouble = this.time.now();
    return found;
  }

  #found(method: string, path: string): Trouble | undefined {
    const outage = this.#outage;
    if (outage && outage.until > this.time.now() && isMeant(outage.target, method, path)) {
      return outage.trouble;
    }
    const single = this.#single.find(
      (each) => each.times > 0 && isMeant(each.target, method, path),
    );
    if (single) single.times -= 1;
    return single?.trouble;
  }

  /** No two requests take the same time. */
  #latency(): number {
    this.#requests += 1;
    return this.latency * (0.5 + ((this.#requests * 37) % 100) / 100);
  }
}

const TALK = [
  ['assistant', 'Hi, what is it about?'],
  ['user', 'The set-up.'],
  ['assistant', 'Gladly.'],
] as const;
