/**
 * Tavus's IDs: one letter for the kind of thing, then hexadecimal digits. Their length has changed over
 * the years.
 */

/** A kind of thing with IDs and pages of its own. */
export type Identified = 'conversation' | 'replica' | 'persona' | 'document';

/** The pattern of an ID, and the part of a link before it: a segment of the path or the name of a parameter. */
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

/** Whether a text is a name and not an ID: several words, or no digit. */
export function isName(text: string): boolean {
  return /\s/.test(text) || (!/\d/.test(text) && !/^[a-z][0-9a-f]{6,}$/i.test(text));
}

/** Whether a text is a link, with or without its scheme. */
export function isLink(text: string): boolean {
  return /^([a-z][a-z\d+.-]*:\/\/|[\w-]+(\.[\w-]+)+[/?#])/i.test(text);
}

/** The target of a link. */
export interface LinkedThing {
  readonly kind: Identified;
  readonly id: string;
}

/** Tavus's sites: the app, the API and public pages, old and new; and the rooms, which belong to Daily. */
const TAVUS_SITE = /(^|\.)(tavus(api)?\.|daily\.co$)/i;

/**
 * The target of a link to a page, a room or an API request of Tavus. If the link has several IDs, the
 * `wanted` kind is preferred; null without an ID and for other sites.
 */
export function linkedThing(link: string, wanted: Identified): LinkedThing | null {
  const address = link.includes('://') ? link : `https://${link}`;
  if (!URL.canParse(address)) return null;
  const { hostname, pathname, search, hash } = new URL(address);
  if (!TAVUS_SITE.test(hostname)) return null;
  const parts = `${pathname}${search}${hash}`.split(/[/?#&=]/).filter((part) => part !== '');
  const things = [
    // The pattern of an ID is stronger evidence than the name before it.
    ...parts.flatMap((part) => thingsThat(({ id }) => id.test(part), part)),
    ...parts.slice(1).flatMap((part, index) => {
      const before = String(parts[index]);
      return isName(part) ? [] : thingsThat(({ names }) => names.test(before), part);
    }),
  ];
  // The name of a room at Daily is the ID of the conversation.
  const room = /\.daily\.co$/i.test(hostname) ? pathname.split('/')[1] : undefined;
  if (room) things.push({ kind: 'conversation', id: room });
  return things.find(({ kind }) => kind === wanted) ?? things[0] ?? null;
}

function thingsThat(match: (form: IdForm) => boolean, id: string): LinkedThing[] {
  return ALL_KINDS.filter((kind) => match(KINDS[kind])).map((kind) => ({ kind, id }));
}
