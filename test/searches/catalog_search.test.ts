import { describe, expect, test } from '@jest/globals';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform as findDocument } from '../../searches/find_document.ts';
import { perform as findPersona } from '../../searches/find_persona.ts';
import { perform as findReplica } from '../../searches/find_replica.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

interface CatalogCase {
  /** The label of the ID field. */
  readonly label: string;
  readonly things: string;
  readonly search: (z: ZObject, bundle: Bundle) => Promise<readonly object[]>;
  readonly id: Readonly<Record<string, string>>;
  readonly named: (name: unknown) => Readonly<Record<string, unknown>>;
  /** How Tavus refuses an ID that it does not know, beside the ways that are common to all. */
  readonly refusals: readonly string[];
  /** Adds such a thing to the sandbox. */
  readonly add: (name: string) => { readonly id: string };
}

/** What the searches of replicas, personas and documents have in common; the rest is in a file for each. */
describe.each<CatalogCase>([
  {
    label: 'Replica (Face)',
    things: 'replicas',
    search: findReplica,
    id: { replica_id: SEED.replica },
    named: (replica_name: unknown) => ({ replica_name }),
    refusals: ['Invalid replica_uuid', 'Invalid face_id'],
    add: (name: string) => sandbox.addReplica({ name }),
  },
  {
    label: 'Persona (PAL)',
    things: 'personas',
    search: findPersona,
    id: { persona_id: SEED.persona },
    named: (persona_name: unknown) => ({ persona_name }),
    refusals: ['Invalid persona_id', 'Invalid pal_id'],
    add: (name: string) => sandbox.addPersona({ name }),
  },
  {
    label: 'Document',
    things: 'documents',
    search: findDocument,
    id: { document_id: SEED.document },
    named: (document_name: unknown) => ({ document_name }),
    refusals: ['Invalid document_id'],
    add: (name: string) => sandbox.addDocument({ name }),
  },
])('the search of $things', ({ label, things, search, id, named, refusals, add }) => {
  const [idKey = ''] = Object.keys(id);
  const ways = [id, named('Sam')];

  test.each([{}, { ...named(' '), [idKey]: '' }, { [idKey]: 'null' }])(
    'needs an ID or a name: %j',
    async (filledIn) => {
      expect(await errorOf(run(search, filledIn))).toEqual({
        name: 'AppError',
        message: `Fill in ${label} Name, or choose a ${label}. The search needs one of them.`,
      });
      expect(sandbox.requests).toEqual([]);
    },
  );

  test('rejects a name that is not text', async () => {
    const { message } = await errorOf(run(search, named({ first: 'Sam' })));
    expect(message).toBe(`${label} Name accepts text, not an object.`);
    expect(sandbox.requests).toEqual([]);
  });

  test('finds nothing for an unknown ID, however Tavus refuses it', async () => {
    expect(await run(search, { [idKey]: `${id[idKey]?.slice(0, -1)}f` })).toEqual([]);
    expect([400, 404]).toContain(sandbox.requests[0]?.status);
    for (const fault of [
      ...refusals.map((error) => ({ status: 400, body: { error } })),
      { status: 404, body: { message: 'Not found' } },
      { status: 404 },
    ]) {
      sandbox.fault({ kind: 'status', ...fault });
      expect(await run(search, id)).toEqual([]);
    }
  });

  test('uses the ID if both are filled in', async () => {
    add('Zora');
    expect(await run(search, { ...named('Zora'), ...id })).toMatchObject([{ id: id[idKey] }]);
    expect(sandbox.requests).toHaveLength(1);
  });

  test.each(['Zora Zander', 'zora ZANDER', '  Zora Zander '])('finds %j', async (name) => {
    const zora = add('Zora Zander');
    expect(await run(search, named(name))).toMatchObject([{ id: zora.id }]);
  });

  test('puts a full match before a part of a name', async () => {
    const part = add('Zora and friends');
    const full = add('zora');
    const found = await run(search, { ...named('Zora'), match: 'part' });
    const parts = things === 'replicas' ? [{ id: part.id }] : [];
    expect(found).toMatchObject([{ id: full.id }, ...parts]);
  });

  test('reads all pages before it finds nothing', async () => {
    for (let index = 0; index < 100; index += 1) add('Zora');
    expect(await run(search, named('Nobody has this'))).toEqual([]);
    expect(sandbox.requests.length).toBeGreaterThan(1);
  });

  test('takes a dot literally', async () => {
    expect(await run(search, named('.*'))).toEqual([]);
  });

  test.each(ways)('quotes the error of Tavus, asked for %j', async (filledIn) => {
    const wrongKey = await errorOf(run(search, filledIn, {}, { api_key: 'key-of-somebody' }));
    expect(wrongKey.name).toBe('ExpiredAuthError');
    expect(wrongKey.message).not.toMatch(/key-of-somebody|What happened/);

    sandbox.fault({ kind: 'too_many_requests', retryAfter: 9 });
    expect(await errorOf(run(search, filledIn))).toMatchObject({
      name: 'ThrottledError',
      delay: 9,
    });

    sandbox.fault({ kind: 'html_error', status: 503 });
    expect(await errorOf(run(search, filledIn))).toEqual({
      name: 'AppError',
      message: `Tavus could not search your ${things}: its service has a problem (status 503). Try again in a few minutes. Tavus says: "502 Bad Gateway".`,
    });

    sandbox.fault({ kind: 'status', status: 400, body: { error: 'Bad weather' } });
    expect(await errorOf(run(search, filledIn))).toMatchObject({
      name: 'AppError',
      message: expect.stringContaining('Tavus says: "Bad weather"'),
    });

    sandbox.behaviour.keyForbidden = true;
    expect(await errorOf(run(search, filledIn))).toMatchObject({
      name: 'AppError',
      message: expect.stringContaining('this API key has no permission'),
    });
  });

  test('fails on page two and returns no half list', async () => {
    sandbox.fault({ kind: 'status', status: 500, after: 1 });
    expect((await errorOf(run(search, named('Nobody has this')))).name).toBe('AppError');
  });

  // An empty list would send the Zap down the path for "not found".
  test.each(['garbage', 'empty_200'] as const)(
    'fails on an unreadable answer: %s',
    async (kind) => {
      for (const filledIn of ways) {
        sandbox.fault({ kind });
        expect((await errorOf(run(search, filledIn))).name).toBe('AppError');
      }
    },
  );
});
