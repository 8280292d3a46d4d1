import {
  type Behaviour,
  type ConversationState,
  type Fault,
  type Sandbox,
  SEED,
} from '../sandbox/sandbox.ts';
import type { Trouble, Wire } from './platform.ts';
import type { Time } from './time.ts';

/** What people do, and what Tavus is like while they do it. */

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
}

/** What of the sandbox's behaviour changes in a story. */
export type Ways = Pick<
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
>;

/** Which requests something goes wrong with. */
export type Target = 'everything' | 'lists' | 'conversations' | 'creates';

/** Something that goes wrong, with the words for it. */
export interface NamedTrouble extends Trouble {
  readonly words: string;
}

/** The account, and the wire to it. */
export class World {
  readonly sandbox: Sandbox;
  readonly time: Time;
  /** How long a request takes, in seconds. */
  latency = 0.2;
  /** By how many seconds the clock of Zapier's machine is ahead. */
  skew = 0;
  /** When something went wrong for the last time, in milliseconds. */
  lastTrouble = Number.NEGATIVE_INFINITY;
  /** When Tavus last began to behave otherwise. */
  lastChange = Number.NEGATIVE_INFINITY;
  #outage:
    | { readonly target: Target; readonly trouble: Trouble; readonly until: number }
    | undefined;
  #single: { readonly target: Target; readonly trouble: Trouble; times: number }[] = [];
  #requests = 0;

  constructor(sandbox: Sandbox, time: Time) {
    this.sandbox = sandbox;
    this.time = time;
    sandbox.addReplica({ id: CHOICES[0].replica_id });
    sandbox.addReplica({ id: CHOICES[1].replica_id });
    sandbox.addPersona({ id: CHOICES[0].persona_id, defaultReplicaId: CHOICES[0].replica_id });
    sandbox.addPersona({ id: CHOICES[1].persona_id, defaultReplicaId: CHOICES[1].replica_id });
    sandbox.behaviour.maxConcurrent = 100;
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
    const headers = { 'x-api-key': this.sandbox.apiKey, 'content-type': 'application/json' };
    const request = { method: 'POST', path: '/v2/conversations', headers, body };
    const { status, text } = this.sandbox.exchange(request);
    // The plan may be used up.
    if (status !== 200) return;
    const created: unknown = JSON.parse(text);
    if (typeof created === 'object' && created !== null && 'conversation_id' in created) {
      this.attend(String(created.conversation_id), call);
    }
  }

