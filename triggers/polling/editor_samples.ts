import type { ConversationRecord } from '../../tavus/conversations/record.ts';
import { findInNewest, getConversation } from '../../tavus/conversations/requests.ts';
import { isReadyAsListed, matchesFilter, type Run, readinessOf } from './run.ts';

/** The most samples in the editor. */
const SAMPLES = 3;

/** Up to three real records for the editor, however old they are. Throws a TavusError. */
export function editorSamples(run: Run): Promise<ConversationRecord[]> {
  return findInNewest(run.client, {
    status: run.watch.status,
    mayHave: (listed) => matchesFilter(run, listed) !== 'no',
    find: async (listed) =>
      isReadyAsListed(run, listed) ? [listed] : await readyRecord(run, listed.id),
    most: SAMPLES,
  });
}

/** The record of a conversation if the trigger fires for it. Throws a TavusError. */
async function readyRecord(run: Run, id: string): Promise<ConversationRecord[]> {
  const detail = await getConversation(run.client, id);
  const isReady = detail !== null && readinessOf(run, detail, 0) === 'ready';
  return isReady && matchesFilter(run, detail.record) === 'yes' ? [detail.record] : [];
}
