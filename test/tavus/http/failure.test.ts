import { describe, expect, test } from '@jest/globals';
import { failureOfAnswer, failureOfConnection, isUnknownId } from '../../../tavus/http/failure.ts';

/** What went wrong, by the answer of Tavus or by the error of the HTTP client. */

function failureOf(status: number, error?: string, retryAfter?: string) {
  const data = error === undefined ? {} : { error };
  return failureOfAnswer({ status, content: '', data, retryAfter, apiKey: 'tavus-3f9c' });
}

test.each([
  [400, 'Bad Request', 'refused'],
  [401, '', 'wrong_key'],
  [402, '', 'no_credits'],
  [403, '', 'no_permission'],
  [404, '', 'not_found'],
  [423, '', 'not_now'],
  [425, 'Too early', 'not_now'],
  [429, '', 'too_many_requests'],
  [499, '', 'refused'],
  [302, '', 'server_error'],
  // Slots.
  [400, 'User has reached maximum concurrent conversations', 'too_many_conversations'],
  [403, 'You are at the maximum number of concurrent conversations', 'too_many_conversations'],
  [
    400,
    'User has reached maximum concurrent conversations for your plan',
    'too_many_conversations',
  ],
  [422, 'maximum concurrent', 'refused'],
  [500, 'User has reached maximum concurrent conversations', 'server_error'],
  // What is used up.
  [402, 'The user is out of conversational credits', 'no_credits'],
  [400, 'Video quota exceeded', 'no_credits'],
  [422, 'Video quota exceeded', 'no_credits'],
  [403, 'You are out of video generation minutes', 'no_credits'],
  [429, 'Your monthly credits have been used up', 'no_credits'],
  [400, 'Insufficient balance', 'no_credits'],
  [400, 'You have used all of your conversation minutes', 'no_credits'],
  [403, 'You have exceeded your monthly quota', 'no_credits'],
  [400, 'Plan minutes limit reached', 'no_credits'],
  [400, 'The audio has exceeded 10 minutes', 'refused'],
  [400, 'The maximum of 10 minutes exceeded', 'refused'],
  [400, 'Out of range. Give more minutes', 'refused'],
  [400, 'We are out of capacity, try again in 5 minutes', 'refused'],
  [429, 'API quota exceeded', 'too_many_requests'],
  [500, 'Video quota exceeded', 'server_error'],
  // What the plan leaves out.
  [403, 'Recording is not available on your plan', 'not_in_plan'],
  [401, 'This replica is not available on your plan', 'not_in_plan'],
  [400, 'Please upgrade your plan to record', 'not_in_plan'],
  [402, 'Need subscription plan', 'not_in_plan'],
  [400, 'There is no explanation', 'refused'],
  [400, 'The planned call is too long', 'refused'],
  // Who asks, and what is asked for.
  [401, 'Invalid access token', 'wrong_key'],
  [401, 'Unauthorized', 'wrong_key'],
  [401, 'Not authorized', 'wrong_key'],
  [401, 'The x-api-key header is missing', 'wrong_key'],
  [400, 'Invalid API key', 'wrong_key'],
  [401, 'You are not authorized to use this replica', 'refused'],
  [401, 'The donkey is tired', 'refused'],
  [403, 'This key may not do that', 'no_permission'],
  [403, 'Your IP is not allowed', 'no_permission'],
  [403, 'Access denied', 'no_permission'],
  [403, '403 Forbidden', 'no_permission'],
  [403, 'You do not own this memory store', 'refused'],
  [403, 'Access denied to this replica', 'refused'],
  // Documents.
  [429, 'Rate limit exceeded', 'too_many_requests'],
  [429, 'Recrawl cooldown: please wait 45 minutes before recrawling.', 'crawl_cooldown'],
  [429, 'This document is in its cool-down period', 'crawl_cooldown'],
  [429, 'Crawl document limit reached (100). Contact support', 'too_many_documents'],
  [400, 'Crawl document limit reached (100)', 'too_many_documents'],
  [429, 'Document limit reached', 'too_many_documents'],
  [429, 'Concurrent crawl limit reached (5)', 'too_many_crawls'],
  [429, 'A crawl is in progress', 'too_many_requests'],
  [429, 'Rate limit reached for documents', 'too_many_requests'],
  [429, 'Concurrent requests limit reached', 'too_many_requests'],
] as const)('status %i with %j is %s', (status, words, kind) => {
  const failure = failureOf(status, words);
  expect(failure).toMatchObject({ kind, status, mayHaveSucceeded: kind === 'server_error' });
});

