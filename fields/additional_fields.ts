import type { Problem, Rule } from '../forms/form.ts';
import { isObject, type WireObject } from '../tavus/wire.ts';

/** Settings of the API that have no field yet: JSON that is sent as well, under what the fields say. */

/** The request body with the additional fields under it. */
export function withAdditionalFields(body: WireObject, additional: WireObject = {}): WireObject {
  const merged = new Map(Object.entries(additional));
  for (const [name, value] of Object.entries(body)) {
    const below = merged.get(name);
    merged.set(
      name,
      isObject(value) && isObject(below) ? withAdditionalFields(value, below) : value,
    );
  }
  return Object.fromEntries(merged);
}

/**
 * Additional Fields may only say what no field of the form says. `otherNames` are names of the API
 * that mean the same as a field, by their place in the body.
 */
export function additionalFieldsRule(otherNames: ReadonlyMap<string, string>): Rule {
  return ({ fields, values }) => {
    const additional = values.additional_fields;
    if (!isObject(additional)) return [];
    const owners = new Map<string, string>();
    const labels = new Map(fields.map(({ key, label }) => [key, label]));
    for (const { label, places } of fields) for (const place of places) owners.set(place, label);
    for (const [name, key] of otherNames) owners.set(name, labels.get(key) ?? key);
    return conflicts(additional, [], owners).map(asProblem);
  };
}

function asProblem(sentence: string): Problem {
  return { field: 'additional_fields', sentence: `Additional Fields: ${sentence}` };
}

function conflicts(
  object: WireObject,
  path: readonly string[],
  owners: ReadonlyMap<string, string>,
): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const here = [...path, name].join('.');
    const owner = owners.get(here);
    if (owner) return [`"${here}" is what the field ${owner} is for. Use that field instead.`];
    const hasFields = [...owners.keys()].some((place) => place.startsWith(`${here}.`));
    if (!hasFields) return [];
    if (!isObject(value)) return [`"${here}" takes an object in braces.`];
    return conflicts(value, [...path, name], owners);
  });
}
