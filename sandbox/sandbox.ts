import { Account, type Persona, type Replica } from './account/account.ts';
import type { ConversationRecord } from './account/added_conversation.ts';
import { Clock, type ClockMode } from './account/clock.ts';
import type { ConversationState } from './account/conversation.ts';
import { Conversations, type JoinOptions } from './account/conversations.ts';
import { Documents, type KnowledgeDocument } from './account/documents.ts';
import type { Role } from './account/events.ts';
import { IdSource } from './account/ids.ts';
import type { MemoryStore } from './account/memory_stores.ts';
import type { Guardrail, Objectives, Voice } from './account/persona_parts.ts';
import { fillAccount, fillVideos } from './account/seed.ts';
import type { Tool } from './account/tools.ts';
import { type Training, trainReplica } from './account/training.ts';
import { type VideoRecord, type VideoState, Videos } from './account/videos.ts';
import { type Behaviour, defaultBehaviour } from './behaviour.ts';
import { contractOperations } from './contract.ts';
import { answerRequest } from './routes/routes.ts';
import { type CallbackDelivery, Callbacks } from './server/callbacks.ts';
import { answerControl } from './server/control.ts';
import { type Fault, Faults } from './server/faults.ts';
import { type RecordedRequest, Recorder } from './server/recorder.ts';
import { answerOf, type ServerParts, startServer } from './server/server.ts';
import type { WireAnswer } from './server/wire_answer.ts';
import { conversationCallbacks } from './wire/conversations.ts';
import { videoCallback } from './wire/videos.ts';

export type { Persona, Replica } from './account/account.ts';
export type { ConversationRecord } from './account/added_conversation.ts';
export type { ConversationState } from './account/conversation.ts';
export type { JoinOptions } from './account/conversations.ts';
export type { CrawlSettings, DocumentStatus, KnowledgeDocument } from './account/documents.ts';
export type { ConversationEvent, Role, TranscriptLine } from './account/events.ts';
export type { MemoryStore, PinnedMemory } from './account/memory_stores.ts';
export type { Guardrail, Objectives, Voice } from './account/persona_parts.ts';
export { DELIVERY_SECRET, type PostCallAction } from './account/post_call.ts';
export { SEED, THIRD_PARTY_API_KEY } from './account/seed.ts';
export type { Tool } from './account/tools.ts';
export type { Training } from './account/training.ts';
export { BAD_SCRIPT, type VideoRecord, type VideoState } from './account/videos.ts';
export type { Age, Behaviour, Names, OddForms, TimeForm } from './behaviour.ts';
export type { CallbackDelivery } from './server/callbacks.ts';
export type { Fault, FaultKind, FaultTarget } from './server/faults.ts';
export type { RecordedRequest } from './server/recorder.ts';
export type { WireAnswer } from './server/wire_answer.ts';

export interface SandboxOptions {
  /** Default 0, a free one. The sandbox always listens on 127.0.0.1 only. */
  port?: number;
  /** standard: several pages of everything except conversations. Default: standard. */
  seed?: 'standard' | 'empty';
  /** The one key that is accepted. Default: sandbox-key. */
  apiKey?: string;
  /** ISO 8601; where the clock starts. Default: now. */
  startTime?: string;
  /** manual: time stands still until it is advanced. real: time passes too. Default: manual. */
  clock?: ClockMode;
}

/** A request as {@link Sandbox.exchange} takes it. */
export interface RequestWithoutHttp {
  readonly method: string;
  /** With its query, such as /v2/conversations?limit=10. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
}

/** A local Tavus API, and what a test controls it with. */
export interface Sandbox {
  /** Such as http://127.0.0.1:43121, without a slash at the end. */
  readonly url: string;
  readonly apiKey: string;
  /** Advancing fires all due timers in order before it returns. */
  readonly clock: { now(): Date; advance(seconds: number): void };
  /** Every request received, in order, except those to /sandbox/. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /** How the API behaves; its fields can be set at any time. */
  readonly behaviour: Behaviour;
  /** From oldest to newest. */
  readonly conversations: readonly ConversationState[];
  /** From oldest to newest. */
  readonly documents: readonly KnowledgeDocument[];
  /** Own and stock ones, in the order in which they were added. */
  readonly personas: readonly Persona[];
  /** From oldest to newest, including those of other accounts. */
  readonly memoryStores: readonly MemoryStore[];
  /** The post-call tools of the account. */
  readonly tools: readonly Tool[];
  /** Those that run after the calls of a persona. */
  toolsOf(personaId: string): readonly Tool[];
  /** Every event for a callback URL, and how its delivery ended. */
  readonly deliveries: readonly CallbackDelivery[];
  /** From oldest to newest. */
  readonly videos: readonly VideoState[];
  /** Every video for a callback URL, and how its delivery ended. */
  readonly videoDeliveries: readonly CallbackDelivery<object>[];

