import type { Rule } from '../forms/reading.ts';

/** Rules between the fields of Create Conversation. */

/** Tavus needs somebody to join the call. */
export const participantRule: Rule = ({ filledIn }) => {
  if (filledIn.has('replica_id') || filledIn.has('persona_id')) return [];
  const sentence =
    'Choose a Persona (PAL), a Replica (Face) or both: Tavus needs at least one of them.';
  return [{ field: 'persona_id', sentence }];
};

const S3_FIELDS = ['recording_s3_bucket_name', 'recording_s3_bucket_region', 'aws_assume_role_arn'];

/** Tavus refuses an incomplete S3 target; with a storage provider, each of the three is required. */
export const s3Rule: Rule = ({ fields, filledIn }) => {
  if (filledIn.has('recording_storage_provider')) return [];
  const missing = fields.filter(({ key }) => S3_FIELDS.includes(key) && !filledIn.has(key));
  const [first] = missing;
  if (!first || missing.length === S3_FIELDS.length) return [];
  const labels = missing.map(({ label }) => label).join(' and ');
  const sentence = `${labels}: fill in the three S3 fields (bucket, region and role) together, or leave all of them blank.`;
  return [{ field: first.key, sentence }];
};
