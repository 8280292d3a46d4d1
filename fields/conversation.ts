import { transformed } from '../forms/kinds.ts';
import type { ConversationRecord } from '../tavus/conversation.ts';
import { activeConversations } from '../tavus/conversations.ts';
import { isName } from '../tavus/ids.ts';
import { type DropdownItem, dropdownOf } from './dropdown.ts';

const ACCEPTS = 'the ID or the link of a conversation';

/** Takes the id of a conversation, or its link. */
export const conversationId = transformed(ACCEPTS, idInLink, {
  accepts: (value) => !isName(value),
  otherwise:
    'This is not the ID of a conversation. Choose one from the list, or look up its ID by name with Find Conversation.',
});

/** As {@link conversationId}, but anything that could be an id is tried. */
export const anyConversationId = transformed(ACCEPTS, idInLink);

/** The id in the link of a conversation; any other text as it is. */
function idInLink(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
  return new URL(text).pathname.split('/').findLast((segment) => segment !== '') ?? text;
}

/** Offers the conversations that are going on. */
export const activeConversationChoices = dropdownOf({ resource: activeConversations, entry });

function entry({ id, conversation_name, created_at }: ConversationRecord): DropdownItem {
  const since =
    created_at === null ? '' : ` (since ${created_at.slice(0, 16).replace('T', ' ')} UTC)`;
  return { id, label: `${conversation_name ?? id}${since}` };
}
