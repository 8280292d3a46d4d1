import * as createConversation from '../../creates/create_conversation.ts';
import * as createDocument from '../../creates/create_document.ts';
import * as createPersona from '../../creates/create_persona.ts';
import * as generateVideo from '../../creates/generate_video.ts';
import { type Sandbox, SEED } from '../../sandbox/sandbox.ts';
import type { Perform } from '../zapier.ts';

/** The four actions that create something, for the tests of what happens when an answer is lost. */

type Changes = Readonly<Record<string, object>>;

/** What the list may contain after a create whose answer was lost. */
export interface Listed {
  /** The thing as the list returns it, without its date. */
  readonly row: object;
  /** Changes of the row after which it is still this step's thing. */
  readonly found: Changes;
  /** Changes after which nobody knows. */
  readonly unclear: Changes;
  /** Changes after which it is another thing. */
  readonly other: Changes;
}

export interface Creation {
  readonly title: string;
  readonly perform: Perform<{ readonly id: string }>;
  readonly form: Readonly<Record<string, unknown>>;
  /** Both of the create and of the list. */
  readonly path: string;
  /** From oldest to newest. */
  readonly things: (sandbox: Sandbox) => readonly { readonly id: string }[];
  /** Adds a thing that is like what the form creates, apart from its name if one is given. */
  readonly add: (sandbox: Sandbox, createdAt: Date, name?: string) => unknown;
  /** A part of the record. */
  readonly record: object;
  readonly nothing: string;
  /** The message if nobody knows, by the name that was sent. */
  readonly unclear: (name: string) => string;
  /** The field of the form that has the name. */
  readonly nameKey: string;
  /** The field of the body by which `unclear` calls the thing. */
  readonly nameField: string;
  /** Null if the name is generated, so that no other thing can have it. */
  readonly listed: Listed | null;
  /** What a second step fills in otherwise, although Tavus may not show the difference. */
  readonly alike: object;
}

export const ROW_ID = 'row0';

const ids = { replica_id: SEED.replica, persona_id: SEED.persona };
const CALLBACK_URL = 'https://hooks.example.com/catch/12/ab?from=zap';

export const CONVERSATION_NAME = 'Démo – for "Zoë & Ko." #3';

const conversation = {
  perform: createConversation.perform,
  form: { ...ids, callback_url: CALLBACK_URL },
  path: '/v2/conversations',
  things: (sandbox: Sandbox) => sandbox.conversations,
  add: (sandbox: Sandbox, createdAt: Date, name = CONVERSATION_NAME) =>
    sandbox.addConversation({
      name,
      status: 'ended',
      replicaId: SEED.replica,
      personaId: SEED.persona,
      callbackUrl: CALLBACK_URL,
      createdAt,
    }),
  record: { ...ids, status: 'active' },
  nothing: 'Nothing was created.',
  unclear: (name: string) =>
    `Do not replay this run yet: it is not certain whether Tavus created the conversation "${name}": its reply was lost, and a search for the result was not conclusive. Look for it in Tavus before you run this step again. If it exists, use it or end it, because it is being billed.`,
  nameKey: 'conversation_name',
  nameField: 'conversation_name',
};

const VIDEO_NAME = 'Offer for Maria (no. 7)';
const SCRIPT = 'Hi Maria, this is for you: 50 % off.';

const video = {
  perform: generateVideo.perform,
  form: { replica_id: SEED.replica, script: SCRIPT },
  path: '/v2/videos',
  things: (sandbox: Sandbox) => sandbox.videos,
  add: (sandbox: Sandbox, createdAt: Date, name = VIDEO_NAME) =>
    sandbox.addVideo({
      name,
      body: { script: SCRIPT },
      replicaId: SEED.replica,
      createdAt,
    }),
  record: { replica_id: SEED.replica, script: SCRIPT, is_test: false },
  nothing: 'Nothing was generated.',
  unclear: (name: string) =>
    `Do not replay this run yet: it is not certain whether Tavus is generating the video "${name}": its reply was lost, and a search for the result was not conclusive. Look for it in Tavus before you run this step again. If it exists, use it, because it has used your video minutes.`,
  nameKey: 'video_name',
  nameField: 'video_name',
};

const DOCUMENT_URL = 'https://www.example.com/help';

const COACH = {
  persona_name: 'Onboarding Coach',
  system_prompt: 'You help new customers.',
  replica_id: SEED.replica,
};

