import type { Bundle, ZObject } from 'zapier-platform-core';
import { storeFile } from './platform/files.ts';
import { tavusClient } from './tavus/client.ts';
import type { ConversationDetail, ConversationRecord } from './tavus/conversation.ts';
import { getConversation } from './tavus/conversations.ts';
import { attempt } from './tavus/errors.ts';
import { type PostCallLine, postCallLines, postCallValues } from './tavus/post_call.ts';
import { readName } from './tavus/reference.ts';
import { type SpeakerNames, USUAL_NAMES } from './tavus/transcript.ts';
import { fileName, subtitlesFile, transcriptFile } from './tavus/transcript_files.ts';
import { asObject, asText, textOf } from './tavus/wire.ts';

/**
 * The parts of a conversation that Zapier fetches only if a step uses them: what is given out has a
 * pointer in place of the part. Zapier's schema allows no underscores in these names.
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

/** A value of a post-call action that is too large to be remembered. */
async function postCallValue(z: ZObject, bundle: Bundle): Promise<PostCallLine['value']> {
  const detail = await conversationOf(z, bundle);
  const { tool, name } = bundle.inputData;
  const lines = detail ? postCallLines(detail.events.postCall) : [];
  return lines.find((line) => line.tool === tool && line.name === name)?.value ?? null;
}

// ---- files

/** A record as it is given to a Zap: with its files, and with post-call data as values of their own. */
export function completeRecord(
  z: ZObject,
  record: ConversationRecord,
  names: Partial<SpeakerNames> = {},
) {
  return { ...record, ...filesOf(z, record, names), ...postCallValues(record.post_call) };
}

/** The files of a conversation, or rather pointers to them; null if nothing was said. */
export function filesOf(
  z: ZObject,
  record: Pick<ConversationRecord, 'id' | 'transcript_preview'>,
  names: Partial<SpeakerNames> = {},
) {
  // The pointers hold the id and the names alone: they may not be larger than 12,000 bytes.
  const inputData = { conversation_id: record.id, names };
  const hasText = record.transcript_preview !== null;
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

/** Makes the file when a step uses it; null if there is nothing to put into it. */
function fileOfConversation(extension: 'txt' | 'vtt') {
  return async (z: ZObject, bundle: Bundle): Promise<string | null> => {
    const detail = await conversationOf(z, bundle);
    const turns = detail?.events.turns ?? [];
    if (!detail || turns.length === 0) return null;
    const { conversation_name, created_at } = detail.record;
    const title = conversation_name && readName(conversation_name).title;
    const names = namesIn(bundle.inputData.names);
    const content =
      extension === 'txt'
        ? transcriptFile(title, created_at, turns, names)
        : subtitlesFile(turns, names);
    const type = extension === 'txt' ? 'text/plain' : 'text/vtt';
    return content && storeFile(z, content, fileName(title, created_at, extension), type);
  };
}
