import { columnsOf, type RecordOf, readRecord } from '../columns.ts';
import { CALL_OUTCOMES } from './outcome.ts';
import type { ConversationRecord } from './record.ts';

/** Several conversations as one record. */

const of =
  columnsOf<
    Pick<
      ConversationRecord,
      | 'conversation_id'
      | 'conversation_name'
      | 'reference'
      | 'status'
      | 'created_at'
      | 'ended_at'
      | 'duration_seconds'
      | 'call_outcome'
      | 'persona_name'
      | 'persona_id'
    >
  >();

const lineColumns = {
  conversation_id: of.text('Conversation ID', (each) => each.conversation_id),
  conversation_name: of.text('Conversation Name', (each) => each.conversation_name),
  reference: of.text('Reference', (each) => each.reference),
  status: of.text('Status', (each) => each.status),
  created_at: of.time('Created At', (each) => each.created_at),
  ended_at: of.time('Ended At', (each) => each.ended_at),
  duration_seconds: of.number('Duration (Seconds)', (each) => each.duration_seconds),
  call_outcome: of.choice('Call Outcome', CALL_OUTCOMES, (each) => each.call_outcome),
  persona_name: of.text('Persona (PAL) Name', (each) => each.persona_name),
  persona_id: of.text('Persona (PAL) ID', (each) => each.persona_id),
};

/** A conversation without what was said. */
export type OverviewLine = RecordOf<typeof lineColumns>;

export function overviewLine(record: ConversationRecord): OverviewLine {
  return readRecord(lineColumns, record);
}

/** Some conversations, the newest first. */
interface Overview {
  readonly lines: readonly OverviewLine[];
  /** Whether these are all, with everything that is known of each. */
  readonly isComplete: boolean;
}

const from = columnsOf<Overview>();

export const overviewColumns = {
  count: from.number('Count', ({ lines }) => lines.length),
  is_complete: from.yesNo('Is Complete', ({ isComplete }) => isComplete),
  minutes: from.number('Minutes', ({ lines }) => minutesOf(lines)),
  conversation_ids: from.text('Conversation IDs (Separated by Commas)', ({ lines }) =>
    lines.map(({ conversation_id }) => conversation_id).join(', '),
  ),
  conversations: from.lines(lineColumns, ({ lines }) => lines),
};

/** The record of some conversations. */
export function overviewOf(overview: Overview): RecordOf<typeof overviewColumns> {
  return readRecord(overviewColumns, overview);
}

/** The sum of the known durations, to a tenth; null if there are conversations and none is known. */
function minutesOf(lines: readonly OverviewLine[]): number | null {
  const known = lines.flatMap(({ duration_seconds }) => duration_seconds ?? []);
  if (known.length === 0 && lines.length > 0) return null;
  return Math.round(known.reduce((sum, seconds) => sum + seconds, 0) / 6) / 10;
}
