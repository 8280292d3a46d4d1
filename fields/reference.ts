import { word } from '../forms/kinds.ts';

/** A field that takes an id of the user's own, which the name of a conversation carries. */
export const reference = word(
  'an ID of up to 100 letters, digits, hyphens and underscores, with a letter or a digit in it',
  { accepts: (value) => /^(?=.*[a-z0-9])[\w-]{1,100}$/i.test(value) },
);
