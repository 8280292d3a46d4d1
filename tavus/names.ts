import type { Bundle, ZObject } from 'zapier-platform-core';
import { cacheGet, cacheKey, cacheSet } from '../platform/cache.ts';
import { limits } from '../platform/limits.ts';
import type { TavusClient } from './http/client.ts';
import { resultOf } from './http/failure.ts';
import { asObject, asText } from './http/wire.ts';
import { getById } from './lists/list.ts';
import { personas } from './personas.ts';
import { replicas } from './replicas.ts';

/** The names of personas and replicas, which Tavus returns only with the persona or replica itself. */

/** A result with the ID of a persona, of a replica, or of both. */
interface WithIds {
  readonly persona_id?: string | null;
  readonly persona_name?: string | null;
  readonly replica_id?: string | null;
  readonly replica_name?: string | null;
}

type Kind = 'persona' | 'replica';

/** How long a name is cached, in seconds. The name of an ID that Tavus does not know is null; after a failure nothing is. */
const CACHE_SECONDS = 24 * 60 * 60;

/** The most names that are cached for a connection. */
const MAX_NAMES = 200;

/** The part of the step's time in which no name is requested any more, in seconds. */
const RESERVE_SECONDS = 10;

/** A name, and when it was requested: Unix time in seconds. */
interface CachedName {
  readonly name: string | null;
  readonly at: number;
}

/**
 * Returns a function that adds the names of its persona and replica to each of these results; null where
 * a name is unknown. Never throws. Requests each ID once a day, and a few in one step.
 */
export async function namesFor(
  z: ZObject,
  bundle: Bundle,
  client: TavusClient,
  results: readonly WithIds[],
): Promise<<Result extends WithIds>(result: Result) => Result> {
  const needed = [...new Set(results.flatMap(nameless))];
  if (needed.length === 0) return (result) => result;
  const key = cacheKey(z, bundle, 'names 1');
  const now = Math.floor(Date.now() / 1000);
  // Zapier's cache may take two seconds to answer, and a step ends at 30.
  const cached = client.secondsLeft() > 0 ? await cacheGet(z, key) : null;
  const names = new Map<string, CachedName>();
  for (const [id, value] of Object.entries(asObject(cached))) {
    const { name, at } = asObject(value);
    const isFresh = typeof at === 'number' && at <= now && now - at < CACHE_SECONDS;
    if (isFresh) names.set(id, { name: asText(name), at });
  }
  const missing = needed.filter((each) => !names.has(each)).slice(0, limits.nameLooks);
  if (missing.length > 0 && client.secondsLeft() > RESERVE_SECONDS) {
    await Promise.all(
      missing.map(async (each) => {
        const looked = await nameOf(client, each);
        if (looked.ok) names.set(each, { name: looked.value ?? null, at: now });
      }),
    );
    const newest = Object.fromEntries([...names].slice(-MAX_NAMES));
    await cacheSet(z, key, newest, { seconds: CACHE_SECONDS });
  }
  const named = (kind: Kind, id: string | null) => names.get(`${kind} ${id}`)?.name ?? null;
  return (result) => ({
    ...result,
    ...(result.replica_id !== undefined && {
      replica_name: result.replica_name ?? named('replica', result.replica_id),
    }),
    ...(result.persona_id !== undefined && {
      persona_name: result.persona_name ?? named('persona', result.persona_id),
    }),
  });
}

/** The kind and ID of each name that a result lacks. */
function nameless({ persona_id, persona_name, replica_id, replica_name }: WithIds): string[] {
  return [
    ...(persona_id && !persona_name ? [`persona ${persona_id}`] : []),
    ...(replica_id && !replica_name ? [`replica ${replica_id}`] : []),
  ];
}

function nameOf(client: TavusClient, kindAndId: string) {
  const id = kindAndId.slice(kindAndId.indexOf(' ') + 1);
  return resultOf(async () =>
    kindAndId.startsWith('persona ')
      ? (await getById(client, personas, id))?.persona_name
      : (await getById(client, replicas, id))?.replica_name,
  );
}
