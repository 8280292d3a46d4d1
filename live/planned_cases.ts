import { type Case, type Finding, isAccepted, outcomeOf } from './case.ts';
import { isRecord, readRecord, readText, readValue } from './reading.ts';
import { type Answer, CannotAsk, itemsOf, type TavusApi } from './tavus_api.ts';

/** Questions that decide which operations the app can get. They cost nothing. */
export const plannedCases: readonly Case[] = [
  {
    name: 'card_answers',
    question: 'What does the list of card answers contain for an ended conversation?',
    run: async (api) => {
      const answer = await api.get(`conversations/${await madeId(api)}/canvas/interactions`);
      if (!isAccepted(answer)) return outcomeOf(answer);
      if (!Array.isArray(readValue(answer.body, 'data'))) return { did: 'no list under data' };
      return { did: itemsOf(answer).length === 0 ? 'an empty list' : 'a list with items' };
    },
    expected: 'an empty list',
    why: 'Whether Find Conversation can return what guests enter on cards.',
    appCopesWith: 'any answer',
  },
  {
    name: 'conversation_deleted_twice',
    question: 'What does Tavus answer when a conversation is deleted, and deleted again?',
    run: async (api) => {
      const id = await madeId(api);
      const first = await api.deleteMade(id);
      const second = await api.deleteMade(id);
      return { did: `${first.status}, then ${second.status}` };
    },
    expected: '204, then 400',
    why: 'Whether a new action, Delete Conversation, can be repeated.',
    appCopesWith: 'any answer',
  },
  {
    name: 'deployment_link',
    question: 'Does a new landing page have a link, and which status does it have?',
    run: async (api) => linkFinding(await api.ownDeployment()),
    expected: 'active, no link',
    why: 'Whether a new action, Create Call Link, can return a link.',
    appCopesWith: 'any answer',
  },
  {
    name: 'deployment_read',
    question: 'Does a landing page have a link when it is read again?',
    run: (api) =>
      withDeployment(api, async () =>
        linkFinding(await api.get(`deployments/${await api.ownDeploymentId()}`)),
      ),
    expected: 'active, no link',
    why: 'Whether a new action, Create Call Link, can return a link.',
    appCopesWith: 'any answer',
  },
  {
    name: 'deployment_switched',
    question: 'Can a landing page be switched on by a patch of its status?',
    run: (api) =>
      withDeployment(api, async () =>
        outcomeOf(await api.patchDeployment([{ op: 'replace', path: '/status', value: 'active' }])),
      ),
    expected: 'accepted',
    why: 'Whether a new action, Create Call Link, can switch the page on.',
    appCopesWith: 'any answer',
  },
  {
    name: 'deployment_context',
    question: 'Does a landing page accept and store its own `conversational_context`?',
    run: async (api) => {
      const conversational_context = 'You talk to Maria.';
      const answer = await api.createDeployment({ conversational_context });
      if (!isAccepted(answer)) return outcomeOf(answer);
      return { did: answer.text.includes(conversational_context) ? 'kept' : 'accepted, not kept' };
    },
    expected: 'refused with 400',
    why: 'Whether Create Call Link can make a page for one guest, with context for the replica.',
    appCopesWith: 'any answer',
  },
  {
    name: 'meeting_email',
    question: 'Does a persona with a meeting username show its `conferencing_email`?',
    run: meetingEmail,
    expected: 'no',
    why: 'Whether personas can show the address to invite to a meeting.',
    appCopesWith: 'any answer',
  },
  {
    name: 'usage',
    question: 'Does an endpoint `/v2/usage` exist?',
    run: async (api) => outcomeOf(await api.get('usage')),
    expected: 'refused with 404',
    why: 'Whether the app can show the minutes that are left.',
    appCopesWith: 'any answer',
  },
];

async function madeId(api: TavusApi): Promise<string> {
  const answer = await api.create({ replica_id: await api.replicaId() });
  const id = readText(answer.body, 'conversation_id');
  if (id === undefined) throw new CannotAsk(`The create was ${outcomeOf(answer).did}.`);
  return id;
}

/** Asks about the landing page of this run; if there is none, that is the answer. */
async function withDeployment(api: TavusApi, ask: () => Promise<Finding>): Promise<Finding> {
  const made = await api.ownDeployment();
  return isAccepted(made) ? ask() : outcomeOf(made);
}

/** The status, and the names of the fields that could contain a link. */
function linkFinding(answer: Answer): Finding {
  if (!isAccepted(answer)) return outcomeOf(answer);
  const links = Object.keys(answer.body).filter((name) => /link|slug|domain|^url/.test(name));
  return { did: `${readText(answer.body, 'status')}, ${links.join(' and ') || 'no link'}` };
}

async function meetingEmail(api: TavusApi): Promise<Finding> {
  const path = `pals/${await api.ownPersonaId()}`;
  if (!isRecord(readValue((await api.get(path)).body, 'layers'))) {
    await api.patchPersona([{ op: 'add', path: '/layers', value: {} }]);
  }
  // Tavus requires a separate patch for the meeting settings.
  const value = { username: api.runName.replaceAll(' ', '-').toLowerCase() };
  const patched = await api.patchPersona([{ op: 'add', path: '/layers/conferencing', value }]);
  if (!isAccepted(patched)) return outcomeOf(patched);
  const { body } = await api.get(path);
  const conferencing = readRecord(readRecord(body, 'layers'), 'conferencing');
  const isShown = 'conferencing_email' in body || 'conferencing_email' in conferencing;
  return { did: isShown ? 'yes' : 'no' };
}
