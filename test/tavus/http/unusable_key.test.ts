import { describe, expect, test } from '@jest/globals';
import { test as testConnection } from '../../../authentication.ts';
import { OPERATIONS, type OperationCase } from '../../faults/operations.ts';
import { withOwnTavus } from '../../faults/own_sandbox.ts';
import { errorOf, run, sandbox } from '../../tavus_app.ts';

/** An API key with a character that no header can carry: nothing is sent, and a sentence says why. */

const SENTENCE =
  'The API key of this connection contains a character that no API key can contain, such as a space, a typographic quote or a look-alike letter. Nothing was sent. Copy the key again from https://maker.tavus.io/dev/api-keys, then connect Tavus again with it.';

const KEYS = [
  'sandbox‑key',
  'sandbox“key',
  'sandbox\u200b-key',
  'sandbox\ufeff-key',
  'sandbox-\nkey',
  'sandbox\r\nkey: x',
  'sаndbox-key',
  'sandbox\u00a0key',
  'sándbox-key',
  'sandbox-key\u0000',
  'sandbox-key\u007f',
  'sandbox key',
];

test.each(KEYS)('the connection: %j', async (api_key) => {
  const error = await errorOf(run(testConnection, {}, {}, { api_key }));
  expect(error).toEqual({ name: 'AppError', message: SENTENCE });
  expect(sandbox.requests).toEqual([]);
});

describe.each(Object.entries<OperationCase>(OPERATIONS))('%s', (_name, operation) => {
  test('sends nothing, and Zapier asks to connect again', async () => {
    await Promise.all(
      KEYS.slice(0, 2).map((apiKey) =>
        withOwnTavus(
          async (tavus) => {
            const form = operation.prepare(tavus.sandbox);
            const { name, message } = await errorOf(operation.run(tavus, form));
            expect(message.replace(/ Nothing was (created|generated|changed)\.$/, '')).toBe(
              SENTENCE,
            );
            expect(name).toBe(operation.key === 'authentication' ? 'AppError' : 'ExpiredAuthError');
            expect(tavus.sandbox.requests).toEqual([]);
          },
          { apiKey },
        ),
      ),
    );
  });
});

test.each(['sandbox-key\n', '\u00a0sandbox-key', '\ufeffsandbox-key\r\n\t '])(
  'white space around a key is no part of it: %j',
  async (api_key) => {
    expect(await run(testConnection, {}, {}, { api_key })).toEqual({});
    expect(sandbox.requests[0]?.headers['x-api-key']).toBe('sandbox-key');
  },
);

test.each(['sandbox-key', '!"#$%&\'()*+,-./:;<=>?@[]^_`{|}~'])(
  'a key of usual characters is for Tavus to judge: %s',
  async (api_key) => {
    await run(testConnection, {}, {}, { api_key }).catch(() => undefined);
    expect(sandbox.requests).toHaveLength(1);
    expect(sandbox.requests[0]?.headers['x-api-key']).toBe(api_key);
  },
);
