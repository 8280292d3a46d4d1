import { type ConversationRecord, conversationDetail } from '../../tavus/conversations/record.ts';
import { conversationList, getConversation } from '../../tavus/conversations/requests.ts';
import { resultOf, TavusError } from '../../tavus/http/failure.ts';
import { newestPages } from '../../tavus/lists/newest_first.ts';
import { RESERVE_SECONDS } from './recent.ts';
import { isReadyAsListed, matchesFilter, type Run, readinessOf } from './run.ts';

/** The most samples in the editor, and the most conversations that are read to find them. */
const SAMPLES = 3;
const GOT_FOR_SAMPLES = 20;

/** Up to three real records for the editor, newest first, however old they are. Throws a TavusError. */
export async function editorSamples(run: Run): Promise<ConversationRecord[]> {
  const samples: ConversationRecord[] = [];
  const walked = await resultOf(async () => {
    let gets = 0;
    for await (const listed of listedConversations(run)) {
      if (matchesFilter(run, listed) === 'no') continue;
      if (isReadyAsListed(run, listed)) {
        samples.push(listed);
      } else {
        if (gets === GOT_FOR_SAMPLES || run.client.secondsLeft() <= RESERVE_SECONDS) return;
        gets += 1;
        samples.push(...(await readyRecord(run, listed.id)));
      }
      if (samples.length === SAMPLES) return;
    }
  });
  if (!walked.ok && samples.length === 0) throw new TavusError(walked.failure);
  return samples;
}

async function* listedConversations(run: Run): AsyncGenerator<ConversationRecord, void> {
  const listing = conversationList(run.watch.status);
  for await (const { things } of newestPages(run.client, listing)) {
    for (const wire of things) {
      const listed = conversationDetail(wire)?.record;
      if (listed) yield listed;
    }
    if (run.client.secondsLeft() <= RESERVE_SECONDS) return;
  }
}

/** The record of a conversation if the trigger fires for it; null after a failed GET. */
async function readyRecord(run: Run, id: string): Promise<ConversationRecord[]> {
  const got = await resultOf(() => getConversation(run.client, id));
  const detail = got.ok ? got.value : null;
  const isReady = detail !== null && readinessOf(run, detail, 0) === 'ready';
  return isReady && matchesFilter(run, detail.record) === 'yes' ? [detail.record] : [];
}
