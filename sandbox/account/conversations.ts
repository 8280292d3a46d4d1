import { randomBytes } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import type { JsonRecord } from '../reading.ts';
import type { Account, Persona } from './account.ts';
import { type ConversationRecord, conversationFromRecord } from './added_conversation.ts';
import { AgeIndex } from './age_index.ts';
import { type Clock, secondsAfter } from './clock.ts';
import {
  Conversation,
  type ConversationState,
  type ConversationStatus,
  hasDialogue,
  SECONDS_PER_LINE,
  USUAL_PROMPT,
  withSystemPrompt,
} from './conversation.ts';
import type { ConversationRequest } from './conversation_request.ts';
import type { ConversationEvent, Role } from './events.ts';
import { DEFAULT_PERSONA_ID, type IdSource } from './ids.ts';
import { type PostCallAction, postCallEvent } from './post_call.ts';
import { storedName } from './stored_name.ts';
import { actionOf } from './tools.ts';

export interface JoinOptions {
  /** This participant starts a recording, which only works where the request allowed it. */
  record?: boolean;
  /** Tavus won't be able to copy the recording to the customer's storage. */
  recordingCopyFails?: boolean;
  /** Default true; without a camera there is nothing to analyse. */
  camera?: boolean;
  /** The replica speaks its greeting. Default false, so that a transcript holds what was said. */
  greet?: boolean;
  /** Actions after the call, in addition to the persona's. */
  postCall?: readonly PostCallAction[];
}

/** The longest call of the plan; Tavus shortens longer ones silently. */
const MAX_CALL_SECONDS = 3600;
const ANALYSIS = 'The participant sat in a bright room, looked at the camera and seemed at ease.';
/** How many messages a call takes in how many seconds; whose they are counted as is not documented. */
const MAX_MESSAGES = 120;
const MESSAGE_WINDOW_SECONDS = 60;
const DEFAULT_GREETING = 'Hello! What would you like to talk about?';

