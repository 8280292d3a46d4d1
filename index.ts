import { defineApp, version as platformVersion } from 'zapier-platform-core';
import { authentication } from './authentication.ts';
import createConversation from './creates/create_conversation.ts';
import endConversation from './creates/end_conversation.ts';
import { version } from './package.json';
import findConversation from './searches/find_conversation.ts';
import findDocument from './searches/find_document.ts';
import findPersona from './searches/find_persona.ts';
import findReplica from './searches/find_replica.ts';
import { hydrators } from './triggers/big_parts.ts';
import conversationEnded from './triggers/conversation_ended.ts';
import conversationList from './triggers/conversation_list.ts';
import documentList from './triggers/document_list.ts';
import newConversation from './triggers/new_conversation.ts';
import perceptionAnalysisReady from './triggers/perception_analysis_ready.ts';
import personaList from './triggers/persona_list.ts';
import recordingReady from './triggers/recording_ready.ts';
import replicaList from './triggers/replica_list.ts';
import transcriptReady from './triggers/transcript_ready.ts';

export default defineApp({
  version,
  platformVersion,
  flags: {
    // forms/ decides what is blank; the platform would also empty lists and objects.
    cleanInputData: false,
    // tavus/errors.ts words the error of a 429.
    throwForThrottlingEarly: false,
  },
  authentication,
  creates: byKey(createConversation, endConversation),
  searches: byKey(findConversation, findReplica, findPersona, findDocument),
  triggers: byKey(
    newConversation,
    conversationEnded,
    transcriptReady,
    recordingReady,
    perceptionAnalysisReady,
    conversationList,
    replicaList,
    personaList,
    documentList,
  ),
  hydrators,
});

function byKey<Operations extends readonly { readonly key: string }[]>(...operations: Operations) {
  return Object.fromEntries(
    operations.map((each): [string, Operations[number]] => [each.key, each]),
  );
}
