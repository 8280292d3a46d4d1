import { type Case, type Finding, isAccepted, outcomeOf, sorted } from './case.ts';
import { isRecord, readText, readValue } from './reading.ts';
import { itemsOf, type TavusApi } from './tavus_api.ts';

/** The tools that run after a call: one is made, changed, given to a persona and deleted. */
export const toolCases: readonly Case[] = [
  {
    name: 'tool_without_receiver',
    question: 'Is a post-call tool with an `.invalid` address accepted?',
    run: async (api) => outcomeOf(await api.ownTool()),
    expected: 'accepted',
    why: 'Set Post-Call Fields sends such an address if Delivery URL is blank; if it is refused, its error asks for one.',
    appCopesWith: ['refused with 400'],
  },
  {
    name: 'tool_name_twice',
    question: 'Is a second tool of the same name refused?',
    run: async (api) => {
      await api.ownTool();
      return outcomeOf(await api.createTool());
    },
    expected: 'refused with 409',
    why: 'After a lost answer Set Post-Call Fields knows its tool by the name.',
  },
  {
    name: 'tool_listed',
    question: 'Does the list find a tool by its name, and what of it is in the list?',
    run: toolListed,
    expected: 'description, parameters, delivery',
    why: 'Set Post-Call Fields knows its own tool by the description, and changes only what is different.',
    appCopesWith: ['description', 'description, parameters', 'description, delivery'],
  },
  {
    name: 'tool_changed',
    question: 'Does a patch replace the description, the parameters and the address of a tool?',
    run: (api) =>
      sorted({
        description: async () => outcomeOf(await replaced(api, '/description', 'Another one.')),
        parameters: async () => outcomeOf(await replaced(api, '/parameters', PARAMETERS)),
        address: async () =>
          outcomeOf(await replaced(api, '/delivery/api/url', 'https://zapier.invalid/other')),
      }),
    expected: 'accepted: description, parameters, address',
    why: 'Set Post-Call Fields replaces them in one patch.',
  },
  {
    name: 'tool_attached',
    question: 'Can a tool be attached to a persona by its ID, and once more without harm?',
    run: (api) =>
      sorted({
        first: async () => outcomeOf(await api.attachTool()),
        again: async () => outcomeOf(await api.attachTool()),
      }),
    expected: 'accepted: first, again',
    why: 'Set Post-Call Fields attaches its tool with every run.',
  },
];

const PARAMETERS = {
  type: 'object',
  properties: { summary: { type: 'string', description: 'One sentence.' } },
  required: ['summary'],
};

function replaced(api: TavusApi, path: string, value: unknown) {
  return api.patchTool([{ op: 'replace', path, value }]);
}

async function toolListed(api: TavusApi): Promise<Finding> {
  await api.ownTool();
  const query = { type: 'user', limit: 100, name_or_uuid: api.toolName };
  const answer = await api.get('tools', query);
  if (!isAccepted(answer)) return outcomeOf(answer);
  const tool = itemsOf(answer).find((each) => readText(each, 'name') === api.toolName);
  if (tool === undefined) return { did: 'not found' };
  const parts = [
    readText(tool, 'description') !== undefined && 'description',
    isRecord(readValue(tool, 'parameters')) && 'parameters',
    isRecord(readValue(tool, 'delivery')) && 'delivery',
  ];
  return { did: parts.filter(Boolean).join(', ') || 'nothing but its name' };
}
