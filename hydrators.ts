import type { Bundle, ZObject } from 'zapier-platform-core';
import { tavusClient } from './tavus/client.ts';
import type { ConversationRecord } from './tavus/conversation.ts';
import { getConversation } from './tavus/conversations.ts';
import { attempt } from './tavus/errors.ts';
import { asText } from './tavus/wire.ts';

/**
 * The big parts of a conversation that Zapier fetches only if a step uses them: a trigger gives a
 * pointer in place of the part (triggers/polling/big_parts.ts). Zapier's schema allows no underscores
 * in these names.
 */
export const hydrators = {
  transcriptText: partOfConversation('transcript_text'),
  transcript: partOfConversation('transcript'),
  perceptionAnalysis: partOfConversation('perception_analysis'),
};

function partOfConversation<Part extends keyof ConversationRecord>(part: Part) {
  return async (z: ZObject, bundle: Bundle): Promise<ConversationRecord[Part] | null> => {
    const id = asText(bundle.inputData.conversation_id) ?? '';
    const detail = await attempt(z, { doing: 'get the conversation' }, () =>
      getConversation(tavusClient(z, bundle), id),
    );
    return detail?.record[part] ?? null;
  };
}