export const CREATIONS: readonly Creation[] = [
  { ...conversation, title: 'a conversation without a name', listed: null, alike: {} },
  {
    ...conversation,
    title: 'a conversation with a name',
    form: { ...conversation.form, conversation_name: CONVERSATION_NAME },
    alike: { conversation_name: 'DÉMO for Zoë, Ko, 3' },
    listed: {
      row: {
        ...ids,
        conversation_id: ROW_ID,
        conversation_name: CONVERSATION_NAME,
        conversation_url: 'https://tavus.daily.co/row0',
        callback_url: CALLBACK_URL,
        status: 'active',
      },
      found: {
        'a name without its signs': { conversation_name: 'Démo  for Zoë  Ko 3' },
        'ids in capitals': { replica_id: SEED.replica.toUpperCase() },
        'no ids': { replica_id: null, persona_id: null },
        'a link without its scheme': { callback_url: CALLBACK_URL.slice('https://'.length) },
        'a link with one slash more': { callback_url: `${CALLBACK_URL}/` },
        'no link': { callback_url: '' },
      },
      unclear: {
        'a name that was cut': { conversation_name: CONVERSATION_NAME.slice(0, 9) },
        'no name': { conversation_name: '' },
      },
      other: {
        'another name': { conversation_name: 'Call with Ada' },
        'another replica': { replica_id: SEED.otherReplica },
        'another persona': { persona_id: SEED.personaOfOtherReplica },
        'another link': { callback_url: 'https://hooks.example.com/catch/99/xy' },
      },
    },
  },
  { ...video, title: 'a video without a name', listed: null, alike: {} },
  {
    ...video,
    title: 'a video with a name',
    form: { ...video.form, video_name: VIDEO_NAME },
    alike: { video_name: 'OFFER for Maria, no 7' },
    listed: {
      row: {
        video_id: ROW_ID,
        video_name: VIDEO_NAME,
        replica_id: SEED.replica,
        data: { script: SCRIPT },
      },
      found: {
        'a name without its signs': { video_name: 'Offer for Maria no 7' },
        'a name in capitals': { video_name: VIDEO_NAME.toUpperCase() },
        'a replica in capitals': { replica_id: SEED.replica.toUpperCase() },
        'no replica': { replica_id: null },
        'a replica under its newer name': { replica_id: undefined, face_id: SEED.replica },
        'a script without its signs': { data: { script: 'Hi Maria this is for you 50 off' } },
      },
      unclear: {
        'no script': { data: {} },
        'a script that was cut': { data: { script: SCRIPT.slice(0, 12) } },
        'a name that was cut': { video_name: VIDEO_NAME.slice(0, 9) },
        'no name': { video_name: null },
        'a name that Tavus gave': { video_name: `replica_id: r1 - video: ${ROW_ID}` },
      },
      other: {
        'another name': { video_name: 'Offer for Ben' },
        'another replica': { replica_id: SEED.otherReplica },
        'another script': { data: { script: 'Hi Ben, this is for you.' } },
      },
    },
  },
  {
    title: 'a document',
    perform: createDocument.perform,
    form: { document_url: DOCUMENT_URL, document_name: 'Help pages', crawl_depth: 2 },
    path: '/v2/documents',
    things: (sandbox) => sandbox.documents,
    add: (sandbox, createdAt, name = 'Help pages') =>
      sandbox.addDocument({ url: DOCUMENT_URL, name, createdAt }),
    record: { document_name: 'Help pages', status: 'started', crawl_depth: 2 },
    nothing: 'Nothing was created.',
    unclear: (link) =>
      `Do not replay this run yet: it is not certain whether Tavus created a document from ${link}: its reply was lost, and a search for the result was not conclusive. Look for it in your Tavus knowledge base before you run this step again, because adding the same link twice makes two documents.`,
    nameKey: 'document_name',
    nameField: 'document_url',
    alike: { document_url: 'http://www.example.com/help/' },
    listed: {
      row: { document_id: ROW_ID, document_url: DOCUMENT_URL, document_name: 'Help pages' },
      found: {
        'an id under its name of 2025': { document_id: undefined, uuid: ROW_ID },
        'a link without its scheme': { document_url: 'www.example.com/help' },
        'a link with one slash more': { document_url: `${DOCUMENT_URL}/` },
        'no name': { document_name: null },
      },
      unclear: { 'no link': { document_url: null } },
      other: {
        'another link': { document_url: 'https://files.example.com/prices.pdf' },
        'another name': { document_name: 'Of somebody else' },
      },
    },
  },
  {
    title: 'a persona',
    perform: createPersona.perform,
    form: COACH,
    path: '/v2/pals',
    things: (sandbox) => sandbox.personas,
    add: (sandbox, createdAt, name = COACH.persona_name) =>
      sandbox.addPersona({
        name,
        systemPrompt: COACH.system_prompt,
        defaultReplicaId: SEED.replica,
        createdAt,
      }),
    record: {
      persona_name: 'Onboarding Coach',
      default_replica_id: SEED.replica,
      is_stock: false,
    },
    nothing: 'Nothing was created.',
    unclear: (name) =>
      `Do not replay this run yet: it is not certain whether Tavus created the persona "${name}": its reply was lost, and a search for the result was not conclusive. Look for it in Tavus before you run this step again. If it exists, use it. A second one costs nothing, but the two are hard to tell apart.`,
    nameKey: 'persona_name',
    nameField: 'pal_name',
    alike: { persona_name: 'Onboarding coach!' },
    listed: {
      row: {
        pal_id: ROW_ID,
        pal_name: COACH.persona_name,
        system_prompt: COACH.system_prompt,
        default_face_id: SEED.replica,
      },
      found: {
        'older names': {
          pal_id: undefined,
          persona_id: ROW_ID,
          pal_name: undefined,
          persona_name: COACH.persona_name,
          default_face_id: undefined,
          default_replica_id: SEED.replica,
        },
      },
      unclear: { 'a name that was cut': { pal_name: 'Onboarding' } },
      other: {
        'another name': { pal_name: 'Sales Coach' },
        'another prompt': { system_prompt: 'You sell.' },
        'another replica': { default_face_id: SEED.otherReplica },
      },
    },
  },
];
