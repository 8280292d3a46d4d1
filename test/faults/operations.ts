import type { Bundle, ZObject } from 'zapier-platform-core';
import * as authentication from '../../authentication.ts';
import * as addMemory from '../../creates/add_memory.ts';
import * as createConversation from '../../creates/create_conversation.ts';
import * as createDocument from '../../creates/create_document.ts';
import * as createPersona from '../../creates/create_persona.ts';
import * as endConversation from '../../creates/end_conversation.ts';
import * as generateVideo from '../../creates/generate_video.ts';
import * as refreshDocument from '../../creates/refresh_document.ts';
import * as sendMessage from '../../creates/send_message.ts';
import * as setPostCallFields from '../../creates/set_post_call_fields.ts';
import * as updateDocument from '../../creates/update_document.ts';
import * as updatePersona from '../../creates/update_persona.ts';
import { activeConversationChoices } from '../../fields/conversation.ts';
import { documentChoices } from '../../fields/document.ts';
import { personaChoices } from '../../fields/persona.ts';
import { guardrailChoices, objectivesChoices, voiceChoices } from '../../fields/persona_parts.ts';
import { replicaChoices } from '../../fields/replica.ts';
import { videoChoices } from '../../fields/video.ts';
import type { DropdownFunction } from '../../forms/field.ts';
import { hydrators } from '../../hydrators.ts';
import App from '../../index.ts';
import { type FaultTarget, type Sandbox, SEED } from '../../sandbox/sandbox.ts';
import * as findConversation from '../../searches/find_conversation.ts';
import * as findConversations from '../../searches/find_conversations.ts';
import * as findDocument from '../../searches/find_document.ts';
import * as findPersona from '../../searches/find_persona.ts';
import * as findReplica from '../../searches/find_replica.ts';
import * as findVideo from '../../searches/find_video.ts';
import * as conversationEnded from '../../triggers/conversation_ended.ts';
import * as documentReady from '../../triggers/document_ready.ts';
import * as newConversation from '../../triggers/new_conversation.ts';
import * as perceptionAnalysisReady from '../../triggers/perception_analysis_ready.ts';
import * as postCallDataReady from '../../triggers/post_call_data_ready.ts';
import * as recordingReady from '../../triggers/recording_ready.ts';
import * as replicaReady from '../../triggers/replica_ready.ts';
import * as transcriptReady from '../../triggers/transcript_ready.ts';
import * as videoReady from '../../triggers/video_ready.ts';
import type { OwnTavus } from './own_sandbox.ts';

/** One way to run an operation of the app, and the requests of it that go wrong. */
export interface OperationCase {
  /** The operation in the definition of the app. */
  readonly key: string;
  /** Completes "Tavus could not …". */
  readonly doing: string;
  readonly hit: FaultTarget;
  /** How many of those requests; all of the run, if it does not say. */
  readonly times?: number;
  /** Makes what the run needs, and gives the filled form. */
  readonly prepare: (sandbox: Sandbox) => Readonly<Record<string, unknown>>;
  readonly run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** What the result of a good run has in it. */
  readonly result: unknown;
  /** What it makes or ends, of which there may be more or fewer afterwards; conversations if left out. */
  readonly changes?: 'videos' | 'documents' | 'personas' | 'memories' | 'messages' | 'tools';
  /** The same of the run after it, where that is something else. */
  readonly nextResult?: unknown;
}

type Perform<Result> = (z: ZObject, bundle: Bundle) => Promise<Result>;

const CREATE = { method: 'POST', path: '/v2/conversations' };
const END = { method: 'POST', path: /\/end$/ };
const LIST = { method: 'GET', path: '/v2/conversations' };
const DETAIL = { method: 'GET', path: /^\/v2\/conversations\/./ };
const CREATE_DOCUMENT = { method: 'POST', path: '/v2/documents' };
const ANY: FaultTarget = {};

const ID = 'c0ffee000001';

