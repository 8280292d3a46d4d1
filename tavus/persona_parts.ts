import { asList, asObject, textOf, type WireObject } from './http/wire.ts';
import type { Resource } from './lists/list.ts';

/** A part of a persona other than replicas and documents. */
export interface PersonaPart {
  readonly id: string;
  readonly name: string | null;
  /** Null if unknown. */
  readonly isStock: boolean | null;
  /** Whether a persona can use it: not while a voice is being created. */
  readonly isUsable: boolean;
}

/** The voices of Tavus and of the account (Tavus docs: Voices; query as read by others, September 2026). */
export const voices: Resource<PersonaPart> = {
  path: 'voices',
  firstPage: 1,
  query: { source: 'all' },
  idNames: ['voice_id'],
  read: (wire) => {
    const type = textOf(wire, 'voice_type');
    const status = textOf(wire, 'status');
    const isUsable = status === null || status === 'completed' || status === 'ready';
    return part(wire, ['voice_id'], textOf(wire, 'voice_name', 'name'), {
      isStock: type === null ? null : type !== 'user',
      isUsable,
    });
  },
};

/** Sets of objectives. A set has no name of its own, so it is named after its first objective. */
export const objectives: Resource<PersonaPart> = {
  path: 'objectives',
  firstPage: 1,
  query: {},
  idNames: ['objectives_id', 'uuid'],
  read: (wire) => {
    const names = asList(wire.data).flatMap(
      (each) => textOf(asObject(each), 'objective_name') ?? [],
    );
    const [first, ...others] = names;
    const listed = others.length === 0 ? first : `${first}, and ${others.length} more`;
    const name = textOf(wire, 'objectives_name', 'objective_name', 'name') ?? listed ?? null;
    return part(wire, ['objectives_id', 'uuid'], name);
  },
};

/** Single guardrails; without the query, the list has only legacy sets (Tavus docs: Legacy Guardrail Sets). */
export const guardrails: Resource<PersonaPart> = {
  path: 'guardrails',
  firstPage: 1,
  query: { legacy: false },
  idNames: ['uuid', 'guardrail_id', 'guardrails_id'],
  read: (wire) =>
    part(wire, ['uuid', 'guardrail_id', 'guardrails_id'], textOf(wire, 'guardrail_name', 'name')),
};

function part(
  wire: WireObject,
  idNames: readonly string[],
  name: string | null,
  known: Partial<PersonaPart> = {},
): PersonaPart | null {
  const id = textOf(wire, ...idNames);
  return id === null ? null : { id, name, isStock: null, isUsable: true, ...known };
}
