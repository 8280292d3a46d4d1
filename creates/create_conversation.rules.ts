import type { Form, Reading } from '../forms/form.ts';
import { jsonObject } from '../forms/kinds.ts';
import { isObject, type WireObject } from '../tavus/wire.ts';

/**
 * What the fields of Create Conversation demand of each other, as sentences for the person who
 * filled in the form. Each function gives the problems that it finds.
 */

const S3_FIELDS = ['recording_s3_bucket_name', 'recording_s3_bucket_region', 'aws_assume_role_arn'];

/** Tavus needs somebody to join the call. */
export function participantProblems({ filledIn }: Reading<unknown>): string[] {
  if (filledIn.has('replica_id') || filledIn.has('persona_id')) return [];
  return ['Choose a Replica, a Persona or both: Tavus needs at least one of them.'];
}

/** Tavus refuses an incomplete S3 target; with a storage provider, the schema demands all three. */
export function s3Problems({ fields }: Form<unknown>, { filledIn }: Reading<unknown>): string[] {
  if (filledIn.has('recording_storage_provider')) return [];
  const missing = S3_FIELDS.filter((key) => !filledIn.has(key));
  if (missing.length === 0 || missing.length === S3_FIELDS.length) return [];
  const labels = fields.filter(({ key }) => missing.includes(key)).map(({ label }) => label);
  return [
    `${labels.join(' and ')}: fill in the three S3 fields (bucket, region and role) together, or leave all of them blank.`,
  ];
}

/** Names of the API that mean the same as a field of the form, by their path in the body. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['face_id', 'replica_id'],
  ['pal_id', 'persona_id'],
  ['properties.require_auth', 'require_auth'],
  ['properties.enable_transcription', 'enable_transcription'],
  ['properties.languages', 'language'],
]);

/** Additional Fields may only say what no field of the form says; `given` is what is filled in there. */
export function additionalProblems(form: Form<unknown>, given: unknown): string[] {
  const additional = jsonObject.schema().safeParse(given);
  if (!additional.success) return [];
  const owners = new Map<string, string>();
  const inner = new Set<string>();
  for (const { key, label, placements } of form.fields) {
    for (const { path } of placements) owners.set(path.join('.'), label);
    for (const { path } of placements) {
      for (let depth = 1; depth < path.length; depth += 1)
        inner.add(path.slice(0, depth).join('.'));
    }
    for (const [other, owner] of OTHER_NAMES) if (owner === key) owners.set(other, label);
  }
  return conflicts(additional.data, [], owners, inner);
}

function conflicts(
  object: WireObject,
  path: readonly string[],
  owners: ReadonlyMap<string, string>,
  inner: ReadonlySet<string>,
): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const here = [...path, name].join('.');
    const owner = owners.get(here);
    if (owner) {
      return [
        `Additional Fields: "${here}" is what the field ${owner} is for. Use that field instead.`,
      ];
    }
    if (!inner.has(here)) return [];
    return isObject(value)
      ? conflicts(value, [...path, name], owners, inner)
      : [`Additional Fields: "${here}" takes an object in braces.`];
  });
}
