import type { Bundle, ZObject } from 'zapier-platform-core';
import {
  type PostCallLine,
  postCallLines,
  postCallValues,
} from './tavus/conversations/post_call.ts';
import type { ConversationDetail, ConversationRecord } from './tavus/conversations/record.ts';
import { getConversation } from './tavus/conversations/requests.ts';
import { type SpeakerNames, USUAL_NAMES } from './tavus/conversations/transcript.ts';
import { fileName, subtitlesFile, transcriptFile } from './tavus/conversations/transcript_files.ts';
import { tavusClient } from './tavus/http/client.ts';
import { attempt } from './tavus/http/errors.ts';
import { asObject, asText, textOf } from './tavus/http/wire.ts';

/**
 * The parts of a conversation that Zapier fetches only if a step uses them: the record contains a
 * pointer instead of the part. Zapier's schema allows no underscores in these names.
 */
export const hydrators = {
  transcriptText: partOfConversation('transcript_text'),
  transcript: partOfConversation('transcript'),
  perceptionAnalysis: partOfConversation('perception_analysis'),
  postCallValue,
  transcriptFile: fileOfConversation('txt'),
  transcriptSubtitlesFile: fileOfConversation('vtt'),
};

function partOfConversation<Part extends keyof ConversationRecord>(part: Part) {
  return async (z: ZObject, bundle: Bundle): Promise<ConversationRecord[Part] | null> => {
    const detail = await conversationOf(z, bundle);
    return detail?.record[part] ?? null;
  };
}

async function conversationOf(z: ZObject, bundle: Bundle): Promise<ConversationDetail | null> {
  const id = asText(bundle.inputData.conversation_id) ?? '';
  return attempt(z, { doing: 'get the conversation' }, () =>
    getConversation(tavusClient(z, bundle), id),
  );
}

/** A post-call value that is too long to remember. */
async function postCallValue(z: ZObject, bundle: Bundle): Promise<PostCallLine['value']> {
  const detail = await conversationOf(z, bundle);
  const { tool, name } = bundle.inputData;
  const lines = detail ? postCallLines(detail.events.postCall) : [];
  return lines.find((line) => line.tool === tool && line.name === name)?.value ?? null;
}

// ---- files

/** A record with its files, and with post-call values as keys of their own. */
export function completeRecord(
  z: ZObject,
  record: ConversationRecord,
  names: Partial<SpeakerNames> = {},
) {
  return { ...record, ...filesOf(z, record, names), ...postCallValues(record.post_call) };
}

/** Pointers to the files of a conversation; null if nothing was said. */
export function filesOf(
  z: ZObject,
  record: Pick<ConversationRecord, 'id' | 'transcript_short'>,
  names: Partial<SpeakerNames> = {},
) {
  // A pointer contains only the id and the names: its limit is 12,000 bytes.
  const inputData = { conversation_id: record.id, names };
  const hasText = record.transcript_short !== null;
  return {
    transcript_file: hasText ? z.dehydrateFile(hydrators.transcriptFile, inputData) : null,
    transcript_subtitles_file: hasText
      ? z.dehydrateFile(hydrators.transcriptSubtitlesFile, inputData)
      : null,
  };
}

function namesIn(value: unknown): SpeakerNames {
  const names = asObject(value);
  return {
    Participant: textOf(names, 'Participant') ?? USUAL_NAMES.Participant,
    Replica: textOf(names, 'Replica') ?? USUAL_NAMES.Replica,
  };
}

/** Makes the file when a step uses it; null if it would be empty. */
function fileOfConversation(extension: 'txt' | 'vtt') {
  return async (z: ZObject, bundle: Bundle): Promise<string | null> => {
    const detail = await conversationOf(z, bundle);
    const turns = detail?.events.turns ?? [];
    if (!detail || turns.length === 0) return null;
    const { conversation_name: title, created_at } = detail.record;
    const names = namesIn(bundle.inputData.names);
    const content =
      extension === 'txt'
        ? transcriptFile(title, created_at, turns, names)
        : subtitlesFile(turns, names);
    const type = extension === 'txt' ? 'text/plain' : 'text/vtt';
    if (content === null) return null;
    const name = fileName(title, created_at, extension);
    return z.stashFile(Buffer.from(content), Buffer.byteLength(content), name, type);
  };
}
