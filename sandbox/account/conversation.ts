import type { Age } from '../behaviour.ts';
import { type JsonRecord, readRecord, readText } from '../reading.ts';
import type { Clock } from './clock.ts';
import type { ConversationRequest } from './conversation_request.ts';
import type { ConversationEvent, TranscriptLine } from './events.ts';
import type { PostCallAction } from './post_call.ts';

export type ConversationStatus = 'active' | 'ended';

/** One conversation as tests see it. */
export interface ConversationState {
  readonly id: string;
  /** Counts conversations from 1, in the order in which they came into the account. */
  readonly sequence: number;
  readonly name: string;
  readonly status: ConversationStatus;
  /** The body that created it, or the one given to addConversation. */
  readonly body: JsonRecord;
  readonly replicaId: string;
  readonly personaId: string;
  /** The empty string when there is none. */
  readonly callbackUrl: string;
  readonly conversationUrl: string;
  readonly meetingToken: string | undefined;
  readonly testMode: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | undefined;
  /** How long ago it ended; undefined while it is active. */
  readonly secondsSinceEnd: number | undefined;
  /** Without " reached"; the wire form may add it. */
  readonly shutdownReason: string | undefined;
  readonly lines: readonly TranscriptLine[];
  /** What was sent to the replica during the call. */
  readonly messages: readonly AppMessage[];
  /** How many people are in the call now. */
  readonly participants: number;
  /** The events so far. */
  readonly events: readonly ConversationEvent[];
  /** From creation to the end, or to now; nothing for test_mode. */
  readonly billedSeconds: number;
  readonly age: Age | undefined;
  readonly names: 'old' | 'new' | undefined;
}

/** A message to the replica of a running call. */
export interface AppMessage {
  /** Such as conversation.echo. */
  readonly eventType: string;
  readonly properties: JsonRecord;
  readonly at: Date;
}

/** A recording that somebody in the call has started; it runs until it is stopped, or the call ends. */
export interface RunningRecording {
  readonly startedAt: Date;
  readonly copyFails: boolean;
  stoppedAt?: Date;
}

/** How long one line of a call takes by default, in seconds. */
export const SECONDS_PER_LINE = 5;
export const USUAL_PROMPT = 'You are friendly and to the point.';

/** A conversation as the sandbox stores it. */
export class Conversation implements ConversationState {
  readonly id: string;
  readonly sequence: number;
  readonly request: ConversationRequest;
  readonly name: string;
  readonly replicaId: string;
  readonly personaId: string;
  readonly createdAt: Date;
  readonly systemPrompt: string;
  readonly #clock: Clock;
  status: ConversationStatus = 'active';
  meetingToken: string | undefined;
  endedAt: Date | undefined;
  /** When something other than an event last changed it. */
  touchedAt: Date | undefined;
  shutdownReason: string | undefined;
  lines: TranscriptLine[] = [];
  messages: AppMessage[] = [];
  participants = 0;
  /** Counts joins and leaves, so that a timer knows whether it is out of date. */
  movements = 0;
  wasSeen = false;
  recordings: RunningRecording[] = [];
  /** Without those of its persona. */
  readonly postCallActions: PostCallAction[] = [];
  /** Also the scheduled ones. */
  allEvents: ConversationEvent[] = [];
  age: Age | undefined;
  names: 'old' | 'new' | undefined;

  constructor(
    clock: Clock,
    known: Pick<
      Conversation,
      'id' | 'sequence' | 'request' | 'name' | 'replicaId' | 'personaId' | 'createdAt'
    > & { systemPrompt?: string },
  ) {
    this.#clock = clock;
    this.id = known.id;
    this.sequence = known.sequence;
    this.request = known.request;
    this.name = known.name;
    this.replicaId = known.replicaId;
    this.personaId = known.personaId;
    this.createdAt = known.createdAt;
    this.systemPrompt = known.systemPrompt ?? USUAL_PROMPT;
  }

  get body(): JsonRecord {
    return this.request.body;
  }

  get callbackUrl(): string {
    return this.request.callbackUrl;
  }

  get testMode(): boolean {
    return this.request.testMode;
  }

  get conversationUrl(): string {
    const ownRoom = readText(readRecord(this.body, 'properties'), 'daily_room');
    return ownRoom ?? `https://tavus.daily.co/${this.id}`;
  }

  get events(): ConversationEvent[] {
    const now = this.#clock.now();
    return this.allEvents.filter((event) => event.at <= now);
  }

  get updatedAt(): Date {
    const now = this.#clock.now();
    const lastEvent = this.allEvents.findLast(({ at }) => at <= now)?.at;
    return this.touchedAt ?? lastEvent ?? this.endedAt ?? this.createdAt;
  }

  get secondsSinceEnd(): number | undefined {
    return this.endedAt && (this.#clock.now().getTime() - this.endedAt.getTime()) / 1000;
  }

  get billedSeconds(): number {
    const end = this.endedAt ?? this.#clock.now();
    return this.testMode ? 0 : (end.getTime() - this.createdAt.getTime()) / 1000;
  }
}

/** Tavus makes a transcript of every call with dialogue, and only of those. */
export function hasDialogue(lines: readonly TranscriptLine[]): boolean {
  return lines.some((line) => line.role === 'user' || line.role === 'assistant');
}

/** The first entry of a transcript is the whole system prompt. */
export function withSystemPrompt(conversation: Conversation): TranscriptLine[] {
  const { lines, createdAt, systemPrompt } = conversation;
  const at = lines[0]?.at ?? createdAt;
  return [{ role: 'system', content: systemPrompt, at, durationSeconds: 0 }, ...lines];
}
