import type { ZObject } from 'zapier-platform-core';
import { field } from '../forms/field.ts';
import { oneOf } from '../forms/kinds.ts';
import type { Match, Matches } from '../tavus/lists/list.ts';
import { readName } from '../tavus/reference.ts';
import { matcherOf } from './same_name.ts';

/** What all searches by name share: how a name must match, and what is returned. */

/** The field that allows a part of the name; the whole name is looked for if it is blank. */
export const matchField = field(
  oneOf(['whole', 'part'], { whole: 'Whole Name', part: 'Part of the Name' }),
  {
    label: 'Match',
    helpText:
      "If blank, Whole Name. Part of the Name also finds names that contain these words, from the start of a word. It may find someone else's record: check that Matched Whole Name is true.",
  },
);

/** The help text of a whole name. */
export const WHOLE_NAME_HELP =
  'The whole name. Capitals, ways to type accents, and types of apostrophes, dashes and spaces make no difference.';

/** The help text of a name beside {@link matchField}. */
export const NAME_HELP = `${WHOLE_NAME_HELP} To search for a part of the name, set Match.`;

/** A found item. */
export interface Named<Item> {
  readonly item: Item;
  readonly matched_whole_name: boolean | null;
}

/** An item that was not found by its name. */
export function foundOtherwise<Item>(item: Item): Named<Item> {
  return { item, matched_whole_name: null };
}

/** What a list is searched for. */
interface Wanted {
  readonly name?: string | undefined;
  /** It counts before the name. */
  readonly reference?: string | undefined;
}

/** Finds what has the reference or the name, which Tavus shows with its reference at the end. */
export function wantedMatcherOf({ name = '', reference }: Wanted) {
  const given = readName(name.trim());
  const matchOf = matcherOf(given.title);
  return (itsName: string | null, itsReference: string | null): Match => {
    if (reference !== undefined) return itsReference === reference ? 'whole' : null;
    const isOther = given.reference !== null && given.reference !== itsReference;
    return isOther ? null : matchOf(itsName);
  };
}

/** A search, and for its error what else to do. */
interface Search extends Wanted {
  /** The plural of the things, such as `personas`. */
  readonly things: string;
  /** The value of {@link matchField}. */
  readonly match: string | undefined;
  /** What to do if the list is too long, a sentence. */
  readonly instead: string;
}

/**
 * The items of the name first. One that differs in its punctuation has it too, if it is the only one.
 * Throws if a list that was not read to its end may still contain what was searched for.
 */
export function bestOf<Item>(
  z: ZObject,
  { found, count, isComplete }: Matches<Item>,
  { things, name, reference, match, instead }: Search,
): Named<Item>[] {
  const having = (wanted: Match) => found.filter((each) => each.match === wanted);
  const [exact, almost] = [having('whole'), having('almost')];
  const isOnlyOne = exact.length === 0 && almost.length === 1 && isComplete;
  const whole = isOnlyOne ? almost : exact;
  const others = match === 'part' ? found.filter((each) => !whole.includes(each)) : [];
  if (whole.length + others.length === 0 && !isComplete) {
    throw new z.errors.Error(
      `None of the ${count} ${things} that the app checked in time matches "${reference ?? name}", and more remain. ${instead}`,
      'unfinished_search',
    );
  }
  return [
    ...whole.map(({ item }) => ({ item, matched_whole_name: reference === undefined || null })),
    ...others.map(({ item }) => ({ item, matched_whole_name: false })),
  ];
}
