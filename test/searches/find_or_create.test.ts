import { expect, test } from '@jest/globals';
import { perform as createDocument } from '../../creates/create_document.ts';
import { perform as createPersona } from '../../creates/create_persona.ts';
import { SEED } from '../../sandbox/sandbox.ts';
import { perform as findDocument } from '../../searches/find_document.ts';
import { perform as findPersona } from '../../searches/find_persona.ts';
import { run, sandbox } from '../tavus_app.ts';

/** What a create has made is found again by the same name, so that there is never a second one. */

test.each([
  'Guide for Zora Bikes',
  "Guide for O'Brien & Sons",
  'Guide for A.B. Cohen, Ltd.',
  'Guide for C++ (EU)',
  'Plan 1.5',
  '2026-11-20',
  'Order 1,800/2',
  'Zoë Müller – Köln',
  'Team 🎉 Zora',
  '田中さん「東京」',
  '  Zora\u00a0Bikes ',
])('%j', async (name) => {
  const persona_form = { system_prompt: 'You help.', replica_id: SEED.replica };
  expect(await run(findPersona, { persona_name: name })).toEqual([]);
  const persona = await run(createPersona, { persona_name: name, ...persona_form });
  const found = await run(findPersona, { persona_name: name, ...persona_form });
  expect(found).toMatchObject([{ id: persona.id, matched_whole_name: true }]);
  expect(Object.keys(found[0] ?? {})).toEqual(Object.keys(persona));

  const document_form = { document_url: 'https://www.example.com/help' };
  expect(await run(findDocument, { document_name: name })).toEqual([]);
  const document = await run(createDocument, { document_name: name, ...document_form });
  const again = await run(findDocument, { document_name: name, ...document_form });
  expect(again).toMatchObject([{ id: document.id, matched_whole_name: true }]);
  expect(Object.keys(again[0] ?? {})).toEqual(Object.keys(document));
});

test('an ID that nobody has is nothing, and a failure is none', async () => {
  expect(await run(findPersona, { persona_id: 'pffffffffffff' })).toEqual([]);
  sandbox.fault({ kind: 'status', status: 500, times: Infinity });
  await expect(run(findPersona, { persona_id: 'pffffffffffff' })).rejects.toThrow();
});
