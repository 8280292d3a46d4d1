import { converted } from '../forms/kinds.ts';
import type { ConversationRecord } from '../tavus/conversation_record.ts';
import { activeConversations } from '../tavus/conversations.ts';
import { isName } from '../tavus/ids.ts';
import { type DropdownItem, dropdownPerform, dropdownTrigger } from './dropdown.ts';

/** Offers the conversations that are going on. */
export const perform = dropdownPerform({ resource: activeConversations, entry });

function entry({ id, conversation_name, created_at }: ConversationRecord): DropdownItem {
  const since =
    created_at === null ? '' : ` (since ${created_at.slice(0, 16).replace('T', ' ')} UTC)`;
  return { id, name: `${conversation_name ?? id}${since}` };
}

export default dropdownTrigger('conversation_list', 'Conversation', 'Conversation List', perform);

/** The id in the link of a conversation; any other text as it is. */
function idInLink(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
  return new URL(text).pathname.split('/').findLast((segment) => segment !== '') ?? text;
}

const TAKES = 'the ID or the link of a conversation';

/** A field that takes the id of a conversation, or its link. */
export const conversationField = {
  kind: converted(TAKES, idInLink, {
    accepts: (value) => !isName(value),
    otherwise:
      'This is not the ID of a conversation. Choose one from the list, or look up its ID by name with Find Conversation.',
  }),
  /** As `kind`, but anything that could be an id is tried. */
  lenientKind: converted(TAKES, idInLink),
  dropdown: { dynamic: 'conversation_list.id.name', search: 'find_conversation.id' },
};
