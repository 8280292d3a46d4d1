/**
 * Forms of the wire that no answer about a conversation is known to have, but that other answers of
 * Tavus or of APIs like it do have. None is played unless a test asks for it, and all of them are
 * outside the contract.
 */
export interface OddForms {
  /** How every date is written; of_its_age is the documented way. */
  timeForm: TimeForm;
  /** How a transcript calls who spoke. Tavus's messages inside a call say replica, not assistant. */
  roleNames: { readonly user: string; readonly assistant: string };
  /** How the reasons of an end are written; code is the documented way. */
  reasonForm: 'code' | 'words' | 'capitals' | 'camel_case';
  /** fastapi: the findings of a schema check as a list under `detail`, any other text as `detail`. */
  errorForm: 'documented' | 'fastapi';
  /** In place of the usual address of a room; null leaves it out of answers. */
  conversationUrl: string | null | undefined;
  /** Whether answers say when they were given, as HTTP asks for. */
  dateHeader: boolean;
  /** Whether get and list give the hosted page too. */
  roomUrlInDetails: boolean;
  /** Whether get and list tell that a room is private, and which meeting is joined. */
  accessInDetails: boolean;
}

export type TimeForm =
  | 'of_its_age'
  | 'rfc_1123'
  | 'hours_offset'
  | 'other_zone'
  | 'spaces'
  | 'no_zone'
  | 'epoch_seconds'
  | 'epoch_milliseconds'
  | 'epoch_text';

export function documentedForms(): OddForms {
  return {
    timeForm: 'of_its_age',
    roleNames: { user: 'user', assistant: 'assistant' },
    reasonForm: 'code',
    errorForm: 'documented',
    conversationUrl: undefined,
    dateHeader: true,
    roomUrlInDetails: false,
    accessInDetails: false,
  };
}

/** A moment in one of the odd forms. */
export function oddTime(time: Date, form: Exclude<TimeForm, 'of_its_age'>): string | number {
  const withoutZone = () => time.toISOString().replace('Z', '961');
  switch (form) {
    case 'rfc_1123':
      return time.toUTCString();
    case 'hours_offset':
      return `${withoutZone()}+00`;
    case 'other_zone': {
      const inAnotherZone = new Date(time.getTime() - 3.5 * 3_600_000).toISOString();
      return inAnotherZone.replace('Z', '961-03:30');
    }
    case 'spaces':
      return `${withoutZone().replace('T', ' ')} +00:00`;
    case 'no_zone':
      return withoutZone();
    case 'epoch_seconds':
      return time.getTime() / 1000;
    case 'epoch_milliseconds':
      return time.getTime();
    case 'epoch_text':
      return String(time.getTime());
  }
}

/** A reason such as participant_left_timeout in that form. */
export function oddReason(reason: string, form: OddForms['reasonForm']): string {
  const words = reason.replaceAll('_', ' ');
  return {
    code: reason,
    words: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`,
    capitals: reason.toUpperCase().replaceAll(' ', '_'),
    camel_case: words.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase()),
  }[form];
}
