import { callTimes, recipeCards, stepsInWords, timeLine, timesInWords } from './pictures.ts';
import { readRecipe } from './recipe.ts';

/** A recipe with its drawings: the page, and the files that it shows. */
export interface IllustratedRecipe {
  readonly page: string;
  /** SVG by the name of the file in docs/pictures. */
  readonly drawings: ReadonlyMap<string, string>;
}

/**
 * Puts the drawings of a recipe where they belong, in place of those that it has: its steps above
 * "You need", and the minutes of each call below their table.
 *
 * @param name of the file, without its ending.
 */
export function illustrated(name: string, markdown: string): IllustratedRecipe {
  const recipe = readRecipe(markdown);
  const drawings = new Map([[`${name}.svg`, recipeCards(recipe)]]);
  const times = callTimes(recipe).map((each, index) => {
    const file = `${name}.times${index === 0 ? '' : `_${index + 1}`}.svg`;
    drawings.set(file, timeLine(each));
    return imageOf(timesInWords(each), file);
  });
  const chain = imageOf(stepsInWords(recipe.zaps), `${name}.svg`);
  const page = markdown
    .replace(/^!\[[^\]\n]*\]\(\.\.\/pictures\/[^)\n]*\.svg\)\n\n/gm, '')
    .replace(/^## You need$/m, () => `${chain}\n\n## You need`)
    .replace(/^\| Time \| Minutes \|\n(?:\|.*\|\n)+\n/gm, (table) => {
      const image = times.shift();
      return image ? `${table}${image}\n\n` : table;
    });
  return { page, drawings };
}

function imageOf(words: string, file: string): string {
  return `![${words.replaceAll(/[[\]]/g, '')}](../pictures/${file})`;
}
