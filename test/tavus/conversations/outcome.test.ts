import { afterEach, expect, jest, test } from '@jest/globals';
import type { Turn } from '../../../tavus/conversations/events.ts';
import { callOutcome, type KnownOfCall } from '../../../tavus/conversations/outcome.ts';

/** What came of a call, in one word. */

const NOW = Date.parse('2026-11-20T15:00:00.000Z');
const said = (speaker: Turn['speaker']): Turn => ({
  speaker,
  text: 'Hello',
  seconds_from_start: null,
  duration_seconds: null,
});

afterEach(() => {
  jest.restoreAllMocks();
});

const UNKNOWN: KnownOfCall = { turns: null, participantJoined: null, endedAt: null, reason: null };
const ended = (secondsAgo: number) => ({
  endedAt: new Date(NOW - secondsAgo * 1000).toISOString(),
});

test.each<[string, Partial<KnownOfCall>, string]>([
  ['nothing is known', {}, 'unknown'],
  ['the participant spoke', { turns: [said('Replica'), said('Participant')] }, 'talked'],
  [
    'the participant spoke, whatever the reason',
    { turns: [said('Participant')], participantJoined: false, reason: 'internal error' },
    'talked',
  ],
  ['nobody came', { participantJoined: false, reason: 'participant_absent_timeout' }, 'no_show'],
  [
    'only the replica spoke to somebody',
    { participantJoined: true, turns: [said('Replica')] },
    'joined_silent',
  ],
  ['only the replica spoke, to nobody knows whom', { turns: [said('Replica')] }, 'unknown'],
  ['somebody came, and the call goes on', { participantJoined: true }, 'unknown'],
  [
    'somebody came, and the transcript may come',
    { participantJoined: true, ...ended(599) },
    'unknown',
  ],
  [
    'somebody came, and no transcript will',
    { participantJoined: true, ...ended(600) },
    'joined_silent',
  ],
  ['nobody knows, and no transcript will come', ended(600), 'unknown'],
  ['the transcript is empty', { participantJoined: true, turns: [] }, 'joined_silent'],
  ['it was ended by request', { reason: 'end_conversation_endpoint_hit' }, 'unknown'],
  ['it took as long as it may', { reason: 'max_call_duration reached' }, 'unknown'],
  [
    'the meeting was over',
    { reason: 'bot_could_not_join_meeting_it_was_probably_ended' },
    'failed',
  ],
  ['it could not start', { reason: 'exception_encountered_during_conversation_startup' }, 'failed'],
  [
    'something broke',
    { reason: 'internal error occurred at step x', participantJoined: true },
    'failed',
  ],
  ['the room is gone', { reason: 'daily_room_has_been_deleted' }, 'failed'],
])('%s', (_, known, outcome) => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW);
  expect(callOutcome({ ...UNKNOWN, ...known })).toBe(outcome);
});
