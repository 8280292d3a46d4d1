import { defineApp, version as platformVersion } from 'zapier-platform-core';
import { authentication } from './authentication.ts';
import createConversation from './creates/create_conversation.ts';
import { version } from './package.json';
import findDocument from './searches/find_document.ts';
import findPersona from './searches/find_persona.ts';
import findReplica from './searches/find_replica.ts';
import documentList from './triggers/document_list.ts';
import personaList from './triggers/persona_list.ts';
import replicaList from './triggers/replica_list.ts';

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
  creates: { [createConversation.key]: createConversation },
  searches: {
    [findReplica.key]: findReplica,
    [findPersona.key]: findPersona,
    [findDocument.key]: findDocument,
  },
  triggers: {
    [replicaList.key]: replicaList,
    [personaList.key]: personaList,
    [documentList.key]: documentList,
  },
});
