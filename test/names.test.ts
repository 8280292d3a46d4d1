import { beforeEach, expect, test } from '@jest/globals';
import { perform as create } from '../creates/create_conversation.ts';
import { perform as end } from '../creates/end_conversation.ts';
import { perform as generate } from '../creates/generate_video.ts';
import { SEED } from '../sandbox/sandbox.ts';
import { perform as findConversation } from '../searches/find_conversation.ts';
import { perform as findConversations } from '../searches/find_conversations.ts';
import { perform as findVideo } from '../searches/find_video.ts';
import { namesFor } from '../tavus/names.ts';
import { perform as ended } from '../triggers/conversation_ended.ts';
import { perform as created } from '../triggers/new_conversation.ts';
import { perform as videoReady } from '../triggers/video_ready.ts';
import { setLimits } from './limits.ts';
import { requestsOf, run, sandbox, useClockOfSandbox } from './tavus_app.ts';

/** The names of personas and replicas beside their IDs. */

useClockOfSandbox();
beforeEach(() => setLimits({ nameLooks: 5 }));

const ids = { replica_id: SEED.replica, persona_id: SEED.persona };

const looks = () =>
  requestsOf('GET').filter(({ path }) => /^\/v2\/(personas|pals|replicas|faces)\//.test(path));

function namesOf() {
  const persona = sandbox.personas.find(({ id }) => id === SEED.persona);
  const replica = sandbox.replica(SEED.replica);
  return { persona_name: persona?.name, replica_name: replica?.name };
}

test('every result of a conversation or a video has them, and each ID is requested once', async () => {
  const names = namesOf();
  const { replica_name } = names;
  expect(names).toEqual({ persona_name: expect.any(String), replica_name: expect.any(String) });
  const { id } = await run(create, ids);
  expect(await run(create, ids)).toMatchObject(names);
  expect(await run(created)).toMatchObject([names, names]);
  expect(await run(findConversation, { conversation_id: id })).toMatchObject([names]);
  const { persona_name } = names;
  const conversations = [{ persona_name }, { persona_name }];
  expect(await run(findConversations)).toMatchObject([{ conversations }]);
  expect(await run(end, { conversation_id: id })).toMatchObject(names);
  expect(await run(ended, {}, { isLoadingSample: true })).toMatchObject([names]);
  expect(await run(generate, { ...ids, script: 'Hi' })).toMatchObject({ replica_name });
  expect(await run(findVideo, { video_id: SEED.video })).toMatchObject([{ replica_name }]);
  sandbox.addVideo({ replicaId: SEED.replica });
  expect(await run(videoReady)).toMatchObject([{ replica_name }]);
  expect(looks()).toHaveLength(2);
  sandbox.clock.advance(24 * 3600);
  expect(await run(create, ids)).toMatchObject(names);
  expect(looks()).toHaveLength(4);
});

test.each([404, 500])('%d gives null; only a 404 is remembered', async (status) => {
  const nameless = { persona_name: null, replica_name: null };
  sandbox.fault({ kind: 'status', status, times: 9, when: { method: 'GET' } });
  expect(await run(create, ids)).toMatchObject(nameless);
  sandbox.clearFaults();
  expect(await run(create, ids)).toMatchObject(status === 404 ? nameless : namesOf());
  expect(looks()).toHaveLength(status === 404 ? 2 : 4);
});

test('a step requests five names at most, and a poll without new records none', async () => {
  for (const number of [1, 2, 3, 4]) {
    const { id: personaId } = sandbox.addPersona({ name: `Persona ${number}` });
    const { id: replicaId } = sandbox.addReplica({ name: `Replica ${number}` });
    sandbox.addConversation({ status: 'active', personaId, replicaId });
  }
  await run(created);
  expect(looks()).toHaveLength(5);
  await run(created);
  expect(looks()).toHaveLength(8);
  sandbox.clearRequests();
  const records = await run(created);
  expect(records.map(({ persona_name }) => persona_name).sort()).toEqual([
    'Persona 1',
    'Persona 2',
    'Persona 3',
    'Persona 4',
  ]);
  expect(sandbox.requests).toHaveLength(1);
});

test('with little time left, none is requested', async () => {
  setLimits({ step: 9 });
  expect(await run(create, ids)).toMatchObject({ persona_name: null });
  expect(looks()).toEqual([]);
});

test('with no time left, not even the cache is read', async () => {
  let reads = 0;
  const named = await run(async (z, bundle) => {
    const get = async () => {
      reads += 1;
    };
    const client = { secondsLeft: () => 0, send: () => Promise.reject(new Error('no time')) };
    const name = await namesFor({ ...z, cache: { ...z.cache, get } }, bundle, client, [ids]);
    return name(ids);
  });
  expect(named).toEqual({ ...ids, persona_name: null, replica_name: null });
  expect(reads).toBe(0);
});
