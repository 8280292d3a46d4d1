/**
 * What is known of Tavus's ids: one letter for the kind of thing, then hexadecimal digits, in
 * lengths that have changed over the years. Beyond that they are opaque.
 */

/** A kind of thing that has an id and pages of its own. */
export type Identified = 'conversation' | 'replica' | 'persona' | 'document';

/** How an id looks, and what stands before it in a link: a part of the path or the name of a parameter. */
interface IdForm {
  readonly id: RegExp;
  readonly names: RegExp;
}

const KINDS: Readonly<Record<Identified, IdForm>> = {
  conversation: { id: /^c[0-9a-f]{6,}$/i, names: /^(conversation|room)s?(_id)?$/i },
  replica: { id: /^r[0-9a-f]{6,}$/i, names: /^(replica|face)s?(_id|_uuid)?$/i },
  persona: { id: /^p[0-9a-f]{6,}$/i, names: /^(persona|pal)s?(_id)?$/i },
  document: { id: /^d\d*-[0-9a-f]{6,}$/i, names: /^documents?(_id)?$/i },
};

const ALL_KINDS = ['conversation', 'replica', 'persona', 'document'] as const;

/** Whether a text can only be the id of a persona (`p5317866`). */
export function isPersonaId(text: string): boolean {
  return KINDS.persona.id.test(text);
}

/** Whether a text can only be the id of a replica (`r79e1c033f`). */
export function isReplicaId(text: string): boolean {
  return KINDS.replica.id.test(text);
}

/** Whether a text is the name of something rather than its id: more than one word, or no digit in it. */
export function isName(text: string): boolean {
  return /\s/.test(text) || (!/\d/.test(text) && !/^[a-z][0-9a-f]{6,}$/i.test(text));
}

/** Whether a text is a link, with or without its scheme. */
export function isLink(text: string): boolean {
  return /^([a-z][a-z\d+.-]*:\/\/|[\w-]+(\.[\w-]+)+[/?#])/i.test(text);
}

/** What a link leads to. */
export interface LinkedThing {
  readonly kind: Identified;
  readonly id: string;
}

/** The sites of Tavus: the app, the API and pages for everybody, old and new; and the rooms, which are Daily's. */
const TAVUS_SITE = /(^|\.)(tavus(api)?\.|daily\.co$)/i;

/**
 * What a link of one of Tavus's sites leads to: a page, a room or a request of the API. Of several
 * things it is the `wanted` one; null if there is none, and for the links of others.
 */
export function linkedThing(link: string, wanted: Identified): LinkedThing | null {
  const address = link.includes('://') ? link : `https://${link}`;
  if (!URL.canParse(address)) return null;
  const { hostname, pathname, search, hash } = new URL(address);
  if (!TAVUS_SITE.test(hostname)) return null;
  const parts = `${pathname}${search}${hash}`.split(/[/?#&=]/).filter((part) => part !== '');
  const things = [
    // What looks like an id is one; the names before a part tell less.
    ...parts.flatMap((part) => thingsThat(({ id }) => id.test(part), part)),
    ...parts.slice(1).flatMap((part, index) => {
      const before = String(parts[index]);
      return isName(part) ? [] : thingsThat(({ names }) => names.test(before), part);
    }),
  ];
  // In Daily's rooms the id of the conversation is the name of the room.
  const room = /\.daily\.co$/i.test(hostname) ? pathname.split('/')[1] : undefined;
  if (room) things.push({ kind: 'conversation', id: room });
  return things.find(({ kind }) => kind === wanted) ?? things[0] ?? null;
}

function thingsThat(match: (form: IdForm) => boolean, id: string): LinkedThing[] {
  return ALL_KINDS.filter((kind) => match(KINDS[kind])).map((kind) => ({ kind, id }));
}