const CALL = [
  ['assistant', 'Hi, what is it about?'],
  ['user', 'The set-up.'],
] as const;
const SUMMARY = 'Asked about the set-up.';
const TRANSCRIPT = 'Replica: Hi, what is it about?\nParticipant: The set-up.';

/** A call that is over, with everything that Tavus makes of it. */
function finishedCall(sandbox: Sandbox): { readonly conversation_id: string } {
  const { id } = sandbox.addConversation({
    id: ID,
    name: 'Demo for Maria Lopez',
    status: 'active',
    body: {
      properties: { enable_recording: true, recording_s3_bucket_name: 'acme-calls' },
    },
  });
  sandbox.playCall(id, CALL, { record: true, postCall: [{ arguments: { summary: SUMMARY } }] });
  sandbox.clock.advance(600);
  return { conversation_id: id };
}

function openCall(sandbox: Sandbox): { readonly conversation_id: string } {
  sandbox.addConversation({ id: ID, name: 'Demo for Maria Lopez', status: 'active' });
  return { conversation_id: ID };
}

const createForm = { replica_id: SEED.replica, persona_id: SEED.persona };

const creating = {
  key: 'creates.create_conversation',
  doing: 'create the conversation',
  hit: CREATE,
  times: 1,
  run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
    tavus.run(createConversation.perform, form),
};

const generating = {
  key: 'creates.generate_video',
  doing: 'generate the video',
  hit: { method: 'POST', path: '/v2/videos' },
  times: 1,
  changes: 'videos',
  run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
    tavus.run(generateVideo.perform, form),
} as const;

const videoForm = { replica_id: SEED.replica, script: 'Hi Maria!' };

const ending = {
  key: 'creates.end_conversation',
  doing: 'end the conversation',
  prepare: openCall,
  run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
    tavus.run(endConversation.perform, form),
  result: { conversation_id: ID, status: 'ended' },
};

/** What a replica says is said once; what it knows can be told twice. */
function messaging(event_type: 'echo' | 'append_llm_context') {
  const said = { event_type, text: 'Sam joins us in a minute.' };
  return {
    key: 'creates.send_message',
    doing: 'send the message',
    hit: { method: 'POST' },
    changes: 'messages' as const,
    prepare: (sandbox: Sandbox) => ({ ...openCall(sandbox), ...said }),
    run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
      tavus.run(sendMessage.perform, form),
    result: { conversation_id: ID, was_sent: true, ...said },
  };
}

const settingFields = {
  key: 'creates.set_post_call_fields',
  doing: 'set the post-call fields',
  times: 1,
  changes: 'tools' as const,
  prepare: () => ({ persona_id: SEED.persona, fields: ['summary'] }),
  run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
    tavus.run(setPostCallFields.perform, form),
  result: { persona_id: SEED.persona },
};

const PERSON = { persona_id: SEED.persona, participant_tag: 'contact-42' };

const remembering = {
  key: 'creates.add_memory',
  doing: 'add the memory',
  prepare: (sandbox: Sandbox) => {
    sandbox.addMemoryStore(SEED.persona, 'contact-42', ['Has a dog.']);
    return { ...PERSON, memory: 'Likes tea.' };
  },
  run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
    tavus.run(addMemory.perform, form),
  result: { memory: 'Likes tea.', memory_count: 2 },
  changes: 'memories' as const,
};

const creatingPersona = {
  key: 'creates.create_persona',
  doing: 'create the persona',
  prepare: () => ({
    persona_name: 'Onboarding Coach',
    system_prompt: 'You help new customers.',
    replica_id: SEED.replica,
  }),
  run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
    tavus.run(createPersona.perform, form),
  result: { persona_name: 'Onboarding Coach', default_replica_id: SEED.replica },
  changes: 'personas' as const,
};

const updatingPersona = {
  key: 'creates.update_persona',
  doing: 'update the persona',
  prepare: () => ({ persona_id: SEED.persona, greeting: 'Welcome!' }),
  run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
    tavus.run(updatePersona.perform, form),
  result: { persona_id: SEED.persona, greeting: 'Welcome!' },
  changes: 'personas' as const,
};

