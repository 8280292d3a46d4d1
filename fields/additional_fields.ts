import type { Problem, Rule } from '../forms/reading.ts';
import { isObject, type WireObject } from '../tavus/http/wire.ts';

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

/** The labels of what is filled in by its places in the body, those of the additional fields too. */
export function withAdditionalLabels(
  labels: ReadonlyMap<string, string>,
  body: WireObject,
  additional: WireObject = {},
): ReadonlyMap<string, string> {
  const added = placesIn(additional, body).map((place): [string, string] => [place, LABEL]);
  return new Map([...added, ...labels]);
}

const LABEL = 'Additional Fields';

/** The places of what is in the object alone, and not shared with the body. */
function placesIn(object: WireObject, body: WireObject, above = ''): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const shared = body[name];
    return isObject(value) && isObject(shared)
      ? placesIn(value, shared, `${above}${name}.`)
      : [`${above}${name}`];
  });
}

/**
 * Additional Fields may only say what no field of the form says, and at its place. The API knows other
 * names of the fields, and other ways to say the same, which may be used while the field is blank: both
 * by their place in the body, with the key of the field.
 */
export function additionalFieldsRule(
  sameAs: ReadonlyMap<string, string>,
  insteadOf: ReadonlyMap<string, string> = new Map(),
): Rule {
  return ({ fields, filledIn, values }) => {
    const additional = values.additional_fields;
    if (!isObject(additional)) return [];
    const known = new Map<string, Known>();
    const add = (place: string, key: string, isOnlyOtherWay: boolean) => {
      // Of several fields for one place, the first is named.
      if (known.has(place)) return;
      const label = String(fields.find((each) => each.key === key)?.label);
      known.set(place, { label, isFree: isOnlyOtherWay && !filledIn.has(key), isOnlyOtherWay });
    };
    for (const { key, places } of fields) for (const place of places) add(place, key, false);
    for (const [place, key] of sameAs) add(place, key, false);
    for (const [place, key] of insteadOf) add(place, key, true);
    return conflicts(additional, [], known).map(asProblem);
  };
}

/** What the API has at a place that a field is for. */
interface Known {
  readonly label: string;
  /** Whether it may be said by Additional Fields. */
  readonly isFree: boolean;
  /** Whether it is another way to say what the field says. */
  readonly isOnlyOtherWay: boolean;
}

function asProblem(sentence: string): Problem {
  return { field: 'additional_fields', sentence: `${LABEL}: ${sentence}` };
}

function conflicts(
  object: WireObject,
  path: readonly string[],
  known: ReadonlyMap<string, Known>,
): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const here = [...path, name].join('.');
    const there = known.get(here);
    if (there) return there.isFree ? [] : [alreadySaid(here, there)];
    const hasFields = [...known.keys()].some((place) => place.startsWith(`${here}.`));
    if (!hasFields) return misplaced(name, path, known);
    if (!isObject(value)) return [`"${here}" takes an object in braces.`];
    return conflicts(value, [...path, name], known);
  });
}

function alreadySaid(here: string, { label, isOnlyOtherWay }: Known): string {
  return isOnlyOtherWay
    ? `"${here}" and the field ${label} say the same. Use one of them.`
    : `"${here}" is what the field ${label} is for. Use that field instead.`;
}

/** What the API knows one level above or below: at a wrong one it is refused, or ignored without a word. */
function misplaced(
  name: string,
  path: readonly string[],
  known: ReadonlyMap<string, Known>,
): string[] {
  const parent = path.join('.');
  const right = [...known].find(([place]) => {
    const other = parentOf(place);
    const isNear = parentOf(parent) === other || parentOf(other) === parent;
    return place === [other, name].filter(Boolean).join('.') && other !== parent && isNear;
  });
  if (!right) return [];
  const [place, { label, isOnlyOtherWay }] = right;
  const sentence = `"${[...path, name].join('.')}" belongs at "${place}"`;
  return isOnlyOtherWay
    ? [`${sentence}. Move it there.`]
    : [`${sentence}, and the field ${label} is for it. Use that field instead.`];
}

function parentOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf('.')));
}
