import { asText, asTime, textOf, type WireObject } from './wire.ts';

/** What every answer about a conversation says of it, whatever its age. */
export interface ConversationFacts {
  readonly conversation_id: string;
  readonly conversation_name: string | null;
  readonly status: string | null;
  readonly conversation_url: string | null;
  /** Tavus's hosted page for people; not for existing meetings, and not from older API versions. */
  readonly room_url: string | null;
  readonly callback_url: string | null;
  readonly replica_id: string | null;
  readonly persona_id: string | null;
  /** ISO 8601 UTC. */
  readonly created_at: string | null;
}

/** The links of a conversation that are not https: none of them is ever handed on. */
export function unsafeLinks(wire: WireObject): string[] {
  const links = [textOf(wire, 'conversation_url'), textOf(wire, 'room_url')];
  return links.flatMap((link) => (link === null || isHttps(link) ? [] : [link]));
}

function isHttps(link: string): boolean {
  return URL.canParse(link) && new URL(link).protocol === 'https:';
}

function httpsOf(wire: WireObject, name: string): string | null {
  const link = textOf(wire, name);
  return link !== null && isHttps(link) ? link : null;
}

/** Reads a conversation; null if there is no id in it. */
export function readConversation(wire: WireObject): ConversationFacts | null {
  const id = asText(wire.conversation_id);
  if (id === null) return null;
  return {
    conversation_id: id,
    conversation_name: textOf(wire, 'conversation_name'),
    status: textOf(wire, 'status'),
    conversation_url: httpsOf(wire, 'conversation_url'),
    room_url: httpsOf(wire, 'room_url'),
    callback_url: textOf(wire, 'callback_url'),
    replica_id: textOf(wire, 'replica_id', 'face_id'),
    persona_id: textOf(wire, 'persona_id', 'pal_id'),
    created_at: asTime(wire.created_at),
  };
}