  conversation(id: string): ConversationState | undefined;
  /** A participant joins the call. */
  join(id: string, options?: JoinOptions): void;
  /** Somebody in the call says something, now; time does not pass. */
  say(id: string, role: Role, text: string, options?: { durationSeconds?: number }): void;
  /** A participant leaves; after the last one, participant_left_timeout runs. */
  leave(id: string): void;
  /** Somebody in the call starts a recording, where the request allowed it and none is running. */
  startRecording(id: string, options?: { copyFails?: boolean }): void;
  /** Somebody in the call stops it. Starting again makes another one. */
  stopRecording(id: string): void;
  /** A whole call until the room closes; advances the clock. */
  playCall(
    id: string,
    lines: readonly (readonly [Role, string])[],
    options?: JoinOptions & { secondsPerLine?: number },
  ): void;

  addConversation(record?: Partial<ConversationRecord>): ConversationState;
  addConversations(count: number, make: (index: number) => Partial<ConversationRecord>): void;
  /** Sets updated_at of every conversation to now. */
  touchConversations(): void;
  addReplica(record?: Partial<Replica>): Replica;
  addPersona(record?: Partial<Persona>): Persona;
  /** Adds a document that does not change; those created over HTTP change as time passes. */
  addDocument(record?: Partial<KnowledgeDocument>): KnowledgeDocument;
  document(id: string): KnowledgeDocument | undefined;
  /** Finishes the processing of a document now, with an error if a code is given. */
  finishDocument(id: string, errorCode?: string): KnowledgeDocument;

  video(id: string): VideoState | undefined;
  addVideo(record?: Partial<VideoRecord>): VideoState;
  addVideos(count: number, make: (index: number) => Partial<VideoRecord>): void;
  /** Finishes the generation of a video now: it is ready, or has failed if it must. */
  finishVideo(id: string): void;
  /** Deletes a video softly: the API still returns it, with the status deleted. */
  deleteVideo(id: string): void;
  addVoice(record?: Partial<Voice>): Voice;
  addObjectives(record?: Partial<Objectives>): Objectives;
  addGuardrail(record?: Partial<Guardrail>): Guardrail;
  /** A store with pinned memories of these texts. */
  addMemoryStore(
    personaId: string,
    participantTag: string,
    texts?: readonly string[],
    isForeign?: boolean,
  ): MemoryStore;

  replica(id: string): Replica | undefined;
  persona(id: string): Persona | undefined;
  /** Starts the training of a replica, which proceeds with the clock. */
  trainReplica(training?: Training): Replica;
  /** Edits the persona in PAL Maker without publishing. */
  editInMaker(personaId: string): void;

  /**
   * Answers a request without HTTP, for callers with many thousands. It is not recorded, and only the
   * faults given here hit it. The caller does the waiting that the answer asks for.
   */
  exchange(request: RequestWithoutHttp, fault?: Fault): WireAnswer;

