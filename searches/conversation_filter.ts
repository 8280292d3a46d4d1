import { PERSONA, personaChoices, personaId } from '../fields/persona.ts';
import { field } from '../forms/field.ts';
import { oneOf } from '../forms/kinds.ts';
import { pastMoment } from '../forms/past_moment.ts';
import type { ConversationRecord } from '../tavus/conversations/record.ts';
import type { ConversationStatus } from '../tavus/conversations/requests.ts';

/** What narrows a search of conversations. */

export const filterFields = {
  status: field(oneOf(['active', 'ended'], { active: 'Active', ended: 'Ended' }), {
    label: 'Status',
    helpText: 'Find only active conversations, or only ended ones. If blank, both.',
  }),
  persona_id: field(personaId, {
    label: PERSONA,
    helpText: 'Find only conversations with this persona. If blank, with any.',
    dropdown: personaChoices,
  }),
  created_after: field(pastMoment, {
    label: 'Created After',
    helpText:
      'Find only conversations created after this time. Enter how long ago, such as 24 hours or 7 days, or a date. A date without a time zone is in UTC.',
  }),
};

/** The values of {@link filterFields}. */
export interface Filter {
  readonly status?: ConversationStatus | undefined;
  readonly persona_id?: string | undefined;
  /** In milliseconds of Unix time. */
  readonly created_after?: number | undefined;
  readonly created_before?: number | undefined;
}

/** Whether a listed conversation may fit: older lists do not contain the persona. */
export function mayFit(filter: Filter, listed: ConversationRecord): boolean {
  const { status, created_after, created_before, persona_id } = filter;
  const created = Date.parse(listed.created_at ?? '');
  return (
    (status === undefined || listed.status === status) &&
    (created_after === undefined || created >= created_after) &&
    (created_before === undefined || created <= created_before) &&
    (persona_id === undefined || (listed.persona_id ?? persona_id) === persona_id)
  );
}

/** Whether a conversation fits, as it is now. */
export function fits(filter: Filter, record: ConversationRecord): boolean {
  const isOfPersona = filter.persona_id === undefined || record.persona_id === filter.persona_id;
  return isOfPersona && mayFit(filter, record);
}