/** All conversations of the account and their events. */
export class Conversations {
  readonly #clock: Clock;
  readonly #behaviour: Behaviour;
  readonly #account: Account;
  readonly #ids: IdSource;
  readonly #callBack: (conversation: ConversationState, event: ConversationEvent) => void;
  readonly #byId = new Map<string, Conversation>();
  readonly #all = new AgeIndex<Conversation>();
  readonly #byStatus = {
    active: new AgeIndex<Conversation>(),
    ended: new AgeIndex<Conversation>(),
  };
  #sequence = 0;

  constructor(parts: {
    clock: Clock;
    behaviour: Behaviour;
    account: Account;
    ids: IdSource;
    /** Posts the event to the callback URL of the conversation. */
    callBack: (conversation: ConversationState, event: ConversationEvent) => void;
  }) {
    this.#clock = parts.clock;
    this.#behaviour = parts.behaviour;
    this.#account = parts.account;
    this.#ids = parts.ids;
    this.#callBack = parts.callBack;
  }

  /** From oldest to newest. */
  get items(): readonly ConversationState[] {
    return this.#all.items;
  }

  /** How many concurrency slots are in use. */
  get openCount(): number {
    return this.#byStatus.active.items.length;
  }

  find(id: string): ConversationState | undefined {
    return this.#byId.get(id);
  }

  /** From oldest to newest. */
  ofStatus(status: ConversationStatus): readonly ConversationState[] {
    return this.#byStatus[status].items;
  }

  /** Opens a conversation: the replica joins, and the timers run. */
  create(
    request: ConversationRequest,
    replicaId: string,
    persona: Persona | undefined,
  ): ConversationState {
    const now = this.#clock.now();
    const prompt = persona?.systemPrompt ?? USUAL_PROMPT;
    const conversation = new Conversation(this.#clock, {
      id: this.#ids.next('c'),
      sequence: this.#nextSequence(),
      request,
      name: storedName(request.name ?? `New Conversation ${now.getTime()}`, this.#behaviour),
      replicaId,
      personaId: persona?.id ?? DEFAULT_PERSONA_ID,
      createdAt: now,
      systemPrompt: request.context === undefined ? prompt : `${prompt}\n\n${request.context}`,
    });
    if (request.requireAuth) {
      conversation.meetingToken = `sandbox-token-${randomBytes(24).toString('base64url')}`;
    }
    if (request.testMode) {
      conversation.status = 'ended';
      conversation.endedAt = now;
      this.#keep(conversation);
      return conversation;
    }
    this.#keep(conversation);
    this.#happens(conversation, { kind: 'replica_joined', at: now });
    const longest = Math.min(request.maxCallDuration, MAX_CALL_SECONDS);
    this.#clock.at(secondsAfter(now, longest), () =>
      this.#shutDown(conversation, 'max_call_duration'),
    );
    this.#clock.at(secondsAfter(now, request.participantAbsentTimeout), () => {
      if (conversation.movements === 0) {
        this.#shutDown(conversation, 'participant_absent_timeout');
      }
    });
    return conversation;
  }

  /** Ends a conversation as the API does. */
  end(id: string): void {
    this.#shutDown(this.#open(id), 'end_conversation_endpoint_hit');
  }

  /** A message to the replica; what it makes of it is not played. False if there were too many. */
  sendMessage(id: string, eventType: string, properties: JsonRecord): boolean {
    const { messages } = this.#open(id);
    const at = this.#clock.now();
    const windowStart = secondsAfter(at, -MESSAGE_WINDOW_SECONDS);
    if (messages.filter((each) => each.at > windowStart).length >= MAX_MESSAGES) return false;
    messages.push({ eventType, properties, at });
    return true;
  }

  join(id: string, options: JoinOptions = {}): void {
    const conversation = this.#open(id);
    const { request } = conversation;
    conversation.participants += 1;
    conversation.movements += 1;
    conversation.postCallActions.push(...(options.postCall ?? []));
    conversation.wasSeen ||= options.camera !== false && !request.audioOnly;
    if (options.record === true) {
      this.startRecording(id, { copyFails: options.recordingCopyFails === true });
    }
    if (options.greet === true) {
      this.say(id, 'assistant', request.greeting ?? DEFAULT_GREETING);
    }
  }

  /** Somebody in the call starts a recording, where the request allowed it and none is running. */
  startRecording(id: string, { copyFails = false }: { copyFails?: boolean } = {}): void {
    const { recordings, request } = this.#open(id);
    const isRunning = recordings.some((each) => each.stoppedAt === undefined);
    if (request.recordingPlace !== undefined && !isRunning) {
      recordings.push({ startedAt: this.#clock.now(), copyFails });
    }
  }

  /** Somebody in the call stops the running recording. Starting again makes another one. */
  stopRecording(id: string): void {
    for (const each of this.#open(id).recordings) each.stoppedAt ??= this.#clock.now();
  }

  /** One turn, at this moment; time does not pass. */
  say(id: string, role: Role, content: string, options: { durationSeconds?: number } = {}): void {
    const conversation = this.#open(id);
    if (conversation.participants === 0) {
      throw new Error(`Nobody is in conversation ${id}, so nobody speaks`);
    }
    const durationSeconds = options.durationSeconds ?? 2.15;
    conversation.lines.push({ role, content, at: this.#clock.now(), durationSeconds });
  }

  /** A participant leaves; after the last one, participant_left_timeout runs. */
  leave(id: string): void {
    const conversation = this.#open(id);
    if (conversation.participants === 0) {
      throw new Error(`Nobody is in conversation ${id}, so nobody leaves`);
    }
    conversation.participants -= 1;
    conversation.movements += 1;
    if (conversation.participants > 0) {
      return;
    }
    const { movements } = conversation;
    const timeout = secondsAfter(this.#clock.now(), conversation.request.participantLeftTimeout);
    this.#clock.at(timeout, () => {
      if (conversation.movements === movements) {
        this.#shutDown(conversation, 'participant_left_timeout');
      }
    });
  }

  /**
   * A whole call: somebody joins, the lines are spoken, they leave, and the room closes. Advances
   * the clock accordingly; the transcript follows transcriptDelay later.
   */
  playCall(
    id: string,
    lines: readonly (readonly [Role, string])[],
    options: JoinOptions & { secondsPerLine?: number } = {},
  ): void {
    const conversation = this.#open(id);
    this.join(id, options);
    for (const [role, content] of lines) {
      // A long call may reach its max_call_duration.
      if (conversation.status === 'active') {
        this.say(id, role, content);
        this.#clock.advance(options.secondsPerLine ?? SECONDS_PER_LINE);
      }
    }
    if (conversation.status === 'active') {
      this.leave(id);
      this.#clock.advance(conversation.request.participantLeftTimeout);
    }
  }

  add(record: Partial<ConversationRecord> = {}): ConversationState {
    const conversation = this.#fromRecord(record);
    this.#keep(conversation);
    return conversation;
  }

  addMany(count: number, make: (index: number) => Partial<ConversationRecord>): void {
    const added = Array.from({ length: count }, (_, index) => this.#fromRecord(make(index)));
    for (const conversation of added) {
      this.#byId.set(conversation.id, conversation);
    }
    this.#all.addMany(added);
    for (const status of ['active', 'ended'] as const) {
      this.#byStatus[status].addMany(added.filter((each) => each.status === status));
    }
  }

  touchAll(): void {
    for (const conversation of this.#byId.values()) conversation.touchedAt = this.#clock.now();
  }

  #nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #keep(conversation: Conversation): void {
    if (this.#byId.has(conversation.id)) {
      throw new Error(`There is a conversation ${conversation.id} already`);
    }
    this.#byId.set(conversation.id, conversation);
    this.#all.add(conversation);
    this.#byStatus[conversation.status].add(conversation);
  }

  #open(id: string): Conversation {
    const conversation = this.#byId.get(id);
    if (conversation === undefined) {
      throw new Error(`There is no conversation ${id}`);
    }
    if (conversation.status === 'ended') {
      throw new Error(`Conversation ${id} has ended`);
    }
    return conversation;
  }

  /** Schedules an event: records it and posts it to the callback URL at its time. */
  #happens(conversation: Conversation, event: ConversationEvent): void {
    conversation.allEvents.push(event);
    conversation.allEvents.sort((one, other) => one.at.getTime() - other.at.getTime());
    if (conversation.callbackUrl !== '') {
      this.#clock.at(event.at, () => this.#callBack(conversation, event));
    }
  }

  #shutDown(conversation: Conversation, reason: string): void {
    if (conversation.status === 'ended') {
      return;
    }
    const now = this.#clock.now();
    this.#byStatus.active.remove(conversation);
    conversation.status = 'ended';
    conversation.endedAt = now;
    conversation.shutdownReason = reason;
    conversation.participants = 0;
    this.#byStatus.ended.add(conversation);
    this.#happens(conversation, { kind: 'shutdown', at: now, reason });
    this.#afterwards(conversation, now);
  }

  /** The events that Tavus adds after the call. */
  #afterwards(conversation: Conversation, end: Date): void {
    const { transcriptDelay, recordingDelay, perceptionDelay } = this.#behaviour;
    if (hasDialogue(conversation.lines)) {
      const at = secondsAfter(end, transcriptDelay);
      const lines = withSystemPrompt(conversation);
      this.#happens(conversation, { kind: 'transcription_ready', at, lines });
      this.#runPostCallActions(conversation, end);
    }
    const { recordings, request } = conversation;
    for (const { startedAt, stoppedAt = end, copyFails } of recordings) {
      if (request.recordingPlace === undefined) break;
      const at = secondsAfter(end, recordingDelay);
      const recording = {
        kind: 'recording_ready',
        at,
        place: request.recordingPlace,
        key: `tavus/${conversation.id}/${startedAt.getTime()}`,
        durationSeconds: Math.round((stoppedAt.getTime() - startedAt.getTime()) / 1000),
      } as const;
      this.#happens(conversation, copyFails ? { kind: 'recording_copy_failed', at } : recording);
    }
    // Without a participant there is nobody to analyse.
    if (conversation.movements > 0) {
      const at = secondsAfter(end, perceptionDelay);
      this.#happens(
        conversation,
        conversation.wasSeen
          ? { kind: 'perception_analysis', at, analysis: ANALYSIS }
          : { kind: 'perception_unavailable', at },
      );
    }
  }

  /** Tavus docs: each runs once, but not after a call without dialogue. */
  #runPostCallActions(conversation: Conversation, end: Date): void {
    const { postCallDelay } = this.#behaviour;
    if (postCallDelay === 'never') {
      return;
    }
    const persona = this.#account.persona(conversation.personaId);
    const tools = this.#account.tools.ofPersona(conversation.personaId).map(actionOf);
    const actions = [
      ...(persona?.postCallActions ?? []),
      ...tools,
      ...conversation.postCallActions,
    ];
    for (const action of actions) {
      this.#happens(conversation, postCallEvent(action, secondsAfter(end, postCallDelay)));
    }
  }

  #fromRecord(record: Partial<ConversationRecord>): Conversation {
    return conversationFromRecord(record, {
      clock: this.#clock,
      behaviour: this.#behaviour,
      ids: this.#ids,
      sequence: this.#nextSequence(),
      anyReplicaId: this.#account.replicas[0]?.id,
    });
  }
}
