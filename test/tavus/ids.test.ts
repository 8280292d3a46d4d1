import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isLink, isName, isPersonaId, isReplicaId, linkedThing } from '../../tavus/ids.ts';

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

test.each([
  ['https://tavus.daily.co/c1', true],
  ['HTTP://x', true],
  ['tavus.daily.co/c1', true],
  ['maker.tavus.io?x', true],
  ['maker.tavus.io#x', true],
  ['maker.tavus.io', false],
  ['c93a7ead335b', false],
  ['d8-5c71baca86fc', false],
  ['c1/end', false],
  ['maria@acme.com/x', false],
  ['://x', false],
  ['h2://x', true],
  ['see https://tavus.daily.co/c1', false],
])('%s is a link: %s', (text, expected) => {
  expect(isLink(text)).toBe(expected);
});

test.each([
  // The wanted kind counts, wherever it stands; else the first.
  ['https://maker.tavus.io/x?replica_id=r79e1c033f&persona_id=p5317866', 'persona', 'p5317866'],
  ['https://maker.tavus.io/x?replica_id=r79e1c033f&persona_id=p5317866', 'replica', 'r79e1c033f'],
  [
    'https://maker.tavus.io/x?replica_id=r79e1c033f&persona_id=p5317866',
    'document',
    'replica r79e1c033f',
  ],
  // By its form, or by what stands before it.
  ['https://maker.tavus.io/p5317866', 'persona', 'p5317866'],
  ['https://maker.tavus.io/pals/my-pal-2', 'persona', 'my-pal-2'],
  ['https://maker.tavus.io/personas/my-pal', 'persona', null],
  ['https://maker.tavus.io/faces/face-2', 'replica', 'face-2'],
  ['https://maker.tavus.io/x?face_id=face-2', 'replica', 'face-2'],
  ['https://maker.tavus.io/x?replica_uuid=1f', 'replica', '1f'],
  ['https://maker.tavus.io/rooms/room-2', 'conversation', 'room-2'],
  ['https://maker.tavus.io/document/doc-2', 'document', 'doc-2'],
  ['https://maker.tavus.io/x?document_id=doc-2', 'document', 'doc-2'],
  ['https://maker.tavus.io/#/documents/d8-5c71baca86fc', 'document', 'd8-5c71baca86fc'],
  ['https://maker.tavus.io/d-5c71ba', 'document', 'd-5c71ba'],
  // A room is called as its conversation is.
  ['https://tavus.daily.co/some-room', 'conversation', 'some-room'],
  ['https://acme.daily.co/some-room?t=a', 'replica', 'conversation some-room'],
  ['https://tavus.daily.co/', 'conversation', null],
  ['https://daily.co/c93a7ead335b', 'conversation', 'c93a7ead335b'],
  // Sites of Tavus, and no others.
  ['https://tavusapi.com/v2/replicas/r79e1c033f', 'replica', 'r79e1c033f'],
  ['tavus.io/replicas/r79e1c033f', 'replica', 'r79e1c033f'],
  ['https://nottavus.io/replicas/r79e1c033f', 'replica', null],
  ['https://example.com/tavus.io/r79e1c033f', 'replica', null],
  ['https://[', 'replica', null],
] as const)('%s leads to the %s %s', (link, wanted, expected) => {
  const thing = linkedThing(link, wanted);
  const found = thing && (thing.kind === wanted ? thing.id : `${thing.kind} ${thing.id}`);
  expect(found).toBe(expected);
});

test('an id is found in any link of any site, whatever stands around it', () => {
  const hex = fc.stringMatching(/^[0-9a-f]{6,16}$/);
  const word = fc.constantFrom('dev', 'v2', 'edit', 'conversations', 'pals', 'new', 'x');
  const kinds = fc.constantFrom(
    ...([
      ['conversation', 'c'],
      ['replica', 'r'],
      ['persona', 'p'],
      ['document', 'd8-'],
    ] as const),
  );
  const sites = fc.constantFrom(
    'maker.tavus.io',
    'platform.tavus.io',
    'tavusapi.com',
    'tavus.video',
  );
  const link = fc.record({
    scheme: fc.constantFrom('https://', 'http://', 'HTTPS://', ''),
    site: sites,
    before: fc.array(word, { maxLength: 3 }),
    after: fc.constantFrom('', '/', '/edit', '?tab=1', '#top', '?a=b&c=d'),
    how: fc.constantFrom('path', 'query', 'hash'),
  });
  fc.assert(
    fc.property(
      kinds,
      hex,
      link,
      ([kind, letter], digits, { scheme, site, before, after, how }) => {
        const id = letter + digits;
        const path = ['', ...before].join('/');
        const whole = {
          path: `${scheme}${site}${path}/${id}${after}`,
          query: `${scheme}${site}${path}?x=1&id=${id}`,
          hash: `${scheme}${site}${path}/#/x/${id}${after.replace('#', '/')}`,
        }[how];
        expect([whole, isLink(whole), linkedThing(whole, kind)]).toEqual([
          whole,
          true,
          { kind, id },
        ]);
      },
    ),
  );
});