function searching(
  key: string,
  plural: string,
  perform: Perform<unknown>,
  form: Readonly<Record<string, unknown>>,
  result: object,
  hit: FaultTarget = ANY,
): OperationCase {
  return {
    key: `searches.${key}`,
    doing: `search your ${plural}`,
    hit,
    prepare: (sandbox) => {
      finishedCall(sandbox);
      return form;
    },
    run: (tavus, filled) => tavus.run(perform, filled),
    result: [result],
  };
}

function polling(
  key: string,
  perform: Perform<unknown>,
  hit: FaultTarget,
  result: object,
): OperationCase {
  return {
    key: `triggers.${key}`,
    doing: 'list your conversations',
    hit,
    prepare: (sandbox) => {
      finishedCall(sandbox);
      return {};
    },
    run: (tavus, form) => tavus.run(perform, form),
    result: [{ id: ID, ...result }],
    // Zapier drops what it has seen; large parts that it has seen are only pointed at.
    nextResult: [{ id: ID }],
  };
}

function listing(plural: string, choices: DropdownFunction, first: object): OperationCase {
  return {
    key: `dropdowns.${plural}`,
    doing: `list your ${plural}`,
    hit: ANY,
    prepare: (sandbox) => {
      openCall(sandbox);
      return {};
    },
    // The platform's tester does not find functions inside the fields of a trigger.
    run: async (tavus, form) =>
      (await tavus.run((z, bundle) => choices(z, bundle), form)).results.slice(0, 1),
    result: [first],
  };
}

function hydrating(key: keyof typeof hydrators, result: unknown): OperationCase {
  return {
    key: `hydrators.${key}`,
    doing: 'get the conversation',
    hit: ANY,
    prepare: finishedCall,
    run: (tavus, form) => tavus.run<unknown>(hydrators[key], form),
    result,
  };
}

const documentForm = { document_url: 'https://www.example.com/help', document_name: 'Help' };

const creatingDocument = {
  key: 'creates.create_document',
  doing: 'create the document',
  changes: 'documents' as const,
  prepare: () => documentForm,
  run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) =>
    tavus.run(createDocument.perform, form),
  result: { status: 'started', ...documentForm },
};

/** A change of the website in the knowledge base, which can be made twice without harm. */
function changingDocument(
  key: string,
  perform: Perform<unknown>,
  hit: FaultTarget,
  change: object = {},
): OperationCase {
  return {
    key: `creates.${key}`,
    doing: key.replace('_', ' the '),
    hit,
    changes: 'documents',
    prepare: () => ({ document_id: SEED.websiteDocument, ...change }),
    run: (tavus, form) => tavus.run(perform, form),
    result: { document_id: SEED.websiteDocument, ...change },
  };
}

/** As {@link hydrating}; what would go into Zapier's storage is the result. */
function hydratingFile(key: 'transcriptFile' | 'transcriptSubtitlesFile', part: string) {
  const storing: Perform<unknown> = (z, bundle) => {
    z.stashFile = (content) => String(content);
    return hydrators[key](z, bundle);
  };
  return {
    ...hydrating(key, part),
    run: (tavus: OwnTavus, form: Readonly<Record<string, unknown>>) => tavus.run(storing, form),
  };
}

