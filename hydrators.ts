import type { Bundle, ZObject } from 'zapier-platform-core';
import { limits, sleep } from './platform/limits.ts';
import type { RecordOf } from './tavus/columns.ts';
import { type PostCallLine, postCallValues } from './tavus/conversations/post_call.ts';
import {
  type ConversationDetail,
  type ConversationRecord,
  conversationColumns,
} from './tavus/conversations/record.ts';
import { getConversation } from './tavus/conversations/requests.ts';
import {
  namedTurns,
  type SpeakerNames,
  transcriptText,
  USUAL_NAMES,
} from './tavus/conversations/transcript.ts';
import { fileName, subtitlesFile, transcriptFile } from './tavus/conversations/transcript_files.ts';
import { tavusClient } from './tavus/http/client.ts';
import { attempt } from './tavus/http/errors.ts';
import { asObject, asText, textOf } from './tavus/http/wire.ts';

/**
 * The parts of a conversation that Zapier fetches only if a step uses them: the record contains a
 * pointer instead of the part. Zapier's schema allows no underscores in these names.
 */
export const hydrators = {
  transcriptText: (z: ZObject, bundle: Bundle) =>
    partOf(z, bundle, 'transcript', ({ events }) =>
      transcriptText(events.turns ?? [], namesIn(bundle)),
    ),
  transcript: async (z: ZObject, bundle: Bundle) =>
    (await partOf(z, bundle, 'transcript', ({ record: { transcript } }) =>
      transcript.length === 0 ? null : namedTurns(transcript, namesIn(bundle)),
    )) ?? [],
  perceptionAnalysis: (z: ZObject, bundle: Bundle) =>
    partOf(z, bundle, 'perception analysis', ({ record }) => record.perception_analysis),
  postCallValue: (z: ZObject, bundle: Bundle) =>
    partOf(z, bundle, 'post-call value', ({ record: { post_call } }) => {
      const { tool, name } = bundle.inputData;
      return post_call.find((line) => line.tool === tool && line.name === name)?.value ?? null;
    }),
  transcriptFile: fileOfConversation('txt'),
  transcriptSubtitlesFile: fileOfConversation('vtt'),
};

/**
 * Gets a part of a conversation for a step. Null only if the record contained null: a step without
 * the part would succeed, and nobody would replay it.
 */
async function partOf<Part>(
  z: ZObject,
  bundle: Bundle,
  part: string,
  read: (detail: ConversationDetail) => Part | null,
): Promise<Part | null> {
  const client = tavusClient(z, bundle);
  const id = asText(bundle.inputData.conversation_id) ?? '';
  for (const pause of limits.looks.slice(0, 2)) {
    await sleep(pause);
    const detail = await attempt(z, { doing: 'get the conversation' }, () =>
      getConversation(client, id),
    );
    const value = detail && read(detail);
    if (value !== null || bundle.inputData.was_null === true) return value;
  }
  throw new z.errors.Error(
    `Tavus could not return the ${part} of the conversation ${id}. Replay this run in a few minutes.`,
    'missing_part',
  );
}

function namesIn({ inputData }: Bundle): SpeakerNames {
  const names = asObject(inputData.names);
  return {
    Participant: textOf(names, 'Participant') ?? USUAL_NAMES.Participant,
    Replica: textOf(names, 'Replica') ?? USUAL_NAMES.Replica,
  };
}

