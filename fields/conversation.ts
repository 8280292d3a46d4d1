import type { DropdownFunction } from '../forms/field.ts';
import { oneId } from '../forms/one_value.ts';
import { shown } from '../forms/shown.ts';
import { type Conversation, readConversation } from '../tavus/conversations/record.ts';
import { conversationList } from '../tavus/conversations/requests.ts';
import { type TavusClient, tavusClient } from '../tavus/http/client.ts';
import { attempt } from '../tavus/http/errors.ts';
import { isName } from '../tavus/ids.ts';
import { newestPages } from '../tavus/lists/newest_first.ts';
import { type DropdownItem, dropdownOf, toldApart } from './dropdown.ts';
import { linkedId } from './linked_id.ts';

/** Takes the id of a conversation, or its link. */
export const conversationId = linkedId('conversation', 'the ID or the link of a conversation', {
  accepts: (value) => !isName(value),
  otherwise:
    'This is not the ID of a conversation. Choose one from the list, or look it up by its name with Find Conversation.',
});

/** The error if there is no such conversation. */
export function noConversation(id: string): string {
  return `Your Tavus account has no conversation with the ID ${shown(id)}. Look it up with Find Conversation, and check which connection this step uses.`;
}

/** Takes the user's own ID, which becomes part of the conversation's name. */
export const reference = oneId(
  'an ID of up to 160 characters without spaces and square brackets, with a letter or a digit in it',
  undefined,
  { accepts: (value) => /^(?=.*[\p{L}\p{N}])[^\s[\]]{1,160}$/u.test(value) },
);

/** Offers the active conversations. */
export const activeConversationChoices = dropdownOf({
  resource: conversationList('active'),
  entry,
});

/** The most conversations that are offered. */
const NEWEST = 100;

/** The part of the step's time that is kept for the answer, in seconds. */
const RESERVE_SECONDS = 5;

/** Offers the newest conversations, active or ended; there is no second page. */
export const newestConversationChoices = (async (z, bundle) => {
  const client = tavusClient(z, bundle);
  const newest = await attempt(z, { doing: 'list your conversations' }, () => newestOf(client));
  return { results: toldApart(newest.map(entry)), paging_token: null };
}) satisfies DropdownFunction;

async function newestOf(client: TavusClient): Promise<Conversation[]> {
  const newest: Conversation[] = [];
  for await (const { things } of newestPages(client, conversationList(undefined))) {
    for (const each of things.flatMap((wire) => readConversation(wire) ?? [])) newest.push(each);
    if (newest.length >= NEWEST || client.secondsLeft() < RESERVE_SECONDS) break;
  }
  return newest.slice(0, NEWEST);
}

function entry({ id, conversation_name, status, created_at }: Conversation): DropdownItem {
  const created = created_at && `${created_at.slice(0, 16).replace('T', ' ')} UTC`;
  const isOver = status === 'ended';
  const remarks = [isOver && 'ended', created && `${isOver ? 'created' : 'since'} ${created}`];
  const said = remarks.filter(Boolean).join(', ');
  return { id, label: `${conversation_name ?? id}${said && ` (${said})`}` };
}
