import type { RecordOf } from '../tavus/columns.ts';
import type { sentMessageColumns } from '../tavus/conversations/app_message.ts';

export const sentMessage: RecordOf<typeof sentMessageColumns> = {
  id: 'c93a7ead335b',
  conversation_id: 'c93a7ead335b',
  event_type: 'echo',
  text: 'My colleague Sam joins us in a minute.',
  was_sent: true,
  is_test: false,
};
