import { defineApp, version as platformVersion } from 'zapier-platform-core';
import { authentication } from './authentication.ts';
import addMemory from './creates/add_memory.ts';
import createConversation from './creates/create_conversation.ts';
import createDocument from './creates/create_document.ts';
import createPersona from './creates/create_persona.ts';
import endConversation from './creates/end_conversation.ts';
import generateVideo from './creates/generate_video.ts';
import refreshDocument from './creates/refresh_document.ts';
import sendMessage from './creates/send_message.ts';
import setPostCallFields from './creates/set_post_call_fields.ts';
import updateDocument from './creates/update_document.ts';
import updatePersona from './creates/update_persona.ts';
import { hydrators } from './hydrators.ts';
import packageJson from './package.json' with { type: 'json' };
import findConversation from './searches/find_conversation.ts';
import findConversations from './searches/find_conversations.ts';
import findDocument from './searches/find_document.ts';
import findPersona from './searches/find_persona.ts';
import findReplica from './searches/find_replica.ts';
import findVideo from './searches/find_video.ts';
import conversationEnded from './triggers/conversation_ended.ts';
import documentReady from './triggers/document_ready.ts';
import newConversation from './triggers/new_conversation.ts';
import perceptionAnalysisReady from './triggers/perception_analysis_ready.ts';
import postCallDataReady from './triggers/post_call_data_ready.ts';
import recordingReady from './triggers/recording_ready.ts';
import replicaReady from './triggers/replica_ready.ts';
import transcriptReady from './triggers/transcript_ready.ts';
import videoReady from './triggers/video_ready.ts';

export default defineApp({
  version: packageJson.version,
  platformVersion,
  flags: {
    // forms/ decides what is blank; the platform would also remove empty lists and objects.
    cleanInputData: false,
    // tavus/http/errors.ts words the error of a 429.
    throwForThrottlingEarly: false,
  },
  authentication,
  creates: {
    [createConversation.key]: createConversation,
    [sendMessage.key]: sendMessage,
    [endConversation.key]: endConversation,
    [generateVideo.key]: generateVideo,
    [createDocument.key]: createDocument,
    [refreshDocument.key]: refreshDocument,
    [updateDocument.key]: updateDocument,
    [addMemory.key]: addMemory,
    [createPersona.key]: createPersona,
    [updatePersona.key]: updatePersona,
    [setPostCallFields.key]: setPostCallFields,
  },
  searches: {
    [findConversation.key]: findConversation,
    [findConversations.key]: findConversations,
    [findReplica.key]: findReplica,
    [findPersona.key]: findPersona,
    [findDocument.key]: findDocument,
    [findVideo.key]: findVideo,
  },
  // Zapier wants the key of the search.
  searchOrCreates: {
    [findPersona.key]: {
      key: findPersona.key,
      display: {
        label: 'Find or Create Persona',
        description: 'Finds a persona (PAL) by its whole name, or creates it if there is none.',
      },
      search: findPersona.key,
      create: createPersona.key,
    },
    [findDocument.key]: {
      key: findDocument.key,
      display: {
        label: 'Find or Create Document',
        description:
          'Finds a document of the knowledge base by its whole name, or creates it if there is none.',
      },
      search: findDocument.key,
      create: createDocument.key,
    },
  },
  triggers: {
    [newConversation.key]: newConversation,
    [conversationEnded.key]: conversationEnded,
    [transcriptReady.key]: transcriptReady,
    [recordingReady.key]: recordingReady,
    [perceptionAnalysisReady.key]: perceptionAnalysisReady,
    [videoReady.key]: videoReady,
    [documentReady.key]: documentReady,
    [postCallDataReady.key]: postCallDataReady,
    [replicaReady.key]: replicaReady,
  },
  hydrators,
});