export const OPERATIONS = {
  'Create Conversation': {
    ...creating,
    prepare: () => createForm,
    result: { status: 'active', replica_id: SEED.replica, persona_id: SEED.persona },
  },
  'Create Conversation with a name': {
    ...creating,
    prepare: () => ({ ...createForm, conversation_name: 'Demo for Maria Lopez' }),
    result: { status: 'active', conversation_name: 'Demo for Maria Lopez' },
  },
  'Create Conversation, private room': {
    ...creating,
    prepare: () => ({ ...createForm, require_auth: true }),
    result: { status: 'active' },
  },
  'Create Conversation, all requests': {
    ...creating,
    hit: ANY,
    times: Number.POSITIVE_INFINITY,
    prepare: () => createForm,
    result: { status: 'active' },
  },
  'Create Conversation, request for the IDs': {
    ...creating,
    hit: DETAIL,
    prepare: () => ({ replica_id: SEED.replica }),
    result: { status: 'active', replica_id: SEED.replica },
  },
  'Generate Video': {
    ...generating,
    prepare: () => videoForm,
    result: { status: 'queued', ...videoForm },
  },
  'Generate Video with a name': {
    ...generating,
    prepare: () => ({ ...videoForm, video_name: 'Offer for Maria Lopez' }),
    result: { status: 'queued', video_name: 'Offer for Maria Lopez' },
  },
  'Generate Video, all requests': {
    ...generating,
    hit: ANY,
    times: Number.POSITIVE_INFINITY,
    prepare: () => videoForm,
    result: { status: 'queued' },
  },
  'End Conversation': { ...ending, hit: END },
  'End Conversation, request for what happened': { ...ending, hit: DETAIL },
  'Send Message': messaging('echo'),
  'Send Message, context': { ...messaging('append_llm_context'), times: 1 },
  'Send Message, context, all requests': messaging('append_llm_context'),
  'Create Document': { ...creatingDocument, hit: CREATE_DOCUMENT, times: 1 },
  'Create Document, all requests': { ...creatingDocument, hit: ANY },
  'Refresh Document': changingDocument('refresh_document', refreshDocument.perform, {
    method: 'POST',
  }),
  'Refresh Document, all requests': changingDocument(
    'refresh_document',
    refreshDocument.perform,
    ANY,
  ),
  'Update Document': changingDocument(
    'update_document',
    updateDocument.perform,
    { method: 'PATCH' },
    { document_name: 'Help for customers' },
  ),
  'Add Memory': { ...remembering, hit: { method: 'POST', path: /\/pinned$/ }, times: 1 },
  'Add Memory, all requests': { ...remembering, hit: ANY },
  'Create Persona': { ...creatingPersona, hit: { method: 'POST', path: '/v2/pals' }, times: 1 },
  'Create Persona, all requests': { ...creatingPersona, hit: ANY },
  'Update Persona': { ...updatingPersona, hit: { method: 'PATCH' }, times: 1 },
  'Update Persona, all requests': { ...updatingPersona, hit: ANY },
  'Set Post-Call Fields, the tool': {
    ...settingFields,
    hit: { method: 'POST', path: '/v2/tools' },
  },
  'Set Post-Call Fields, attaching it': {
    ...settingFields,
    hit: { method: 'POST', path: /^\/v2\/pals\/.+\/tools$/ },
  },
  'Set Post-Call Fields, attaching it, again': {
    ...settingFields,
    hit: { method: 'POST', path: /^\/v2\/pals\/.+\/tools$/ },
    times: 2,
  },
  'Set Post-Call Fields, all requests': {
    ...settingFields,
    hit: ANY,
    times: Number.POSITIVE_INFINITY,
  },
  'Find Conversation by ID': searching(
    'find_conversation',
    'conversations',
    findConversation.perform,
    { conversation_id: ID },
    { id: ID, transcript_text: TRANSCRIPT },
  ),
  'Find Conversation by name': searching(
    'find_conversation',
    'conversations',
    findConversation.perform,
    { conversation_name: 'demo for maria lopez' },
    { id: ID, transcript_text: TRANSCRIPT },
  ),
  'Find Conversation by name, second request': searching(
    'find_conversation',
    'conversations',
    findConversation.perform,
    { conversation_name: 'demo for maria lopez' },
    { id: ID, transcript_text: TRANSCRIPT },
    DETAIL,
  ),
  'Find Conversation, the newest': searching(
    'find_conversation',
    'conversations',
    findConversation.perform,
    { find_by: 'newest' },
    { id: ID, transcript_text: TRANSCRIPT },
  ),
  'Find Conversations': searching(
    'find_conversations',
    'conversations',
    findConversations.perform,
    { call_outcome: 'talked' },
    { count: 1, conversation_ids: ID },
    LIST,
  ),
  'Find Conversations, one conversation': searching(
    'find_conversations',
    'conversations',
    findConversations.perform,
    { created_after: '24 hours' },
    { count: 1, conversation_ids: ID },
    DETAIL,
  ),
  'Find Replica by ID': searching(
    'find_replica',
    'replicas',
    findReplica.perform,
    { replica_id: SEED.replica },
    { id: SEED.replica, replica_name: 'Sam from Sales' },
  ),
  'Find Replica by name': searching(
    'find_replica',
    'replicas',
    findReplica.perform,
    { replica_name: 'sam from sales' },
    { id: SEED.replica, replica_name: 'Sam from Sales' },
  ),
  'Find Persona by ID': searching(
    'find_persona',
    'personas',
    findPersona.perform,
    { persona_id: SEED.persona },
    { id: SEED.persona, persona_name: 'Discovery Call' },
  ),
  'Find Persona by name': searching(
    'find_persona',
    'personas',
    findPersona.perform,
    { persona_name: 'discovery call' },
    { id: SEED.persona, persona_name: 'Discovery Call' },
  ),
  'Find Document by ID': searching(
    'find_document',
    'documents',
    findDocument.perform,
    { document_id: SEED.document },
    { id: SEED.document, document_name: 'Price list 2026' },
  ),
  'Find Document by name': searching(
    'find_document',
    'documents',
    findDocument.perform,
    { document_name: 'price list 2026' },
    { id: SEED.document, document_name: 'Price list 2026' },
  ),
  'Find Video by ID': searching(
    'find_video',
    'videos',
    findVideo.perform,
    { video_id: SEED.video },
    { id: SEED.video, video_name: 'Welcome, Lopez Bikes' },
  ),
  'Find Video by name': searching(
    'find_video',
    'videos',
    findVideo.perform,
    { video_name: 'welcome lopez bikes' },
    { id: SEED.video, video_name: 'Welcome, Lopez Bikes' },
  ),
  'New Conversation': polling('new_conversation', newConversation.perform, ANY, {
    conversation_name: 'Demo for Maria Lopez',
  }),
  'Conversation Ended': polling('conversation_ended', conversationEnded.perform, LIST, {
    shutdown_reason: 'participant_left',
  }),
  'Transcript Ready': polling('transcript_ready', transcriptReady.perform, LIST, {
    transcript_text: TRANSCRIPT,
  }),
  'Recording Ready': polling('recording_ready', recordingReady.perform, LIST, {
    recording_bucket: 'acme-calls',
  }),
  'Perception Analysis Ready': polling(
    'perception_analysis_ready',
    perceptionAnalysisReady.perform,
    LIST,
    { participant_joined: true },
  ),
  'Post-Call Data Ready': polling('post_call_data_ready', postCallDataReady.perform, LIST, {
    post_call__summary: SUMMARY,
  }),
  'Conversation Ended, one conversation': polling(
    'conversation_ended',
    conversationEnded.perform,
    DETAIL,
    { shutdown_reason: 'participant_left' },
  ),
  'Transcript Ready, one conversation': polling(
    'transcript_ready',
    transcriptReady.perform,
    DETAIL,
    { transcript_text: TRANSCRIPT },
  ),
  'Recording Ready, one conversation': polling('recording_ready', recordingReady.perform, DETAIL, {
    recording_bucket: 'acme-calls',
  }),
  'Perception Analysis Ready, one conversation': polling(
    'perception_analysis_ready',
    perceptionAnalysisReady.perform,
    DETAIL,
    { participant_joined: true },
  ),
  'Document Ready': {
    key: 'triggers.document_ready',
    doing: 'list your documents',
    hit: ANY,
    prepare: (sandbox) => {
      sandbox.addDocument({ id: 'd8-1', name: 'Price list' });
      return {};
    },
    run: (tavus, form) => tavus.run(documentReady.perform, form),
    result: [{ id: 'd8-1', document_name: 'Price list' }],
  },
  'Video Ready': {
    key: 'triggers.video_ready',
    doing: 'list your videos',
    hit: ANY,
    prepare: (sandbox) => {
      sandbox.addVideo({ id: ID, name: 'Offer for Maria Lopez' });
      return {};
    },
    run: (tavus, form) => tavus.run(videoReady.perform, form),
    result: [{ id: ID, video_name: 'Offer for Maria Lopez' }],
  },
  'Post-Call Data Ready, one conversation': polling(
    'post_call_data_ready',
    postCallDataReady.perform,
    DETAIL,
    { post_call__summary: SUMMARY },
  ),
  'Replica Ready': {
    key: 'triggers.replica_ready',
    doing: 'list your replicas',
    hit: ANY,
    prepare: () => ({}),
    run: (tavus, form) => tavus.run(replicaReady.perform, form),
    result: [{ id: SEED.otherReplica }, { id: SEED.replica }],
  },
  'dropdown of conversations': listing('conversations', activeConversationChoices, { id: ID }),
  'dropdown of replicas': listing('replicas', replicaChoices, {
    id: SEED.replica,
    label: 'Sam from Sales (your own)',
  }),
  'dropdown of personas': listing('personas', personaChoices, {
    id: SEED.persona,
    label: 'Discovery Call',
  }),
  'dropdown of documents': listing('documents', documentChoices, {
    id: SEED.document,
    label: 'Price list 2026',
  }),
  'dropdown of videos': listing('videos', videoChoices, {
    id: SEED.failedVideo,
    label: 'Welcome, second try (error)',
  }),
  'dropdown of voices': listing('voices', voiceChoices, { id: SEED.voice }),
  'dropdown of objectives': listing('objectives', objectivesChoices, { id: SEED.objectives }),
  'dropdown of guardrails': listing('guardrails', guardrailChoices, { id: SEED.guardrail }),
  connection: {
    key: 'authentication',
    doing: 'check the API key',
    hit: ANY,
    prepare: () => ({}),
    run: (tavus, form) => tavus.run(authentication.test, form),
    result: {},
  },
  'pointer to a transcript': hydrating('transcriptText', TRANSCRIPT),
  'pointer to the turns of a transcript': hydrating('transcript', [
    { speaker: 'Replica', text: 'Hi, what is it about?' },
    { speaker: 'Participant', text: 'The set-up.' },
  ]),
  'pointer to an analysis': hydrating('perceptionAnalysis', 'The participant sat'),
  'pointer to a value of post-call data': {
    ...hydrating('postCallValue', SUMMARY),
    prepare: (sandbox) => ({ ...finishedCall(sandbox), tool: 'submit_summary', name: 'summary' }),
  },
  'pointer to a file of a transcript': hydratingFile('transcriptFile', 'Participant: The set-up.'),
  'pointer to a file of subtitles': hydratingFile('transcriptSubtitlesFile', 'WEBVTT'),
} satisfies Readonly<Record<string, OperationCase>>;

/** What the dropdowns of the app list. */
const DROPDOWNS = [
  'conversations',
  'replicas',
  'personas',
  'documents',
  'videos',
  'voices',
  'objectives',
  'guardrails',
];

export type OperationName = keyof typeof OPERATIONS;

/** Every operation of the app, by its place in the definition. */
export const OPERATION_KEYS: readonly string[] = [
  ...DROPDOWNS.map((plural) => `dropdowns.${plural}`),
  'authentication',
  ...Object.keys(App.creates).map((key) => `creates.${key}`),
  ...Object.keys(App.searches).map((key) => `searches.${key}`),
  ...Object.keys(App.triggers).map((key) => `triggers.${key}`),
  ...Object.keys(App.hydrators ?? {}).map((key) => `hydrators.${key}`),
];
