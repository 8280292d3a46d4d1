import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createAppTester } from 'zapier-platform-core';
import { perform } from '../../../creates/create_conversation.ts';
import App from '../../../index.ts';

/** A Tavus whose answers are not dated, which the sandbox's always are: then this machine's clock counts. */

const bodies: { conversation_name: string }[] = [];
let createdAt: string;

const server = createServer((request, response) => {
  response.sendDate = false;
  if (request.method === 'POST') {
    request.setEncoding('utf8').once('data', (text: string) => {
      bodies.push(JSON.parse(text));
      request.destroy();
    });
    return;
  }
  const data = bodies.map(({ conversation_name }) => ({
    conversation_id: 'c93a7ead335b',
    conversation_name,
    conversation_url: 'https://tavus.daily.co/c93a7ead335b',
    status: 'active',
    created_at: createdAt,
  }));
  response.end(JSON.stringify({ data, total_count: data.length }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.env.TAVUS_API_URL = `http://127.0.0.1:${port}`;
});

afterAll(() => {
  server.close();
});

function create(conversation_name: string) {
  const inputData = { replica_id: 'r5a1e50000001', persona_id: 'p5a1e50000001', conversation_name };
  return createAppTester(App)(perform, { inputData, authData: { api_key: 'key' } });
}

test('a conversation that was created just now is the one that was lost', async () => {
  createdAt = new Date().toISOString();
  expect(await create('Of now')).toMatchObject({ conversation_id: 'c93a7ead335b' });
});

test('an older one of the same name is not', async () => {
  bodies.length = 0;
  createdAt = new Date(Date.now() - 60_000).toISOString();
  await expect(create('Of before')).rejects.toThrow('Nothing was created.');
}, 30_000);
