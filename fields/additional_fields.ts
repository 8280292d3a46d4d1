import type { Problem, Rule } from '../forms/reading.ts';
import type { Labels } from '../tavus/http/errors.ts';
import { isObject, type WireObject } from '../tavus/http/wire.ts';

/** Settings of the API that have no field yet: JSON that is merged into the request body. */

/** The request body with the additional fields; the body wins. */
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

/** The labels of the fields by their places in the body, with those of the additional fields. */
export function withAdditionalLabels(
  labels: Labels,
  body: WireObject,
  additional: WireObject = {},
): Labels {
  const added = placesIn(additional, body).map((place): [string, string] => [place, LABEL]);
  return { ...labels, filledIn: new Map([...added, ...labels.filledIn]) };
}

const LABEL = 'Additional Fields';

/** The places that are only in the object, and not in the body. */
function placesIn(object: WireObject, body: WireObject, above = ''): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const shared = body[name];
    return isObject(value) && isObject(shared)
      ? placesIn(value, shared, `${above}${name}.`)
      : [`${above}${name}`];
  });
}

/**
 * Additional Fields may only contain settings that no field of the form has. `sameAs`: other API names
 * of the fields. `insteadOf`: other API settings with the meaning of a field, which may be used if the
 * field is blank. Both map a place in the body to the key of a field. `withoutField`: places of
 * settings that no field has.
 */
export function additionalFieldsRule(
  sameAs: ReadonlyMap<string, string>,
  insteadOf: ReadonlyMap<string, string> = new Map(),
  withoutField: readonly string[] = [],
): Rule {
  return ({ fields, filledIn, values }) => {
    const additional = values.additional_fields;
    if (!isObject(additional)) return [];
    const known = new Map<string, Known>();
    const add = (place: string, key: string, isOnlyOtherWay: boolean) => {
      // If several fields have one place, the error names the first.
      if (known.has(place)) return;
      const label = String(fields.find((each) => each.key === key)?.label);
      known.set(place, { label, isFree: isOnlyOtherWay && !filledIn.has(key), isOnlyOtherWay });
    };
    for (const { key, places } of fields) for (const place of places) add(place, key, false);
    for (const [place, key] of sameAs) add(place, key, false);
    for (const [place, key] of insteadOf) add(place, key, true);
    for (const place of withoutField) known.set(place, ONLY_A_PLACE);
    return conflicts(additional, [], known).map(asProblem);
  };
}

/** A place in the body that belongs to a field. */
interface Known {
  readonly label: string;
  /** Whether Additional Fields may use it. */
  readonly isFree: boolean;
  /** Whether it is another setting with the meaning of the field. */
  readonly isOnlyOtherWay: boolean;
}

/** A place without a field. */
const ONLY_A_PLACE: Known = { label: '', isFree: true, isOnlyOtherWay: true };

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
    if (!isObject(value)) return [`"${here}" must be an object in braces.`];
    return conflicts(value, [...path, name], known);
  });
}

function alreadySaid(here: string, { label, isOnlyOtherWay }: Known): string {
  return isOnlyOtherWay
    ? `"${here}" and the field ${label} set the same thing. Use only one of them.`
    : `"${here}" has its own field, ${label}. Use that field instead.`;
}

/**
 * Finds a setting, or a whole object of settings, one level too high or too low, which the API rejects
 * or silently ignores.
 */
function misplaced(
  name: string,
  path: readonly string[],
  known: ReadonlyMap<string, Known>,
): string[] {
  const parent = path.join('.');
  const containers = [...known.keys()].map((place) => [parentOf(place), ONLY_A_PLACE] as const);
  const right = [...known, ...containers].find(([place]) => {
    const other = parentOf(place);
    const isNear = parentOf(parent) === other || parentOf(other) === parent;
    return place === [other, name].filter(Boolean).join('.') && other !== parent && isNear;
  });
  if (!right) return [];
  const [place, { label, isOnlyOtherWay }] = right;
  const sentence = `"${[...path, name].join('.')}" belongs at "${place}"`;
  return isOnlyOtherWay
    ? [`${sentence}. Move it there.`]
    : [`${sentence}, and has its own field, ${label}. Use that field instead.`];
}

function parentOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf('.')));
}
