/**
 * Reads a recipe (docs/recipes/*.md) in the form that docs/recipes/README.md describes: what one
 * needs, the Zaps, their steps, what goes into the fields, and the minutes of a call.
 */

/** A recipe, as far as its form tells it. */
export interface Recipe {
  readonly title: string;
  /** The rows of "You need", in their order. */
  readonly needs: readonly Row[];
  readonly zaps: readonly Zap[];
}

/** A section with steps. */
export interface Zap {
  readonly title: string;
  /** False for steps that are added to a Zap which exists: they do not begin with 1. */
  readonly isWhole: boolean;
  readonly steps: readonly Step[];
}

/** A step, from a heading such as `### 2. Tavus: Create Conversation`. */
export interface Step {
  readonly number: number;
  readonly app: string;
  readonly event: string;
  /** What goes into which field: Markdown, as in the table. */
  readonly fields: readonly Row[];
  /** The minutes of a call that the step creates, as its Time table has them. */
  readonly times: readonly Row[];
}

/** The two cells of a row. */
export interface Row {
  readonly name: string;
  readonly value: string;
}

/**
 * The recipe that a page holds.
 *
 * @throws if a section does not begin with its first step, or numbers are left out.
 */
export function readRecipe(markdown: string): Recipe {
  const [head = '', ...sections] = markdown.split(/^## /m);
  return {
    title: /^# (.+)$/m.exec(head)?.[1] ?? '',
    needs: sections
      .filter((section) => section.startsWith('You need\n'))
      .flatMap((section) => tableOf(section, 'What', 'Which')),
    zaps: sections.flatMap(zapsIn),
  };
}

function zapsIn(section: string): Zap[] {
  const [title = ''] = section.split('\n', 1);
  const steps = section.split(/^### /m).flatMap(stepsIn);
  const [first] = steps;
  if (!first) return [];
  for (const [index, { number }] of steps.entries()) {
    if (number !== first.number + index) {
      throw new Error(`"${title}" has the step ${number} where ${first.number + index} is next.`);
    }
  }
  return [{ title: title.trim(), isWhole: first.number === 1, steps }];
}

function stepsIn(part: string): Step[] {
  const [, number, app, event] = /^(\d+)\. ([^:\n]+): ([^\n]+)/.exec(part) ?? [];
  if (number === undefined || app === undefined || event === undefined) return [];
  return [
    {
      number: Number(number),
      app: app.trim(),
      event: event.trim(),
      fields: tableOf(part, 'Field', 'Value'),
      times: tableOf(part, 'Time', 'Minutes'),
    },
  ];
}

/** The rows of the tables with this header. */
function tableOf(markdown: string, left: string, right: string): Row[] {
  let isInside = false;
  return markdown.split('\n').flatMap((line): Row[] => {
    const [, name, value] = /^\|([^|]*)\|(.*)\|\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      isInside = false;
      return [];
    }
    const row = { name: name.trim(), value: value.trim() };
    if (row.name === left && row.value === right) {
      isInside = true;
      return [];
    }
    return isInside && !/^-+$/.test(row.name) ? [row] : [];
  });
}