  /** People come to a conversation as they have planned. */
  attend(id: string, { kind, until, minutes, records, copyFails, camera }: CallPlan): void {
    if (kind === 'test' || kind === 'no_show') return;
    this.#later(until, id, () => {
      this.sandbox.join(id, { record: records, recordingCopyFails: copyFails, camera });
      if (kind === 'silence') return;
      for (const [role, text] of TALK) this.sandbox.say(id, role, text);
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

  behave(ways: Partial<Ways>): void {
    Object.assign(this.sandbox.behaviour, ways);
    this.lastChange = this.time.now();
  }

  /** Everything of a kind goes wrong for some time. */
  breakDown(target: Target, trouble: Trouble, minutes: number): void {
    this.#outage = { target, trouble, until: this.time.now() + minutes * 60_000 };
  }

  /** The next requests of a kind go wrong. */
  stumble(target: Target, trouble: Trouble, times: number): void {
    this.#single.push({ target, trouble, times });
  }

  /** Nothing goes wrong any more. */
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

function isMeant(target: Target, method: string, path: string): boolean {
  switch (target) {
    case 'everything':
      return true;
    case 'lists':
      return method === 'GET' && /^\/v2\/\w+$/.test(path);
    case 'conversations':
      return method === 'GET' && path.startsWith('/v2/conversations/');
    case 'creates':
      return method === 'POST' && path === '/v2/conversations';
  }
}

// ---- what can be known of a conversation, by what happened in it

/** When a conversation got what a trigger waits for, in milliseconds; null if it has not. */
export function readyAt(
  trigger: string,
  filter: Readonly<Record<string, unknown>>,
  conversation: ConversationState,
): number | null {
  if (!fits(filter, conversation)) return null;
  if (trigger === 'new_conversation') return conversation.createdAt.getTime();
  if (conversation.testMode) return null;
  switch (trigger) {
    case 'conversation_ended':
      return endedAsWanted(filter, conversation);
    case 'transcript_ready':
      return firstOf(conversation, 'transcription_ready');
    case 'recording_ready':
      return firstOf(conversation, 'recording_ready', 'recording_copy_failed');
    case 'perception_analysis_ready':
      return firstOf(conversation, 'perception_analysis');
    default:
      throw new Error(`Nothing is known of the trigger ${trigger}`);
  }
}

type EventKind = ConversationState['events'][number]['kind'];

function firstOf({ events }: ConversationState, ...kinds: readonly EventKind[]): number | null {
  return events.find(({ kind }) => kinds.includes(kind))?.at.getTime() ?? null;
}

function fits(filter: Readonly<Record<string, unknown>>, conversation: ConversationState): boolean {
  const { replica_id = conversation.replicaId, persona_id = conversation.personaId } = filter;
  return replica_id === conversation.replicaId && persona_id === conversation.personaId;
}

const REASONS: Readonly<Record<string, string>> = {
  participant_absent: 'participant_absent_timeout',
  participant_left: 'participant_left_timeout',
  max_call_duration: 'max_call_duration',
  ended_by_request: 'end_conversation_endpoint_hit',
};

function endedAsWanted(
  { shutdown_reason, participant_joined }: Readonly<Record<string, unknown>>,
  conversation: ConversationState,
): number | null {
  const ended = firstOf(conversation, 'shutdown');
  const reason = conversation.shutdownReason;
  if (shutdown_reason !== undefined && REASONS[String(shutdown_reason)] !== reason) return null;
  if (participant_joined === undefined) return ended;
  const shown = presence(conversation, ended);
  return shown && shown.wasThere === (participant_joined === 'yes') ? shown.at : null;
}

/** Whether somebody was there, and since when Tavus shows it; null if it does not. */
function presence(
  conversation: ConversationState,
  ended: number | null,
): { readonly wasThere: boolean; readonly at: number } | null {
  if (ended === null) return null;
  if (conversation.shutdownReason === REASONS.participant_absent)
    return { wasThere: false, at: ended };
  if (conversation.shutdownReason === REASONS.participant_left)
    return { wasThere: true, at: ended };
  const spoke = conversation.lines.some(({ role }) => role === 'user');
  const signs = [
    spoke ? firstOf(conversation, 'transcription_ready') : null,
    firstOf(conversation, 'recording_ready', 'recording_copy_failed', 'perception_analysis'),
  ].filter((at) => at !== null);
  return signs.length === 0 ? null : { wasThere: true, at: Math.min(...signs) };
}

/** Troubles of a request that only reads. */
export const TROUBLES: readonly NamedTrouble[] = [
  { words: 'answers 500', fault: { kind: 'status', status: 500 } },
  { words: 'answers 503 with a page', fault: { kind: 'html_error', status: 503 } },
  {
    words: 'answers 504, having done the work',
    fault: { kind: 'status', status: 504, workDone: true },
  },
  { words: 'answers 502, having done the work', fault: { kind: 'html_error', workDone: true } },
  {
    words: 'answers 200 with a page of a proxy',
    fault: { kind: 'html_error', status: 200, workDone: true },
  },
  { words: 'answers 408', fault: { kind: 'status', status: 408 } },
  { words: 'answers 403', fault: { kind: 'status', status: 403 } },
  { words: 'answers 429', fault: { kind: 'too_many_requests', retryAfter: 7 } },
  { words: 'resets the connection', fault: { kind: 'reset_before' } },
  { words: 'resets the connection, having done the work', fault: { kind: 'reset_after' } },
  { words: 'never answers', fault: { kind: 'never_answer', workDone: false } },
  { words: 'never answers, having done the work', fault: { kind: 'never_answer' } },
  { words: 'breaks off in the middle', fault: { kind: 'truncated_body' } },
  { words: 'answers 200 with nothing in it', fault: { kind: 'empty_200' } },
  { words: 'answers 200 with garbage', fault: { kind: 'garbage' } },
  { words: 'answers 200 with JSON of another kind', fault: { kind: 'json', value: { ok: true } } },
  { words: 'redirects elsewhere', fault: { kind: 'redirect', location: 'https://example.com/' } },
  { words: 'answers drop by drop for a minute', fault: { kind: 'slow_drip', seconds: 60 } },
  { words: 'answers 8 seconds late', fault: { kind: 'delay', seconds: 8 } },
];

/** Answers about one conversation that are wrong and look right. */
export const LIES: readonly NamedTrouble[] = [
  { words: 'does not know a conversation that is there', fault: notKnown() },
  {
    words: 'says that nothing has happened',
    fault: { kind: 'changed_json', change: withoutEvents },
  },
];

function notKnown(): Fault {
  return { kind: 'status', status: 404, body: { message: 'Invalid conversation_id' } };
}

function withoutEvents(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const rest = Object.entries(body).filter(([name]) => name !== 'shutdown_reason');
  return { ...Object.fromEntries(rest), events: null };
}
