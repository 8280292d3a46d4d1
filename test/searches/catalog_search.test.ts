import { describe, expect, test } from '@jest/globals';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform as findDocument } from '../../searches/find_document.ts';
import { perform as findPersona } from '../../searches/find_persona.ts';
import { perform as findReplica } from '../../searches/find_replica.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

interface CatalogCase {
  /** What the form calls such a thing. */
  readonly label: string;
  readonly things: string;
  readonly search: (z: ZObject, bundle: Bundle) => Promise<readonly object[]>;
  readonly id: Readonly<Record<string, string>>;
  readonly named: (name: unknown) => Readonly<Record<string, unknown>>;
}

/** What the searches of replicas, personas and documents share; what is peculiar to each is beside this. */
describe.each<CatalogCase>([
  {
    label: 'Replica (Face)',
    things: 'replicas',
    search: findReplica,
    id: { replica_id: SEED.replica },
    named: (replica_name: unknown) => ({ replica_name }),
  },
  {
    label: 'Persona (PAL)',
    things: 'personas',
    search: findPersona,
    id: { persona_id: SEED.persona },
    named: (persona_name: unknown) => ({ persona_name }),
  },
  {
    label: 'Document',
    things: 'documents',
    search: findDocument,
    id: { document_id: SEED.document },
    named: (document_name: unknown) => ({ document_name }),
  },
])('the search of $things', ({ label, things, search, id, named }) => {
  const [idKey = ''] = Object.keys(id);
  const ways = [id, named('Sam')];

  test.each([{}, { ...named(' '), [idKey]: '' }, { [idKey]: 'null' }])(
    'needs an ID or a name: %j',
    async (filledIn) => {
      expect(await errorOf(run(search, filledIn))).toEqual({
        name: 'AppError',
        message: `Fill in ${label} Name, or choose a ${label}: the search needs one of them.`,
      });
      expect(sandbox.requests).toEqual([]);
    },
  );

  test('refuses a name that is no text', async () => {
    const { message } = await errorOf(run(search, named({ first: 'Sam' })));
    expect(message).toBe(`${label} Name accepts text, not an object.`);
    expect(sandbox.requests).toEqual([]);
  });

  test('finds nothing under a name that nothing has', async () => {
    expect(await run(search, named('Nobody has this'))).toEqual([]);
  });

  test('takes a dot for a dot', async () => {
    expect(await run(search, named('.*'))).toEqual([]);
  });

  test.each(ways)('says what Tavus says against it, asked for %j', async (filledIn) => {
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

  test('gives an error on page two, not half a list', async () => {
    sandbox.fault({ kind: 'status', status: 500, after: 1 });
    expect((await errorOf(run(search, named('Nobody has this')))).name).toBe('AppError');
  });

  // An empty list would send the Zap down the path for "there is none".
  test.each(['garbage', 'empty_200'] as const)(
    'refuses an answer that is none: %s',
    async (kind) => {
      for (const filledIn of ways) {
        sandbox.fault({ kind });
        expect((await errorOf(run(search, filledIn))).name).toBe('AppError');
      }
    },
  );
});