/** Makes the file when a step uses it; null if nobody knows the times of its subtitles. */
function fileOfConversation(extension: 'txt' | 'vtt') {
  return async (z: ZObject, bundle: Bundle): Promise<string | null> => {
    const read = ({ events: { turns }, record }: ConversationDetail) =>
      turns && turns.length > 0 ? { turns, ...record } : null;
    const part = await partOf(z, bundle, 'transcript', read);
    if (part === null) return null;
    const { turns, conversation_name: title, created_at } = part;
    const names = namesIn(bundle);
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

// ---- records with pointers

const {
  transcript_text,
  transcript,
  transcript_file,
  transcript_subtitles_file,
  perception_analysis,
  post_call,
  ...withoutBigParts
} = conversationColumns;

/** The columns of a record without the parts that may be large. */
export const smallColumns = withoutBigParts;

export type SmallRecord = RecordOf<typeof smallColumns>;

/** The longest post-call value that is not a pointer, in characters. */
const MAX_VALUE_LENGTH = 500;

/** A record without its big parts, and which of them it contained. */
export interface Outline {
  readonly record: SmallRecord;
  readonly hasAnalysis: boolean;
  /** The post-call values, except long ones. */
  readonly postCall: readonly (PostCallLine & { readonly isLarge?: true | undefined })[];
}

export function outlineOf(record: ConversationRecord) {
  const entries = Object.entries(record).filter(([key]) => key in smallColumns);
  return {
    // A small record is a whole record without some keys.
    record: Object.fromEntries(entries) as SmallRecord,
    hasAnalysis: record.perception_analysis !== null,
    postCall: record.post_call.map(({ tool, name, value }) =>
      String(value).length > MAX_VALUE_LENGTH
        ? { tool, name, value: null, isLarge: true as const }
        : { tool, name, value },
    ),
  } satisfies Outline;
}

/** A record as a Zap gets it: a big part may be a pointer, and post-call values have keys of their own. */
export type GivenRecord = ReturnType<typeof withPointers> | ReturnType<typeof completeRecord>;

/** A record with pointers instead of its big parts. */
export function withPointers(
  z: ZObject,
  { record, hasAnalysis, postCall }: Outline,
  names: Partial<SpeakerNames> = {},
) {
  const { conversation_id } = record;
  const said = { conversation_id, names, was_null: record.transcript_short === null };
  const seen = { conversation_id, was_null: !hasAnalysis };
  const lines = postCall.map(({ isLarge, ...line }) => {
    const { tool, name } = line;
    const pointer = () => z.dehydrate(hydrators.postCallValue, { conversation_id, tool, name });
    return isLarge ? { ...line, value: pointer() } : line;
  });
  return {
    ...record,
    transcript_text: z.dehydrate(hydrators.transcriptText, said),
    transcript: z.dehydrate(hydrators.transcript, said),
    ...filesOf(z, record, names),
    perception_analysis: z.dehydrate(hydrators.perceptionAnalysis, seen),
    post_call: lines,
    ...postCallValues(lines),
  };
}

/** A record with its files, with the names of the speakers, and with post-call values as keys of their own. */
export function completeRecord(
  z: ZObject,
  record: ConversationRecord,
  names: Partial<SpeakerNames> = {},
) {
  const all = { ...USUAL_NAMES, ...names };
  return {
    ...record,
    transcript_text: transcriptText(record.transcript, all),
    transcript: namedTurns(record.transcript, all),
    ...filesOf(z, record, names),
    ...postCallValues(record.post_call),
  };
}

/** Pointers to the files of a conversation; null if nothing was said. */
function filesOf(
  z: ZObject,
  record: Pick<ConversationRecord, 'id' | 'transcript_short'>,
  names: Partial<SpeakerNames>,
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

// ---- the limit

/** The largest result, in bytes of its JSON: Zapier takes 6 MB (Zapier docs: operating constraints). */
const MAX_BYTES = 5_000_000;

/** A record in its two sizes; the small one is made only if the result is too large. */
interface Sizes<Given> {
  readonly whole: Given;
  readonly small: () => Given;
}

/** A record whole, and with pointers. */
export function sizesOf(
  z: ZObject,
  record: ConversationRecord,
  names?: Partial<SpeakerNames>,
): Sizes<GivenRecord> {
  return {
    whole: completeRecord(z, record, names),
    small: () => withPointers(z, outlineOf(record), names),
  };
}

/** The records of a result: whole as long as there is room, the first ones first. */
export function withinLimit<Given>(records: readonly Sizes<Given>[]): Given[] {
  const wholes = records.map(({ whole }) => whole);
  if (bytesOfAll(wholes) <= MAX_BYTES) return wholes;
  const both = records.map(({ whole, small }) => ({ whole, small: small() }));
  let bytes = bytesOfAll(both.map(({ small }) => small));
  return both.map(({ whole, small }) => {
    const more = bytesOf(whole) - bytesOf(small);
    if (bytes + more > MAX_BYTES) return small;
    bytes += more;
    return whole;
  });
}

function bytesOfAll(records: readonly unknown[]): number {
  return records.reduce<number>((sum, record) => sum + bytesOf(record), 0);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
