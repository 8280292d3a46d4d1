import { type Check, Rejection } from '../forms/kinds.ts';
import { oneId } from '../forms/one_value.ts';
import { type Identified, isLink, linkedThing } from '../tavus/ids.ts';

/** Takes the ID of a thing, or a link to it on one of Tavus's sites; the `checks` see the ID. */
export function linkedId(thing: Identified, accepts: string, ...checks: readonly Check[]) {
  return oneId(accepts, (value) => (isLink(value) ? idIn(value, thing) : value), ...checks);
}

/** The field of Create Conversation for the ID of each thing. */
const FIELDS: Readonly<Partial<Record<Identified, string>>> = {
  replica: 'Replica (Face)',
  persona: 'Persona (PAL)',
  document: 'Documents',
};

function idIn(link: string, thing: Identified): string | Rejection {
  const linked = linkedThing(link, thing);
  if (!linked) {
    return new Rejection(
      `This link contains no ${thing} ID. Paste the link of the ${thing} in Tavus, or its ID.`,
    );
  }
  if (linked.kind === thing) return linked.id;
  const field = FIELDS[linked.kind];
  const instead = field ? ` Put it in ${field} instead.` : '';
  return new Rejection(`This is the link of a ${linked.kind}.${instead}`);
}
