import type { Bundle, ZObject } from 'zapier-platform-core';
import { field } from '../forms/field.ts';
import { inputError } from '../forms/input_error.ts';
import { identifier, text } from '../forms/kinds.ts';
import { type TavusClient, tavusClient } from '../tavus/client.ts';
import { errorOf } from '../tavus/errors.ts';
import { getById, type LookUp, type Resource, search } from '../tavus/resource.ts';

/** The field for the name of a thing; `label` is what the form calls the thing. */
export function nameField(label: string) {
  return field(text, {
    label: `${label} Name`,
    helpText: 'The name or a part of it, in capitals or not. A full match comes before a part.',
  });
}

/** The field for the id of a thing, which `dynamic` offers to choose. */
export function idField(label: string, dynamic: string) {
  return field(identifier(`the ID of a ${label.toLowerCase()}`), {
    label,
    helpText: 'Choose one, or map its ID from an earlier step. It counts before the name.',
    dropdown: { dynamic },
  });
}

/** What is looked for: the id, else the name. */
export interface Wanted<Item> {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly nameOf: (item: Item) => string | null;
  /** What the form calls such a thing. */
  readonly label: string;
}

/**
 * Finds things by id, or by name: the same in any case first, then those that contain it. No match
 * is an empty list. The id wins if both are given; neither is an error.
 */
export async function findByIdOrName<Item extends { readonly id: string }>(
  z: ZObject,
  bundle: Bundle,
  resource: Resource<Item>,
  { id, name, nameOf, label }: Wanted<Item>,
): Promise<Item[]> {
  const client = tavusClient(z, bundle);
  const looking =
    id !== undefined ? byId(client, resource, id) : name && byName(client, resource, name, nameOf);
  if (!looking) {
    throw inputError(z, [
      `Fill in ${label} Name, or choose a ${label}: the search needs one of them.`,
    ]);
  }
  const found = await looking;
  if (!found.ok) throw errorOf(z, found.failure, { doing: `search your ${resource.plural}` });
  return [...found.found];
}

async function byId<Item>(
  client: TavusClient,
  resource: Resource<Item>,
  id: string,
): Promise<LookUp<readonly Item[]>> {
  const item = await getById(client, resource, id);
  if (!item.ok) return item;
  return { ok: true, found: item.found === null ? [] : [item.found] };
}

async function byName<Item extends { readonly id: string }>(
  client: TavusClient,
  resource: Resource<Item>,
  name: string,
  nameOf: Wanted<Item>['nameOf'],
): Promise<LookUp<readonly Item[]>> {
  const word = name.trim().toLowerCase();
  const lowerCaseName = (item: Item) => nameOf(item)?.trim().toLowerCase() ?? '';
  const isExact = (item: Item) => lowerCaseName(item) === word;
  const matches = (item: Item) => lowerCaseName(item).includes(word);
  const result = await search(client, resource, matches, isExact);
  if (!result.ok) return result;
  const exact = result.found.filter(isExact);
  return { ok: true, found: [...exact, ...result.found.filter((item) => !isExact(item))] };
}
