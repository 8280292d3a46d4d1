import { type Check, transformed } from '../forms/kinds.ts';
import { type Identified, isLink, linkedThing } from '../tavus/ids.ts';

/** Takes the id of a thing, or a link of one of Tavus's sites that leads to it; `checks` are on the id. */
export function linkedId(thing: Identified, accepts: string, ...checks: readonly Check[]) {
  // A link without an id in it is refused by the first check.
  const idIn = (value: string) => (isLink(value) ? String(linkedThing(value, thing)?.id) : value);
  return transformed(
    accepts,
    idIn,
    {
      accepts: (value) => !isLink(value) || linkedThing(value, thing)?.kind === thing,
      otherwise: (value) => wrongLink(value, thing),
    },
    ...checks.map((check) => ({
      ...check,
      accepts: (value: string) => check.accepts(idIn(value)),
    })),
  );
}

/** The field of Create Conversation that the id of a thing belongs in. */
const FIELDS: Readonly<Partial<Record<Identified, string>>> = {
  replica: 'Replica (Face)',
  persona: 'Persona (PAL)',
  document: 'Documents',
};

function wrongLink(link: string, thing: Identified): string {
  const other = linkedThing(link, thing)?.kind;
  if (!other) {
    return `There is no ID of a ${thing} in this link. Paste the link of the ${thing} in Tavus, or its ID.`;
  }
  const field = FIELDS[other];
  return `This is the link of a ${other}.${field ? ` Put it in ${field} instead.` : ''}`;
}
