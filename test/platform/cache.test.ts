import { expect, test } from '@jest/globals';
import { hashOf } from '../../platform/cache.ts';
import { run } from '../tavus_app.ts';

/** What sha256sum gives for the text in UTF-8, the first half of it. */
test('a text of any script has a hash of its own', async () => {
  const hashes = await run((z) => ['ä', 'a', '名'].map((text) => hashOf(z, text)));
  expect(hashes).toEqual([
    '33e6d73fee82904c8d7afb78de1154d1',
    'ca978112ca1bbdcafac231b39a23dc4d',
    '51a5d681a99c0e3bf2c673f6ad32e80b',
  ]);
});
