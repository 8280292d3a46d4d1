import type { Rule } from '../forms/reading.ts';

/** Rules between the fields of Generate Video. */

/** Tavus takes words or audio, and needs one of them. */
export const sourceRule: Rule = ({ filledIn }) => {
  const hasScript = filledIn.has('script');
  if (hasScript !== filledIn.has('audio_url')) return [];
  const sentence = hasScript
    ? 'Fill in either Script or Audio URL, not both.'
    : 'Fill in Script or Audio URL: the replica needs something to say.';
  return [{ field: 'script', sentence }];
};

/** Tavus does not document a request with both. */
export const backgroundRule: Rule = ({ filledIn }) => {
  if (!filledIn.has('background_url') || !filledIn.has('background_source_url')) return [];
  const sentence = 'Fill in either Background URL or Background Source URL, not both.';
  return [{ field: 'background_url', sentence }];
};

/** A fast video has no background; only a fast one can be transparent. */
export const fastRule: Rule = ({ fields, filledIn, values }) => {
  if (values.fast !== true) {
    const sentence =
      'Transparent Background works only in a fast video. Choose Yes in Fast, or clear Transparent Background.';
    return values.transparent_background === true
      ? [{ field: 'transparent_background', sentence }]
      : [];
  }
  return fields
    .filter(({ key }) => /^background_(source_)?url$/.test(key) && filledIn.has(key))
    .map(({ key, label }) => ({
      field: key,
      sentence: `A fast video has no background. Clear ${label}, or choose No in Fast.`,
    }));
};

/** Only a website scrolls. */
export const scrollingRule: Rule = ({ fields, filledIn }) => {
  if (filledIn.has('background_url')) return [];
  return fields
    .filter(({ key }) => key.startsWith('background_scroll') && filledIn.has(key))
    .map(({ key, label }) => ({
      field: key,
      sentence: `${label} needs a website. Fill in Background URL, or clear ${label}.`,
    }));
};
