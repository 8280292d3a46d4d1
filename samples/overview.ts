import type { overviewOf } from '../tavus/conversations/overview.ts';
import { finishedConversation } from './conversation.ts';

const { conversation_id, conversation_name, reference, status, created_at, ended_at } =
  finishedConversation;
const { duration_seconds, call_outcome, persona_name, persona_id } = finishedConversation;

/** One conversation that has ended. */
export const overview: ReturnType<typeof overviewOf> = {
  count: 1,
  is_complete: true,
  minutes: 12.5,
  conversation_ids: conversation_id,
  conversations: [
    {
      conversation_id,
      conversation_name,
      reference,
      status,
      created_at,
      ended_at,
      duration_seconds,
      call_outcome,
      persona_name,
      persona_id,
    },
  ],
};