test.each([
  [429, '30', 30],
  [429, '0.2', 1],
  [429, '0', 1],
  [429, 'soon', null],
  [429, undefined, null],
  [423, '30', 30],
  [425, undefined, null],
  [503, '30', null],
])('status %i with Retry-After %j: to wait %j seconds', (status, retryAfter, seconds) => {
  expect(failureOf(status, undefined, retryAfter).retryAfterSeconds).toBe(seconds);
});

test.each([
  [{ error: 'Not now.' }, 'refused', 'Not now.'],
  [{ message: 'The user is out of conversational credits' }, 'no_credits', null],
  [{ error: { reason: 'Not now.' } }, 'refused', 'Not now.'],
  [{ error: null, conversations: ['private'] }, 'refused', null],
])('an answer 200 with %j says nothing certain', (data, kind, message) => {
  const failure = failureOfAnswer({
    status: 200,
    content: '',
    data,
    retryAfter: '',
    apiKey: 'tavus-3f9c',
  });
  expect(failure).toMatchObject({ kind, status: 200, mayHaveSucceeded: true });
  if (message !== null || kind === 'refused') expect(failure.message).toBe(message);
});

test.each([
  ['please wait 45 minutes before recrawling', undefined, 2700],
  ['Try again in 90 seconds', undefined, 90],
  ['Retry after about 1 hour', undefined, 3600],
  ['wait 0 seconds', undefined, 1],
  ['please wait 45 minutes', '30', 30],
  ['The limit is 100 requests per 1 hour', undefined, null],
  ['please wait. 5 minutes is the rule', undefined, null],
  ['please wait', undefined, null],
])('%j with Retry-After %j: to wait %j seconds', (words, retryAfter, seconds) => {
  expect(failureOf(429, words, retryAfter).retryAfterSeconds).toBe(seconds);
  expect(failureOf(503, words, retryAfter).retryAfterSeconds).toBeNull();
});

test('Retry-After as a moment', () => {
  const inAMinute = new Date(Date.now() + 60_000).toUTCString();
  const { retryAfterSeconds } = failureOf(429, undefined, inAMinute);
  expect(retryAfterSeconds).toBeGreaterThan(50);
  expect(retryAfterSeconds).toBeLessThanOrEqual(60);
});

test.each([
  [400, 'Invalid conversation_id', true],
  [400, 'Invalid replica_uuid', true],
  [400, 'Invalid id', true],
  [400, 'Invalid idea', false],
  [400, undefined, false],
  [500, 'Invalid conversation_id', false],
  [404, undefined, true],
])('status %i with %j says that there is no such thing: %j', (status, words, expected) => {
  expect(isUnknownId(failureOf(status, words))).toBe(expected);
});

describe('without an answer', () => {
  test.each([
    [{ name: 'AbortError' }, 'timed_out'],
    [{ name: 'TimeoutError' }, 'timed_out'],
    [{ name: 'FetchError', type: 'request-timeout' }, 'timed_out'],
    [{ code: 'ECONNREFUSED' }, 'unreachable'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'unreachable'],
    [{ code: 'ECONNRESET' }, 'connection_lost'],
    [{ code: 42 }, 'connection_lost'],
    [{}, 'connection_lost'],
    [undefined, 'connection_lost'],
  ] as const)('%j is %s', (error, kind) => {
    expect(failureOfConnection(error)).toEqual({
      kind,
      status: null,
      message: null,
      places: [],
      retryAfterSeconds: null,
      mayHaveSucceeded: kind !== 'unreachable',
    });
  });
});
