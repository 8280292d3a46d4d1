import { expect, test } from '@jest/globals';
import { isName, isPersonaId, isReplicaId } from '../../tavus/ids.ts';

/** What can only be an id, and what can only be a name. */

test.each([
  ['p5317866', 'persona'],
  ['PDAC61133AC5', 'persona'],
  ['r79e1c033f', 'replica'],
  ['R79E1C033F', 'replica'],
  ['p12345', 'id'],
  ['r12345', 'id'],
  ['xp5317866', 'id'],
  ['p5317866x', 'id'],
  ['xr79e1c033f', 'id'],
  ['r79e1c033fx', 'id'],
  ['cabcdef', 'id'],
  ['Facade', 'name'],
  ['decades', 'name'],
  ['zabcdefg', 'name'],
  ['-aabcdef', 'name'],
  ['Anna', 'name'],
  ['Anna 2', 'name'],
  ['', 'name'],
])('%j is that of a %s', (text, kind) => {
  expect([isPersonaId(text), isReplicaId(text), isName(text)]).toEqual([
    kind === 'persona',
    kind === 'replica',
    kind === 'name',
  ]);
});
