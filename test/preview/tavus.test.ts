import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isFree } from '../../preview/recording_proxy.ts';
import { type Opened, open } from './opened.ts';

/** With TAVUS_API_KEY the preview works against Tavus itself. Here a sandbox stands in its place. */

const REPLICA = 'r5a1e50000001';
const CREATE = '/creates/create_conversation';

let preview: Opened;

beforeEach(async () => {
  preview = await open({ asTavus: true });
});

afterEach(async () => {
  await preview.stop();
});

test('says on top where it works, and has no calls to play', async () => {
  const page = await preview.page('/');
  expect(page).toContain('This works against Tavus itself, in test mode.');
  expect(page).not.toContain('href="/sandbox"');
  expect((await preview.ask('/sandbox')).status).toBe(404);
});

test.each([
  ['a test', { ':run': 'test' }],
  ['a live run', { ':run': 'test', ':live': 'yes' }],
  ['a test with Test Mode: No', { ':run': 'test', test_mode: 'no' }],
])('%s creates a conversation in test mode', async (_, how) => {
  const page = await preview.page(CREATE, { replica_id: REPLICA, ...how });
  expect(preview.sandbox.conversations).toMatchObject([{ testMode: true, status: 'ended' }]);
  expect(page).toContain('join_url');
});

test('what would end a call is shown, and not sent', async () => {
  const { id } = preview.sandbox.addConversation({ status: 'active' });
  for (const live of [{}, { ':live': 'yes' }]) {
    const form = { conversation_id: id, ':run': 'test', ...live };
    const page = await preview.page('/creates/end_conversation', form);
    expect(page).toContain('The preview has not sent this to Tavus');
    expect(page).toContain(`POST /v2/conversations/${id}/end</code> → held back`);
    expect(page).not.toContain('class="error"');
  }
  expect(preview.sandbox.conversation(id)).toMatchObject({ status: 'active' });
});

test('reading goes through', async () => {
  const page = await preview.page('/searches/find_replica', {
    replica_name: 'sam from sales',
    ':run': 'live',
  });
  expect(page).toContain('Sam from Sales');
});

describe('what is free', () => {
  const POST = { method: 'POST', path: '/v2/conversations' };

  test.each([
    [true, { method: 'GET', path: '/v2/replicas?limit=100', body: '' }],
    [true, { ...POST, body: '{"test_mode": true}' }],
    [false, { ...POST, body: '{"test_mode": false}' }],
    [false, { ...POST, body: '{"test_mode": "true"}' }],
    [false, { ...POST, body: '{}' }],
    [false, { ...POST, body: '[]' }],
    [false, { ...POST, body: '' }],
    [false, { ...POST, path: '/v2/videos', body: '{"test_mode": true}' }],
    [false, { ...POST, path: '/v2/conversations/c1/end', body: '{"test_mode": true}' }],
    [false, { method: 'PATCH', path: '/v2/conversations', body: '{"test_mode": true}' }],
    [false, { method: 'DELETE', path: '/v2/documents/d1', body: '' }],
  ])('%s: %j', (free, request) => {
    expect(isFree(request)).toBe(free);
  });
});