  /** Sets a fault; earlier faults come first. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Restores the state after the start: account, clock, behaviour, faults, requests. */
  reset(): void;
  /** Resolves when every POST to a callback URL has arrived or failed. */
  settled(): Promise<void>;
  /** Closes everything immediately, including hanging connections. */
  stop(): Promise<void>;
}

/** Starts a sandbox; it is ready when the promise resolves. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const apiKey = options.apiKey ?? 'sandbox-key';
  const startTime = options.startTime === undefined ? new Date() : new Date(options.startTime);
  const clock = new Clock(options.clock ?? 'manual', startTime);
  const behaviour = defaultBehaviour();
  const callbacks = new Callbacks();
  const videoCallbacks = new Callbacks<object>();
  const recorder = new Recorder();
  const faults = new Faults();

  function openAccount() {
    const ids = new IdSource();
    const account = new Account(ids, () => clock.now());
    const documents = new Documents({ clock, behaviour, ids });
    if (options.seed !== 'empty') {
      fillAccount(account, documents);
    }
    const parts = { clock, behaviour, account, ids };
    const conversations = new Conversations({
      ...parts,
      callBack: (conversation, event) => {
        for (const wire of conversationCallbacks(conversation, event, behaviour)) {
          callbacks.send(conversation.callbackUrl, wire);
        }
      },
    });
    const videos = new Videos({
      ...parts,
      callBack: (url, video) => videoCallbacks.send(url, videoCallback(video, behaviour)),
    });
    if (options.seed !== 'empty') {
      fillVideos(videos);
    }
    const counts = new Map<string, number>();
    return { apiKey, behaviour, account, conversations, videos, documents, counts };
  }

  // Read here, so that the first request is not slower.
  contractOperations();
  let tavus = openAccount();

  function reset(): void {
    clock.reset();
    callbacks.reset();
    videoCallbacks.reset();
    recorder.clear();
    faults.clear();
    Object.assign(behaviour, defaultBehaviour());
    tavus = openAccount();
  }

  const answer: ServerParts['answer'] = (request) => {
    clock.catchUp();
    return answerRequest(tavus, {
      method: request.method,
      path: request.path,
      query: new URLSearchParams(request.query),
      apiKey: request.headers['x-api-key'],
      contentType: request.headers['content-type'],
      rawBody: request.rawBody,
    });
  };

  const server = await startServer(options.port ?? 0, {
    recorder,
    faults,
    latency: () => behaviour.latency,
    now: () => (behaviour.dateHeader ? clock.now() : undefined),
    answer,
    control: (method, path, rawBody) => {
      clock.catchUp();
      const controlled = { ...tavus, clock, recorder, reset };
      return answerControl(controlled, method, path, rawBody);
    },
  });

  return {
    url: `http://127.0.0.1:${server.port}`,
    apiKey,
    clock,
    behaviour,
    get requests() {
      return recorder.requests;
    },
    get conversations() {
      return tavus.conversations.items;
    },
    get documents() {
      return tavus.documents.items;
    },
    get personas() {
      return tavus.account.personas;
    },
    get memoryStores() {
      return tavus.account.memoryStores.items;
    },
    get tools() {
      return tavus.account.tools.items;
    },
    toolsOf: (personaId) => tavus.account.tools.ofPersona(personaId),
    get deliveries() {
      return callbacks.deliveries;
    },
    get videos() {
      return tavus.videos.items;
    },
    get videoDeliveries() {
      return videoCallbacks.deliveries;
    },
    clearRequests: () => recorder.clear(),
    conversation: (id) => tavus.conversations.find(id),
    join: (id, joinOptions) => tavus.conversations.join(id, joinOptions),
    say: (id, role, text, sayOptions) => tavus.conversations.say(id, role, text, sayOptions),
    leave: (id) => tavus.conversations.leave(id),
    startRecording: (id, recordingOptions) =>
      tavus.conversations.startRecording(id, recordingOptions),
    stopRecording: (id) => tavus.conversations.stopRecording(id),
    playCall: (id, lines, callOptions) => tavus.conversations.playCall(id, lines, callOptions),
    addConversation: (record) => tavus.conversations.add(record),
    addConversations: (count, make) => tavus.conversations.addMany(count, make),
    touchConversations: () => tavus.conversations.touchAll(),
    addReplica: (record) => tavus.account.addReplica(record),
    addPersona: (record) => tavus.account.addPersona(record),
    video: (id) => tavus.videos.find(id),
    addVideo: (record) => tavus.videos.add(record),
    addVideos: (count, make) => tavus.videos.addMany(count, make),
    finishVideo: (id) => tavus.videos.finish(id),
    deleteVideo: (id) => tavus.videos.delete(id),
    addDocument: (record) => tavus.documents.add(record),
    document: (id) => tavus.documents.find(id),
    finishDocument: (id, errorCode) => tavus.documents.finish(id, errorCode),
    addVoice: (record) => tavus.account.parts.addVoice(record),
    addObjectives: (record) => tavus.account.parts.addObjectives(record),
    addGuardrail: (record) => tavus.account.parts.addGuardrail(record),
    addMemoryStore: (...record) => tavus.account.memoryStores.add(...record),
    replica: (id) => tavus.account.replica(id),
    persona: (id) => tavus.account.persona(id),
    trainReplica: (training) => trainReplica({ ...tavus, clock }, training),
    editInMaker: (id) => tavus.account.changePersona(id, { hasUnpublishedEdits: true }),
    exchange: ({ method, path, headers, body = '' }, fault) => {
      const { pathname, searchParams } = new URL(path, 'http://127.0.0.1');
      const query = Object.fromEntries(searchParams);
      const received = { method, path: pathname, query, headers, rawBody: body };
      const request = { ...received, body: undefined, status: undefined, fault: undefined };
      return answerOf({ answer }, request, fault);
    },
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    reset,
    settled: async () => {
      await Promise.all([callbacks.settled(), videoCallbacks.settled()]);
    },
    stop: async () => {
      clock.stop();
      callbacks.reset();
      videoCallbacks.reset();
      await server.stop();
    },
  };
}
